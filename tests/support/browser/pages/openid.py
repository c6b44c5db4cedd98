"""Pages of login with an OpenID provider (single sign-on), which runs while they are opened."""

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
def provider_running(scenario: Scenario, one: Visitor) -> Iterator[None]:
    """A running provider, enabled in the app of the scenario."""
    one.expected.add("elsewhere")
    with run_provider() as provider, enable_openid(scenario.app, provider, url=one.base):
        provider.cheat(now=int(scenario.clock.now.timestamp()))
        yield


def choose_identity(one: Visitor, who: str = SAM_SUBJECT) -> None:
    """Log in on the page of the provider."""
    one.write("who", who)
    one.press("Let me in")
    one.page.wait_for_load_state()


def link_account(scenario: Scenario, one: Visitor) -> None:
    """A person who is signed in links their account."""
    one.go(SETTINGS_PATH).page.get_by_role("link", name="Go to your organisation").click()
    choose_identity(one)
    one.write("password", PASSWORD)
    one.press("Join it to my account")
    one.expect_text("Joined. You can sign in with your organisation from now on.")


def sign_in_with_provider(one: Visitor, who: str = SAM_SUBJECT) -> None:
    one.go("/sign-in").page.get_by_role("link", name="Sign in with your organisation").click()
    choose_identity(one, who)


def link_and_sign_in_again(scenario: Scenario, one: Visitor) -> None:
    """Link the account, sign out, and sign in with the provider."""
    link_account(scenario, one)
    one.press("Sign out")
    sign_in_with_provider(one)


@register_page("sign-in-with-openid")
def sign_in_with_openid(scenario: Scenario) -> Visitor:
    one = scenario.open("/")
    with provider_running(scenario, one):
        return one.go("/sign-in")


@register_page("openid-own")
def openid_own(scenario: Scenario) -> Visitor:
    one = scenario.open_as_new_user("/settings")
    with provider_running(scenario, one):
        return one.go(SETTINGS_PATH)


@register_page("openid-join-error")
def openid_join_error(scenario: Scenario) -> Visitor:
    one = scenario.open_as_new_user("/settings")
    with provider_running(scenario, one):
        one.go(SETTINGS_PATH).page.get_by_role("link", name="Go to your organisation").click()
        choose_identity(one)
        return expect_error_summary(press_button(one, "Join it to my account"))


@register_page("openid-password")
def openid_password(scenario: Scenario) -> Visitor:
    one = scenario.open_as_new_user("/settings")
    with provider_running(scenario, one):
        link_and_sign_in_again(scenario, one)
        one.expect_heading("Now your own password")
    return one


@register_page("openid-password-error")
def openid_password_error(scenario: Scenario) -> Visitor:
    one = scenario.open_as_new_user("/settings")
    with provider_running(scenario, one):
        link_and_sign_in_again(scenario, one)
        return expect_error_summary(press_button(one, "Open my space"))


@register_page("openid-unknown")
def openid_unknown(scenario: Scenario) -> Visitor:
    one = scenario.open("/")
    with provider_running(scenario, one):
        sign_in_with_provider(one, "somebody else")
        assert one.page.url.endswith(PASSWORD_PATH)
    return one


@register_page("openid-failed")
def openid_failed(scenario: Scenario) -> Visitor:
    one = scenario.open("/")
    with provider_running(scenario, one):
        sign_in_with_provider(one, "")
        one.expect_text("did not let you in, or you turned back")
    return one
