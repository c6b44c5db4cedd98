"""Several teams as a chart: sentence, drawing and table say the same, and *not shown* is alike."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.charts import team, window_chart
from reflect.charts.series import ChartScale
from reflect.charts.team import CrossTeamPicture
from reflect.core.disclosure.across_teams import TeamRange, summarise_teams
from reflect.core.windows import Window

SCALES = (ChartScale("connection", "Connection"), ChartScale("balance", "Work-life <balance>"))
FIRST = Window(30)
SPREADS = st.lists(st.integers(1, 9).map(lambda tens: tens * 10), min_size=3, max_size=9).map(
    summarise_teams
)
WINDOWS = st.lists(st.one_of(st.none(), SPREADS), max_size=20)


def of(*spreads: TeamRange | None) -> CrossTeamPicture:
    """One spread a window for both scales; None: not shown."""
    figures = tuple({} if one is None else {scale.id: one for scale in SCALES} for one in spreads)
    return CrossTeamPicture(SCALES, tuple(FIRST + n for n in range(len(spreads))), figures)


def said(*spreads: TeamRange | None) -> str:
    return team.describe_cross_team_scale(of(*spreads), "connection")


def test_nothing_yet_and_nothing_shown_are_said_alike():
    assert said() == said(None) == said(TeamRange(30, 50, 70), None) == "Not shown."


@pytest.mark.parametrize("middle", [10, 50, 90])
def test_the_latest_window_is_said_and_compared_with_no_other(middle):
    told = said(TeamRange(0, 40, 50), TeamRange(0, middle, 100))
    words = f"The middle figure is {middle}, rounded to ten. All are between 0 and 100."
    assert told == words


@given(WINDOWS)
def test_table_and_drawing_have_the_same_windows(spreads):
    picture, drawn = of(*spreads), spreads[-13:]
    for svg in (
        window_chart.draw_cross_team_chart(picture, is_wide=True),
        window_chart.draw_cross_team_chart(picture, is_wide=False),
    ):
        ET.fromstring(svg)
        assert svg.count('class="rounding"') == 2 * sum(one is not None for one in drawn)
        assert svg.count('class="bare"') == 2 * sum(one is None for one in drawn)
        assert "style" not in svg
        assert "<balance>" not in svg
    rows = team.build_cross_team_rows(picture)
    hidden = [row.values[0] == "not shown" for row in reversed(rows)]
    assert hidden == [one is None for one in spreads]


@given(st.lists(SPREADS, min_size=1, max_size=13))
def test_each_bar_reaches_from_one_end_to_the_other_and_holds_the_middle(spreads):
    svg = window_chart.draw_cross_team_chart(of(*spreads), is_wide=True)
    bars = re.findall(r'class="rounding" x="[^"]*" y="([^"]*)" width="[^"]*" height="([^"]*)"', svg)
    for one, (_y, height) in zip(spreads, bars, strict=False):
        assert float(height) == pytest.approx(118 * (one.high - one.low) / 100, abs=0.06)
    assert 'class="path"' not in svg  # marks are not joined: other teams stand behind the next


def test_all_windows_that_are_not_shown_look_the_same():
    svg = window_chart.draw_cross_team_chart(
        of(None, None, TeamRange(30, 50, 70), None), is_wide=True
    )
    boxes = re.findall(r'<rect class="bare"[^>]*>', svg)
    assert len({re.sub(r'\b(x|y)="[^"]*"', "", box) for box in boxes}) == 1


def test_the_key_explains_what_is_there_and_nothing_else():
    meanings = [
        meaning for _svg, meaning in window_chart.build_cross_team_legend(of(TeamRange(30, 50, 70)))
    ]
    assert meanings == ["the range of all, with the middle figure"]
    assert len(window_chart.build_cross_team_legend(of(TeamRange(30, 50, 70), None))) == 2
    assert window_chart.build_cross_team_legend(of()) == ()


def test_a_scale_that_a_window_lacks_is_not_shown():
    picture = CrossTeamPicture(SCALES, (FIRST,), ({"connection": TeamRange(30, 50, 70)},))
    assert team.build_cross_team_rows(picture)[0].values == ("50 (30 to 70)", "not shown")
    assert team.describe_cross_team_scale(picture, "balance") == "Not shown."
