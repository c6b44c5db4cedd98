"""The schema, from one version to the next, in one transaction.

Alembic is imported only where it works: reading the version of a running site takes one SELECT.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from sqlalchemy import Connection, Engine, inspect, text

from reflect.config import ours
from reflect.db import writing
from reflect.models import SCHEMA

TABLE = "alembic_version"
Watch = Callable[[Connection], AbstractContextManager[None]]


def version(db: Connection) -> str:
    """The schema's version; empty for a database without one."""
    if not inspect(db).has_table(TABLE):
        return ""
    return str(db.execute(text(f"SELECT version_num FROM {TABLE}")).scalar() or "")  # noqa: S608


def is_current(db: Connection) -> bool:
    """Whether the database fits this version of Reflect."""
    return version(db) == SCHEMA


def move(engine: Engine, target: str = "head", watch: Watch = lambda _db: nullcontext()) -> None:
    """Bring the schema to `target`, up or down; all of it or nothing.

    `watch` sees the database before the first step, and once more before the commit; whatever it
    raises, nothing has changed.
    """
    from alembic import command  # noqa: PLC0415  # costs a quarter of the start
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(ours("migrations")))
    with writing(engine) as db:
        config.attributes["connection"] = db
        down = target == "base" or (target != "head" and target < version(db))
        with watch(db):
            (command.downgrade if down else command.upgrade)(config, target)
