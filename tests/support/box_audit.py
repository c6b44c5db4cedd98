"""Audit: what the database and the key file together reveal of a team's open tallies (boxes).

    python tests/support/box_audit.py SITE.sqlite KEYS [EARLIER.sqlite]

It imports nothing of Reflect. From one copy of the database it prints, for each open tally, who has
shared and the sums over all of them: while a single person has shared, these are that person's
figures. From a second, earlier copy it prints the difference: if one person shared or changed an
answer in between, it is that person's. Closed windows have rounded figures and no tally any more.
So keep the key file on another disk than the database, and out of disk snapshots.
"""

import json
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.support.reference_vault_reader import hkdf, unseal

BoxKey = tuple[str, str, int]  # team, instrument, window


@dataclass(frozen=True)
class OpenBox:
    """One tally: names of those who have shared, and sums in hundredths of a point."""

    seats: list[str]
    totals: dict[str, int]


def read_site_keys(path: Path) -> dict[int, bytes]:
    """The keys of the key file, by their numbers."""
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {int(number): bytes.fromhex(key) for number, key in lines}


def open_boxes(database: Path, keys: dict[int, bytes]) -> dict[BoxKey, OpenBox]:
    """Every open tally of a copy of the database, with the names of the accounts."""
    with closing(sqlite3.connect(database)) as db:
        names = dict(db.execute("SELECT id, name FROM accounts").fetchall())
        rows = db.execute('SELECT team, instrument, "window", site_key, blob FROM boxes').fetchall()
    boxes = {}
    for team, instrument, window, number, blob in rows:
        key = hkdf(keys[number], "box", team, instrument, window)
        block = unseal(key, "box", (team, instrument, window), blob)
        box = json.loads(block[4 : 4 + int.from_bytes(block[:4], "big")])
        seats = sorted(names.get(seat, seat) for seat in box["seats"])
        boxes[team, instrument, window] = OpenBox(seats, box["totals"])
    return boxes


def difference(before: OpenBox, after: OpenBox) -> dict[str, int]:
    """What was added between two copies: one person's figures, if only one shared or changed."""
    scales = {*before.totals, *after.totals}
    return {s: after.totals.get(s, 0) - before.totals.get(s, 0) for s in sorted(scales)}


def main(database: str, keys: str, earlier: str = "") -> None:
    known = read_site_keys(Path(keys))
    now = open_boxes(Path(database), known)
    then = open_boxes(Path(earlier), known) if earlier else {}
    for place, box in now.items():
        print(*place, "seats:", box.seats, "sums:", box.totals)  # noqa: T201  # a script
        if place in then:
            print("  since the earlier copy:", difference(then[place], box))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
