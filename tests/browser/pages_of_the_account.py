"""Pages around the account: coming in, settings, going out; and those open to everybody."""

import re

import pyotp
from stages import Stage
from visitors import Visitor
from ways import PASSWORD, add, in_trouble, own, plain, pressed, sent, way

OWN_WORDS = """\
Occupational health, in confidence: 020 7946 0000, or wellbeing@example.org.
What they pass on: https://intranet.example.org/occupational-health/what-we-pass-on-and-to-whom
"""

add(
    {
        "home": plain("/"),
        "sign-in": plain("/sign-in"),
        "invitation": plain("/invitation"),
        "recovery": plain("/recovery"),
        "who-can-read-what": plain("/who-can-read-what"),
        "where-to-turn": plain("/where-to-turn"),
        "guides": plain("/guides"),
        "leaders": plain("/leaders"),
        "evidence": plain("/teaching/implementing-agile-working"),
        "paper-to-adapt": plain("/teaching/data-protection-draft"),
        "find": plain("/find"),
        "reading-list": plain("/reading-list"),
        "guide": plain("/guides/working-relationships"),
        "guide-section": plain("/guides/supervision#think"),
        "sources": plain("/sources"),
        "new-recovery-code": own("/recovery-code"),
        "new-recovery-code-error": sent("/recovery-code", "Make a new code"),
        "settings": own("/settings"),
        "settings-saved": own("/settings?done=saved"),
        "password": own("/settings/password"),
        "password-error": sent("/settings/password", "Set the new password"),
        "new-key": own("/settings/new-key"),
        "new-key-error": sent("/settings/new-key", "Make a new key"),
        "second-factor": own("/settings/second-factor"),
        "second-factor-error": sent("/settings/second-factor", "Switch it on"),
        "sessions": own("/settings/sessions"),
        "bring-back-nothing": own("/settings/bring-back"),
        "code-kept": own("/settings/recovery-code-kept"),
    }
)


@way("not-here")
def not_here(stage: Stage) -> Visitor:
    one = stage.at("/")
    one.expected.add(404)
    return one.go("/nothing-here")


@way("where-to-turn-own")
def where_to_turn_own(stage: Stage) -> Visitor:
    """With what the organisation itself says."""
    file = stage.app.extensions["reflect.settings"].data / "where-to-turn.txt"
    file.write_text(OWN_WORDS, encoding="utf-8")
    try:
        one = stage.at("/where-to-turn")
        one.sees("Occupational health, in confidence")
        return one
    finally:
        file.unlink()


@way("sign-in-error")
def sign_in_error(stage: Stage) -> Visitor:
    one = stage.at("/sign-in")
    return in_trouble(one.sign_in("nobody@example.org", "not the right one"))


@way("invitation-error")
def invitation_error(stage: Stage) -> Visitor:
    one = stage.at("/invitation")
    one.write("code", "0000-0000-0000-0000")
    return in_trouble(pressed(one, "Go on"))


@way("choose-password")
def choose_password(stage: Stage) -> Visitor:
    one = stage.at(f"/invitation#{stage.invited()}")
    one.press("Go on")
    one.reads_as_heading("Choose a password")
    return one


@way("choose-password-error")
def choose_password_error(stage: Stage) -> Visitor:
    one = choose_password(stage)
    one.write("password", "short")
    return in_trouble(pressed(one, "Set this password"))


@way("recovery-code")
def recovery_code(stage: Stage) -> Visitor:
    one = choose_password(stage)
    one.write("password", PASSWORD)
    one.press("Set this password")
    one.reads_as_heading("Your recovery code")
    return one


@way("recovery-code-error")
def recovery_code_error(stage: Stage) -> Visitor:
    one = recovery_code(stage)
    one.write("last_group", "0000")
    return in_trouble(pressed(one, "I have it safe"))


@way("recovery-error")
def recovery_error(stage: Stage) -> Visitor:
    return in_trouble(pressed(stage.at("/recovery"), "Set the new password"))


@way("settings-error")
def settings_error(stage: Stage) -> Visitor:
    sam = stage.sam("/settings")
    sam.write("interval", "often")
    return in_trouble(pressed(sam, "Save"))


@way("spare-codes")
def spare_codes(stage: Stage) -> Visitor:
    sam = stage.sam("/settings/second-factor")
    secret = re.sub(r"\s", "", sam.page.locator("code").inner_text())
    sam.write("digits", pyotp.TOTP(secret).at(stage.clock.now))
    sam.press("Switch it on")
    sam.sees("Your second factor is on.")
    return sam


@way("second-factor-off")
def second_factor_off(stage: Stage) -> Visitor:
    return spare_codes(stage).go("/settings/second-factor")


@way("new-spare-codes")
def new_spare_codes(stage: Stage) -> Visitor:
    sam = spare_codes(stage)
    sam.press("I have them safe")
    sam.sees("10 spare codes are left.")
    return sam.go("/settings/spare-codes")


@way("new-spare-codes-error")
def new_spare_codes_error(stage: Stage) -> Visitor:
    return in_trouble(pressed(new_spare_codes(stage), "Make ten new codes"))


@way("bring-back")
def bring_back(stage: Stage) -> Visitor:
    stage.sign_up()
    code = stage.invited("sam@example.org", reset=True)
    one = stage.at(f"/invitation#{code}")
    one.press("Go on")
    one.write("password", "another four quiet boats")
    one.press("Set this password")
    one.write("last_group", one.page.locator(".code").inner_text()[-4:])
    one.press("I have it safe")
    return one.go("/settings/bring-back")


@way("form-not-taken")
def form_not_taken(stage: Stage) -> Visitor:
    """The cookie has gone meanwhile; the long text stands on the error page."""
    sam = stage.at("/sign-in")
    sam.write("name", "a name that is long enough to be worth keeping")
    sam.write("password", PASSWORD)
    sam.context.clear_cookies()
    return pressed(sam, "Sign in")


@way("idle-warning")
def idle_warning(stage: Stage) -> Visitor:
    sam = stage.sam("/settings")
    sam.page.evaluate("document.getElementById('idle').showModal()")
    return sam


@way("closed")
def closed(stage: Stage) -> Visitor:
    """The page of a tab after another tab has signed out."""
    sam = stage.sam("/check-in/2026-W48/reflection")
    other = sam.tab()
    other.goto("/settings")
    other.get_by_role("button", name="Sign out").click()
    sam.sees("You are signed out")
    return sam
