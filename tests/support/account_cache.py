"""Accounts that were made through their pages once, and are copied from then on.

Signing up is four pages. Nearly every test of a page begins with it, and is about something else.
So what the first person of a name, password and set of roles left in the database is kept, and laid
into the emptied database when the next test asks for the same at the same moment.
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
    """What one visit left behind."""

    rows: TableRows
    by_the_clock: PeriodicTaskState  # so that the next request does not begin with the clean-up
    made: Any


@dataclass
class SnapshotCache:
    """What is kept for one app."""

    kept: dict[Hashable, AccountSnapshot] = field(default_factory=dict)
    used: set[Hashable] = field(default_factory=set)  # since the tables were emptied


def empty_tables(app: Flask) -> None:
    """Delete every row."""
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        for table in reversed(metadata.sorted_tables):
            db.execute(table.delete())


def reset_snapshots(app: Flask) -> None:
    """The tables were emptied: every copy can be laid in once more."""
    app.extensions.setdefault(CACHE_KEY, SnapshotCache()).used.clear()


def restore_or_make(app: Flask, key: Hashable, make: Callable[[], Any]) -> Any:
    """What `make` gives and leaves in the database, made only once where the tables are emptied.

    Twice between two emptyings is made twice: those are two people, with keys of their own.
    """
    copies, engine = app.extensions.get(CACHE_KEY), app.extensions[ENGINE_EXTENSION_KEY]
    if copies is None or key in copies.used:
        return make()
    copies.used.add(key)
    if key in copies.kept and _lay(engine, copies.kept[key].rows):
        app.extensions[PERIODIC_TASKS_EXTENSION] = replace(copies.kept[key].by_the_clock)
        return copies.kept[key].made
    before = _rows(engine)
    found = make()
    after = _rows(engine)
    if all(_counted(before[table]) <= _counted(after[table]) for table in before):
        added = {table: _added(before[table], after[table]) for table in after}
        copies.kept[key] = AccountSnapshot(
            added, replace(app.extensions[PERIODIC_TASKS_EXTENSION]), found
        )
    return found


def _lay(engine: Engine, rows: TableRows) -> bool:
    """Whether they fit beside what is there."""
    try:
        with writing(engine) as db:
            for table, added in rows.items():
                if added:
                    db.execute(table.insert(), added)
    except IntegrityError:
        return False
    return True


def _rows(engine: Engine) -> TableRows:
    with reading(engine) as db:
        return {
            table: [dict(row) for row in db.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }


def _counted(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(map(repr, rows))


def _added(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    there = _counted(before)
    return [row for row in after if repr(row) not in there]
