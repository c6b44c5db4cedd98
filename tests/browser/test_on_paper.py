"""On paper: how many pages, and nothing on them that only a screen can use."""

import re

import pytest
from notebooks_kept import LOOKED, PIECE
from stages import WORDS
from visitors import Visitor

SHEET = "/notebook/supervision-sheet"
CONTROLS = "nav, button, dialog, .masthead, .footer, .skip, .leave, [type=submit], form.screen"
SHOWN = """what => [...document.querySelectorAll(what)]
  .filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 120))"""
BOXES = rb"/MediaBox ?\[0 0 (\d+)[\d.]* (\d+)"
A4 = (594, 841)  # points, rounded down
NAVIGATION = ("This week", "Leave quickly", "Sign out", "Who can read what")


def printed(one: Visitor) -> int:
    """How many pages of A4."""
    found = one.page.pdf(prefer_css_page_size=True)
    assert {tuple(map(int, box)) for box in re.findall(BOXES, found)} == {A4}
    return len(re.findall(rb"/Type */Page\b", found))


def make_sheet(one: Visitor) -> None:
    """Of six lines."""
    for at, line in enumerate(one.page.locator('[name="line"]').all()):
        line.set_checked(at < 6)
    one.press("Make the sheet")
    one.reads_as_heading("For supervision")


@pytest.mark.parametrize(
    ("path", "weeks", "pages", "words"),
    [
        (SHEET, 20, 1, ["For supervision", "What we agreed"]),
        (f"/notebook/cpd/entry/{PIECE}/text", 3, 1, ["What you learnt", "A reader needs"]),
        ("/notebook/journal", 5, 2, ["November 2026", WORDS, LOOKED]),
        ("/notebook/supervision", 52, 2, ["Over the year", "One by one"]),
    ],
    ids=["sheet", "cpd", "journal", "supervision"],
)
def test_a_page_prints_on_so_many_sheets_without_its_navigation(
    stage, visit, path, weeks, pages, words
):
    sam = visit(stage.kept(weeks)).go(path)
    if path == SHEET:
        make_sheet(sam)
    sam.page.emulate_media(media="print")
    assert sam.page.evaluate(SHOWN, CONTROLS) == []
    assert [each for each in NAVIGATION if each in sam.words] == []
    assert [each for each in words if each not in sam.words] == []
    assert printed(sam) == pages
