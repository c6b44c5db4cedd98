"""The `reflect` command, run as an operator runs it: as a process of its own.

Starting one costs more than most of what it then does. What a command answers is the same in this
process, so where only that is asked, it is run here.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import chdir, closing, contextmanager
from pathlib import Path
from unittest import mock

import pytest
from click.testing import CliRunner

from reflect import servers
from reflect.cli import main

ROOT = Path(__file__).parents[2]
REFLECT_COMMAND = [sys.executable, "-c", "from reflect.cli import main; main()"]


def find_chromium() -> str:
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


def child_environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REFLECT_")}
    return {**kept, "REFLECT_DATA": str(data), "PYTHONUNBUFFERED": "1", **more}


def run_reflect(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*REFLECT_COMMAND, *arguments],
        env=child_environment(data, **environment),
        cwd=data.parent,
        capture_output=True,
        text=True,
        timeout=60,
    )


def run_reflect_in_process(
    data: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess:
    """What `reflect` would give, from this process; a traceback there is an error here."""
    unset = {name: None for name in os.environ if name.startswith("REFLECT_")}
    given = {**unset, "REFLECT_DATA": str(data), **environment}
    umask = os.umask(0o077)
    try:
        with chdir(data.parent), mock.patch.object(servers, "serve", side_effect=AssertionError):
            done = CliRunner().invoke(main, arguments, env=given, catch_exceptions=False)
    finally:
        os.umask(umask)
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


@contextmanager
def run_server_process(
    data: Path, *arguments: str, said: list[str] | None = None, **environment: str
):
    """The address of a running `reflect run` or `reflect demo`; `said` gets what it printed."""
    port = free_port()
    running = subprocess.Popen(
        [*REFLECT_COMMAND, *arguments],
        env=child_environment(data, REFLECT_PORT=str(port), **environment),
        cwd=data.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_until_up(f"http://127.0.0.1:{port}/health", running)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        printed, _none = running.communicate(timeout=60)
        if said is not None:
            said.extend(printed.decode().splitlines())


def wait_until_up(url: str, running: subprocess.Popen) -> None:
    for _ in range(1200):
        if running.poll() is not None:
            pytest.fail(running.stdout.read().decode())
        try:
            urllib.request.urlopen(url, timeout=60).close()
        except OSError:
            time.sleep(0.1)  # a process that starts has no clock of ours
        else:
            return
    pytest.fail("no answer")
