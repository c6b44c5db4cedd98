"""kill -9 of the real server under load, through HTTP; `bench/kills.py` does it by the thousand."""

import contextlib
import subprocess
import sys

import pytest

from reflect.db import open_engine
from tests.support.crash_testing import kill_repeatedly
from tests.support.http_client import make_load_users
from tests.support.postgresql import fresh_database
from tests.support.site_fixture import make_site


@pytest.mark.parametrize(("database", "kills"), [("sqlite", 5), ("postgresql", 1)])
def test_no_check_in_that_was_received_is_lost(request, tmp_path, static, database, kills):
    made = contextlib.nullcontext()
    if database == "postgresql":
        made = fresh_database(request.getfixturevalue("cluster"))
    with made as url:
        settings = make_site(tmp_path, static, url)
        engine = open_engine(settings.database_url)
        people = make_load_users(settings, engine, 4)
        engine.dispose()
        more = {"REFLECT_DATABASE_URL": url} if url else {}
        found = kill_repeatedly(settings.data, people, kills, seed=8, **more)
    assert found.received > kills * len(people), "it was killed before anybody had sent anything"
    assert (found.lost, found.faults, found.refused) == ([], [], [])


def test_a_server_of_its_own_waits_for_the_disk(tmp_path):
    """The tests' own process does not: see `conftest`."""
    asked = (
        "from reflect.db import open_engine as o, reading as r; from sqlalchemy import text as t\n"
    )
    asked += f"with r(o('sqlite:///{tmp_path / 'x.sqlite'}')) as db:\n"
    asked += "    print(db.execute(t('PRAGMA synchronous')).scalar())"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2"  # FULL
