"""Find the person: the published figures as the team page has them, and then without the rules."""

import re

import pytest

from reflect.config import DEMO_MARK
from reflect.core.disclosure.team_release import Shown, Withheld
from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.demo.exercise import presenters as exercise_presenters
from reflect.demo.seed.colleagues import ROLE_HOLDERS
from reflect.teams import contributions
from reflect.teams import repository as team_repository
from reflect.teams.contributions import PublishedWindow
from reflect.web import access_control
from reflect.web.current_site import WEEKLY_INSTRUMENT_ID
from tests.support.client import Client
from tests.support.demo_site import impersonate
from tests.support.demo_teams import HARBOUR, NORTHGATE, RIVERSIDE, demo_scores
from tests.support.public_demo import copy_folders, new_visitor, start_demo
from tests.support.site_fixture import open_site

FIND, WITHOUT = "/demo/find-the-person", "/demo/find-the-person/without"
BOTH = pytest.mark.parametrize("path", [FIND, WITHOUT])
HELEN, TOM = ROLE_HOLDERS[:2]
LEFT, ROW = 23, re.compile(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", re.DOTALL)


def opened(app, path):
    browser = Client(app)
    browser.get(path)
    assert browser.status == 200, browser.words
    return browser


def team_named(db, crew):
    return next(each for each in team_repository.load_all_teams(db) if each.name == crew.name)


def rows(html):
    """Days and the last cell of each row but the one of what was agreed."""
    return [
        (days, re.findall(r'<td class="number">(?:<strong>)?([^<]*)', cells))
        for days, cells in ROW.findall(html)
    ]


def task_of(demo):
    with reading(demo.extensions[ENGINE_EXTENSION_KEY]) as db:
        return exercise_presenters.build_exercise_view(
            db, demo.extensions["reflect.library"].latest(WEEKLY_INSTRUMENT_ID)
        )


# --- the published figures


@pytest.mark.parametrize(
    ("crew", "leads"), [(HARBOUR, TOM), (NORTHGATE, TOM), (RIVERSIDE, HELEN)], ids=lambda c: c.name
)
def test_the_figures_are_those_of_the_team_s_own_page(demo, crew, leads):
    with reading(demo.extensions[ENGINE_EXTENSION_KEY]) as db:
        team = team_named(db, crew).id
    browser = impersonate(demo, leads)
    browser.get(f"/teams/{team}")
    theirs = {days: cells[0] for days, cells in rows(browser.html) if cells}
    task = task_of(demo)
    shown = {
        HARBOUR.name: task.rows,
        NORTHGATE.name: task.smallest_rows,
        RIVERSIDE.name: (task.joining.larger, task.joining.smaller),
    }[crew.name]
    assert len(theirs) == 13
    assert [theirs[row.days] for row in shown] == [row.figure for row in shown]


def test_who_can_count_in_a_window_is_what_the_roster_says(demo):
    task = task_of(demo)
    for crew, name, said in (
        (HARBOUR, task.leaver, task.rows),
        (RIVERSIDE, task.joiner, (task.joining.larger, task.joining.smaller)),
    ):
        with reading(demo.extensions[ENGINE_EXTENSION_KEY]) as db:
            team = team_named(db, crew).id
            seats = team_repository.load_team_memberships(db, team, past=True)
            account = next(seat.account for seat in seats if seat.shown == name)
            could = {
                exercise_presenters.format_window(each.window): account
                in team_repository.load_eligible_accounts(db, team, each.window)
                for each in contributions.load_published_windows(db, team)
            }
            people = len(
                team_repository.load_eligible_accounts(db, team, last_window(db, team, account))
            )
        assert {row.days: row.counts for row in said}.items() <= could.items()
        assert people == (task.leaving if crew is HARBOUR else task.joining).people


def last_window(db, team, account):
    """The last published window in which an account could count."""
    return max(
        each.window
        for each in contributions.load_published_windows(db, team)
        if account in team_repository.load_eligible_accounts(db, team, each.window)
    )


def test_the_two_windows_lie_next_to_each_other(demo):
    days = [row.days for row in task_of(demo).rows]
    task = task_of(demo)
    assert days.index(task.leaving.larger.days) == days.index(task.leaving.smaller.days) + 1


def test_each_way_fails_and_says_by_which_rule(demo):
    browser = opened(demo, FIND)
    assert browser.html.count("What stopped you?") == 5
    for said in (
        "Figures exist for four whole weeks at a time",
        "But the figures are rounded, up or down by chance",
        "With fewer than five who share, nothing is shown",
        "Whoever joins counts from the next window on",
        "They are never worked out again, whoever leaves",
        "Nobody is told how many shared",
    ):
        assert said in browser.words


def test_the_subtraction_leaves_several_scores_and_says_how_many(demo):
    task, words = task_of(demo), opened(demo, FIND).words
    for tried in (task.leaving, task.joining):
        assert 2 < tried.left <= task.possible == 17  # on this Friday; any week: test_attempts
        larger, smaller = tried.figures
        answer = tried.people * larger - (tried.people - 1) * smaller
        assert f"= {exercise_presenters.format_signed_number(answer)}." in words
        all_are_left, some = "all 17 scores are still possible", f"still possible: {tried.left}."
        assert (all_are_left if tried.left == 17 else some) in words


def test_where_no_score_fits_the_page_says_that_something_supposed_was_wrong(demo, monkeypatch):
    real = contributions.load_published_windows

    def far_apart(db, team):
        return [
            PublishedWindow(each.window, Shown({"connection": 40 + 40 * (n % 2)}, 10))
            for n, each in enumerate(real(db, team))
        ]

    monkeypatch.setattr(exercise_presenters.contributions, "load_published_windows", far_apart)
    assert "Then none of the 17 scores fits." in opened(demo, FIND).words


def test_the_score_itself_stands_nowhere_on_that_page(demo):
    found = f"{demo_scores('leah', LEFT)['connection']:.2f}"
    assert found not in opened(demo, FIND).html
    assert found in opened(demo, WITHOUT).html


def test_a_window_that_is_not_shown_leaves_nothing_to_subtract(demo, monkeypatch):
    real = contributions.load_published_windows

    def withheld(db, team):
        return [PublishedWindow(each.window, Withheld()) for each in real(db, team)]

    monkeypatch.setattr(exercise_presenters.contributions, "load_published_windows", withheld)
    words = opened(demo, FIND).words
    assert words.count("So there is nothing to subtract.") == 2
    assert "As printed" not in words


# --- without the rules


def test_the_arithmetic_on_the_page_can_be_done_by_hand(demo):
    browser = opened(demo, WITHOUT)
    by_page = {days: cells for days, cells in rows(browser.html) if len(cells) == 3}
    more, mean, total = map(float, by_page["printed then"])
    less, rest, others = map(float, by_page["opened today"])
    assert (more, less) == (7, 6)
    assert total == pytest.approx(more * mean, abs=0.04)
    assert others == pytest.approx(less * rest, abs=0.04)
    found = demo_scores("leah", LEFT)["connection"]
    assert total - others == pytest.approx(found, abs=0.011)
    assert f"Leah Stone: Connection {found:.2f}." in browser.words
    assert f"Her own check-in of that week gives {found:.2f}." in browser.words


def test_week_after_week_is_found(demo):
    html = opened(demo, WITHOUT).html.split("And so on, week after week")[1]
    found = [[float(cell) for cell in cells] for _days, cells in rows(html)]
    assert len(found) == 4
    for ago, cells in enumerate(found, LEFT):
        assert cells == pytest.approx(list(demo_scores("leah", ago).values()), abs=0.006)


def test_it_says_that_a_least_number_would_not_have_helped(demo):
    assert "Five people at least: no. The two pages count 7 and 6" in opened(demo, WITHOUT).words


# --- where it is


@BOTH
def test_the_banner_says_that_all_is_invented(demo, path):
    assert "Everyone here is invented." in opened(demo, path).words


def test_the_front_page_leads_there_and_on(demo):
    assert f'href="{FIND}"' in opened(demo, "/demo").html
    first = opened(demo, FIND).html
    assert f'href="{WITHOUT}"' in first
    for path in ("/teaching/handout-find-the-person", "/teaching/debrief-find-the-person"):
        assert f'href="{path}"' in first + opened(demo, WITHOUT).html
        opened(demo, path)


@BOTH
def test_other_machines_in_the_room_do_not_get_it(demo, path):
    endpoint = demo.url_map.bind("127.0.0.1").match(path)[0]
    assert not vars(demo.view_functions[endpoint])[access_control.LAN_ATTRIBUTE]


@BOTH
def test_a_visitor_of_a_public_demo_needs_no_copy_for_it(public, path):
    browser = new_visitor(public)
    browser.get(path)
    assert (browser.status, browser.path) == (200, path)
    assert copy_folders(public) == set()
    with_one = start_demo(public)
    with_one.get(path)
    assert with_one.status == 200


def test_a_demo_that_runs_on_keeps_its_own_week(demo, demo_site):
    before = opened(demo, FIND).words
    demo_site[2].forward(days=4)  # into the next week
    assert opened(demo, FIND).words == before


@BOTH
def test_a_folder_without_people_has_no_such_page(tmp_path, static, path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / DEMO_MARK).write_text("")
    with open_site(tmp_path, static) as (app, _clock):
        browser = Client(app)
        browser.get(path)
        assert browser.status == 404
