"""Migrations of the database schema with Alembic, in one transaction.

Alembic is imported only for a migration: reading the version of a running site takes one SELECT.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from sqlalchemy import Connection, Engine, inspect, text

from reflect.config import packaged_data_dir
from reflect.db import writing
from reflect.models import SCHEMA_VERSION

VERSION_TABLE = "alembic_version"
MigrationWatcher = Callable[[Connection], AbstractContextManager[None]]


def read_schema_version(db: Connection) -> str:
    """The version of the schema; empty if the database has none."""
    if not inspect(db).has_table(VERSION_TABLE):
        return ""
    return str(db.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() or "")  # noqa: S608


def is_schema_current(db: Connection) -> bool:
    """Whether the schema is that of this version of Reflect."""
    return read_schema_version(db) == SCHEMA_VERSION


def migrate_schema(
    engine: Engine, target: str = "head", watch: MigrationWatcher = lambda _db: nullcontext()
) -> None:
    """Migrate the schema to `target`, up or down; all of it or nothing.

    `watch` is entered before the first step and left before the commit; if it raises, nothing has
    changed.
    """
    from alembic import command  # noqa: PLC0415  # a quarter of the startup time
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(packaged_data_dir("migrations")))
    with writing(engine) as db:
        config.attributes["connection"] = db
        down = target == "base" or (target != "head" and target < read_schema_version(db))
        with watch(db):
            (command.downgrade if down else command.upgrade)(config, target)
