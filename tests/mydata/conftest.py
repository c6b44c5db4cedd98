"""A second site with keys of its own, for tests of export and import."""

from collections.abc import Iterator

import pytest

from tests.support.account_cache import empty_tables
from tests.support.client import Client
from tests.support.site_fixture import open_site
from tests.support.weeks import FRIDAY


@pytest.fixture(scope="session")
def other_site(tmp_path_factory, static) -> Iterator[tuple]:
    with open_site(tmp_path_factory.mktemp("elsewhere"), static) as opened:
        yield opened


@pytest.fixture
def elsewhere(other_site) -> tuple:
    """An empty site and its clock, at the time of the first site."""
    app, clock = other_site
    clock.now = FRIDAY
    empty_tables(app)
    return other_site


@pytest.fixture
def newcomer(elsewhere) -> Client:
    """The person's account on the other site: another name and password, no data."""
    return Client(elsewhere[0]).sign_up("sam.tully@example.net", "nine quiet lamps at noon")
