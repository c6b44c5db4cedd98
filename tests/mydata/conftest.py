"""Two sites: the one a person leaves, and an empty one with keys of its own."""

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
    """An empty site and its clock, which stands where the first one's stands."""
    app, clock = other_site
    clock.now = FRIDAY
    empty_tables(app)
    return other_site


@pytest.fixture
def arrived(elsewhere) -> Client:
    """The same person on the other site: another name, another password, nothing written."""
    return Client(elsewhere[0]).sign_up("sam.tully@example.net", "nine quiet lamps at noon")
