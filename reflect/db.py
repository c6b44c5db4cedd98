"""Engine and transactions. The only module that commits.

One unit of work per request: `with writing() as db:` around one service call. Pages that are only
read use `reading()`, in which the database itself refuses to write. On SQLite the journal is
TRUNCATE with synchronous FULL: NORMAL may lose a check-in that was already acknowledged, and a
write-ahead log would keep old bytes. Under this journal an open reader can make a commit fail as
locked, so `reading()` is closed before a page is rendered, and the whole unit of work is tried
again (`retrying`). SQLite waits for a lock by asking again and again after naps; so the threads of
one process take turns before they come to it, which loses nothing: they share one interpreter.

A PostgreSQL may go away and come back, or be replaced by its standby. A connection from the pool is
asked whether it still lives before it is used, so the next request meets none that died. One that
is lost in the midst of a unit of work is not tried again here: the database needs seconds to come
back, and whether a commit that was under way took place is not known (`Unsure`).
"""

import functools
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import Enum, auto
from typing import Any, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

from flask import Flask, current_app, g
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

ENGINE_EXTENSION_KEY = "reflect.engine"
SYNCHRONOUS = "FULL"  # SQLite: on the disk before a commit returns; tests that cut no power: OFF
MAX_ATTEMPTS = 4
LOCK_TIMEOUT_SECONDS = 10.0  # seconds for which one unit of work waits for a lock
POSTGRESQL_TIMEOUTS = {
    "connect_timeout": "5",
    "tcp_user_timeout": "10000",
}  # s, ms; libpq: minutes, a quarter h
PREPARED = "prepared_statements"  # on or off, in the address of a database
RETRYABLE_SQLSTATES = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock
P = ParamSpec("P")
R = TypeVar("R")
DISK_FULL_MESSAGES = ("is full", "disk I/O error", "File too large", "No space left")
_turns: WeakKeyDictionary[Engine, AbstractContextManager[object]] = WeakKeyDictionary()


class DatabaseProblem(Enum):
    """What a database may suffer from that no request can help, and that passes."""

    LOCKED = auto()
    DISK_FULL = auto()
    UNAVAILABLE = auto()


class CommitUnknown(Exception):
    """The connection was lost while a unit of work was committed: it may have been kept or not."""


def open_engine(url: str) -> Engine:
    """An engine for a SQLite or PostgreSQL address, prepared as this module says."""
    if url.startswith("postgresql:"):
        url = url.replace("postgresql:", "postgresql+psycopg:", 1)
    found = make_url(url)
    if found.get_backend_name() == "postgresql":
        return _open_postgresql(found)
    engine = create_engine(found)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_postgresql(found: URL) -> Engine:
    """An engine; its address may end in `?prepared_statements=off`.

    That is for a pool between, such as PgBouncer, which lends a connection for one transaction:
    what was prepared in the last one lies in another connection.
    """
    query = {**POSTGRESQL_TIMEOUTS, **found.query}
    is_lent = query.pop(PREPARED, "on") == "off"
    more = {"prepare_threshold": None} if is_lent else {}
    engine = create_engine(
        found.set(query=query),
        pool_pre_ping=True,
        connect_args=more,
        isolation_level="READ COMMITTED",  # what locks and `rev` were thought out for
    )
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def init_app(app: Flask, url: str) -> None:
    """Open the engine that `url` names."""
    app.extensions[ENGINE_EXTENSION_KEY] = open_engine(url)


def current_engine() -> Engine:
    """The engine of this request: the app's, unless another was chosen for it."""
    found: Engine = g.get("engine") or current_app.extensions[ENGINE_EXTENSION_KEY]
    return found


def use_engine(source: Engine) -> None:
    """Let this request work on another database than the app's."""
    g.engine = source


@contextmanager
def reading(source: Engine | None = None) -> Generator[Connection]:
    """A consistent view; the database itself refuses any write."""
    found = source or current_engine()
    with _turn(found), found.connect() as db:
        yield db.execution_options(reflect="reading", postgresql_readonly=True)


@contextmanager
def writing(source: Engine | None = None) -> Generator[Connection]:
    """One unit of work: commits when the block ends, rolls back on any error.

    Raises:
        Unsure: the connection was lost in the midst of the commit.
    """
    found = source or current_engine()
    with _turn(found), found.connect() as db:
        yield db.execution_options(reflect="writing")
        try:
            db.commit()
        except DBAPIError as error:
            if error.connection_invalidated:
                raise CommitUnknown from error
            raise


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


def vacuum_file(source: Engine | None = None) -> bool:
    """Write a SQLite file anew, so that nothing deleted is left in it; PostgreSQL sees to itself.

    `secure_delete` overwrites what is deleted, but not the copies that SQLite leaves in the gaps of
    an inner page when it moves cells about: the id of a deleted vault was found in one. Takes about
    a second for 100 MB, in which nobody else can write. False: somebody was at work for ten
    seconds, and the gaps stay until the next time.
    """
    found = source or current_engine()
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


def retry_transaction(work: Callable[P, R]) -> Callable[P, R]:
    """Try a whole unit of work again where the database was locked or two units collided."""

    @functools.wraps(work)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        until = time.monotonic() + LOCK_TIMEOUT_SECONDS
        for attempt in range(MAX_ATTEMPTS - 1):
            try:
                return work(*args, **kwargs)
            except DBAPIError as error:
                if not _worth_another_try(error) or time.monotonic() >= until:
                    raise
                time.sleep(0.02 * 2**attempt)
        return work(*args, **kwargs)

    return tried


def classify_error(error: DBAPIError) -> DatabaseProblem | None:
    """What the database suffers from; none: the statement itself was wrong, which is our mistake.

    The unit of work in which it was raised has changed nothing.
    """
    state: str | None = getattr(error.orig, "sqlstate", "")
    if _worth_another_try(error) or state == "55P03":
        return DatabaseProblem.LOCKED
    said = str(error.orig)
    if state == "53100" or any(words in said for words in DISK_FULL_MESSAGES):
        return DatabaseProblem.DISK_FULL
    is_ours = not isinstance(error, OperationalError)
    is_away = state is None or state[:2] in {"08", "53", "57"} or "unable to open" in said
    return None if is_ours or not is_away else DatabaseProblem.UNAVAILABLE


def _worth_another_try(error: DBAPIError) -> bool:
    cause = error.orig
    return getattr(cause, "sqlstate", None) in RETRYABLE_SQLSTATES or "database is locked" in str(
        cause
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy, not the driver, says BEGIN
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={int(LOCK_TIMEOUT_SECONDS * 1000)}",
        "foreign_keys=ON",
        "journal_mode=TRUNCATE",
        f"synchronous={SYNCHRONOUS}",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgresql(connection: Any, _record: object) -> None:
    connection.autocommit = True  # else the setting goes with the first rollback
    connection.execute(
        f"SET lock_timeout = {int(LOCK_TIMEOUT_SECONDS * 1000)}"
    )  # else one waits for ever
    connection.autocommit = False


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("reflect")
    cursor = connection.connection.cursor()
    if connection.info.get("mode") != mode:  # the pragma stays with the connection in the pool
        cursor.execute(f"PRAGMA query_only={'ON' if mode == 'reading' else 'OFF'}")
        connection.info["mode"] = mode
    begin = "BEGIN IMMEDIATE" if mode == "writing" else "BEGIN"
    try:
        cursor.execute(begin)
    except sqlite3.OperationalError as error:  # locked; SQLAlchemy wraps what it executes itself
        raise OperationalError(begin, None, error) from error
    finally:
        cursor.close()
