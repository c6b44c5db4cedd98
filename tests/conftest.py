"""The real app on a real database, with a clock that tests move."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from browsers import Browser
from clusters import postgresql
from flask import Flask
from ground import FRIDAY, Clock, open_site

from reflect.db import KEY, writing
from reflect.models import metadata
from reflect.web import assets
from reflect.web.by_the_clock import ByTheClock

# speed is measured in bench/, on machines that others share: no test fails for being slow
hypothesis.settings.register_profile(
    "reflect", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("reflect")


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
    cluster = postgresql() if request.param == "postgresql" else contextlib.nullcontext()
    with cluster as url, open_site(folder, static, url) as opened:
        yield opened


@pytest.fixture
def app(site) -> Flask:
    found, clock = site
    clock.now = FRIDAY
    found.extensions["reflect.by-the-clock"] = ByTheClock()
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
