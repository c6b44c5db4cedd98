"""Pages on a wall: read from the back of a room, and turned by keys, a clicker or a tap."""

import pytest
from playwright.sync_api import expect

from reflect.content.guides.library import PACKAGE_FOLDER, load_guides
from reflect.content.teaching.library import load_resources
from tests.support.browser.input_methods import PointerInput

ALL = load_resources(
    PACKAGE_FOLDER / "no-such-folder", load_guides(PACKAGE_FOLDER / "no-such-folder")
)
WALLS = {f"/teaching/{one.id}/wall": len(one.wall) for one in ALL.by_id.values() if one.wall}
TRAIN = "/teaching/vignette-call-on-a-train/wall"
LEAST = 24  # pixels of a letter on a wall of 1280
SIZES = """() => [...document.querySelectorAll('body *')]
  .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(one => one.checkVisibility())
  .map(one => [parseFloat(getComputedStyle(one).fontSize), one.outerHTML.slice(0, 80)])"""
SCROLLS = """() => { const one = document.scrollingElement;
  return one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth }"""


@pytest.mark.parametrize("path", WALLS)
def test_every_page_fits_on_a_wall_in_letters_that_the_last_row_can_read(visit, path):
    one = visit()
    for page in (path, *(f"{path}/{n}" for n in range(1, WALLS[path] + 1))):
        for width, height in ((1280, 720), (1920, 1080), (1024, 768)):
            one.page.set_viewport_size({"width": width, "height": height})
            one.go(page)
            sizes = one.page.evaluate(SIZES)
            assert [found for found in sizes if found[0] < LEAST] == [], (page, width)
            assert not one.page.evaluate(SCROLLS), (page, width)


def test_letters_grow_with_the_wall(visit):
    one = visit()
    found = []
    for width in (1280, 1920, 2560):
        one.page.set_viewport_size({"width": width, "height": width * 9 // 16})
        one.go(f"{TRAIN}/1")
        found.append(min(size for size, _html in one.page.evaluate(SIZES)))
    assert found == sorted(set(found))
    assert found[-1] >= 2 * LEAST


@pytest.mark.parametrize(
    ("on", "back"), [("ArrowRight", "ArrowLeft"), ("PageDown", "PageUp")], ids=["keys", "clicker"]
)
def test_keys_turn_the_page(visit, on, back):
    one = visit(size=(1280, 720)).go(TRAIN)
    for key, heading in (
        (on, "Ask (pairs, eight minutes)"),
        (on, "Two lists to end with"),
        (on, "Two lists to end with"),  # the last
        (back, "Ask (pairs, eight minutes)"),
        (back, "A call on a train"),
        (back, "A call on a train"),
    ):
        one.page.keyboard.press(key)
        one.expect_heading(heading)


def is_scrolled(page) -> bool:
    """Whether the page scrolls within a minute.

    `wait_for_function` polls with `eval`, which the policy of our pages forbids: on a busy machine,
    where the first look comes too early, it failed.
    """
    for _look in range(1200):
        if page.evaluate("document.scrollingElement.scrollTop") > 0:
            return True
        page.wait_for_timeout(50)
    return False


def test_what_is_longer_than_the_wall_is_scrolled_before_it_turns(visit):
    one = visit(size=(1280, 400)).go(f"{TRAIN}/1")
    one.page.keyboard.press("PageDown")
    assert is_scrolled(one.page)
    assert one.path == f"{TRAIN}/1"
    one.page.keyboard.press("ArrowRight")
    one.expect_heading("Two lists to end with")


def test_keys_of_the_browser_stay_the_browsers(visit):
    one = visit(size=(1280, 720)).go("/teaching").go(TRAIN)
    one.page.keyboard.press("Alt+ArrowLeft")
    one.page.keyboard.press("Shift+ArrowRight")
    one.page.keyboard.press("Control+ArrowRight")
    assert one.path in {TRAIN, "/teaching"}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_links_turn_the_page_with_and_without_script(visit, script):
    one = visit(script=script, size=(360, 740)).go("/teaching/vignette-call-on-a-train")
    hand = PointerInput(one)
    hand.follow("Show on the wall")
    hand.follow("Begin")
    one.expect_heading("Ask (pairs, eight minutes)")
    hand.follow("Next")
    one.expect_heading("Two lists to end with")
    hand.follow("Back")
    hand.follow("A call on a train")
    expect(one.page).to_have_url(f"{one.base}/teaching/vignette-call-on-a-train")
