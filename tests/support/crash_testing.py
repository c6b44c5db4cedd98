"""A real `reflect run` that is killed with SIGKILL while people send, and started again.

Between two kills everybody's check-in is read: what the site said it had received must be there,
or the one that was under way when it died; anything older is a loss.
"""

import contextlib
import http.client
import os
import random
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.http_client import HttpClient, LoadUser, send_check_in, stored_number
from tests.support.processes import REFLECT_COMMAND, child_environment, free_port, wait_until_up

CONNECTION_ERRORS = (OSError, http.client.HTTPException)  # what a browser meets whose server died


@dataclass
class CrashReport:
    """What was found."""

    kills: int = 0
    received: int = 0
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)  # of the database file
    refused: list[int] = field(default_factory=list)  # statuses that were neither 303 nor death


@contextlib.contextmanager
def run_server(data: Path, port: int, **environment: str) -> Iterator[subprocess.Popen]:
    """`reflect run` from its first answer on; killed at the end if it still lives."""
    process = subprocess.Popen(
        [*REFLECT_COMMAND, "run"],
        env=child_environment(data, REFLECT_PORT=str(port), **environment),
        cwd=data.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # a group of its own: several workers die in the same moment
    )
    try:
        wait_until_up(f"http://127.0.0.1:{port}/health", process)
        yield process
    finally:
        kill_server(process)
        process.communicate(timeout=60)


def kill_server(process: subprocess.Popen) -> None:
    """SIGKILL for a server and all its workers, which get no say in it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def kill_repeatedly(
    data: Path, people: list[LoadUser], times: int, seed: int, **environment: str
) -> CrashReport:
    """Kill the server so often, each time at a moment that nobody chose."""
    found, port, chance = CrashReport(), free_port(), random.Random(seed)
    for _time in range(times):
        with run_server(data, port, **environment) as process:
            check_nothing_lost(people, port, found)
            load = LoadGenerator(people, port)
            load.wait_for_some()
            load.stop.wait(chance.uniform(0, 0.3))
            kill_server(process)
            process.wait(20)
        found.refused += load.ended()
        found.kills += 1
        found.faults += sqlite_faults(data / "reflect.sqlite")
    with run_server(data, port, **environment):
        check_nothing_lost(people, port, found)
        for person in people[:1]:
            with HttpClient(port) as again:
                assert stored_number(again.sign_in(person.name), person) == person.received
    found.received = sum(person.received for person in people)
    return found


def check_nothing_lost(people: list[LoadUser], port: int, found: CrashReport) -> None:
    """Read everybody's check-in, and note what was lost."""
    for person in people:
        with HttpClient(port, person.token) as visitor:
            there = stored_number(visitor, person)
        if not person.received <= there <= person.sent:
            found.lost.append(f"{person.name}: received {person.received}, there {there}")
        person.received = person.sent = there


class LoadGenerator:
    """Everybody sends one check-in after another, each from a thread of their own."""

    def __init__(self, people: list[LoadUser], port: int, site: int = 0) -> None:
        self.stop, self.refused, self.site = threading.Event(), [], site
        self.some = threading.Barrier(len(people) + 1, timeout=60)
        self.threads = [threading.Thread(target=self._send, args=(p, port)) for p in people]
        for thread in self.threads:
            thread.start()

    def wait_for_some(self) -> None:
        """Until each of them has had an answer."""
        self.some.wait()

    def ended(self) -> list[int]:
        """Wait until all have stopped; the statuses that no check-in may get."""
        self.stop.set()
        for thread in self.threads:
            thread.join(30)
        return self.refused

    def _send(self, person: LoadUser, port: int) -> None:
        with (
            HttpClient(port, person.token, self.site) as visitor,
            contextlib.suppress(*CONNECTION_ERRORS),
        ):
            stored_number(visitor, person)
            self._note(send_check_in(visitor, person))
            self.some.wait()
            while not self.stop.is_set():
                self._note(send_check_in(visitor, person))

    def _note(self, status: int) -> None:
        if status != 303:
            self.refused.append(status)


def sqlite_faults(path: Path) -> list[str]:
    """What SQLite itself finds wrong with a file after it has undone what was half done."""
    if not path.exists():
        return []
    with contextlib.closing(sqlite3.connect(path)) as db:
        whole = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return whole + [f"orphan in {row[0]}" for row in db.execute("PRAGMA foreign_key_check")]
