"""The real app on a real database, with a clock that tests move."""

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
    derandomize="CI" in os.environ,  # the same cases each time: what is new is found at a desk
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile(
    "fast", hypothesis.settings.get_profile("reflect"), max_examples=25
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "reflect"))


# Nobody cuts the power of this process. Servers that tests start by themselves wait for the disk.
database.SYNCHRONOUS = "OFF"
assets.BROTLI_QUALITY = (
    4  # nor counts the bytes of the chart library: seconds for each new checkout
)
install_caches()


@pytest.fixture(scope="session")
def static(pytestconfig) -> Path:
    """The static files, compressed once and kept under their content's hash for later runs."""
    data = Path(pytestconfig.cache.mkdir("static"))
    with lock_folder(data):
        assets.build_assets(data)
    return assets.assets_dir(data)


@pytest.fixture(scope="session")
def lived_demo(tmp_path_factory, static) -> Path:
    """The data folder of a demonstration of the tests' week, made once for all processes of a run.

    Whoever works with it copies it: `tests.support.demo_site.copy_demo`.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    data = shared / "lived-demo"
    with lock_folder(shared):
        if not data.exists():
            settings = read_settings(
                {}, data=make_demo_folder(data, static), kdf=WEAK_KDF, testing=True
            )
            prepare.prepare_demo(settings, lambda: FRIDAY, ignore_line, reset=False)
    return data


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The address of a running PostgreSQL; whoever needs one has a database of its own in it."""
    with run_postgresql() as address:
        yield address


TOGETHER = "test_accessible.py"  # its last test looks at what all the others were
LONGEST = {"test_workshop.py", "test_tour.py", "test_fourteen_weeks.py", "test_cli.py"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, or one process is alone with them at the end.

    What stands first is never taken over by another process, and so stays together.
    """
    items.sort(key=lambda item: (item.path.name != TOGETHER, item.path.name not in LONGEST))


def pytest_collection_finish() -> None:
    """Ten thousand tests stay to the end: the garbage collector need not look at them again."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc):
    """On which database a test runs.

    On SQLite alone, since what differs between the two is below any page; on both where a module
    or a test is marked `both_databases`: for its SQL, its locks, its transactions.
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
    folder, made = tmp_path_factory.mktemp(request.param), contextlib.nullcontext()
    if request.param == "postgresql":
        made = fresh_database(request.getfixturevalue("cluster"))
    with made as url, open_site(folder, static, url) as opened:
        yield opened


@pytest.fixture
def app(site) -> Flask:
    found, clock = site
    clock.now = FRIDAY
    found.extensions["reflect.by-the-clock"] = PeriodicTaskState()
    empty_tables(found)
    reset_snapshots(found)
    return found


@pytest.fixture
def clock(site, app) -> Clock:
    return site[1]


@pytest.fixture
def client(app) -> Client:
    """Somebody who has not signed in."""
    return Client(app)


@pytest.fixture
def sign_up(app):
    """Make an account through its pages: `sign_up("sam@example.org")` gives a signed-in Browser."""

    def made(name: str = "sam@example.org", password: str = "four small boats adrift", roles=()):
        return Client(app).sign_up(name, password, roles)

    return made


@pytest.fixture
def signed_in(sign_up) -> Client:
    """A practitioner with a confirmed recovery code."""
    return sign_up()


@pytest.fixture
def db(app):
    """A unit of work of its own, committed at the end."""
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as connection:
        yield connection
