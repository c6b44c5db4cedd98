"""The `reflect` command: each of its commands, as an operator meets them."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.operations.vault_dump import dump_vault
from tests.support.processes import ROOT, run_reflect, run_reflect_in_process, run_server_process
from tests.support.reference_vault_reader import dek_by_code, read_rows

HASTY = str(Path(__file__).parents[1] / "support" / "fast_compression")


@pytest.fixture(scope="module")
def made(tmp_path_factory, static) -> Path:
    """A site as `init` makes it; the static files are there already, to save their compression."""
    folder = tmp_path_factory.mktemp("made") / "data"
    folder.mkdir()
    (folder / "static").symlink_to(static)
    done = run_reflect(folder, "init", "--url", "http://127.0.0.1:8000")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def data(tmp_path, made) -> Path:
    """The same in a folder of its own, with every file's permissions."""
    return Path(shutil.copytree(made, tmp_path / "data", symlinks=True))


def test_init_makes_everything_and_says_what_to_back_up(data):
    for name in ("keys", "reflect.sqlite", "url", "instruments"):
        assert (data / name).exists(), name
    assert (data / "keys").stat().st_mode & 0o077 == 0
    assert (data / "reflect.sqlite").stat().st_mode & 0o077 == 0
    again = run_reflect_in_process(data, "init", "--url", "http://127.0.0.1:8000")
    assert again.returncode == 0
    assert "Back up two things" in again.stdout
    assert "Next: reflect invite" in again.stdout


def test_init_twice_keeps_the_keys(data):
    before = (data / "keys").read_bytes()
    run_reflect_in_process(data, "init", "--url", "http://127.0.0.1:8000")
    assert (data / "keys").read_bytes() == before


def test_an_invitation_is_the_last_line(data):
    done = run_reflect(data, "invite", "Sam@Example.org", "--role", "organiser")
    last = done.stdout.strip().splitlines()[-1]
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/invitation#[0-9A-Z-]{19}", last), done.stderr


def test_somebody_unknown_cannot_be_reset(data):
    done = run_reflect_in_process(data, "invite", "nobody@example.org", "--reset")
    assert done.returncode == 1
    assert "Nobody of this name" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_its_key_file_nothing_starts(data):
    (data / "keys").unlink()
    for command in (
        ["run"],
        ["invite", "x@example.org"],
        ["check"],
        ["init", "--url", "http://127.0.0.1:8000"],
    ):
        done = run_reflect_in_process(data, *command)
        assert done.returncode == 1, command
        assert "is not there" in done.stderr, command


def test_where_nothing_was_set_up_it_says_so(tmp_path):
    done = run_reflect_in_process(tmp_path / "empty", "run")
    assert done.returncode == 1
    assert "reflect init" in done.stderr


@pytest.mark.parametrize("listening", [True, False])
def test_a_taken_port_is_a_sentence(data, listening):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        if listening:
            taken.listen()
        done = run_reflect(data, "run", REFLECT_PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "is taken" in done.stderr


def test_another_schema_is_refused_with_what_to_do(data):
    import sqlite3  # noqa: PLC0415  # to spoil it

    with closing(sqlite3.connect(data / "reflect.sqlite")) as db:
        db.execute("UPDATE alembic_version SET version_num = '0000'")
        db.commit()
    done = run_reflect_in_process(data, "run")
    assert done.returncode == 1
    assert "reflect upgrade" in done.stderr


def test_check_finds_open_permissions(data):
    (data / "keys").chmod(0o644)
    done = run_reflect(data, "check")
    assert done.returncode == 1
    assert "chmod 600" in done.stdout


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_serves_with_one_worker_or_more(data, workers):
    with run_server_process(data, "run", REFLECT_WORKERS=workers) as url:
        page = urllib.request.urlopen(url, timeout=60)
        assert page.status == 200
        assert b"Reflect" in page.read()
        assert page.headers["Server"] is None or "waitress" not in page.headers["Server"]


def test_a_wheel_carries_all_and_runs_the_demo_from_an_empty_folder(tmp_path, static):
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    made = subprocess.run(
        [*pip, "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "-w", str(tmp_path)],
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    wheel = next(tmp_path.glob("reflect_agile-*.whl"))
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "installed")
        data = {path for path in (ROOT / "reflect").rglob("*.toml") if path.is_file()}
        assert {str(path.relative_to(ROOT)) for path in data} <= set(packed.namelist())
    folder = tmp_path / "elsewhere" / "demo"
    folder.mkdir(parents=True)
    path = os.pathsep.join((str(tmp_path / "installed"), HASTY))
    with run_server_process(folder, "demo", PYTHONPATH=path) as url:
        page = urllib.request.urlopen(url, timeout=60).read().decode()
        assert "Priya Nair" in page
        style = re.search(r'href="(/static/reflect\.\w+\.css)"', page).group(1)
        assert urllib.request.urlopen(url + style, timeout=60).status == 200


def test_a_dumped_vault_opens_with_other_libraries(app, signed_in):
    week = "/check-in/2026-W48"
    signed_in.post(f"{week}/places", {"home": "3"})
    signed_in.post(f"{week}/reflection", {"happened": "A visit."})
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        dumped = json.loads(json.dumps(dump_vault(db, "sam@example.org")))
    dek = dek_by_code(dumped["record"], signed_in.code)
    kinds = dict(read_rows(dumped, dek))
    assert kinds["answers"]["answers"]["home"] == 3
    assert kinds["answers"]["week"] == "2026-W48"


@pytest.mark.parametrize("command", ["check", "run", "backup"])
def test_a_database_that_does_not_answer_is_a_sentence(data, command):
    nowhere = "postgresql://reflect@127.0.0.1:1/reflect"
    words = [command, "x.backup"] if command == "backup" else [command]
    done = run_reflect_in_process(data, *words, REFLECT_DATABASE_URL=nowhere)
    assert done.returncode == 1
    assert "The database does not answer." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_database_is_a_sentence(data):
    (data / "reflect.sqlite").write_bytes(b"no database at all" * 500)
    done = run_reflect_in_process(data, "check")
    assert done.returncode == 1
    assert "restore a backup" in done.stderr
    assert "Traceback" not in done.stderr
