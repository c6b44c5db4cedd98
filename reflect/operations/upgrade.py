"""Upgrade a database to this version's schema; the result is checked before the commit.

Migration and check are one transaction, on SQLite as on PostgreSQL. So after any fault or power
failure the database is unchanged, including the tallies of open windows. Restoring a copy could not
do that, because no copy may contain tallies. The backup that `reflect upgrade` makes first is for
unforeseen faults.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from reflect.core.errors import ReflectError
from reflect.operations import backups, health_checks, schema


class NotUpgraded(ReflectError):
    """The new schema was not kept; the database is unchanged."""


def upgrade_database(engine: Engine) -> None:
    """Migrate the schema to this version's.

    Raises:
        NotUpgraded: a step failed, or the result has lost rows or is damaged.
    """
    try:
        schema.migrate_schema(engine, watch=_check_result)
    except NotUpgraded:
        raise
    except Exception as error:
        raise NotUpgraded(_unchanged_text(f"a step failed ({type(error).__name__})")) from error


@contextmanager
def _check_result(db: Connection) -> Iterator[None]:
    """Check that no rows of the backed up tables are lost, and that the database is sound."""
    before = backups.count_rows(db)
    yield
    after = backups.count_rows(db)
    lost = sorted(name for name, rows in before.items() if after.get(name, 0) < rows)
    if lost:
        raise NotUpgraded(_unchanged_text(f"rows would be missing in {', '.join(lost)}"))
    if fault := next(health_checks.check_database(db), None):
        raise NotUpgraded(_unchanged_text(fault.rstrip(".")))


def _unchanged_text(why: str) -> str:
    return (
        f"The database was left as it was: {why}. Install the version that you had and go on; "
        "the backup made just now is not needed."
    )
