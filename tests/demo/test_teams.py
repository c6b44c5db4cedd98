"""The invented teams: some see figures, one never does, and somebody left one of them."""

from itertools import pairwise

import pytest
from sqlalchemy import func, select

from reflect.core.change_detection import find_team_change
from reflect.core.disclosure.team_release import Shown, Withheld
from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.demo.seed.colleagues import DEMO_TEAMS, ROLE_HOLDERS
from reflect.demo.seed.people import PEOPLE
from reflect.models import boxes
from reflect.teams import contributions, window_closing
from reflect.teams import repository as team_repository
from tests.support.demo_site import impersonate
from tests.support.page_parsing import follow_link
from tests.support.weeks import FRIDAY

RIVERSIDE, NORTHGATE, HARBOUR, CASTLE_STREET = DEMO_TEAMS
_PRIYA, MAREK, _JOAN, _SAM = PEOPLE


def figures(demo, crew):
    with reading(demo.extensions[ENGINE_EXTENSION_KEY]) as db:
        team = next(each for each in team_repository.load_all_teams(db) if each.name == crew.name)
        return team, [each.figures for each in contributions.load_published_windows(db, team.id)]


def test_a_year_of_windows_is_closed_for_each(demo):
    for crew in DEMO_TEAMS:
        assert len(figures(demo, crew)[1]) == 13


def test_riverside_sees_figures_in_every_window_but_the_first(demo):
    _team, shown = figures(demo, RIVERSIDE)
    assert [isinstance(each, Shown) for each in shown] == [False, *[True] * 12]


def test_northgate_sees_none_however_much_is_shared(demo):
    assert set(map(type, figures(demo, NORTHGATE)[1])) == {Withheld}


def test_what_riverside_agreed_is_followed_by_a_change_that_may_be_said(demo):
    _team, shown = figures(demo, RIVERSIDE)
    supervision = [each.values["supervision"] for each in shown if isinstance(each, Shown)]
    assert find_team_change(supervision).is_higher


def test_harbour_without_the_one_who_left_is_told_apart_by_no_single_figure(demo):
    """Her level is far below; her leaving moves the mean by less than two steps of the rounding."""
    _team, shown = figures(demo, HARBOUR)
    connection = [each.values["connection"] for each in shown if isinstance(each, Shown)]
    assert max(abs(a - b) for a, b in pairwise(connection)) <= 10


def test_the_open_boxes_are_there_and_the_closed_ones_gone(demo):
    with reading(demo.extensions[ENGINE_EXTENSION_KEY]) as db:
        kept = db.execute(select(func.count()).select_from(boxes)).scalar()
        assert kept in {len(DEMO_TEAMS), 2 * len(DEMO_TEAMS)}
        assert window_closing.find_due_windows(db, demo.extensions["reflect.library"], FRIDAY) == []


def test_every_release_stands_in_the_file(demo, settings):
    with reading(demo.extensions[ENGINE_EXTENSION_KEY]) as db:
        assert (
            window_closing.find_missing_release_lines(
                db, settings.data / window_closing.RELEASES_FILENAME
            )
            == []
        )


@pytest.mark.parametrize("one", ROLE_HOLDERS[:2], ids=lambda one: one.name)
def test_one_click_leads_to_the_teams_they_lead(demo, one):
    browser = impersonate(demo, one)
    for crew in DEMO_TEAMS:
        assert (crew.name in browser.words) == (crew.leads == one.name)


def test_a_member_and_the_supervisor_see_the_same_figures(demo):
    team, _shown = figures(demo, RIVERSIDE)
    seen = []
    for one in (ROLE_HOLDERS[0], MAREK):
        browser = impersonate(demo, one)
        browser.get(f"/teams/{team.id}")
        seen.append(browser.html.split("data-same-for-all")[1].split("</section>")[0])
    assert seen[0] == seen[1]


def test_a_leader_sees_three_teams_put_together(demo):
    browser = impersonate(demo, ROLE_HOLDERS[2])
    assert browser.path == "/across-teams"
    assert "The middle figure is" in browser.words
    assert not any(crew.name in browser.words for crew in DEMO_TEAMS)


def test_the_organiser_has_their_pages(demo):
    browser = impersonate(demo, ROLE_HOLDERS[3])
    assert browser.path == "/organise"
    browser.get("/organise/teams")
    assert all(crew.name in browser.words for crew in DEMO_TEAMS)


def test_a_leader_who_never_checked_in_can_review_their_service(demo):
    browser = impersonate(demo, ROLE_HOLDERS[2])
    browser.get("/leaders")
    follow_link(browser, "Look at your own service")
    browser.post(browser.path, {"why": "4", "ask": "4", "did": "2"})
    assert "Purpose and listening 58 now." in browser.words


@pytest.mark.parametrize(("at", "words"), [(2, "Across teams"), (3, "Organise"), (4, "Workshops")])
def test_the_menu_leads_back_to_the_page_of_a_role(demo, at, words):
    browser = impersonate(demo, ROLE_HOLDERS[at])
    browser.get("/settings")
    follow_link(browser, words)
    assert browser.path == ROLE_HOLDERS[at].lands_on
