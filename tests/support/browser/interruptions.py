"""A check-in that is interrupted before it is sent: the interruptions, and the ways back to it.

An interruption takes an `InterruptedCheckIn`; a way back returns the visitor in front of the page.
"""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from reflect import vaults
from reflect.accounts import repository as account_repository
from reflect.core.crypto.vault import Vault, unlock_with_code
from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.models import lapsed
from tests.support.browser.visitor import Visitor

NAME = "sam@example.org"
WEEK_PATH = "/check-in/2026-W48"
TYPED_TEXT = "Nobody near when the court call came"
OTHER_TEXT = "A desk by the window, for once"
ACTION_TEXT = "Ask for a room with a door"


class InterruptedCheckIn:
    """Sam's window with a page of the check-in open, by default the last one, and nothing typed."""

    def __init__(
        self, visit, signed_in, clock, *, script: bool, path: str = f"{WEEK_PATH}/reflection"
    ) -> None:
        self.visit, self.browser, self.clock = visit, signed_in, clock
        self.app = signed_in.app
        self.sam = visit(signed_in, script=script)
        self.page: Page = self.sam.page
        if script:
            self.sam.context.clock.install(time=clock.now)
        self.sam.go(path)

    def type(self, words: str = TYPED_TEXT) -> None:
        """Fill in three fields of the last page."""
        self.sam.choose({"held": 1})
        self.sam.write("minutes", "90")
        self.sam.write("happened", words)

    def autosave(self, page: Page | None = None) -> int:
        """Wait until the script saves the draft; the status of the response."""
        page = page or self.page
        return autosave_status(page, lambda: page.clock.run_for(1300))

    def stay_idle(self, span: timedelta) -> None:
        """Move the clock of the server, and that of the page if it has a script."""
        self.clock.forward(seconds=span.total_seconds())
        if self.sam.has_script:
            self.page.clock.fast_forward(span.total_seconds() * 1000)

    def open_vault(self, db) -> Vault:
        """Sam's vault, opened with the recovery code."""
        return unlock_with_code(
            account_repository.find_account_by_username(db, NAME).record, self.browser.code
        )

    def stored_kinds(self) -> set[str]:
        """The kinds of sealed rows that have the typed text; "lapsed" if any form was saved."""
        with reading(self.app.extensions[ENGINE_EXTENSION_KEY]) as db:
            vault = self.open_vault(db)
            kinds = {kind for kind, _k, row in vaults.load_all(db, vault) if TYPED_TEXT in str(row)}
            forms = db.execute(select(func.count()).select_from(lapsed)).scalar_one()
        return kinds | ({"lapsed"} if forms else set())

    def sign_in_again(self, path: str = f"{WEEK_PATH}/reflection"):
        """Sam signs in from another window and opens the page."""
        sam = self.visit(script=self.sam.has_script)
        return sam.go("/sign-in").sign_in().go(path)


def submit_invalid_minutes(check_in: InterruptedCheckIn) -> None:
    check_in.type()
    check_in.sam.write("minutes", "1h30")
    check_in.sam.expected.add(422)
    check_in.sam.press("Save this week")
    check_in.sam.expect_text("Write the length in minutes, such as 90. You wrote “1h30”.")
    assert check_in.sam.written("happened") == TYPED_TEXT
    assert check_in.sam.written("minutes") == "1h30"


def wait_for_idle_lock(check_in: InterruptedCheckIn) -> None:
    check_in.type()
    if check_in.sam.has_script:
        assert check_in.autosave() == 200
        check_in.sam.expected |= {401}
        check_in.stay_idle(timedelta(minutes=15, seconds=5))
        check_in.sam.expect_text("You are signed out")
        check_in.sam.expect_text("What you typed is kept, sealed. Sign in and it is back.")
        expect(check_in.page.get_by_text(TYPED_TEXT)).to_have_count(0)
    else:
        check_in.stay_idle(timedelta(minutes=17))
        check_in.sam.press("Save this week")
        check_in.sam.expect_text("What you typed is kept, sealed. Sign in and it is back.")


def lose_connection(check_in: InterruptedCheckIn) -> None:
    check_in.sam.expected.add("offline")
    check_in.sam.context.set_offline(True)
    check_in.type()
    if check_in.sam.has_script:
        check_in.page.clock.run_for(1300)
        check_in.sam.expect_text("No connection. Your last words are still on this page.")
    else:
        check_in.sam.button("Save this week").click(no_wait_after=True)
        expect(check_in.page).to_have_url(re.compile("chrome-error://.*"))


def lose_answer(check_in: InterruptedCheckIn) -> None:
    """What was sent is stored, but no answer comes; then more is typed, or it is sent again."""
    check_in.sam.expected.add("offline")
    is_draft = check_in.sam.has_script
    check_in.page.route("**/draft" if is_draft else f"**{WEEK_PATH}/*", _drop_answer, times=1)
    check_in.type(OTHER_TEXT)
    if is_draft:
        check_in.page.clock.run_for(1300)
        check_in.sam.expect_text("No connection. Your last words are still on this page.")
        check_in.sam.write("happened", TYPED_TEXT)
        assert check_in.autosave() == 200
        check_in.sam.expect_text("Saved as you go.")
    else:
        check_in.sam.write("happened", TYPED_TEXT)
        check_in.sam.button("Save this week").click(no_wait_after=True)
        expect(check_in.page).to_have_url(re.compile("chrome-error://.*"))
        check_in.page.reload()
        check_in.sam.expect_text("Saved. Your week of 23 November")


