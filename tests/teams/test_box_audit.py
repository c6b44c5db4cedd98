"""What the key file opens: seats and sums, one person's figures only while one has shared."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.db import ENGINE_EXTENSION_KEY
from tests.support import box_audit
from tests.support.factories import WINDOW, make_team_of_users, submit_check_in
from tests.support.processes import ROOT
from tests.support.weeks import W48

NAMES = ["sam@example.org", "kim@example.org", "ana@example.org"]
ASK = f"/sharing/weekly-check-in/{W48}"


@pytest.fixture
def three(app, sign_up):
    if app.extensions[ENGINE_EXTENSION_KEY].dialect.name != "sqlite":
        pytest.skip("the script reads a SQLite file")
    people = [sign_up(name) for name in NAMES]
    team = make_team_of_users(app, NAMES)
    return people, team


def shares(browser, level: int) -> None:
    submit_check_in(browser, level=level)
    seen = browser.html.split('name="seen" value="')[1].split('"')[0]
    browser.post(ASK, {"choice": "share", "seen": seen}, fresh=False)


def copy(app, folder: Path, name: str) -> Path:
    found = folder / name
    shutil.copyfile(app.extensions["reflect.settings"].data / "reflect.sqlite", found)
    return found


def opened(app, path: Path, team: str) -> box_audit.OpenBox:
    keys = box_audit.read_site_keys(app.extensions["reflect.settings"].key_file)
    return box_audit.open_boxes(path, keys)[team, "weekly-check-in", WINDOW.number]


def test_while_one_has_shared_the_sums_are_theirs(app, three, tmp_path):
    people, team = three
    shares(people[0], 4)
    box = opened(app, copy(app, tmp_path, "a"), team)
    assert box.seats == [NAMES[0]]
    assert set(box.totals.values()) == {7500}


def test_once_two_have_shared_one_copy_gives_sums_alone(app, three, tmp_path):
    people, team = three
    shares(people[0], 4)
    shares(people[1], 2)
    path = copy(app, tmp_path, "a")
    assert set(opened(app, path, team).totals.values()) == {10_000}
    keys = box_audit.read_site_keys(app.extensions["reflect.settings"].key_file)
    plain = repr(box_audit.open_boxes(path, keys))
    assert "7500" not in plain
    assert "2500" not in plain


def test_two_copies_give_what_one_person_added_in_between(app, three, tmp_path):
    people, team = three
    shares(people[0], 4)
    shares(people[1], 2)
    before = opened(app, copy(app, tmp_path, "a"), team)
    shares(people[2], 5)
    after = opened(app, copy(app, tmp_path, "b"), team)
    assert set(box_audit.difference(before, after).values()) == {10_000}


def test_without_the_key_file_a_copy_gives_nothing(app, three, tmp_path):
    people, _team = three
    shares(people[0], 4)
    with pytest.raises(ValueError, match="MAC check failed"):
        box_audit.open_boxes(copy(app, tmp_path, "a"), {1: b"x" * 32})


def test_the_script_runs_as_the_operator_would_run_it(app, three, tmp_path):
    people, team = three
    shares(people[0], 4)
    first = copy(app, tmp_path, "a")
    shares(people[1], 2)
    last = copy(app, tmp_path, "b")
    keys = app.extensions["reflect.settings"].key_file
    command = [sys.executable, "-m", box_audit.__name__, str(last), str(keys), str(first)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert team in told
    assert "since the earlier copy: {'balance': 2500, 'connection': 2500" in told


def test_a_dump_has_no_clear_column_that_tells_who_shares(app, three, tmp_path):
    people, _team = three
    shares(people[0], 4)
    submit_check_in(people[1])
    with sqlite3.connect(copy(app, tmp_path, "a")) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(boxes)")]
        held = db.execute("SELECT count(*), min(length(blob)), max(length(blob)) FROM boxes")
        assert columns == ["team", "instrument", "window", "site_key", "blob", "version"]
        assert held.fetchone() == (1, 3929, 3929)
