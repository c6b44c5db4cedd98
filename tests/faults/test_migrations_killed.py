"""A migration that dies at any of its statements leaves the old schema, rows and all.

Each statement of each migration is stopped in turn; since the database is then as it was before,
the next try is made on the same one. A few times the process itself is killed, on SQLite with a
cache so small that half of the work lies in the file already and has to be undone from the journal.
"""

import contextlib
import signal
import subprocess
import sys

import pytest
from sqlalchemy import event, inspect

from reflect.db import open_engine, reading, writing
from reflect.models import SCHEMA_VERSION
from reflect.operations import schema as operations_schema
from tests.support.postgresql import fresh_database
from tests.support.processes import ROOT

VERSIONS = ["0001", "0002", "0003", "0004", "0005", "0006"]
DIE_AT = """
import os, signal, sys
from sqlalchemy import Engine, event
from reflect.db import open_engine
from reflect.operations import schema

left = int(sys.argv[3])

def count(*_what):
    global left
    left -= 1
    if left < 0:
        die()

def die(*_what):
    os.kill(os.getpid(), signal.SIGKILL)

engine = open_engine(sys.argv[1])
if engine.dialect.name == "sqlite":
    event.listen(engine, "connect", lambda db, _record: db.execute("PRAGMA cache_size=1"))
event.listen(engine, "before_cursor_execute", count)
event.listen(engine, "commit", die)
schema.migrate_schema(engine, sys.argv[2])
"""


class PowerCut(Exception):
    pass


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def empty(request, tmp_path_factory):
    """The address of a database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('migrated') / 'x.sqlite'}"
        return
    with fresh_database(request.getfixturevalue("cluster")) as url:
        yield url


SCHEMA_OF = {
    "sqlite": ("SELECT type, name, tbl_name, sql FROM sqlite_master",),
    "postgresql": (
        """SELECT table_name, ordinal_position, column_name, data_type, is_nullable
        FROM information_schema.columns WHERE table_schema = 'public'""",
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    ),
}


def everything(engine) -> list[str]:
    """The schema as the database itself tells it, and the one row that has to come through."""
    with reading(engine) as db:
        asked = list(SCHEMA_OF[engine.dialect.name])
        there = inspect(db).get_table_names()
        asked += [
            f"SELECT * FROM {name}" for name in ("accounts", "alembic_version") if name in there
        ]
        return sorted(str(tuple(row)) for each in asked for row in db.exec_driver_sql(each))


@contextlib.contextmanager
def cut_at(engine, statement: int):
    """The power goes before the statement of this number, from 0."""
    left = iter(range(statement))

    def see(*_what):
        if next(left, None) is None:
            raise PowerCut

    event.listen(engine, "before_cursor_execute", see)
    yield
    event.remove(engine, "before_cursor_execute", see)


def moved(engine, to: str, statement: int) -> bool:
    """Whether the migration came to its end although the power went at this statement."""
    with cut_at(engine, statement):
        try:
            operations_schema.migrate_schema(engine, to)
        except PowerCut:
            return False
        return True


def stopped_at_each(engine, to: str) -> int:
    """Stop a migration at each statement, then let it pass; at how many it was stopped."""
    before, statement = everything(engine), 0
    while not moved(engine, to, statement):
        assert everything(engine) == before, f"{to} was left half done at statement {statement}"
        statement += 1
    with reading(engine) as db:
        assert operations_schema.read_schema_version(db) == to
    return statement


def test_stopped_at_each_statement_it_is_as_if_nothing_had_been(empty):
    engine = open_engine(empty)
    tries = {}
    for version in VERSIONS:
        tries[version] = stopped_at_each(engine, version)
        if version == VERSIONS[0]:
            with writing(engine) as db:
                db.exec_driver_sql("INSERT INTO accounts VALUES ('a', 'sam@example.org', '')")
    assert VERSIONS[-1] == SCHEMA_VERSION
    assert min(tries.values()) > 5, tries
    assert any("sam@example.org" in row for row in everything(engine))
    engine.dispose()


@pytest.mark.parametrize("left", [12, 10_000], ids=["in its midst", "before its commit"])
def test_a_process_that_is_killed_leaves_the_old_schema(empty, left):
    engine = open_engine(empty)
    operations_schema.migrate_schema(engine, "0001")
    before = everything(engine)
    engine.dispose()
    died = subprocess.run([sys.executable, "-c", DIE_AT, empty, "0002", str(left)], cwd=ROOT)
    assert died.returncode == -signal.SIGKILL
    assert everything(engine) == before
    operations_schema.migrate_schema(engine)
    with reading(engine) as db:
        assert operations_schema.is_schema_current(db)
    engine.dispose()
