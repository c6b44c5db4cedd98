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

from processes import COMMAND, free_port, surroundings, wait_for
from visiting import Person, Visitor, number_there, send

BROKEN = (OSError, http.client.HTTPException)  # what a browser meets whose server died


@dataclass
class Killed:
    """What was found."""

    kills: int = 0
    received: int = 0
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)  # of the database file
    refused: list[int] = field(default_factory=list)  # statuses that were neither 303 nor death


@contextlib.contextmanager
def running(data: Path, port: int, **environment: str) -> Iterator[subprocess.Popen]:
    """`reflect run` from its first answer on; killed at the end if it still lives."""
    process = subprocess.Popen(
        [*COMMAND, "run"],
        env=surroundings(data, REFLECT_PORT=str(port), **environment),
        cwd=data.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # a group of its own: several workers die in the same moment
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/health", process)
        yield process
    finally:
        kill(process)
        process.communicate(timeout=60)


def kill(process: subprocess.Popen) -> None:
    """SIGKILL for a server and all its workers, which get no say in it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def kill_again_and_again(
    data: Path, people: list[Person], times: int, seed: int, **environment: str
) -> Killed:
    """Kill the server so often, each time at a moment that nobody chose."""
    found, port, chance = Killed(), free_port(), random.Random(seed)
    for _time in range(times):
        with running(data, port, **environment) as process:
            read_all(people, port, found)
            load = Load(people, port)
            load.wait_for_some()
            load.stop.wait(chance.uniform(0, 0.3))
            kill(process)
            process.wait(20)
        found.refused += load.ended()
        found.kills += 1
        found.faults += file_faults(data / "reflect.sqlite")
    with running(data, port, **environment):
        read_all(people, port, found)
        for person in people[:1]:
            with Visitor(port) as again:
                assert number_there(again.sign_in(person.name), person) == person.received
    found.received = sum(person.received for person in people)
    return found


def read_all(people: list[Person], port: int, found: Killed) -> None:
    """Read everybody's check-in, and note what was lost."""
    for person in people:
        with Visitor(port, person.token) as visitor:
            there = number_there(visitor, person)
        if not person.received <= there <= person.sent:
            found.lost.append(f"{person.name}: received {person.received}, there {there}")
        person.received = person.sent = there


class Load:
    """Everybody sends one check-in after another, each from a thread of their own."""

    def __init__(self, people: list[Person], port: int, site: int = 0) -> None:
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

    def _send(self, person: Person, port: int) -> None:
        with Visitor(port, person.token, self.site) as visitor, contextlib.suppress(*BROKEN):
            number_there(visitor, person)
            self._note(send(visitor, person))
            self.some.wait()
            while not self.stop.is_set():
                self._note(send(visitor, person))

    def _note(self, status: int) -> None:
        if status != 303:
            self.refused.append(status)


def file_faults(path: Path) -> list[str]:
    """What SQLite itself finds wrong with a file after it has undone what was half done."""
    if not path.exists():
        return []
    with contextlib.closing(sqlite3.connect(path)) as db:
        whole = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return whole + [f"orphan in {row[0]}" for row in db.execute("PRAGMA foreign_key_check")]
