"""A team's chart: said only what the rounding allows, and *not shown* always alike."""

import re
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.charts import team, window_chart
from reflect.charts.claim_rates import load_claim_rates
from reflect.charts.dates import round_half_up
from reflect.charts.series import ChartScale
from reflect.charts.team import TeamPicture, number_agreed_actions
from reflect.core.disclosure.team_release import (
    FINE_STEP_MIN_SHARERS,
    MIN_SHARERS,
    Shown,
    Withheld,
    release,
)
from reflect.core.windows import Window
from tests.support.chart_data import parse_subpaths

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
    assert team.describe_team(of()) == ()


def test_one_figure_alone():
    assert said(of(50)) == "About 50 in the latest four weeks: somewhere within ten of it."
    assert team.describe_team(of(50)) == ("A change can be seen from four figures on.",)


@pytest.mark.parametrize("value", [10, 20, 90])
def test_the_ends_are_said_like_any_other_figure(value):
    assert said(of(value)).startswith(f"About {value} in the latest four weeks")
    assert team.build_team_rows(of(value))[0].values == (str(value), str(value))


def test_a_fine_figure_is_said_to_be_within_five():
    assert "About 40 in the latest four weeks: somewhere between 35 and 45." in said(of(40, step=5))


@given(st.integers(0, 10_000), st.sampled_from([MIN_SHARERS, FINE_STEP_MIN_SHARERS]), st.integers())
def test_the_true_average_is_where_words_and_band_say(average, least, seed):
    """At the ends too, where figures in steps of five stop at 10 and 90."""
    figures = release(
        {"connection": average * least},
        shared=least,
        eligible=least + 1,
        disputed=False,
        rng=Random(seed),
        least=least,
    )
    low, high = team.find_true_range(figures, "connection")
    assert low <= average / 100 <= high
    words = said(TeamPicture(SCALES[:1], (FIRST,), (figures,)))
    middle = figures.values["connection"]
    told = (middle - 10, middle + 10) if "within ten" in words else (low, high)
    assert told == (low, high)
    assert "within ten" in words or f"between {low} and {high}." in words


@pytest.mark.parametrize("values", [(60, 40), (40, 60), (60, 40, 60), (70, 70, 70, 60, 60, 80)])
def test_one_window_against_another_is_never_said(values):
    assert "ower since" not in said(of(*values))
    assert "igher since" not in said(of(*values))


def test_a_slow_fall_is_said():
    words = said(of(80, 70, 70, 60, 60, 50, 50, 40))
    assert "Lower since about" in words
    assert "about 53, compared with about 72 before." in words


def test_windows_that_are_not_shown_are_skipped_and_not_counted():
    shown, hidden = of(80, 80, 80, 50, 50, 50), of(80, None, 80, 80, None, 50, 50, 50)
    assert shown.find_change("connection").start == 3
    assert hidden.find_change("connection").start == 5


def test_figures_of_another_version_are_not_compared():
    values = (80, 80, 80, 80, 40, 40, 40, 40)
    whole = of(*values)
    assert whole.find_change("connection")
    broken = replace(whole, versions=(1, 1, 1, 1, 2, 2, 2, 2))
    assert broken.find_change("connection") is None
    assert "The questionnaire changed on 10 August 2026." in " ".join(team.describe_team(broken))


ACTION = (in_window(4), "Tuesday mornings at the hub.", "connection")


def test_what_was_agreed_is_compared_as_an_average_before_and_since_for_its_scale():
    picture = of(50, 50, 40, 40, 40, 60, 60, 70, agreed=[ACTION])
    words = team.describe_action(picture, picture.agreed[0])
    assert words.startswith(
        "About 45 on average before it was agreed, about 63 since. It does not show what did it."
    )
    rise = load_claim_rates("team")["rise_after_low_figure"]
    assert f"by about {rise}" in words
    assert "you wrote" not in words


