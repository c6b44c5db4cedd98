"""Every sentence of a chart, and the rule that allows it."""

import re

import pytest
from hypothesis import given

from reflect.charts import sentences
from reflect.charts.dates import (
    format_day,
    format_days,
    format_short_day,
    round_half_up,
    spell_number,
    spell_number_capitalised,
)
from reflect.charts.series import ChartScale, build_picture
from reflect.core.week_entries import WeekEntry
from tests.support.chart_data import (
    CONNECTION_SCALE,
    FIRST_WEEK,
    THREE_SCALES,
    any_picture,
    make_panel,
    make_picture,
)

CALM = [50, 58, 50, 42, 50, 58, 50, 42, 50, 58, 50, 42]
SEVEN_BELOW = "Your last seven weeks with answers all lie below your usual level."
SELDOM = "Ordinary ups and downs seldom look like this."
OUTSIDE = "This week lies outside your usual range."
NEVER = re.compile(
    r"!|—|good|poor|at risk|declin|improv|worse|better than|please|\{|\}", re.IGNORECASE
)


def everything(drawn):
    """Every sentence that a picture can say."""
    yield from (
        sentences.summarise_weeks(drawn),
        sentences.describe_false_alarm_rate(drawn),
        sentences.describe_clipping(drawn),
    )
    yield from (
        sentences.build_caption(drawn),
        sentences.format_chart_title(drawn),
    )
    for its in drawn.panels:
        yield from (sentences.describe_scale(its), sentences.describe_usual_range(its))
        yield from (sentences.describe_week(its, week) for week in drawn.weeks)
    yield from (sentences.welcome_back(drawn, week) for week in drawn.weeks)


@given(any_picture())
def test_no_sentence_judges_or_hurries(drawn):
    for sentence in everything(drawn):
        assert not NEVER.search(sentence), sentence


@given(any_picture())
def test_no_sentence_is_longer_than_twenty_five_words(drawn):
    for said in everything(drawn):
        for sentence in re.split(r"[.;:] ", said):
            assert len(sentence.split()) <= 25, sentence


@given(any_picture())
def test_inside_is_said_exactly_where_no_change_and_no_week_is(drawn):
    for its in drawn.panels:
        inside = sentences.describe_scale(its) == "Inside your usual range."
        assert inside == (its.stage == "usual" and not its.change and not its.outside)


@given(any_picture())
def test_the_sentence_of_seven_weeks_stands_exactly_beside_a_change(drawn):
    for its in drawn.panels:
        assert ("last seven weeks" in sentences.describe_scale(its)) == (its.change is not None)
        for week in drawn.weeks:
            is_latest = bool(its.points) and its.points[-1].week == week
            expected = its.change is not None and is_latest
            assert ("last seven weeks" in sentences.describe_week(its, week)) == expected


@given(any_picture())
def test_beside_a_change_no_sentence_takes_it_back(drawn):
    for its in drawn.panels:
        if its.change:
            assert "trend" not in sentences.describe_scale(its)
            assert "trend" not in sentences.describe_week(its, its.points[-1].week)


# --- by example ---


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([None], "No week with enough answers yet. From six, "),
        ([50], "One week so far. From six, "),
        ([50] * 4, "Four weeks so far. From six, Reflect shows a trial range. From twelve, your"),
        ([50] * 8, "Trial range, from eight weeks. It will settle at twelve. Nothing is read"),
        ([50] * 11, "Trial range, from 11 weeks. "),
        (CALM, "Inside your usual range."),
        (
            [*CALM, *[42] * 7],
            f"{SEVEN_BELOW} {SELDOM}",
        ),
        ([*CALM, *[58] * 7], "Your last seven weeks with answers all lie above your usual level. "),
        (
            [*CALM, 8, 50],
            "One week lies outside your usual range: 18 May. One week is not a trend.",
        ),
        (
            [*CALM, 8, 50, 100],
            "Two weeks lie outside your usual range: 18 May and 1 June. Single weeks are not a",
        ),
        (
            [*CALM, 8, 50, 100, 50, 8, 50, 100],
            "Four weeks lie outside your usual range, the latest 29 June. Single weeks are not a",
        ),
    ],
)
def test_beside_the_name_of_a_scale(values, sentence):
    assert sentences.describe_scale(make_panel(*values)).startswith(sentence)


def test_a_change_is_said_first_and_single_weeks_after_it():
    said = sentences.describe_scale(make_panel(*CALM, *[42] * 6, 8))
    assert said.endswith("seldom look like this. One week lies outside your usual range: 29 June.")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([50, 50, 50, 41.67], "42 this week. Four weeks so far. From six, "),
        ([50] * 8, "50 this week. Trial range, from eight weeks. "),
        ([*CALM, 62.5], "63 this week, inside your usual range."),
        (
            [*CALM, *[41.67] * 7],
            f"42 this week; your usual level is 50. {SEVEN_BELOW} {SELDOM}",
        ),
        (
            [*CALM, 8.33],
            f"8 this week; your usual level is 50. {OUTSIDE} One week is not a trend.",
        ),
    ],
)
def test_this_week_beside_ones_usual(values, sentence):
    drawn = make_picture(*values)
    assert sentences.describe_week(drawn.panels[0], drawn.last).startswith(sentence)


