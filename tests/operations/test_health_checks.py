"""`reflect check`: every fault is said with what to do, and a sound site has none."""

import contextlib
import shutil
import sqlite3
from collections import namedtuple
from datetime import UTC, datetime, timedelta

import pytest

from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.models import SCHEMA_VERSION
from reflect.operations import health_checks
from tests.support.operator_site import OperatorSite, sign_up_with_note
from tests.support.weeks import FRIDAY

pytestmark = pytest.mark.both_databases

TEAM = "f" * 32


@pytest.fixture
def operator(tmp_path, static, monkeypatch) -> OperatorSite:
    one = OperatorSite(tmp_path / "site", static, monkeypatch)
    one.init()
    return one


def found(operator: OperatorSite) -> str:
    done = operator.run("check")
    assert done.exit_code == 1, done.output
    assert "To mend: 1." in done.output, done.output
    return done.output


def test_a_sound_site_has_nothing_to_mend(operator):
    done = operator.run("check")
    assert done.exit_code == 0, done.output
    assert "All is as it should be." in done.output
    assert f"Schema {SCHEMA_VERSION}, 1 in the key file." in done.output


def test_a_backup_is_missed_until_there_is_one_and_when_it_is_old(operator, tmp_path):
    assert "No backup was made yet" in operator.run("check").output
    assert operator.run("backup", tmp_path / "one.backup").exit_code == 0
    assert "backup" not in operator.run("check").output
    (operator.data / "backed-up").write_text("2020-01-01T00:00:00+00:00")
    assert "days old" in operator.run("check").output


def test_a_folder_that_is_open_to_others(operator):
    operator.data.chmod(0o755)
    assert "chmod 700" in found(operator)


def test_a_damaged_page_of_the_database(operator):
    path = operator.data / "reflect.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name='accounts'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    raw = bytearray(path.read_bytes())
    raw[(page - 1) * size : (page - 1) * size + 40] = b"\x55" * 40
    path.write_bytes(raw)
    done = operator.run("check")
    assert done.exit_code == 1
    assert "The database is damaged" in done.output
    assert "restore a backup" in done.output


def test_rows_that_belong_to_nothing(operator):
    operator.execute_sql("INSERT INTO rows VALUES (x'00', x'01', 1, x'02')")
    assert "Rows of the table rows belong to nothing" in found(operator)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DROP TABLE throttle", "The table throttle is missing"),
        ("ALTER TABLE throttle ADD COLUMN more", "The table throttle has other columns"),
    ],
)
def test_a_schema_that_somebody_changed(operator, statement, said):
    operator.execute_sql(statement)
    assert said in found(operator)


def test_a_clock_that_stands_behind_what_was_written(operator):
    ahead = int(FRIDAY.timestamp()) + 3600
    operator.execute_sql(
        f"INSERT INTO events VALUES ('{'a' * 32}', {ahead}, NULL, 'joined', NULL, '', NULL, '')",
    )
    assert "60 minutes behind" in found(operator)


def test_a_key_that_is_missing_and_one_that_can_go(operator):
    sign_up_with_note(operator.app())
    operator.run("keys", "add")
    assert "can go" not in operator.run("check").output  # a password is still sealed under it
    operator.execute_sql("UPDATE vaults SET site_key = 2", "UPDATE boxes SET site_key = 2")
    assert "Key 1 is used by nothing here any more" in operator.run("check").output
    operator.execute_sql("UPDATE vaults SET site_key = 3")
    assert "The key file lacks key 3" in found(operator)


def test_a_disk_that_is_nearly_full(operator, monkeypatch):
    full = namedtuple("usage", "total used free")(10**12, 10**12, 40 * 1024**2)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    assert "Only 40 MB are free" in found(operator)


@pytest.mark.parametrize("folder", ["instruments", "guides", "teaching"])
def test_a_file_of_ones_own_that_does_not_fit(operator, folder):
    name = "ours.toml" if folder == "instruments" else "ours.md"
    (operator.data / folder / name).write_text("nothing of the kind", encoding="utf-8")
    assert name in found(operator)


def test_a_published_window_that_the_file_lacks(operator):
    operator.execute_sql(
        f"INSERT INTO teams (id, name, made) VALUES ('{TEAM}', 'Hub', 0)",
        f"INSERT INTO releases VALUES ('{TEAM}', 'weekly-check-in', 36, 'connection', 60, 10, 1)",
    )
    assert "releases.jsonl lacks 1 windows" in found(operator)


def test_the_clock_is_held_against_the_database_s(app):
    """SQLite has the machine's own; PostgreSQL may have another."""
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        said = list(health_checks.check_clock(db, datetime.now(UTC) + timedelta(minutes=10)))
        apart = ["The clocks of this machine and of PostgreSQL are 10 minutes apart."]
        assert said == (apart if db.dialect.name == "postgresql" else [])
        assert list(health_checks.check_clock(db, datetime.now(UTC))) == []


def test_a_fresh_database_of_either_kind_is_sound(app):
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        assert list(health_checks.check_database(db)) == []
