"""Accessibility of every kind of page: axe-core, reflow, target sizes, keyboard, forced colours.

The checks are in `tests/support/browser/accessibility.py`. `REFLECT_SCREENSHOTS=folder` stores
pictures of each page at 360 and 1280 pixels, light and dark.
"""

import pytest
from flask import Flask
from playwright.sync_api import Error, expect
from werkzeug.exceptions import NotFound

from reflect.config import DEMO_MARK
from tests.support.browser.accessibility import (
    FIELDSETS_WITHOUT_LEGEND,
    MISSING_ARIA_IDS,
    NARROW,
    axe_violations,
    expect_accessible,
    expect_error_links_work,
    load_axe,
    save_screenshots,
)
from tests.support.browser.input_methods import KeyboardInput, tab_to
from tests.support.browser.pages.all_pages import PAGES
from tests.support.browser.request_gate import serve_app
from tests.support.browser.visitor import Visitor
from tests.support.site_fixture import open_site

LONG = [f"/check-in/2026-W48/{page}" for page in ("places", "statements", "reflection")]
LONG += ["/notebook/month/2026-11", "/notebook/cpd/new", "/notebook/supervision-sheet"]
LONG += ["/monthly/self-care/2026-W48/statements", "/my-picture/changes", "/my-data/delete"]
NO_PAGES = {"health", "cpd.entry_file", "cpd.year_file", "guides.file", "teaching.file"}  # files
NO_PAGES |= {"summary.file"}  # a file too
NO_PAGES |= {"modules.start", "openid.begin", "openid.back"}  # redirects
NO_PAGES |= {"rooms.state", "rooms.wall_state", "presenter.state"}  # asked by a script
LOOKED_AT: dict[str, str] = {}  # name in PAGES -> endpoint


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_page_is_accessible_on_a_phone_and_a_desk_in_light_and_dark(scenario, name):
    one = PAGES[name](scenario)
    LOOKED_AT[name] = endpoint(scenario.app, one.path)
    if name.endswith("-error"):
        expect_error_links_work(one)
    expect_accessible(one)
    save_screenshots(one, name)


def endpoint(app: Flask, path: str) -> str:
    """The page that an address shows, or nothing: there is none."""
    try:
        return app.url_map.bind("127.0.0.1").match(path)[0]
    except NotFound:
        return ""


def test_no_page_of_the_site_was_forgotten(app):
    if LOOKED_AT.keys() != PAGES.keys():
        pytest.skip("Not every page was looked at in this run.")
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert pages - NO_PAGES - set(LOOKED_AT.values()) == set()


def test_the_front_page_of_the_demo_is_accessible(tmp_path, static, chromium):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / DEMO_MARK).write_text("")
    with open_site(tmp_path, static) as (app, _clock), serve_app(app) as address:
        one = Visitor(chromium, address)
        one.go("/demo")
        expect_accessible(one)
        save_screenshots(one, "demo")
        one.close()
        assert one.problems == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_check_in_by_keyboard_alone(visit, sign_up, script):
    sign_up()
    one = visit(script=script, size=(360, 740))
    keys = KeyboardInput(one.go("/sign-in"))
    keys.write("name", "sam@example.org")
    keys.write("password", "four small boats adrift")
    one.page.keyboard.press("Enter")
    one.expect_heading("Where did you work?")
    keys.pick("home", 5)
    one.page.keyboard.press("Enter")  # as the main button, not as the first one on the page
    one.expect_heading("How was your week?")
    for name in ("reach", "sense", "belong", "answer"):
        keys.pick(name, 4)
    tab_to(one, "#check-in .actions button")
    one.page.keyboard.press("Enter")
    one.expect_heading("Supervision and reflection")
    keys.write("happened", "By keyboard alone")
    tab_to(one, "#check-in .actions button")
    one.page.keyboard.press("Space")
    one.expect_text("Saved. Your week of 23 November is on your chart.")
    one.expect_text("75 in the first week.")
    one.expect_text("Not enough answers for this scale this week.")


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


def test_at_four_hundred_per_cent_nothing_is_cut_off(scenario, visit):
    """A desk of 1280 pixels at 400% is 320 wide and 225 high."""
    one = visit(scenario.user_with_notebook(3), size=(320, 225))
    for page in LONG:
        one.go(page)
        assert one.page.evaluate("document.scrollingElement.scrollWidth") <= NARROW
        button = one.page.locator("main form .actions button:visible").last
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport(ratio=1)


def test_these_checks_find_what_is_wrong(visit):
    """A page is spoiled on purpose: whoever breaks one of the checks above sees it here."""
    one = visit(size=(NARROW, 740)).go("/sign-in")
    load_axe(one)
    one.page.evaluate(
        "() => { document.querySelector('label').remove();"
        " document.querySelector('main').insertAdjacentHTML('beforeend',"
        " `<fieldset></fieldset><button aria-describedby='nobody'>x</button>`"
        " + `<p>${'long'.repeat(200)}</p>`);"
        " document.querySelector('main p:last-child').style.whiteSpace = 'pre' }"
    )
    assert [found for found in axe_violations(one) if found.startswith("label:")]
    assert one.page.evaluate("document.scrollingElement.scrollWidth") > NARROW
    assert one.page.evaluate(FIELDSETS_WITHOUT_LEGEND)
    assert one.page.evaluate(MISSING_ARIA_IDS) == ["nobody"]
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
