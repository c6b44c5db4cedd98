"""What a supervisor does through the app: you said, we did; code, rule, instruments, the end."""

import json
import re
from datetime import timedelta

import pytest

from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.models import allowed_instruments, team_codes
from reflect.teams import repository as team_repository
from reflect.teams import window_closing
from reflect.teams.contributions import load_published_windows
from tests.support.factories import WINDOW, Team, make_person

LINE = "Two desks at Mill Lane are kept for us on Tuesdays."
WAITS = "Figures came out. What did you and your team make of them? Write one line."


@pytest.fixture
def team(app, clock) -> Team:
    """A team whose latest window has just closed, with figures."""
    made = Team(app, made=(WINDOW + -3).opens_at - timedelta(weeks=2))
    made.share_and_close([(3, 3, 3, 3, 3), (5, 5, 5, 5, 5)])
    clock.now = WINDOW.closes_at + timedelta(hours=9)  # Monday 7 December
    return made


@pytest.fixture
def helen(team):
    return team.supervisor()


def said_beside(browser, field: str) -> str:
    found = re.search(rf'id="{field}-error">([^<]*)', browser.html)
    return found.group(1) if found else ""


def unit(app, work):
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return work(db)


def agree(helen, team, text=LINE, day="2026-12-07"):
    return helen.post(team.path("/agreed"), {"text": text, "day": day})


# You said, we did


def test_what_was_agreed_stands_on_everyones_page_with_its_day_and_its_flag(team, helen):
    agree(helen, team, day="2026-11-16")
    for browser in (helen, team.member(0), team.member(6)):
        browser.get(team.path())
        assert f"16 November 2026: {LINE}" in browser.words
        assert browser.html.count('class="flag" cx=') == 3  # wide, narrow, key
        row = re.search(r'"row">2 November to 29 November 2026.*?</tr>', browser.html, re.DOTALL)
        assert row.group(0).endswith("<td>1</td></tr>")


def test_what_was_agreed_stands_on_the_paper_for_the_meeting(team, helen):
    agree(helen, team)
    helen.get(team.path("/meeting"))
    assert f"7 December 2026: {LINE}" in helen.words


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("", "Give the day."),
        (" ", "Write the day as 2026-11-09."),
        ("7 December", "Write the day as 2026-11-09."),
        ("2026-13-45", "Write the day as 2026-11-09."),
        ("2026-12-08", "This day has not come yet. Give the day on which you agreed."),
    ],
)
def test_a_day_that_does_not_fit_is_said_beside_it_and_nothing_is_lost(team, helen, day, told):
    agree(helen, team, day=day)
    assert helen.status == 422
    assert said_beside(helen, "day") == told
    assert f'value="{LINE}"' in helen.html
    assert f'value="{day}"' in helen.html
    assert "Nothing written yet" in helen.get(team.path()).get_data(as_text=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Write one line: what did you agree to try?"),
        ("   ", "Write one line: what did you agree to try?"),
        ("x" * 201, "This has 201 letters. One line of up to 200 is enough."),
    ],
)
def test_a_line_that_does_not_fit_is_said_beside_it_and_nothing_is_lost(team, helen, text, told):
    agree(helen, team, text=text, day="2026-12-01")
    assert helen.status == 422
    assert said_beside(helen, "text") == told
    assert f'value="{text}"' in helen.html
    assert 'value="2026-12-01"' in helen.html


def test_two_hundred_letters_are_one_line_whatever_blanks_were_typed(team, helen):
    agree(helen, team, text="  " + "x" * 100 + "   " + "y" * 99)
    assert helen.path == team.path()
    assert "x" * 100 + " " + "y" * 99 in helen.words


def test_what_is_written_is_text_and_never_markup(team, helen):
    agree(helen, team, text="<b>Desks</b> {{ 7*7 }}")
    assert "<b>Desks" not in helen.html
    assert "<b>Desks</b> {{ 7*7 }}" in helen.words


@pytest.mark.both_databases
def test_a_line_can_be_taken_away(team, helen):
    agree(helen, team)
    helen.get(team.path("/agreed"))
    action = re.search(r'name="id" value="([0-9a-f]{32})"', helen.html).group(1)
    helen.post(team.path("/agreed"), {"action": "remove", "id": action})
    assert helen.path == team.path("/agreed")
    assert LINE not in helen.words
    amy = team.member()
    amy.get(team.path())
    assert LINE not in amy.words
    assert 'class="flag" cx=' not in amy.html


