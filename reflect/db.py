"""Engine and transactions. The only module that commits.

One unit of work per request: `with writing() as db:` around one service call. Pages that are only
read use `reading()`, in which the database itself refuses to write. On SQLite the journal is
TRUNCATE with synchronous FULL: NORMAL may lose a check-in that was already acknowledged, and a
write-ahead log would keep old bytes. Under this journal an open reader can make a commit fail as
locked, so `reading()` is closed before a page is rendered, and the whole unit of work is tried
again (`retrying`). SQLite waits for a lock by asking again and again after naps; so the threads of
one process take turns before they come to it, which loses nothing: they share one interpreter.
"""

import functools
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

from flask import Flask, current_app, g
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

KEY = "reflect.engine"
TRIES = 4
AGAIN = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock
P = ParamSpec("P")
R = TypeVar("R")
_turns: WeakKeyDictionary[Engine, AbstractContextManager[object]] = WeakKeyDictionary()


def open_engine(url: str) -> Engine:
    """An engine for a SQLite or PostgreSQL address, prepared as this module says."""
    if url.startswith("postgresql:"):
        url = url.replace("postgresql:", "postgresql+psycopg:", 1)
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def init_app(app: Flask, url: str) -> None:
    """Open the engine that `url` names."""
    app.extensions[KEY] = open_engine(url)


def engine() -> Engine:
    """The engine of this request: the app's, unless another was chosen for it."""
    found: Engine = g.get("engine") or current_app.extensions[KEY]
    return found


def for_this_request(source: Engine) -> None:
    """Let this request work on another database than the app's."""
    g.engine = source


@contextmanager
def reading(source: Engine | None = None) -> Generator[Connection]:
    """A consistent view; the database itself refuses any write."""
    found = source or engine()
    with _turn(found), found.connect() as db:
        yield db.execution_options(reflect="reading", postgresql_readonly=True)


@contextmanager
def writing(source: Engine | None = None) -> Generator[Connection]:
    """One unit of work: commits when the block ends, rolls back on any error."""
    found = source or engine()
    with _turn(found), found.connect() as db:
        yield db.execution_options(reflect="writing")
        db.commit()


@contextmanager
def snapshot(source: Engine) -> Generator[Connection]:
    """A consistent view that may be read for minutes while others go on writing.

    On SQLite a reader would hold up every commit, so the file is first copied into memory, in one
    go; on the disk a copy would leave open boxes behind. PostgreSQL keeps old versions itself.
    """
    if source.dialect.name != "sqlite":
        with source.connect() as db:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            yield db.execution_options(**options)
        return
    copy = sqlite3.connect(":memory:")
    held = source.raw_connection()
    try:
        cast("sqlite3.Connection", held.driver_connection).backup(copy)
    finally:
        held.close()
    found = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
    try:
        with found.connect() as db:
            yield db
    finally:
        found.dispose()


def rewrite_file(source: Engine | None = None) -> bool:
    """Write a SQLite file anew, so that nothing deleted is left in it; PostgreSQL sees to itself.

    `secure_delete` overwrites what is deleted, but not the copies that SQLite leaves in the gaps of
    an inner page when it moves cells about: the id of a deleted vault was found in one. Takes about
    a second for 100 MB, in which nobody else can write. False: somebody was at work for ten
    seconds, and the gaps stay until the next time.
    """
    found = source or engine()
    if found.dialect.name != "sqlite":
        return True
    with _turn(found):
        connection = found.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA query_only=OFF")
            cursor.execute("VACUUM")
        except sqlite3.OperationalError:
            return False
        else:
            return True
        finally:
            connection.invalidate()
            connection.close()


def _turn(source: Engine) -> AbstractContextManager[object]:
    """On SQLite, the threads of one process take turns; PostgreSQL sees to that itself."""
    if source.dialect.name != "sqlite":
        return nullcontext()
    return _turns.setdefault(source, threading.RLock())


def retrying(work: Callable[P, R]) -> Callable[P, R]:
    """Try a whole unit of work again where the database was locked or two units collided."""

    @functools.wraps(work)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(TRIES - 1):
            try:
                return work(*args, **kwargs)
            except DBAPIError as error:
                if not _worth_another_try(error):
                    raise
                time.sleep(0.02 * 2**attempt)
        return work(*args, **kwargs)

    return tried


def _worth_another_try(error: DBAPIError) -> bool:
    cause = error.orig
    return getattr(cause, "sqlstate", None) in AGAIN or "database is locked" in str(cause)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy, not the driver, says BEGIN
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout=10000",
        "foreign_keys=ON",
        "journal_mode=TRUNCATE",
        "synchronous=FULL",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("reflect")
    cursor = connection.connection.cursor()
    if connection.info.get("mode") != mode:  # the pragma stays with the connection in the pool
        cursor.execute(f"PRAGMA query_only={'ON' if mode == 'reading' else 'OFF'}")
        connection.info["mode"] = mode
    cursor.execute("BEGIN IMMEDIATE" if mode == "writing" else "BEGIN")
    cursor.close()
