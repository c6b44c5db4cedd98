"""A team's chart: said only what the rounding allows, and *not shown* always alike."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.charts import team, window_chart
from reflect.charts.series import ChartScale
from reflect.charts.team import TeamPicture, number_agreed_actions
from reflect.core.disclosure.team_release import Shown, Withheld
from reflect.core.windows import Window

SCALES = (ChartScale("connection", "Connection"), ChartScale("balance", "Work-life balance"))
FIRST = Window(30)
VALUES = st.integers(1, 9).map(lambda tens: tens * 10)
FIGURES = st.lists(st.one_of(st.none(), VALUES), min_size=1, max_size=20)


def of(*values, agreed=(), step=10) -> TeamPicture:
    """One value a window for both scales; None: withheld."""
    figures = tuple(
        Withheld() if value is None else Shown({"connection": value, "balance": value}, step)
        for value in values
    )
    windows = tuple(FIRST + n for n in range(len(values)))
    return TeamPicture(SCALES, windows, figures, number_agreed_actions(agreed))


def said(picture) -> str:
    return team.describe_team_scale(picture, "connection")


def in_window(number: int) -> date:
    return (FIRST + number).first.monday + timedelta(days=8)


def test_before_any_window_closed_nothing_is_shown():
    assert said(of()) == "Not shown."


def test_one_figure_alone():
    assert said(of(50)) == "50, rounded to ten."


@pytest.mark.parametrize(("value", "words"), [(10, "10 or below"), (90, "90 or above"), (20, "20")])
def test_the_ends_stand_for_all_beyond(value, words):
    assert said(of(value)) == f"{words}, rounded to ten."


def test_one_step_may_be_nothing_but_rounding():
    assert "may be nothing but rounding" in said(of(60, 50))


def test_two_steps_are_said():
    assert "Lower than the 60 of the window before." in said(of(60, 40))
    assert "Higher than the 40 of the window before." in said(of(40, 60))


def test_with_fine_rounding_two_fine_steps_are_said():
    assert "Higher than the 40" in said(of(40, 50, step=5))


def test_a_window_that_is_not_shown_is_never_bridged():
    assert said(of(20, None, 80)) == "80, rounded to ten."


def test_the_last_window_before_what_was_agreed_is_the_other_comparison():
    picture = of(40, None, 60, agreed=[(in_window(1), "Tuesday mornings at the hub.")])
    assert "It was 40 before you wrote “Tuesday mornings at the hub”. It is 60 now." in said(
        picture
    )
    assert "It does not show what did it." in said(picture)


def test_what_was_agreed_in_the_latest_window_is_too_new():
    assert "before you wrote" not in said(of(40, 60, agreed=[(in_window(1), "x")]))


def test_only_the_latest_thing_that_was_agreed_is_looked_at():
    agreed = [(in_window(1), "first"), (in_window(2), "second")]
    assert "first" not in said(of(10, 80, 50, 60, agreed=agreed))


@given(FIGURES)
def test_higher_and_lower_are_said_only_from_twice_the_rounding_on(values):
    words, latest = said(of(*values)), values[-1]
    before = values[-2] if len(values) > 1 else None
    if latest is None:
        assert words == "Not shown."
    else:
        is_far = before is not None and abs(latest - before) >= 20
        assert ("Higher" in words) == (is_far and latest > before)
        assert ("Lower" in words) == (is_far and latest < before)


@given(FIGURES)
def test_table_and_drawing_have_the_same_windows(values):
    picture = of(*values)
    drawn = values[-13:]
    for svg in (
        window_chart.draw_team_chart(picture, is_wide=True),
        window_chart.draw_team_chart(picture, is_wide=False),
    ):
        ET.fromstring(svg)
        assert svg.count('class="rounding"') == 2 * sum(value is not None for value in drawn)
        assert svg.count('class="bare"') == 2 * sum(value is None for value in drawn)
        assert "style" not in svg
    rows = team.build_team_rows(picture)
    assert len(rows) == len(values)
    assert [row.values[0] == "not shown" for row in reversed(rows)] == [v is None for v in values]


def test_all_windows_that_are_not_shown_look_the_same():
    svg = window_chart.draw_team_chart(of(None, None, 50, None), is_wide=True)
    boxes = re.findall(r'<rect class="bare"[^>]*>', svg)
    without_place = {re.sub(r'\b(x|y)="[^"]*"', "", box) for box in boxes}
    assert len(without_place) == 1


def test_a_flag_stands_where_its_day_lies():
    svg = window_chart.draw_team_chart(
        of(40, 50, 60, agreed=[(in_window(1), "<b>x</b>")]), is_wide=True
    )
    assert svg.count('class="flag"') == 1
    assert "<b>" not in svg


def test_windows_are_named_by_their_days():
    assert team.format_window(Window(37)) == "2 November to 29 November 2026"
    assert team.format_window(Window(39)) == "28 December 2026 to 24 January 2027"


def test_what_may_not_be_concluded_is_said_in_two_or_three_sentences():
    assert len(team.list_team_caveats()) == 3


def test_the_key_explains_what_is_there_and_nothing_else():
    meanings = [meaning for _svg, meaning in window_chart.build_team_legend(of(40))]
    assert meanings == ["a window, and how far the rounding reaches"]
    assert len(window_chart.build_team_legend(of(40, None, agreed=[(in_window(0), "x")]))) == 3


def test_a_scale_that_was_added_later_is_not_shown_in_the_windows_before():
    without = Shown({"connection": 40}, 10)
    picture = TeamPicture(SCALES, (FIRST, FIRST + 1), (of(60).figures[0], without))
    assert team.describe_team_scale(picture, "balance") == "Not shown."
    assert team.build_team_rows(picture)[0].values == ("40", "not shown")
    later = TeamPicture(SCALES, (FIRST, FIRST + 1), (without, of(60).figures[0]))
    assert team.describe_team_scale(later, "balance") == "60, rounded to ten."
