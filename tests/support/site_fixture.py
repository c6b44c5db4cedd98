"""A site for tests: settings, database, app, a clock that tests move, a record of queries."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from reflect.app import create_app
from reflect.config import Settings, read_settings
from reflect.db import ENGINE_EXTENSION_KEY
from reflect.operations import site_setup
from reflect.web import assets

# the weakest that settings allow; the tests of Argon2 use the real one
WEAK_KDF = "argon2id,19,8,1,1"
FRIDAY = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)  # of week 2026-W48


class Clock:
    """The clock of the app under test."""

    def __init__(self) -> None:
        self.now = FRIDAY

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@contextlib.contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Let the other processes of a test run wait until this one has filled the folder."""
    with closing(sqlite3.connect(folder / "in-use.sqlite", timeout=600)) as lock:
        lock.isolation_level = None
        lock.execute("BEGIN EXCLUSIVE")
        yield


@contextlib.contextmanager
def open_site(folder: Path, static: Path, url: str | None = None) -> Iterator[tuple[Flask, Clock]]:
    """A site in `folder` with its own clock, on SQLite or the database at `url`."""
    data = folder / "data"
    shutil.copytree(static, assets.assets_dir(data))
    settings = read_settings({}, data=data, database_url=url, kdf=WEAK_KDF, testing=True)
    site_setup.set_up_site(settings, lambda _line: None)
    clock = Clock()
    app = create_app(clock_=clock, data=data, database_url=url, kdf=WEAK_KDF, testing=True)
    yield app, clock
    app.extensions[ENGINE_EXTENSION_KEY].dispose()


@contextlib.contextmanager
def record_queries(app) -> Iterator[list[str]]:
    """The SQL statements that run in the block."""
    from sqlalchemy import event  # noqa: PLC0415

    statements: list[str] = []

    def record(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(app.extensions[ENGINE_EXTENSION_KEY], "before_cursor_execute", record)
    yield statements
    event.remove(app.extensions[ENGINE_EXTENSION_KEY], "before_cursor_execute", record)


def make_site(folder: Path, static: Path | None, url: str | None = None) -> Settings:
    """Make data folder, keys and schema; `static` has static files that are compressed already."""
    data = folder / "data"
    if static is not None:
        shutil.copytree(static, assets.assets_dir(data))
    settings = read_settings({}, data=data, database_url=url)
    site_setup.set_up_site(settings, lambda _line: None)
    return settings
