"""Sam at a desk with half a check-in on the page, what happens to it, and how Sam comes back."""

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
    """Sam at a desk, with the last page of this week open, or another, and nothing typed."""

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
        self.sam.choose({"held": 1})
        self.sam.write("minutes", "90")
        self.sam.write("happened", words)

    def saves(self, page: Page | None = None) -> int:
        """Let the pause after typing pass; the status of the script's answer."""
        page = page or self.page
        return autosave_status(page, lambda: page.clock.run_for(1300))

    def quiet(self, span: timedelta) -> None:
        """Time passes for the server, and for the page if it keeps time."""
        self.clock.forward(seconds=span.total_seconds())
        if self.sam.has_script:
            self.page.clock.fast_forward(span.total_seconds() * 1000)

    def vault(self, db) -> Vault:
        """Sam's vault, opened with the recovery code."""
        return unlock_with_code(
            account_repository.find_account_by_username(db, NAME).record, self.browser.code
        )

    def held(self) -> set[str]:
        """Which kinds of sealed rows hold the words, or might."""
        with reading(self.app.extensions[ENGINE_EXTENSION_KEY]) as db:
            vault = self.vault(db)
            found = {kind for kind, _k, row in vaults.load_all(db, vault) if TYPED_TEXT in str(row)}
            forms = db.execute(select(func.count()).select_from(lapsed)).scalar_one()
        return found | ({"lapsed"} if forms else set())

    def comes_back(self, path: str = f"{WEEK_PATH}/reflection"):
        """Sam signs in at another desk."""
        sam = self.visit(script=self.sam.has_script)
        return sam.go("/sign-in").sign_in().go(path)


def submit_invalid_minutes(desk: InterruptedCheckIn) -> None:
    desk.type()
    desk.sam.write("minutes", "1h30")
    desk.sam.expected.add(422)
    desk.sam.press("Save this week")
    desk.sam.expect_text("Write the length in minutes, such as 90. You wrote “1h30”.")
    assert desk.sam.written("happened") == TYPED_TEXT
    assert desk.sam.written("minutes") == "1h30"


def wait_for_idle_lock(desk: InterruptedCheckIn) -> None:
    desk.type()
    if desk.sam.has_script:
        assert desk.saves() == 200
        desk.sam.expected |= {401}
        desk.quiet(timedelta(minutes=15, seconds=5))
        desk.sam.expect_text("You are signed out")
        desk.sam.expect_text("What you typed is kept, sealed. Sign in and it is back.")
        expect(desk.page.get_by_text(TYPED_TEXT)).to_have_count(0)
    else:
        desk.quiet(timedelta(minutes=17))
        desk.sam.press("Save this week")
        desk.sam.expect_text("What you typed is kept, sealed. Sign in and it is back.")


def lose_connection(desk: InterruptedCheckIn) -> None:
    desk.sam.expected.add("offline")
    desk.sam.context.set_offline(True)
    desk.type()
    if desk.sam.has_script:
        desk.page.clock.run_for(1300)
        desk.sam.expect_text("No connection. Your last words are still on this page.")
    else:
        desk.sam.button("Save this week").click(no_wait_after=True)
        expect(desk.page).to_have_url(re.compile("chrome-error://.*"))


def lose_answer(desk: InterruptedCheckIn) -> None:
    """What was sent is stored, but no answer comes; then more is typed, or it is sent again."""
    desk.sam.expected.add("offline")
    is_draft = desk.sam.has_script
    desk.page.route("**/draft" if is_draft else f"**{WEEK_PATH}/*", _drop_answer, times=1)
    desk.type(OTHER_TEXT)
    if is_draft:
        desk.page.clock.run_for(1300)
        desk.sam.expect_text("No connection. Your last words are still on this page.")
        desk.sam.write("happened", TYPED_TEXT)
        assert desk.saves() == 200
        desk.sam.expect_text("Saved as you go.")
    else:
        desk.sam.write("happened", TYPED_TEXT)
        desk.sam.button("Save this week").click(no_wait_after=True)
        expect(desk.page).to_have_url(re.compile("chrome-error://.*"))
        desk.page.reload()
        desk.sam.expect_text("Saved. Your week of 23 November")


def _drop_answer(route: Route) -> None:
    route.fetch(max_redirects=0)
    route.abort("internetdisconnected")


