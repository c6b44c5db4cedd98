"""A database with no room left, or locked by somebody else for longer than one waits.

What was sent is on the page that says so; nothing is half kept; and it goes on by itself.
"""

import contextlib
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import event

from reflect import db as databases
from reflect.cli import main
from reflect.db import ENGINE_EXTENSION_KEY, writing
from tests.support.checkin_forms import checkin_url
from tests.support.client import Client
from tests.support.crash_testing import sqlite_faults
from tests.support.page_parsing import form_edition, form_value
from tests.support.site_fixture import make_site, open_site

BEFORE, NOTE = "A week that was kept before.", "What went well, in many words. " * 60
HOLD = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute(sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory, static):
    """A site on SQLite of its own, and somebody who has sent a check-in."""
    with open_site(tmp_path_factory.mktemp("small"), static) as (app, clock):
        sam = Client(app).sign_up("sam@example.org", "four small boats adrift")
        sam.post(checkin_url("reflection"), {"edition": "new", "happened": BEFORE})
        yield app, clock, sam


def file_of(app) -> Path:
    return Path(app.extensions[ENGINE_EXTENSION_KEY].url.database)


def kept(app) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(file_of(app))) as db:
        return db.execute("SELECT slot, rev, blob FROM rows ORDER BY slot").fetchall()


@contextlib.contextmanager
def no_new_page(app):
    """SQLite may not make its file longer."""
    engine = app.extensions[ENGINE_EXTENSION_KEY]
    with contextlib.closing(sqlite3.connect(file_of(app))) as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]

    def limit(connection, _record):
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(engine, "connect", limit)
    engine.dispose()
    yield
    event.remove(engine, "connect", limit)
    engine.dispose()


@contextlib.contextmanager
def no_longer_file(app):
    """The system refuses the write itself, in the midst of a commit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_of(app).stat().st_size, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("limit", [no_new_page, no_longer_file])
def test_on_a_full_disk_nothing_is_half_kept_and_what_was_typed_is_on_the_page(small, limit):
    app, clock, sam = small
    databases.vacuum_file(
        app.extensions[ENGINE_EXTENSION_KEY]
    )  # so that no free page is left in the file
    sam.get(checkin_url("reflection"))
    sent, before = {"edition": form_edition(sam), "happened": NOTE}, kept(app)
    clock.forward(minutes=2)  # the clean-up and the touch are due as well
    with limit(app):
        sam.get(checkin_url("reflection"))
        assert form_value(sam, "happened") == BEFORE
        sam.post(checkin_url("reflection"), sent, fresh=False)
        assert (sam.status, kept(app)) == (507, before)
        assert "No room left to save" in sam.words
        assert NOTE.strip() in sam.words
        sam.get("/weeks")
        assert sam.status == 200
    assert sqlite_faults(file_of(app)) == []
    sam.post(checkin_url("reflection"), sent)
    assert sam.path == "/my-picture/2026-W48"
    sam.post(checkin_url("reflection"), {"edition": "answers-2", "happened": BEFORE})


@contextlib.contextmanager
def held_elsewhere(app, how: str):
    """Another process holds the lock."""
    command = [sys.executable, "-S", "-c", HOLD, str(file_of(app)), how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.communicate()


@pytest.fixture
def impatient(small, monkeypatch):
    """Those who wait for ten seconds wait for a twentieth of one."""
    app = small[0]
    monkeypatch.setattr(databases, "LOCK_TIMEOUT_SECONDS", 0.05)
    app.extensions[ENGINE_EXTENSION_KEY].dispose()
    yield
    app.extensions[ENGINE_EXTENSION_KEY].dispose()


def test_a_lock_held_too_long_is_a_sentence_and_then_it_works(small, impatient):
    app, clock, sam = small
    sam.get(checkin_url("reflection"))
    sent, before = {"edition": form_edition(sam), "happened": NOTE}, kept(app)
    clock.forward(minutes=2)
    with held_elsewhere(app, "BEGIN IMMEDIATE"):
        sam.get("/weeks")
        assert sam.status == 200, "a writer elsewhere keeps nobody from reading"
        sam.post(checkin_url("reflection"), sent, fresh=False)
        assert (sam.status, kept(app)) == (503, before)
        assert sam.page.headers["Retry-After"]
        assert "took too long to wait for. What you sent was not saved." in sam.words
        assert NOTE.strip() in sam.words
    with held_elsewhere(app, "BEGIN EXCLUSIVE"):
        sam.get("/weeks")
        assert sam.status == 503
    sam.post(checkin_url("reflection"), sent)
    assert sam.path == "/my-picture/2026-W48"


def test_on_postgresql_too_nobody_waits_for_ever(site, app, signed_in, monkeypatch):
    engine = app.extensions[ENGINE_EXTENSION_KEY]
    if engine.dialect.name == "sqlite":
        return
    monkeypatch.setattr(databases, "LOCK_TIMEOUT_SECONDS", 0.05)
    engine.dispose()
    signed_in.get(checkin_url("reflection"))
    sent = {"edition": form_edition(signed_in), "happened": NOTE}
    with writing(engine) as db:
        db.exec_driver_sql("LOCK TABLE rows IN ACCESS EXCLUSIVE MODE")
        signed_in.post(checkin_url("reflection"), sent, fresh=False)
    assert signed_in.status == 503
    assert "What you sent was not saved." in signed_in.words
    engine.dispose()
    signed_in.post(checkin_url("reflection"), sent)
    assert signed_in.path == "/my-picture/2026-W48"


def test_a_command_without_its_database_says_so(tmp_path, static):
    """Nobody listens on that socket."""
    settings = make_site(tmp_path, static)
    address = f"postgresql://postgres@/postgres?host={tmp_path}"
    given = {"REFLECT_DATA": str(settings.data), "REFLECT_DATABASE_URL": address}
    for command in ("run", "check", "close-windows"):
        done = CliRunner().invoke(main, [command], env=given)
        assert done.exit_code == 1
        assert done.output.startswith("reflect: The database does not answer."), done.output
