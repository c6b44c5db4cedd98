"""Monthly sets: which has its turn, where a month's answer lies, and the promises of filling in."""

import re
from datetime import date

import pytest
from msgspec.structs import replace

from reflect import vaults
from reflect.accounts import repository as account_repository
from reflect.accounts.settings import preferences
from reflect.checkins import drafts
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import ActionInput, load_actions
from reflect.checkins.fields import CheckIn, validate_fields
from reflect.checkins.monthly import services as monthly_services
from reflect.checkins.repository import Questionnaire, load_week
from reflect.core.crypto.vault import unlock_with_code
from reflect.core.errors import NotFound
from reflect.core.instruments.library import DEFAULT_ROTATION, Library
from reflect.core.instruments.model import InstrumentPage, InstrumentSection, Item
from reflect.core.months import Month
from reflect.core.weeks import Week
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from tests.support.checkin_forms import make_questionnaire, make_submission, make_vault
from tests.support.page_parsing import form_edition, form_value, form_values
from tests.support.weeks import FRIDAY, LIBRARY, W46, W47, W48, WEEKLY

CARE = LIBRARY.latest("self-care")
PAGE = "/monthly/self-care/2026-W48/statements"
W49 = W48 + 1  # Monday 30 November, so it is November's too
NOVEMBER = Month(date(2026, 11, 1))
GIVEN = {"breaks": "3", "after": "4", "room": "2", "backed": "3"}


@pytest.fixture
def vault(app):
    return make_vault(app)


@pytest.fixture
def begun(app, signed_in):
    """Somebody with one check-in, of last week."""
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        checkin_services.save_check_in(
            db,
            own(app, signed_in),
            make_questionnaire(W47),
            CheckIn({"reach": 4}),
            "f" * 16,
            FRIDAY,
        )
    return signed_in


def own(app, browser):
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return unlock_with_code(
            account_repository.find_account_by_username(db, "sam@example.org").record, browser.code
        )


def rows(app, browser) -> dict:
    """Every row of a person, by kind and key."""
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        found = vaults.load_all(db, own(app, browser))
    return {(kind, *key): kept for kind, key, kept in found}


def send(db, vault, week, now=FRIDAY, instrument=CARE, **answers):
    told = CheckIn(answers or {"breaks": 3, "after": 4, "room": 2, "backed": 3})
    checkin_services.save_check_in(db, vault, Questionnaire(instrument, week), told, "f" * 16, now)


# Turns


def test_three_sets_take_turns_through_a_year():
    turns = [
        monthly_services.find_set_in_turn(LIBRARY, Month(date(2026, n, 1))).id for n in range(1, 13)
    ]
    assert turns == ["families", "self-care", "data-security"] * 4
    assert turns == [
        monthly_services.find_set_in_turn(LIBRARY, Month(date(2027, n, 1))).id for n in range(1, 13)
    ]


def test_a_set_is_told_its_next_turn():
    turns = {
        each.id: monthly_services.next_turn(LIBRARY, each.id, NOVEMBER)
        for each in LIBRARY.list_offered()
    }
    found = {name: str(month) for name, month in turns.items() if month}
    assert found == {"self-care": "2026-11", "data-security": "2026-12", "families": "2027-01"}


def test_the_first_years_set_is_offered_every_month_to_who_switched_it_on(db, vault):
    def offered():
        found = (
            monthly_services.load_sets_of_month(db, vault, LIBRARY, NOVEMBER + n) for n in range(3)
        )
        return [[each.id for each in sets] for sets in found]

    alone = [["self-care"], ["data-security"], ["families"]]
    assert offered() == alone
    preferences.update_settings(db, vault, first_year=True)
    assert offered() == [[*sets, "first-year"] for sets in alone]
    preferences.update_settings(db, vault, first_year=False)
    assert offered() == alone


