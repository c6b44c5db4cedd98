"""An archive of ten years: saved, and brought in elsewhere, beside the same rows read and written.

The floor is the least that a vault's rows can be moved for, as under a new key: every row opened,
and sealed into another vault in one statement. What comes on top is the readable page, the tables,
the codebook and the zip; on the way in, the unpacking and the checking of every row. All of it runs
in this process, since nothing depends on a server. Beside it stands the same without slots and
without anything that binds a row to its place.
"""

from collections.abc import Callable
from functools import partial

import floors
from flask import Flask
from people import Person, Site, join, live, site
from people import now as this_moment
from servers import Cost, compared, note, say

from reflect import vaults
from reflect.app import create_app
from reflect.core.instruments.library import Library
from reflect.db import reading, writing
from reflect.models import rows as table
from reflect.mydata import archive_export, archive_import, readable_export
from reflect.vaults.repository import IncomingRow

WEEKS, ROUNDS = 520, 7


def main() -> None:
    """Print the figure, and what it is made of."""
    with site() as on:
        one, other = join(on, 2)
        live(on, one, WEEKS)
        app = create_app(data=on.settings.data, kdf=on.settings.kdf, testing=True)
        saved = save(on, app, one)
        works = (
            partial(save, on, app, one),
            partial(bring_in, on, app, other, saved),
            partial(moved, on, one, other),
            partial(barely, on, [value for _kind, _key, value in rows_of(on, one)]),
        )
        costs = compared(ROUNDS, *(on_an_empty_vault(on, other, work) for work in works))
        out, back, least, bare = (cost.cpu * 1e3 for cost in costs)
        say("archive-520-ms", out + back, least, 3)
        note("archive-520-save-ms", out)
        note("archive-520-bring-in-ms", back)
        note("archive-520-bare-ms", out + back, bare)
        note("archive-520-kb", len(saved) / 1e3)


def save(on: Site, app: Flask, person: Person) -> bytes:
    """What the page does between the password and the file."""
    library: Library = app.extensions["reflect.library"]
    with reading(on.engine) as db:
        found = archive_export.load_archive_rows(db, person.vault)
    book = readable_export.build_readable_export(found, library, this_moment())
    page = app.jinja_env.get_template("mydata/read-me.html").render(book=book)
    return archive_export.build_archive(found, library, page, this_moment())


def bring_in(on: Site, app: Flask, person: Person, saved: bytes) -> None:
    """What the page does between the file and the report."""
    found = archive_import.parse_archive(saved, app.extensions["reflect.library"])
    with writing(on.engine) as db:
        vaults.merge_rows(db, person.vault, found.rows)


def moved(on: Site, one: Person, other: Person) -> None:
    """The floor: every row opened, and sealed into another vault."""
    found = rows_of(on, one)
    with writing(on.engine) as db:
        vaults.merge_rows(db, other.vault, found)


def rows_of(on: Site, person: Person) -> list[IncomingRow]:
    """Every row, opened."""
    with reading(on.engine) as db:
        return [(kind, key, kept.value) for kind, key, kept in vaults.load_all(db, person.vault)]


def barely(on: Site, values: list[dict[str, object]]) -> None:
    """SELECT, decrypt, loads; dumps, encrypt, INSERT."""
    floors.opened(on.engine, floors.sealed_rows(on.engine, values))


def on_an_empty_vault(on: Site, person: Person, work: Callable[[], object]) -> Callable[[], Cost]:
    """The work measured, while this person has no rows."""

    def once() -> Cost:
        with writing(on.engine) as db:
            db.execute(table.delete().where(table.c.vault == person.vault.id))
        return floors.measured(work, 1)

    return once


if __name__ == "__main__":
    main()
