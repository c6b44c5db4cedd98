"""Servers under measure: the real app or a yardstick, each in a process of its own.

`with started("reflect", site) as server:` gives its address and the CPU seconds of its whole
process tree. The kernel counts those per thread in nanoseconds; the threads of our servers live as
long as the server, so nothing is lost with one that ended.

As a script this file is the server: `servers.py WHAT PORT DATA DATABASE_URL KDF WORKERS`.
"""

import contextlib
import http.client
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from people import Person, Site

HERE = "127.0.0.1"
PATIENCE = 30  # seconds until a server must have answered
_TOKEN = re.compile(rb'name="csrf_token" value="([0-9a-f]+)"')


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int
    pid: int

    def cpu(self) -> float:
        """CPU seconds of its processes so far."""
        return sum(_cpu_of(pid) for pid in self.processes())

    def memory(self) -> dict[int, float]:
        """Resident MB of each of its processes."""
        return {pid: _resident(pid) for pid in self.processes()}

    def processes(self) -> list[int]:
        """The process and all below it."""
        known, found = _parents(), [self.pid]
        for pid in found:
            found += [child for child, parent in known.items() if parent == pid]
        return found


@dataclass(slots=True)
class Client:
    """One browser: a connection that stays open, a cookie, and the form token of a page."""

    port: int
    cookie: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    token: str = ""
    link: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.link = http.client.HTTPConnection(HERE, self.port, timeout=60)

    def ask(
        self, path: str, form: Mapping[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Get a page, or post a form with the token of the last one that was opened."""
        headers, body = dict(self.headers), None
        if self.cookie:
            headers["Cookie"] = self.cookie
        if form is not None:
            body = urlencode({"csrf_token": self.token, **form})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.link.request("POST" if form is not None else "GET", path, body, headers)
        answer = self.link.getresponse()
        content = answer.read()
        given = answer.headers.get("Set-Cookie")
        if given:
            self.cookie = given.split(";")[0]
        return answer.status, answer.headers, content

    def open(self, path: str) -> bytes:
        """Get a page that must be there, and keep its form token."""
        status, _headers, content = self.ask(path)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status}")
        found = _TOKEN.search(content)
        self.token = found.group(1).decode() if found else self.token
        return content

    def send(self, path: str, form: Mapping[str, str]) -> str:
        """Post a form that must be taken, and return where it leads."""
        status, headers, content = self.ask(path, form)
        if status != 303:
            raise RuntimeError(f"POST {path}: {status} {content[:300]!r}")
        return str(headers["Location"])

    def sign_in(self, name: str, password: str) -> int:
        """Open the sign-in page and send name and password; the status of the answer."""
        self.cookie = ""
        self.open("/sign-in")
        return self.ask("/sign-in", {"name": name, "password": password})[0]

    def close(self) -> None:
        """Hang up."""
        self.link.close()


def as_person(server: Server, person: Person, **headers: str) -> Client:
    """The browser of somebody who is signed in."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client(server.port, f"reflect-{server.port}={person.token.hex()}", named)


@contextlib.contextmanager
def started(what: str, site: Site | None = None, *, workers: int = 1) -> Iterator[Server]:
    """A server in a process of its own, from its first answer on, ended at the end."""
    port = free_port()
    place = ["", "", ""]
    if site is not None:
        place = [str(site.settings.data), site.settings.database_url, site.settings.kdf]
    command = [sys.executable, __file__, what, str(port), *place, str(workers)]
    process = subprocess.Popen(command)
    try:
        wait(port, process, "/health" if what.startswith("reflect") else "/hello")
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        port: int = probe.getsockname()[1]
        return port


def wait(port: int, process: subprocess.Popen[bytes], path: str, seconds: float = PATIENCE) -> None:
    """Wait for the first answer.

    Raises:
        RuntimeError: it does not come.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            client = http.client.HTTPConnection(HERE, port, timeout=10)
            client.request("GET", path)
            client.getresponse().read()
            client.close()
            return
        time.sleep(0.005)
    raise RuntimeError(f"no answer from port {port}; exit code {process.poll()}")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds for each request: CPU of the server, and by the clock on the wall."""

    cpu: float
    wall: float


def cost(server: Server, times: int, work: Callable[[int], object]) -> Cost:
    """What one call of `work`, which asks the server, costs on average."""
    cpu, wall = server.cpu(), time.perf_counter()
    for at in range(times):
        work(at)
    return Cost((server.cpu() - cpu) / times, (time.perf_counter() - wall) / times)


def least(costs: list[Cost]) -> Cost:
    """The least of several rounds: what the machine's other guests disturbed least."""
    return Cost(min(each.cpu for each in costs), min(each.wall for each in costs))


def compared(rounds: int, *works: Callable[[], Cost]) -> list[Cost]:
    """Several things measured in turn, so that each meets the same weather."""
    found: list[list[Cost]] = [[] for _work in works]
    for _round in range(rounds):
        for costs, work in zip(found, works, strict=True):
            costs.append(work())
    return [least(costs) for costs in found]


def say(name: str, value: float, floor: float, target: float, *, least_is: bool = False) -> None:
    """Print one line; the ratio must be at most `target`, or at least (`least_is`)."""
    ratio = value / floor if floor else value
    fits = ratio >= target if least_is else ratio <= target
    sign = ">=" if least_is else "<="
    print(
        f"{name} {value:.4g} {floor:.4g} {ratio:.3g} {sign}{target:g} {'ok' if fits else 'short'}",
        flush=True,
    )


def note(name: str, value: float, floor: float = 0) -> None:
    """Print a line that owes nothing: it stands beside one that does."""
    ratio = f"{value / floor:.3g}" if floor else "-"
    print(f"{name} {value:.4g} {floor:.4g} {ratio} - seen", flush=True)


def percentile(times: list[float], per_cent: int) -> float:
    """The time within which so many of a hundred lie."""
    return statistics.quantiles(times, n=100, method="inclusive")[per_cent - 1]


def _cpu_of(pid: int) -> float:
    total = 0
    with contextlib.suppress(OSError):  # it ended in this moment
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def _resident(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found.group(1)) / 1024 if found else 0


def _parents() -> dict[int, int]:
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            found[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    return found


def _serve(what: str, port: str, data: str, url: str, kdf: str, workers: str) -> None:
    from reflect.config import read_settings  # noqa: PLC0415  # start.py measures the others
    from reflect.servers import _gunicorn, serve  # noqa: PLC0415

    settings = read_settings(
        {}, data=data, database_url=url or None, kdf=kdf, port=port, workers=workers, testing=True
    )
    if what.startswith("reflect"):
        from reflect.app import create_app  # noqa: PLC0415

        same: dict[str, Any] = {"data": data, "database_url": url, "kdf": kdf, "port": port}
        by = _gunicorn if what == "reflect-gunicorn" else serve  # also where one worker is enough
        by(lambda: create_app(**same, testing=True), settings)
    else:
        import floors  # noqa: PLC0415

        serve(lambda: floors.app(what, settings), settings)


if __name__ == "__main__":
    _serve(*sys.argv[1:])
