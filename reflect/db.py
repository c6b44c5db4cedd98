"""Database engine, transactions and retries. The only module that commits.

One unit of work per request: `with writing() as db:` around one service call. Pages that only read
use `reading()`, in which the database itself refuses to write.

On SQLite the journal is TRUNCATE with synchronous FULL: NORMAL may lose a check-in that was already
acknowledged, and a write-ahead log would keep old bytes. With this journal an open reader can make
a commit fail as locked, so `reading()` is closed before a page is rendered, and the whole unit of
work is tried again (`retry_transaction`). SQLite waits for a lock by polling with pauses. So the
threads of one process take turns by a lock of their own first, which costs nothing, because they
share one interpreter.

PostgreSQL may restart, or be replaced by its standby. A connection from the pool is tested before
it is used, so the next request gets no dead one. A connection that is lost during a unit of work is
not tried again here: the database needs seconds to come back, and it is not known whether a commit
in progress took place (`CommitUnknown`).
"""

import functools
import sqlite3
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import Enum, auto
from typing import Any, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

from flask import Flask, current_app
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

ENGINE_EXTENSION_KEY = "reflect.engine"
SELECTOR_EXTENSION_KEY = "reflect.select-extensions"
SYNCHRONOUS = "FULL"  # SQLite: on disk before a commit returns; OFF in tests that cut no power
MAX_ATTEMPTS = 4
LOCK_TIMEOUT_SECONDS = 10.0  # for one unit of work
# seconds, milliseconds; libpq's own defaults are minutes, and a quarter of an hour
POSTGRESQL_TIMEOUTS = {"connect_timeout": "5", "tcp_user_timeout": "10000"}
PREPARED_PARAMETER = "prepared_statements"  # on or off, in the query of a database address
RETRYABLE_SQLSTATES = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock
P = ParamSpec("P")
R = TypeVar("R")
DISK_FULL_MESSAGES = ("is full", "disk I/O error", "File too large", "No space left")
_engine_locks: WeakKeyDictionary[Engine, AbstractContextManager[object]] = WeakKeyDictionary()


class DatabaseProblem(Enum):
    """Temporary trouble of the database that no request has caused."""

    LOCKED = auto()
    DISK_FULL = auto()
    UNAVAILABLE = auto()


class CommitUnknown(Exception):
    """The connection was lost during a commit: the changes may have been stored or not."""


def open_engine(url: str) -> Engine:
    """An engine for the address of a SQLite or PostgreSQL database, with the settings above."""
    if url.startswith("postgresql:"):
        url = url.replace("postgresql:", "postgresql+psycopg:", 1)
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        return _open_postgresql(address)
    engine = create_engine(address)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_postgresql(address: URL) -> Engine:
    """An engine; the address may end in `?prepared_statements=off`.

    That is for a connection pooler such as PgBouncer, which assigns a connection to each
    transaction: a statement prepared in the last one belongs to another connection.
    """
    query = {**POSTGRESQL_TIMEOUTS, **address.query}
    is_pooled = query.pop(PREPARED_PARAMETER, "on") == "off"
    engine = create_engine(
        address.set(query=query),
        pool_pre_ping=True,
        connect_args={"prepare_threshold": None} if is_pooled else {},
        isolation_level="READ COMMITTED",  # row locks and the column `rev` rely on it
    )
    event.listen(engine, "connect", _configure_postgresql)
    return engine


def init_app(app: Flask, url: str) -> None:
    """Open the app's engine for the database at `url`."""
    app.extensions[ENGINE_EXTENSION_KEY] = open_engine(url)


def current_extension(key: str) -> Any:
    """The app's extension with this key, or the one that this request uses in its place.

    An app whose requests do not all use one database registers a function under
    `SELECTOR_EXTENSION_KEY`: it returns the extensions of the current request by key, without those
    that are the app's own.
    """
    extensions = current_app.extensions
    select: Callable[[], Mapping[str, Any]] | None = extensions.get(SELECTOR_EXTENSION_KEY)
    return select().get(key, extensions[key]) if select else extensions[key]


def current_engine() -> Engine:
    """The engine of this request."""
    engine: Engine = current_extension(ENGINE_EXTENSION_KEY)
    return engine


@contextmanager
def reading(source: Engine | None = None) -> Generator[Connection]:
    """A read-only transaction: a consistent view, in which the database refuses any write."""
    engine = source or current_engine()
    with _engine_lock(engine), engine.connect() as db:
        yield db.execution_options(reflect="reading", postgresql_readonly=True)


