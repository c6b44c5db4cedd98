"""The ways to the pages, by name; files named `pages_of_...` add theirs.

A way is a function of a `Stage` that returns a `Visitor` in front of the page. What a page shows
is made through services or forms, never by writing rows. A name that ends in `-error` is that of
a page whose summary of what to look at has the focus.
"""

from collections.abc import Callable

from tests.support.browser.scenario import Scenario
from tests.support.browser.visitor import Visitor

PASSWORD = "four small boats adrift"
PageOpener = Callable[[Scenario], Visitor]
PAGES: dict[str, PageOpener] = {}


def register_page(name: str) -> Callable[[PageOpener], PageOpener]:
    """Name the page that a way leads to."""

    def keep(found: PageOpener) -> PageOpener:
        return register_pages({name: found})[name]

    return keep


def register_pages(ways: dict[str, PageOpener]) -> dict[str, PageOpener]:
    """Keep some ways; a name stands for one page."""
    assert not PAGES.keys() & ways.keys(), PAGES.keys() & ways.keys()
    PAGES.update(ways)
    return ways


def public_page(path: str) -> PageOpener:
    """A page as a stranger sees it."""
    return lambda stage: stage.at(path)


def new_user_page(path: str) -> PageOpener:
    """A page of somebody who has written nothing so far."""
    return lambda stage: stage.sam(path)


def year_page(path: str) -> PageOpener:
    """A page of somebody with a year of check-ins."""
    return lambda stage: stage.at(path, stage.lived(52))


def full_notebook_page(path: str) -> PageOpener:
    """A page of somebody who keeps all that one can keep."""
    return lambda stage: stage.at(path, stage.kept())


def empty_form_page(path: str, button: str) -> PageOpener:
    """A page of one's own, after its form was sent empty."""
    return lambda stage: expect_error_summary(press_button(stage.sam(path), button))


def press_button(one: Visitor, button: str) -> Visitor:
    one.press(button)
    one.page.wait_for_load_state()
    return one


def expect_error_summary(one: Visitor) -> Visitor:
    one.page.locator(".trouble").wait_for()
    return one
