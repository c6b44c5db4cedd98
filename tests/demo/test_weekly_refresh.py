"""A public demo runs for months: on Mondays its people get a week more."""

from datetime import timedelta

import pytest

from reflect.config import DEMO_MARK
from reflect.core.weeks import Week
from reflect.db import open_engine, reading
from reflect.demo.public import routes as public_routes
from reflect.demo.public.copies import STAGING_FOLDER, is_refresh_due, refresh_demo_week
from reflect.demo.public.routes import run_maintenance
from reflect.demo.seed import prepare
from reflect.operations import schema as operations_schema
from reflect.teams import window_closing
from reflect.web import clock as clocks
from tests.support.public_demo import copy_folders, find_copy, impersonate, start_demo
from tests.support.weeks import FRIDAY

MONDAY = FRIDAY + timedelta(days=3)


@pytest.fixture
def copies(public):
    return public.extensions[public_routes.COPIES_EXTENSION_KEY]


def weeks(browser) -> str:
    browser.get("/weeks")
    return browser.words


def test_it_is_due_when_the_week_is_another(copies):
    assert not is_refresh_due(copies.settings, FRIDAY + timedelta(days=2))
    assert is_refresh_due(copies.settings, MONDAY)


def test_new_copies_have_the_new_week_and_old_ones_keep_theirs(public, copies):
    clock, data = public.extensions[clocks.CLOCK_EXTENSION], copies.settings.data
    clock.now = MONDAY - timedelta(minutes=970)  # Sunday, ten minutes to midnight
    old = impersonate(start_demo(public), "priya")
    keys, before = (
        (data / "keys").read_bytes(),
        (data / window_closing.RELEASES_FILENAME).read_text(),
    )
    clock.forward(minutes=14)  # into Monday
    refresh_demo_week(copies, clock.now)
    assert not is_refresh_due(copies.settings, clock.now)
    assert (data / DEMO_MARK).read_text() == str(Week.of(MONDAY))
    assert (data / "keys").read_bytes() == keys
    assert (data / window_closing.RELEASES_FILENAME).read_text() != before
    assert sorted(copy_folders(public)) == [find_copy(old).settings.data.name]
    assert not (data / STAGING_FOLDER).exists()

    new = impersonate(start_demo(public), "priya")
    assert new.path.startswith("/my-picture")
    old_words = weeks(old)
    assert "Monday 23 to Sunday 29 November Answered" in weeks(new)
    assert "Monday 23 to Sunday 29 November No answers" in old_words
    old.get("/demo")
    old.post("/demo/reset", fresh=False)
    impersonate(old, "priya")  # with the passwords of its week
    assert weeks(old) == old_words


def test_a_new_week_is_a_whole_demo_folder_for_the_next_start(public, copies, one_team):
    refresh_demo_week(copies, MONDAY)
    prepare.prepare_demo(copies.settings, lambda: MONDAY, pytest.fail, reset=False)
    engine = open_engine(copies.settings.database_url)
    with reading(engine) as db:
        assert operations_schema.is_schema_current(db)
    engine.dispose()


def test_a_look_now_and_then_deletes_and_prepares(public, copies, monkeypatch):
    done = []
    monkeypatch.setattr(public_routes, "refresh_demo_week", lambda _copies, now: done.append(now))
    start_demo(public)
    run_maintenance(copies, FRIDAY + timedelta(minutes=60), FRIDAY)
    assert (copy_folders(public), done) == (set(), [])
    run_maintenance(copies, MONDAY, FRIDAY)
    assert done == [MONDAY]


def test_a_look_that_failed_to_prepare_tries_again_in_a_while(copies, monkeypatch):
    tried = []
    monkeypatch.setattr(
        public_routes, "refresh_demo_week", lambda _copies, now: tried.append(now) or 1 / 0
    )
    not_before = FRIDAY
    for minutes in range(0, 21, 5):
        not_before = run_maintenance(copies, MONDAY + timedelta(minutes=minutes), not_before)
    assert [(moment - MONDAY).seconds // 60 for moment in tried] == [0, 10, 20]


def test_a_week_that_could_not_be_prepared_leaves_the_old_one(
    public, copies, one_team, monkeypatch
):
    with monkeypatch.context() as patched:
        patched.setattr(prepare, "seed_demo", lambda *_given, **_named: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            refresh_demo_week(copies, MONDAY)
    assert is_refresh_due(copies.settings, MONDAY)
    impersonate(start_demo(public), "priya")
    refresh_demo_week(copies, MONDAY)
    assert not is_refresh_due(copies.settings, MONDAY)