def close_lid(desk: InterruptedCheckIn) -> None:
    """The lid is shut in mid-sentence, and opened three hours later."""
    desk.type()
    if desk.sam.has_script:
        assert autosave_status(desk.page, lambda: set_visibility(desk.page, "hidden")) == 200
        desk.sam.expected |= {401}
        desk.quiet(timedelta(hours=3))
        set_visibility(desk.page, "visible")
        desk.sam.expect_text("You are signed out")
        expect(desk.page.get_by_text(TYPED_TEXT)).to_have_count(0)
    else:
        desk.quiet(timedelta(hours=3))
        desk.sam.expected.add(401)
        desk.sam.press("Save this week")
        desk.sam.expect_heading("Sign in")


def autosave_status(page: Page, act: Callable[[], None]) -> int:
    """The status of the answer to a save that `act` brings about, once the page has read it.

    An answer is a sign of life: read only after the clock was moved, it would keep the page open.
    """
    with page.expect_response("**/draft") as answer:
        act()
    if answer.value.ok:  # until the page has read it, the form names two editions
        expect(page.locator('#check-in [name="edition"]')).to_have_value(re.compile(r"^\S+$"))
    return answer.value.status


def set_visibility(page: Page, state: str) -> None:
    """Tell the page that it is in sight, or out of sight."""
    page.evaluate(
        "state => { Object.defineProperty(document, 'visibilityState',"
        " { value: state, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        state,
    )


def edit_in_second_tab(desk: InterruptedCheckIn) -> None:
    """The words of the other tab arrive first; this one still shows the page as it was."""
    desk.sam.expected.add(409)
    other = desk.sam.tab()
    other.goto(f"{WEEK_PATH}/reflection")
    other.locator('[name="happened"]').fill(OTHER_TEXT)
    if desk.sam.has_script:
        assert desk.saves(other) == 200
        desk.type()
        assert desk.saves() == 409
        desk.sam.expect_text("You changed this check-in in another tab. Both texts are kept")
    else:
        other.get_by_role("button", name="Save this week").click()
        desk.type()
        desk.sam.press("Save this week")
        desk.sam.expect_heading("Choose which to keep")


def double_click_save(desk: InterruptedCheckIn) -> None:
    desk.type()
    desk.sam.write("action", ACTION_TEXT)
    desk.sam.button("Save this week").dblclick()
    desk.page.wait_for_url("**/my-picture/2026-W48")
    desk.sam.expect_text("Saved. Your week of 23 November")


def press_back_button(desk: InterruptedCheckIn) -> None:
    """Off to another page in mid-sentence, and back again."""
    desk.sam.go(f"{WEEK_PATH}/statements").go(f"{WEEK_PATH}/reflection")
    desk.type()
    desk.page.go_back()
    desk.sam.expect_heading("How was your week?")
    desk.page.go_forward()
    desk.sam.expect_heading("Supervision and reflection")


def sign_in_elsewhere(desk: InterruptedCheckIn) -> Visitor:
    return desk.comes_back()


def sign_in_here(desk: InterruptedCheckIn) -> Visitor:
    """The page is still open, and asks who is there."""
    return desk.sam.sign_in()


def stay_on_page(desk: InterruptedCheckIn) -> Visitor:
    return desk.sam


def restore_connection(desk: InterruptedCheckIn) -> Visitor:
    """The page notices; without a script, the browser's own page has a button to send it again."""
    if desk.sam.has_script:
        with desk.page.expect_response("**/draft") as answer:
            desk.sam.context.set_offline(False)
        assert answer.value.status == 200
        desk.sam.expect_text("Saved as you go.")
    else:
        desk.sam.context.set_offline(False)
        desk.page.reload()
        desk.sam.expect_text("Saved. Your week of 23 November")
    return desk.comes_back()


def resolve_conflict(desk: InterruptedCheckIn) -> Visitor:
    """Both texts are there, whichever tab they came from."""
    sam = desk.sam if not desk.sam.has_script else desk.comes_back()
    sam.expected.add(409)
    if desk.sam.has_script:
        sam.page.get_by_role("link", name="Choose which to keep").click()
        sam.expect_heading("Choose which to keep")
    sam.expect_text(OTHER_TEXT)
    sam.expect_text(TYPED_TEXT)
    for name in sam.page.locator('[name="asked"]').evaluate_all("all => all.map(e => e.value)"):
        sam.choose({f"choose_{name}": "typed"})
    sam.press("Keep what I chose")
    sam.expect_text("Saved. Your week of 23 November")
    return sam.go(f"{WEEK_PATH}/reflection")
