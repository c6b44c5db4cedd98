"""The same steps by pointer or by keyboard alone, for tests that run with both."""

import pytest
from playwright.sync_api import Locator

from tests.support.browser.visitor import Visitor

# The calendar button in a date field and its focus ring are drawn by the browser.
FOCUS_SCRIPT = """all => { const one = document.activeElement, box = one.closest('.choice') ?? one;
  return { here: all.includes(one), html: one.outerHTML,
    marked: one.type === 'date' && !one.matches(':focus')
      || [one, box].some(each => getComputedStyle(each).outlineStyle !== 'none') } }"""
MAX_TAB_PRESSES = 150  # presses of the Tab key


class PointerInput:
    """Touch or mouse."""

    def __init__(self, one: Visitor) -> None:
        self.one = one

    def follow(self, link: str) -> None:
        """Open a link by its text."""
        self.tap(self.one.page.get_by_role("link", name=link, exact=True).first)

    def press(self, button: str) -> None:
        self.tap(self.one.button(button))

    def tick(self, name: str) -> None:
        self.pick(name, 1)

    def pick(self, name: str, at: int) -> None:
        """Choose the answer at this position, from 1."""
        self.one.page.locator(f'[name="{name}"]').nth(at - 1).check()

    def write(self, name: str, words: str) -> None:
        self.one.write(name, words)

    def tap(self, what: Locator) -> None:
        what.click()


class KeyboardInput(PointerInput):
    """Tab, Enter, Space, arrow and letter keys."""

    def pick(self, name: str, at: int) -> None:
        """Reach the group with Tab and the answer with the arrow keys."""
        tab_to(self.one, f'[name="{name}"]')
        self.one.page.keyboard.press("Space")
        for _ in range(at - 1):
            self.one.page.keyboard.press("ArrowRight")

    def write(self, name: str, words: str) -> None:
        tab_to(self.one, f'[name="{name}"]')
        self.one.page.keyboard.type(words)

    def tap(self, what: Locator) -> None:
        tab_to(self.one, what)
        self.one.page.keyboard.press("Enter")


def tab_to(one: Visitor, target: str | Locator) -> None:
    """Press Tab until the target has the focus; fails where the focus is not visible on the way."""
    found = one.page.locator(target) if isinstance(target, str) else target
    found.first.wait_for()
    for _ in range(MAX_TAB_PRESSES):
        one.page.keyboard.press("Tab")
        focus = found.evaluate_all(FOCUS_SCRIPT)
        assert focus["marked"], focus["html"]
        if focus["here"]:
            return
    pytest.fail(f"Tab did not reach {target}.")
