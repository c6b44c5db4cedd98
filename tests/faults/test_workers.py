"""Two and four workers on one SQLite file, and one of them lost in mid-session."""

import os
import signal
from pathlib import Path

import pytest
from killing import Killed, Load, read_all, running
from processes import free_port
from site_folders import new_site
from visiting import Visitor, join, send

from reflect.db import open_engine

ENOUGH = 3  # check-ins of each person


@pytest.fixture
def people(tmp_path, static):
    """Six people on a site of their own."""
    settings = new_site(tmp_path, static)
    engine = open_engine(settings.database_url)
    found = join(settings, engine, 6)
    engine.dispose()
    return settings.data, found


def workers_of(master: int) -> list[int]:
    return list(map(int, Path(f"/proc/{master}/task/{master}/children").read_text().split()))


@pytest.mark.parametrize("workers", [2, 4])
def test_several_workers_keep_what_everybody_sends_and_one_may_die(people, workers):
    data, everybody = people
    found, port = Killed(), free_port()
    with running(data, port, REFLECT_WORKERS=str(workers)) as process:
        assert len(workers_of(process.pid)) == workers
        load = Load(everybody, port)
        load.wait_for_some()
        while min(person.received for person in everybody) < ENOUGH:
            assert any(thread.is_alive() for thread in load.threads)
            load.stop.wait(0.02)
        assert load.ended() == []
        read_all(everybody, port, found)
        os.kill(workers_of(process.pid)[0], signal.SIGKILL)
        for person in everybody:
            with Visitor(port, person.token) as visitor:
                visitor.ask(person.page)
                assert send(visitor, person) == 303, "the next request met the worker that died"
        read_all(everybody, port, found)
    assert (found.lost, found.faults) == ([], [])
