"""Two pairs of hands: one taps, one uses the keyboard alone. Both take the same steps."""

import pytest
from playwright.sync_api import Locator

from tests.support.browser.visitor import Visitor

# The button with the calendar in a date box is the browser's own, and so is the ring around it.
FOCUS_SCRIPT = """all => { const one = document.activeElement, box = one.closest('.choice') ?? one;
  return { here: all.includes(one), html: one.outerHTML,
    marked: one.type === 'date' && !one.matches(':focus')
      || [one, box].some(each => getComputedStyle(each).outlineStyle !== 'none') } }"""
MAX_TAB_PRESSES = 150  # presses of the Tab key


class PointerInput:
    """A finger, or a mouse."""

    def __init__(self, one: Visitor) -> None:
        self.one = one

    def follow(self, link: str) -> None:
        """Open a link by its words."""
        self.tap(self.one.page.get_by_role("link", name=link, exact=True).first)

    def press(self, button: str) -> None:
        self.tap(self.one.button(button))

    def tick(self, name: str) -> None:
        self.pick(name, 1)

    def pick(self, name: str, at: int) -> None:
        """The answer that stands at this place, from 1."""
        self.one.page.locator(f'[name="{name}"]').nth(at - 1).check()

    def write(self, name: str, words: str) -> None:
        self.one.write(name, words)

    def tap(self, what: Locator) -> None:
        what.click()


class KeyboardInput(PointerInput):
    """The Tab key, Enter, Space, arrows and letters."""

    def pick(self, name: str, at: int) -> None:
        """Into the group with Tab, to the answer with the arrows."""
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
    """Press Tab until the focus is there; wherever it stops on the way, one can see it."""
    found = one.page.locator(target) if isinstance(target, str) else target
    found.first.wait_for()
    for _ in range(MAX_TAB_PRESSES):
        one.page.keyboard.press("Tab")
        focus = found.evaluate_all(FOCUS_SCRIPT)
        assert focus["marked"], focus["html"]
        if focus["here"]:
            return
    pytest.fail(f"The Tab key never came to {target}.")
