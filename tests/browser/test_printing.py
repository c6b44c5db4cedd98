"""Print layout: the number of sheets, and no navigation or controls on them."""

import pytest

from reflect.content.guides.library import PACKAGE_FOLDER, load_guides
from reflect.content.teaching.library import load_resources
from tests.support.browser.notebook_factory import CPD_ENTRY_ID, REFLECTION_TEXT
from tests.support.browser.pages import workshops  # noqa: F401  # the ways to its pages
from tests.support.browser.pages.registry import PAGES
from tests.support.browser.printing import count_printed_pages, printed_controls
from tests.support.browser.scenario import WEEK_TEXT
from tests.support.browser.visitor import Visitor

SHEET = "/notebook/supervision-sheet"
ALL = load_resources(
    PACKAGE_FOLDER / "no-such-folder", load_guides(PACKAGE_FOLDER / "no-such-folder")
)
SHEETS = {"handout": 2, "vignette": 4, "wall": 4, "running-order": 6}  # one A4 for most handouts
NAVIGATION = ("This week", "Leave quickly", "Sign out", "Who can read what")


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
    scenario, visit, path, weeks, pages, words
):
    sam = visit(scenario.user_with_notebook(weeks)).go(path)
    if path == SHEET:
        make_sheet(sam)
    assert printed_controls(sam) == []
    assert [each for each in NAVIGATION if each in sam.words] == []
    assert [each for each in words if each not in sam.words] == []
    assert count_printed_pages(sam) == pages


@pytest.mark.parametrize("name", [one.id for one in ALL.by_id.values() if one.kind in SHEETS])
def test_what_a_trainer_prints_is_short_and_has_no_navigation(visit, name):
    found = ALL.get_resource(name)
    one = visit().go(f"/teaching/{name}")
    assert printed_controls(one) == []
    assert [each for each in (*NAVIGATION, "All pages for teaching") if each in one.words] == []
    assert "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)" in on_paper(one)
    assert count_printed_pages(one) <= SHEETS[found.kind]


@pytest.mark.parametrize(
    ("page", "most"),
    [("take-home-page", 2), ("take-home-two-rounds", 2), ("summary", 2), ("paper-slips", 1)],
)
def test_what_comes_out_of_a_workshop_is_short_on_paper(scenario, page, most):
    one = PAGES[page](scenario)
    assert printed_controls(one) == []
    assert count_printed_pages(one) <= most


def on_paper(one: Visitor) -> str:
    """The links of the main part, with what is printed after them."""
    return one.page.evaluate(
        """() => [...document.querySelectorAll("main a")].map(each =>
          each.textContent + getComputedStyle(each, "::after").content
            .replace(/^normal$|^none$/, "").replaceAll('"', "").replace("attr(href)", each.href))
          .join(" ")"""
    )
