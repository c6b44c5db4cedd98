"""The sealed rows of a country, which are nearly all of it, laid down by COPY.

What people wrote is sealed, so random bytes of the sizes that sealed rows have stand for it. Rows
come week by week, as in life: the rows of one person lie strewn over the whole table, and so do
those of the few real ones, which the services wrote. COPY into an empty table goes past the
write-ahead log; the keys are made at the end.
"""

import os
import random
import secrets
import struct
from collections.abc import Callable, Iterable
from itertools import groupby

import psycopg
from country_ground import LIFE, MEMBERS, Ground
from country_tables import tables
from people import Site
from sqlalchemy import Table, select

from reflect.db import reading
from reflect.models import rows
from reflect.teams import window_closing

ANSWERS, NOTES = (900,), (900, 900, 900, 1900)  # padded bytes
OVERHEAD = 29
PER_ROW = 1_130  # bytes on the disk, index included, as measured
POOL = os.urandom(1 << 24)
Step = Callable[[int], None]
Sealed = tuple[bytes, bytes, int, bytes]  # vault, slot, rev, blob


def lay_down(ground: Ground, real: list[tuple[str, str]], step: Step) -> None:
    """Everything; `real`: account and vault of those whom the services made, the first of all.

    The rows of the real ones are taken out and put back week by week among the others.
    """
    ground.real, others = len(real), ground.people - len(real)
    ground.accounts += [account for account, _vault in real] + _ids(others)
    ground.vaults += [vault for _account, vault in real] + _ids(others)
    ground.teams += _ids(ground.people // MEMBERS)
    with psycopg.connect(ground.on.settings.database_url) as db:
        own = _own_rows(ground)
        for table, values in tables(ground):
            copy(db, table, values)
        db.commit()
        _copy_rows(db, ground, own, step)
        db.commit()
        db.autocommit = True
        db.execute("VACUUM ANALYZE")
    _write_file(ground.on)


def _ids(count: int) -> list[str]:
    return [secrets.token_hex(16) for _n in range(count)]


def _write_file(on: Site) -> None:
    """The file of releases, as closing wrote it all along."""
    ordered = 'SELECT team, instrument, "window", scale, value, step FROM releases ORDER BY 3, 1, 2'
    with (
        psycopg.connect(on.settings.database_url) as db,
        db.cursor("all") as found,
        (on.settings.data / window_closing.RELEASES_FILENAME).open("w", encoding="ascii") as file,
    ):
        found.itersize = 30_000
        found.execute(ordered)
        for (team, instrument, window), group in groupby(found, key=lambda row: row[:3]):
            same = list(group)
            values = {row[3]: row[4] for row in same if row[4] is not None}
            place = {"team": team, "instrument": instrument, "window": window}
            told = {**place, "values": values, "step": same[0][5]}
            file.write(f"{window_closing.format_release_line(told)}\n")


def fitting_weeks(sizes: Iterable[int], years: float, gigabytes: float) -> int:
    """As many weeks as fit on the disk for all sizes together, at most so many years."""
    a_week = LIFE["answered weeks"] * (1 + LIFE["notes to an answered week"]) * PER_ROW
    return int(min(52 * years, 1e9 * gigabytes / (a_week * sum(sizes))))


def copy(db: psycopg.Connection, table: Table, values: Iterable[dict[str, object]]) -> None:
    """Fill a table; columns that are missing stay empty."""
    values = iter(values)
    first = next(values, None)
    if first is None:
        return
    names = ", ".join(f'"{name}"' for name in first)
    with db.cursor().copy(f'COPY "{table.name}" ({names}) FROM STDIN') as sink:
        sink.write_row(tuple(first.values()))
        for value in values:
            sink.write_row(tuple(value.values()))


def _own_rows(ground: Ground) -> dict[int, list[Sealed]]:
    """The rows of the real ones by the week in which they go back, in the order of writing."""
    found: dict[int, list[Sealed]] = {}
    with reading(ground.on.engine) as db:
        for vault in ground.vaults[: ground.real]:
            mine = db.execute(select(rows).where(rows.c.vault == vault)).all()
            for at, row in enumerate(mine):
                week = at * ground.weeks // len(mine)
                sealed = (vault.encode(), bytes(row.slot), row.rev, bytes(row.blob))
                found.setdefault(week, []).append(sealed)
    return found


def _copy_rows(
    db: psycopg.Connection,
    ground: Ground,
    own: dict[int, list[Sealed]],
    step: Step,
) -> None:
    """Week by week, without the log (the table is empty when it begins); the keys come last."""
    others = [vault.encode() for vault in ground.vaults[ground.real :]]
    db.execute("TRUNCATE rows")
    db.execute("ALTER TABLE rows DROP CONSTRAINT pk_rows, DROP CONSTRAINT fk_rows_vault")
    with db.cursor().copy("COPY rows (vault, slot, rev, blob) FROM STDIN (FORMAT BINARY)") as sink:
        sink.write(b"PGCOPY\n\xff\r\n\x00" + bytes(8))
        for week in range(ground.weeks):
            mine = own.get(week, [])
            ground.rng.shuffle(mine)
            part = max(1, min(5000, len(others) // (len(mine) + 1)))
            for begin in range(0, len(others), part):
                some = others[begin : begin + part]
                sink.write(_written(ground.rng, some))
                step(len(some))
                if mine:  # strewn among the others
                    sink.write(_row(*mine.pop()))
            for sealed in mine:
                sink.write(_row(*sealed))
        sink.write(b"\xff\xff")
    db.execute("ALTER TABLE rows ADD CONSTRAINT pk_rows PRIMARY KEY (vault, slot)")
    db.execute(
        "ALTER TABLE rows ADD CONSTRAINT fk_rows_vault FOREIGN KEY (vault) REFERENCES vaults (id)"
    )


def _written(rng: random.Random, some: list[bytes]) -> bytes:
    """One week of these people: most answered, and most of those wrote something."""
    answered, noted = LIFE["answered weeks"], LIFE["notes to an answered week"]
    found, slots = [], os.urandom(32 * len(some))
    for at, vault in enumerate(some):
        if rng.random() >= answered:
            continue
        for n, sizes in enumerate((ANSWERS, NOTES)):
            if n == 0 or rng.random() < noted:
                size, place = OVERHEAD + rng.choice(sizes), int(rng.random() * (len(POOL) - 4000))
                slot = slots[32 * at + 16 * n : 32 * at + 16 * n + 16]
                found.append(_row(vault, slot, 1, POOL[place : place + size]))
    return b"".join(found)


def _row(vault: bytes, slot: bytes, rev: int, blob: bytes) -> bytes:
    """A row as COPY reads it."""
    head = b"\x00\x04\x00\x00\x00\x20" + vault + b"\x00\x00\x00\x10" + slot
    return head + struct.pack(">iii", 4, rev, len(blob)) + blob
