"""One folder of invented people for all tests of the demonstration, put back before each."""

import pytest
from demo_folders import folder_for, quiet
from ground import FRIDAY, Clock

from reflect.app import create_app
from reflect.config import read_settings
from reflect.db import KEY
from reflect.demo import prepare


@pytest.fixture(scope="package")
def made(tmp_path_factory, static):
    """A demo with the passwords hashed at their real cost, once for this folder."""
    data = folder_for(tmp_path_factory.mktemp("demo") / "data", static)
    settings = read_settings({}, data=data)
    names = prepare.prepare(settings, lambda: FRIDAY, quiet, reset=False)
    assert names == ["Priya Nair", "Marek Nowak", "Joan Whitlock", "Sam Tully"]
    clock = Clock()
    app = create_app(clock_=clock, data=data, testing=True)
    yield app, settings, clock
    app.extensions[KEY].dispose()


@pytest.fixture
def demo(made):
    """The demo as it was at first."""
    app, settings, clock = made
    clock.now = FRIDAY
    prepare.reset(settings)
    return app


@pytest.fixture
def settings(made):
    return made[1]
