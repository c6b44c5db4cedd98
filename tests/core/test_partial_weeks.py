"""Weeks without all statements: comparable with the others, and no change that is not there."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reflect.core.partial_weeks import adjust_scores

NAMES = ("first", "second", "third")
POINTS = st.integers(0, 4).map(lambda steps: steps * 25.0)
WHOLE_WEEK = st.fixed_dictionaries(dict.fromkeys(NAMES, POINTS))
ANY_WEEK = st.dictionaries(st.sampled_from(NAMES), POINTS, min_size=1)
LEVELS = st.lists(st.floats(0, 100), min_size=8, max_size=30)
HABITS = st.tuples(st.floats(-30, 30), st.floats(-30, 30)).map(lambda two: (*two, -sum(two)))


def drop(name, points):
    return {each: value for each, value in points.items() if each != name}


def average(points):
    return sum(points.values()) / len(points)


@given(st.lists(WHOLE_WEEK))
def test_weeks_with_all_statements_keep_their_score(weeks):
    assert adjust_scores(weeks) == pytest.approx([average(points) for points in weeks])


@given(st.lists(WHOLE_WEEK, min_size=1), st.lists(ANY_WEEK, min_size=1))
def test_a_week_with_all_statements_keeps_it_beside_weeks_without(whole, others):
    adjusted = adjust_scores([*whole, *others])[: len(whole)]
    assert adjusted == pytest.approx([average(points) for points in whole], abs=1e-6)


@given(LEVELS, HABITS, st.integers(0, 30), st.integers(1, 30), st.sampled_from(NAMES))
def test_a_statement_left_out_for_a_while_moves_nothing(levels, usual, begin, length, name):
    """If answers are a week plus what is usual for a statement: with or without it, the same.

    Where it was left out from many weeks, what is usual for it is known a little less well.
    """
    weeks = [
        {each: level + habit for each, habit in zip(NAMES, usual, strict=True)} for level in levels
    ]
    partial = [
        drop(name, points) if begin <= n < begin + length else points
        for n, points in enumerate(weeks)
    ]
    missing = sum(len(points) < 3 for points in partial)
    assume(missing <= len(weeks) / 2)
    habit = abs(usual[NAMES.index(name)])
    before = [average(points) for points in partial]
    for level, score, adjusted in zip(levels, before, adjust_scores(partial), strict=True):
        assert abs(adjusted - level) <= 0.25 * habit / 2 + 1e-6
        assert abs(adjusted - level) <= abs(score - level) + 1e-6  # never worse than unadjusted


@given(st.lists(ANY_WEEK, min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_weeks_makes_no_difference(weeks, dice):
    order = dice.sample(range(len(weeks)), len(weeks))
    adjusted = adjust_scores(weeks)
    shuffled = adjust_scores([weeks[n] for n in order])
    assert shuffled == pytest.approx([adjusted[n] for n in order], abs=1e-6)


@given(st.lists(ANY_WEEK, min_size=1, max_size=20), st.floats(-50, 50))
def test_points_added_to_every_answer_are_added_to_every_score(weeks, added):
    raised = [{name: value + added for name, value in points.items()} for points in weeks]
    expected = [score + added for score in adjust_scores(weeks)]
    assert adjust_scores(raised) == pytest.approx(expected, abs=1e-6)


@given(st.lists(WHOLE_WEEK, min_size=1, max_size=20), st.sampled_from(NAMES))
def test_a_statement_that_never_has_an_answer_changes_no_score(weeks, name):
    never = [drop(name, points) for points in weeks]
    assert adjust_scores(never) == pytest.approx([average(points) for points in never])


def test_no_weeks_have_no_scores():
    assert adjust_scores([]) == []


def test_two_statements_by_hand():
    """The first is always 60 points above the second: +30 and -30.

    Each week with both says 60/2 for the first, and one week's worth of evidence says 0. With n
    such weeks the fit is 30 n / (n + 1), because only differences within a week count.
    """
    both = [{"first": 80.0, "second": 20.0}] * 9
    *whole, high, low = adjust_scores([*both, {"first": 80.0}, {"second": 20.0}])
    assert whole == pytest.approx([50] * 9)
    assert (high, low) == pytest.approx((80 - 27, 20 + 27))


def test_three_statements_by_hand():
    """Twenty weeks of 75, 50 and 25 give +25, 0 and -25, each less a twenty-first.

    A week with the second and third only scored 37.5. The statements it has are 12.5 below the
    average of all three by habit, so it is nearly 50: no fall.
    """
    whole = [{"first": 75.0, "second": 50.0, "third": 25.0}] * 20
    *_rest, last = adjust_scores([*whole, {"second": 50.0, "third": 25.0}])
    assert last == pytest.approx(50, abs=0.7)
    assert last < 50
