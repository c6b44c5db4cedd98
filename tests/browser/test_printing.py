"""On paper: how many pages, and nothing on them that only a screen can use."""

import re

import pytest

from reflect.content.guides.library import PACKAGE_FOLDER, load_guides
from reflect.content.teaching.library import load_resources
from tests.support.browser.notebook_factory import CPD_ENTRY_ID, REFLECTION_TEXT
from tests.support.browser.pages import workshops  # noqa: F401  # the ways to its pages
from tests.support.browser.pages.registry import PAGES
from tests.support.browser.scenario import WEEK_TEXT
from tests.support.browser.visitor import Visitor

SHEET = "/notebook/supervision-sheet"
CONTROLS = "nav, button, dialog, .masthead, .footer, .skip, .leave, [type=submit], form.screen"
SHOWN = """what => [...document.querySelectorAll(what)]
  .filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 120))"""
BOXES = rb"/MediaBox ?\[0 0 (\d+)[\d.]* (\d+)"
A4 = (594, 841)  # points, rounded down
ALL = load_resources(
    PACKAGE_FOLDER / "no-such-folder", load_guides(PACKAGE_FOLDER / "no-such-folder")
)
SHEETS = {"handout": 2, "vignette": 4, "wall": 4, "running-order": 6}  # one A4 for most handouts
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
    one.expect_heading("For supervision")


@pytest.mark.parametrize(
    ("path", "weeks", "pages", "words"),
    [
        (SHEET, 20, 1, ["For supervision", "What we agreed"]),
        (f"/notebook/cpd/entry/{CPD_ENTRY_ID}/text", 3, 1, ["What you learnt", "A reader needs"]),
        ("/notebook/journal", 5, 2, ["November 2026", WEEK_TEXT, REFLECTION_TEXT]),
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


@pytest.mark.parametrize("name", [one.id for one in ALL.by_id.values() if one.kind in SHEETS])
def test_what_a_trainer_prints_is_short_and_has_no_navigation(visit, name):
    found = ALL.get_resource(name)
    one = visit().go(f"/teaching/{name}")
    one.page.emulate_media(media="print")
    assert one.page.evaluate(SHOWN, CONTROLS) == []
    assert [each for each in (*NAVIGATION, "All pages for teaching") if each in one.words] == []
    assert "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)" in on_paper(one)
    assert printed(one) <= SHEETS[found.kind]


@pytest.mark.parametrize(
    ("page", "most"),
    [("take-home-page", 2), ("take-home-two-rounds", 2), ("summary", 2), ("paper-slips", 1)],
)
def test_what_comes_out_of_a_workshop_is_short_on_paper(stage, page, most):
    one = PAGES[page](stage)
    one.page.emulate_media(media="print")
    assert one.page.evaluate(SHOWN, CONTROLS) == []
    assert printed(one) <= most


def on_paper(one: Visitor) -> str:
    """The words, and what is printed after links."""
    return one.page.evaluate(
        """() => [...document.querySelectorAll("main a")].map(each =>
          each.textContent + getComputedStyle(each, "::after").content
            .replace(/^normal$|^none$/, "").replaceAll('"', "").replace("attr(href)", each.href))
          .join(" ")"""
    )
