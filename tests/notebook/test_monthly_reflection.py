"""The deeper look at a month: kept once, corrected at any time, and never overwritten unseen."""

import html
import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from reflect.core.months import Month
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.notebook.journal import monthly_reflection
from reflect.notebook.journal.forms import MonthForm
from reflect.notebook.journal.monthly_reflection import (
    DEPTH_OPTIONS,
    REFLECTION_BOXES,
    REFLECTION_STEPS,
    MonthlyReflection,
    diff_reflections,
)
from reflect.vaults.editing import Conflict, Saved
from tests.support.accounts import open_vault
from tests.support.factories import load_value, submit_texts
from tests.support.weeks import FRIDAY, W48

JOURNAL_PATH = "/notebook/journal"
MONTH_PATH = "/notebook/month/2026-11"

OCTOBER = MONTH_PATH.replace("11", "10")
FORM = {
    "description": "Three hard visits.",
    "action": "Ask for an hour afterwards.",
    "depth": "critical",
    "deeper": "The desk plan was made without us.",
    "themes": ["communication", "security"],
    "functions": ["support"],
}
ROW = {
    "texts": {name: FORM[name] for name in ("description", "action", "deeper")},
    "depth": "critical",
    "themes": ["communication", "security"],
    "functions": ["support"],
    "saved": "2026-11-27T16:05Z",
    "month": "2026-11",
}
ANY_FORM = st.dictionaries(
    st.sampled_from([*REFLECTION_BOXES, "depth", "themes", "functions", "else"]),
    st.text(max_size=8) | st.sampled_from(["critical", "security", "support", " \r\n "]),
)


@pytest.fixture
def vault(app, signed_in):
    """With a week in October, from which on there are months to look at."""
    found = open_vault(app, signed_in)
    submit_texts(app, found, W48 + -5, happened="a text")
    return found


def row(app, vault, month: str = "2026-11"):
    return load_value(app, vault, "journal", month)


def edition(browser) -> str:
    return re.search(r'name="edition" value="([^"]*)"', browser.html).group(1)


def box(browser, name: str) -> str:
    found = re.search(rf'<textarea id="{name}"[^>]*>\n(.*?)</textarea>', browser.html, re.DOTALL)
    return html.unescape(found.group(1))


def send(browser, fields, path: str = MONTH_PATH, **more: str):
    """Open the page, and send it with these fields."""
    browser.get(path)
    browser.post(path, {**fields, "edition": edition(browser), **more}, fresh=False)


# Laws


def read_form(form) -> MonthlyReflection:
    with Flask(__name__).test_request_context("/"), pytest.MonkeyPatch.context() as patch:
        patch.setattr("reflect.web.forms.csrf_value", lambda: "the token")
        return MonthForm(MultiDict(form)).to_reflection()


@given(ANY_FORM)
def test_what_is_kept_of_a_form_is_read_back_the_same(form):
    written = read_form(form)
    value = {"texts": written.texts, "depth": written.depth}
    tags = {"themes": list(written.themes), "functions": list(written.functions)}
    assert MonthlyReflection.from_row({**value, **tags}) == written


@given(ANY_FORM, ANY_FORM)
def test_two_forms_differ_exactly_where_they_do_not_say_the_same(one, other):
    first, second = read_form(one), read_form(other)
    assert (list(diff_reflections(first, second)) == []) == (first == second)
    assert list(diff_reflections(first, second)) == list(diff_reflections(second, first))


@given(ANY_FORM)
def test_every_text_is_shown_under_a_question_once(form):
    written = read_form(form)
    assert sorted(text for _asked, text in written.labelled_texts) == sorted(written.texts.values())
    assert all(question.endswith("?") for question, _text in written.labelled_texts)


def test_there_are_six_steps_and_four_questions():
    assert len(REFLECTION_STEPS) == 6
    assert [known for known, _asked in DEPTH_OPTIONS] == [
        "technical",
        "practical",
        "process",
        "critical",
    ]


# Keeping


def test_a_month_is_kept_as_it_was_written_and_opens_again(app, vault, signed_in):
    send(signed_in, FORM)
    assert "Saved. It stands in your journal." in signed_in.words
    assert row(app, vault) == ROW
    assert box(signed_in, "description") == "Three hard visits."
    assert 'value="critical" checked' in signed_in.html
    signed_in.get(JOURNAL_PATH)
    asked = "Who decides where and how you work, and who is not heard?"
    assert f"{asked} The desk plan was made without us." in signed_in.words
    assert "Sorted under: Communication, Data security, Support." in signed_in.words


