"""Nothing that was typed is lost, and nothing is overwritten unseen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect import vaults
from reflect.checkins import drafts
from reflect.checkins import services as checkin_services
from reflect.checkins.drafts import Draft
from reflect.checkins.fields import (
    as_fields,
    clean_fields,
    diff_fields,
    normalise_fields,
    validate_fields,
)
from reflect.checkins.page_layout import ACTION_FIELDS, layout_of
from reflect.checkins.repository import load_week
from reflect.core.errors import NotFound
from reflect.vaults.editing import Conflict, Saved
from tests.support.checkin_forms import checkin_url, make_questionnaire, make_submission, make_vault
from tests.support.page_parsing import form_edition, form_value, form_values
from tests.support.weeks import FRIDAY, LIBRARY, W46, W48, WEEKLY

pytestmark = pytest.mark.both_databases

LAYOUT = layout_of(WEEKLY)
NAMES = [name for page in LAYOUT.pages for name in page.names]
ANY_FIELDS = st.dictionaries(
    st.sampled_from([n for n in NAMES if n not in LAYOUT.lists]),
    st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(["1", "2", "3", "n/a"]),
)


@pytest.fixture
def vault(app):
    return make_vault(app)


# Laws


@given(ANY_FIELDS)
def test_a_form_never_differs_from_itself(fields):
    for page in LAYOUT.pages:
        assert diff_fields(LAYOUT, page.id, fields, fields) == ()


@given(ANY_FIELDS)
def test_what_is_said_is_said_again(fields):
    once = normalise_fields(LAYOUT, fields)
    assert normalise_fields(LAYOUT, once) == once


@given(ANY_FIELDS)
def test_a_checked_form_opened_again_says_the_same(fields):
    """The second click of the last button, whatever was typed, asks nobody to choose."""
    fields = {name: value for name, value in fields.items() if name not in ACTION_FIELDS}
    checked = validate_fields(WEEKLY, W48, fields)
    if not checked.problems:
        again = as_fields(LAYOUT, checked.check_in.answers, checked.check_in.texts, {})
        for page in LAYOUT.pages:
            assert diff_fields(LAYOUT, page.id, fields, again) == ()


@given(ANY_FIELDS)
def test_reading_a_form_never_fails(fields):
    validate_fields(WEEKLY, W48, fields)


# The draft itself


def test_a_draft_keeps_exactly_what_was_typed_for_all_pages(db, vault):
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("places", "new", "a" * 16, home="3"),
        FRIDAY,
    )
    done = drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("reflection", "a" * 16, "b" * 16, minutes=" 1h30", happened="x "),
        FRIDAY,
    )
    assert done == Saved(Draft("b" * 16, {"home": "3", "minutes": " 1h30", "happened": "x "}))
    assert vaults.load(db, vault, "draft", *make_questionnaire().key).value == {
        "base": 0,
        "edition": "b" * 16,
        "fields": {"home": "3", "minutes": " 1h30", "happened": "x "},
        "instrument": "weekly-check-in",
        "saved": "2026-11-27T16:05Z",
        "version": 1,
        "week": "2026-W48",
    }


def test_a_save_that_changes_nothing_keeps_the_edition_and_writes_nothing(db, vault):
    first = drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("places", "new", "a" * 16, home="3"),
        FRIDAY,
    )
    again = drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("places", "a" * 16, "b" * 16, home="3"),
        FRIDAY,
    )
    assert again == first
    assert vaults.load(db, vault, "draft", *make_questionnaire().key).rev == 1


def test_an_older_edition_that_says_the_same_is_let_through(db, vault):
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("places", "new", "a" * 16, home="3"),
        FRIDAY,
    )
    done = drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("places", "new", "b" * 16, home="3"),
        FRIDAY,
    )
    assert isinstance(done, Saved)
    assert done.value.edition == "a" * 16


def test_an_older_edition_that_says_something_else_saves_nothing_and_tells_both(db, vault):
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("reflection", "new", "a" * 16, happened="one"),
        FRIDAY,
    )
    typed = make_submission("reflection", "new", "b" * 16, happened="two", matters="m")
    done = drafts.save_page(db, vault, make_questionnaire(), typed, FRIDAY)
    assert isinstance(done, Conflict)
    assert done.stored.fields == {"happened": "one"}
    assert drafts.find_differences(done.stored, typed) == ("happened", "matters")
    assert done.stored.edition == "a" * 16
    assert load_week(db, vault, make_questionnaire()).fields == {"happened": "one"}


def test_a_change_on_another_page_is_no_conflict(db, vault):
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("places", "new", "a" * 16, home="3"),
        FRIDAY,
    )
    done = drafts.save_page(
        db, vault, make_questionnaire(), make_submission("statements", "new", "b" * 16), FRIDAY
    )
    assert isinstance(done, Saved)
    assert load_week(db, vault, make_questionnaire()).fields == {"home": "3"}


def test_an_empty_page_begins_no_draft(db, vault):
    done = drafts.save_page(
        db, vault, make_questionnaire(), make_submission("places", "new", home=""), FRIDAY
    )
    assert done == Saved(Draft("new", {}))
    assert vaults.load_all(db, vault) == []


def test_a_draft_that_was_emptied_is_deleted(db, vault):
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("places", "new", "a" * 16, home="3"),
        FRIDAY,
    )
    assert drafts.save_page(
        db, vault, make_questionnaire(), make_submission("places", "a" * 16), FRIDAY
    ) == Saved(Draft("new", {}))
    assert vaults.load_all(db, vault) == []


def test_an_answered_week_opens_with_its_answers_and_texts(db, vault):
    told = validate_fields(
        WEEKLY, W48, {"home": "3", "missing": ["1", "3"], "happened": "x", "sense": "n/a"}
    )
    checkin_services.save_check_in(db, vault, make_questionnaire(), told.check_in, "c" * 16, FRIDAY)
    stored = load_week(db, vault, make_questionnaire())
    assert stored.edition == "answers-1"
    assert stored.fields == {
        "home": "3",
        "base": "0",
        "other": "0",
        "out": "0",
        "between": "0",
        "missing": ["1", "3"],
        "sense": "n/a",
        "happened": "x",
    }
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("statements", "answers-1", "d" * 16, reach="5"),
        FRIDAY,
    )
    draft = vaults.load(db, vault, "draft", *make_questionnaire().key).value
    assert draft["base"] == 1
    assert draft["fields"]["happened"] == "x"


def test_a_draft_older_than_the_answers_counts_as_none(db, vault):
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("places", "new", "a" * 16, home="3"),
        FRIDAY,
    )
    answers = {"answers": {"home": 5}, "saved": "2026-11-27T17:00Z", "version": 1}
    vaults.save(db, vault, "answers", make_questionnaire().key, answers, read=0)
    stored = load_week(db, vault, make_questionnaire())
    assert not stored.is_begun
    assert stored.fields == {"home": "5"}
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("places", "answers-1", "b" * 16, home="6"),
        FRIDAY,
    )
    assert vaults.load(db, vault, "draft", *make_questionnaire().key).rev == 2


def test_line_ends_of_the_wire_are_not_what_was_typed():
    assert clean_fields({"happened": "a\r\nb"}) == {"happened": "a\nb"}


def test_an_answer_to_a_question_that_is_gone_is_not_shown():
    assert as_fields(LAYOUT, {"reach": 5, "gone": 2}, {}, {}) == {"reach": "5"}


def test_a_week_is_read_in_one_statement(app, db, vault):
    from tests.support.site_fixture import record_queries  # noqa: PLC0415

    with record_queries(app) as seen:
        load_week(db, vault, make_questionnaire())
    assert len(seen) == 1


def test_a_page_that_is_not_there_is_not_found(db, vault):
    with pytest.raises(NotFound):
        drafts.save_page(
            db, vault, make_questionnaire(), make_submission("nowhere", "new", home="3"), FRIDAY
        )


def test_only_this_week_and_the_last_can_be_begun(db, vault):
    for week in (W46, W48 + 1):
        with pytest.raises(NotFound):
            drafts.save_page(
                db,
                vault,
                make_questionnaire(week),
                make_submission("places", "new", home="3"),
                FRIDAY,
            )


def test_what_was_begun_in_its_time_can_be_finished_later(db, vault):
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("places", "new", "a" * 16, home="3"),
        FRIDAY,
    )
    later = FRIDAY + timedelta(weeks=5)
    done = drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("places", "a" * 16, "b" * 16, home="4"),
        later,
    )
    assert done.value.edition == "b" * 16


def test_the_layout_is_worked_out_once():
    assert layout_of(WEEKLY) is layout_of(LIBRARY.latest("weekly-check-in"))


# Through the pages

WRONG = {"held": "1", "minutes": "x"}  # so that the last page is kept as a draft


def save_draft(browser, **fields):
    token = form_values(browser.html)["csrf_token"][0]
    return browser.client.post(
        "/check-in/2026-W48/draft", data=fields, headers={"X-Reflect-Token": token}
    )


def test_the_script_saves_a_page_and_is_told_the_next_edition(signed_in):
    signed_in.get(checkin_url("reflection"))
    answer = save_draft(signed_in, page="reflection", edition="new", happened="half a th")
    assert answer.status_code == 200
    signed_in.get(checkin_url("reflection"))
    assert answer.get_json() == {"edition": form_edition(signed_in)}
    assert form_value(signed_in, "happened") == "half a th"


def test_the_script_is_told_of_a_conflict_and_both_texts_are_kept(signed_in):
    signed_in.post(checkin_url("reflection"), {"edition": "new", "happened": "one", **WRONG})
    answer = save_draft(signed_in, page="reflection", edition="new", happened="two", **WRONG)
    assert answer.status_code == 409
    where = answer.get_json()["conflict"]
    assert where == checkin_url("reflection") + "?choose=1"
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "happened") == "one"
    assert f'href="{where}"' in signed_in.html
    signed_in.get(where)
    assert form_values(signed_in.html)["asked"] == ["happened"]
    assert "one" in signed_in.words
    assert form_value(signed_in, "happened") == "two"
    sent = {**form_values(signed_in.html), "choose_happened": "typed"}
    del sent["csrf_token"]
    signed_in.post(checkin_url("reflection"), sent)
    signed_in.get(where)
    assert "asked" not in form_values(signed_in.html)
    assert form_value(signed_in, "happened") == "two"


def test_what_was_put_aside_is_gone_once_the_kept_text_was_chosen(db, vault):
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("reflection", "new", "a" * 16, happened="one"),
        FRIDAY,
    )
    late = make_submission("reflection", "new", "b" * 16, happened="two")
    conflict = drafts.save_page(db, vault, make_questionnaire(), late, FRIDAY, ask=False)
    assert isinstance(conflict, Conflict)
    again = drafts.save_page(db, vault, make_questionnaire(), late, FRIDAY, ask=False)
    assert isinstance(again, Conflict)
    assert vaults.load(db, vault, "draft", *make_questionnaire().key).rev == 2
    stored = load_week(db, vault, make_questionnaire())
    assert drafts.load_set_aside(stored, "reflection").fields == {"happened": "two"}
    assert drafts.load_set_aside(stored, "places") is None
    chosen = replace(late, edition="a" * 16, next_edition="c" * 16, keep_stored=("happened",))
    assert drafts.save_page(db, vault, make_questionnaire(), chosen, FRIDAY) == Saved(
        Draft("c" * 16, {"happened": "one"})
    )
    assert drafts.load_set_aside(load_week(db, vault, make_questionnaire()), "reflection") is None


def test_putting_aside_does_not_make_the_good_tab_stale(db, vault):
    told = validate_fields(WEEKLY, W48, {"happened": "sent"})
    checkin_services.save_check_in(db, vault, make_questionnaire(), told.check_in, "c" * 16, FRIDAY)
    late = make_submission("reflection", "new", "b" * 16, happened="late")
    drafts.save_page(db, vault, make_questionnaire(), late, FRIDAY, ask=False)
    assert load_week(db, vault, make_questionnaire()).edition == "answers-1"
    assert load_week(db, vault, make_questionnaire()).fields == {"happened": "sent"}


def test_the_script_asking_for_no_page_or_no_week_finds_nothing(signed_in):
    signed_in.get(checkin_url("places"))
    assert save_draft(signed_in, edition="new").status_code == 404
    token = form_values(signed_in.html)["csrf_token"][0]
    for week in ("2026-W49", "2026-W99", "nonsense"):
        answer = signed_in.client.post(
            checkin_url("draft", week), data={"page": "places"}, headers={"X-Reflect-Token": token}
        )
        assert answer.status_code == 404


def conflict(browser, **fields):
    """Two tabs: the first saves `one`, the second sends `fields` from the page as it was before."""
    browser.get(checkin_url("reflection"))
    before = form_edition(browser)
    browser.post(checkin_url("reflection"), {"edition": before, "happened": "one", **WRONG})
    browser.post(checkin_url("reflection"), {"edition": before, **WRONG, **fields})


def test_two_tabs_both_texts_are_there_and_nothing_is_chosen(signed_in):
    conflict(signed_in, happened="two <b>", matters="also")
    assert signed_in.status == 409
    assert "You changed this check-in in another tab. Both texts are here." in signed_in.words
    assert "one" in signed_in.words
    assert "two <b>" in signed_in.words
    sent = form_values(signed_in.html)
    assert sent["asked"] == ["happened", "matters"]
    assert "choose_happened" not in sent
    assert sent["matters"] == ["also"]


@pytest.mark.parametrize(("choice", "then"), [("kept", "one"), ("typed", "two")])
def test_the_choice_is_kept(signed_in, choice, then):
    conflict(signed_in, happened="two")
    sent = {**form_values(signed_in.html), "choose_happened": choice, "minutes": "60"}
    del sent["csrf_token"]
    signed_in.post(checkin_url("reflection"), sent)
    assert signed_in.path == "/my-picture/2026-W48"
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "happened") == then


def test_without_a_choice_it_asks_again_and_keeps_both(signed_in):
    conflict(signed_in, happened="two")
    sent = form_values(signed_in.html)
    del sent["csrf_token"]
    signed_in.post(checkin_url("reflection"), sent)
    assert signed_in.status == 409
    assert "Choose which of the two to keep." in signed_in.words
    assert 'href="#choose_happened"' in signed_in.html
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "happened") == "one"


def test_a_choice_already_made_stays_while_another_is_asked_again(signed_in):
    conflict(signed_in, happened="two", matters="also")
    sent = {**form_values(signed_in.html), "choose_happened": "typed"}
    del sent["csrf_token"]
    signed_in.post(checkin_url("reflection"), sent)
    assert form_values(signed_in.html)["choose_happened"] == ["typed"]
    assert "choose_matters" not in form_values(signed_in.html)


def test_labels_not_numbers_stand_on_the_page_on_which_one_chooses(signed_in):
    signed_in.get(checkin_url("statements"))
    old = form_edition(signed_in)
    signed_in.post(checkin_url("statements"), {"edition": old, "reach": "5", "missing": ["1", "2"]})
    signed_in.post(checkin_url("statements"), {"edition": old, "reach": "n/a"})
    assert signed_in.status == 409
    for words in ("Completely", "Does not apply", "Privacy, Quiet", "(nothing)"):
        assert words in signed_in.words


def test_a_tab_left_open_after_the_week_was_sent_elsewhere_is_asked_too(signed_in):
    signed_in.get(checkin_url("reflection"))
    old = form_edition(signed_in)
    signed_in.post(checkin_url("reflection"), {"edition": old, "happened": "one"})
    assert signed_in.path == "/my-picture/2026-W48"
    signed_in.post(checkin_url("reflection"), {"edition": old, "happened": "two"})
    assert signed_in.status == 409


def test_the_back_button_and_an_unchanged_page_go_on_without_a_question(signed_in):
    signed_in.get(checkin_url("places"))
    old = form_edition(signed_in)
    signed_in.post(checkin_url("places"), {"edition": old, "home": "3"})
    signed_in.post(checkin_url("places"), {"edition": old, "home": "3"})
    assert signed_in.path == checkin_url("statements")


@pytest.mark.parametrize("minutes", [16, 40])
def test_a_form_posted_after_the_lock_comes_back_and_is_not_saved(signed_in, clock, minutes):
    signed_in.get(checkin_url("reflection"))
    old = form_edition(signed_in)
    clock.forward(minutes=minutes)
    typed_late = {"edition": old, "happened": "from before the lock", "minutes": "1h", "held": "1"}
    signed_in.post(checkin_url("reflection"), typed_late, fresh=False)
    assert "/sign-in" in signed_in.path or "Sign in" in signed_in.words
    login = {k: v[0] for k, v in form_values(signed_in.html).items() if k != "csrf_token"}
    login |= {"name": "sam@example.org", "password": signed_in.password}
    signed_in.post("/sign-in", login, fresh=False)
    assert signed_in.path == checkin_url("reflection")
    assert form_value(signed_in, "happened") == "from before the lock"
    assert form_value(signed_in, "minutes") == "1h"
    assert form_value(signed_in, "held") == "1"
    assert form_edition(signed_in) == old
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "happened") == ""


def test_the_choosing_page_posted_after_the_lock_asks_again(signed_in, monkeypatch):
    from werkzeug.datastructures import MultiDict  # noqa: PLC0415

    conflict(signed_in, happened="two")
    sent = MultiDict(form_values(signed_in.html))
    monkeypatch.setattr("reflect.web.forms.load_saved_form", lambda: sent)
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "happened") == "two"
    monkeypatch.undo()
    signed_in.post(
        checkin_url("reflection"), {"edition": "", "happened": "two", "held": "1"}, fresh=True
    )
    assert signed_in.status == 409
