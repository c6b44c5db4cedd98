"""Closing: once, whoever comes first; and what everybody then sees."""

import json
import threading
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from reflect.core.disclosure.team_release import Shown, Withheld
from reflect.core.windows import Window
from reflect.db import ENGINE_EXTENSION_KEY, retry_transaction, writing
from reflect.models import accounts, boxes, disputes
from reflect.models import releases as table
from reflect.teams import repository as team_repository
from reflect.teams import window_closing
from reflect.teams.contributions import load_published_windows
from tests.support.factories import (
    SITE_KEYS,
    WEEKLY_ID,
    WINDOW,
    current_membership,
    friday_of,
    make_team,
)
from tests.support.weeks import LIBRARY

pytestmark = pytest.mark.both_databases

FIRST = WINDOW.first


def shared_by(app, sharers: int, members: int = 8, level: int = 4, **rules):
    team = make_team(app, members, **rules)
    for who in range(sharers):
        team.share_week(who, FIRST, level)
    return team


@pytest.mark.parametrize("sharers", [0, 1, 4])
def test_below_five_nothing_is_shown(app, sharers):
    team = shared_by(app, sharers)
    team.close_windows(Random(1))
    assert team.published_figures() == Withheld()


@pytest.mark.parametrize("sharers", [5, 6, 8])
def test_from_five_on_the_figures_are_shown_rounded(app, sharers):
    team = shared_by(app, sharers)
    team.close_windows(Random(1))
    found = team.published_figures()
    assert isinstance(found, Shown)
    assert set(found.values.values()) <= {70, 80}


def test_none_and_four_leave_the_same_rows(app):
    seen = []
    for sharers in (0, 4):
        for each in (boxes, table):
            with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
                db.execute(each.delete())
        team = shared_by_again(app, sharers, seen)
        team.close_windows(Random(1))
        rows = team.run(
            lambda db: db.execute(
                select(table.c.window, table.c.scale, table.c.value, table.c.step)
            ).all()
        )
        seen.append([tuple(row) for row in rows])
    assert seen[0] == seen[1]


def shared_by_again(app, sharers, seen):
    from sqlalchemy import text  # noqa: PLC0415

    if seen:
        with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            for name in ("memberships", "team_rules", "teams", "rows", "vaults", "accounts"):
                db.execute(text(f"DELETE FROM {name}"))
    return shared_by(app, sharers)


def test_a_team_of_five_never_sees_figures(app):
    team = shared_by(app, 5, members=5)
    team.close_windows(Random(1))
    assert team.published_figures() == Withheld()


def test_a_team_that_asked_for_more_waits_for_more(app):
    team = shared_by(app, 9, members=12, least=10)
    team.close_windows(Random(1))
    assert team.published_figures() == Withheld()


def test_with_ten_as_the_least_the_steps_are_fine(app):
    team = shared_by(app, 10, members=12, least=10)
    team.close_windows(Random(1))
    assert team.published_figures().step == 5


def test_a_disputed_roster_withholds_for_good(app):
    team = shared_by(app, 6)
    row = {"id": "d" * 32, "team": team.team, "began": 1, "words": ""}
    team.run(lambda db: db.execute(disputes.insert().values(**row)))
    team.close_windows(Random(1))
    team.run(lambda db: db.execute(disputes.update().values(settled=2)))
    assert team.close_windows(Random(1)) == []
    assert team.published_figures() == Withheld()


def test_a_damaged_box_is_withheld_and_the_operator_is_told(app):
    team = shared_by(app, 6)
    team.run(lambda db: db.execute(boxes.update().values(blob=b"\x01" + bytes(3928))))
    done = team.close_windows(Random(1))
    assert [each.damaged for each in done if each.place[2] == WINDOW.number] == [True]
    assert team.published_figures() == Withheld()


def test_a_share_that_outlives_its_account_withholds_when_too_few_are_left(app):
    team = shared_by(app, 6, members=6)
    ended = accounts.update().where(accounts.c.id == team.sharers[0].account).values(ended=1)
    team.run(lambda db: db.execute(ended))
    team.close_windows(Random(1))
    assert team.published_figures() == Withheld()


def test_a_window_is_due_from_its_close_on_and_not_before(app):
    team = shared_by(app, 6)
    team.close_windows(Random(1), WINDOW.closes_at - timedelta(seconds=1))
    assert team.published_figures() is None
    team.close_windows(Random(1), WINDOW.closes_at)
    assert team.published_figures() is not None


def test_a_second_close_changes_nothing(app):
    team = shared_by(app, 6)
    team.close_windows(Random(1))
    before = team.published_figures()
    for seed in range(20):
        assert team.close_windows(Random(seed), WINDOW.closes_at + timedelta(days=1)) == []
    assert team.published_figures() == before


