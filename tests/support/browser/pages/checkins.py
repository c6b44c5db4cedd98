"""Pages of weeks: check-in, pauses, chart, change markers, monthly sets."""

from tests.support.browser.pages.registry import (
    expect_error_summary,
    full_notebook_page,
    new_user_page,
    press_button,
    register_page,
    register_pages,
    year_page,
)
from tests.support.browser.scenario import WEEK_TEXT, Scenario
from tests.support.browser.visitor import Visitor
from tests.support.weeks import W47

register_pages(
    {
        "places-first": new_user_page("/check-in"),
        "statements": new_user_page("/check-in/2026-W48/statements"),
        "away-open": new_user_page("/check-in/2026-W47/away"),
        "weeks-new": new_user_page("/weeks"),
        "pause": new_user_page("/pause"),
        "picture-empty": new_user_page("/my-picture"),
        "closer-empty": new_user_page("/my-picture/look-closer/connection"),
        "week-without-answers": new_user_page("/my-picture/2026-W48"),
        "marks-empty": new_user_page("/my-picture/changes"),
        "months-new": new_user_page("/notebook/months"),
        "review-new": new_user_page("/monthly/leader-review"),
        "weeks-year": year_page("/weeks"),
        "picture-year": year_page("/my-picture"),
        "result-year": year_page("/my-picture/2026-W48"),
        "result-hard": year_page("/my-picture/2026-W27"),
        "week-away": year_page("/my-picture/2026-W45"),
        "this-week-answered": year_page("/check-in"),
        "away-with-answers": year_page("/check-in/2026-W48/away"),
        "correct": year_page("/check-in/2026-W48/reflection"),
        "picture-marked": full_notebook_page("/my-picture"),
        "marks": full_notebook_page("/my-picture/changes"),
        "mark-form": full_notebook_page("/my-picture/changes/2026-W38"),
        "compared": full_notebook_page("/my-picture/what-goes-with-what"),
        "compared-empty": new_user_page("/my-picture/what-goes-with-what"),
        "compared-year": year_page("/my-picture/what-goes-with-what"),
        "experiment-plan": new_user_page("/my-picture/experiment"),
        "experiment-result": full_notebook_page("/my-picture/experiment/2026-W35"),
        "months": full_notebook_page("/notebook/months"),
        "month-result": full_notebook_page("/notebook/months/families/2026-W44"),
        "month-chart": full_notebook_page("/notebook/months/first-year"),
        "month-chart-too-few": full_notebook_page("/notebook/months/self-care"),
        "picture-one-week": lambda scenario: scenario.open(
            "/my-picture", scenario.user_with_weeks(1)
        ),
        "picture-trial": lambda scenario: scenario.open("/my-picture", scenario.user_with_weeks(9)),
        "result-first": lambda scenario: scenario.open(
            "/my-picture/2026-W48", scenario.user_with_weeks(1)
        ),
        "places-later": lambda scenario: scenario.open(
            "/check-in", scenario.user_with_weeks(3, last=W47)
        ),
        "nothing-in-it": lambda scenario: press_button(
            scenario.open_as_new_user("/check-in/2026-W48/reflection"), "Save this week"
        ),
    }
)


@register_page("places-error")
def places_error(scenario: Scenario) -> Visitor:
    """No browser sends this by itself; the page must be readable all the same."""
    sam = scenario.open_as_new_user("/check-in/2026-W48/places")
    sam.page.locator('[name="home"][value="9"]').evaluate("radio => { radio.value = '99' }")
    sam.choose({"home": 99, "base": 2})
    return expect_error_summary(press_button(sam, "Save and go on"))


@register_page("statements-error")
def statements_error(scenario: Scenario) -> Visitor:
    sam = scenario.open_as_new_user("/check-in/2026-W48/statements")
    sam.page.locator('[name="reach"][value="5"]').evaluate("radio => { radio.value = '7' }")
    sam.choose({"reach": 7, "sense": 2})
    return expect_error_summary(press_button(sam, "Save and go on"))


@register_page("reflection")
def reflection(scenario: Scenario) -> Visitor:
    """With the questions after a supervision, and the one about the last action."""
    sam = scenario.open("/check-in/2026-W48/reflection", scenario.user_with_weeks(3, last=W47))
    sam.choose({"held": 1})
    sam.expect_text("How long was it, in minutes?")
    sam.expect_text("What became of it?")
    return sam


@register_page("reflection-error")
def reflection_error(scenario: Scenario) -> Visitor:
    sam = reflection(scenario)
    sam.write("minutes", "1h30")
    return expect_error_summary(press_button(sam, "Save this week"))


@register_page("choose")
def choose(scenario: Scenario) -> Visitor:
    sam = scenario.open_as_new_user("/check-in/2026-W48/reflection")
    other = sam.tab()
    other.goto(sam.page.url)
    other.locator('[name="happened"]').fill("The other text")
    other.get_by_role("button", name="Save this week").click()
    other.wait_for_url("**/my-picture/**")
    sam.write("happened", WEEK_TEXT)
    sam.press("Save this week")
    sam.expect_heading("Choose which to keep")
    return sam


