"""Teams on the organisers' pages: setting up, supervisors, codes, doubts, the end."""

import pytest

from reflect.models import releases
from reflect.teams import repository as team_repository
from reflect.teams import window_closing
from tests.support.accounts import account_id
from tests.support.admin_actions import (
    audit_entries,
    create_team,
    join_team,
    post_person_action,
    post_team_action,
    renew_team_code,
    sign_in_with_second_factor,
)
from tests.support.database import run_in_transaction


@pytest.fixture
def mill(ann):
    return create_team(ann)


@pytest.fixture
def sam(ann, mill, sign_up):
    return join_team(sign_up(), renew_team_code(ann, mill), "Sam Tully")


def test_a_team_begins_empty_and_stands_on_the_list(ann, mill):
    assert "Nobody leads this team at the moment." in ann.words
    assert "No members yet." in ann.words
    ann.get("/organise/teams")
    assert "Mill Lane Nobody leads it. Nobody on the roster." in ann.words


NAMELESS = {"": "Give the team a name", "  ": "Give the team a name", "x" * 81: "is too long"}


@pytest.mark.parametrize("name", NAMELESS, ids=["none", "blanks", "too long"])
def test_a_team_without_a_name_is_not_set_up(ann, name):
    ann.post("/organise/teams", {"name": name})
    assert ann.status == 422
    assert NAMELESS[name] in ann.words
    assert f'value="{name}"' in ann.html


def test_an_organiser_who_leads_a_team_does_not_lead_the_next_that_they_set_up(ann, mill):
    post_team_action(ann, mill, "lead", account="ann@example.org", shown="Ann")
    second = create_team(ann, "Northgate")
    ann.get(f"/organise/teams/{second}")
    assert "Nobody leads this team at the moment." in ann.words


def test_a_supervisor_is_added_by_the_name_they_sign_in_with(ann, mill, sam, sign_up):
    helen = sign_up("helen@example.org")
    post_team_action(ann, mill, "lead", account=" Helen@example.org", shown="Helen Marsh")
    assert ann.status == 200
    assert "Helen Marsh since 27 November 2026" in ann.words
    sam.get(f"/teams/{mill}/roster")
    assert "Helen Marsh leads the team." in sam.words
    helen.get(f"/teams/{mill}/settings")
    assert helen.status == 200


@pytest.mark.parametrize(
    ("account", "shown", "sentence"),
    [
        ("nobody@example.org", "Nobody", "Nobody of this name has an account."),
        ("", "Helen", "Type the name they sign in with."),
        ("sam@example.org", " ", "Type the name that the team should see."),
        ("sam@example.org", "x" * 81, "This name is too long."),
    ],
)
def test_who_cannot_lead_is_said_and_what_was_typed_stays(ann, mill, sam, account, shown, sentence):
    post_team_action(ann, mill, "lead", account=account, shown=shown)
    assert ann.status == 422
    assert sentence in ann.words
    assert f'value="{account}"' in ann.html
    assert f'value="{shown}"' in ann.html
    assert "<details open>" in ann.html


def test_whose_account_was_ended_leads_no_team(app, ann, mill, sign_up):
    sign_up()
    post_person_action(ann, account_id(app), "end")
    post_team_action(ann, mill, "lead", account="sam@example.org", shown="Sam")
    assert (ann.status, "Nobody of this name has an account." in ann.words) == (422, True)


def test_a_member_who_leads_is_no_member_any_more(ann, mill, sam):
    post_team_action(ann, mill, "lead", account="sam@example.org", shown="Sam Tully")
    ann.get("/organise/teams")
    assert "Led by Sam Tully. Nobody on the roster." in ann.words
    post_team_action(ann, mill, "lead", account="sam@example.org", shown="Sam Tully")
    assert "They lead this team already." in ann.words


def test_a_supervisor_who_goes_loses_the_pages_at_once(app, ann, mill, sign_up):
    helen = sign_up("helen@example.org")
    post_team_action(ann, mill, "lead", account="helen@example.org", shown="Helen Marsh")
    post_team_action(ann, mill, "stop", account=account_id(app, "helen@example.org"))
    assert "Nobody leads this team at the moment." in ann.words
    helen.get(f"/teams/{mill}")
    assert helen.status == 404
    post_team_action(ann, mill, "stop", account=account_id(app, "helen@example.org"))
    assert ann.status == 404


def test_another_name_and_a_new_code_are_told_to_the_team(ann, mill, sam):
    post_team_action(ann, mill, "name", name=" Mill  Lane East ")
    code = renew_team_code(ann, mill)
    ann.get(f"/organise/teams/{mill}")
    assert code not in ann.html
    sam.get(f"/teams/{mill}/roster")
    assert "The team is now called Mill Lane East." in sam.words
    assert sam.words.count("An organiser made a new code to join with.") == 2
    post_team_action(ann, mill, "name", name="")
    assert ann.status == 422


