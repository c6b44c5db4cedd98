"""A cache of accounts: made through their pages once, then restored from the rows they left.

Sign-up takes four pages, and nearly every test of a page begins with it. So the rows that the
first sign-up with a name, password and set of roles added are stored, and inserted again after the
tables were emptied, when another test asks for the same account at the same time of its clock.
"""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask
from sqlalchemy import Engine, Table, select
from sqlalchemy.exc import IntegrityError

from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.models import metadata
from reflect.web.periodic_tasks import PERIODIC_TASKS_EXTENSION, PeriodicTaskState

TableRows = dict[Table, list[dict[str, Any]]]
CACHE_KEY = "reflect-tests.copies"


@dataclass(frozen=True)
class AccountSnapshot:
    """The rows that were added, and what `make` returned."""

    rows: TableRows
    periodic_tasks: PeriodicTaskState  # so that the next request does not run them
    result: Any


@dataclass
class SnapshotCache:
    """The snapshots of one app."""

    snapshots: dict[Hashable, AccountSnapshot] = field(default_factory=dict)
    used: set[Hashable] = field(default_factory=set)  # keys, since the tables were emptied


def empty_tables(app: Flask) -> None:
    """Delete every row."""
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        for table in reversed(metadata.sorted_tables):
            db.execute(table.delete())


def reset_snapshots(app: Flask) -> None:
    """After the tables were emptied: every snapshot may be restored once more."""
    app.extensions.setdefault(CACHE_KEY, SnapshotCache()).used.clear()


def restore_or_make(app: Flask, key: Hashable, make: Callable[[], Any]) -> Any:
    """What `make` returns, with its rows in the database; restored from a snapshot if there is one.

    The second call with a key since the tables were emptied calls `make`: that is another person.
    """
    cache, engine = app.extensions.get(CACHE_KEY), app.extensions[ENGINE_EXTENSION_KEY]
    if cache is None or key in cache.used:
        return make()
    cache.used.add(key)
    snapshot = cache.snapshots.get(key)
    if snapshot is not None and _insert_rows(engine, snapshot.rows):
        app.extensions[PERIODIC_TASKS_EXTENSION] = replace(snapshot.periodic_tasks)
        return snapshot.result
    before = _load_rows(engine)
    result = make()
    after = _load_rows(engine)
    if all(_count_rows(before[table]) <= _count_rows(after[table]) for table in before):
        added = {table: _added_rows(before[table], after[table]) for table in after}
        tasks = replace(app.extensions[PERIODIC_TASKS_EXTENSION])
        cache.snapshots[key] = AccountSnapshot(added, tasks, result)
    return result


def _insert_rows(engine: Engine, rows: TableRows) -> bool:
    """Insert all rows or none; False if a constraint forbids one."""
    try:
        with writing(engine) as db:
            for table, added in rows.items():
                if added:
                    db.execute(table.insert(), added)
    except IntegrityError:
        return False
    return True


def _load_rows(engine: Engine) -> TableRows:
    with reading(engine) as db:
        return {
            table: [dict(row) for row in db.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }


def _count_rows(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(map(repr, rows))


def _added_rows(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = _count_rows(before)
    return [row for row in after if repr(row) not in known]
