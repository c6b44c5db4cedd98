"""Pages around the weeks: the check-in, a pause, the chart and its marks, once a month."""

from notebooks_kept import W47
from stages import WORDS, Stage
from visitors import Visitor
from ways import add, in_trouble, kept, own, pressed, way, year

add(
    {
        "places-first": own("/check-in"),
        "statements": own("/check-in/2026-W48/statements"),
        "away-open": own("/check-in/2026-W47/away"),
        "weeks-new": own("/weeks"),
        "pause": own("/pause"),
        "picture-empty": own("/my-picture"),
        "closer-empty": own("/my-picture/look-closer/connection"),
        "week-without-answers": own("/my-picture/2026-W48"),
        "marks-empty": own("/my-picture/changes"),
        "months-new": own("/notebook/months"),
        "review-new": own("/monthly/leader-review"),
        "weeks-year": year("/weeks"),
        "picture-year": year("/my-picture"),
        "result-year": year("/my-picture/2026-W48"),
        "result-hard": year("/my-picture/2026-W27"),
        "week-away": year("/my-picture/2026-W45"),
        "this-week-answered": year("/check-in"),
        "away-with-answers": year("/check-in/2026-W48/away"),
        "correct": year("/check-in/2026-W48/reflection"),
        "picture-marked": kept("/my-picture"),
        "marks": kept("/my-picture/changes"),
        "mark-form": kept("/my-picture/changes/2026-W38"),
        "compared": kept("/my-picture/what-goes-with-what"),
        "compared-empty": own("/my-picture/what-goes-with-what"),
        "compared-year": year("/my-picture/what-goes-with-what"),
        "months": kept("/notebook/months"),
        "month-result": kept("/notebook/months/families/2026-W44"),
        "month-chart": kept("/notebook/months/first-year"),
        "month-chart-too-few": kept("/notebook/months/self-care"),
        "picture-one-week": lambda stage: stage.at("/my-picture", stage.lived(1)),
        "picture-trial": lambda stage: stage.at("/my-picture", stage.lived(9)),
        "result-first": lambda stage: stage.at("/my-picture/2026-W48", stage.lived(1)),
        "places-later": lambda stage: stage.at("/check-in", stage.lived(3, last=W47)),
        "nothing-in-it": lambda stage: pressed(
            stage.sam("/check-in/2026-W48/reflection"), "Save this week"
        ),
    }
)


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


@way("closer")
def closer(stage: Stage) -> Visitor:
    return drawn(stage.at("/my-picture/look-closer/connection", stage.lived(52)))


@way("pause-error")
def pause_error(stage: Stage) -> Visitor:
    sam = stage.sam("/pause")
    sam.page.locator("option").first.evaluate("option => { option.value = '2031-W01' }")
    return in_trouble(pressed(sam, "Begin the pause"))


@way("pause-going-on")
def pause_going_on(stage: Stage) -> Visitor:
    """With an earlier one below it."""
    sam = stage.sam("/pause")
    sam.page.locator("#week").select_option("2026-W40")
    sam.press("Begin the pause")
    sam.press("End the pause")
    sam.sees("Earlier pauses")
    sam.press("Begin the pause")
    sam.sees("Your pause goes on since the week of 23 November 2026.")
    return sam


@way("this-week-paused")
def this_week_paused(stage: Stage) -> Visitor:
    return pause_going_on(stage).go("/check-in")


@way("week-paused")
def week_paused(stage: Stage) -> Visitor:
    return pause_going_on(stage).go("/my-picture/2026-W48")


@way("closer-marked")
def closer_marked(stage: Stage) -> Visitor:
    return drawn(stage.at("/my-picture/look-closer/together", stage.kept()))


@way("mark-error")
def mark_error(stage: Stage) -> Visitor:
    sam = stage.at("/my-picture/changes", stage.lived(3))
    sam.write("words", "A sentence about what changed that is far too long for the key of a chart")
    return in_trouble(pressed(sam, "Mark this change"))


@way("mark-taken-error")
def mark_taken(stage: Stage) -> Visitor:
    """Another mark stands in that week already."""
    sam = stage.at("/my-picture/changes", stage.kept())
    sam.write("day", "2026-09-16")
    sam.choose({"kind": "caseload"})
    in_trouble(pressed(sam, "Mark this change"))
    sam.sees("Save once more to put this one in its place.")
    return sam


@way("mark-form-error")
def mark_form_error(stage: Stage) -> Visitor:
    sam = stage.at("/my-picture/changes/2026-W38", stage.kept())
    sam.write("day", "2031-01-01")
    return in_trouble(pressed(sam, "Save"))


@way("month-set")
def month_set(stage: Stage) -> Visitor:
    sam = stage.at("/monthly/self-care", stage.lived(1))
    sam.reads_as_heading("The last four weeks")
    return sam


@way("month-set-error")
def month_set_error(stage: Stage) -> Visitor:
    """No honest browser sends this either."""
    sam = month_set(stage)
    sam.page.locator('[name="breaks"][value="5"]').evaluate("radio => { radio.value = '7' }")
    sam.choose({"breaks": 7, "room": 2})
    return in_trouble(pressed(sam, "Save"))


@way("month-set-choose")
def month_set_choose(stage: Stage) -> Visitor:
    sam = month_set(stage)
    other = sam.tab()
    other.goto(sam.page.url)
    other.locator('[name="room"][value="2"]').check()
    other.get_by_role("button", name="Save").click()
    other.wait_for_url("**/notebook/months/**")
    sam.choose({"room": 4})
    sam.press("Save")
    sam.reads_as_heading("Choose which to keep")
    return sam


def drawn(one: Visitor) -> Visitor:
    """Once Plotly has drawn."""
    one.page.locator("figure[data-drawn] .js-plotly-plot .main-svg").first.wait_for()
    return one
