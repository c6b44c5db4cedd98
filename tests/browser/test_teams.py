"""The pages of a team and across teams in a browser: accessible, and short on paper."""

from datetime import date

import pytest
from sqlalchemy import text

from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.models import allowed_instruments
from reflect.policy import Actor
from reflect.teams import services as team_services
from reflect.teams.supervisor import agreed_actions
from tests.support.browser.accessibility import (
    expect_accessible,
    expect_error_links_work,
    save_screenshots,
)
from tests.support.browser.printing import count_printed_pages
from tests.support.factories import WINDOW, Team, make_person, make_team_with_year

DID = [
    ("2026-03-30", "Two desks at Mill Lane are kept for us on Tuesdays and Thursdays."),
    ("2026-06-15", "At four somebody is on the phone for whoever comes back from a hard visit."),
]


def helen_of(team: Team) -> Actor:
    return Actor(team.helen.id, unlocked_vault=team.helen, code_checked=True)


@pytest.fixture
def team(app) -> Team:
    """Eight people with thirteen windows behind them, and two things that they agreed on."""
    made = make_team_with_year(app)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        for day, words in DID:
            action = date.fromisoformat(day), words, "connection"
            agreed_actions.add_team_action(db, helen_of(made), made.id, action)
        db.execute(allowed_instruments.insert().values(instrument="team-check"))
    return made


def test_the_pages_of_a_team_are_accessible_and_fit_on_paper(team, visit):
    helen = visit(team.supervisor(), size=(320, 740))
    for page in ("", "/meeting", "/roster", "/agreed", "/talking", "/settings"):
        helen.go(team.path(page))
        expect_accessible(helen)
        save_screenshots(helen, "team" + page.replace("/", "-"))
        assert count_printed_pages(helen) <= (2 if page == "/meeting" else 3), page


def test_an_error_is_found_beside_its_field(app, visit):
    team = Team(app, 3, first=50)
    helen = visit(team.supervisor(), size=(320, 740))
    helen.expected |= {422}
    for page, field, typed, button in (
        ("/agreed", "text", "x" * 250, "Write it down"),
        ("/settings", "least", "five", "Raise it"),
        ("/settings", "sure", "Northgate", "Dissolve the team"),
    ):
        helen.go(team.path(page))
        helen.write(field, typed)
        helen.press(button)
        helen.page.locator(".trouble").wait_for()
        expect_error_links_work(helen)
        assert helen.written(field) == typed
        expect_accessible(helen)
        save_screenshots(helen, f"team{page.replace('/', '-')}-{field}-error")


def test_joining_is_accessible(app, visit, clock):
    team = Team(app)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        code = team_services.create_join_code(db, helen_of(team), team.id, clock.now)
    kim = visit(make_person(app, 99), size=(320, 740))
    for path in ("/teams", "/teams/join"):
        kim.go(path)
        expect_accessible(kim)
        save_screenshots(kim, path[1:].replace("/", "-"))
    kim.write("code", code)
    kim.press("Show me the team")
    kim.expect_heading("Before you join Mill Lane")
    expect_accessible(kim)
    save_screenshots(kim, "teams-join-terms")
    kim.write("shown", "Kim Tully")
    kim.press("Join this team")
    kim.expect_heading("Mill Lane")


def test_a_team_without_figures_is_accessible(app, visit, clock):
    new = Team(app, 5, made=clock.now)
    one = visit(new.member(), size=(320, 740)).go(new.path())
    expect_accessible(one)
    save_screenshots(one, "team-new")


def test_across_teams_is_accessible(app, team, visit):
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        copy = (
            'INSERT INTO releases SELECT :team, instrument, "window", scale, value, step, version '
            "FROM releases WHERE team = :like"
        )
        for n in range(2):
            made = {"id": f"{n}" * 32, "made": int((WINDOW + -13).opens_at.timestamp())}
            db.execute(text("INSERT INTO teams VALUES (:id, 'x', :made, NULL)"), made)
            db.execute(text(copy), {"team": made["id"], "like": team.id})
    lee = visit(make_person(app, 98, "leader"), size=(320, 740)).go("/across-teams")
    lee.expect_text("All are between")
    expect_accessible(lee)
    save_screenshots(lee, "across")
    assert count_printed_pages(lee) <= 3
