"""Across teams: for leaders, from what teams were shown, and no team in it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from reflect.charts.team import CrossTeamPicture
from reflect.core.crypto.vault import Vault
from reflect.core.disclosure.across_teams import TeamRange
from reflect.core.errors import PermissionDenied
from reflect.core.windows import Window
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.policy import Actor, Role
from reflect.teams import repository as team_repository
from reflect.teams.leaders.services import load_cross_team_picture
from tests.support.factories import WINDOW, Team, make_person, make_team, sign_in_with_vault
from tests.support.page_parsing import mask_tokens, response_snapshot
from tests.support.site_fixture import record_queries
from tests.support.weeks import FRIDAY

pytestmark = pytest.mark.both_databases

PAGE = "/across-teams"
MADE = (WINDOW + -4).opens_at - timedelta(weeks=1)
FIRST = Window(WINDOW.number - 5)  # in which the teams below were made
SCALES = ("balance", "connection", "supervision")
LEADER = Actor("l" * 32, "l", frozenset({Role.LEADER}), Vault("l" * 32, b"l" * 32), True)


@pytest.fixture
def unit(app):
    def work(do):
        with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            return do(db)

    return work


@pytest.fixture
def published(unit):
    """Teams with figures: `published([40, None], [50, 60])` gives two teams and two windows.

    The last figure is that of the window before `WINDOW`; None is withheld.
    """

    def made(*of_teams, step=10):
        def work(db):
            return [one(db, n, figures) for n, figures in enumerate(of_teams)]

        def one(db, n, figures):
            team = team_repository.add_team(db, f"Team {n}", MADE)
            values = [None] * (5 - len(figures)) + list(figures)
            for window, value in enumerate(values, FIRST.number):
                for scale in SCALES:
                    release(db, team.id, window, scale, value, step)
            return team.id

        return unit(work)

    return made


def release(db, team, window, scale, value, step=10):
    db.execute(
        text(
            'INSERT INTO releases (team, instrument, "window", scale, value, step) '
            "VALUES (:team, 'weekly-check-in', :window, :scale, :value, :step)"
        ),
        {"team": team, "window": window, "scale": scale, "value": value, "step": step},
    )


@pytest.fixture
def leader(app):
    return make_person(app, 90, "leader")


@pytest.fixture
def seen(app, unit):
    weekly = app.extensions["reflect.library"].latest("weekly-check-in")
    return lambda: unit(lambda db: load_cross_team_picture(db, LEADER, weekly))


def told(picture: CrossTeamPicture, window: Window = WINDOW + -1) -> TeamRange | None:
    found = {picture.figures_at(window, scale) for scale in SCALES}
    assert len(found) == 1
    return found.pop()


# What is told


def test_three_teams_make_a_range_and_a_middle(published, seen):
    published([40], [50], [60])
    assert told(seen()) == TeamRange(30, 50, 70)


def test_a_figure_that_was_withheld_is_nothing(published, seen):
    published([40], [50], [60], [None])
    assert told(seen()) == TeamRange(30, 50, 70)


@pytest.mark.parametrize("of_teams", [[], [[50]], [[50], [50]], [[50], [60], [None]], [[None]] * 5])
def test_fewer_than_three_are_not_shown_whatever_the_reason(published, leader, of_teams):
    published(*of_teams)
    leader.get(PAGE)
    assert leader.words.count("Not shown.") == (3 if of_teams else 0)
    assert "All lie between" not in leader.words


def test_all_reasons_look_the_same_byte_for_byte(unit, published, leader):
    pages = []
    for of_teams in ([[50], [None]], [[50], [60], [None]], [[None], [None], [None], [None]]):
        unit(lambda db: db.execute(text("DELETE FROM releases")))
        unit(lambda db: db.execute(text("DELETE FROM team_rules")))
        unit(lambda db: db.execute(text("DELETE FROM boxes")))
        unit(lambda db: db.execute(text("DELETE FROM teams")))
        published(*of_teams)
        pages.append(response_snapshot(leader, PAGE))
    assert pages[0] == pages[1] == pages[2]


def test_the_page_says_it_in_words_in_a_drawing_and_in_a_table(published, leader):
    published([30, 40], [40, 50], [50, 60])
    leader.get(PAGE)
    assert (
        "Connection The middle figure is 50, rounded to ten. All are between 30 and 70."
        in leader.words
    )
    assert "5 October to 1 November 2026 50 (30 to 70) 50 (30 to 70) 50 (30 to 70)" in leader.words
    assert leader.html.count('<td class="number">not shown</td>') == 3 * 3
    assert leader.html.count('class="rounding"') == 2 * 3 * 2 + 1  # wide and narrow, and the key


def test_the_ends_stand_for_all_beyond(published, leader):
    published([10], [10], [20])
    leader.get(PAGE)
    assert "The middle figure is 10, rounded to ten. All are between 0 and 30." in leader.words


def test_the_page_says_what_may_not_be_concluded_and_where_to_go(published, leader):
    published([40], [50], [60])
    leader.get(PAGE)
    for line in (
        "Teams are not compared. Their work, their people and their weeks differ.",
        "The middle figure is no target",
        "Figures for single people, small groups or single weeks do not exist here",
    ):
        assert line in leader.words
    assert 'href="/guides"' in leader.html
    assert 'href="/sources"' in leader.html


def test_before_three_teams_have_members_no_day_is_named(leader):
    leader.get(PAGE)
    assert "There are no figures yet. They need three teams with members." in leader.words


def test_the_first_day_is_of_the_first_window_in_which_three_teams_count(app, leader):
    for number, weeks in ((20, 12), (40, 8), (60, 0)):
        Team(app, 6, first=number, made=FRIDAY - timedelta(weeks=weeks))
    leader.get(PAGE)
    assert "The first can come on 4 January 2027." in leader.words


# What is not


def test_no_team_is_named_counted_or_in_any_order(published, leader):
    ids = published([40], [50], [60], [70], [80])
    leader.get(PAGE)
    main = re.search(r"<main.*</main>", leader.html, re.DOTALL).group(0)
    assert not any(team in main for team in ids)
    assert not re.search(r"Team \d", main)
    before = mask_tokens(main)
    assert "five" not in before.lower()


def test_more_teams_with_the_same_figures_leave_the_same_page(published, leader):
    published([40], [50], [60])
    before = response_snapshot(leader, PAGE)
    published([40], [50], [60])
    assert response_snapshot(leader, PAGE) == before


def test_teams_with_the_finer_step_are_not_told_apart(published, seen):
    published([45], [55], [65], step=5)
    assert told(seen()) == TeamRange(30, 60, 70)


def test_a_window_waits_until_it_is_closed_for_every_team(app, unit, published, seen):
    """Else the page before and after would differ by one team's figure."""
    published([40], [50], [60])
    late = unit(lambda db: team_repository.add_team(db, "Late", MADE)).id
    assert seen().windows == ()
    for scale in SCALES:
        unit(lambda db, each=scale: release(db, late, WINDOW.number - 1, each, 90))
    assert told(seen()) == TeamRange(30, 50, 100)