def test_a_questionnaire_of_the_organisations_own_is_a_set_too():
    extra = replace(CARE, id="own-set")
    found = monthly_services.list_monthly_sets(Library.of((*LIBRARY.list_offered(), extra)))
    ids = [each.id for each in found]
    assert ids == [*DEFAULT_ROTATION, "first-year", "own-set", "leader-review"]


@pytest.mark.parametrize("name", ["weekly-check-in", "team-check", "nothing"])
def test_what_is_not_monthly_is_no_set(name):
    with pytest.raises(NotFound):
        monthly_services.get_monthly_set(LIBRARY, name)


# Where a month's answer lies


def test_before_the_first_check_in_a_set_can_be_begun_answered_and_found(db, vault):
    assert monthly_services.load_weeks_to_search(db, vault, FRIDAY) == []
    assert monthly_services.load_month_questionnaire(db, vault, CARE, W48) == Questionnaire(
        CARE, W48
    )
    drafts.save_page(
        db,
        vault,
        Questionnaire(CARE, W48),
        make_submission("statements", "new", breaks="3"),
        FRIDAY,
    )
    assert W48 in monthly_services.load_weeks_to_search(db, vault, FRIDAY)
    send(db, vault, W46 + -30)
    assert W46 + -30 in monthly_services.load_weeks_to_search(db, vault, FRIDAY)


@pytest.mark.parametrize("week", [W46, W47, W48, W49])
def test_a_months_answer_is_found_from_every_week_of_it(db, vault, week):
    preferences.update_settings(db, vault, first_week="2026-W40")
    assert monthly_services.load_month_questionnaire(db, vault, CARE, week) == Questionnaire(
        CARE, week
    )
    send(db, vault, W47)
    assert monthly_services.load_month_questionnaire(db, vault, CARE, week) == Questionnaire(
        CARE, W47
    )
    assert monthly_services.load_month_questionnaire(db, vault, CARE, W49 + 1) == Questionnaire(
        CARE, W49 + 1
    )
    assert monthly_services.load_month_questionnaire(db, vault, CARE, W46 + -2) == Questionnaire(
        CARE, W46 + -2
    )


def test_what_was_begun_is_found_as_well_but_an_answer_comes_first(db, vault):
    preferences.update_settings(db, vault, first_week="2026-W40")
    page = make_submission("statements", "new", breaks="3")
    drafts.save_page(db, vault, Questionnaire(CARE, W48), page, FRIDAY)
    assert monthly_services.load_month_questionnaire(db, vault, CARE, W49).week == W48
    send(db, vault, W46)
    assert monthly_services.load_month_questionnaire(db, vault, CARE, W49).week == W46


def test_of_two_answers_in_records_brought_together_the_later_week_counts(db, vault):
    for week in (W46, W48):
        send(db, vault, week)
    kept = monthly_services.load_months(db, vault, ["self-care"], NOVEMBER.weeks)["self-care"]
    assert [(str(month), found.week) for month, found in kept.items()] == [("2026-11", W48)]


def test_answers_are_looked_for_from_the_first_check_in_on(db, vault):
    preferences.update_settings(db, vault, first_week="2026-W45")
    weeks = monthly_services.load_weeks_to_search(db, vault, FRIDAY)
    assert weeks[0] == Week.parse("2026-W41")  # a set was open for the week before, in October
    assert weeks[-1] == W48


def test_answering_again_in_the_same_month_corrects_that_answer(app, begun, clock):
    begun.post(PAGE, GIVEN)
    clock.forward(days=7)
    begun.sign_in("sam@example.org", begun.password)
    begun.get("/monthly/self-care")
    assert begun.path == PAGE
    assert form_value(begun, "breaks") == "3"
    begun.post(PAGE, {"edition": form_edition(begun), **GIVEN, "breaks": "5"})
    found = {key: kept for key, kept in rows(app, begun).items() if key[1:2] == ("self-care",)}
    assert list(found) == [("answers", "self-care", "2026-W48")]
    assert found["answers", "self-care", "2026-W48"].value["answers"]["breaks"] == 5


