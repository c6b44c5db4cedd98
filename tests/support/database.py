"""Transactions on the database of the app under test, and its rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, select

from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.models import metadata


@contextmanager
def transaction(app) -> Iterator[Connection]:
    """A transaction of its own, committed at the end."""
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        yield db


def run_in_transaction(app, work):
    """What `work` returns for a connection, in a transaction of its own."""
    with transaction(app) as db:
        return work(db)


def count_rows(app, table: str) -> int:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return db.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()


def all_rows(app) -> dict[str, list[tuple]]:
    """Every row of every table, sorted, by the name of the table."""
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return {
            table.name: sorted(map(tuple, db.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }
