"""Two and four workers on one SQLite file, and one of them lost in mid-session."""

import os
import signal
from pathlib import Path

import pytest

from reflect.db import open_engine
from tests.support.crash_testing import CrashReport, LoadGenerator, check_nothing_lost, run_server
from tests.support.http_client import HttpClient, make_load_users, send_check_in
from tests.support.processes import free_port
from tests.support.site_fixture import make_site

ENOUGH = 3  # check-ins of each person


@pytest.fixture
def people(tmp_path, static):
    """Six people on a site of their own."""
    settings = make_site(tmp_path, static)
    engine = open_engine(settings.database_url)
    found = make_load_users(settings, engine, 6)
    engine.dispose()
    return settings.data, found


def workers_of(master: int) -> list[int]:
    return list(map(int, Path(f"/proc/{master}/task/{master}/children").read_text().split()))


@pytest.mark.parametrize("workers", [2, 4])
def test_several_workers_keep_what_everybody_sends_and_one_may_die(people, workers):
    data, everybody = people
    found, port = CrashReport(), free_port()
    with run_server(data, port, REFLECT_WORKERS=str(workers)) as process:
        assert len(workers_of(process.pid)) == workers
        load = LoadGenerator(everybody, port)
        load.wait_for_responses()
        while min(person.received for person in everybody) < ENOUGH:
            assert any(thread.is_alive() for thread in load.threads)
            load.stop.wait(0.02)
        assert load.end() == []
        check_nothing_lost(everybody, port, found)
        os.kill(workers_of(process.pid)[0], signal.SIGKILL)
        for person in everybody:
            with HttpClient(port, person.token) as visitor:
                visitor.request(person.page)
                assert send_check_in(visitor, person) == 303, (
                    "the next request met the worker that died"
                )
        check_nothing_lost(everybody, port, found)
    assert (found.lost, found.faults) == ([], [])
