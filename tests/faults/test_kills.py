"""kill -9 of the real server under load, through HTTP; `bench/kills.py` does it by the thousand."""

import contextlib

import pytest
from clusters import fresh_database
from killing import kill_again_and_again
from site_folders import new_site
from visiting import join

from reflect.db import open_engine


@pytest.mark.parametrize(("database", "kills"), [("sqlite", 5), ("postgresql", 1)])
def test_no_check_in_that_was_received_is_lost(request, tmp_path, static, database, kills):
    made = contextlib.nullcontext()
    if database == "postgresql":
        made = fresh_database(request.getfixturevalue("cluster"))
    with made as url:
        settings = new_site(tmp_path, static, url)
        engine = open_engine(settings.database_url)
        people = join(settings, engine, 4)
        engine.dispose()
        more = {"REFLECT_DATABASE_URL": url} if url else {}
        found = kill_again_and_again(settings.data, people, kills, seed=8, **more)
    assert found.received > kills * len(people), "it was killed before anybody had sent anything"
    assert (found.lost, found.faults, found.refused) == ([], [], [])
