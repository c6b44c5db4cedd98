"""What becomes of half-typed words: one table, and a browser that tries each of its cells.

Each row says what happened, with script or without, what is kept of what was typed, where it lies
until its writer is back, how long it was left there and was whole, and when it is gone. `where` is
the kind of the sealed row that holds the words; `page` means that no server has them yet, so that
closing the page is the end of them. A draft and a sent check-in lie in the vault and stay until
their writer ends them; a lapsed form is sealed under the cookie of the browser it came from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from reflect import vaults
from reflect.checkins.actions import load_actions
from reflect.db import ENGINE_EXTENSION_KEY, reading
from tests.support.browser import interruptions as at
from tests.support.browser.interruptions import (
    ACTION_TEXT,
    TYPED_TEXT,
    WEEK_PATH,
    InterruptedCheckIn,
)
from tests.support.browser.visitor import Visitor

MINUTES = timedelta(minutes=9)
SHORTLY = timedelta(minutes=10)
DAYS = timedelta(days=2)
YEARS = timedelta(days=800)


@dataclass(frozen=True)
class Cell:
    """What is promised for one event."""

    event: str
    script: bool
    kept: str
    where: str  # draft, notes, lapsed or page
    still: timedelta  # after that long it is whole
    gone: timedelta | None  # after that long it is not there any more; None: no such time

    def __str__(self) -> str:
        return f"{self.event}, {'script' if self.script else 'no script'}"


TABLE = [
    Cell("error", True, "all boxes, also what does not fit", "draft", YEARS, None),
    Cell("error", False, "all boxes, also what does not fit", "draft", YEARS, None),
    Cell("lock", True, "all boxes", "draft", YEARS, None),
    Cell("lock", False, "the form that was sent", "lapsed", MINUTES, SHORTLY),
    Cell("lost line", True, "all boxes, on the page", "page", MINUTES, None),
    Cell("lost line", False, "the form that was sent, in the browser", "page", MINUTES, None),
    Cell("lost answer", True, "all boxes", "draft", YEARS, None),
    Cell("lost answer", False, "the check-in", "notes", YEARS, None),
    Cell("closed lid", True, "all boxes", "draft", YEARS, None),
    Cell("closed lid", False, "the form that was sent, on the sign-in page", "page", DAYS, None),
    Cell("second tab", True, "both texts", "draft", YEARS, None),
    Cell("second tab", False, "both texts, one of them on the page", "page", MINUTES, None),
    Cell("double click", True, "the check-in, once", "notes", YEARS, None),
    Cell("double click", False, "the check-in, once", "notes", YEARS, None),
    Cell("back button", True, "all boxes", "draft", YEARS, None),
    Cell("back button", False, "all boxes, in the browser", "page", MINUTES, None),
]


HAPPENS: dict[str, Callable[[InterruptedCheckIn], None]] = {
    "error": at.submit_invalid_minutes,
    "lock": at.wait_for_idle_lock,
    "lost line": at.lose_connection,
    "lost answer": at.lose_answer,
    "closed lid": at.close_lid,
    "second tab": at.edit_in_second_tab,
    "double click": at.double_click_save,
    "back button": at.press_back_button,
}
COMES_BACK: dict[tuple[str, bool], Callable[[InterruptedCheckIn], Visitor]] = {
    ("lock", False): at.sign_in_here,
    ("lost line", True): at.restore_connection,
    ("lost line", False): at.restore_connection,
    ("closed lid", False): at.sign_in_here,
    ("second tab", True): at.resolve_conflict,
    ("second tab", False): at.resolve_conflict,
    ("back button", False): at.stay_on_page,
}


def play(cell: Cell, visit, signed_in, clock) -> InterruptedCheckIn:
    """What happened in a cell, up to where the words lie."""
    check_in = InterruptedCheckIn(visit, signed_in, clock, script=cell.script)
    HAPPENS[cell.event](check_in)
    return check_in


def leave(check_in: InterruptedCheckIn, cell: Cell, span: timedelta) -> None:
    """Go away for so long; the page closes where the words do not lie on it."""
    if cell.where in {"draft", "notes"}:
        check_in.sam.close()
        check_in.clock.forward(seconds=span.total_seconds())
    else:
        check_in.stay_idle(span)


@pytest.mark.parametrize("cell", TABLE, ids=str)
def test_what_was_typed_is_where_the_table_says_and_comes_back(visit, signed_in, clock, cell):
    check_in = play(cell, visit, signed_in, clock)
    assert check_in.stored_kinds() - {"actions"} == ({cell.where} - {"page"})
    leave(check_in, cell, cell.still)
    sam = COMES_BACK.get((cell.event, cell.script), at.sign_in_elsewhere)(check_in)
    assert sam.path == f"{WEEK_PATH}/reflection"
    assert sam.written("happened") == TYPED_TEXT
    assert sam.written("minutes") == ("1h30" if cell.event == "error" else "90")
    assert sam.chosen("held") == "1"


@pytest.mark.parametrize("cell", [cell for cell in TABLE if cell.gone], ids=str)
def test_it_is_gone_when_the_table_says(visit, signed_in, clock, cell):
    check_in = play(cell, visit, signed_in, clock)
    leave(check_in, cell, cell.gone)
    sam = COMES_BACK.get((cell.event, cell.script), at.sign_in_elsewhere)(check_in).go(
        f"{WEEK_PATH}/reflection"
    )
    assert sam.written("happened") == ""
    assert check_in.stored_kinds() == set()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_double_click_doubles_nothing(visit, signed_in, clock, script):
    check_in = InterruptedCheckIn(visit, signed_in, clock, script=script)
    at.double_click_save(check_in)
    with reading(check_in.app.extensions[ENGINE_EXTENSION_KEY]) as db:
        vault = check_in.open_vault(db)
        saves = {kind: row.rev for kind, _key, row in vaults.load_all(db, vault)}
        assert [action.text for action in load_actions(db, vault)] == [ACTION_TEXT]
    assert saves["answers"] == saves["notes"] == saves["actions"] == 1
    assert "draft" not in saves


def test_the_table_has_every_event_with_and_without_script():
    assert {(cell.event, cell.script) for cell in TABLE} == {
        (event, script) for event in HAPPENS for script in (True, False)
    }
    assert len(TABLE) == 2 * len(HAPPENS)


def test_closing_the_page_is_asked_about_while_words_are_on_it_alone(visit, signed_in, clock):
    check_in = InterruptedCheckIn(visit, signed_in, clock, script=True)
    at.lose_connection(check_in)
    asked = []
    check_in.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    check_in.page.close(run_before_unload=True)
    check_in.page.wait_for_event("close") if not check_in.page.is_closed() else None
    assert asked == ["beforeunload"]


def test_words_without_a_line_outlive_the_lock_on_the_page(visit, signed_in, clock):
    """The page empties, holds them out of sight, and hands them over at the next sign-in."""
    check_in = InterruptedCheckIn(visit, signed_in, clock, script=True)
    at.lose_connection(check_in)
    check_in.stay_idle(timedelta(minutes=17))
    check_in.sam.expect_text("Your last words are not saved yet.")
    expect(check_in.page.get_by_text(TYPED_TEXT)).to_have_count(0)
    check_in.sam.expected |= {401}
    check_in.sam.context.set_offline(False)
    check_in.page.get_by_role("link", name="Sign in").click()
    check_in.sam.expect_heading("Sign in")
    check_in.sam.sign_in()
    assert check_in.sam.path == f"{WEEK_PATH}/reflection"
    assert check_in.sam.written("happened") == TYPED_TEXT