def test_a_team_that_is_new_holds_up_nothing(unit, published, seen, clock):
    published([40], [50], [60])
    unit(lambda db: team_repository.add_team(db, "New", clock.now))
    assert told(seen()) == TeamRange(30, 50, 70)


def test_a_team_that_is_dissolved_changes_nothing_that_was_told(unit, published, seen):
    ids = published([40], [50], [60])
    before = seen()
    ended = text("UPDATE teams SET dissolved = 1 WHERE id = :id")
    unit(lambda db: db.execute(ended, {"id": ids[0]}))
    assert seen() == before


def test_while_a_window_is_open_nothing_changes_as_people_share(app, leader):
    team = make_team(app, 6, keys=app.extensions["reflect.keys"])
    before = response_snapshot(leader, PAGE)
    for who in range(6):
        team.share_week(who, WINDOW.first)
        assert response_snapshot(leader, PAGE) == before


def test_every_leader_sees_the_same_page_whatever_team_is_theirs(app, published, leader):
    published([40], [50], [60])
    team = Team(app, 6, first=50)
    leads = sign_in_with_vault(app, team.helen, "leader")
    assert response_snapshot(leads, PAGE) == response_snapshot(leader, PAGE)


# Who


@pytest.mark.parametrize("roles", [(), ("trainer",), ("organiser",)])
def test_nobody_but_leaders_has_the_page(app, unit, roles):
    one = make_person(app, 91, *roles, strong=True)
    one.get(PAGE)
    assert one.status in {403, 404}
    one.get("/teams")
    assert PAGE not in one.html


def test_supervisors_and_members_have_no_such_page(app):
    team = Team(app, 6, first=50)
    for one in (team.supervisor(), team.member()):
        one.get(PAGE)
        assert one.status in {403, 404}


def test_leaders_find_it_from_the_list_of_teams(leader):
    leader.get("/teams")
    assert f'href="{PAGE}"' in leader.html


def test_the_service_asks_for_the_right_as_well_as_the_door(app, unit):
    weekly = app.extensions["reflect.library"].latest("weekly-check-in")
    nobody = Actor("n" * 32, "n", frozenset(), Vault("n" * 32, b"n" * 32), True)
    with pytest.raises(PermissionDenied):
        unit(lambda db: load_cross_team_picture(db, nobody, weekly))


def test_every_team_reads_that_leaders_have_this_page(app):
    team = Team(app, 6, first=50)
    amy = team.member()
    amy.get(team.path("/roster"))
    assert "Leaders of the service see the range and the middle over at least three" in amy.words


def test_the_page_asks_as_little_for_many_teams_as_for_few(app, published, leader):
    counts = []
    for _more in range(2):
        published(*[[40], [50], [60]] * 4)
        leader.get(PAGE)
        with record_queries(app) as asked:
            leader.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4