def test_no_line_of_another_team_is_taken_away(app, team, helen):
    agree(helen, team)
    helen.get(team.path("/agreed"))
    action = re.search(r'name="id" value="([0-9a-f]{32})"', helen.html).group(1)
    other = Team(app, 2, first=50, name="Northgate")
    other.supervisor().post(other.path("/agreed"), {"action": "remove", "id": action})
    helen.get(team.path())
    assert LINE in helen.words


def test_before_figures_came_out_there_is_nothing_to_write(app, clock):
    new = Team(app, 6, first=50, made=clock.now)
    lead = new.supervisor()
    agree(lead, new, day="2026-11-20")
    assert lead.status == 422
    assert said_beside(lead, "text").startswith("No figures have come out yet.")
    assert f'value="{LINE}"' in lead.html


# The supervisor is asked, never the team


def test_only_the_supervisor_is_asked_what_was_made_of_the_figures(team, helen):
    helen.get(team.path())
    assert WAITS in helen.words
    for number in (0, 6):
        amy = team.member(number)
        amy.get(team.path())
        assert WAITS not in amy.words


def test_once_a_line_is_written_nobody_is_asked(team, helen):
    agree(helen, team)
    assert WAITS not in helen.words


def test_figures_that_come_later_are_asked_about_anew(team, helen, clock):
    agree(helen, team)
    team.share(4, 4, 4, 4, 4, window=WINDOW + 1)
    team.close(WINDOW + 1)
    clock.now = (WINDOW + 1).closes_at
    helen = team.supervisor()
    helen.get(team.path())
    assert WAITS in helen.words


def test_a_window_that_was_not_shown_asks_for_nothing(team, helen, clock):
    agree(helen, team)
    clock.now = (WINDOW + 1).closes_at
    helen = team.supervisor()
    helen.get(team.path())
    assert "Not shown." in helen.words
    assert WAITS not in helen.words


def test_figures_before_a_window_that_was_not_shown_can_still_be_answered(team, clock):
    clock.now = (WINDOW + 1).closes_at
    helen = team.supervisor()
    helen.get(team.path())
    assert WAITS in helen.words
    agree(helen, team)
    assert WAITS not in helen.words


def test_the_page_tells_how_to_talk_about_figures(team, helen):
    helen.get(team.path("/talking"))
    assert "Ask nobody whether they shared, or what." in helen.words
    assert "people stop answering (PACAC 2023)" in helen.words


# Settings


def sets(helen, team, action, **fields):
    return helen.post(team.path("/settings"), {"action": action, **fields})


def test_a_code_is_shown_once_and_leads_to_the_team(app, team, helen):
    sets(helen, team, "code")
    code = re.search(r'class="code">([^<]+)<', helen.html).group(1)
    assert code not in str(helen.page.request.url)
    helen.get(team.path("/settings"))
    assert code not in helen.html
    kim = make_person(app, 99)
    kim.post("/teams/join", {"code": code})
    assert "Before you join Mill Lane" in kim.words


def test_another_name_is_seen_by_all_with_its_day(team, helen):
    sets(helen, team, "name", name=" Mill  Lane East ")
    amy = team.member()
    amy.get(team.path("/roster"))
    assert "7 December 2026: The team is now called Mill Lane East." in amy.words


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "Give the team a name."),
        ("  ", "Give the team a name."),
        ("x" * 81, "This name is too long. Use up to 80 letters."),
    ],
)
def test_a_name_that_does_not_fit_is_said_beside_it(app, team, helen, name, told):
    sets(helen, team, "name", name=name)
    assert helen.status == 422
    assert said_beside(helen, "name") == told
    assert f'name="name" type="text" value="{name}"' in helen.html
    assert unit(app, lambda db: team_repository.load_team(db, team.id)).name == "Mill Lane"


