"""Accessibility checks of a page: axe-core, width, target sizes, names, headings, screenshots.

axe finds no group of radio buttons without a legend and no target that is too small, so there are
checks for these beside it. Where `REFLECT_SCREENSHOTS` names a folder, pictures are stored there.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import expect

from tests.support.browser.request_gate import AXE_PATH
from tests.support.browser.visitor import Visitor

NARROW, WIDE = 320, 1280  # widths in CSS pixels
VIEWS = [(NARROW, "light"), (NARROW, "dark"), (WIDE, "light")]  # no colour depends on the width
MIN_TARGET_SIZE = 44  # CSS pixels, in width and height
TARGETS = "button, .button, label.choice, summary, .leave, input:not([type=hidden])"
# The label is the target; Plotly draws its own buttons; the line beside an error takes some width.
EXEMPT_TARGETS = ".choice input, .skip, .plot *, .has-error .squares *"
# All that a dark page may change, and no width.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
LOAD_AXE = """path => new Promise((loaded, failed) => document.head.append(
  Object.assign(document.createElement('script'), {src: path, onload: loaded, onerror: failed})))"""
RUN_AXE = """([only, without]) => axe.run({resultTypes: ['violations'], preload: false,
  ...(only.length && {runOnly: {type: 'rule', values: only}}),
  rules: Object.fromEntries(without.map(rule => [rule, {enabled: false}]))})"""
SMALL_TARGETS = """([least, targets, exempt]) => [...document.querySelectorAll(targets)]
  .filter(one => one.checkVisibility() && !one.matches(exempt))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < least - 0.5 || box.height < least - 0.5)
  .map(([one, box]) => `${one.outerHTML.slice(0, 120)} ${box.width} x ${box.height}`)"""
WIDTH_IN_WIDE_FONT = """() => {
  document.documentElement.style.setProperty('--sans', 'DejaVu Sans')
  const width = document.scrollingElement.scrollWidth
  document.documentElement.style.removeProperty('--sans')
  return width }"""
FIELDSETS_WITHOUT_LEGEND = """() => [...document.querySelectorAll('fieldset')]
  .filter(one => one.firstElementChild?.tagName !== 'LEGEND' || !one.textContent.trim())
  .map(one => one.outerHTML.slice(0, 120))"""
MISSING_ARIA_IDS = """() =>
  [...document.querySelectorAll('[aria-describedby], [aria-labelledby]')]
  .flatMap(one => `${one.getAttribute('aria-describedby') ?? ''} ` +
    `${one.getAttribute('aria-labelledby') ?? ''}`.trim())
  .flatMap(ids => ids.trim().split(/\\s+/)).filter(id => id && !document.getElementById(id))"""
HEADINGS = "main h1, main [role=heading][aria-level='1']"
MEASURE_PAGE = f"""targets => ({{
  width: document.scrollingElement.scrollWidth, width_in_wide_font: ({WIDTH_IN_WIDE_FONT})(),
  small: ({SMALL_TARGETS})(targets), without_legend: ({FIELDSETS_WITHOUT_LEGEND})(),
  missing_ids: ({MISSING_ARIA_IDS})(),
  headings: document.querySelectorAll("{HEADINGS}").length }})"""


def expect_accessible(one: Visitor) -> None:
    """Check the page in a narrow and a wide window, light and dark."""
    load_axe(one)
    for width, scheme in VIEWS:
        set_view(one, width, scheme)
        only = COLOUR_RULES if scheme == "dark" else []
        without = COLOUR_RULES if width == WIDE else []
        assert axe_violations(one, only, without) == [], (width, scheme)
        if scheme == "light":
            found = one.page.evaluate(MEASURE_PAGE, [MIN_TARGET_SIZE, TARGETS, EXEMPT_TARGETS])
            assert found.pop("width") <= width
            assert found.pop("width_in_wide_font") <= width
            empty = {"small": [], "without_legend": [], "missing_ids": []}
            assert found == {**empty, "headings": 1}, width


def expect_error_links_work(one: Visitor) -> None:
    """The error summary has the focus, and each of its links leads into its field."""
    assert one.page.title().startswith("Check: ")
    expect(one.page.locator(".trouble")).to_be_focused()
    for link in one.page.locator(".trouble a").all():
        field = one.page.locator(link.get_attribute("href"))
        link.focus()
        one.page.keyboard.press("Enter")
        expect(field).to_be_in_viewport()
        if not field.evaluate("field => field === document.activeElement"):
            one.page.keyboard.press("Tab")  # a group that takes no focus: its first answer does
            assert field.evaluate("field => field.contains(document.activeElement)")


def save_screenshots(one: Visitor, name: str) -> None:
    """Four pictures of the page: at 360 and 1280 pixels, light and dark."""
    folder = os.environ.get("REFLECT_SCREENSHOTS")
    for scheme in ("light", "dark") if folder else ():
        for width in (360, WIDE):
            set_view(one, width, scheme)
            path = Path(folder) / f"{name}-{width}-{scheme}.png"
            one.page.screenshot(path=path, full_page=True)


def load_axe(one: Visitor) -> None:
    one.page.evaluate(LOAD_AXE, AXE_PATH)


def axe_violations(
    one: Visitor, only: Sequence[str] = (), without: Sequence[str] = ()
) -> list[str]:
    """What axe finds, by these rules `only`, or by all `without` some."""
    violations = one.page.evaluate(RUN_AXE, [list(only), list(without)])["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in violations
        for node in rule["nodes"]
    ]


def set_view(one: Visitor, width: int, scheme: str) -> None:
    """Set width and colour scheme of the window."""
    one.page.emulate_media(color_scheme=scheme)
    one.page.set_viewport_size({"width": width, "height": 740 if width < 500 else 900})
