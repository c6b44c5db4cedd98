"""One thing for the coming week: asked about once, edited and never doubled."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect import vaults
from reflect.checkins import actions
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import (
    ActionInput,
    WeeklyAction,
    find_action_to_review,
    find_planned_action,
    find_reported_outcome,
    update_actions,
)
from reflect.checkins.fields import CheckIn
from reflect.core.errors import NotFound
from reflect.vaults.repository import EditConflict
from tests.support.checkin_forms import checkin_url, make_questionnaire, make_vault
from tests.support.page_parsing import form_edition, form_value, form_values
from tests.support.weeks import FRIDAY, W46, W47, W48

pytestmark = pytest.mark.both_databases

DAY = date(2026, 11, 20)
WEEKS = [W46, W47, W48]


@pytest.fixture
def vault(app):
    return make_vault(app)


def action(week=W47, **fields) -> WeeklyAction:
    return WeeklyAction(f"id-{week}", str(week), DAY.isoformat(), "Ask Beth", **fields)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(WEEKS),
        st.sampled_from(["", "one", "two"]),
        st.sampled_from(["", "done", "carried", "let_go", "nonsense"]),
    ),
    max_size=8,
)


def lived(steps) -> list[WeeklyAction]:
    known: list[WeeklyAction] = []
    for at, (week, text, outcome) in enumerate(steps):
        known = update_actions(known, week, ActionInput(text), outcome, (f"id{at}", DAY))
    return known


@given(STEPS)
def test_a_week_never_has_two_actions(steps):
    known = lived(steps)
    assert len({each.week for each in known}) == len(known)
    assert len({each.id for each in known}) == len(known)


@given(STEPS)
def test_sending_the_same_check_in_twice_changes_nothing(steps):
    known = lived(steps)
    for week, text, outcome in steps[-1:]:
        assert update_actions(known, week, ActionInput(text), outcome, ("other", DAY)) == known


@given(STEPS)
def test_a_check_in_asks_about_an_earlier_action_only(steps):
    known = lived(steps)
    for week in WEEKS:
        asked = find_action_to_review(known, week)
        assert asked is None or asked.week < str(week)


@given(STEPS, st.sampled_from(WEEKS), st.sampled_from(["done", "let_go"]))
def test_a_decision_outside_lasts_until_a_check_in_says_otherwise(steps, week, decision):
    known = [replace(each, outcome=decision) for each in lived(steps)]
    then = update_actions(known, week, ActionInput(), "", ("new", DAY))
    assert all(each.outcome == decision for each in then)
    assert find_action_to_review([each for each in known if not each.answered], week) is None


@given(STEPS)
def test_reading_what_was_written_gives_the_same(steps):
    known = lived(steps)
    assert actions.parse_actions(actions.serialise_actions(known)) == known


def test_the_last_action_is_asked_about_in_the_next_check_in():
    known = [action(W46, outcome="done", answered=str(W47)), action(W47)]
    assert find_action_to_review(known, W48) == known[1]
    assert find_action_to_review(known, W47) == known[0]
    assert find_action_to_review(known, W46) is None


def test_it_is_asked_once_and_then_stays_open():
    known = update_actions([action(W46)], W47, ActionInput(), "", ("x", DAY))
    assert known == [action(W46, outcome="open", answered="2026-W47")]
    assert find_action_to_review(known, W48) is None
    assert find_action_to_review(known, W47) == known[0]
    assert find_reported_outcome(known, W47) == ""


def test_an_older_action_is_not_asked_about_when_a_newer_one_was():
    known = [action(W46), action(W47, outcome="done", answered="2026-W48")]
    assert find_action_to_review(known, W48 + 1) is None


def test_a_carried_action_is_asked_about_again_until_something_newer_is_planned():
    known = update_actions([action(W46)], W47, ActionInput(), "carried", ("x", DAY))
    assert find_reported_outcome(known, W47) == "carried"
    assert find_action_to_review(known, W48) == known[0]
    newer = update_actions(known, W47, ActionInput("Newer"), "carried", ("x", DAY))
    assert find_action_to_review(newer, W48).text == "Newer"


def test_a_correction_edits_the_same_action():
    known = update_actions([], W47, ActionInput("Ask Beth"), "", ("x", DAY))
    known = update_actions(
        known, W47, ActionInput("Ask Marek", 2, True), "", ("y", date(2026, 12, 1))
    )
    assert known == [WeeklyAction("x", "2026-W47", "2026-11-20", "Ask Marek", 2, True)]


def test_a_correction_keeps_what_became_of_it_since():
    done = replace(action(W46), outcome="done", answered="2026-W47")
    known = update_actions([done], W46, ActionInput("Other words"), "", ("y", DAY))
    assert known == [replace(done, text="Other words")]


def test_an_emptied_action_is_gone():
    assert update_actions([action(W47)], W47, ActionInput(), "", ("x", DAY)) == []


def test_the_row_of_actions_is_left_alone_when_nothing_changes(db, vault):
    told = CheckIn({"reach": 5}, planned=ActionInput("Ask Beth"))
    checkin_services.save_check_in(db, vault, make_questionnaire(), told, "e" * 16, FRIDAY)
    checkin_services.save_check_in(
        db, vault, make_questionnaire(), replace(told, answers={"reach": 4}), "f" * 16, FRIDAY
    )
    assert actions.load_actions(db, vault) == [
        WeeklyAction("e" * 16, "2026-W48", "2026-11-27", "Ask Beth")
    ]
    assert find_planned_action(actions.load_actions(db, vault), W47) is None


def test_a_decision_names_no_other_check_in_and_can_be_taken_back(db, vault):
    asked = action(W46, outcome="open", answered="2026-W47")
    kept = [asked, action(W47), action(W48, outcome="carried", answered="2026-W49")]
    vaults.save(db, vault, "actions", (), actions.serialise_actions(kept), read=0)
    for decision in ("done", "let_go"):
        for each in kept:
            actions.set_action_outcome(db, vault, each.id, decision)
        then = actions.load_actions(db, vault)
        assert then == [replace(each, outcome=decision) for each in kept]
    for each in kept:
        actions.set_action_outcome(db, vault, each.id, "open")
    back = actions.load_actions(db, vault)
    assert [each.outcome for each in back] == ["open", "", "open"]
    assert find_action_to_review(back[:2], W48) == kept[1]  # as if nothing had been decided


def test_a_decision_that_changes_nothing_saves_nothing(db, vault):
    done = action(outcome="done")
    vaults.save(db, vault, "actions", (), actions.serialise_actions([done]), read=0)
    actions.set_action_outcome(db, vault, done.id, "done")
    assert vaults.load(db, vault, "actions").rev == 1


def test_there_is_no_deciding_about_an_action_that_is_not_there(db, vault):
    with pytest.raises(NotFound):
        actions.set_action_outcome(db, vault, "f" * 16, "done")


def test_two_decisions_in_one_moment_do_not_overwrite_each_other(db, vault, monkeypatch):
    vaults.save(
        db, vault, "actions", (), actions.serialise_actions([action(W46), action(W47)]), read=0
    )
    stale = vaults.load(db, vault, "actions")
    actions.set_action_outcome(db, vault, "id-2026-W46", "done")
    monkeypatch.setattr(vaults, "load", lambda *_given: stale)
    with pytest.raises(EditConflict):
        actions.set_action_outcome(db, vault, "id-2026-W47", "done")


# Through the pages


def plan(browser, week: str, **fields) -> None:
    browser.get(checkin_url("reflection", week))
    browser.post(
        checkin_url("reflection", week), {"edition": form_edition(browser), "held": "2", **fields}
    )
    assert browser.path == f"/my-picture/{week}", browser.words


def test_the_next_check_in_asks_with_nothing_chosen(signed_in):
    plan(signed_in, "2026-W47", action="Ask Beth <i>")
    signed_in.get(checkin_url("reflection"))
    assert "Last week you planned: “Ask Beth <i>”. What became of it?" in signed_in.words
    for words in ("Done", "Carry it over", "Let it go"):
        assert words in signed_in.words
    assert "last_action" not in form_values(signed_in.html)


def test_the_first_check_in_asks_about_no_action(signed_in):
    signed_in.get(checkin_url("reflection"))
    assert "What became of it?" not in signed_in.words


def test_what_became_of_it_stands_there_when_the_week_is_corrected(signed_in):
    plan(signed_in, "2026-W47", action="Ask Beth")
    plan(signed_in, "2026-W48", last_action="let_go")
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "last_action") == "let_go"
    plan(signed_in, "2026-W48", last_action="done")
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "last_action") == "done"


def test_after_a_gap_the_question_names_the_day(signed_in, clock):
    clock.now -= timedelta(weeks=28)  # Friday 15 May
    signed_in.sign_in("sam@example.org", signed_in.password)
    plan(signed_in, "2026-W20", action="Ask Beth")
    clock.forward(weeks=3)
    signed_in.sign_in("sam@example.org", signed_in.password)
    signed_in.get(checkin_url("reflection", "2026-W23"))
    assert "On 15 May you planned: “Ask Beth”. What became of it?" in signed_in.words


def test_a_correction_offers_the_weeks_own_action(signed_in):
    plan(signed_in, "2026-W48", action="Ask Beth", action_whose="3", action_supervision="1")
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "action") == "Ask Beth"
    assert form_value(signed_in, "action_whose") == "3"
    assert form_value(signed_in, "action_supervision") == "1"
    plan(signed_in, "2026-W48", action="Ask Marek")
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "action") == "Ask Marek"
    assert "action_whose" not in form_values(signed_in.html)


def test_only_an_action_is_a_check_in_too(signed_in):
    signed_in.post(checkin_url("reflection"), {"action": "Ask Beth"})
    assert signed_in.path == "/my-picture/2026-W48"
