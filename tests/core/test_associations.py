"""Associations: what is found of weeks by place, what cannot be told, and what luck finds."""

import random
from itertools import cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.associations import (
    MIN_WEEKS_PER_SIDE,
    Factor,
    count_weeks_of_look,
    find_associations,
    split_weeks,
)

STEP = 25 / 3
SHARES = [0.3, 0.6, 0.4, 0.7, 0.5, 0.2, 0.6, 0.4, 0.8, 0.3]


def look(scores, *factors, correlation=0.1):
    """Each factor's association with the only scale."""
    found = find_associations({"s": scores}, factors, {"s": STEP}, correlation)
    return {each.factor: each for each in found}


def noise(dice, weeks, spread=8.0):
    return [50 + dice.gauss(0, spread) for _week in range(weeks)]


def test_scores_that_follow_the_share_at_home_are_found_with_their_direction():
    dice = random.Random(1)
    home = list(islice(cycle(SHARES), 52))
    scores = [each - 40 * share for each, share in zip(noise(dice, 52, 4), home, strict=True)]
    found = look(scores, Factor("home", home, is_share=True))["home"]
    assert found.outcome == "found"
    assert -16 < found.difference < -8  # the two halves of the weeks are .33 apart: 13 points
    assert found.means[0] < found.means[1]


def test_weeks_with_and_without_something_are_compared_whole():
    dice = random.Random(2)
    held = [float(n % 4 == 0) for n in range(52)]
    scores = [each + 20 * with_it for each, with_it in zip(noise(dice, 52, 5), held, strict=True)]
    found = look(scores, Factor("held", held))["held"]
    assert found.outcome == "found"
    assert found.weeks == (13, 39)
    assert 15 < found.difference < 25


def test_the_same_days_every_week_cannot_be_told():
    fixed = Factor("home", [0.4] * 52, is_share=True)
    assert look(noise(random.Random(3), 52), fixed)["home"].outcome == "same"


@pytest.mark.parametrize("count", range(MIN_WEEKS_PER_SIDE + 2))
def test_few_weeks_of_one_kind_cannot_be_told(count):
    less = Factor("less", [1.0 if n % 9 == 4 and n // 9 < count else 0.0 for n in range(52)])
    found = look(noise(random.Random(4), 52), less)["less"]
    assert (found.outcome == "few") == (count < MIN_WEEKS_PER_SIDE)


def test_what_came_all_in_one_part_of_the_time_cannot_be_told_from_the_time():
    """The scores fall with the contact: the averages are told, and that it may be the time."""
    less = [float(n >= 30) for n in range(52)]
    scores = [each - 25 * of for each, of in zip(noise(random.Random(5), 52), less, strict=True)]
    found = look(scores, Factor("less", less))["less"]
    assert found.outcome == "one time"
    assert found.means[0] - found.means[1] < -15


def test_a_slow_change_over_months_is_no_difference_between_places():
    dice = random.Random(6)
    share = [0.2 + 0.6 * n / 52 + dice.choice((-0.2, 0, 0.2)) for n in range(52)]
    scores = [each - 30 * n / 52 for n, each in enumerate(noise(dice, 52, 5))]
    assert look(scores, Factor("home", share, is_share=True))["home"].outcome != "found"


@given(st.integers(0, 10_000), st.sampled_from([0.1, 0.3, 0.6]))
def test_mirrored_scores_are_the_same_mirrored(seed, correlation):
    dice = random.Random(seed)
    home = Factor("home", [dice.choice(SHARES) for _week in range(52)], is_share=True)
    scores = [each - 30 * (of or 0) for each, of in zip(noise(dice, 52), home.values, strict=True)]
    one = look(scores, home, correlation=correlation)["home"]
    other = look([100 - each for each in scores], home, correlation=correlation)["home"]
    assert one.outcome == other.outcome
    assert one.difference == pytest.approx(-other.difference)
    assert one.detectable == pytest.approx(other.detectable)


@given(st.lists(st.one_of(st.none(), st.sampled_from(SHARES)), max_size=60))
def test_every_week_with_an_answer_is_on_one_side(values):
    with_it, without = split_weeks(Factor("home", values, is_share=True))
    answered = [n for n, value in enumerate(values) if value is not None]
    assert sorted([*with_it, *without]) == answered
    if with_it and without:
        assert min(values[n] for n in with_it) > max(values[n] for n in without)


@pytest.mark.parametrize(("answered", "used"), [(0, 0), (25, 0), (26, 26), (51, 26), (52, 52)])
def test_a_look_uses_whole_half_years_of_answers(answered, used):
    assert count_weeks_of_look(answered) == used


def test_without_weeks_or_factors_there_is_nothing():
    assert find_associations({"s": [50.0] * 26}, [], {"s": STEP}, 0.1) == []
    assert find_associations({}, [Factor("home", [0.5] * 26)], {}, 0.1) == []


@pytest.mark.parametrize("correlation", [0.0, 0.5])
@pytest.mark.parametrize("pattern", ["mixed", "stretches", "alternating"])
def test_luck_alone_is_seldom_found(correlation, pattern):
    """One look in twenty is what the level allows; of 120 such looks 14 would be too many."""
    dice, hits = random.Random(f"{correlation} {pattern}"), 0
    for _person in range(120):
        home, at, week = [], 0.5, 50.0
        for n in range(52):
            is_new = {"mixed": True, "stretches": dice.random() < 0.2, "alternating": n % 2 == 0}
            at = dice.choice(SHARES) if is_new[pattern] else (1 - at if n % 2 else at)
            home.append(at)
        scores = []
        for _week in range(52):
            week = 50 + correlation * (week - 50) + dice.gauss(0, 10)
            scores.append(week)
        factor = Factor("home", home, is_share=True)
        hits += look(scores, factor, correlation=correlation)["home"].outcome == "found"
    assert hits < 14
