"""The registry of pages by name, to which the other modules of this package add theirs.

A `PageOpener` takes a `Scenario` and returns a `Visitor` with the page open. What a page shows is
made through services or forms, never by writing rows. A name that ends in `-error` is that of a
page whose error summary has the focus.
"""

from collections.abc import Callable

from tests.support.browser.scenario import Scenario
from tests.support.browser.visitor import Visitor

PASSWORD = "four small boats adrift"
PageOpener = Callable[[Scenario], Visitor]
PAGES: dict[str, PageOpener] = {}


def register_page(name: str) -> Callable[[PageOpener], PageOpener]:
    """Register a function as the opener of a page."""

    def register(opener: PageOpener) -> PageOpener:
        return register_pages({name: opener})[name]

    return register


def register_pages(openers: dict[str, PageOpener]) -> dict[str, PageOpener]:
    """Register openers by name; no name may be there already."""
    assert not PAGES.keys() & openers.keys(), PAGES.keys() & openers.keys()
    PAGES.update(openers)
    return openers


def public_page(path: str) -> PageOpener:
    """A page opened without an account."""
    return lambda scenario: scenario.open(path)


def new_user_page(path: str) -> PageOpener:
    """A page of a person who has written nothing so far."""
    return lambda scenario: scenario.open_as_new_user(path)


def year_page(path: str) -> PageOpener:
    """A page of a person with a year of check-ins."""
    return lambda scenario: scenario.open(path, scenario.user_with_weeks(52))


def full_notebook_page(path: str) -> PageOpener:
    """A page of a person with one of everything in the notebook."""
    return lambda scenario: scenario.open(path, scenario.user_with_notebook())


def empty_form_page(path: str, button: str) -> PageOpener:
    """A page of a new user after its form was sent empty."""
    return lambda scenario: expect_error_summary(
        press_button(scenario.open_as_new_user(path), button)
    )


def press_button(one: Visitor, button: str) -> Visitor:
    one.press(button)
    one.page.wait_for_load_state()
    return one


def expect_error_summary(one: Visitor) -> Visitor:
    one.page.locator(".trouble").wait_for()
    return one