def test_it_can_be_corrected_months_later(app, vault, signed_in, clock):
    send(signed_in, FORM)
    clock.forward(days=100)
    signed_in.sign_in("sam@example.org", signed_in.password)
    send(signed_in, {"description": "Looking back in March."})
    assert row(app, vault)["texts"] == {"description": "Looking back in March."}
    assert row(app, vault)["themes"] == []


def test_the_same_form_again_changes_nothing(app, vault, signed_in):
    signed_in.get(MONTH_PATH)
    first = {**FORM, "edition": edition(signed_in)}
    for _click in range(2):
        signed_in.get(MONTH_PATH)
        signed_in.post(MONTH_PATH, first, fresh=False)
        assert "Saved." in signed_in.words
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        stored = monthly_reflection.load_monthly_reflection(
            db, vault, Month.parse("2026-11"), FRIDAY
        )
        assert stored.row.rev == 1


def test_an_empty_form_deletes_the_row(app, vault, signed_in):
    send(signed_in, FORM)
    send(signed_in, {"description": " \r\n ", "themes": ["security"]})
    assert "Every box was empty, so nothing is kept for this month." in signed_in.words
    assert row(app, vault) == {}
    send(signed_in, {})
    assert row(app, vault) == {}


def test_what_is_not_on_offer_is_not_kept(app, vault, signed_in):
    send(signed_in, {"description": "a", "depth": "deepest", "themes": ["x"], "other": "y"})
    assert row(app, vault) == {
        **ROW,
        "texts": {"description": "a"},
        "depth": "",
        "themes": [],
        "functions": [],
    }


def test_line_ends_are_those_that_were_typed(app, vault, signed_in):
    send(signed_in, {"feelings": "one\r\ntwo\n"})
    assert row(app, vault)["texts"] == {"feelings": "one\ntwo"}
    signed_in.get(MONTH_PATH)
    assert box(signed_in, "feelings") == "one\ntwo"


# Which months there are


@pytest.mark.parametrize("month", ["2026-12", "2027-11", "2026-09", "1999-01", "2026-13", "soon"])
def test_a_month_to_come_or_before_ones_first_week_is_not_found(app, vault, signed_in, month):
    path = f"/notebook/month/{month}"
    for address in (path, f"{path}/delete"):
        assert signed_in.get(address).status_code == 404
        signed_in.get(MONTH_PATH)
        signed_in.post(address, FORM, fresh=False)
        assert signed_in.status == 404
    assert row(app, vault, month) == {}


def test_a_month_to_come_is_there_once_it_has_come(app, vault, signed_in, clock):
    clock.forward(days=4)  # Tuesday 1 December
    signed_in.sign_in("sam@example.org", signed_in.password)
    signed_in.get("/notebook/month/2026-12")
    assert "Looking deeper at December" in signed_in.words


def test_before_the_first_check_in_there_is_no_month(signed_in):
    assert signed_in.get(MONTH_PATH).status_code == 404
    signed_in.get(JOURNAL_PATH)
    assert "Look deeper" not in signed_in.words


def test_the_month_of_the_first_week_is_there(vault, signed_in):
    signed_in.get(OCTOBER)
    assert "Looking deeper at October" in signed_in.words


# Another tab


def test_what_another_tab_saved_is_shown_beside_and_not_overwritten(app, vault, signed_in):
    signed_in.get(MONTH_PATH)
    old = edition(signed_in)
    send(signed_in, FORM)
    mine = {"description": "Mine.", "feelings": "Tired.", "themes": ["self-care"]}
    signed_in.post(MONTH_PATH, {**mine, "edition": old}, fresh=False)
    assert signed_in.status == 409
    assert row(app, vault) == ROW
    assert "You changed this month in another tab." in signed_in.words
    for shown in ("Three hard visits.", "Ask for an hour afterwards.", "(nothing)"):
        assert f"Saved already, from another tab: {shown}" in signed_in.words
    for name, asked in DEPTH_OPTIONS:
        assert (f"another tab: {asked}" in signed_in.words) == (name == "critical")
    assert "Saved already, from another tab: Communication, Data security" in signed_in.words
    assert (box(signed_in, "description"), box(signed_in, "feelings")) == ("Mine.", "Tired.")
    signed_in.post(MONTH_PATH, {**mine, "edition": edition(signed_in)}, fresh=False)
    assert row(app, vault)["texts"] == {"description": "Mine.", "feelings": "Tired."}