def test_a_single_figure_before_or_since_is_too_early_to_compare():
    for values in ((50, 50, 50, 50, 50, 60), (None, None, None, 50, 50, 60, 60)):
        picture = of(*values, agreed=[ACTION])
        assert team.describe_action(picture, picture.agreed[0]).startswith("Too early to compare")


def test_without_a_scale_or_after_a_year_nothing_is_compared():
    picture = of(*[50] * 8, agreed=[(*ACTION[:2], "")])
    assert team.describe_action(picture, picture.agreed[0]) == ""
    old = of(*[50] * 19, agreed=[ACTION])
    assert team.describe_action(old, old.agreed[0]) == ""


@given(FIGURES)
def test_words_headline_drawing_and_levels_are_of_one_finding(values):
    picture = of(*values)
    change, words = picture.find_change("connection"), said(picture)
    svg = str(window_chart.draw_team_chart(picture, is_wide=True))
    marked = re.findall(r'class="point marked" d="([^"]*)"', svg)
    told = sum(len(parse_subpaths(each)) for each in marked) - len(SCALES)  # less the titles
    assert ("since" in words) == (change is not None)
    headline = " ".join(team.describe_team(picture))
    if change is None:
        assert told == 0
        assert "has been" not in headline
        return
    assert told == 2 * sum(value is not None for value in values[change.start :])
    assert (" lower " in headline) == (not change.is_higher)
    level, before = round_half_up(change.since), round_half_up(change.before)
    assert f"about {level}, compared with about {before} before." in words
    assert f"about {level}, compared with about {before} before." in headline
    assert [level for _f, _l, level in picture.find_levels("connection")] == [
        change.before,
        change.since,
    ]


@given(st.lists(VALUES, min_size=1, max_size=1), st.integers(1, 20))
def test_the_same_figure_again_and_again_is_no_change(value, count):
    assert of(*value * count).find_change("connection") is None


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
        of(40, 50, 60, agreed=[(in_window(1), "<b>x</b>", "balance")]), is_wide=True
    )
    assert svg.count('class="flag"') == 1
    assert "<b>" not in svg


def test_windows_are_named_by_their_days():
    assert team.format_window(Window(37)) == "2 November to 29 November 2026"
    assert team.format_window(Window(39)) == "28 December 2026 to 24 January 2027"


def test_what_may_not_be_concluded_names_rounding_who_shared_and_luck():
    rates = load_claim_rates("team")
    rounding, others, luck, *_rest = team.list_team_caveats(of(50))
    assert "the ten above or below" in rounding
    assert "Other people sharing can move it" in others
    assert f"nothing changed, {rates['any_false_change']} read of a change" in luck
    assert f"share few of their weeks, up to {rates['most_false_change']}." in luck
    assert f"{rates['step_15_told']} read of it within twelve weeks" in luck
    assert "the five above or below" in team.list_team_caveats(of(50, step=5))[0]


def test_the_key_explains_what_is_there_and_nothing_else():
    meanings = [meaning for _svg, meaning in window_chart.build_team_legend(of(40))]
    assert meanings == ["four weeks; the true average is in the band"]
    agreed = [(in_window(0), "Call at nine.", "")]
    meanings = [m for _svg, m in window_chart.build_team_legend(of(40, None, agreed=agreed))]
    assert meanings[1:] == ["not shown", "Call at nine."]


def test_a_scale_that_was_added_later_is_not_shown_in_the_windows_before():
    without = Shown({"connection": 40}, 10)
    picture = TeamPicture(SCALES, (FIRST, FIRST + 1), (of(60).figures[0], without))
    assert team.describe_team_scale(picture, "balance") == "Not shown."
    assert team.build_team_rows(picture)[0].values == ("40", "not shown")
    later = TeamPicture(SCALES, (FIRST, FIRST + 1), (without, of(60).figures[0]))
    assert team.describe_team_scale(later, "balance").startswith(
        "About 60 in the latest four weeks"
    )
