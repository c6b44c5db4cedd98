"""A picture from weeks: laws on any history, then weeks worked by hand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.charts.findings import MIN_CHANGE_WEEKS
from reflect.charts.series import ALTOGETHER, ChartScale, build_picture
from reflect.core.week_entries import WeekEntry
from tests.support.chart_data import (
    CALM,
    CONNECTION_SCALE,
    FIRST_WEEK,
    SCORES_STRATEGY,
    THREE_SCALES,
    any_picture,
    any_picture_with_changes,
    make_answered_picture,
    make_change,
    make_panel,
    make_picture,
    make_scales_picture,
    with_changes,
)


@given(any_picture())
def test_every_week_of_the_axis_is_answered_away_or_left_out(drawn):
    assert drawn.answered_count + len(drawn.away_weeks) + drawn.left_out_count == len(drawn.weeks)
    assert min(drawn.answered_count, drawn.left_out_count) >= 0


@given(any_picture())
def test_points_are_the_scores_of_the_weeks(drawn):
    for scale, panel in zip(THREE_SCALES, drawn.panels, strict=True):
        assert {point.week: point.value for point in panel.points} == {
            week: entry.scores[scale.id]
            for week, entry in drawn.entries.items()
            if scale.id in entry.scores and not entry.away
        }
        assert [point.week for point in panel.points] == sorted(p.week for p in panel.points)
        for point in panel.points:
            answered = drawn.entries[point.week].points[scale.id]
            assert point.missing == 3 - len(answered)
            if not point.missing:
                assert point.adjusted == pytest.approx(point.value)


@given(any_picture_with_changes())
def test_lines_break_exactly_where_a_week_is_missing_or_a_line_begins(drawn):
    starts = {line.since for line in drawn.panels[0].lines}
    for panel in drawn.panels:
        joined = {(a.week, b.week) for run in panel.segments for a, b in pairwise(run)}
        weeks = {point.week for point in panel.points}
        expected = {week for week in weeks if week + 1 in weeks and week + 1 not in starts}
        assert joined == {(week, week + 1) for week in expected}
        assert [point for run in panel.segments for point in run] == list(panel.points)


@given(any_picture_with_changes())
def test_lines_follow_each_other_and_begin_with_a_version_or_a_mark(drawn):
    marked = {change.week for change in drawn.changes if change.baseline}
    expected = {*drawn.version_changes, *marked} - {drawn.first}
    for panel in drawn.panels:
        assert [line.since for line in panel.lines] == [None, *sorted(expected)]
        for one, other in pairwise(panel.lines):
            assert (one.until, one.end) == (other.since, other.start)
            assert drawn.first + other.start == other.since
        assert (panel.lines[0].start, panel.line.end, panel.line.until) == (0, None, None)


@given(any_picture_with_changes())
def test_a_mark_moves_no_point_and_no_week(drawn):
    bare = with_changes(drawn, ())
    assert (drawn.weeks, drawn.entries) == (bare.weeks, bare.entries)
    for panel, unmarked in zip(drawn.panels, bare.panels, strict=True):
        values = [[(p.week, p.value, p.missing) for p in each.points] for each in (panel, unmarked)]
        assert values[0] == values[1]


@given(any_picture_with_changes())
def test_only_marks_on_the_axis_are_there_oldest_first(drawn):
    weeks = [change.week for change in drawn.changes]
    assert weeks == sorted(weeks)
    assert set(weeks) <= set(drawn.weeks)


@given(any_picture_with_changes())
def test_levels_follow_each_other_up_to_the_latest_answers(drawn):
    for panel in drawn.drawn_panels:
        levels, finding = panel.levels, panel.finding
        assert len(levels) == (
            0 if finding.count < MIN_CHANGE_WEEKS else 2 if finding.change else 1
        )
        if levels:
            assert levels[-1].last == panel.points[-1].week
            assert levels[-1].value == finding.level
            assert panel.is_on_latest_line(levels[0].first)
        for before, now in pairwise(levels):
            assert (before.first, before.last + 1) == (finding.change.first, now.first)
            assert (before.value, now.value) == (finding.change.before, finding.change.level)


@given(any_picture_with_changes())
def test_levels_are_within_the_scale(drawn):
    for panel in drawn.drawn_panels:
        for level in panel.levels:
            assert panel.scale.low <= level.value <= panel.scale.high


@pytest.mark.parametrize(("before", "since"), [((0, 100, 100), 100), ((100, 0, 0), 0)])
def test_adjusted_scores_are_within_the_scale(before, since):
    """A statement that is usually high is left out where all others are at the end."""
    panel = make_answered_picture(*[before] * 12, *[(since, None, since)] * 8).panels[0]
    assert [point.adjusted for point in panel.points[12:]] == [since] * 8
    assert abs(panel.levels[-1].value - since) < 5


@given(
    st.lists(SCORES_STRATEGY, min_size=1, max_size=30),
    st.integers(0, 30),
    st.sampled_from([None, "away"]),
)
def test_a_missing_week_is_not_given_to_a_rule(values, at, missing):
    whole, parted = make_panel(*values), make_panel(*values[:at], missing, *values[at:])
    one, other = whole.finding, parted.finding
    assert (one.count, one.level) == (other.count, other.level)
    assert one.usual_range == other.usual_range
    assert len(one.unusual) == len(other.unusual)
    assert (one.change is None) == (other.change is None)
    assert [p.process_mark for p in whole.points] == [p.process_mark for p in parted.points]


# --- the process chart ---


@given(st.lists(SCORES_STRATEGY, min_size=12, max_size=30), st.lists(SCORES_STRATEGY, max_size=8))
def test_later_weeks_do_not_move_the_limits_of_a_process_chart(values, later):
    here, there = make_panel(*values).line.process, make_panel(*values, *later).line.process
    assert (here.lower, here.mean, here.upper) == (there.lower, there.mean, there.upper)


@given(any_picture_with_changes())
def test_a_line_has_a_process_chart_from_twelve_weeks_on(drawn):
    for panel in drawn.panels:
        for line in panel.lines:
            since, until = line.since or drawn.first, line.until or drawn.last + 1
            own = [point for point in panel.points if since <= point.week < until]
            assert (line.process is not None) == (len(own) >= 12)
            if line.process is None:
                assert {point.process_mark for point in own} <= {None}


@given(any_picture())
def test_no_sentence_is_about_a_week_because_a_process_chart_marks_it(drawn):
    for panel in drawn.drawn_panels:
        for point in panel.points:
            assert point.is_told == panel.finding.is_about(point.week)


def test_a_process_chart_by_hand():
    """The average is 50, and 25/3 the smallest range: limits at 28 and 72."""
    panel = make_panel(*CALM, 8, *[42] * 6)
    chart = panel.line.process
    limits = (chart.lower, chart.mean, chart.upper)
    assert limits == pytest.approx((50 - 2.66 * 25 / 3, 50, 50 + 2.66 * 25 / 3))
    marks = [point.process_mark for point in panel.points]
    assert marks == [None] * 11 + ["pattern", "outside"] + ["pattern"] * 6  # eight weeks below


def test_a_coarser_scale_has_no_smaller_range():
    coarse = ChartScale("days", "Days", 0, 10, step=5)
    entries = [WeekEntry(FIRST_WEEK + n, scores={"days": 5.0}) for n in range(12)]
    panel = build_picture(entries, (coarse,), FIRST_WEEK, FIRST_WEEK + 11).panels[0]
    assert panel.line.process.upper == 5 + 2.66 * 5


# --- all scales together ---

STEADY = [60.0, 50.0, 40.0] * 12


def lower_late(values, by):
    return [value - by * (n >= 18) for n, value in enumerate(values)]


def test_a_change_that_only_all_scales_together_show():
    """Three scales whose single weeks differ, and whose average of each week does not."""
    series = [lower_late((STEADY * 2)[n : n + 36], 9) for n in range(3)]
    drawn = make_scales_picture(*series)
    assert [panel.finding.change for panel in drawn.panels] == [None] * 3
    change = drawn.altogether.finding.change
    assert (change.since, change.is_higher) == (FIRST_WEEK + 18, False)
    assert change.before == pytest.approx(50, abs=1)
    assert change.level == pytest.approx(41, abs=1)
    assert drawn.drawn_panels == (*drawn.panels, drawn.altogether)
    assert drawn.altogether.scale.id == ALTOGETHER


def test_all_scales_together_are_not_drawn_beside_a_scale_that_changed():
    series = [lower_late((STEADY * 2)[n : n + 36], 9) for n in range(2)]
    drawn = make_scales_picture(*series, lower_late([50.0] * 36, 40))
    assert drawn.panels[2].finding.change is not None
    assert drawn.altogether is None
    assert drawn.drawn_panels == drawn.panels


@given(any_picture())
def test_all_scales_together_are_the_average_of_weeks_that_have_all(drawn):
    if drawn.altogether:
        assert not any(panel.finding.change for panel in drawn.panels)
        assert drawn.altogether.finding.change is not None
        for point in drawn.altogether.points:
            values = [panel.point_at(point.week).adjusted for panel in drawn.panels]
            assert point.value == pytest.approx(sum(values) / 3)


# --- worked by hand ---


def test_the_last_week_joins_once_it_has_an_entry():
    open_week = make_picture(50, 58, None)
    assert (len(open_week.weeks), open_week.left_out_count) == (2, 0)
    closed = make_picture(50, None, 58)
    assert (len(closed.weeks), closed.left_out_count) == (3, 1)


def test_a_mark_in_a_week_that_is_still_open_joins_with_its_answers():
    marks = [make_change(12, baseline=True)]
    still_open = make_picture(*CALM, None, marks=marks)
    assert (still_open.changes, len(still_open.panels[0].lines)) == ((), 1)
    answered = make_picture(*CALM, 17, marks=marks)
    assert (answered.changes, len(answered.panels[0].lines)) == (tuple(marks), 2)


def test_a_person_without_weeks_has_an_axis_of_one():
    nothing = build_picture([], THREE_SCALES, FIRST_WEEK, FIRST_WEEK)
    assert nothing.weeks == [FIRST_WEEK]
    assert [panel.finding.count for panel in nothing.panels] == [0] * 3
    assert [panel.levels for panel in nothing.panels] == [()] * 3


def test_an_axis_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        build_picture([], THREE_SCALES, FIRST_WEEK, FIRST_WEEK + -1)


def test_weeks_outside_the_axis_are_not_in_the_picture():
    entries = [WeekEntry(FIRST_WEEK + n, scores={"connection": 50.0}) for n in (-1, 0, 1, 2)]
    drawn = build_picture(entries, (CONNECTION_SCALE,), FIRST_WEEK, FIRST_WEEK + 1)
    assert list(drawn.entries) == [FIRST_WEEK, FIRST_WEEK + 1]


def test_a_week_away_is_never_supervised_nor_anywhere():
    entry = WeekEntry(FIRST_WEEK, True, {}, {"home": 4}, held=1)
    drawn = build_picture([entry], THREE_SCALES, FIRST_WEEK, FIRST_WEEK)
    assert (drawn.supervised_weeks, drawn.half_days_by_place, drawn.away_weeks) == (
        [],
        {},
        [FIRST_WEEK],
    )


def test_a_week_with_a_missing_statement_is_shown_at_its_score_and_used_adjusted():
    panel = make_answered_picture(*[(75, 50, 25)] * 12, (None, 50, 25)).panels[0]
    last = panel.points[-1]
    assert (last.value, last.missing) == (37.5, 1)
    assert last.adjusted == pytest.approx(50, abs=1)


def test_a_scale_that_is_no_average_uses_whole_weeks_alone():
    """What a sum is worth without a statement cannot be told from the others."""
    total = ChartScale("connection", "Total", is_mean=False)
    panel = make_answered_picture(*[(75, 50, 25)] * 12, (None, 50, 25), scale=total).panels[0]
    assert (panel.points[-1].value, panel.points[-1].adjusted) == (37.5, None)
    assert panel.finding.count == 12