@contextmanager
def writing(source: Engine | None = None) -> Generator[Connection]:
    """One unit of work: commits when the block ends, rolls back on any error.

    Raises:
        CommitUnknown: the connection was lost during the commit.
    """
    engine = source or current_engine()
    with _engine_lock(engine), engine.connect() as db:
        yield db.execution_options(reflect="writing")
        try:
            db.commit()
        except DBAPIError as error:
            if error.connection_invalidated:
                raise CommitUnknown from error
            raise


@contextmanager
def snapshot(source: Engine) -> Generator[Connection]:
    """A consistent view that may be read for minutes while others write.

    On SQLite a reader would block every commit, so the file is first copied into memory; a copy on
    disk would leave open team tallies behind. PostgreSQL keeps old versions itself.
    """
    if source.dialect.name != "sqlite":
        with source.connect() as db:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            yield db.execution_options(**options)
        return
    copy = sqlite3.connect(":memory:")
    original = source.raw_connection()
    try:
        cast("sqlite3.Connection", original.driver_connection).backup(copy)
    finally:
        original.close()
    engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
    try:
        with engine.connect() as db:
            yield db
    finally:
        engine.dispose()


def vacuum_file(source: Engine | None = None) -> bool:
    """Rebuild a SQLite file, so that no deleted data is left in it; PostgreSQL vacuums itself.

    `secure_delete` overwrites deleted rows, but not the copies that SQLite leaves in unused space
    of an inner page when it moves cells: the id of a deleted vault was found in one. Takes about a
    second for 100 MB, during which nobody else can write. False: the database was locked for ten
    seconds, and the file stays as it is until the next call.
    """
    engine = source or current_engine()
    if engine.dialect.name != "sqlite":
        return True
    with _engine_lock(engine):
        connection = engine.raw_connection()
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


def _engine_lock(source: Engine) -> AbstractContextManager[object]:
    """On SQLite, a lock by which the threads of one process take turns; else none."""
    if source.dialect.name != "sqlite":
        return nullcontext()
    return _engine_locks.setdefault(source, threading.RLock())


def retry_transaction(work: Callable[P, R]) -> Callable[P, R]:
    """Retry a whole unit of work if the database was locked, or two transactions collided."""

    @functools.wraps(work)
    def retry(*args: P.args, **kwargs: P.kwargs) -> R:
        deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
        for attempt in range(MAX_ATTEMPTS - 1):
            try:
                return work(*args, **kwargs)
            except DBAPIError as error:
                if not _is_retryable(error) or time.monotonic() >= deadline:
                    raise
                time.sleep(0.02 * 2**attempt)
        return work(*args, **kwargs)

    return retry


def classify_error(error: DBAPIError) -> DatabaseProblem | None:
    """What is wrong with the database; None if the statement itself was wrong, which is a bug.

    The unit of work in which the error was raised has changed nothing.
    """
    state: str | None = getattr(error.orig, "sqlstate", "")
    if _is_retryable(error) or state == "55P03":  # lock_not_available
        return DatabaseProblem.LOCKED
    message = str(error.orig)
    if state == "53100" or any(words in message for words in DISK_FULL_MESSAGES):
        return DatabaseProblem.DISK_FULL
    is_bug = not isinstance(error, OperationalError)
    is_away = state is None or state[:2] in {"08", "53", "57"} or "unable to open" in message
    return None if is_bug or not is_away else DatabaseProblem.UNAVAILABLE


def _is_retryable(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in RETRYABLE_SQLSTATES or "database is locked" in str(error.orig)


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # `_begin_sqlite`, not the driver, sends BEGIN
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


def _configure_postgresql(connection: Any, _record: object) -> None:
    connection.autocommit = True  # else the first rollback would undo the setting
    # the default is to wait for ever
    connection.execute(f"SET lock_timeout = {int(LOCK_TIMEOUT_SECONDS * 1000)}")
    connection.autocommit = False


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("reflect")
    cursor = connection.connection.cursor()
    if connection.info.get("mode") != mode:  # a pooled connection keeps the pragma
        cursor.execute(f"PRAGMA query_only={'ON' if mode == 'reading' else 'OFF'}")
        connection.info["mode"] = mode
    begin = "BEGIN IMMEDIATE" if mode == "writing" else "BEGIN"
    try:
        cursor.execute(begin)
    except sqlite3.OperationalError as error:  # locked; wrapped as SQLAlchemy wraps its own
        raise OperationalError(begin, None, error) from error
    finally:
        cursor.close()
