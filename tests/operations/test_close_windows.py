"""Closing by itself: at the first request after a window's end, or by the operator's timer."""

import json
import threading
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from reflect import cli
from reflect.app import create_app
from reflect.core.disclosure.team_release import Shown, Withheld
from reflect.core.windows import Window
from reflect.db import ENGINE_EXTENSION_KEY
from reflect.models import boxes
from reflect.operations import close_windows
from reflect.teams import window_closing
from tests.support.factories import WEEKLY_ID, WINDOW, friday_of, make_team
from tests.support.site_fixture import WEAK_KDF, record_queries

pytestmark = pytest.mark.both_databases

SECOND = timedelta(seconds=1)


@pytest.fixture
def file(app):
    """The site's file of releases, which no test before has written."""
    path = app.extensions["reflect.settings"].data / window_closing.RELEASES_FILENAME
    path.unlink(missing_ok=True)
    return path


@pytest.fixture
def team(app, file):
    """Six of seven have shared in the window."""
    made = make_team(app, 7, keys=app.extensions["reflect.keys"])
    for who in range(6):
        made.share_week(who, WINDOW.first, level=4)
    return made


def lines(file) -> list[dict]:
    text = file.read_text(encoding="ascii") if file.is_file() else ""
    return [json.loads(line) for line in text.splitlines()]


def in_file(file, window=WINDOW) -> list[dict]:
    return [line for line in lines(file) if line["window"] == window.number]


def second_worker(app, clock):
    settings = app.extensions["reflect.settings"]
    return create_app(
        clock_=clock,
        data=settings.data,
        database_url=settings.database_url,
        kdf=WEAK_KDF,
        testing=True,
    )


# The first request


def test_the_first_request_after_the_end_publishes(team, client, clock, file):
    clock.now = WINDOW.closes_at - SECOND
    client.get("/")
    assert team.published_figures() is None
    clock.now = WINDOW.closes_at
    client.get("/")
    assert isinstance(team.published_figures(), Shown)
    assert [line["values"] for line in in_file(file)] == [team.published_figures().values]


def test_whoever_comes_first_a_page_that_is_not_there_will_do(team, client, clock):
    clock.now = WINDOW.closes_at
    client.get("/nothing-here")
    assert team.published_figures() is not None


def test_a_monitor_publishes_nothing(team, client, clock):
    clock.now = WINDOW.closes_at
    client.get("/health")
    assert team.published_figures() is None


def test_the_second_request_asks_for_nothing(team, app, client, clock):
    clock.now = WINDOW.closes_at
    client.get("/")
    with record_queries(app) as seen:
        client.get("/")
    assert [
        statement for statement in seen if "releases" in statement or "boxes" in statement
    ] == []


def test_the_boxes_of_the_windows_that_are_open_now_are_there(team, client, clock):
    clock.now = WINDOW.closes_at
    client.get("/")
    found = team.run(lambda db: db.execute(select(boxes.c.window)).scalars().all())
    assert found == [WINDOW.number + 1]
    clock.now = (WINDOW + 2).opens_at
    client.get("/")
    found = team.run(lambda db: db.execute(select(boxes.c.window)).scalars().all())
    assert sorted(found) == [WINDOW.number + 1, WINDOW.number + 2]


@pytest.mark.parametrize(
    "window",
    [
        pytest.param(WINDOW, id="in winter"),
        pytest.param(WINDOW + 1, id="over the turn of the year"),
        pytest.param(WINDOW + 4, id="clocks go forward before its close"),
        pytest.param(WINDOW + 7, id="in summer"),
        pytest.param(Window(49), id="clocks go back in its last week"),
    ],
)
def test_a_window_closes_at_midnight_in_london(app, client, clock, file, window):
    made = make_team(app, 6, keys=app.extensions["reflect.keys"])
    for who in range(5):
        made.share_week(who, window.last, level=3)
    assert window.closes_at.hour == 0
    assert window.closes_at.weekday() == 0
    clock.now = window.closes_at.astimezone(tz=None) - SECOND
    client.get("/")
    assert made.published_figures(window) is None
    clock.forward(seconds=1)
    client.get("/")
    assert isinstance(made.published_figures(window), Shown)


def test_a_clock_that_goes_back_and_forth_publishes_nothing_anew(team, client, clock, file):
    clock.now = WINDOW.closes_at
    client.get("/")
    before, written = team.published_figures(), file.read_text()
    for moment in (
        WINDOW.opens_at,
        WINDOW.closes_at - SECOND,
        WINDOW.closes_at + timedelta(hours=1),
    ):
        clock.now = moment
        client.get("/")
    assert team.published_figures() == before
    assert file.read_text() == written


