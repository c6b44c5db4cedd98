"""What a chart says: laws on any history, then weeks worked by hand."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.charts.series import ChartScale, build_picture
from reflect.core.week_entries import WeekEntry
from tests.support.chart_data import (
    CONNECTION_SCALE,
    FIRST_WEEK,
    SCORES_STRATEGY,
    THREE_SCALES,
    any_picture,
    make_panel,
    make_picture,
)

CALM = [50, 58, 50, 42, 50, 58, 50, 42, 50, 58, 50, 42]  # mean 50, least range 25/3: limits 28, 72


@given(any_picture())
def test_every_week_of_the_axis_is_answered_away_or_left_out(drawn):
    assert drawn.answered_count + len(drawn.away_weeks) + drawn.left_out_count == len(drawn.weeks)
    assert min(drawn.answered_count, drawn.left_out_count) >= 0


@given(any_picture())
def test_points_are_the_scores_as_they_stand(drawn):
    for scale, its in zip(THREE_SCALES, drawn.panels, strict=True):
        assert {point.week: point.value for point in its.points} == {
            week: entry.scores[scale.id]
            for week, entry in drawn.entries.items()
            if scale.id in entry.scores and not entry.away
        }
        assert [point.week for point in its.points] == sorted(point.week for point in its.points)


@given(any_picture())
def test_lines_break_exactly_where_a_week_is_missing(drawn):
    for its in drawn.panels:
        joined = {(a.week, b.week) for run in its.segments for a, b in pairwise(run)}
        weeks = {point.week for point in its.points}
        assert joined == {(week, week + 1) for week in weeks if week + 1 in weeks}
        assert [point for run in its.segments for point in run] == list(its.points)


@given(any_picture())
def test_the_stage_is_a_matter_of_answered_weeks_alone(drawn):
    for its in drawn.panels:
        count = len(its.points)
        stage = "empty" if not count else "points" if count < 6 else "trial"
        assert its.stage == (stage if count < 12 else "usual")
        assert (its.limits is None) == (count < 6)


@given(any_picture())
def test_before_twelve_weeks_nothing_is_marked_and_nothing_is_said(drawn):
    for its in drawn.panels:
        if len(its.points) < 12:
            assert its.change is None
            assert its.outside == ()
            assert {point.mark for point in its.points} <= {None}


@given(any_picture())
def test_limits_stay_on_the_scale_and_say_when_they_were_cut(drawn):
    for its in drawn.panels:
        if its.limits:
            lower, mean, upper = its.limits
            assert 0 <= lower <= mean <= upper <= 100
            if not its.clipped:
                assert upper - mean == pytest.approx(mean - lower)


@given(any_picture())
def test_a_change_in_words_is_seven_marked_weeks_in_the_drawing(drawn):
    for its in drawn.panels:
        if its.change:
            latest = its.points[-7:]
            assert all(point.mark for point in latest)
            assert all((point.value > its.limits[1]) == (its.change == "above") for point in latest)
        for week in its.outside:
            assert its.point_at(week).mark == "outside"


@given(st.lists(SCORES_STRATEGY, min_size=12, max_size=30), st.lists(SCORES_STRATEGY, max_size=8))
def test_later_weeks_do_not_move_what_is_usual(values, later):
    assert make_panel(*values).limits == make_panel(*values, *later).limits


@given(
    st.lists(SCORES_STRATEGY, min_size=1, max_size=30),
    st.integers(0, 30),
    st.sampled_from([None, "away"]),
)
def test_a_missing_week_is_never_given_to_a_rule(values, at, missing):
    whole, parted = make_panel(*values), make_panel(*values[:at], missing, *values[at:])
    assert whole.limits == parted.limits
    assert whole.change == parted.change
    assert [p.mark for p in whole.points] == [p.mark for p in parted.points]


@given(st.lists(SCORES_STRATEGY, min_size=1, max_size=40))
def test_upside_down_the_change_lies_on_the_other_side(values):
    turned = {None: None, "above": "below", "below": "above"}
    here, there = make_panel(*values), make_panel(*(100 - value for value in values))
    assert there.change == turned[here.change]
    assert there.outside == here.outside


# --- worked by hand ---


def test_seven_low_weeks_after_the_baseline_are_a_change():
    assert make_panel(*CALM, *[42] * 6).change is None
    assert make_panel(*CALM, *[42] * 7).change == "below"
    assert make_panel(*CALM, *[58] * 7).change == "above"


def test_seven_weeks_only_just_below_are_marked_but_not_spoken_of():
    """A third of the way to the limit is 7.4 below; 45 is 5 below."""
    its = make_panel(*CALM, *[45] * 7)
    assert its.change is None
    assert [point.mark for point in its.points[-7:]] == ["side"] * 7


def test_one_week_at_the_usual_level_ends_the_sentence():
    assert make_panel(*CALM, *[42] * 7, 50).change is None


def test_weeks_of_the_baseline_count_for_no_change():
    assert make_panel(*CALM[:-3], 42, 42, 42, *[42] * 6).change is None


def test_a_change_is_sought_beyond_a_clipped_limit():
    """Usual 92, limit 114, drawn at 100: a third of the way is 7.4, and 100 is 8.3 above."""
    its = make_panel(*[275 / 3] * 12, *[100] * 7)
    assert its.limits[2] == 100
    assert its.clipped
    assert its.change == "above"
    assert make_panel(*[275 / 3] * 12, *[98] * 7).change is None


def test_a_week_outside_is_spoken_of_for_twelve_answered_weeks():
    later = [50, 58, 42, 50, 58, 42, 50, 58, 42, 50, 58]
    assert make_panel(*CALM, 8, *later).outside == (FIRST_WEEK + 12,)
    gone = make_panel(*CALM, 8, *later, 42)
    assert gone.outside == ()
    assert gone.point_at(FIRST_WEEK + 12).mark == "outside"


def test_a_week_outside_within_the_baseline_is_marked_and_not_spoken_of():
    its = make_panel(*CALM[:6], 0, *CALM[6:], 50)
    assert its.point_at(FIRST_WEEK + 6).mark == "outside"
    assert its.outside == ()


def test_limits_of_a_usual_chart():
    its = make_panel(*CALM, 50)
    assert its.limits == pytest.approx((50 - 2.66 * 25 / 3, 50, 50 + 2.66 * 25 / 3))
    assert not its.clipped


def test_the_last_week_joins_once_it_has_an_entry():
    open_week = make_picture(50, 58, None)
    assert (len(open_week.weeks), open_week.left_out_count) == (2, 0)
    closed = make_picture(50, None, 58)
    assert (len(closed.weeks), closed.left_out_count) == (3, 1)


def test_a_person_without_weeks_has_an_axis_of_one():
    nothing = build_picture([], THREE_SCALES, FIRST_WEEK, FIRST_WEEK)
    assert nothing.weeks == [FIRST_WEEK]
    assert [its.stage for its in nothing.panels] == ["empty"] * 3


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


def test_a_coarser_scale_believes_no_smaller_range():
    coarse = ChartScale("days", "Days", 0, 10, step=5)
    entries = [WeekEntry(FIRST_WEEK + n, scores={"days": 5.0}) for n in range(12)]
    its = build_picture(entries, (coarse,), FIRST_WEEK, FIRST_WEEK + 11).panels[0]
    assert its.limits == (0, 5, 10)
    assert its.clipped


def said_without_change(people, weeks, alike):
    """In which share of weeks from the nineteenth on the sentence stands."""
    dice = random.Random(2026)
    stands = asked = 0
    for _ in range(people):
        answers, mood = [], 0.0
        for _week in range(weeks):
            mood = alike * mood + (1 - alike**2) ** 0.5 * dice.gauss(0, 1)
            statements = [
                min(4, max(0, round(2.3 + 0.6 * mood + dice.gauss(0, 0.7)))) for _ in range(3)
            ]
            answers.append(sum(statements) * 25 / 3)
        for week in range(19, weeks + 1):
            asked += 1
            stands += make_panel(*answers[:week]).change is not None
    return stands / asked


def test_on_people_without_change_the_sentence_seldom_stands():
    """In a large simulation 2%; here the seed is fixed and the number small."""
    assert 0 < said_without_change(people=60, weeks=40, alike=0.0) <= 0.04


def test_where_weeks_resemble_each_other_it_stands_more_often_but_seldom():
    assert said_without_change(people=60, weeks=40, alike=0.3) <= 0.09
