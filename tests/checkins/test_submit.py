"""Sending a check-in: what is kept, what is dropped, what is said when something does not fit."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reflect import vaults
from reflect.checkins import drafts
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import ActionInput
from reflect.checkins.drafts import Draft
from reflect.checkins.fields import CheckIn, build_form_class, validate_fields
from reflect.checkins.http import retry_on_conflict
from reflect.checkins.services import Sent, Unfinished
from reflect.core.instruments.model import InstrumentPage, InstrumentSection, Item
from reflect.vaults.repository import EMPTY, EditConflict
from tests.support.checkin_forms import checkin_url, make_questionnaire, make_submission, make_vault
from tests.support.client import SESSION_COOKIE
from tests.support.page_parsing import form_edition, form_value, form_values
from tests.support.site_fixture import record_queries
from tests.support.weeks import FRIDAY, W47, W48, WEEKLY

pytestmark = pytest.mark.both_databases

CHECK = partial(validate_fields, WEEKLY, W48)


@pytest.fixture
def vault(app):
    return make_vault(app)


def send(db, vault, edition, **fields):
    form = make_submission("reflection", edition, "e" * 16, **fields)
    return checkin_services.send_check_in(db, vault, make_questionnaire(), form, FRIDAY)


def problem(page: str, **fields) -> str:
    """What is said about the one thing that does not fit."""
    found = validate_fields(WEEKLY, W48, fields).problems
    assert list(found) == [page]
    (sentence,) = found[page].values()
    return sentence


# Laws of reading a form


@given(st.integers(0, 10))
def test_every_number_of_half_days_is_kept_as_it_is(number):
    assert CHECK({"home": str(number)}).check_in.answers["home"] == number


@given(st.text(max_size=8).filter(lambda t: not t.strip().isdecimal() and t.strip()))
def test_what_is_no_number_is_never_kept_as_one(text):
    found = CHECK({"home": text})
    assert "home" not in found.check_in.answers
    assert found.problems["places"]["home"]


# What is said


def test_the_errors_say_what_to_write_and_what_was_written():
    assert problem("places", home="11") == "At home: use a number from 0 to 10."
    assert problem("places", base="two") == (
        WEEKLY.item("base").text + ": use a number from 0 to 10."
    )
    assert problem("reflection", held="1", minutes="1h30") == (
        "Write the length in minutes, such as 90. You wrote “1h30”."
    )
    assert problem("reflection", held="1", minutes="301") == (
        "Write the length in minutes, from 5 to 300. You wrote “301”."
    )
    assert problem("reflection", held="1", date="2026-11-30") == (
        "Choose a day in the week of this check-in, Monday 23 to Sunday 29 November."
    )
    assert problem("statements", reach="6") == "Choose one of the answers that stand there."
    assert problem("statements", missing=["1", "99"]) == (
        "Choose one of the answers that stand there."
    )
    assert problem("places", contact="n/a") == "Choose one of the answers that stand there."


def test_a_long_mistake_is_not_repeated_whole():
    assert len(problem("reflection", held="1", minutes="x" * 5000)) < 120


def test_under_another_answer_nothing_is_checked_and_nothing_kept():
    found = CHECK({"held": "2", "minutes": "1h30", "date": "nonsense", "how": "1"})
    assert found.problems == {}
    assert found.check_in.answers == {"held": 2}


def test_everything_is_read_as_the_scores_want_it():
    found = CHECK(
        {
            "home": "3",
            "contact": "2",
            "reach": "5",
            "sense": "n/a",
            "missing": ["3", "1", "3"],
            "held": "1",
            "date": "2026-11-26",
            "minutes": "090",
            "happened": " A text.\nTwo lines. ",
            "action": " Call Beth ",
            "action_whose": "3",
            "action_supervision": "1",
            "last_action": "done",
        }
    )
    assert found.check_in.answers == {
        "home": 3,
        "base": 0,
        "other": 0,
        "out": 0,
        "between": 0,
        "contact": 2,
        "reach": 5,
        "sense": "n/a",
        "missing": [1, 3],
        "held": 1,
        "date": "2026-11-26",
        "minutes": 90,
    }
    assert found.check_in.texts == {"happened": "A text.\nTwo lines."}
    assert found.check_in.planned == ActionInput("Call Beth", 3, True)
    assert found.check_in.outcome == "done"


def test_half_days_left_empty_count_as_none_only_where_a_place_was_given():
    assert CHECK({"contact": "2"}).check_in.answers == {"contact": 2}
    assert CHECK({"home": "0"}).check_in.answers["between"] == 0


def test_whose_move_without_an_action_is_nothing():
    assert CHECK({"action_whose": "2", "action_supervision": "1"}).check_in.is_empty


def test_an_instrument_that_requires_an_answer_gets_it():
    item = Item(id="must", text="Must it?", labels=("Yes", "No"), required=True)
    section = InstrumentSection(items=("must",))
    strict = replace(
        WEEKLY,
        items=(item,),
        scales=(),
        pages=(InstrumentPage(id="one", heading="One", sections=(section,)),),
    )
    assert validate_fields(strict, W48, {}).problems == {
        "one": {"must": "This one needs an answer."}
    }
    assert validate_fields(strict, W48, {"must": "1"}).problems == {}


def test_the_form_of_an_instrument_is_made_once():
    assert build_form_class(WEEKLY) is build_form_class(WEEKLY)


# What is kept


def test_a_check_in_leaves_answers_texts_and_first_week_and_no_draft(db, vault):
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("statements", "new", "a" * 16, reach="5"),
        FRIDAY,
    )
    assert send(db, vault, "a" * 16, happened="text") == Sent()
    kept = {kind: row for kind, _key, row in vaults.load_all(db, vault)}
    assert kept.keys() == {"answers", "notes", "settings"}
    assert kept["answers"].value == {
        "answers": {"reach": 5},
        "instrument": "weekly-check-in",
        "saved": "2026-11-27T16:05Z",
        "version": 1,
        "week": "2026-W48",
    }
    assert kept["notes"].value == {
        "texts": {"happened": "text"},
        "prompt": 8,
        "instrument": "weekly-check-in",
        "saved": "2026-11-27T16:05Z",
        "version": 1,
        "week": "2026-W48",
    }
    assert kept["settings"].value == {"first_week": "2026-W48"}


def test_texts_never_lie_in_the_row_that_charts_open(db, vault):
    send(db, vault, "new", happened="heron", action="quarry")
    answers = vaults.load(db, vault, "answers", *make_questionnaire().key).value
    assert "heron" not in str(answers)
    assert "quarry" not in str(answers)


def test_the_first_week_is_the_earliest_and_other_settings_stay(db, vault):
    vaults.save(db, vault, "settings", (), {"interval": 6}, read=0)
    for week, first in ((W48, "2026-W48"), (W47, "2026-W47"), (W48, "2026-W47")):
        told = CheckIn({"reach": 5, "sense": week.number % 5 + 1})
        checkin_services.save_check_in(db, vault, make_questionnaire(week), told, "e" * 16, FRIDAY)
        assert vaults.load(db, vault, "settings").value == {"interval": 6, "first_week": first}


def test_texts_that_were_all_emptied_are_deleted(db, vault):
    send(db, vault, "new", happened="text", held="2")
    assert send(db, vault, "answers-1", held="2") == Sent()
    assert vaults.load(db, vault, "notes", *make_questionnaire().key) == EMPTY


def test_the_second_click_doubles_nothing(db, vault):
    fields = {
        "happened": "text ",
        "action": "Call",
        "held": "2",
        "minutes": "1h",
        "last_action": "",
    }
    assert send(db, vault, "new", **fields) == Sent()
    before = vaults.load_all(db, vault)
    assert send(db, vault, "new", **fields) == Sent()
    assert vaults.load_all(db, vault) == before
    assert len(vaults.load(db, vault, "actions").value["actions"]) == 1


def test_whether_a_week_counts_stays_when_it_is_corrected(db, vault):
    answers = {"answers": {"reach": 1}, "counts": True, "saved": "2026-11-27T16:00Z", "version": 1}
    vaults.save(db, vault, "answers", make_questionnaire().key, answers, read=0)
    send(db, vault, "answers-1", held="2")
    row = vaults.load(db, vault, "answers", *make_questionnaire().key)
    assert row.rev == 2
    assert row.value["counts"] is True
    assert row.value["answers"] == {"reach": 1, "held": 2}


def test_something_in_the_way_keeps_the_draft_and_no_answers(db, vault):
    done = send(db, vault, "new", held="1", minutes="1h30", happened="text")
    assert isinstance(done, Unfinished)
    assert list(done.problems) == ["reflection"]
    assert done.draft.fields == {"held": "1", "minutes": "1h30", "happened": "text"}
    assert [kind for kind, _key, _row in vaults.load_all(db, vault)] == ["draft"]


def test_nothing_in_it_keeps_nothing(db, vault):
    assert send(db, vault, "new") == Unfinished({}, Draft("new", {}))
    assert vaults.load_all(db, vault) == []


def test_a_check_in_is_read_in_one_statement_and_written_in_one_a_row(app, db, vault):
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("statements", "new", "a" * 16, reach="5"),
        FRIDAY,
    )
    with record_queries(app) as seen:
        send(db, vault, "a" * 16, happened="text", action="Call")
    assert [statement.split()[0] for statement in seen] == [
        "SELECT",
        "INSERT",  # answers
        "INSERT",  # notes
        "INSERT",  # actions
        "INSERT",  # settings: the first week, once
        "DELETE",  # the draft
    ]


def test_two_clicks_in_the_very_same_moment_are_tried_again(app):
    tries = []

    def work(_db):
        tries.append(1)
        if len(tries) < 3:
            raise EditConflict
        return "kept"

    with app.app_context():
        assert retry_on_conflict(work) == "kept"
        tries.clear()
        with pytest.raises(EditConflict):
            retry_on_conflict(lambda _db: (_ for _ in ()).throw(EditConflict()))


# Through the pages


def test_the_core_of_a_first_check_in(signed_in):
    signed_in.get("/check-in")
    assert signed_in.path == checkin_url("places")
    signed_in.post(
        checkin_url("places"), {"edition": form_edition(signed_in), "home": "3", "contact": "1"}
    )
    assert signed_in.path == checkin_url("statements")
    signed_in.post(
        checkin_url("statements"), {"edition": form_edition(signed_in), "reach": "5", "sense": "4"}
    )
    assert signed_in.path == checkin_url("reflection")
    signed_in.post(checkin_url("reflection"), {"edition": form_edition(signed_in)})
    assert signed_in.path == "/my-picture/2026-W48"
    signed_in.get(checkin_url("statements"))
    assert form_value(signed_in, "reach") == "5"
    assert form_edition(signed_in) == "answers-1"


def test_a_page_with_a_mistake_comes_back_with_all_that_was_typed(signed_in):
    signed_in.post(
        checkin_url("reflection"), {"held": "1", "minutes": "1h30", "happened": "<b>text"}
    )
    assert signed_in.status == 422
    assert "<title>Check: " in signed_in.html
    assert 'href="#minutes"' in signed_in.html
    assert form_value(signed_in, "minutes") == "1h30"
    assert form_value(signed_in, "happened") == "<b>text"
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "minutes") == "1h30"


def test_a_mistake_on_another_page_leads_there(signed_in):
    signed_in.post(checkin_url("places"), {"home": "11"})
    assert signed_in.status == 422
    assert "At home: use a number from 0 to 10." in signed_in.words
    signed_in.post(checkin_url("reflection"), {"happened": "text"})
    assert signed_in.status == 422
    assert "Where did you work?" in signed_in.words
    assert f'action="{checkin_url("places")}"' in signed_in.html
    sent = {"edition": form_edition(signed_in), "home": "1"}
    signed_in.post(checkin_url("places"), sent, fresh=False)
    assert signed_in.path == checkin_url("statements")
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "happened") == "text"


def test_a_check_in_with_nothing_in_it_is_met_kindly(signed_in):
    signed_in.post(checkin_url("reflection"), {"edition": "new", "happened": "  "})
    assert signed_in.status == 422
    assert "There is nothing in this check-in yet" in signed_in.words
    signed_in.get("/weeks")
    assert "Answered" not in signed_in.words
    assert "Begun" not in signed_in.words


def test_an_answered_week_that_was_emptied_keeps_what_it_had(signed_in):
    signed_in.post(checkin_url("reflection"), {"edition": "new", "happened": "text"})
    signed_in.post(checkin_url("reflection"), {"edition": "answers-1"})
    assert signed_in.status == 422
    assert "What you had saved before is still there." in signed_in.words


def test_an_answered_week_can_be_corrected_years_later(signed_in, clock):
    signed_in.post(checkin_url("reflection"), {"happened": "text", "held": "2"})
    clock.forward(weeks=150)
    signed_in.sign_in("sam@example.org", signed_in.password)
    signed_in.get(checkin_url("reflection"))
    signed_in.post(
        checkin_url("reflection"), {"edition": form_edition(signed_in), "held": "2", "matters": "m"}
    )
    assert signed_in.path == "/my-picture/2026-W48"
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "happened") == ""
    assert form_value(signed_in, "matters") == "m"


def test_two_clicks_on_the_last_button_end_on_the_result(signed_in):
    signed_in.get(checkin_url("reflection"))
    fields = {"edition": form_edition(signed_in), "happened": "text", "action": "Call", "held": "2"}
    for _click in range(2):
        signed_in.post(checkin_url("reflection"), fields)
        assert signed_in.path == "/my-picture/2026-W48"
    signed_in.get(checkin_url("reflection"))
    assert form_edition(signed_in) == "answers-1"


def test_each_page_goes_back_to_the_one_before(signed_in):
    signed_in.get(checkin_url("reflection"))
    assert f'href="{checkin_url("statements")}"' in signed_in.html
    assert form_values(signed_in.html)["page"] == ["reflection"]


def test_two_clicks_at_once_from_two_windows_keep_one_check_in_and_one_action(app, signed_in):
    signed_in.get(checkin_url("reflection"))
    fields = {"edition": "new", "happened": "text", "action": "Call", "held": "2"}
    sent = {**fields, "csrf_token": form_values(signed_in.html)["csrf_token"][0]}
    cookie = signed_in.cookie

    def click(_n):
        client = app.test_client()
        client.set_cookie(SESSION_COOKIE, cookie)
        return client.post(checkin_url("reflection"), data=sent).location

    with ThreadPoolExecutor(4) as clicks:
        assert set(clicks.map(click, range(8))) == {"/my-picture/2026-W48"}
    signed_in.get(checkin_url("reflection"))
    assert form_edition(signed_in) == "answers-1"
    assert form_value(signed_in, "action") == "Call"