def test_a_blank_is_not_zero():
    drawn = build_picture([WeekEntry(FIRST_WEEK)], THREE_SCALES, FIRST_WEEK, FIRST_WEEK)
    assert sentences.describe_week(drawn.panels[1], FIRST_WEEK) == (
        "Not enough answers for this scale this week. Two of three are needed. Blank is not zero."
    )
    five = ChartScale("x", "X", items=5, minimum=4)
    drawn = build_picture([WeekEntry(FIRST_WEEK)], (five,), FIRST_WEEK, FIRST_WEEK)
    assert "Four of five are needed." in sentences.describe_week(drawn.panels[0], FIRST_WEEK)


def test_level_and_range_in_figures():
    assert (
        sentences.describe_usual_range(make_panel(*CALM))
        == "Your usual level is 50, your usual range 28 to 72."
    )
    assert sentences.describe_usual_range(make_panel(*CALM[:11])) == ""


def test_the_summary_counts_every_week():
    assert sentences.summarise_weeks(make_picture(50, "away", None, 58)) == (
        "4 weeks, from 23 February to 22 March. 2 answered, 1 away, 1 left out."
    )
    assert (
        sentences.summarise_weeks(make_picture(50))
        == "1 week, from 23 February to 1 March. 1 answered."
    )
    assert sentences.summarise_weeks(
        build_picture([], THREE_SCALES, FIRST_WEEK, FIRST_WEEK)
    ).startswith("Your first check-in goes")


def test_years_are_said_where_the_axis_spans_two():
    first = FIRST_WEEK + 40
    said = sentences.summarise_weeks(make_picture(*[50] * 14, first=first))
    assert said.startswith("14 weeks, from 30 November 2026 to 7 March 2027.")
    outside = sentences.describe_scale(
        make_picture(*CALM, 8, *[50] * 4, first=FIRST_WEEK + 32).panels[0]
    )
    assert "range: 28 December 2026." in outside


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([50, None, None, None, 50], "Welcome back. Three weeks have no answers. The line has a"),
        ([50, None, None, 50], "Welcome back. Two weeks have no answers. "),
        ([50, None, 50], ""),
        ([50, "away", "away", "away", 50], ""),
        ([None, None, None, 50], ""),
        ([50, None, None, None, "away"], "Welcome back. Three weeks"),
    ],
)
def test_one_is_welcomed_back_after_a_gap(values, said):
    drawn = make_picture(*values)
    found = sentences.welcome_back(drawn, drawn.last)
    assert found.startswith(said)
    assert bool(found) == bool(said)


def test_how_often_is_said_once_a_change_can_be():
    assert sentences.describe_false_alarm_rate(make_picture(*CALM[:11])) == ""
    said = sentences.describe_false_alarm_rate(make_picture(*CALM))
    assert all(figure in said for figure in ("2 of 100", "5 of 100", "19 of 100", "47"))


def test_clipping_is_said():
    assert sentences.describe_clipping(make_picture(*CALM)) == ""
    said = "The range is cut where the scale ends: Connection."
    assert sentences.describe_clipping(make_picture(*[95] * 12)) == said
    assert sentences.build_caption(make_picture(*[95] * 12)).endswith(said)


def test_the_caption_speaks_only_of_what_is_drawn():
    assert (
        sentences.build_caption(make_picture(50))
        == "Higher is better. Lines break where weeks are missing."
    )
    assert "trial range" in sentences.build_caption(make_picture(*[50] * 6))
    assert "half-days" in sentences.build_caption(make_picture(50, places={"home": 4}))
    assert "mean of several weeks" in sentences.build_caption(
        make_picture(*[50] * 61, places={"home": 4})
    )
    assert "mean of several weeks" not in sentences.build_caption(
        make_picture(*[50] * 60, places={"home": 4})
    )


def test_the_drawing_has_a_name():
    assert sentences.format_chart_title(make_picture(50)) == "Connection: 1 week"
    assert CONNECTION_SCALE.title in sentences.format_chart_title(make_picture(50, 50))


def test_numbers_and_days_in_words():
    assert [spell_number(n) for n in (0, 1, 10, 11)] == ["0", "one", "ten", "11"]
    assert spell_number_capitalised(4) == "Four"
    assert [round_half_up(value) for value in (62.5, 63.5, 58.33, 66.67, 0)] == [63, 64, 58, 67, 0]
    days = [(FIRST_WEEK + n).monday for n in (0, 1, 2)]
    assert format_day(days[1]) == "2 March"
    assert format_day(days[1], year=True) == "2 March 2026"
    assert format_short_day(days[0]) == "23 Feb"
    assert format_short_day(days[0], year=True) == "23 Feb 2026"
    assert format_days(days) == "23 February, 2 March and 9 March"
    assert format_days(days[:2]) == "23 February and 2 March"
    assert format_days(days[:1]) == "23 February"
