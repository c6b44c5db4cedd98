"""The `reflect` command, run as an operator runs it: as a process of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-c", "from reflect.cli import main; main()"]


def chromium() -> str:
    """Debian's Chromium, without a desktop around it where that is installed.

    Without one, a test is skipped on somebody's laptop, and fails where `CI` is set.
    """
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        reason = "There is no Chromium here: apt-get install chromium-headless-shell"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return path


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def surroundings(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REFLECT_")}
    return {**kept, "REFLECT_DATA": str(data), "PYTHONUNBUFFERED": "1", **more}


def reflect(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*COMMAND, *arguments],
        env=surroundings(data, **environment),
        cwd=data.parent,
        capture_output=True,
        text=True,
        timeout=60,
    )


@contextmanager
def served(data: Path, *arguments: str, said: list[str] | None = None, **environment: str):
    """The address of a running `reflect run` or `reflect demo`; `said` gets what it printed."""
    port = free_port()
    running = subprocess.Popen(
        [*COMMAND, *arguments],
        env=surroundings(data, REFLECT_PORT=str(port), **environment),
        cwd=data.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/health", running)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        printed, _none = running.communicate(timeout=20)
        if said is not None:
            said.extend(printed.decode().splitlines())


def wait_for(url: str, running: subprocess.Popen) -> None:
    for _ in range(400):
        if running.poll() is not None:
            pytest.fail(running.stdout.read().decode())
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)  # a process that starts has no clock of ours
        else:
            return
    pytest.fail("no answer")