def test_a_page_left_open_in_an_earlier_week_asks_which_to_keep(app, begun, clock):
    begun.get(PAGE)
    old = form_edition(begun)
    clock.forward(days=7)
    begun.sign_in("sam@example.org", begun.password)
    begun.post("/monthly/self-care/2026-W49/statements", {**GIVEN, "edition": "new"})
    begun.post(PAGE, {**GIVEN, "breaks": "1", "edition": old})
    assert begun.status == 409
    assert form_values(begun.html)["asked"] == ["breaks"]
    assert 'action="/monthly/self-care/2026-W49/statements"' in begun.html
    sent = {**form_values(begun.html), "choose_breaks": "typed"}
    del sent["csrf_token"]
    begun.post("/monthly/self-care/2026-W49/statements", sent)
    assert ("answers", "self-care", "2026-W48") not in rows(app, begun)
    kept = rows(app, begun)["answers", "self-care", "2026-W49"].value["answers"]
    assert kept == {"breaks": 1, "after": 4, "room": 2, "backed": 3}


def test_a_new_month_begins_a_new_answer(app, begun, clock):
    begun.post(PAGE, GIVEN)
    clock.forward(days=14)
    begun.sign_in("sam@example.org", begun.password)
    begun.get("/monthly/self-care")
    assert begun.path == "/monthly/self-care/2026-W50/statements"
    assert form_edition(begun) == "new"
    begun.get(PAGE)
    assert form_value(begun, "breaks") == "3"  # and the old one can be corrected still
    begun.get("/monthly/families/2026-W46/statements")
    assert begun.status == 404


# It is no check-in


def test_a_set_changes_nothing_but_its_own_row(app, begun):
    week = "/check-in/2026-W47"
    begun.post(f"{week}/reflection", {"action": "Ask for a desk", "happened": "x"})
    before = rows(app, begun)
    begun.post(PAGE, GIVEN)
    after = rows(app, begun)
    assert after.pop(("answers", "self-care", "2026-W48")).value["answers"] == {
        name: int(answer) for name, answer in GIVEN.items()
    }
    assert after == before


def test_an_action_is_asked_about_as_if_there_had_been_no_set(db, vault):
    planned = CheckIn({"reach": 4}, planned=ActionInput("Ask for a desk"))
    checkin_services.save_check_in(db, vault, make_questionnaire(W47), planned, "a" * 16, FRIDAY)
    send(db, vault, W48)
    (action,) = load_actions(db, vault)
    assert (action.text, action.outcome) == ("Ask for a desk", "")
    assert load_week(db, vault, Questionnaire(CARE, W47)).fields == {}


def test_a_set_does_not_move_the_first_week(db, vault):
    def firsts():
        kept = preferences.load_settings(db, vault)
        return kept["first_week"], kept["first_set"]

    send(db, vault, W46)
    assert firsts() == ("", "2026-W46")
    checkin_services.save_check_in(
        db, vault, make_questionnaire(W48), CheckIn({"reach": 4}), "f" * 16, FRIDAY
    )
    send(db, vault, W47)
    assert firsts() == ("2026-W48", "2026-W46")
    checkin_services.save_check_in(
        db, vault, make_questionnaire(W46 + -2), CheckIn({"reach": 4}), "f" * 16, FRIDAY
    )
    send(db, vault, W46 + -1, instrument=LIBRARY.latest("families"), face=3)
    assert firsts() == ("2026-W44", "2026-W46")


def test_a_set_has_no_action_no_place_and_no_week_away(begun):
    begun.get(PAGE)
    assert begun.status == 200
    for words in ("One thing for the coming week", "away", "Same as last week", "Something to"):
        assert words not in begun.words
    assert set(form_values(begun.html)) <= {"csrf_token", "edition", "page"}
    assert 'data-draft="/monthly/self-care/2026-W48/draft"' in begun.html