@register_page("choose-error")
def choose_error(scenario: Scenario) -> Visitor:
    return expect_error_summary(press_button(choose(scenario), "Keep what I chose"))


@register_page("away-marked")
def away_marked(scenario: Scenario) -> Visitor:
    sam = scenario.open_as_new_user("/check-in")
    sam.press("I was away this week")
    sam.expect_text("Marked as a week away.")
    return sam


@register_page("this-week-away")
def this_week_away(scenario: Scenario) -> Visitor:
    return away_marked(scenario).go("/check-in")


@register_page("closer")
def closer(scenario: Scenario) -> Visitor:
    return wait_for_plot(
        scenario.open("/my-picture/look-closer/connection", scenario.user_with_weeks(52))
    )


@register_page("pause-error")
def pause_error(scenario: Scenario) -> Visitor:
    sam = scenario.open_as_new_user("/pause")
    sam.page.locator("option").first.evaluate("option => { option.value = '2031-W01' }")
    return expect_error_summary(press_button(sam, "Begin the pause"))


@register_page("pause-going-on")
def pause_going_on(scenario: Scenario) -> Visitor:
    """With an earlier pause below it."""
    sam = scenario.open_as_new_user("/pause")
    sam.page.locator("#week").select_option("2026-W40")
    sam.press("Begin the pause")
    sam.press("End the pause")
    sam.expect_text("Earlier pauses")
    sam.press("Begin the pause")
    sam.expect_text("Your pause goes on since the week of 23 November 2026.")
    return sam


@register_page("this-week-paused")
def this_week_paused(scenario: Scenario) -> Visitor:
    return pause_going_on(scenario).go("/check-in")


@register_page("week-paused")
def week_paused(scenario: Scenario) -> Visitor:
    return pause_going_on(scenario).go("/my-picture/2026-W48")


@register_page("closer-marked")
def closer_marked(scenario: Scenario) -> Visitor:
    return wait_for_plot(
        scenario.open("/my-picture/look-closer/together", scenario.user_with_notebook())
    )


@register_page("mark-error")
def mark_error(scenario: Scenario) -> Visitor:
    sam = scenario.open("/my-picture/changes", scenario.user_with_weeks(3))
    sam.write("words", "A sentence about what changed that is far too long for the key of a chart")
    return expect_error_summary(press_button(sam, "Mark this change"))


@register_page("mark-taken-error")
def mark_taken(scenario: Scenario) -> Visitor:
    """The week has another change marker already."""
    sam = scenario.open("/my-picture/changes", scenario.user_with_notebook())
    sam.write("day", "2026-09-16")
    sam.choose({"kind": "caseload"})
    expect_error_summary(press_button(sam, "Mark this change"))
    sam.expect_text("Save once more to put this one in its place.")
    return sam


@register_page("mark-form-error")
def mark_form_error(scenario: Scenario) -> Visitor:
    sam = scenario.open("/my-picture/changes/2026-W38", scenario.user_with_notebook())
    sam.write("day", "2031-01-01")
    return expect_error_summary(press_button(sam, "Save"))


@register_page("experiment-chances")
def experiment_chances(scenario: Scenario) -> Visitor:
    sam = scenario.open("/my-picture/experiment", scenario.user_with_weeks(9))
    sam.write("words", "Two days at base")
    sam.choose({"scale": "connection", "direction": "higher"})
    press_button(sam, "See the chance of a result")
    sam.expect_text("24 weeks: in")
    return sam


@register_page("experiment-running")
def experiment_running(scenario: Scenario) -> Visitor:
    sam = press_button(experiment_chances(scenario), "Start on Monday 30 November")
    sam.expect_heading("Your experiment starts on Monday 30 November")
    return sam


@register_page("experiment-plan-error")
def experiment_plan_error(scenario: Scenario) -> Visitor:
    sam = scenario.open_as_new_user("/my-picture/experiment")
    return expect_error_summary(press_button(sam, "See the chance of a result"))


@register_page("month-set")
def month_set(scenario: Scenario) -> Visitor:
    sam = scenario.open("/monthly/self-care", scenario.user_with_weeks(1))
    sam.expect_heading("The last four weeks")
    return sam


@register_page("month-set-error")
def month_set_error(scenario: Scenario) -> Visitor:
    """No browser sends this by itself either."""
    sam = month_set(scenario)
    sam.page.locator('[name="breaks"][value="5"]').evaluate("radio => { radio.value = '7' }")
    sam.choose({"breaks": 7, "room": 2})
    return expect_error_summary(press_button(sam, "Save"))


@register_page("month-set-choose")
def month_set_choose(scenario: Scenario) -> Visitor:
    sam = month_set(scenario)
    other = sam.tab()
    other.goto(sam.page.url)
    other.locator('[name="room"][value="2"]').check()
    other.get_by_role("button", name="Save").click()
    other.wait_for_url("**/notebook/months/**")
    sam.choose({"room": 4})
    sam.press("Save")
    sam.expect_heading("Choose which to keep")
    return sam


def wait_for_plot(one: Visitor) -> Visitor:
    """Wait until Plotly has drawn."""
    one.page.locator("figure[data-drawn] .js-plotly-plot .main-svg").first.wait_for()
    return one