def test_what_another_tab_deleted_does_not_come_back_unasked(app, vault, signed_in):
    send(signed_in, FORM)
    old = edition(signed_in)
    send(signed_in, {})
    signed_in.get(MONTH_PATH)
    signed_in.post(MONTH_PATH, {**FORM, "action": "Another.", "edition": old}, fresh=False)
    assert signed_in.status == 409
    assert row(app, vault) == {}
    assert box(signed_in, "action") == "Another."


def test_a_row_deleted_and_written_anew_is_another_row(app, vault, signed_in, clock):
    """Both are the first save of their row: the time tells them apart."""
    send(signed_in, FORM)
    old = edition(signed_in)
    send(signed_in, {})
    clock.forward(minutes=2)
    send(signed_in, {"description": "Written anew."})
    signed_in.post(MONTH_PATH, {"description": "Older.", "edition": old}, fresh=False)
    assert signed_in.status == 409
    assert row(app, vault)["texts"] == {"description": "Written anew."}


def test_of_two_saves_in_one_moment_the_second_is_told(app, vault):
    month = Month.parse("2026-11")
    for text, outcome in (
        ("one", Saved),
        ("two", Conflict),
        ("one", Saved),
    ):
        with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            done = monthly_reflection.save_monthly_reflection(
                db, vault, month, MonthlyReflection({"action": text}), "", FRIDAY
            )
            assert isinstance(done, outcome)


# The lock


def test_a_month_sent_after_the_lock_comes_back_and_is_not_saved(app, vault, signed_in, clock):
    signed_in.get(MONTH_PATH)
    old = edition(signed_in)
    clock.forward(minutes=17)
    signed_in.post(MONTH_PATH, {**FORM, "edition": old}, fresh=False)
    signed_in.sign_in("sam@example.org", signed_in.password)
    assert signed_in.page.request.full_path == f"{MONTH_PATH}?returned=1"
    assert box(signed_in, "action") == "Ask for an hour afterwards."
    for name in ("critical", "security", "support"):
        assert f'value="{name}" checked' in signed_in.html
    assert row(app, vault) == {}
    signed_in.post(MONTH_PATH, {**FORM, "edition": edition(signed_in)}, fresh=False)
    assert row(app, vault)["texts"] == ROW["texts"]


def test_a_form_that_comes_back_still_knows_what_it_was_made_from(app, vault, signed_in, clock):
    signed_in.get(MONTH_PATH)
    old = edition(signed_in)
    send(signed_in, {"description": "From the other tab."})
    clock.forward(minutes=17)
    signed_in.post(MONTH_PATH, {**FORM, "edition": old}, fresh=False)
    signed_in.sign_in("sam@example.org", signed_in.password)
    signed_in.post(MONTH_PATH, {**FORM, "edition": edition(signed_in)}, fresh=False)
    assert signed_in.status == 409
    assert row(app, vault)["texts"] == {"description": "From the other tab."}


def test_the_form_is_kept_by_the_script_too(vault, signed_in):
    signed_in.get(MONTH_PATH)
    assert re.search(r"<form [^>]*data-keep", signed_in.html)


# Deleting


def test_deleting_a_month_says_what_goes_and_leaves_the_weeks(app, vault, signed_in):
    send(signed_in, FORM)
    signed_in.get(f"{MONTH_PATH}/delete")
    assert "Three hard visits." in signed_in.words
    assert "What you wrote week by week stays." in signed_in.words
    signed_in.post(f"{MONTH_PATH}/delete", {"edition": edition(signed_in)}, fresh=False)
    assert (signed_in.path, row(app, vault)) == (JOURNAL_PATH, {})
    assert "Deleted." in signed_in.words
    assert "a text" in signed_in.words


def test_a_month_changed_in_another_tab_is_not_deleted_unseen(app, vault, signed_in):
    send(signed_in, FORM)
    signed_in.get(f"{MONTH_PATH}/delete")
    old = edition(signed_in)
    send(signed_in, {"description": "As it is now."})
    signed_in.post(f"{MONTH_PATH}/delete", {"edition": old}, fresh=False)
    assert "This changed in another tab, so nothing was deleted." in signed_in.words
    assert "As it is now." in signed_in.words
    assert row(app, vault)["texts"] == {"description": "As it is now."}


@pytest.mark.parametrize("sent", ["", "1 2026-11-27T16:05Z"])
def test_where_nothing_is_kept_there_is_nothing_to_delete(app, vault, signed_in, sent):
    signed_in.get(f"{MONTH_PATH}/delete")
    assert signed_in.path == JOURNAL_PATH
    signed_in.post(f"{MONTH_PATH}/delete", {"edition": sent}, fresh=False)
    assert signed_in.path == JOURNAL_PATH
