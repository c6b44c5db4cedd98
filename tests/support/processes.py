"""Run the `reflect` command: as a process (subprocess), in this process, or as a server.

The start of a process takes longer than most commands. The output of a command is the same in this
process, so `run_reflect_in_process` is enough for tests of the output alone.
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
    """The path of a Chromium, the headless shell if both are installed.

    Without one, the test is skipped, or fails where `CI` is set.
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
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("REFLECT_")
    }
    return {**inherited, "REFLECT_DATA": str(data), "PYTHONUNBUFFERED": "1", **more}


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
    """The result of `reflect`, run in this process; its exceptions are raised here."""
    unset = {name: None for name in os.environ if name.startswith("REFLECT_")}
    environ = {**unset, "REFLECT_DATA": str(data), **environment}
    umask = os.umask(0o077)
    try:
        with chdir(data.parent), mock.patch.object(servers, "serve", side_effect=AssertionError):
            result = CliRunner().invoke(main, arguments, env=environ, catch_exceptions=False)
    finally:
        os.umask(umask)
    return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)


@contextmanager
def run_server_process(
    data: Path, *arguments: str, output: list[str] | None = None, **environment: str
):
    """The address of a running `reflect run` or `reflect demo`; `output` receives its lines."""
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
        if output is not None:
            output.extend(printed.decode().splitlines())


def wait_until_up(url: str, running: subprocess.Popen) -> None:
    for _ in range(1200):
        if running.poll() is not None:
            pytest.fail(running.stdout.read().decode())
        try:
            urllib.request.urlopen(url, timeout=60).close()
        except OSError:
            time.sleep(0.1)  # real time: another process starts
        else:
            return
    pytest.fail("no answer")