def test_a_clock_that_was_years_ahead_for_a_moment_does_not_stop_the_closing(
    app, client, clock, file
):
    right = clock.now
    clock.now = right + timedelta(days=900)
    client.get("/")
    clock.now = right
    made = make_team(app, 6, keys=app.extensions["reflect.keys"])
    for who in range(5):
        made.share_week(who, WINDOW.first)
    clock.now = WINDOW.closes_at
    client.get("/")
    assert isinstance(made.published_figures(), Shown)


# Several workers


def test_two_workers_on_one_database_publish_once(team, app, clock, file):
    other = second_worker(app, clock)
    clock.now = WINDOW.closes_at
    found = []
    for worker in (app, other):
        worker.test_client().get("/")
        found.append(team.published_figures())
    assert found[0] == found[1]
    assert len(in_file(file)) == 1
    other.extensions[ENGINE_EXTENSION_KEY].dispose()


def test_two_workers_at_the_same_moment_publish_one_draw(team, app, clock, file):
    other = second_worker(app, clock)
    clock.now = WINDOW.closes_at
    start, statuses = threading.Barrier(2), []

    def ask(worker):
        start.wait()
        statuses.append(worker.test_client().get("/").status_code)

    threads = [threading.Thread(target=ask, args=(worker,)) for worker in (app, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200, 200]
    written = {json.dumps(line) for line in in_file(file)}
    assert len(written) == 1
    assert in_file(file)[0]["values"] == team.published_figures().values
    other.extensions[ENGINE_EXTENSION_KEY].dispose()


# What goes wrong


def full(_path, added) -> None:
    """A disk without space."""
    if added:
        raise OSError(28, "no space left")


def test_a_crash_between_commit_and_file_is_repaired(
    team, client, clock, file, monkeypatch, caplog
):
    with monkeypatch.context() as broken:
        broken.setattr(window_closing, "append_release_lines", full)
        clock.now = WINDOW.closes_at
        client.get("/")
    assert client.status == 200
    assert 'event="error" type=OSError' in caplog.text
    before = team.published_figures(WINDOW + -1)
    assert before is not None
    assert lines(file) == []
    clock.forward(seconds=61)
    client.get("/")
    assert team.published_figures(WINDOW + -1) == before
    assert len(in_file(file, WINDOW + -1)) == 1
    assert len(in_file(file)) == 1


def test_where_the_file_cannot_be_written_nothing_more_is_closed(
    team, client, clock, monkeypatch, caplog
):
    monkeypatch.setattr(window_closing, "append_release_lines", full)
    monkeypatch.setattr(close_windows, "WINDOWS_PER_TRANSACTION", 1)
    clock.now = WINDOW.closes_at
    for _minute in range(3):
        client.get("/")
        clock.forward(seconds=61)
    assert team.published_figures(WINDOW + -1) == Withheld()
    assert team.published_figures() is None


def test_half_a_line_that_a_crash_left_spoils_no_other(team, client, clock, file):
    file.write_text('{"instrument":"weekly-che')
    clock.now = WINDOW.closes_at
    client.get("/")
    first, *rest = file.read_text().splitlines()
    assert first == '{"instrument":"weekly-che'
    assert [json.loads(line)["window"] for line in rest] == [WINDOW.number - 1, WINDOW.number]
    assert team.run(lambda db: window_closing.find_missing_release_lines(db, file)) == []


def test_a_failure_costs_nobody_their_check_in(team, signed_in, clock, monkeypatch, caplog):
    def broken(*_args):
        raise RuntimeError("Priya shared 40")

    monkeypatch.setattr(window_closing, "close_window", broken)
    clock.now = WINDOW.closes_at
    signed_in.sign_in("sam@example.org", signed_in.password)
    signed_in.get("/check-in")
    assert signed_in.status == 200
    assert 'event="error" type=RuntimeError' in caplog.text
    assert "Priya" not in caplog.text
    monkeypatch.undo()
    clock.forward(seconds=61)
    signed_in.get("/check-in")
    assert isinstance(team.published_figures(), Shown)


def test_between_two_tries_a_minute_passes(team, client, clock, monkeypatch, caplog):
    tries = []

    def broken(*_args):
        tries.append(1)
        raise RuntimeError

    monkeypatch.setattr(window_closing, "find_due_windows", broken)
    clock.now = WINDOW.closes_at
    for _request in range(5):
        client.get("/")
    assert len(tries) == 1
    clock.forward(seconds=61)
    client.get("/")
    assert len(tries) == 2


def test_a_window_that_cannot_be_closed_holds_up_no_other(
    team, app, client, clock, monkeypatch, caplog
):
    other = make_team(app, 6, keys=app.extensions["reflect.keys"], first=101)
    real = window_closing.close_window

    def half_broken(db, library, keys, place, rng):
        if place[0] == team.team:
            raise RuntimeError
        return real(db, library, keys, place, rng)

    monkeypatch.setattr(window_closing, "close_window", half_broken)
    clock.now = WINDOW.closes_at
    client.get("/")
    assert team.published_figures() is None
    assert other.published_figures() == Withheld()


def test_a_teams_later_window_waits_for_the_one_that_cannot_be_closed(
    team, client, clock, monkeypatch, caplog
):
    """Published before it, it would leave a gap that nothing ever fills."""
    real = window_closing.close_window

    def broken(db, library, keys, place, rng):
        if place[2] < WINDOW.number:
            raise RuntimeError
        return real(db, library, keys, place, rng)

    with monkeypatch.context() as half:
        half.setattr(window_closing, "close_window", broken)
        clock.now = WINDOW.closes_at
        client.get("/")
        assert team.published_figures() is None
    clock.forward(seconds=61)
    client.get("/")
    assert team.published_figures(WINDOW + -1) == Withheld()
    assert isinstance(team.published_figures(), Shown)


def test_a_box_that_does_not_open_is_said_without_saying_whose(team, client, clock, caplog):
    team.run(lambda db: db.execute(boxes.update().values(blob=b"\x01" + bytes(3928))))
    clock.now = WINDOW.closes_at
    client.get("/")
    assert team.published_figures() == Withheld()
    assert 'event="a box could not be opened" boxes=1' in caplog.text
    assert 'event="windows closed" windows=2' in caplog.text
    for told in (team.team, "Mill Lane", *(each.account for each in team.sharers)):
        assert told not in caplog.text


def test_the_log_has_a_count_of_windows_and_nothing_of_people(team, client, clock, caplog):
    clock.now = WINDOW.closes_at
    client.get("/")
    said = [record.getMessage() for record in caplog.records if record.name == "reflect"]
    assert said == ['event="windows closed" windows=2']


# The operator's timer


@pytest.fixture
def command(app, clock, monkeypatch):
    """Run `reflect close-windows` on the site of the test."""
    settings = app.extensions["reflect.settings"]
    environment = {
        "REFLECT_DATA": str(settings.data),
        "REFLECT_DATABASE_URL": settings.database_url,
        "REFLECT_KDF": "",
    }
    monkeypatch.setattr(cli, "system_clock", clock)
    return lambda: CliRunner().invoke(cli.main, ["close-windows"], env=environment)


def test_the_command_does_the_same_and_says_so(team, clock, file, command):
    clock.now = WINDOW.closes_at
    told = command()
    assert told.exit_code == 0
    assert "Windows closed: 2." in told.output
    assert "The next windows close on 4 January 2027." in told.output
    assert isinstance(team.published_figures(), Shown)
    assert len(in_file(file)) == 1
    assert "Windows closed: 0." in command().output


def test_the_command_leaves_nothing_for_the_next_request(team, client, clock, command, file):
    clock.now = WINDOW.closes_at
    command()
    before = team.published_figures(), file.read_text()
    client.get("/")
    assert (team.published_figures(), file.read_text()) == before


def test_the_command_says_that_a_box_was_damaged_and_exits_so(team, clock, command):
    team.run(lambda db: db.execute(boxes.update().values(blob=b"\x01" + bytes(3928))))
    clock.now = WINDOW.closes_at
    told = command()
    assert told.exit_code == 1
    assert "Boxes that could not be opened, so not shown: 1." in told.output


def test_the_command_says_what_did_not_close(team, clock, command, monkeypatch):
    def broken(*_args):
        raise RuntimeError

    monkeypatch.setattr(window_closing, "close_window", broken)
    clock.now = WINDOW.closes_at
    told = command()
    assert told.exit_code == 1
    assert "Windows that did not close: 1. Run this again." in told.output


def test_a_dissolved_team_is_never_due(team, client, clock):
    team.run(
        lambda db: window_closing.withhold_open_windows(
            db, team.sharers[0].library, team.team, clock.now
        )
    )
    clock.now = WINDOW.closes_at
    client.get("/")
    assert team.published_figures() == Withheld()


def test_weekly_is_what_every_team_runs(team, client, clock, file):
    clock.now = WINDOW.closes_at
    client.get("/")
    assert {line["instrument"] for line in lines(file)} == {WEEKLY_ID}
    assert friday_of(WINDOW.first) < clock.now
