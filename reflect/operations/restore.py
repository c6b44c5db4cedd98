"""Restore a backup into an empty site: all of it, or nothing.

The tables are created with the backup's schema, filled in one transaction, and then migrated to
this version's. Figures published since the backup come from the releases files, so that no window
has a second random draw. A window that is over and in none of these files is withheld, because its
tally is empty. Tallies of open windows fill again with each member's next check-in.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, column, func, insert, inspect, select
from sqlalchemy import table as sql_table
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

ROWS_PER_INSERT = 500
_BAD_ROW_ERRORS = (  # a full disk is another error
    DataError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
    OverflowError,
    TypeError,
    ValueError,
)


def is_database_empty(engine: Engine) -> bool:
    """Whether a database has no schema of Reflect."""
    with reading(engine) as db:
        return not schema.read_schema_version(db)


@contextmanager
def all_or_nothing(engine: Engine) -> Iterator[None]:
    """If the block fails, empty the database again."""
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
            _fill_table(db, backup, name, step)
    schema.migrate_schema(engine)


def _fill_table(db: Connection, backup: Backup, name: str, step: ProgressCallback) -> None:
    columns: list[Any] = [column(each) for each in backup.manifest.tables[name].columns]
    target, rows = insert(sql_table(name, *columns)), backup.read_rows(name)
    if not _has_columns(db, name, {each.name for each in columns}):
        raise damaged_backup_error(name)
    while batch := list(islice(rows, ROWS_PER_INSERT)):
        try:
            db.execute(target, batch)
        except _BAD_ROW_ERRORS as error:
            raise damaged_backup_error(name) from error
        step(len(batch))


def _has_columns(db: Connection, name: str, columns: set[str]) -> bool:
    stored = inspect(db)
    return stored.has_table(name) and columns <= {each["name"] for each in stored.get_columns(name)}


def merge_releases(engine: Engine, library: Library, target: Path, others: Sequence[bytes]) -> int:
    """Merge every published window into the database and into the file `target`.

    `others` are the contents of further releases files. If several files have a window, the first
    one is used: `target`, then `others` in their order.

    Returns:
        The number of windows that were new to the database.
    """
    own = target.read_bytes() if target.is_file() else b""
    in_target, known = _parse_releases([own]), _parse_releases([own, *others])
    with writing(engine) as db:
        count = _insert_releases(db, library, known)
    missing = [line for window, line in known.items() if window not in in_target]
    lines = [window_closing.format_release_line(line) for line in missing]
    window_closing.append_release_lines(target, lines)
    return count


def _parse_releases(sources: Iterable[bytes]) -> dict[WindowKey, dict[str, Any]]:
    """The release of each window, from the first source that has it."""
    known: dict[WindowKey, dict[str, Any]] = {}
    for source in sources:
        lines = source.decode("ascii", "replace").splitlines()
        for window, line in window_closing.parse_release_lines(lines):
            known.setdefault(window, line)
    return known


def count_vaults(db: Connection) -> int:
    """The number of vaults."""
    return int(db.execute(select(func.count()).select_from(vaults)).scalar_one())


def _insert_releases(
    db: Connection, library: Library, known: dict[WindowKey, dict[str, Any]]
) -> int:
    windows = select(releases.c.team, releases.c.instrument, releases.c.window).distinct()
    stored = {tuple(row) for row in db.execute(windows)}
    team_ids = set(db.execute(select(teams.c.id)).scalars())
    new = [line for key, line in known.items() if key not in stored and key[0] in team_ids]
    for line in new:
        db.execute(insert(releases), list(_release_rows(line, library)))
    return len(new)


def _release_rows(line: dict[str, Any], library: Library) -> Iterator[dict[str, Any]]:
    """One row for each scale, as when the window was closed."""
    values = line["values"]
    scales = [scale.id for scale in library.latest(line["instrument"]).scales]
    for scale in dict.fromkeys([*values, *scales]):
        same = {name: line[name] for name in ("team", "instrument", "window", "step")}
        version = line.get("version", 1)  # absent in lines of older releases of Reflect
        yield {**same, "scale": scale, "value": values.get(scale), "version": version}