def test_a_clock_that_was_set_back_opens_nothing(app):
    team = shared_by(app, 6)
    team.close_windows(Random(1))
    before = team.published_figures()
    team.share_week(6, FIRST, level=1)
    team.set_sharing(0, FIRST, yes=False, now=friday_of(FIRST))
    assert team.run(lambda db: db.execute(select(func.count()).select_from(boxes)).scalar()) == 0
    team.close_windows(Random(2))
    assert team.published_figures() == before


def test_a_server_that_slept_for_months_closes_every_window(app):
    team = shared_by(app, 6)
    team.close_windows(Random(1), (WINDOW + 5).closes_at)
    found = team.run(
        lambda db: [each.window.number for each in load_published_windows(db, team.team)]
    )
    assert found == list(range(WINDOW.number - 1, WINDOW.number + 6))


def test_the_box_is_gone_once_its_window_is_closed(app):
    team = shared_by(app, 6)
    team.close_windows(Random(1))
    left = team.run(lambda db: db.execute(select(boxes.c.window)).scalars().all())
    assert WINDOW.number not in left


def test_two_workers_publish_one_draw(app):
    """Both begin at the same moment; one writes, the other finds it there."""
    team = shared_by(app, 7, level=3)
    for who in range(3):
        team.share_week(who, WINDOW.first + 1, level=4)
    place, done = (team.team, WEEKLY_ID, WINDOW.number), []
    start = threading.Barrier(4)

    @retry_transaction
    def work(seed):
        with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            return window_closing.close_window(db, LIBRARY, SITE_KEYS, place, Random(seed))

    def worker(seed):
        start.wait()
        done.append(work(seed))

    threads = [threading.Thread(target=worker, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [each for each in done if each is not None]
    assert team.published_figures() == winner.figures


def test_a_dissolved_team_has_no_box_and_its_open_windows_are_withheld(app):
    team = shared_by(app, 6)
    team.run(
        lambda db: window_closing.withhold_open_windows(db, LIBRARY, team.team, friday_of(FIRST))
    )
    assert team.published_figures() == Withheld()
    assert team.run(lambda db: db.execute(select(boxes)).all()) == []


def test_the_boxes_of_open_windows_are_made_beforehand_and_alike(app):
    team = make_team(app, 6)
    team.run(
        lambda db: window_closing.create_missing_tallies(db, LIBRARY, SITE_KEYS, friday_of(FIRST))
    )
    rows = team.run(lambda db: db.execute(select(boxes.c.window, boxes.c.blob)).all())
    assert {row.window for row in rows} == {WINDOW.number - 1, WINDOW.number}
    assert {len(row.blob) for row in rows} == {3929}


# The file of releases


def test_every_release_goes_into_the_file_once(app, tmp_path):
    team, path = shared_by(app, 6), tmp_path / "releases.jsonl"
    done = team.close_windows(Random(1))
    window_closing.append_release_lines(
        path, [window_closing.format_closed_window(each) for each in done]
    )
    assert team.run(lambda db: window_closing.find_missing_release_lines(db, path)) == []
    (last,) = [json.loads(line) for line in path.read_text().splitlines()][-1:]
    assert last["window"] == WINDOW.number
    assert last["values"] == team.published_figures().values


def test_what_a_crash_kept_out_of_the_file_is_found(app, tmp_path):
    team, path = shared_by(app, 6), tmp_path / "releases.jsonl"
    done = team.close_windows(Random(1))
    lost = team.run(lambda db: window_closing.find_missing_release_lines(db, path))
    assert lost == [window_closing.format_closed_window(each) for each in done]


def test_no_line_tells_who_or_how_many(app):
    team = shared_by(app, 6)
    lines = [window_closing.format_closed_window(each) for each in team.close_windows(Random(1))]
    for line in lines:
        assert set(json.loads(line)) == {
            "team",
            "instrument",
            "window",
            "values",
            "step",
            "version",
        }
        assert not any(each.account in line for each in team.sharers)


def test_joining_and_leaving_count_from_the_next_window(app):
    team = make_team(app, 6)
    seat = team.run(lambda db: current_membership(db, team.sharers[0].account))
    team.run(lambda db: team_repository.end_membership(db, seat, friday_of(FIRST)))
    inside, after = (
        team.run(lambda db, at=window: team_repository.load_eligible_accounts(db, team.team, at))
        for window in (WINDOW, WINDOW + 1)
    )
    assert len(inside) == 6
    assert len(after) == 5
    before = team.run(
        lambda db: team_repository.load_eligible_accounts(db, team.team, Window(WINDOW.number - 1))
    )
    assert before == set()
