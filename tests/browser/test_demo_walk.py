"""A year of a demo person, walked from the chart to everything that grows out of it, and back.

Nothing but links that are followed, buttons that are pressed and boxes that are filled in, on a
phone: with script, without, and by keyboard alone.
"""

import pytest
from playwright.sync_api import expect

from tests.support.browser.accessibility import expect_accessible, save_screenshots
from tests.support.browser.input_methods import KeyboardInput, PointerInput
from tests.support.browser.visitor import Visitor

PHONE = (360, 740)
STATEMENTS = ("reach", "sense", "belong", "answer", "think", "care", "finish", "switch", "time")
WORDS = "Wednesday again with two of us at the same table"
ACTION = "Ask Beth to keep Wednesdays"
LEARNT = "One shared day is enough for the small questions"


@pytest.mark.parametrize(
    ("script", "hands"),
    [(True, PointerInput), (False, PointerInput), (True, KeyboardInput)],
    ids=["script", "no script", "keyboard"],
)
def test_a_year_is_walked_from_the_chart_to_what_grows_out_of_it_and_back(
    visit, demo, script, hands
):
    one = visit(base=demo, script=script, size=PHONE)
    walker = hands(one.go("/demo"))
    steps_into_a_life(walker)
    from_the_chart_to_a_guide(walker)
    from_there_to_a_check_in_with_an_action(walker)
    to_the_supervision_sheet(walker)
    to_a_cpd_entry(walker)
    to_what_became_of_the_action(walker)
    and_back_to_the_chart(walker)
    what_was_written_stands_in_the_journal(walker)


def steps_into_a_life(walker) -> None:
    walker.press("Begin again with the same people")
    walker.one.expect_text("Everything is as it was at first.")
    walker.press("Be Priya Nair")
    walker.one.expect_text("52 weeks, from 24 November 2025 to 22 November 2026: 47 answered")


def from_the_chart_to_a_guide(walker) -> None:
    walker.one.expect_text("Connection has been lower since about September")
    walker.follow("Read in 60 seconds: Working relationships")
    walker.one.expect_heading("Working relationships when you are apart")
    walker.one.expect_text("In 60 seconds")


def from_there_to_a_check_in_with_an_action(walker) -> None:
    walker.follow("This week\u2019s check-in")
    walker.one.expect_heading("Where did you work?")
    walker.press("Same as last week")
    walker.one.expect_text("Filled in from your week of 16 November.")
    walker.press("Save and go on")
    walker.one.expect_heading("How was your week?")
    for name in STATEMENTS:
        walker.pick(name, 4)
    walker.press("Save and go on")
    walker.one.expect_heading("Supervision and reflection")
    walker.pick("held", 2)
    walker.pick("last_action", 1)
    walker.write("happened", WORDS)
    walker.write("action", ACTION)
    walker.tick("action_supervision")
    walker.press("Save this week")
    walker.one.expect_heading("Share three numbers with your team?")
    walker.press("Keep private")
    walker.one.expect_text("Saved. Your week of 23 November is on your chart.")
    walker.one.expect_text(ACTION)


def to_the_supervision_sheet(walker) -> None:
    walker.follow("Make a supervision sheet")
    walker.one.expect_text(ACTION)
    walker.press("Make the sheet")
    walker.one.expect_heading("For supervision")
    assert ACTION in brought(walker.one)
    assert WORDS not in brought(walker.one)
    walker.follow("Tick other lines")
    walker.one.expect_heading("Supervision sheet")


def to_a_cpd_entry(walker) -> None:
    walker.follow("This week")
    walker.follow("See this week")
    walker.follow("Start a CPD entry from this week")
    walker.one.expect_heading("CPD entry")
    assert walker.one.written("description") == WORDS
    assert walker.one.written("impact") == ACTION
    walker.write("learnt", LEARNT)
    walker.press("Save")
    walker.one.expect_text("Saved. Two pieces or more, one with a peer.")
    walker.follow("All entries of 2025-26")
    walker.one.expect_heading("CPD entries")
    walker.one.expect_text("Reflection on my own practice, 27 November 2026")


def to_what_became_of_the_action(walker) -> None:
    walker.follow("Notebook")
    walker.follow("Actions")
    walker.press(f"Done : {ACTION}")
    walker.one.expect_text("Noted.")
    walker.one.button(f"Open again : {ACTION}").wait_for()


def and_back_to_the_chart(walker) -> None:
    walker.follow("Week of 23 November 2026")
    walker.one.expect_heading("Your week of 23 November")
    walker.one.expect_text("What became of it: Done")
    walker.follow("See my picture")
    walker.one.expect_text("53 weeks, from 24 November 2025 to 29 November 2026: 48 answered")


def what_was_written_stands_in_the_journal(walker) -> None:
    walker.follow("Notebook")
    walker.follow("Journal")
    expect(walker.one.page.locator("article").first).to_contain_text(WORDS)
    expect(walker.one.page.locator("article").first).to_contain_text(ACTION)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_room_finds_nobody_and_then_somebody(visit, demo, script):
    one = visit(base=demo, script=script, size=PHONE).go("/demo")
    walker = PointerInput(one)
    walker.follow("Find the person: an exercise with the figures of a team")
    one.expect_heading("Find the person")
    everything_is_opened(one)
    one.expect_text("scores are still possible.")
    walker.follow("Now try without the rules")
    one.expect_heading("Find the person, without the rules")
    everything_is_opened(one)
    one.expect_text("Her own check-in of that week gives")


@pytest.mark.parametrize("path", ["/demo/find-the-person", "/demo/find-the-person/without"])
def test_the_exercise_is_accessible(visit, demo, path):
    one = visit(base=demo).go(path)
    everything_is_opened(one)
    expect_accessible(one)
    save_screenshots(one, path.rpartition("/")[2])


def everything_is_opened(one: Visitor) -> None:
    for summary in one.page.locator("main summary").all():
        summary.click()


def brought(one: Visitor) -> list[str]:
    """The lines of a sheet."""
    return one.page.locator('[name="bring"]').evaluate_all("all => all.map(each => each.value)")