def test_a_doubt_waits_on_the_front_page_until_it_is_settled(ann, mill, sam):
    sam.post(f"/teams/{mill}/roster", {"action": "doubt"})
    ann.get("/organise")
    assert "Mill Lane: somebody is not recognised, since 27 November 2026." in ann.words
    ann.get("/organise/teams")
    assert "Somebody is not recognised." in ann.words
    ann.get(f"/organise/teams/{mill}")
    assert "Sam Tully (sam@example.org) said so on 27 November 2026." in ann.words
    post_team_action(ann, mill, "settle", words="")
    assert (ann.status, "Say how it was settled." in ann.words) == (422, True)
    post_team_action(ann, mill, "settle", words="Everyone has met now.")
    assert "It is settled" not in ann.words
    assert "Settled on 27 November 2026: Everyone has met now." in ann.words
    ann.get("/organise")
    assert "Nothing waits." in ann.words
    post_team_action(ann, mill, "settle", words="Again.")
    assert ann.status == 404


def test_who_doubted_is_shown_to_organisers_alone(ann, mill, sam, sign_up):
    tom = join_team(sign_up("tom@example.org"), renew_team_code(ann, mill), "Tom")
    sam.post(f"/teams/{mill}/roster", {"action": "doubt"})
    post_team_action(ann, mill, "settle", words="Everyone has met now.")
    tom.get(f"/teams/{mill}/roster")
    lines = [line for line in audit_entries(tom) if "recognised" in line or "settled" in line]
    assert len(lines) == 2
    assert not any("Sam" in line or "sam@" in line for line in lines)
    sam.get("/what-organisers-did")
    assert audit_entries(sam) == []


def test_a_team_ends_only_after_a_tick(app, ann, mill, sam):
    post_team_action(ann, mill, "dissolve")
    assert ann.status == 422
    assert "Tick the box if you are sure." in ann.words
    post_team_action(ann, mill, "dissolve", sure="1")
    assert ann.path == "/organise/teams"
    assert "No team yet." in ann.words
    ann.get(f"/organise/teams/{mill}")
    assert ann.status == 404
    sam.get(f"/teams/{mill}")
    assert "This team was dissolved." in sam.words


def test_its_open_windows_are_withheld_and_written_to_the_file(app, ann, mill):
    post_team_action(ann, mill, "dissolve", sure="1")
    written = (
        app.extensions["reflect.settings"].data / window_closing.RELEASES_FILENAME
    ).read_text()
    kept = run_in_transaction(app, lambda db: db.execute(releases.select()).all())
    assert kept
    assert {row.value for row in kept} == {None}
    assert written.count(mill) == len({row.window for row in kept})


def test_a_team_that_never_was_looks_like_one_that_is_gone(ann):
    for action in ("name", "lead", "stop", "code", "settle", "dissolve"):
        ann.get("/organise/teams")
        fields = {
            "name": "x",
            "account": "ann@example.org",
            "shown": "x",
            "words": "x",
            "sure": "1",
        }
        ann.post(f"/organise/teams/{'f' * 32}", {"action": action, **fields}, fresh=False)
        assert ann.status == 404, action


def test_an_organiser_has_no_page_of_a_team_they_are_not_in(ann, mill, sam):
    for page in ("", "/roster", "/meeting", "/settings", "/agreed", "/talking"):
        ann.get(f"/teams/{mill}{page}")
        assert ann.status == 404, page


def test_only_instruments_that_are_for_teams_are_offered(ann):
    ann.get("/organise/instruments")
    assert "Our team as a base" in ann.words
    assert ann.html.count('type="checkbox"') == 1


def test_what_is_ticked_a_supervisor_may_run_and_what_is_not_changed_is_not_told(
    app, ann, mill, sign_up
):
    helen = sign_up("helen@example.org")
    post_team_action(ann, mill, "lead", account="helen@example.org", shown="Helen")
    helen.get(f"/teams/{mill}/settings")
    assert "Our team as a base" not in helen.words
    for unknown in ("self-care", "x"):  # one that is for oneself alone, and one that is not there
        ann.post("/organise/instruments", {"instruments": ["team-check", unknown]})
        assert ann.status == 422
    for _twice in range(2):
        ann.post("/organise/instruments", {"instruments": ["team-check"]})
        assert "Saved." in ann.words
    helen.post(f"/teams/{mill}/settings", {"action": "run", "instrument": "team-check"})
    assert helen.status == 200
    helen.post(f"/teams/{mill}/settings", {"action": "run", "instrument": "self-care"})
    assert helen.status == 422
    ann.post("/organise/instruments", {})
    ann.get("/organise/audit")
    said = [each.partition("ann@example.org ")[2] for each in audit_entries(ann)]
    assert said.count("let teams run: Our team as a base.") == 1
    assert said.count("stopped teams from beginning: Our team as a base.") == 1
    assert run_in_transaction(app, lambda db: team_repository.load_team(db, mill)).dissolved is None


def test_words_that_were_typed_when_the_session_locked_come_back(ann, mill, sam, clock):
    sam.post(f"/teams/{mill}/roster", {"action": "doubt"})
    ann.get(f"/organise/teams/{mill}")
    clock.forward(minutes=17)
    fields = {"action": "settle", "words": "Everyone has met now."}
    ann.post(f"/organise/teams/{mill}", fields, fresh=False)
    sign_in_with_second_factor(ann, clock)
    assert ann.path == f"/organise/teams/{mill}"
    assert 'value="Everyone has met now."' in ann.html
    assert "It is settled" in ann.words
