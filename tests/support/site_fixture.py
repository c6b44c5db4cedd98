"""What every test stands on: a site of its own, the clock that tests move, a count of queries."""

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

WEAK_KDF = (
    "argon2id,19,8,1,1"  # the weakest that settings allow; Argon2's own tests use the real one
)
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
    """Of several processes of one run, the others wait until this one has filled the folder."""
    with closing(sqlite3.connect(folder / "in-use.sqlite", timeout=600)) as held:
        held.isolation_level = None
        held.execute("BEGIN EXCLUSIVE")
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
    """Every SQL statement that runs inside."""
    from sqlalchemy import event  # noqa: PLC0415

    seen: list[str] = []

    def see(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(app.extensions[ENGINE_EXTENSION_KEY], "before_cursor_execute", see)
    yield seen
    event.remove(app.extensions[ENGINE_EXTENSION_KEY], "before_cursor_execute", see)


def make_site(folder: Path, static: Path | None, url: str | None = None) -> Settings:
    """Data folder, keys and schema; static files are copied where they are compressed already."""
    data = folder / "data"
    if static is not None:
        shutil.copytree(static, assets.assets_dir(data))
    settings = read_settings({}, data=data, database_url=url)
    site_setup.set_up_site(settings, lambda _line: None)
    return settings
