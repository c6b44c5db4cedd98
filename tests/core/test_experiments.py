"""An experiment of one's own: what is drawn, what counts, what is found, and how often by luck."""

import random
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.experiments import (
    ANSWERED_SHARE,
    EFFECT,
    PAIR_COUNTS,
    Experiment,
    ScoredPair,
    assess_pairs,
    draw_order,
    estimate_chance,
    measure_spread,
    select_complete_pairs,
)
from tests.support.weeks import W48

SCALE = (0.0, 100.0, 25 / 3)
SIX = Experiment(W48, "two days at base", "connection", "higher", "tuttuu")
week_scores = st.lists(st.integers(0, 12), min_size=12, max_size=12)  # in steps of a scale
differences = st.lists(st.integers(-12, 12), max_size=9)


def pairs_of(*points: float) -> list[ScoredPair]:
    """Pairs with these differences, test week minus usual week."""
    return [ScoredPair(W48 + 2 * n, 50 + each, 50) for n, each in enumerate(points)]


def every_draw(pairs: int) -> list[Experiment]:
    return [replace(SIX, order="".join(order)) for order in product("tu", repeat=pairs)]


# --- the weeks ---


@given(st.sampled_from(PAIR_COUNTS), st.integers(0, 999))
def test_each_pair_has_one_test_week_and_one_usual_week(pairs, seed):
    experiment = replace(SIX, order=draw_order(pairs, random.Random(seed)))
    kinds = [experiment.is_test_week(week) for week in experiment.weeks]
    assert len(kinds) == 2 * pairs
    assert all(first != second for first, second in zip(kinds[::2], kinds[1::2], strict=True))


def test_every_order_is_drawn_equally_often():
    rng = random.Random(7)
    counts = Counter(draw_order(3, rng) for _draw in range(8000))
    assert len(counts) == 8
    assert all(900 < count < 1100 for count in counts.values())


def test_an_experiment_runs_until_its_last_week_cannot_be_answered():
    assert SIX.weeks == [W48 + n for n in range(12)]
    assert [SIX.is_test_week(week) for week in SIX.weeks[:4]] == [True, False, False, True]
    assert SIX.is_running(W48 + -1)  # it starts next Monday
    assert SIX.is_running(W48 + 12)  # the last week can still be answered
    assert not SIX.is_running(W48 + 13)
    assert not replace(SIX, is_stopped=True).is_running(W48)


def test_a_pair_counts_if_both_weeks_have_a_score():
    scores = {W48: 75.0, W48 + 1: 50.0, W48 + 2: 25.0, W48 + 4: 50.0, W48 + 6: 60.0, W48 + 7: 40.0}
    assert select_complete_pairs(SIX, scores) == (
        ScoredPair(W48, 75, 50),
        ScoredPair(W48 + 6, 60, 40),
    )


@given(week_scores, st.sets(st.sampled_from(SIX.weeks)))
def test_a_week_counts_as_it_was_drawn_whether_or_not_it_was_kept_to(points, departures):
    scores = dict(zip(SIX.weeks, points, strict=True))
    left = replace(SIX, departures=frozenset(departures))
    assert select_complete_pairs(left, scores) == select_complete_pairs(SIX, scores)


# --- the test, by hand ---


def test_five_pairs_all_in_the_expected_direction_are_a_result():
    result = assess_pairs(pairs_of(10, 20, 30, 40, 50), "higher")
    assert (result.as_large, result.probability, result.is_found) == (1, 1 / 32, True)
    assert result.span == (10, 50)  # of the 31 subset means, the smallest and the largest


def test_four_of_five_pairs_are_too_few_to_tell():
    result = assess_pairs(pairs_of(-5, 20, 30, 40, 50), "higher")
    assert (result.as_large, result.is_found) == (2, False)  # flip nothing, or the -5
    assert result.span == (-5, 50)


def test_the_other_direction_is_no_result():
    assert assess_pairs(pairs_of(-10, -20, -30, -40, -50), "lower").is_found
    result = assess_pairs(pairs_of(-10, -20, -30, -40, -50), "higher")
    assert (result.probability, result.is_found) == (1, False)


def test_weeks_without_any_difference_are_no_result():
    result = assess_pairs(pairs_of(*[0] * 12), "higher")
    assert (result.probability, result.span) == (1, (0, 0))