def test_the_page_says_which_set_it_is_and_what_it_asks_about(begun):
    begun.get(PAGE)
    assert "Looking after yourself, and being looked after, asked in the week of 23 November" in (
        begun.words
    )
    assert "How true was this for you? If it did not come up, choose Does not apply." in begun.words
    assert "<h1>The last four weeks</h1>" in begun.html


@pytest.mark.parametrize("name", [one.id for one in monthly_services.list_monthly_sets(LIBRARY)])
def test_every_question_of_a_set_has_its_boxes_on_the_page(signed_in, name):
    signed_in.get(f"/monthly/{name}")
    drawn = re.findall(r'<(input|textarea)\b[^>]* name="([^"]+)"', signed_in.html)
    for item in LIBRARY.latest(name).items:
        boxes_of = [tag for tag, of in drawn if of == item.id]
        assert set(boxes_of) == {"textarea" if item.kind == "text" else "input"}, item.id


# The promises


def test_the_script_saves_what_is_typed(begun):
    begun.get(PAGE)
    token = form_values(begun.html)["csrf_token"][0]
    answer = begun.client.post(
        "/monthly/self-care/2026-W48/draft",
        data={"page": "statements", "edition": "new", "breaks": "2"},
        headers={"X-Reflect-Token": token},
    )
    begun.get(PAGE)
    assert answer.get_json() == {"edition": form_edition(begun)}
    assert form_value(begun, "breaks") == "2"


def test_the_script_is_told_of_a_conflict_and_where_to_choose(begun):
    begun.post(PAGE, GIVEN)
    answer = begun.client.post(
        "/monthly/self-care/2026-W48/draft",
        data={"page": "statements", "edition": "new", "breaks": "1"},
        headers={"X-Reflect-Token": _token(begun)},
    )
    assert answer.status_code == 409
    begun.get(answer.get_json()["conflict"])
    assert "You changed this page in another tab." in begun.words
    assert "breaks" in form_values(begun.html)["asked"]


def _token(browser) -> str:
    browser.get(PAGE)
    return form_values(browser.html)["csrf_token"][0]


@pytest.mark.parametrize("minutes", [16, 40])
def test_a_form_posted_after_the_lock_comes_back_and_is_not_saved(app, begun, clock, minutes):
    begun.get(PAGE)
    old, before = form_edition(begun), rows(app, begun)
    clock.forward(minutes=minutes)
    begun.post(PAGE, {"edition": old, **GIVEN}, fresh=False)
    assert "Sign in" in begun.words
    login = {k: v[0] for k, v in form_values(begun.html).items() if k != "csrf_token"}
    login |= {"name": "sam@example.org", "password": begun.password}
    begun.post("/sign-in", login, fresh=False)
    assert begun.path == PAGE
    assert {name: form_value(begun, name) for name in GIVEN} == GIVEN
    assert form_edition(begun) == old
    assert rows(app, begun) == before


def test_a_draft_outlives_the_lock(begun, clock):
    begun.client.post(
        "/monthly/self-care/2026-W48/draft",
        data={"page": "statements", "edition": "new", **GIVEN},
        headers={"X-Reflect-Token": _token(begun)},
    )
    clock.forward(minutes=16)
    begun.sign_in("sam@example.org", begun.password)
    begun.get("/monthly/self-care")
    assert {name: form_value(begun, name) for name in GIVEN} == GIVEN


@pytest.mark.parametrize(("choice", "then"), [("kept", "3"), ("typed", "5")])
def test_two_tabs_both_answers_are_there_and_one_is_chosen(begun, choice, then):
    begun.get(PAGE)
    old = form_edition(begun)
    begun.post(PAGE, {"edition": old, **GIVEN})
    begun.post(PAGE, {"edition": old, **GIVEN, "breaks": "5"})
    assert begun.status == 409
    assert "Half and half" in begun.words
    assert "Completely" in begun.words
    sent = {**form_values(begun.html), "choose_breaks": choice}
    assert "choose_breaks" not in form_values(begun.html)
    del sent["csrf_token"]
    begun.post(PAGE, sent)
    assert begun.path == "/notebook/months/self-care/2026-W48"
    begun.get(PAGE)
    assert form_value(begun, "breaks") == then


