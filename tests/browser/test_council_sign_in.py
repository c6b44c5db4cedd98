"""In by the organisation's own sign-in, in a real browser: there, back, and one's own password."""

import re

import pytest
from identities import BACK, OWN_PASSWORD, SAM, SETTINGS
from pages_of_the_provider import beside, come_back, joined
from playwright.sync_api import expect
from stages import Stage
from ways import PASSWORD


@pytest.fixture
def stage(app, clock, visit, sign_up) -> Stage:
    return Stage(app, clock, visit, sign_up)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_the_link_to_my_week(stage, visit, sign_up, script):
    one = visit(sign_up(), script=script)
    with beside(stage, one):
        joined(stage, one)
        one.press("Sign out")
        come_back(one)
        one.reads_as_heading("Now your own password")
        one.write("password", PASSWORD)
        one.press("Open my space")
        one.reads_as_heading("Where did you work?")


def test_neither_code_nor_state_stays_in_an_address_or_the_history(stage, visit, sign_up):
    one = visit(sign_up())
    with beside(stage, one):
        joined(stage, one)
        one.press("Sign out")
        seen = []
        one.page.on("framenavigated", lambda frame: seen.append(frame.url))
        come_back(one)
        one.reads_as_heading("Now your own password")
        assert seen[-1].endswith(OWN_PASSWORD)
        assert not [url for url in seen if BACK in url or "code=" in url]
        one.page.go_back()
        expect(one.page).not_to_have_url(re.compile(re.escape(BACK)))
        held = [cookie["value"] for cookie in one.context.cookies(one.base)]
        assert len(held) == 1
        assert re.fullmatch("[0-9a-f]{64}", held[0])


def test_whoever_runs_the_provider_stands_before_the_password_page(stage, visit, sign_up):
    """They sign in there as somebody, which they always can, and get no further."""
    one, admin = visit(sign_up()), visit()
    with beside(stage, one):
        joined(stage, one)
        admin.expected |= {"elsewhere", 422}
        come_back(admin, SAM)
        admin.reads_as_heading("Now your own password")
        assert "sam@example.org" not in admin.page.content()
        admin.write("password", "what an administrator guesses")
        admin.press("Open my space")
        admin.sees("That does not open your space.")
        for path in ("/my-picture", "/notebook/journal", "/my-data", SETTINGS):
            admin.go(path)
            admin.reads_as_heading("Sign in")
