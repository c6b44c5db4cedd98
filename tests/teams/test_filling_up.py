"""A team that still fills up: how many it needs, how many it has, no date and no "never" before."""

import pytest

from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.policy import Actor
from reflect.teams import repository as team_repository
from reflect.teams import rules
from reflect.teams import services as team_services
from tests.support.factories import WINDOW, Team, make_person
from tests.support.weeks import W48

NEEDS = (
    "Figures need 6 members or more when their four weeks begin. So far this team has {}. "
    "With fewer than 6 there are none."
)
UNDATED = "There is no date for figures until enough people have joined."
DATED = "can come on 4 January 2027."
ODDS = "How often would a team of this size see figures?"


def unit(app, work):
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return work(db)


def leader(team: Team) -> Actor:
    return Actor(team.helen.id, "helen", unlocked_vault=team.helen, code_checked=True)


@pytest.fixture
def joiner(app, clock):
    """Somebody who reads the page before joining a new team with so many in it; then joins."""

    def reads(members: int, least: int = 5):
        team = Team(app, members, made=clock.now, least=least)
        code = unit(
            app, lambda db: team_services.create_join_code(db, leader(team), team.id, clock.now)
        )
        kim = make_person(app, 99)
        kim.post("/teams/join", {"code": code})
        assert kim.status == 200
        kim.join = lambda: kim.post(
            "/teams/join", {"code": code, "step": "join", "shown": "Kim"}, fresh=False
        )
        return kim, team

    return reads


@pytest.mark.parametrize("already", range(5))
def test_the_first_five_read_what_it_takes_and_how_many_there_are(joiner, already):
    kim, _team = joiner(already)
    assert NEEDS.format(already) in kim.words
    assert f"You count from the four weeks that begin on 30 November 2026. {UNDATED}" in kim.words
    for told in ("never sees figures", "can come on", ODDS):
        assert told not in kim.words


@pytest.mark.parametrize("already", range(5))
def test_once_they_have_joined_the_team_page_and_the_roster_count_them_in(joiner, already):
    kim, team = joiner(already)
    kim.join()
    assert kim.path == team.path()
    for path in ("", "/roster"):
        kim.get(team.path(path))
        assert NEEDS.format(already + 1) in kim.words, path
        assert "can come on" not in kim.words, path
        assert "never sees" not in kim.words, path


def test_the_sixth_reads_how_often_and_from_when(joiner):
    kim, team = joiner(5)
    for told in (ODDS, "In about 50 to 78 of 100 four-week periods", DATED):
        assert told in kim.words
    assert "Figures need" not in kim.words
    kim.join()
    assert DATED in kim.words
    kim.get(team.path("/roster"))
    assert ODDS in kim.words
    assert "Figures need" not in kim.words


def test_a_team_that_asks_for_more_needs_more(joiner):
    kim, _team = joiner(7, least=8)
    assert "Figures need 9 members or more when their four weeks begin." in kim.words
    assert "So far this team has 7. With fewer than 9 there are none." in kim.words
    assert UNDATED in kim.words


def test_a_team_that_stays_small_reads_on_every_page_that_there_are_none(app, clock):
    team = Team(app, 4)
    amy, helen = team.member(), team.supervisor()
    for browser, page in ((amy, ""), (amy, "/roster"), (helen, ""), (helen, "/settings")):
        browser.get(team.path(page))
        assert NEEDS.format(4) in browser.words, page
        assert "can come on" not in browser.words, page
    team.people.submit_check_in(0, WINDOW.last)
    amy.get(f"/sharing/weekly-check-in/{W48}")
    assert NEEDS.format(4) in amy.words
    assert ODDS not in amy.words


def test_it_says_so_beside_windows_that_were_not_shown(app, clock):
    team = Team(app, 4)
    team.share(4, 4, 4, 4)
    team.close()
    clock.now = WINDOW.closes_at
    amy = team.member()
    amy.get(team.path())
    assert "Not shown." in amy.words
    assert NEEDS.format(4) in amy.words


def test_a_team_that_became_small_keeps_the_figures_of_the_four_weeks_it_is_in(app, clock):
    """Who leaves counts to the end: what the page says of the next four weeks is true of these."""
    team = Team(app, 6)
    team.share(4, 4, 4, 4, 4, 4)
    unit(app, lambda db: team_repository.end_membership(db, team.memberships(db)[0], clock.now))
    ben = team.member(1)
    ben.get(team.path())
    assert NEEDS.format(5) in ben.words
    team.close()
    clock.now = WINDOW.closes_at
    ben = team.member(1)
    ben.get(team.path())
    assert "Not shown." not in ben.words


def test_a_rule_that_is_raised_above_the_roster_is_counted_in(app, clock):
    team = Team(app, 6)
    unit(app, lambda db: rules.raise_min_sharers(db, leader(team), team.id, 6, clock.now))
    amy = team.member()
    amy.get(team.path("/roster"))
    assert "Figures need 7 members or more when their four weeks begin." in amy.words


def test_a_dissolved_team_is_told_nothing_of_what_it_would_need(app, clock):
    team = Team(app, 4)
    library = app.extensions["reflect.library"]
    unit(app, lambda db: team_services.dissolve_team(db, leader(team), library, team.id, clock.now))
    amy = team.member()
    amy.get("/teams")
    assert "Mill Lane The team was dissolved." in amy.words
    for path in ("", "/roster"):
        amy.get(team.path(path))
        assert amy.status == 200
        assert "Figures need" not in amy.words
        assert "can come on" not in amy.words
