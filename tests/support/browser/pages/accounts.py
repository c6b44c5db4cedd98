"""Pages of accounts: invitation, login, recovery, settings, logout; and the public pages."""

import re

import pyotp

from tests.support.browser.pages.registry import (
    PASSWORD,
    empty_form_page,
    expect_error_summary,
    new_user_page,
    press_button,
    public_page,
    register_page,
    register_pages,
)
from tests.support.browser.scenario import Scenario
from tests.support.browser.visitor import Visitor

SUPPORT_CONTACTS_TEXT = """\
Occupational health, in confidence: 020 7946 0000, or wellbeing@example.org.
What they pass on: https://intranet.example.org/occupational-health/what-we-pass-on-and-to-whom
"""

register_pages(
    {
        "home": public_page("/"),
        "sign-in": public_page("/sign-in"),
        "invitation": public_page("/invitation"),
        "recovery": public_page("/recovery"),
        "who-can-read-what": public_page("/who-can-read-what"),
        "where-to-turn": public_page("/where-to-turn"),
        "guides": public_page("/guides"),
        "leaders": public_page("/leaders"),
        "evidence": public_page("/teaching/implementing-agile-working"),
        "paper-to-adapt": public_page("/teaching/data-protection-draft"),
        "find": public_page("/find"),
        "reading-list": public_page("/reading-list"),
        "guide": public_page("/guides/working-relationships"),
        "guide-section": public_page("/guides/supervision#think"),
        "sources": public_page("/sources"),
        "new-recovery-code": new_user_page("/recovery-code"),
        "new-recovery-code-error": empty_form_page("/recovery-code", "Make a new code"),
        "settings": new_user_page("/settings"),
        "settings-saved": new_user_page("/settings?done=saved"),
        "password": new_user_page("/settings/password"),
        "password-error": empty_form_page("/settings/password", "Set the new password"),
        "new-key": new_user_page("/settings/new-key"),
        "new-key-error": empty_form_page("/settings/new-key", "Make a new key"),
        "second-factor": new_user_page("/settings/second-factor"),
        "second-factor-error": empty_form_page("/settings/second-factor", "Switch it on"),
        "sessions": new_user_page("/settings/sessions"),
        "bring-back-nothing": new_user_page("/settings/bring-back"),
        "code-kept": new_user_page("/settings/recovery-code-kept"),
    }
)


@register_page("not-here")
def not_here(scenario: Scenario) -> Visitor:
    one = scenario.open("/")
    one.expected.add(404)
    return one.go("/nothing-here")


@register_page("where-to-turn-own")
def where_to_turn_own(scenario: Scenario) -> Visitor:
    """With the contacts that the organisation wrote."""
    file = scenario.app.extensions["reflect.settings"].data / "where-to-turn.txt"
    file.write_text(SUPPORT_CONTACTS_TEXT, encoding="utf-8")
    try:
        one = scenario.open("/where-to-turn")
        one.expect_text("Occupational health, in confidence")
        return one
    finally:
        file.unlink()


@register_page("sign-in-error")
def sign_in_error(scenario: Scenario) -> Visitor:
    one = scenario.open("/sign-in")
    return expect_error_summary(one.sign_in("nobody@example.org", "not the right one"))


@register_page("invitation-error")
def invitation_error(scenario: Scenario) -> Visitor:
    one = scenario.open("/invitation")
    one.write("code", "0000-0000-0000-0000")
    return expect_error_summary(press_button(one, "Go on"))


@register_page("choose-password")
def choose_password(scenario: Scenario) -> Visitor:
    one = scenario.open(f"/invitation#{scenario.invite()}")
    one.press("Go on")
    one.expect_heading("Choose a password")
    return one


@register_page("choose-password-error")
def choose_password_error(scenario: Scenario) -> Visitor:
    one = choose_password(scenario)
    one.write("password", "short")
    return expect_error_summary(press_button(one, "Set this password"))


@register_page("recovery-code")
def recovery_code(scenario: Scenario) -> Visitor:
    one = choose_password(scenario)
    one.write("password", PASSWORD)
    one.press("Set this password")
    one.expect_heading("Your recovery code")
    return one


@register_page("recovery-code-error")
def recovery_code_error(scenario: Scenario) -> Visitor:
    one = recovery_code(scenario)
    one.write("last_group", "0000")
    return expect_error_summary(press_button(one, "I have it safe"))


@register_page("recovery-error")
def recovery_error(scenario: Scenario) -> Visitor:
    return expect_error_summary(press_button(scenario.open("/recovery"), "Set the new password"))


@register_page("settings-error")
def settings_error(scenario: Scenario) -> Visitor:
    sam = scenario.open_as_new_user("/settings")
    sam.write("interval", "often")
    return expect_error_summary(press_button(sam, "Save"))


@register_page("spare-codes")
def spare_codes(scenario: Scenario) -> Visitor:
    sam = scenario.open_as_new_user("/settings/second-factor")
    secret = re.sub(r"\s", "", sam.page.locator("code").inner_text())
    sam.write("digits", pyotp.TOTP(secret).at(scenario.clock.now))
    sam.press("Switch it on")
    sam.expect_text("Your second factor is on.")
    return sam


@register_page("second-factor-off")
def second_factor_off(scenario: Scenario) -> Visitor:
    return spare_codes(scenario).go("/settings/second-factor")


@register_page("new-spare-codes")
def new_spare_codes(scenario: Scenario) -> Visitor:
    sam = spare_codes(scenario)
    sam.press("I have them safe")
    sam.expect_text("10 spare codes are left.")
    return sam.go("/settings/spare-codes")


@register_page("new-spare-codes-error")
def new_spare_codes_error(scenario: Scenario) -> Visitor:
    return expect_error_summary(press_button(new_spare_codes(scenario), "Make ten new codes"))


@register_page("bring-back")
def bring_back(scenario: Scenario) -> Visitor:
    scenario.sign_up()
    code = scenario.invite("sam@example.org", reset=True)
    one = scenario.open(f"/invitation#{code}")
    one.press("Go on")
    one.write("password", "another four quiet boats")
    one.press("Set this password")
    one.write("last_group", one.page.locator(".code").inner_text()[-4:])
    one.press("I have it safe")
    return one.go("/settings/bring-back")


@register_page("form-not-taken")
def form_not_taken(scenario: Scenario) -> Visitor:
    """The cookie was deleted, so the form is refused; its long text is on the error page."""
    sam = scenario.open("/sign-in")
    sam.write("name", "a name that is long enough to be worth keeping")
    sam.write("password", PASSWORD)
    sam.context.clear_cookies()
    return press_button(sam, "Sign in")


@register_page("idle-warning")
def idle_warning(scenario: Scenario) -> Visitor:
    sam = scenario.open_as_new_user("/settings")
    sam.page.evaluate("document.getElementById('idle').showModal()")
    return sam


@register_page("closed")
def closed(scenario: Scenario) -> Visitor:
    """The page of a tab after another tab has signed out."""
    sam = scenario.open_as_new_user("/check-in/2026-W48/reflection")
    other = sam.tab()
    other.goto("/settings")
    other.get_by_role("button", name="Sign out").click()
    sam.expect_text("You are signed out")
    return sam