def test_the_back_button_goes_on_without_a_question(begun):
    begun.get(PAGE)
    old = form_edition(begun)
    for _twice in range(2):
        begun.post(PAGE, {"edition": old, **GIVEN})
        assert begun.path == "/notebook/months/self-care/2026-W48"


def test_an_answer_that_is_not_on_offer_is_told_and_the_others_stay(begun):
    begun.post(PAGE, {**GIVEN, "breaks": "9"})
    assert begun.status == 422
    assert "Choose one of the answers that stand there." in begun.words
    assert form_value(begun, "backed") == "3"
    begun.get(PAGE)
    assert form_value(begun, "backed") == "3"


def test_nothing_in_it_is_not_saved_and_says_so(app, begun):
    before = rows(app, begun)
    begun.post(PAGE, {})
    assert begun.status == 422
    assert "There is nothing to save here yet. Answer what you like, or leave it." in begun.words
    assert rows(app, begun) == before
    begun.post(PAGE, GIVEN)
    begun.post(PAGE, {"edition": edition_now(begun)})
    assert "What you had saved before is still there." in begun.words


def edition_now(browser) -> str:
    browser.get(PAGE)
    return form_edition(browser)


@pytest.mark.parametrize("where", ["2026-W50/statements", "2026-W48/nowhere", "2026/statements"])
def test_a_week_to_come_or_a_page_that_is_not_there_is_not_found(begun, where):
    begun.get(f"/monthly/self-care/{where}")
    assert begun.status == 404


# A set of the organisation's own, with two pages and a box to write in

WORDS = Item(id="words", kind="text", text="What would help?", rows=4, private=True)
OWN_PAGE = InstrumentPage(
    id="words", heading="In your words", sections=(InstrumentSection(items=("words",)),)
)
OWN = replace(
    CARE,
    id="own-set",
    items=(*CARE.items, WORDS),
    pages=(*CARE.pages, OWN_PAGE),
)


def test_texts_of_a_set_lie_among_the_notes(app, begun, monkeypatch):
    library = Library.of((*LIBRARY.list_offered(), OWN))
    monkeypatch.setitem(app.extensions, "reflect.library", library)
    begun.post("/monthly/own-set/2026-W48/statements", GIVEN)
    assert begun.path == "/monthly/own-set/2026-W48/words"
    assert "Step 2 of 2, Looking after yourself" in begun.words
    begun.post(
        "/monthly/own-set/2026-W48/words", {"edition": form_edition(begun), "words": "A door"}
    )
    assert begun.path == "/notebook/months/own-set/2026-W48"
    assert "A door" not in begun.html
    kept = rows(app, begun)
    assert kept["notes", "own-set", "2026-W48"].value["texts"] == {"words": "A door"}
    assert "words" not in kept["answers", "own-set", "2026-W48"].value["answers"]


def test_a_form_of_a_set_never_reads_the_boxes_of_a_check_in():
    told = validate_fields(CARE, W48, {"action": "x", "last_action": "done", "breaks": "3"})
    assert told.check_in.answers == {"breaks": 3}
    assert WEEKLY.is_weekly
    assert not CARE.is_weekly
    assert "action" not in Questionnaire(CARE, W48).layout.pages[-1].names
    assert "action" in Questionnaire(WEEKLY, W48).layout.pages[-1].names


def test_a_set_is_read_in_few_statements(app, db, vault):
    from tests.support.site_fixture import record_queries  # noqa: PLC0415

    preferences.update_settings(db, vault, first_week="2026-W40")
    with record_queries(app) as seen:
        load_week(db, vault, monthly_services.load_month_questionnaire(db, vault, CARE, W48))
    assert len(seen) == 2