@pytest.mark.parametrize(
    ("least", "told"),
    [
        ("", "Use a whole number, such as 8."),
        ("five", "Use a whole number, such as 8."),
        ("-7", "Use a whole number, such as 8."),
        ("7.5", "Use a whole number, such as 8."),
        ("٨", "Use a whole number, such as 8."),
        ("4", "It can be raised, and never lowered. The most is 64."),
        ("5", "It can be raised, and never lowered. The most is 64."),
        ("65", "It can be raised, and never lowered. The most is 64."),
    ],
)
def test_a_rule_that_cannot_be_is_said_beside_it_with_what_was_typed(team, helen, least, told):
    sets(helen, team, "least", least=least)
    assert helen.status == 422
    assert said_beside(helen, "least") == told
    assert f'value="{least}"' in helen.html
    assert 'href="#least"' in helen.html
    assert said_beside(helen, "name") == said_beside(helen, "sure") == ""


def test_the_rule_is_raised_from_the_next_window_on_and_said_to_all(team, helen):
    sets(helen, team, "least", least=" 8 ")
    assert (helen.status, helen.path) == (200, team.path("/settings"))
    amy = team.member()
    amy.get(team.path("/roster"))
    assert "7 December 2026: From the next window on, 8 must have shared." in amy.words
    assert "when at least 8 have shared" in amy.words
    sets(helen, team, "least", least="7")
    assert "never lowered" in said_beside(helen, "least")


def test_an_instrument_that_is_allowed_is_run_and_stopped_and_each_is_said(app, team, helen):
    sets(helen, team, "run", instrument="team-check")
    assert helen.status == 422
    assert "Teams cannot run this one. An organiser says which they can." in helen.words
    unit(app, lambda db: db.execute(allowed_instruments.insert().values(instrument="team-check")))
    sets(helen, team, "run", instrument="team-check")
    assert 'value="stop"' in helen.html
    sets(helen, team, "stop", instrument="team-check")
    assert 'value="run"' in helen.html
    amy = team.member()
    amy.get(team.path("/roster"))
    assert "From the next window on, the team also runs:" in amy.words
    assert "The team no longer runs:" in amy.words


def test_who_stops_leading_loses_the_pages_at_once_and_all_are_told(team, helen):
    sets(helen, team, "go")
    assert helen.path == "/teams"
    helen.get(team.path())
    assert helen.status == 404
    amy = team.member()
    amy.get(team.path("/roster"))
    assert "Nobody leads this team at the moment." in amy.words
    assert "Helen Marsh no longer leads the team." in amy.words


def test_something_that_no_button_sends_changes_nothing(team, helen):
    sets(helen, team, "nonsense")
    assert helen.status == 422
    helen.post(team.path("/agreed"), {"action": "nonsense", "text": "Try it", "day": "2026-11-20"})
    assert helen.status == 422
    helen.post(team.path("/roster"), {"action": "nonsense"})
    assert helen.status == 422
    helen.get(team.path("/agreed"))
    assert "Try it" not in helen.words


# The end of a team


@pytest.mark.parametrize("sure", ["", "Northgate"])
def test_a_team_is_not_dissolved_without_its_name(app, team, helen, sure):
    sets(helen, team, "dissolve", sure=sure)
    assert helen.status == 422
    assert "Nothing was changed." in said_beside(helen, "sure")
    assert unit(app, lambda db: team_repository.load_team(db, team.id)).dissolved is None


def test_a_dissolved_team_goes_into_the_file_with_its_open_windows_withheld(app, team, helen):
    path = app.extensions["reflect.settings"].data / window_closing.RELEASES_FILENAME
    path.unlink(missing_ok=True)
    team.share(4, 4, 4, 4, 4, window=WINDOW + 1)
    sets(helen, team, "dissolve", sure="mill lane")
    assert helen.path == "/teams"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    told = {line["window"]: line["values"] for line in lines if line["team"] == team.id}
    assert told[WINDOW.number + 1] == {}
    assert told[WINDOW.number] != {}
    closed = unit(app, lambda db: load_published_windows(db, team.id))
    assert sorted(told) == [each.window.number for each in closed]
    amy = team.member()
    amy.get(team.path())
    assert "This team was dissolved." in amy.words
    helen.get(team.path("/settings"))
    assert helen.status == 404
    assert unit(app, lambda db: db.execute(team_codes.select()).all()) == []
