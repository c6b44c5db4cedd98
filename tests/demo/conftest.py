"""One demo site for all tests of the demo, reset before each."""

import shutil

import pytest

from reflect.app import create_app
from reflect.config import DATABASE_NAME, read_settings
from reflect.db import ENGINE_EXTENSION_KEY
from reflect.demo.public import routes as public_routes
from reflect.demo.seed import prepare
from reflect.demo.seed.colleagues import DEMO_TEAMS
from reflect.web import assets
from tests.support.demo_site import copy_demo
from tests.support.site_fixture import WEAK_KDF, Clock
from tests.support.weeks import FRIDAY


@pytest.fixture(scope="package")
def demo_site(tmp_path_factory, finished_demo):
    """The demo app, its settings and its clock."""
    data = copy_demo(finished_demo, tmp_path_factory.mktemp("demo") / "data")
    settings = read_settings({}, data=data, kdf=WEAK_KDF, testing=True)
    names = prepare.prepare_demo(settings, lambda: FRIDAY, pytest.fail, reset=False)
    assert names == ["Priya Nair", "Marek Nowak", "Joan Whitlock", "Sam Tully"]
    clock = Clock()
    app = create_app(clock_=clock, data=data, kdf=WEAK_KDF, testing=True)
    yield app, settings, clock
    app.extensions[ENGINE_EXTENSION_KEY].dispose()


@pytest.fixture
def demo(demo_site):
    """The demo after a reset."""
    app, settings, clock = demo_site
    clock.now = FRIDAY
    prepare.reset_demo(settings)
    return app


@pytest.fixture
def one_person_demo(monkeypatch):
    """A demo has one person only: for tests of the folder, not of its content."""
    monkeypatch.setattr(prepare, "PEOPLE", prepare.PEOPLE[:1])
    monkeypatch.setattr(prepare, "DEMO_TEAMS", ())


@pytest.fixture
def one_team(one_person_demo, monkeypatch):
    """A demo has one person and the smallest team, so that there are windows to close."""
    smallest = min(DEMO_TEAMS, key=lambda crew: len(crew.members))
    monkeypatch.setattr(prepare, "DEMO_TEAMS", (smallest,))


@pytest.fixture
def settings(demo_site):
    return demo_site[1]


@pytest.fixture
def public(demo_site, tmp_path):
    """A public demo of the same people, with a folder and a clock of its own."""
    folder = tmp_path / "public"
    shutil.copytree(
        demo_site[1].data, folder, ignore=shutil.ignore_patterns("static", DATABASE_NAME)
    )
    shutil.copyfile(folder / prepare.SNAPSHOT_FILE, folder / DATABASE_NAME)
    assets.assets_dir(folder).symlink_to(assets.assets_dir(demo_site[1].data))
    app = create_app(clock_=Clock(), data=folder, kdf=WEAK_KDF, testing=True, public=True)
    yield app
    app.extensions[public_routes.COPIES_EXTENSION_KEY].delete_all()
    app.extensions[ENGINE_EXTENSION_KEY].dispose()
