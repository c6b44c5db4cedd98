"""Where a person begins anew, and what is then said: laws on any history, then weeks by hand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.charts import sentences
from reflect.charts.series import build_panel, build_picture
from reflect.core.week_entries import WeekEntry
from tests.support.chart_data import (
    CONNECTION_SCALE,
    FIRST_WEEK,
    THREE_SCALES,
    any_picture,
    any_picture_with_changes,
    make_change,
    make_panel,
    make_picture,
    with_changes,
)

CALM = [50, 58, 50, 42, 50, 58, 50, 42, 50, 58, 50, 42]  # mean 50, least range 25/3: limits 28, 72
LOW = [value - 33 for value in CALM]  # mean 17: limits -5, 39


@given(any_picture_with_changes())
def test_the_limits_of_a_stretch_depend_on_its_own_weeks_alone(drawn):
    for its in drawn.panels:
        for stretch in its.baseline_periods:
            since, until = stretch.since or drawn.first, stretch.until or drawn.last + 1
            own = [entry for week, entry in drawn.entries.items() if since <= week < until]
            alone = build_panel(own, its.scale, since)
            assert (alone.limits, alone.stage) == (stretch.limits, stretch.stage)
            here = [point.mark for point in its.points if since <= point.week < until]
            assert [point.mark for point in alone.points] == here


@given(any_picture_with_changes())
def test_the_latest_stretch_alone_decides_what_is_said(drawn):
    for its in drawn.panels:
        since = its.latest_period.since or drawn.first
        own = [entry for week, entry in drawn.entries.items() if since <= week]
        alone = build_panel(own, its.scale, since)
        assert (its.stage, its.limits) == (alone.stage, alone.limits)
        assert (its.change, its.outside) == (alone.change, alone.outside)


@given(any_picture_with_changes())
def test_stretches_follow_each_other_and_hold_every_answer(drawn):
    for its in drawn.panels:
        for one, other in pairwise(its.baseline_periods):
            assert (one.until, one.end) == (other.since, other.start)
            assert drawn.first + other.start == other.since
        assert (its.baseline_periods[0].start, its.baseline_periods[0].since) == (0, None)
        assert (its.latest_period.end, its.latest_period.until) == (None, None)
        assert sum(stretch.count for stretch in its.baseline_periods) == len(its.points)
        for point in its.points:
            stretch = its.period_at(point.week)
            assert stretch.start <= point.at
            assert stretch.end is None or point.at < stretch.end


@given(any_picture_with_changes())
def test_a_mark_without_a_new_start_changes_no_figure(drawn):
    plain = [change for change in drawn.changes if not change.baseline]
    assert with_changes(drawn, plain).panels == with_changes(drawn, ()).panels


@given(any_picture_with_changes())
def test_a_mark_moves_no_point_and_no_week(drawn):
    bare = with_changes(drawn, ())
    assert (drawn.weeks, drawn.entries) == (bare.weeks, bare.entries)
    for its, unmarked in zip(drawn.panels, bare.panels, strict=True):
        values = [[(p.week, p.value) for p in each.points] for each in (its, unmarked)]
        assert values[0] == values[1]
        assert [len(run) for run in its.segments] == [len(run) for run in unmarked.segments]


@given(any_picture(), st.integers(1, 40), st.lists(st.integers(0, 12), min_size=1, max_size=12))
def test_later_weeks_do_not_move_what_was_usual_before_a_mark(drawn, at, later):
    begun = with_changes(drawn, [make_change(at, anew=True)])
    more = [
        WeekEntry(drawn.last + (n + 1), scores={"connection": step * 25 / 3})
        for n, step in enumerate(later)
    ]
    entries = [*drawn.entries.values(), *more]
    longer = build_picture(
        entries, THREE_SCALES, FIRST_WEEK, drawn.last + len(more), [make_change(at, anew=True)]
    )
    if begun.changes:
        for its, grown in zip(begun.panels, longer.panels, strict=True):
            assert its.baseline_periods[:-1] == grown.baseline_periods[:-1]


@given(any_picture_with_changes())
def test_only_marks_on_the_axis_are_there_oldest_first(drawn):
    weeks = [change.week for change in drawn.changes]
    assert weeks == sorted(weeks)
    assert set(weeks) <= set(drawn.weeks)


@given(any_picture_with_changes())
def test_no_sentence_of_a_marked_picture_is_long_or_unfilled(drawn):
    for its in drawn.panels:
        told = [
            sentences.describe_scale(its),
            sentences.describe_usual_range(its),
            sentences.build_caption(drawn),
        ]
        told += [sentences.describe_week(its, week) for week in drawn.weeks]
        for sentence in told:
            assert "{" not in sentence
            assert all(len(part.split()) <= 25 for part in sentence.split(". "))


# --- worked by hand ---


def test_a_new_start_ends_the_sentence_of_a_change():
    assert make_panel(*CALM, *[42] * 7).change == "below"
    begun = make_panel(*CALM, *[42] * 7, marks=[make_change(12, anew=True)])
    assert (begun.change, begun.stage) == (None, "trial")
    assert make_panel(*CALM, *[42] * 7, marks=[make_change(12)]).change == "below"


def test_level_and_range_come_from_twelve_weeks_after_the_mark():
    its = make_panel(*CALM, *LOW, 50, marks=[make_change(12, anew=True)])
    before, now = its.baseline_periods
    assert before.limits == pytest.approx((50 - 2.66 * 25 / 3, 50, 50 + 2.66 * 25 / 3))
    assert now.limits == pytest.approx((0, 17, 17 + 2.66 * 25 / 3))
    assert (before.clipped, now.clipped, its.clipped) == (False, True, True)
    assert its.outside == (FIRST_WEEK + 24,)


def test_no_rule_is_given_weeks_of_two_stretches():
    """Six low weeks, a mark, six more: without the mark, twelve on one side."""
    its = make_panel(*CALM, *[42] * 11, marks=[make_change(17, anew=True)])
    assert [point.mark for point in its.points[11:]] == [None] * 12
    assert [p.mark for p in make_panel(*CALM, *[42] * 11).points[11:]] == ["side"] * 12


@pytest.mark.parametrize(
    ("after", "stage", "sentence"),
    [
        ([], "empty", "No week with enough answers since your mark of 18 May. From six, Reflect"),
        ([17], "points", "One week since your mark of 18 May. From six, Reflect shows a trial"),
        (LOW[:5], "points", "Five weeks since your mark of 18 May. From six, Reflect shows a"),
        (LOW[:6], "trial", "Trial range, from six weeks since your mark of 18 May. It will settle"),
        (LOW[:11], "trial", "Trial range, from 11 weeks since your mark of 18 May. It will settle"),
        (LOW, "usual", "Inside your usual range."),
    ],
)
def test_after_a_new_start_it_is_as_at_the_very_start(after, stage, sentence):
    its = make_panel(*CALM, *(after or ["away"]), marks=[make_change(12, anew=True)])
    assert its.stage == stage
    assert sentences.describe_scale(its).startswith(sentence)


def test_levels_are_said_with_the_mark_that_they_belong_to():
    marks = [make_change(12, anew=True), make_change(20, anew=True)]
    its = make_panel(*CALM, *LOW[:8], *LOW, marks=marks)
    assert sentences.describe_usual_range(its) == (
        "Since your mark of 13 July, your usual level is 17, your usual range 0 to 39. "
        "Before your mark of 13 July: trial level 17, range 0 to 39. "
        "Before your mark of 18 May: level 50, range 28 to 72."
    )
    few = make_panel(*CALM[:3], *LOW[:3], marks=[make_change(3, anew=True)])
    assert sentences.describe_usual_range(few) == ""


def test_the_year_of_a_mark_is_said_where_it_is_another():
    its = make_panel(*CALM, *LOW, *[None] * 20, *LOW[:8], marks=[make_change(12, anew=True)])
    assert sentences.describe_usual_range(its).startswith(
        "Since your mark of 18 May 2026, your usual level is 17,"
    )


@pytest.mark.parametrize(
    ("values", "at", "week", "sentence"),
    [
        ([*CALM, *LOW], 12, 3, "42 this week, inside your usual range of that time."),
        (
            [*CALM, 8, *LOW],
            13,
            12,
            "8 this week; your usual level was 50 at that time. This week lies outside your usual",
        ),
        (
            [*CALM[:8], *LOW],
            8,
            3,
            "42 this week. Your usual range began anew with your mark of 20 April.",
        ),
        ([*CALM, *LOW], 12, 23, "9 this week, inside your usual range."),
        ([*CALM, 17], 12, 12, "17 this week. One week since your mark of 18 May. From six, "),
    ],
)
def test_a_week_stands_beside_what_was_usual_in_its_own_stretch(values, at, week, sentence):
    its = make_panel(*values, marks=[make_change(at, anew=True)])
    assert sentences.describe_week(its, FIRST_WEEK + week).startswith(sentence)


def test_a_mark_in_the_first_week_begins_nothing_anew():
    drawn = make_picture(*CALM, marks=[make_change(0, anew=True)])
    assert len(drawn.panels[0].baseline_periods) == 1
    assert len(drawn.changes) == 1
    assert sentences.build_caption(drawn) == sentences.build_caption(make_picture(*CALM))


def test_a_mark_in_a_week_that_is_still_open_joins_with_its_answers():
    marks = [make_change(12, anew=True)]
    still_open = make_picture(*CALM, None, marks=marks)
    assert (still_open.changes, len(still_open.panels[0].baseline_periods)) == ((), 1)
    answered = make_picture(*CALM, 17, marks=marks)
    assert (answered.changes, answered.panels[0].stage) == (tuple(marks), "points")


def test_how_often_is_not_said_while_nothing_can_be():
    assert (
        sentences.describe_false_alarm_rate(
            make_picture(*CALM, *LOW[:11], marks=[make_change(12, anew=True)])
        )
        == ""
    )
    assert sentences.describe_false_alarm_rate(
        make_picture(*CALM, *LOW, marks=[make_change(12, anew=True)])
    )


def test_the_caption_says_what_a_new_start_means():
    said = sentences.build_caption(make_picture(*CALM, 17, marks=[make_change(12, anew=True)]))
    assert "Where you began anew, only answers from there on count." in said
    assert "anew" not in sentences.build_caption(make_picture(*CALM, 17, marks=[make_change(12)]))
    assert CONNECTION_SCALE.title in sentences.build_caption(
        make_picture(*CALM, *LOW, marks=[make_change(12, anew=True)])
    )
