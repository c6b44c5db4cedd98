"""Keeping CPD entries: one sealed row for each registration year.

An entry lies in the year of its date, and moves when its date does. A form names the save that it
was made from, so that of two tabs the second is told. A page may be sent twice, or come back after
the entry was deleted elsewhere: what was typed is then kept, once.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import actions
from reflect.checkins.repository import Sheet, minute
from reflect.core.crypto.primitives import Damaged
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.weeks import LONDON
from reflect.core.words import _
from reflect.notebook.cpd.entries import (
    EARLIEST,
    Entry,
    in_order,
    read,
    says,
    text_of,
    written,
    year_of,
)
from reflect.notebook.registration_year import STARTS, RegistrationYear, Starts
from reflect.vaults.repository import NOTHING, Kept

FRIDAY = 4  # days after Monday


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry, and the year in whose row it lies."""

    year: RegistrationYear
    entry: Entry


@dataclass(frozen=True, slots=True)
class Conflict:
    """The form was made from an older save: nothing was changed."""

    kept: Placed


def years(
    db: Connection, vault: Vault, now: datetime, starts: Starts = STARTS
) -> tuple[dict[RegistrationYear, list[Entry]], int]:
    """All years that hold entries, newest first, each with its newest first.

    Beside them, how many years do not open.
    """
    rows, closed = _rows(db, vault, now, starts)
    found = {year: in_order(read(rows[year].value)) for year in sorted(rows, reverse=True)}
    return found, len(closed)


def drafts(db: Connection, vault: Vault, now: datetime) -> list[Entry]:
    """All entries that are not finished, newest first."""
    found, _closed = years(db, vault, now)
    return in_order(entry for entries in found.values() for entry in entries if entry.draft)


def find(
    db: Connection, vault: Vault, identity: str, now: datetime, starts: Starts = STARTS
) -> Placed:
    """One entry, in whichever year it lies by now.

    Raises:
        NotFound: there is none.
        Damaged: it may lie in a year that does not open.
    """
    rows, closed = _rows(db, vault, now, starts)
    placed = _placed(rows, identity)
    if placed is None and closed:
        raise Damaged
    if placed is None:
        raise NotFound(_("There is no such entry. It may have been deleted in another tab."))
    return placed


def save(
    db: Connection,
    vault: Vault,
    typed: Entry,
    edition: int,
    now: datetime,
    starts: Starts = STARTS,
) -> Placed | Conflict:
    """Keep an entry as it was typed; `edition` is the save that the form was made from, or 0.

    Raises:
        Damaged: the year that it belongs to does not open, and is not written over.
        Stale: saved elsewhere in this very moment; try again.
    """
    rows, closed = _rows(db, vault, now, starts)
    there = _placed(rows, typed.id)
    if there and says(there.entry) == says(typed):
        return there
    if there and there.entry.saves != edition and text_of(there.entry) != text_of(typed):
        return Conflict(there)
    today = now.astimezone(LONDON).date()
    before = there.year if there else RegistrationYear.of(today, starts)
    year = year_of(typed, before, today)
    if year in closed:
        raise Damaged
    saves = there.entry.saves if there else edition
    entry = replace(typed, saves=saves + 1, saved=minute(now))
    if there and there.year != year:
        _write(db, vault, there.year, rows[there.year], _others(rows[there.year], typed.id), now)
    target = rows.get(year, NOTHING)
    _write(db, vault, year, target, [*_others(target, typed.id), entry], now)
    return Placed(year, entry)


def delete(
    db: Connection, vault: Vault, identity: str, edition: int, now: datetime
) -> RegistrationYear | Conflict | None:
    """Delete an entry; the year that it lay in, or None if it is gone already.

    A conflict: it was saved again since `edition`, and stays.

    Raises:
        Stale: saved elsewhere in this very moment; try again.
    """
    rows, _closed = _rows(db, vault, now, STARTS)  # by their names alone
    there = _placed(rows, identity)
    if there is None:
        return None
    if there.entry.saves != edition:
        return Conflict(there)
    _write(db, vault, there.year, rows[there.year], _others(rows[there.year], identity), now)
    return there.year


def from_week(db: Connection, vault: Vault, sheet: Sheet, identity: str, now: datetime) -> Entry:
    """A week's texts, laid into the fields; nothing is kept. The day is the Friday of the week.

    Raises:
        Damaged: a row does not open.
    """
    texts = vaults.fetch(db, vault, "notes", *sheet.key).value.get("texts", {})
    planned = actions.planned_in(actions.all_actions(db, vault), sheet.week)
    to_come = [texts.get("next", ""), planned.text if planned else ""]
    day = min(sheet.week.days[FRIDAY], now.astimezone(LONDON).date())
    return Entry(
        identity,
        type=_("Reflection on my own practice"),
        description=texts.get("happened", ""),
        date=day.isoformat(),
        learnt=texts.get("matters", ""),
        impact="\n".join(dict.fromkeys(filter(None, to_come))),
        from_week=str(sheet.week),
    )


def _rows(
    db: Connection, vault: Vault, now: datetime, starts: Starts
) -> tuple[dict[RegistrationYear, Kept], set[RegistrationYear]]:
    """The years that hold entries, and those that do not open: one of them closes no other."""
    last = RegistrationYear.of(now, starts) + 1
    known = [RegistrationYear(begins, starts) for begins in range(EARLIEST.begins, last.begins + 1)]
    names = {str(year): year for year in known}
    closed: set[vaults.Name] = set()
    found = vaults.fetch_many(db, vault, "cpd", [(name,) for name in names], closed)
    rows = {names[str(key[0])]: kept for key, kept in found.items()}
    return rows, {names[str(key[0])] for _kind, key in closed}


def _placed(rows: dict[RegistrationYear, Kept], identity: str) -> Placed | None:
    for year, kept in rows.items():
        for entry in read(kept.value):
            if entry.id == identity:
                return Placed(year, entry)
    return None


def _others(row: Kept, identity: str) -> list[Entry]:
    return [entry for entry in read(row.value) if entry.id != identity]


def _write(
    db: Connection,
    vault: Vault,
    year: RegistrationYear,
    row: Kept,
    entries: list[Entry],
    now: datetime,
) -> None:
    """Keep a year's entries over the row that was read; a year without entries has no row."""
    if entries:
        value = {"entries": written(entries), "saved": minute(now)}
        vaults.keep(db, vault, "cpd", (str(year),), value, read=row.rev)
    else:
        vaults.erase_read(db, vault, "cpd", str(year), read=row.rev)
