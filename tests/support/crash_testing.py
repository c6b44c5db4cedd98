"""Crash tests: a real `reflect run` under load is killed with SIGKILL and started again.

After each kill every user's check-in is read. It must be the last one that the site confirmed, or
the one that was being sent when the server died; an older one is a loss.
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

CONNECTION_ERRORS = (OSError, http.client.HTTPException)  # what a client gets whose server died


@dataclass
class CrashReport:
    """What the kills did to the data."""

    kills: int = 0
    received: int = 0
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)  # of the database file
    refused: list[int] = field(default_factory=list)  # statuses other than 303


@contextlib.contextmanager
def run_server(data: Path, port: int, **environment: str) -> Iterator[subprocess.Popen]:
    """A `reflect run` that has answered once; killed at the end if it still runs."""
    process = subprocess.Popen(
        [*REFLECT_COMMAND, "run"],
        env=child_environment(data, REFLECT_PORT=str(port), **environment),
        cwd=data.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # a process group: all workers are killed at once
    )
    try:
        wait_until_up(f"http://127.0.0.1:{port}/health", process)
        yield process
    finally:
        kill_server(process)
        process.communicate(timeout=60)


def kill_server(process: subprocess.Popen) -> None:
    """SIGKILL for a server and all its workers."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def kill_repeatedly(
    data: Path, people: list[LoadUser], times: int, seed: int, **environment: str
) -> CrashReport:
    """Kill the server so many times, each time at a random moment."""
    report, port, rng = CrashReport(), free_port(), random.Random(seed)
    for _kill in range(times):
        with run_server(data, port, **environment) as process:
            check_nothing_lost(people, port, report)
            load = LoadGenerator(people, port)
            load.wait_for_responses()
            load.stop.wait(rng.uniform(0, 0.3))
            kill_server(process)
            process.wait(20)
        report.refused += load.end()
        report.kills += 1
        report.faults += sqlite_faults(data / "reflect.sqlite")
    with run_server(data, port, **environment):
        check_nothing_lost(people, port, report)
        for person in people[:1]:
            with HttpClient(port) as again:
                assert stored_number(again.sign_in(person.name), person) == person.received
    report.received = sum(person.received for person in people)
    return report


def check_nothing_lost(people: list[LoadUser], port: int, report: CrashReport) -> None:
    """Read the check-in of every user, and note what was lost."""
    for person in people:
        with HttpClient(port, person.token) as visitor:
            stored = stored_number(visitor, person)
        if not person.received <= stored <= person.sent:
            report.lost.append(f"{person.name}: received {person.received}, stored {stored}")
        person.received = person.sent = stored


class LoadGenerator:
    """Every user sends one check-in after another, each in a thread."""

    def __init__(self, people: list[LoadUser], port: int, site: int = 0) -> None:
        self.stop, self.refused, self.site = threading.Event(), [], site
        self.first_responses = threading.Barrier(len(people) + 1, timeout=60)
        self.threads = [threading.Thread(target=self._send, args=(p, port)) for p in people]
        for thread in self.threads:
            thread.start()

    def wait_for_responses(self) -> None:
        """Wait until each of them has had a response."""
        self.first_responses.wait()

    def end(self) -> list[int]:
        """Stop all threads; the statuses other than 303."""
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
            self.first_responses.wait()
            while not self.stop.is_set():
                self._note(send_check_in(visitor, person))

    def _note(self, status: int) -> None:
        if status != 303:
            self.refused.append(status)


def sqlite_faults(path: Path) -> list[str]:
    """What SQLite finds wrong with a file after it has rolled back unfinished transactions."""
    if not path.exists():
        return []
    with contextlib.closing(sqlite3.connect(path)) as db:
        faults = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return faults + [f"orphan in {row[0]}" for row in db.execute("PRAGMA foreign_key_check")]
