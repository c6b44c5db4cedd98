"""Stale deletions (optimistic locking): no deletion of what another tab changed meanwhile."""

import html
import re

import pytest

WEEK = "2026-W48"
REFLECTION = f"/check-in/{WEEK}/reflection"
JOURNAL = f"/notebook/journal/{WEEK}/weekly-check-in"
AWAY = f"/check-in/{WEEK}/away"
CPD = "/notebook/cpd/entry/" + "a" * 16
MONTH = "/notebook/month/2026-11"
MARK = f"/my-picture/changes/{WEEK}"
PIECE = {
    "id": "a" * 16,
    "type": "Reading",
    "description": "A study of hot desks.",
    "date": "2026-11-20",
    "learnt": "as it was",
    "impact": "I sit with the team on Wednesdays.",
}
CHANGED = "This changed in another tab, so nothing was deleted. Here it is as it is now."


def carried(browser, form: str) -> dict[str, str]:
    """What the form that goes to `form` carries unseen, the token apart."""
    found = re.search(rf'<form[^>]*action="{form}".*?</form>', browser.html, re.DOTALL).group(0)
    tags = re.findall(r'name="(edition|seen)" value="([^"]*)"', found)
    return {name: html.unescape(value) for name, value in tags}


def send_week(browser, text: str) -> None:
    browser.post(REFLECTION, {"happened": text, "held": "2"})


def type_week(browser, text: str) -> None:
    browser.get(REFLECTION)
    browser.post(f"/check-in/{WEEK}/draft", {"page": "reflection", "happened": text}, fresh=False)


def write_piece(browser, text: str) -> None:
    browser.get(CPD)
    browser.post(CPD, {**PIECE, "learnt": text, **carried(browser, CPD)}, fresh=False)
    assert browser.status == 200, browser.words


def create_piece(browser, text: str) -> None:
    browser.post("/notebook/cpd/new", {**PIECE, "learnt": text})


def write_month(browser, text: str) -> None:
    browser.get(MONTH)
    sent = carried(browser, MONTH)
    browser.post(MONTH, {"description": text, **sent}, fresh=False)


def write_mark(browser, text: str) -> None:
    browser.get(MARK)
    sent = carried(browser, MARK) if browser.status == 200 else {}
    path = MARK if sent else "/my-picture/changes"
    fields = {"day": "2026-11-24", "kind": "office", "words": text, **sent}
    browser.post(path, fields, fresh=False)
    assert browser.status == 200, browser.words


# what is there, the page that asks, where its form goes, its button, more words in another tab,
# the page on which they stand
DELETIONS = {
    "a CPD entry": (create_piece, f"{CPD}/delete", "", write_piece, CPD),
    "a week's texts": (send_week, f"{JOURNAL}/delete", "", send_week, JOURNAL),
    "a week's draft": (send_week, f"{JOURNAL}/delete", "", type_week, REFLECTION),
    "a month": (write_month, f"{MONTH}/delete", "", write_month, MONTH),
    "a week's answers": (send_week, AWAY, "delete", send_week, REFLECTION),
    "a week's answers and a draft": (send_week, AWAY, "delete", type_week, REFLECTION),
    "a mark": (write_mark, MARK, "remove", write_mark, MARK),
}


@pytest.mark.parametrize("kind", DELETIONS)
def test_a_stale_page_deletes_nothing_and_the_next_try_does(signed_in, kind):
    write, asks, button, write_more, stands = DELETIONS[kind]
    send_week(signed_in, "a first week")
    write(signed_in, "as it was")
    signed_in.get(asks)
    stale = {**carried(signed_in, asks), "action": button}
    assert len(stale) == 2, "the form says which state it was made from"

    write_more(signed_in, "newer words")
    signed_in.get("/settings")
    signed_in.post(asks, stale, fresh=False)
    assert CHANGED in signed_in.words
    signed_in.get(stands)
    assert "newer words" in html.unescape(signed_in.html)

    signed_in.get(asks)
    signed_in.post(asks, {**carried(signed_in, asks), "action": button}, fresh=False)
    signed_in.get(stands)
    assert "newer words" not in html.unescape(signed_in.html)


@pytest.mark.parametrize("kind", DELETIONS)
def test_a_form_that_says_nothing_of_its_state_deletes_nothing(signed_in, kind):
    write, asks, button, *_ = DELETIONS[kind]
    send_week(signed_in, "a first week")
    write(signed_in, "as it was")
    signed_in.get(asks)
    signed_in.post(asks, {"action": button}, fresh=False)
    assert CHANGED in signed_in.words
