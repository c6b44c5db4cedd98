"""Every kind of page: axe finds nothing, nothing scrolls sideways, everything is large enough.

axe does not see a group of radios without a legend, a target that is too small, or a focus that
goes nowhere, so these have claims of their own. `REFLECT_SCREENSHOTS=folder` keeps a picture of
each page at 360 and 1280 pixels, light and dark.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from ground import open_site
from pages_of_all_kinds import WAYS
from playwright.sync_api import Error, expect
from stages import Stage
from visitors import Visitor, served

from reflect.config import DEMO_MARK

NARROW, WIDE = 320, 1280
LOOKS = [(width, scheme) for scheme in ("light", "dark") for width in (NARROW, WIDE)]
TOUCH = 44  # pixels either way
PRESSED = "button, .button, label.choice, summary, .leave, input:not([type=hidden])"
# The label is the target; Plotly draws its own buttons; the line beside an error takes some width.
SPARED = ".choice input, .skip, .plot *, .has-error .squares *"
AXE = Axe().axe_script
RUN = """rules => axe.run({resultTypes: ['violations'], preload: false,
  ...(rules && {runOnly: {type: 'rule', values: rules}})})"""
COLOURS = ["color-contrast", "link-in-text-block"]  # all that a dark page may change
SMALL = """([touch, pressed, spared]) => [...document.querySelectorAll(pressed)]
  .filter(one => one.checkVisibility() && !one.matches(spared))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < touch - 0.5 || box.height < touch - 0.5)
  .map(([one, box]) => `${one.outerHTML.slice(0, 120)} ${box.width} x ${box.height}`)"""
UNNAMED = """() => [...document.querySelectorAll('fieldset')]
  .filter(one => one.firstElementChild?.tagName !== 'LEGEND' || !one.textContent.trim())
  .map(one => one.outerHTML.slice(0, 120))"""
NAMELESS = """() => [...document.querySelectorAll('[aria-describedby], [aria-labelledby]')]
  .flatMap(one => `${one.getAttribute('aria-describedby') ?? ''} ` +
    `${one.getAttribute('aria-labelledby') ?? ''}`.trim())
  .flatMap(ids => ids.trim().split(/\\s+/)).filter(id => id && !document.getElementById(id))"""
HEADINGS = "main h1, main [role=heading][aria-level='1']"
MARKED = """() => { const one = document.activeElement, box = one.closest('.choice') ?? one;
  return [one, box].some(each => getComputedStyle(each).outlineStyle !== 'none') }"""


@pytest.fixture
def stage(app, clock, visit, sign_up) -> Stage:
    return Stage(app, clock, visit, sign_up)


def look(one: Visitor, width: int, scheme: str) -> None:
    one.page.emulate_media(color_scheme=scheme)
    one.page.set_viewport_size({"width": width, "height": 740 if width < 500 else 900})


def violations(one: Visitor, rules: list[str] | None = None) -> list[str]:
    found = one.page.evaluate(RUN, rules)["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def picture(one: Visitor, name: str) -> None:
    folder = os.environ.get("REFLECT_SCREENSHOTS")
    for scheme in ("light", "dark") if folder else ():
        for width in (360, WIDE):
            look(one, width, scheme)
            path = Path(folder) / f"{name}-{width}-{scheme}.png"
            one.page.screenshot(path=path, full_page=True)


def accessible(one: Visitor) -> None:
    one.page.evaluate(AXE)
    for width, scheme in LOOKS:
        look(one, width, scheme)
        rules = COLOURS if scheme == "dark" else None
        assert violations(one, rules) == [], (width, scheme)
        if scheme == "light":
            assert one.page.evaluate("document.scrollingElement.scrollWidth") <= width
            assert one.page.evaluate(SMALL, [TOUCH, PRESSED, SPARED]) == [], width
    assert one.page.evaluate(UNNAMED) == []
    assert one.page.evaluate(NAMELESS) == []
    assert one.page.locator(HEADINGS).count() == 1


def focus_goes_to_the_summary_and_from_there_to_the_box(one: Visitor) -> None:
    assert one.page.title().startswith("Check: ")
    expect(one.page.locator(".trouble")).to_be_focused()
    for link in one.page.locator(".trouble a").all():
        box = one.page.locator(link.get_attribute("href"))
        link.focus()
        one.page.keyboard.press("Enter")
        expect(box).to_be_in_viewport()
        if not box.evaluate("box => box === document.activeElement"):
            one.page.keyboard.press("Tab")  # a group that takes no focus: its first answer does
            assert box.evaluate("box => box.contains(document.activeElement)")


@pytest.mark.parametrize("name", sorted(WAYS))
def test_every_page_is_accessible_on_a_phone_and_a_desk_in_light_and_dark(stage, name):
    one = WAYS[name](stage)
    if name.endswith("-error"):
        focus_goes_to_the_summary_and_from_there_to_the_box(one)
    accessible(one)
    picture(one, name)


def test_the_front_page_of_the_demo_is_accessible(tmp_path, static, chromium):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / DEMO_MARK).write_text("")
    with open_site(tmp_path, static) as (app, _clock), served(app) as address:
        one = Visitor(chromium, address)
        one.go("/demo")
        accessible(one)
        picture(one, "demo")
        one.close()
        assert one.problems == []


def tab_to(one: Visitor, target: str) -> None:
    """Press Tab until the focus is there; wherever it stops on the way, one can see it."""
    for _ in range(150):
        one.page.keyboard.press("Tab")
        assert one.page.evaluate(MARKED), one.page.evaluate("document.activeElement.outerHTML")
        if one.page.locator(f"{target}:focus").count():
            return
    pytest.fail(f"The Tab key never came to {target}.")


def pick(one: Visitor, name: str, at: int) -> None:
    """Into the group with Tab, to the answer with the arrows."""
    tab_to(one, f'[name="{name}"]')
    one.page.keyboard.press("Space")
    for _ in range(at - 1):
        one.page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_check_in_by_keyboard_alone(visit, sign_up, script):
    sign_up()
    one = visit(script=script, size=(360, 740))
    one.go("/sign-in")
    tab_to(one, "#name")
    one.page.keyboard.type("sam@example.org")
    tab_to(one, "#password")
    one.page.keyboard.type("four small boats adrift")
    one.page.keyboard.press("Enter")
    one.reads_as_heading("Where did you work?")
    pick(one, "home", 5)
    one.page.keyboard.press("Enter")  # as the main button, not as the first one on the page
    one.reads_as_heading("How was your week?")
    for name in ("reach", "sense", "belong", "answer"):
        pick(one, name, 4)
    tab_to(one, "#check-in .actions button")
    one.page.keyboard.press("Enter")
    one.reads_as_heading("Supervision and reflection")
    tab_to(one, "#happened")
    one.page.keyboard.type("By keyboard alone")
    tab_to(one, "#check-in .actions button")
    one.page.keyboard.press("Space")
    one.sees("Saved. Your week of 23 November is on your chart.")
    one.sees("75 this week.")
    one.sees("Not enough answers for this scale this week.")


def test_what_was_chosen_can_be_seen_in_forced_colours(visit, signed_in):
    one = visit(signed_in, forced_colors="active")
    one.go("/check-in/2026-W48/statements")
    one.choose({"reach": 4})
    chosen = one.page.locator("label.choice:has(:checked)")
    assert chosen.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    moon = chosen.locator("input")
    assert moon.evaluate("one => getComputedStyle(one).appearance") == "auto"
    one.go("/check-in/2026-W48/places")
    one.choose({"home": 3})
    filled = one.page.locator('.squares label.choice:has([name="home"][value="2"])')
    empty = one.page.locator('.squares label.choice:has([name="home"][value="4"])')
    colour = "one => getComputedStyle(one).backgroundColor"
    assert filled.evaluate(colour) != empty.evaluate(colour)


def test_at_four_hundred_per_cent_nothing_is_cut_off(visit, signed_in):
    """A desk of 1280 pixels at 400% is 320 wide and 225 high."""
    one = visit(signed_in, size=(320, 225))
    for page in ("places", "statements", "reflection"):
        one.go(f"/check-in/2026-W48/{page}")
        assert one.page.evaluate("document.scrollingElement.scrollWidth") <= NARROW
        one.page.locator("#check-in .actions button").scroll_into_view_if_needed()
        expect(one.page.locator("#check-in .actions button")).to_be_in_viewport(ratio=1)


def test_these_checks_find_what_is_wrong(visit):
    """A page is spoiled on purpose: whoever breaks one of the checks above sees it here."""
    one = visit(size=(NARROW, 740)).go("/sign-in")
    one.page.evaluate(AXE)
    one.page.evaluate(
        "() => { document.querySelector('label').remove();"
        " document.querySelector('main').insertAdjacentHTML('beforeend',"
        " `<fieldset></fieldset><button aria-describedby='nobody'>x</button>`"
        " + `<p>${'long'.repeat(200)}</p>`);"
        " document.querySelector('main p:last-child').style.whiteSpace = 'pre' }"
    )
    assert [found for found in violations(one) if found.startswith("label:")]
    assert one.page.evaluate("document.scrollingElement.scrollWidth") > NARROW
    assert one.page.evaluate(UNNAMED)
    assert one.page.evaluate(NAMELESS) == ["nobody"]
    one.page.evaluate(
        "() => { document.body.insertAdjacentHTML('beforeend', '<i style=\"color: red\"></i>');"
        " setTimeout(() => { throw Error('ours') }); fetch('/nothing-here') }"
    )
    one.page.goto("/nothing-here")
    assert any("Content Security Policy" in each for each in one.problems)
    assert any("ours" in each for each in one.problems)
    assert any(each.startswith("404") for each in one.problems)
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        one.page.goto("https://example.org")
    assert any(each.startswith("asked https://example.org") for each in one.problems)
    one.problems.clear()
