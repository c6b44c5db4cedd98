"""Bring a backup back into an empty site: all of it, or nothing.

The tables are made as they were at the backup's schema, filled in one transaction, and then brought
to this version's. Figures that were published since then are taken from the files of releases, so
that no window is ever drawn twice; a window that is over and stands in none of them is withheld,
because its box is empty. Boxes of open windows fill again with each member's next check-in.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, column, func, insert, inspect, select
from sqlalchemy import table as named
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, ProgrammingError

from reflect.core.crypto.team_tally import WindowKey
from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.db import reading, writing
from reflect.models import releases, teams, vaults
from reflect.operations import schema
from reflect.operations.backups import Backup, ProgressCallback, damaged_backup_error
from reflect.teams import window_closing

ROWS_PER_INSERT = 500  # rows in a statement
# errors for damaged rows; a full disk is another error
_MISFITS = (
    DataError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
    OverflowError,
    TypeError,
    ValueError,
)


def is_database_empty(engine: Engine) -> bool:
    """Whether a database contains nothing of a site."""
    with reading(engine) as db:
        return not schema.read_schema_version(db)


@contextmanager
def all_or_nothing(engine: Engine) -> Iterator[None]:
    """If the block fails, the database is empty as before."""
    try:
        yield
    except BaseException:
        schema.migrate_schema(engine, "base")
        raise


def restore_tables(engine: Engine, backup: Backup, step: ProgressCallback) -> None:
    """Create the tables as they were, fill them, and migrate them to this version's schema.

    Raises:
        Invalid: the backup is damaged, or newer than this Reflect.
    """
    try:
        schema.migrate_schema(engine, backup.manifest.schema)
    except Exception as error:
        text = _("This backup has schema {schema}, which this Reflect does not know.")
        raise Invalid(text.format(schema=backup.manifest.schema)) from error
    with writing(engine) as db:
        for name in backup.manifest.tables:
            _fill(db, backup, name, step)
    schema.migrate_schema(engine)


def _fill(db: Connection, backup: Backup, name: str, step: ProgressCallback) -> None:
    columns: list[Any] = [column(each) for each in backup.manifest.tables[name].columns]
    target, rows = insert(named(name, *columns)), backup.read_rows(name)
    if not _is_there(db, name, {each.name for each in columns}):
        raise damaged_backup_error(name)
    while some := list(islice(rows, ROWS_PER_INSERT)):
        try:
            db.execute(target, some)
        except _MISFITS as error:
            raise damaged_backup_error(name) from error
        step(len(some))


def _is_there(db: Connection, name: str, columns: set[str]) -> bool:
    known = inspect(db)
    return known.has_table(name) and columns <= {each["name"] for each in known.get_columns(name)}


def merge_releases(engine: Engine, library: Library, target: Path, others: Sequence[bytes]) -> int:
    """Merge every published window into the database and into the file `target`.

    `others` are files of releases: the backup's, and those that were given. Where two tell of one
    window, the first that was known stands: the file that is there, then the others in their order.
    How many windows were new to the database.
    """
    there = target.read_bytes() if target.is_file() else b""
    kept = _told_in([there])
    known = _told_in([there, *others])
    with writing(engine) as db:
        new = _into_database(db, library, known)
    lines = [
        window_closing.format_release_line(line)
        for place, line in known.items()
        if place not in kept
    ]
    window_closing.append_release_lines(target, lines)
    return new


def _told_in(sources: Iterable[bytes]) -> dict[WindowKey, dict[str, Any]]:
    """The release of each window, from the first source that has it."""
    known: dict[WindowKey, dict[str, Any]] = {}
    for source in sources:
        for place, line in window_closing.parse_release_lines(
            source.decode("ascii", "replace").splitlines()
        ):
            known.setdefault(place, line)
    return known


def count_vaults(db: Connection) -> int:
    """The number of vaults."""
    return int(db.execute(select(func.count()).select_from(vaults)).scalar_one())


def _into_database(db: Connection, library: Library, known: dict[WindowKey, dict[str, Any]]) -> int:
    places = select(releases.c.team, releases.c.instrument, releases.c.window).distinct()
    there = {tuple(row) for row in db.execute(places)}
    of_teams = set(db.execute(select(teams.c.id)).scalars())
    new = [line for place, line in known.items() if place not in there and place[0] in of_teams]
    for line in new:
        db.execute(insert(releases), list(_rows(line, library)))
    return len(new)


def _rows(line: dict[str, Any], library: Library) -> Iterator[dict[str, Any]]:
    """One row for every scale, as when the window was closed."""
    values = line["values"]
    scales = [scale.id for scale in library.latest(line["instrument"]).scales]
    for scale in dict.fromkeys([*values, *scales]):
        same = {name: line[name] for name in ("team", "instrument", "window", "step")}
        yield {**same, "scale": scale, "value": values.get(scale)}
