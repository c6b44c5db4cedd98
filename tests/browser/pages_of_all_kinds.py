"""Every kind of page there is, each with the way to it, errors and empty states included.

A way is a function of a `Stage` that returns a `Visitor` in front of the page. What a page shows
is made through services or forms, never by writing rows.
"""

import re
from collections.abc import Callable

import pyotp
from stages import W47, WORDS, Stage
from visitors import Visitor

PASSWORD = "four small boats adrift"
Way = Callable[[Stage], Visitor]
WAYS: dict[str, Way] = {}


def way(name: str) -> Callable[[Way], Way]:
    """Name the page that a way leads to."""

    def keep(found: Way) -> Way:
        WAYS[name] = found
        return found

    return keep


def _plain(path: str) -> Way:
    return lambda stage: stage.at(path)


def _own(path: str) -> Way:
    return lambda stage: stage.sam(path)


def _year(path: str) -> Way:
    return lambda stage: stage.at(path, stage.lived(52))


def _sent(path: str, button: str) -> Way:
    """The page after its form was sent empty."""

    def found(stage: Stage) -> Visitor:
        sam = stage.sam(path)
        sam.press(button)
        return in_trouble(sam)

    return found


def in_trouble(one: Visitor) -> Visitor:
    one.page.locator(".trouble").wait_for()
    return one


WAYS |= {
    "home": _plain("/"),
    "sign-in": _plain("/sign-in"),
    "invitation": _plain("/invitation"),
    "recovery": _plain("/recovery"),
    "who-can-read-what": _plain("/who-can-read-what"),
    "where-to-turn": _plain("/where-to-turn"),
    "not-here": _plain("/nothing-here"),
    "new-recovery-code": _own("/recovery-code"),
    "new-recovery-code-error": _sent("/recovery-code", "Make a new code"),
    "settings": _own("/settings"),
    "settings-saved": _own("/settings?done=saved"),
    "password": _own("/settings/password"),
    "password-error": _sent("/settings/password", "Set the new password"),
    "new-key": _own("/settings/new-key"),
    "new-key-error": _sent("/settings/new-key", "Make a new key"),
    "second-factor": _own("/settings/second-factor"),
    "second-factor-error": _sent("/settings/second-factor", "Switch it on"),
    "sessions": _own("/settings/sessions"),
    "bring-back-nothing": _own("/settings/bring-back"),
    "code-kept": _own("/settings/recovery-code-kept"),
    "places-first": _own("/check-in"),
    "statements": _own("/check-in/2026-W48/statements"),
    "nothing-in-it": lambda stage: pressed(
        stage.sam("/check-in/2026-W48/reflection"), "Save this week"
    ),
    "away-open": _own("/check-in/2026-W47/away"),
    "weeks-new": _own("/weeks"),
    "picture-empty": _own("/my-picture"),
    "closer-empty": _own("/my-picture/look-closer/connection"),
    "week-without-answers": _own("/my-picture/2026-W48"),
    "weeks-year": _year("/weeks"),
    "picture-year": _year("/my-picture"),
    "result-year": _year("/my-picture/2026-W48"),
    "result-hard": _year("/my-picture/2026-W27"),
    "week-away": _year("/my-picture/2026-W45"),
    "this-week-answered": _year("/check-in"),
    "away-with-answers": _year("/check-in/2026-W48/away"),
    "correct": _year("/check-in/2026-W48/reflection"),
    "picture-one-week": lambda stage: stage.at("/my-picture", stage.lived(1)),
    "picture-trial": lambda stage: stage.at("/my-picture", stage.lived(9)),
    "result-first": lambda stage: stage.at("/my-picture/2026-W48", stage.lived(1)),
    "places-later": lambda stage: stage.at("/check-in", stage.lived(3, last=W47)),
}


def pressed(one: Visitor, button: str) -> Visitor:
    one.press(button)
    one.page.wait_for_load_state()
    return one


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


@way("second-factor-off")
def second_factor_off(stage: Stage) -> Visitor:
    sam = stage.sam("/settings/second-factor")
    secret = re.sub(r"\s", "", sam.page.locator("code").inner_text())
    sam.write("digits", pyotp.TOTP(secret).at(stage.clock.now))
    sam.press("Switch it on")
    sam.sees("Your second factor is on.")
    return sam.go("/settings/second-factor")


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


@way("places-error")
def places_error(stage: Stage) -> Visitor:
    """No honest browser sends this; the page must be readable all the same."""
    sam = stage.sam("/check-in/2026-W48/places")
    sam.page.locator('[name="home"][value="9"]').evaluate("radio => { radio.value = '99' }")
    sam.choose({"home": 99, "base": 2})
    return in_trouble(pressed(sam, "Save and go on"))


@way("statements-error")
def statements_error(stage: Stage) -> Visitor:
    sam = stage.sam("/check-in/2026-W48/statements")
    sam.page.locator('[name="reach"][value="5"]').evaluate("radio => { radio.value = '7' }")
    sam.choose({"reach": 7, "sense": 2})
    return in_trouble(pressed(sam, "Save and go on"))


@way("reflection")
def reflection(stage: Stage) -> Visitor:
    """With the questions that follow a supervision, and the one about the last action."""
    sam = stage.at("/check-in/2026-W48/reflection", stage.lived(3, last=W47))
    sam.choose({"held": 1})
    sam.sees("How long was it, in minutes?")
    sam.sees("What became of it?")
    return sam


@way("reflection-error")
def reflection_error(stage: Stage) -> Visitor:
    sam = reflection(stage)
    sam.write("minutes", "1h30")
    return in_trouble(pressed(sam, "Save this week"))


@way("choose")
def choose(stage: Stage) -> Visitor:
    sam = stage.sam("/check-in/2026-W48/reflection")
    other = sam.tab()
    other.goto(sam.page.url)
    other.locator('[name="happened"]').fill("The other text")
    other.get_by_role("button", name="Save this week").click()
    other.wait_for_url("**/my-picture/**")
    sam.write("happened", WORDS)
    sam.press("Save this week")
    sam.reads_as_heading("Choose which to keep")
    return sam


@way("choose-error")
def choose_error(stage: Stage) -> Visitor:
    return in_trouble(pressed(choose(stage), "Keep what I chose"))


@way("away-marked")
def away_marked(stage: Stage) -> Visitor:
    sam = stage.sam("/check-in")
    sam.press("I was away this week")
    sam.sees("Marked as a week away.")
    return sam


@way("this-week-away")
def this_week_away(stage: Stage) -> Visitor:
    return away_marked(stage).go("/check-in")


@way("form-not-taken")
def form_not_taken(stage: Stage) -> Visitor:
    """The cookie has gone meanwhile; the long text stands on the error page."""
    sam = stage.at("/sign-in")
    sam.write("name", "a name that is long enough to be worth keeping")
    sam.write("password", PASSWORD)
    sam.context.clear_cookies()
    return pressed(sam, "Sign in")


@way("closer")
def closer(stage: Stage) -> Visitor:
    sam = stage.at("/my-picture/look-closer/connection", stage.lived(52))
    sam.page.locator("figure[data-drawn] .js-plotly-plot .main-svg").first.wait_for(timeout=20_000)
    return sam


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
