"""Leaving: by signing out, by the quick way, by staying quiet. Nothing is left for the next one."""

import re

import pytest
from playwright.sync_api import expect

from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.models import sessions
from tests.support.browser.interruptions import autosave_status

WORDS = "Nobody near when the court call came"
PAGE = "/check-in/2026-W48/reflection"
WEATHER = "https://www.bbc.co.uk/weather"


@pytest.fixture
def sam(visit, signed_in, clock):
    """Sam with half a sentence on the page, whose own clock can be moved."""
    one = visit(signed_in)
    one.context.clock.install(time=clock.now)
    one.go("/weeks").go(PAGE)
    one.write("happened", WORDS)
    assert autosave_status(one.page, lambda: one.page.clock.run_for(1300)) == 200
    return one


def open_sessions(sam, app) -> int:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return len(db.execute(sessions.select()).all())


def nothing_is_kept_in(sam) -> None:
    """Neither storage, nor cache, nor a cookie that opens anything."""
    found = sam.page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length,"
        " (await indexedDB.databases()).length, document.cookie]"
    )
    assert found == [0, 0, 0, 0, ""]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_after_signing_out_the_back_button_shows_the_sign_in_page(visit, signed_in, script):
    one = visit(signed_in, script=script)
    one.go(PAGE)
    one.write("happened", WORDS)
    one.go("/my-picture").go("/settings")
    one.press("Sign out")
    one.expect_heading("Three minutes with your working week")
    for _ in range(3):
        one.page.go_back()
        one.expect_heading("Sign in")
        assert WORDS not in one.html


def test_nothing_stays_in_the_browser(sam, app):
    nothing_is_kept_in(sam)
    sam.press("Sign out")
    sam.expect_heading("Three minutes with your working week")
    nothing_is_kept_in(sam)
    assert open_sessions(sam, app) == 0


def test_a_warning_comes_at_thirteen_quiet_minutes_and_any_key_stays(sam, clock):
    dialog = sam.page.get_by_role("dialog", name="Are you still here?")
    clock.forward(minutes=12, seconds=50)
    sam.page.clock.fast_forward("12:50")
    sam.page.clock.run_for(600)
    expect(dialog).to_be_hidden()
    clock.forward(seconds=15)
    sam.page.clock.run_for(15_000)
    expect(dialog).to_be_visible()
    expect(sam.button("Stay")).to_be_focused()
    with sam.page.expect_response("**/settings/stay") as answer:
        sam.page.keyboard.press("k")
    assert answer.value.ok
    expect(dialog).to_be_hidden()
    assert sam.written("happened") == WORDS
    clock.forward(minutes=12)
    sam.page.clock.fast_forward("12:00")
    sam.page.clock.run_for(600)
    expect(dialog).to_be_hidden()


def test_the_lock_empties_the_page_and_the_text_is_back_after_signing_in(sam, clock, app):
    sam.expected.add(401)
    sam.write("matters", "The last words before the lock")
    clock.forward(minutes=15, seconds=5)
    with sam.page.expect_response("**/draft"):  # as when a laptop wakes: nobody touched a key
        sam.page.clock.fast_forward("15:05")
    with sam.page.expect_response("**/sign-out"):
        sam.page.clock.run_for(600)
        sam.expect_heading("You are signed out")
        sam.page.clock.run_for(1300)
    sam.expect_text("What you typed is kept, sealed. Sign in and it is back.")
    assert sam.page.title() == "Reflect"
    assert WORDS not in sam.html
    assert open_sessions(sam, app) == 0
    sam.page.get_by_role("link", name="Sign in").click()
    sam.sign_in()
    assert sam.path == PAGE
    assert sam.written("happened") == WORDS
    assert sam.written("matters") == "The last words before the lock"


def test_a_save_that_is_answered_late_does_not_keep_the_page_open(sam, clock):
    def answered_late(route):
        answer = route.fetch()
        clock.forward(minutes=15, seconds=5)
        sam.page.clock.set_system_time(clock.now)  # as when a laptop slept
        route.fulfill(response=answer)

    sam.page.route("**/draft", answered_late, times=1)
    sam.write("matters", "Sent just before the lid was shut")
    with sam.page.expect_response("**/draft"):
        sam.page.clock.run_for(1300)
    sam.page.clock.run_for(6000)
    sam.expect_heading("You are signed out")


def test_a_tab_in_use_keeps_the_others_open(sam, clock):
    other = sam.tab()
    other.goto("/settings")
    other.clock.fast_forward("12:00")
    sam.page.clock.fast_forward("12:00")
    clock.forward(minutes=12)
    other.reload()
    sam.page.clock.fast_forward("02:00")
    sam.page.clock.run_for(600)
    expect(sam.page.get_by_role("dialog")).to_be_hidden()
    assert sam.written("happened") == WORDS


def test_signing_out_in_one_tab_empties_the_others(sam):
    other = sam.tab()
    other.goto("/settings")
    other.get_by_role("button", name="Sign out").click()
    sam.expect_heading("You are signed out")
    assert WORDS not in sam.html


def leave_by_link(sam) -> None:
    sam.page.get_by_role("link", name="Leave quickly").click()


def leave_by_key(sam) -> None:
    for _ in range(3):
        sam.page.keyboard.press("Escape")


@pytest.mark.parametrize("leave", [leave_by_link, leave_by_key])
def test_leaving_quickly_opens_the_weather_and_signs_out(sam, app, leave):
    """The weather is played by an empty page: these tests reach no other site."""
    weather = re.compile(re.escape(WEATHER))
    sam.expected.add("elsewhere")
    sam.context.route(weather, lambda route: route.fulfill(body="<title>Weather</title>"))
    with sam.page.expect_request("**/sign-out"):
        leave(sam)
    expect(sam.page).to_have_url(weather)
    sam.page.go_back()
    sam.expect_heading("Sign in")
    assert open_sessions(sam, app) == 0
    assert WORDS not in sam.html


def test_without_a_script_the_quick_way_is_a_plain_link(visit, signed_in):
    one = visit(signed_in, script=False)
    one.go(PAGE)
    link = one.page.get_by_role("link", name="Leave quickly")
    assert link.get_attribute("href") == WEATHER
    assert link.get_attribute("rel") == "noreferrer"
