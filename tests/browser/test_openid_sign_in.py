"""In by the organisation's own sign-in, in a real browser: there, back, and one's own password."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser.pages.openid import link_account, provider_running, sign_in_with_provider
from tests.support.browser.pages.registry import PASSWORD
from tests.support.browser.scenario import Scenario
from tests.support.openid_client import CALLBACK_PATH, PASSWORD_PATH, SAM_SUBJECT, SETTINGS_PATH


@pytest.fixture
def scenario(app, clock, visit, sign_up) -> Scenario:
    return Scenario(app, clock, visit, sign_up)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_the_link_to_my_week(scenario, visit, sign_up, script):
    one = visit(sign_up(), script=script)
    with provider_running(scenario, one):
        link_account(scenario, one)
        one.press("Sign out")
        sign_in_with_provider(one)
        one.expect_heading("Now your own password")
        one.write("password", PASSWORD)
        one.press("Open my space")
        one.expect_heading("Where did you work?")


def test_neither_code_nor_state_stays_in_an_address_or_the_history(scenario, visit, sign_up):
    one = visit(sign_up())
    with provider_running(scenario, one):
        link_account(scenario, one)
        one.press("Sign out")
        seen = []
        one.page.on("framenavigated", lambda frame: seen.append(frame.url))
        sign_in_with_provider(one)
        one.expect_heading("Now your own password")
        assert seen[-1].endswith(PASSWORD_PATH)
        assert not [url for url in seen if CALLBACK_PATH in url or "code=" in url]
        one.page.go_back()
        expect(one.page).not_to_have_url(re.compile(re.escape(CALLBACK_PATH)))
        held = [cookie["value"] for cookie in one.context.cookies(one.base)]
        assert len(held) == 1
        assert re.fullmatch("[0-9a-f]{64}", held[0])


def test_whoever_runs_the_provider_stands_before_the_password_page(scenario, visit, sign_up):
    """They sign in there as somebody, which they always can, and get no further."""
    one, admin = visit(sign_up()), visit()
    with provider_running(scenario, one):
        link_account(scenario, one)
        admin.expected |= {"elsewhere", 422}
        sign_in_with_provider(admin, SAM_SUBJECT)
        admin.expect_heading("Now your own password")
        assert "sam@example.org" not in admin.page.content()
        admin.write("password", "what an administrator guesses")
        admin.press("Open my space")
        admin.expect_text("That does not open your space.")
        for path in ("/my-picture", "/notebook/journal", "/my-data", SETTINGS_PATH):
            admin.go(path)
            admin.expect_heading("Sign in")
