"""The presenter's tour in a browser: walked by its own buttons, accessible, and on paper."""

import pytest
from playwright.sync_api import expect

from reflect.demo.tour.routes import TOUR_STOPS
from tests.support.browser.accessibility import expect_accessible, save_screenshots
from tests.support.browser.input_methods import KeyboardInput, PointerInput
from tests.support.browser.printing import count_printed_pages, printed_controls
from tests.support.browser.visitor import Visitor

PHONE = (360, 740)
STATEMENTS = ("reach", "sense", "belong", "answer", "think", "care", "finish", "switch", "time")
SHEETS = 5  # of A4, for all ten stops


@pytest.mark.parametrize(
    ("script", "hands"),
    [(True, PointerInput), (False, PointerInput), (True, KeyboardInput)],
    ids=["script", "no script", "keyboard"],
)
def test_ten_stops_are_walked_by_their_own_buttons(visit, demo, script, hands):
    one = visit(base=demo, script=script, size=PHONE)
    walker = hands(one.go("/demo"))
    walker.press("Begin again with the same people")
    walker.follow("The tour: ten stops to show to a room, with what to say")
    walker.follow("Begin with stop 1")
    for number, stop in enumerate(TOUR_STOPS, 1):
        one.expect_heading(str(stop.title))
        for place in stop.places:
            walker.press(str(place.button))
            expect(one.page.get_by_role("heading", level=1)).to_contain_text(str(place.heading))
            if number == 2:
                a_week_is_filled_in(walker)
                walker.follow("The tour")
                walker.follow(str(stop.title))
            else:
                walker.follow(f"Back to the tour, stop {number}")
            one.expect_heading(str(stop.title))
        if number < len(TOUR_STOPS):
            walker.follow(f"Next, stop {number + 1}: {TOUR_STOPS[number].title}")
    walker.follow("The end of the tour: back to the people")
    one.expect_heading("Everyone here is invented")


def a_week_is_filled_in(walker) -> None:
    """As stop 2 says, to the page of stop 3."""
    walker.press("Same as last week")
    walker.press("Save and go on")
    for name in STATEMENTS:
        walker.pick(name, 4)
    walker.press("Save and go on")
    walker.press("Save this week")
    walker.press("Keep private")
    walker.one.expect_heading("Your week of 23 November")


@pytest.mark.parametrize(
    "path", ["/demo/tour", *(f"/demo/tour/{n}" for n in range(1, len(TOUR_STOPS) + 1))]
)
def test_the_tour_is_accessible(visit, demo, path):
    one = visit(base=demo).go(path)
    expect_accessible(one)
    save_screenshots(one, path.removeprefix("/demo/").replace("/", "-"))


def test_a_page_with_the_way_back_is_accessible(visit, demo):
    one = visit(base=demo).go("/demo/tour/4")
    one.press(str(TOUR_STOPS[3].places[0].button))
    one.expect_text("Connection has been lower since about")
    expect_accessible(one)
    save_screenshots(one, "tour-way-back")


def test_all_stops_print_on_a_few_sheets_without_a_button(visit, demo):
    one: Visitor = visit(base=demo).go("/demo/tour")
    assert printed_controls(one) == []
    assert count_printed_pages(one) <= SHEETS