def _drop_answer(route: Route) -> None:
    route.fetch(max_redirects=0)
    route.abort("internetdisconnected")


def close_lid(check_in: InterruptedCheckIn) -> None:
    """A laptop lid is closed while the page has unsaved text, and opened three hours later."""
    check_in.type()
    if check_in.sam.has_script:
        assert (
            autosave_status(check_in.page, lambda: set_visibility(check_in.page, "hidden")) == 200
        )
        check_in.sam.expected |= {401}
        check_in.stay_idle(timedelta(hours=3))
        set_visibility(check_in.page, "visible")
        check_in.sam.expect_text("You are signed out")
        expect(check_in.page.get_by_text(TYPED_TEXT)).to_have_count(0)
    else:
        check_in.stay_idle(timedelta(hours=3))
        check_in.sam.expected.add(401)
        check_in.sam.press("Save this week")
        check_in.sam.expect_heading("Sign in")


def autosave_status(page: Page, act: Callable[[], None]) -> int:
    """The status of the autosave that `act` causes, once the page has read the response.

    A response counts as activity: read after the clock was moved, it would delay the idle lock.
    """
    with page.expect_response("**/draft") as answer:
        act()
    if answer.value.ok:  # until the page has read it, the form names two editions
        expect(page.locator('#check-in [name="edition"]')).to_have_value(re.compile(r"^\S+$"))
    return answer.value.status


def set_visibility(page: Page, state: str) -> None:
    """Set the visibility state of the page: "visible" or "hidden"."""
    page.evaluate(
        "state => { Object.defineProperty(document, 'visibilityState',"
        " { value: state, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        state,
    )


def edit_in_second_tab(check_in: InterruptedCheckIn) -> None:
    """Another tab saves first; this one still has the page as it was before."""
    check_in.sam.expected.add(409)
    other = check_in.sam.tab()
    other.goto(f"{WEEK_PATH}/reflection")
    other.locator('[name="happened"]').fill(OTHER_TEXT)
    if check_in.sam.has_script:
        assert check_in.autosave(other) == 200
        check_in.type()
        assert check_in.autosave() == 409
        check_in.sam.expect_text("You changed this check-in in another tab. Both texts are kept")
    else:
        other.get_by_role("button", name="Save this week").click()
        check_in.type()
        check_in.sam.press("Save this week")
        check_in.sam.expect_heading("Choose which to keep")


def double_click_save(check_in: InterruptedCheckIn) -> None:
    check_in.type()
    check_in.sam.write("action", ACTION_TEXT)
    check_in.sam.button("Save this week").dblclick()
    check_in.page.wait_for_url("**/my-picture/2026-W48")
    check_in.sam.expect_text("Saved. Your week of 23 November")


def press_back_button(check_in: InterruptedCheckIn) -> None:
    """Leave the page with unsaved text through the browser history, and return."""
    check_in.sam.go(f"{WEEK_PATH}/statements").go(f"{WEEK_PATH}/reflection")
    check_in.type()
    check_in.page.go_back()
    check_in.sam.expect_heading("How was your week?")
    check_in.page.go_forward()
    check_in.sam.expect_heading("Supervision and reflection")


def sign_in_elsewhere(check_in: InterruptedCheckIn) -> Visitor:
    return check_in.sign_in_again()


def sign_in_here(check_in: InterruptedCheckIn) -> Visitor:
    """On the page that is still open and asks for the password."""
    return check_in.sam.sign_in()


def stay_on_page(check_in: InterruptedCheckIn) -> Visitor:
    return check_in.sam


def restore_connection(check_in: InterruptedCheckIn) -> Visitor:
    """The script notices; without one, the error page of the browser sends the form again."""
    if check_in.sam.has_script:
        with check_in.page.expect_response("**/draft") as answer:
            check_in.sam.context.set_offline(False)
        assert answer.value.status == 200
        check_in.sam.expect_text("Saved as you go.")
    else:
        check_in.sam.context.set_offline(False)
        check_in.page.reload()
        check_in.sam.expect_text("Saved. Your week of 23 November")
    return check_in.sign_in_again()


def resolve_conflict(check_in: InterruptedCheckIn) -> Visitor:
    """Choose the typed text on the page that has the texts of both tabs."""
    sam = check_in.sam if not check_in.sam.has_script else check_in.sign_in_again()
    sam.expected.add(409)
    if check_in.sam.has_script:
        sam.page.get_by_role("link", name="Choose which to keep").click()
        sam.expect_heading("Choose which to keep")
    sam.expect_text(OTHER_TEXT)
    sam.expect_text(TYPED_TEXT)
    for name in sam.page.locator('[name="asked"]').evaluate_all("all => all.map(e => e.value)"):
        sam.choose({f"choose_{name}": "typed"})
    sam.press("Keep what I chose")
    sam.expect_text("Saved. Your week of 23 November")
    return sam.go(f"{WEEK_PATH}/reflection")
