"""Fixtures for all tests: the app on a database, a clock that tests move, signed-in clients."""

import contextlib
import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask

from reflect import db as database
from reflect.config import read_settings
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.demo.seed import prepare
from reflect.web import assets
from reflect.web.periodic_tasks import PeriodicTaskState
from tests.support.account_cache import empty_tables, reset_snapshots
from tests.support.client import Client
from tests.support.demo_site import ignore_line, make_demo_folder
from tests.support.postgresql import fresh_database, run_postgresql
from tests.support.process_cache import install_caches
from tests.support.site_fixture import WEAK_KDF, Clock, lock_folder, open_site
from tests.support.weeks import FRIDAY

# speed is measured in bench/, on machines that others share: no test fails for being slow
hypothesis.settings.register_profile(
    "reflect",
    deadline=None,
    derandomize="CI" in os.environ,  # the same cases each time; new ones are found by developers
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile(
    "fast", hypothesis.settings.get_profile("reflect"), max_examples=25
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "reflect"))


# No test cuts the power of this process. Servers that tests start as processes wait for the disk.
database.SYNCHRONOUS = "OFF"
assets.BROTLI_QUALITY = 4  # saves seconds in each new checkout
install_caches()


@pytest.fixture(scope="session")
def static(pytestconfig) -> Path:
    """The compressed static files, cached by their hash in pytest's cache for later runs."""
    data = Path(pytestconfig.cache.mkdir("static"))
    with lock_folder(data):
        assets.build_assets(data)
    return assets.assets_dir(data)


@pytest.fixture(scope="session")
def finished_demo(tmp_path_factory, static) -> Path:
    """The data folder of a demo at the time of the tests, made once for all processes of a run.

    Tests work on copies of it: `tests.support.demo_site.copy_demo`.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    data = shared / "finished-demo"
    with lock_folder(shared):
        if not data.exists():
            settings = read_settings(
                {}, data=make_demo_folder(data, static), kdf=WEAK_KDF, testing=True
            )
            prepare.prepare_demo(settings, lambda: FRIDAY, ignore_line, reset=False)
    return data


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The address of a running PostgreSQL, in which tests make databases of their own."""
    with run_postgresql() as address:
        yield address


IN_ORDER = "test_accessible.py"  # its last test needs the results of the others
SLOWEST = {"test_workshop.py", "test_tour.py", "test_fourteen_weeks.py", "test_cli.py"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slowest modules first, or one process runs them alone at the end.

    xdist never moves the first module to another process, so its tests stay together.
    """
    items.sort(key=lambda item: (item.path.name != IN_ORDER, item.path.name not in SLOWEST))


def pytest_collection_finish() -> None:
    """Exclude the ten thousand collected tests from garbage collection: they live to the end."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc):
    """Choose the databases of a test: SQLite, or SQLite and PostgreSQL.

    Both for modules and tests marked `both_databases`, for their SQL, locks and transactions; the
    pages above do not differ.
    """
    named = {mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")}
    in_browser = "browser" in metafunc.definition.path.parts
    if "site" in metafunc.fixturenames and "site" not in named and not in_browser:
        is_both = metafunc.definition.get_closest_marker("both_databases")
        kinds = ["sqlite", "postgresql"] if is_both else ["sqlite"]
        metafunc.parametrize("site", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def site(request, tmp_path_factory, static) -> Iterator[tuple[Flask, Clock]]:
    """One app for the whole run on each database; its tables are emptied before each test."""
    folder, database_url = tmp_path_factory.mktemp(request.param), contextlib.nullcontext()
    if request.param == "postgresql":
        database_url = fresh_database(request.getfixturevalue("cluster"))
    with database_url as url, open_site(folder, static, url) as app_and_clock:
        yield app_and_clock


@pytest.fixture
def app(site) -> Flask:
    """The app with empty tables at the time of the tests."""
    app, clock = site
    clock.now = FRIDAY
    app.extensions["reflect.periodic-tasks"] = PeriodicTaskState()
    empty_tables(app)
    reset_snapshots(app)
    return app


@pytest.fixture
def clock(site, app) -> Clock:
    return site[1]


@pytest.fixture
def client(app) -> Client:
    """A browser without an account."""
    return Client(app)


@pytest.fixture
def sign_up(app):
    """Make an account through its pages: `sign_up("sam@example.org")` is a signed-in client."""

    def sign_up_client(
        name: str = "sam@example.org", password: str = "four small boats adrift", roles=()
    ):
        return Client(app).sign_up(name, password, roles)

    return sign_up_client


@pytest.fixture
def signed_in(sign_up) -> Client:
    """A practitioner with a confirmed recovery code."""
    return sign_up()


@pytest.fixture
def db(app):
    """A transaction of its own, committed at the end."""
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as connection:
        yield connection
