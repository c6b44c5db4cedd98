"""What can be said of a scale over time: when a change began, which weeks stand out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.charts.findings import (
    MAX_RANGE_WIDTH,
    MIN_CHANGE_WEEKS,
    RECENT_WEEKS,
    UNUSUAL_AMONG,
    Finding,
    find_in_weeks,
)
from reflect.charts.series import build_picture
from reflect.core.change_detection import MAX_VALUES
from reflect.core.week_entries import WeekEntry
from tests.support.chart_data import (
    CALM,
    CONNECTION_SCALE,
    FIRST_WEEK,
    SCORES_STRATEGY,
    any_picture_with_changes,
    make_change,
    make_panel,
    make_picture,
    with_changes,
)

VALUES = st.lists(SCORES_STRATEGY, min_size=1, max_size=60)
STEPPED = st.tuples(
    st.lists(st.sampled_from([70.0, 75.0, 80.0]), min_size=8, max_size=20),
    st.lists(st.sampled_from([20.0, 25.0, 30.0]), min_size=6, max_size=12),
)


def find_in(values, **scale):
    weeks = [FIRST_WEEK + n for n in range(len(values))]
    return find_in_weeks(weeks, values, correlation=0.14, **scale)


def make_versions(*values, version_from):
    """Connection week by week, with another version of the questionnaire from some week on."""
    entries = [
        WeekEntry(FIRST_WEEK + n, scores={"connection": value}, version=1 + (n >= version_from))
        for n, value in enumerate(values)
    ]
    return build_picture(entries, (CONNECTION_SCALE,), FIRST_WEEK, entries[-1].week)


# --- when there is a finding ---


def test_no_weeks_have_no_finding():
    assert find_in([]) == Finding()
    assert not Finding().can_show_change


@given(VALUES)
def test_before_ten_weeks_there_is_a_level_and_no_claim(values):
    found = find_in(values[: MIN_CHANGE_WEEKS - 1])
    assert not found.can_show_change
    assert (found.change, found.usual_range, found.unusual) == (None, None, ())
    assert found.level == pytest.approx(sum(values[:9]) / len(values[:9]))


@given(VALUES | STEPPED.map(lambda two: [*two[0], *two[1]]))
def test_the_level_is_that_since_the_change_or_the_average_of_a_year(values):
    found = find_in(values)
    searched = values[-MAX_VALUES:]
    assert found.first == FIRST_WEEK + (len(values) - len(searched))
    average = sum(searched) / len(searched)
    assert found.level == pytest.approx(found.change.level if found.change else average)


@given(VALUES)
def test_the_latest_eight_are_given_beside_twice_as_many(values):
    recent = find_in(values).recent
    latest = values[-RECENT_WEEKS:]
    enough = len(values) >= 2 * RECENT_WEEKS
    assert recent == (pytest.approx(sum(latest) / len(latest)) if enough else None)


@given(STEPPED, st.sampled_from([(0, 10), (1, 5), (-3, 3), (0, 100)]))
def test_the_unit_of_a_scale_makes_no_difference(two, ends):
    """A scale from 1 to 5 has the same finding as one from 0 to 100."""
    low, high = ends
    values = [*two[0], *two[1]]
    here = find_in(values)
    there = find_in([low + value * (high - low) / 100 for value in values], low=low, high=high)
    assert here.change is not None
    assert there.change is not None
    assert there.unusual == here.unusual
    for name in ("first", "since", "earliest", "latest"):
        assert getattr(there.change, name) == getattr(here.change, name)
    assert there.level == pytest.approx(low + here.level * (high - low) / 100)
    assert there.change.is_higher == here.change.is_higher


@given(any_picture_with_changes())
def test_the_order_of_scales_makes_no_difference(drawn):
    scales = [panel.scale for panel in drawn.panels][::-1]
    other = build_picture([*drawn.entries.values()], scales, drawn.first, drawn.last, drawn.changes)
    for panel, turned in zip(drawn.panels, other.panels[::-1], strict=True):
        assert turned.finding == panel.finding
    assert (other.altogether is None) == (drawn.altogether is None)


# --- the dates of a change ---


@given(STEPPED, st.integers(0, 10))
def test_a_change_in_a_gap_may_have_begun_in_any_of_its_weeks(two, gap):
    """Nobody knows which of the weeks without answers was the first of the new level."""
    before, since = two
    panel = make_panel(*before, *[None] * gap, *since)
    change, whole = panel.finding.change, make_panel(*before, *since).finding.change
    assert whole is not None
    assert change is not None
    if change.since == FIRST_WEEK + (len(before) + gap):
        assert change.earliest <= FIRST_WEEK + len(before)
        assert change.latest >= change.since
        assert change.give_or_take >= gap
    assert change.latest - change.earliest <= whole.latest - whole.earliest + gap
    assert (change.level, change.before) == (whole.level, whole.before)


@given(any_picture_with_changes())
def test_a_change_is_dated_by_answered_weeks_and_a_span_around_them(drawn):
    for panel in drawn.drawn_panels:
        change, weeks = panel.finding.change, {point.week for point in panel.points}
        if change:
            assert {change.first, change.since, change.latest} <= weeks
            assert change.earliest + -1 in weeks
            assert change.first < change.earliest <= change.since <= change.latest
            assert change.give_or_take >= 2
            for day in (change.earliest, change.latest):
                assert abs(day - change.since) <= change.give_or_take


def test_a_change_by_hand():
    finding = make_panel(*[80] * 8, *[40] * 8).finding
    change = finding.change
    assert change is not None
    assert (change.first, change.since) == (FIRST_WEEK, FIRST_WEEK + 8)
    assert (change.earliest, change.latest) == (FIRST_WEEK + 8, FIRST_WEEK + 8)
    assert change.give_or_take == 2  # no change is known more exactly
    assert not change.is_higher
    assert change.before == pytest.approx(80, abs=2)
    assert finding.level == change.level == pytest.approx(40, abs=2)


def test_a_gap_before_a_change_by_hand():
    change = make_panel(*[80] * 8, *[None] * 5, *[40] * 8).finding.change
    assert change is not None
    assert (change.earliest, change.since) == (FIRST_WEEK + 8, FIRST_WEEK + 13)
    assert change.give_or_take == 5


# --- weeks that stand out, and the usual range ---


@given(any_picture_with_changes())
def test_weeks_stand_out_among_the_latest_twelve_with_answers(drawn):
    for panel in drawn.drawn_panels:
        latest = [point.week for point in panel.points if point.adjusted is not None]
        unusual = panel.finding.unusual
        assert set(unusual) <= set(latest[-UNUSUAL_AMONG:])
        assert list(unusual) == sorted(unusual)
        assert all(panel.is_on_latest_line(week) for week in unusual)


def test_a_week_that_stands_out_is_named_for_twelve_weeks():
    eleven = [*CALM, 0, *CALM[:11]]
    assert make_panel(*eleven).finding.unusual == (FIRST_WEEK + 12,)
    assert make_panel(*eleven, 50).finding.unusual == ()


@given(any_picture_with_changes())
def test_a_range_is_given_without_a_change_and_only_where_it_means_something(drawn):
    for panel in drawn.drawn_panels:
        finding = panel.finding
        if finding.usual_range:
            low, high = finding.usual_range
            assert panel.scale.low <= low <= finding.level <= high <= panel.scale.high
            assert high - low <= MAX_RANGE_WIDTH
            assert finding.change is None
            assert finding.count >= UNUSUAL_AMONG
        assert not (finding.varies_widely and finding.usual_range)


def test_people_whose_weeks_vary_much_have_no_range():
    even, varied = make_panel(*CALM * 2).finding, make_panel(*[20, 80] * 12).finding
    assert even.usual_range is not None
    assert not even.varies_widely
    assert varied.usual_range is None
    assert varied.varies_widely


def test_before_twelve_weeks_there_is_no_range_and_nobody_varies_much():
    few = make_panel(*[20, 80] * 5, 50).finding
    assert (few.usual_range, few.varies_widely) == (None, False)
    assert make_panel(*CALM[:11]).finding.usual_range is None
    assert make_panel(*CALM).finding.usual_range is not None


def test_beside_a_change_there_is_no_range():
    finding = make_panel(*CALM, *[8] * 12).finding
    assert finding.change is not None
    assert (finding.usual_range, finding.varies_widely) == (None, False)


# --- a new line: another version of the questionnaire, or a mark of the person ---


@given(any_picture_with_changes())
def test_nothing_earlier_than_the_latest_line_is_used(drawn):
    """The same weeks without the earlier ones have the same finding."""
    since = drawn.panels[0].line.since or drawn.first
    own = [entry for week, entry in drawn.entries.items() if week >= since]
    scales = [panel.scale for panel in drawn.panels]
    alone = build_picture(own, scales, since, drawn.last)
    assert [panel.finding for panel in drawn.panels] == [panel.finding for panel in alone.panels]
    assert (drawn.altogether is None) == (alone.altogether is None)
    if drawn.altogether and alone.altogether:
        assert drawn.altogether.finding == alone.altogether.finding


def test_another_version_of_the_questionnaire_begins_a_new_line():
    drawn = make_versions(*[80] * 12, *[40] * 12, version_from=12)
    panel = drawn.panels[0]
    assert drawn.version_changes == (FIRST_WEEK + 12,)
    assert (panel.line.since, len(panel.lines)) == (FIRST_WEEK + 12, 2)
    assert panel.finding.change is None
    assert (panel.finding.count, panel.finding.level) == (12, 40)
    assert make_panel(*[80] * 12, *[40] * 12).finding.change is not None


def test_a_change_after_a_new_version_is_found_from_its_weeks():
    drawn = make_versions(*[20] * 10, *[80] * 12, *[40] * 8, version_from=10)
    change = drawn.panels[0].finding.change
    assert change is not None
    assert (change.first, change.since) == (FIRST_WEEK + 10, FIRST_WEEK + 22)


@pytest.mark.parametrize(("baseline", "count"), [(True, 12), (False, 24)])
def test_a_mark_begins_a_new_line_if_the_person_asked_for_it(baseline, count):
    marks = [make_change(12, baseline=baseline)]
    finding = make_panel(*[80] * 12, *[40] * 12, marks=marks).finding
    assert finding.count == count
    assert (finding.change is None) == baseline


@given(any_picture_with_changes())
def test_a_mark_that_does_not_begin_a_line_changes_no_finding(drawn):
    plain = [mark for mark in drawn.changes if not mark.baseline]
    assert with_changes(drawn, plain).panels == with_changes(drawn, ()).panels


def test_a_mark_in_the_first_week_begins_no_second_line():
    drawn = make_picture(*CALM, marks=[make_change(0, baseline=True)])
    assert len(drawn.panels[0].lines) == 1
    assert drawn.panels[0].line.since is None


# --- missing statements ---


def make_partial(points, n):
    """A week of 75, 50 and 25; without the statement that is usually highest, it scores 37.5."""
    kept = dict(list(points.items())[1:]) if n >= 12 else points
    scores = {"connection": sum(kept.values()) / len(kept)}
    return WeekEntry(FIRST_WEEK + n, scores=scores, points={"connection": kept})


def test_a_statement_that_is_left_out_from_some_week_on_is_no_change():
    points = {"first": 75.0, "second": 50.0, "third": 25.0}
    entries = [make_partial(points, n) for n in range(20)]
    panel = build_picture(entries, (CONNECTION_SCALE,), FIRST_WEEK, FIRST_WEEK + 19).panels[0]
    assert [point.value for point in panel.points] == [50] * 12 + [37.5] * 8
    assert [point.missing for point in panel.points] == [0] * 12 + [1] * 8
    assert panel.finding.change is None
    assert panel.finding.level == pytest.approx(50, abs=1)
    assert make_panel(*[50] * 12, *[37.5] * 8).finding.change is not None


def test_levels_are_drawn_from_six_weeks_on():
    assert make_panel(*CALM[: MIN_CHANGE_WEEKS - 1]).levels == ()
    (level,) = make_panel(*CALM[:MIN_CHANGE_WEEKS]).levels
    assert (level.first, level.last) == (FIRST_WEEK, FIRST_WEEK + (MIN_CHANGE_WEEKS - 1))
