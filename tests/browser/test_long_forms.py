"""The long forms that keep no draft: what was typed outlives the lock, with script and without."""

import functools
import threading
import time
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.support.browser.interruptions import InterruptedCheckIn

MONTH, CPD = "/notebook/month/2026-11", "/notebook/cpd/new"
WORDS = "A month of booked desks, on four floors"
TYPED = {
    MONTH: {"description": WORDS, "action": "Ask for the ten minutes by name."},
    CPD: {"description": WORDS, "learnt": "I explain risk by listing events."},
}
TICKED = {MONTH: "themes", CPD: "standards"}
SAVE = {MONTH: "Save this month", CPD: "Save as a draft"}
SAVED = {MONTH: "Saved. It stands in your journal.", CPD: "Saved as a draft."}


def lock(check_in: InterruptedCheckIn, button: str) -> None:
    """The form stays on the page, and nobody is there."""
    if check_in.sam.has_script:
        check_in.stay_idle(timedelta(minutes=15, seconds=5))
        check_in.sam.expect_text("You are signed out")
        check_in.sam.expect_text("This page still holds them, out of sight.")
        check_in.sam.expected.add(401)
        check_in.page.get_by_role("link", name="Sign in").click()
    else:
        check_in.stay_idle(timedelta(minutes=17))
        check_in.sam.press(button)
        check_in.sam.expect_text("What you typed is kept, sealed. Sign in and it is back.")
    check_in.sam.expect_heading("Sign in")
    expect(check_in.page.get_by_text(WORDS)).to_have_count(0)


@pytest.mark.parametrize("path", [MONTH, CPD], ids=["month", "cpd"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_long_form_is_back_after_the_lock_and_can_be_saved(scenario, visit, clock, script, path):
    check_in = InterruptedCheckIn(
        visit, scenario.user_with_weeks(1), clock, script=script, path=path
    )
    for name, words in TYPED[path].items():
        check_in.sam.write(name, words)
    check_in.page.locator(f'[name="{TICKED[path]}"]').nth(1).check()
    lock(check_in, SAVE[path])
    sam = check_in.sam.sign_in()
    assert sam.path == path
    assert {name: sam.written(name) for name in TYPED[path]} == TYPED[path]
    assert sam.page.locator(f'[name="{TICKED[path]}"]:checked').count() == 1
    sam.press(SAVE[path])
    sam.expect_text(SAVED[path])
    assert {name: sam.written(name) for name in TYPED[path]} == TYPED[path]


def test_signing_in_while_the_session_ends_carries_the_form_along(
    scenario, visit, clock, monkeypatch
):
    """The end of the session, a second after the lock, gives the browser another token."""
    check_in = InterruptedCheckIn(visit, scenario.user_with_weeks(1), clock, script=True, path=CPD)
    views, asked, gone = scenario.app.view_functions, threading.Event(), threading.Event()

    def sign_out(real=views["accounts.sign_out"]):
        answer = real()
        asked.wait(1)
        gone.set()
        return answer

    def sign_in(real=views["accounts.sign_in"]):
        page = real()
        asked.set()
        gone.wait(1)
        time.sleep(0.1)  # for the other answer to arrive first
        return page

    for view, real in (
        (sign_out, views["accounts.sign_out"]),
        (sign_in, views["accounts.sign_in"]),
    ):
        monkeypatch.setitem(views, f"accounts.{view.__name__}", functools.wraps(real)(view))
    for name, words in TYPED[CPD].items():
        check_in.sam.write(name, words)
    lock(check_in, SAVE[CPD])
    sam = check_in.sam.sign_in()
    assert {name: sam.written(name) for name in TYPED[CPD]} == TYPED[CPD]