@given(st.lists(st.integers(-100, 100), max_size=4))
def test_fewer_than_five_pairs_never_are_a_result(points):
    result = assess_pairs(pairs_of(*points), "higher")
    assert not result.is_found
    assert result.span is None


# --- laws ---


@given(differences)
def test_the_count_is_that_of_all_assignments_as_large(points):
    signs = product((1, -1), repeat=len(points))
    sums = [sum(a * b for a, b in zip(points, flips, strict=True)) for flips in signs]
    result = assess_pairs(pairs_of(*points), "higher")
    assert result.as_large == sum(each >= sum(points) for each in sums)


@given(differences)
def test_a_result_is_found_exactly_if_the_span_is_above_zero(points):
    result = assess_pairs(pairs_of(*points), "higher")
    assert result.is_found == (result.span is not None and result.span[0] > 0)


@given(differences)
def test_lower_is_higher_turned_over(points):
    turned = pairs_of(*(-each for each in points))
    assert assess_pairs(turned, "lower") == assess_pairs(pairs_of(*points), "higher")


@given(week_scores, st.sets(st.integers(0, 11), max_size=3))
def test_without_an_effect_at_most_one_draw_in_twenty_is_a_result(points, missing):
    """Whatever the weeks were like: all 64 draws over the same weeks, by the product's rule."""
    scores = {SIX.weeks[n]: each for n, each in enumerate(points) if n not in missing}
    found = [
        assess_pairs(select_complete_pairs(each, scores), "higher").is_found
        for each in every_draw(6)
    ]
    assert sum(found) <= 0.05 * len(found)


@given(week_scores, st.integers(-8, 8))
def test_the_true_effect_is_in_the_span_in_nine_of_ten_draws(points, effect):
    covered = 0
    for experiment in every_draw(6):
        scores = {
            week: each + effect * experiment.is_test_week(week)
            for week, each in zip(experiment.weeks, points, strict=True)
        }
        low, high = assess_pairs(select_complete_pairs(experiment, scores), "higher").span
        covered += low <= effect <= high
    assert covered >= 0.9 * 64


# --- what is told beforehand ---


def test_the_spread_begins_at_eleven_points_and_becomes_ones_own():
    assert measure_spread({}) == 11
    seven_weeks = {W48 + n: 50.0 + 10 * (n % 2) for n in range(7)}  # six differences of 10
    assert measure_spread(seven_weeks) == pytest.approx(((6 * 50 + 6 * 121) / 12) ** 0.5)
    assert measure_spread({W48: 0.0, W48 + 2: 100.0}) == 11  # not neighbours
    steady = {W48 + n: 50.0 for n in range(100)}
    assert measure_spread(steady) < 3


@pytest.mark.parametrize("direction", ["higher", "lower"])
@pytest.mark.parametrize("pairs", PAIR_COUNTS)
def test_the_chance_is_what_whole_experiments_show(pairs, direction):
    """Drawn, lived and tested as by the product, with other random numbers."""
    rng, sign, found = random.Random(pairs), 1 if direction == "higher" else -1, 0
    for _run in range(400):
        experiment = replace(SIX, order=draw_order(pairs, rng))
        scores = {}
        for week in experiment.weeks:
            score = rng.gauss(50 + sign * EFFECT * experiment.is_test_week(week), 11)
            if rng.random() < ANSWERED_SHARE:
                scores[week] = round(min(max(score, 0), 100) * 3 / 25) * 25 / 3
        found += assess_pairs(select_complete_pairs(experiment, scores), direction).is_found
    assert estimate_chance(pairs, direction, {}, SCALE) == pytest.approx(found / 400, abs=0.1)


def test_more_weeks_and_steadier_weeks_raise_the_chance():
    steady = {W48 + n: 50.0 for n in range(30)}
    restless = {W48 + n: 25.0 + 50 * (n % 2) for n in range(30)}
    for scores in ({}, steady, restless):
        chances = [estimate_chance(pairs, "higher", scores, SCALE) for pairs in PAIR_COUNTS]
        assert chances == sorted(chances)
    few, usual, many = (
        estimate_chance(8, "higher", scores, SCALE) for scores in (restless, {}, steady)
    )
    assert few < usual < many


def test_at_the_top_of_the_scale_higher_is_harder_to_find_than_lower():
    full = {W48 + n: 100.0 for n in range(30)}
    assert estimate_chance(12, "higher", full, SCALE) < 0.1
    assert estimate_chance(12, "lower", full, SCALE) > 0.5
