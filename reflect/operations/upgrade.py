"""Bring a database to this version's schema: looked at before it is kept.

The new schema and the look at it are one transaction, on SQLite as on PostgreSQL. So whatever is
wrong, and whenever the power goes, the database is what it was, boxes of open windows included:
no copy that is put back could do as much, because a copy with boxes in it is one too many. The
backup that `reflect upgrade` makes first is for what nobody thought of.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, select

from reflect.core.errors import ReflectError
from reflect.operations import backups, health_checks, schema


class NotUpgraded(ReflectError):
    """The new schema was not kept; the database is unchanged."""


def upgrade_database(engine: Engine) -> None:
    """Migrate the schema to this version's.

    Raises:
        NotUpgraded: a step of it failed, or what came out is not whole.
    """
    try:
        schema.migrate_schema(engine, watch=_whole)
    except NotUpgraded:
        raise
    except Exception as error:
        raise NotUpgraded(_as_it_was(f"a step failed ({type(error).__name__})")) from error


@contextmanager
def _whole(db: Connection) -> Iterator[None]:
    """Check that the rows worth keeping are the same after as before, and the database sound."""
    before = _counts(db)
    yield
    after = _counts(db)
    lost = sorted(name for name, rows in before.items() if after.get(name, 0) < rows)
    if lost:
        raise NotUpgraded(_as_it_was(f"rows would be missing in {', '.join(lost)}"))
    if wrong := next(health_checks.check_database(db), None):
        raise NotUpgraded(_as_it_was(wrong.rstrip(".")))


def _counts(db: Connection) -> dict[str, int]:
    return {
        table.name: db.execute(select(func.count()).select_from(table)).scalar_one()
        for table in backups.list_tables(db)
    }


def _as_it_was(why: str) -> str:
    return (
        f"The database was left as it was: {why}. Install the version that you had and go on; "
        "the backup made just now is not needed."
    )
