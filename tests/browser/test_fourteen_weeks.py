"""Fourteen check-ins typed in a browser over seventeen weeks: two left out, one away.

Words, drawing, table and the plot for looking closer tell the same, and all of them tell what was
typed: the figures below are worked out by hand from the answers.

Connection alternates between 75 and 66.7 through the first twelve answers, so its level is their
mean, 70.8. Each step is 8.33, so the range reaches 2.66 * 8.33 = 22.2 to either side; the
thirteenth answer, (0 + 25 + 0) / 3 = 8.3, lies outside. Supervision never moves from 50; its steps
are taken as 8.33 too, the least that one answer can move it. Balance is blank once, for want of
answers.
"""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

START = date(2026, 11, 23)
ALL_WEEKS, LEFT_OUT, AWAY, HARD, BLANK = range(17), {3, 8}, 5, 15, 2
ANSWERED = [n for n in ALL_WEEKS if n not in LEFT_OUT | {AWAY}]
SUPERVISED = {1, 10}
TRIAL_AT = 13  # the eleventh answer; the twelfth comes a week later
LINES = 3  # weeks 0 to 2 (or 1), 6 to 7, 9 to 16; week 4 stands alone
TITLES = {
    "connection": "Connection",
    "supervision": "Supervision and support",
    "balance": "Work-life balance",
}


def answers(n: int) -> dict[str, int]:
    """What is tapped on the page of statements in the week with this number."""
    even = ANSWERED.index(n) % 2 == 0
    connection = {"reach": 4, "sense": 4, "belong": 4 if even else 3}
    if n == HARD:
        connection = {"reach": 1, "sense": 2, "belong": 1}
    balance = {"finish": 4, "switch": 4, "time": 4 if even else 5}
    if n == BLANK:
        balance = {"finish": 4}
    return {**connection, "answer": 3, "think": 3, "care": 3, **balance}


def figures(n: int) -> dict[str, int | None]:
    """The three figures of that week, by hand and rounded."""
    even = ANSWERED.index(n) % 2 == 0
    return {
        "connection": 8 if n == HARD else 75 if even else 67,
        "supervision": 50,
        "balance": None if n == BLANK else 75 if even else 83,
    }


def fill_in(sam, n: int) -> None:
    """One check-in, from the sign-in page to its result."""
    sam.go("/sign-in").sign_in()
    if n == AWAY:
        sam.press("I was away this week")
        sam.expect_text("Marked as a week away.")
        return
    sam.choose({"home": n % 5, "base": 3})
    sam.press("Save and go on")
    sam.choose(answers(n))
    sam.press("Save and go on")
    sam.choose({"held": 1 if n in SUPERVISED else 2})
    sam.press("Save this week")
    sam.expect_text("Saved. Your week of")


@pytest.fixture
def sam(visit, sign_up, clock):
    """Somebody who has filled in their weeks, on a phone without script."""
    sign_up()
    one = visit(script=False, size=(360, 740))
    for n in ALL_WEEKS:
        if n not in LEFT_OUT:
            fill_in(one, n)
        if n == TRIAL_AT:
            one.go("/my-picture").expect_text(
                "No lasting change was found in your last 11 weeks with answers."
            )
        clock.forward(days=7 if n < ALL_WEEKS[-1] else 0)
    return one.go("/my-picture")


def test_words_drawing_table_and_plot_tell_what_was_typed(sam, visit):
    words_agree(sam)
    drawing_agrees(sam)
    table_agrees(sam)
    closer = visit()
    closer.context.add_cookies(sam.context.cookies())
    for scale in TITLES:
        plot_agrees(closer, scale)


def words_agree(sam) -> None:
    said = sam.page.locator("ul.said > li").all_inner_texts()
    one, two, three = (" ".join(each.split()) for each in said)
    sam.expect_text(
        "17 weeks, from 23 November 2026 to 21 March 2027: 14 answered, 1 away, 2 without answers."
    )
    assert "No change found." in one
    assert "One week stood out: 8 March, with " in one
    assert "No change found. Your weeks average 50." in two
    assert "No change found." in three


def drawing_agrees(sam) -> None:
    """As many marks as answers, as many lines as stretches, one filled mark, one pale column."""
    svg = sam.page.locator("figure.chart svg.narrow")
    expect(svg).to_be_visible()
    for scale in TITLES:
        values = [figures(n)[scale] for n in ANSWERED]
        group = svg.locator(f"g.{scale}")
        told = shapes(group, "point marked") - 1  # the sign beside the title is drawn alike
        plain = shapes(group, "single") + shapes(group, "point partial")
        assert plain + told == sum(value is not None for value in values)
        assert told == (1 if scale == "connection" else 0)
        assert shapes(group, "path faint") == LINES
    assert shapes(svg, "away") == 1
    assert shapes(svg, "met") == len(SUPERVISED)


def shapes(group, cls: str) -> int:
    """How many shapes the paths of a class draw: each begins with a move."""
    paths = group.locator(f'path[class="{cls}"]').evaluate_all(
        "all => all.map(each => each.getAttribute('d'))"
    )
    return sum(len(re.findall("[mM]", path)) for path in paths)


def table_agrees(sam) -> None:
    sam.page.get_by_text("The same as a table").click()
    rows = [row.locator("th, td").all_inner_texts() for row in sam.page.locator("tbody tr").all()]
    assert len(rows) == len(ALL_WEEKS)
    for n, row in zip(ALL_WEEKS, reversed(rows), strict=True):
        day = START + timedelta(weeks=n)
        assert row[0] == f"{day.day} {day:%B} {day.year}"
        assert row[1:4] == ([shown(figures(n)[s]) for s in TITLES] if n in ANSWERED else [""] * 3)
        assert row[4] == ("yes" if n in SUPERVISED else "")
        home = [f"Home {n % 5}"] if n % 5 else []
        assert row[5] == (", ".join([*home, "Base 3"]) if n in ANSWERED else "")
        hard = "named above: Connection; outside the process limits: Connection"
        notes = {AWAY: "away", HARD: hard, **dict.fromkeys(LEFT_OUT, "no answers")}
        assert row[6] == notes.get(n, "")


def shown(value: int | None) -> str:
    return "" if value is None else str(value)


def plot_agrees(closer, scale: str) -> None:
    closer.go(f"/my-picture/look-closer/{scale}")
    plot = closer.page.locator("figure[data-drawn] .plot.js-plotly-plot")
    expect(plot).to_be_visible()
    drawn = plot.evaluate("plot => plot.data.map(({name, x, y}) => ({name, x, y}))")
    weeks = next(trace for trace in drawn if trace["name"] == TITLES[scale])
    assert weeks["x"] == [str(START + timedelta(weeks=n)) for n in ALL_WEEKS]
    typed = [figures(n)[scale] if n in ANSWERED else None for n in ALL_WEEKS]
    assert [value if value is None else round(value) for value in weeks["y"]] == typed
    rings = [trace for trace in drawn if trace["name"] == "outside the process limits"]
    outside = [str(START + timedelta(weeks=HARD))]
    assert [trace["x"] for trace in rings] == ([outside] if scale == "connection" else [])
    answered = sum(value is not None for value in typed)
    marks = answered + len(SUPERVISED) + (1 if scale == "connection" else 0)
    expect(plot.locator(".scatterlayer path.point")).to_have_count(marks)
