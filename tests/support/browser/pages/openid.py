"""Pages on the way in by the organisation's own provider, which runs for as long as one walks."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.browser.pages.registry import (
    PASSWORD,
    expect_error_summary,
    press_button,
    register_page,
)
from tests.support.browser.scenario import Scenario
from tests.support.browser.visitor import Visitor
from tests.support.openid_client import (
    PASSWORD_PATH,
    SAM_SUBJECT,
    SETTINGS_PATH,
    enable_openid,
    run_provider,
)


@contextmanager
def provider_for(stage: Scenario, one: Visitor) -> Iterator[None]:
    """A provider, switched on for the app that this visitor looks at."""
    one.expected.add("elsewhere")
    with run_provider() as found, enable_openid(stage.app, found, url=one.base):
        found.cheat(now=int(stage.clock.now.timestamp()))
        yield


def choose_identity(one: Visitor, who: str = SAM_SUBJECT) -> None:
    """On the provider's own page."""
    one.write("who", who)
    one.press("Let me in")
    one.page.wait_for_load_state()


def link_account(stage: Scenario, one: Visitor) -> None:
    """A person signed in joins their account."""
    one.go(SETTINGS_PATH).page.get_by_role("link", name="Go to your organisation").click()
    choose_identity(one)
    one.write("password", PASSWORD)
    one.press("Join it to my account")
    one.expect_text("Joined. You can sign in with your organisation from now on.")


def sign_in_with_provider(one: Visitor, who: str = SAM_SUBJECT) -> None:
    one.go("/sign-in").page.get_by_role("link", name="Sign in with your organisation").click()
    choose_identity(one, who)


def link_and_sign_in_again(stage: Scenario, one: Visitor) -> None:
    """They have joined, signed out, and come in through the provider again."""
    link_account(stage, one)
    one.press("Sign out")
    sign_in_with_provider(one)


@register_page("sign-in-with-openid")
def sign_in_with_openid(stage: Scenario) -> Visitor:
    one = stage.at("/")
    with provider_for(stage, one):
        return one.go("/sign-in")


@register_page("openid-own")
def openid_own(stage: Scenario) -> Visitor:
    one = stage.sam("/settings")
    with provider_for(stage, one):
        return one.go(SETTINGS_PATH)


@register_page("openid-join-error")
def openid_join_error(stage: Scenario) -> Visitor:
    one = stage.sam("/settings")
    with provider_for(stage, one):
        one.go(SETTINGS_PATH).page.get_by_role("link", name="Go to your organisation").click()
        choose_identity(one)
        return expect_error_summary(press_button(one, "Join it to my account"))


@register_page("openid-password")
def openid_password(stage: Scenario) -> Visitor:
    one = stage.sam("/settings")
    with provider_for(stage, one):
        link_and_sign_in_again(stage, one)
        one.expect_heading("Now your own password")
    return one


@register_page("openid-password-error")
def openid_password_error(stage: Scenario) -> Visitor:
    one = stage.sam("/settings")
    with provider_for(stage, one):
        link_and_sign_in_again(stage, one)
        return expect_error_summary(press_button(one, "Open my space"))


@register_page("openid-unknown")
def openid_unknown(stage: Scenario) -> Visitor:
    one = stage.at("/")
    with provider_for(stage, one):
        sign_in_with_provider(one, "somebody else")
        assert one.page.url.endswith(PASSWORD_PATH)
    return one


@register_page("openid-failed")
def openid_failed(stage: Scenario) -> Visitor:
    one = stage.at("/")
    with provider_for(stage, one):
        sign_in_with_provider(one, "")
        one.expect_text("did not let you in, or you turned back")
    return one
