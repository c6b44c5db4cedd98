"""Changes of level: what holds for any weeks, then series worked by hand.

How often a change is found where there is one or none is measured by `bench/claims.py`.
"""

import random

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from reflect.core.change_detection import (
    MAX_CORRELATION,
    MAX_VALUES,
    MAX_WINDOWS,
    MIN_BEFORE,
    MIN_CORRELATION,
    MIN_SINCE,
    MIN_WEEKS,
    estimate_correlation,
    find_change,
    find_team_change,
    measure_spread,
)

USUAL = 0.14  # correlation of neighbouring weeks
CALM = [50, 58, 50, 42, 50, 58, 50, 42, 50, 58, 50, 42]


def generate_weeks(count, at, seed, spread, shift):
    """Weeks around 50, and from `at` on around a level that is `shift` points from it."""
    dice = random.Random(seed)
    return [50 + shift * (n >= at) + dice.gauss(0, spread) for n in range(count)]


WEEKS = st.builds(
    generate_weeks,
    st.integers(0, 70),
    st.integers(0, 70),
    st.integers(0, 1_000_000),
    st.integers(0, 15),
    st.sampled_from([-30, -20, -10, 0, 10, 20, 30]),
)
STEPPED = st.builds(  # nearly always with a change
    generate_weeks,
    st.integers(20, 50),
    st.integers(8, 14),
    st.integers(0, 1_000_000),
    st.integers(0, 8),
    st.sampled_from([-40, -30, 30, 40]),
)
CORRELATIONS = st.floats(MIN_CORRELATION, MAX_CORRELATION)
FIGURES = st.lists(st.none() | st.integers(1, 9).map(lambda tens: tens * 10), max_size=20)


def places(change):
    return change and (change.first, change.start, change.earliest, change.latest)


def average(values):
    return sum(values) / len(values)


def find(values, correlation=USUAL):
    """The change that there has to be."""
    change = find_change(values, correlation)
    assert change is not None
    return change


# --- people: what holds for any weeks ---


@given(WEEKS | STEPPED, CORRELATIONS)
def test_mirrored_weeks_mirror_the_change(values, correlation):
    change = find_change(values, correlation)
    mirrored = find_change([100 - value for value in values], correlation)
    assert places(mirrored) == places(change)
    if change and mirrored:
        levels = 100 - change.before, 100 - change.since
        assert (mirrored.before, mirrored.since) == pytest.approx(levels)
        assert mirrored.is_higher != change.is_higher


@given(WEEKS | STEPPED, CORRELATIONS, st.integers(-50, 50))
def test_a_constant_added_changes_the_levels_and_nothing_else(values, correlation, added):
    change = find_change(values, correlation)
    moved = find_change([value + added for value in values], correlation)
    assert places(moved) == places(change)
    if change and moved:
        levels = change.before + added, change.since + added
        assert (moved.before, moved.since) == pytest.approx(levels)


@given(st.lists(st.floats(0, 100), max_size=MIN_BEFORE + MIN_SINCE - 1))
@example([100] * 6 + [0] * 3)
def test_nothing_is_found_in_fewer_than_ten_weeks(values):
    assert find_change(values, MIN_CORRELATION) is None


@given(st.floats(0, 100), st.integers(0, 80))
def test_nothing_is_found_in_weeks_that_are_all_alike(value, count):
    assert find_change([value] * count, MIN_CORRELATION) is None


@given(WEEKS | STEPPED, CORRELATIONS)
def test_both_sides_of_a_change_have_enough_weeks(values, correlation):
    change = find_change(values, correlation)
    if change:
        assert 0 <= change.first <= change.start - MIN_BEFORE
        assert change.start <= len(values) - MIN_SINCE


@given(WEEKS | STEPPED, CORRELATIONS)
def test_a_change_began_between_its_earliest_and_latest_start(values, correlation):
    change = find_change(values, correlation)
    if change:
        assert change.first < change.earliest <= change.start <= change.latest < len(values)


@given(WEEKS | STEPPED, CORRELATIONS)
def test_levels_are_the_averages_moved_towards_each_other(values, correlation):
    change = find_change(values, correlation)
    if change:
        before = average(values[change.first : change.start])
        since = average(values[change.start :])
        found = (before, change.before, change.since, since)
        order = sorted(found, reverse=before > since)
        assert found == pytest.approx(order)
        assert change.is_higher == (since > before)
        assert 0 < abs(change.since - change.before) < abs(since - before)


@given(WEEKS | STEPPED, STEPPED, CORRELATIONS)
def test_only_the_latest_fifty_two_weeks_matter(older, values, correlation):
    latest = [*older, *values][-MAX_VALUES:]
    assume(len(latest) == MAX_VALUES)
    whole, alone = (find_change(each, correlation) for each in ([*older, *values], latest))
    moved = len(older) + len(values) - MAX_VALUES
    assert places(whole) == (places(alone) and tuple(moved + each for each in places(alone)))
    if whole and alone:
        assert (whole.before, whole.since) == (alone.before, alone.since)


@given(WEEKS, CORRELATIONS, CORRELATIONS)
def test_weeks_that_resemble_each_other_more_never_show_a_change_that_others_do_not(
    values, one, other
):
    low, high = sorted((one, other))
    if find_change(values, high):
        assert find_change(values, low)


@given(st.integers(0, 1_000_000), st.sampled_from([-1, 1]))
def test_a_large_step_is_found_at_its_place_with_both_levels(seed, sign):
    """Forty points, with weeks that are up to six from their level."""
    dice = random.Random(seed)
    before, since = dice.randint(8, 25), dice.randint(8, 25)
    levels = [50 - 20 * sign] * before + [50 + 20 * sign] * since
    change = find([level + dice.uniform(-6, 6) for level in levels])
    assert (change.first, change.start) == (0, before)
    assert change.earliest <= before <= change.latest
    assert change.before == pytest.approx(50 - 20 * sign, abs=6)
    assert change.since == pytest.approx(50 + 20 * sign, abs=6)
    assert change.is_higher == (sign > 0)


# --- people: by hand ---


def test_six_weeks_before_and_four_since_are_enough():
    assert places(find_change([80] * 6 + [20] * 4, USUAL)) == (0, 6, 6, 6)


def test_a_low_week_alone_is_no_change():
    assert find_change([*CALM, 0, *CALM], USUAL) is None
    assert find_change([*CALM, 0], USUAL) is None


def test_after_a_dip_that_recovered_the_recovery_is_found():
    """While it lasts, the fall is found."""
    weeks = [*CALM, *CALM, *[15] * 8, *CALM[:6]]
    fall = find(weeks[:32])
    assert (fall.first, fall.start, fall.is_higher) == (0, 24, False)
    change = find(weeks)
    assert (change.first, change.start, change.is_higher) == (24, 32, True)
    assert change.before == pytest.approx(15, abs=3)
    assert change.since == pytest.approx(50, abs=3)


def test_of_two_steps_the_later_is_found():
    change = find([80] * 14 + [50] * 14 + [20] * 14)
    assert (change.first, change.start, change.is_higher) == (14, 28, False)
    assert change.before == pytest.approx(50, abs=3)
    assert change.since == pytest.approx(20, abs=3)


def test_a_change_more_than_a_year_ago_is_forgotten():
    assert find_change([80] * 30 + [20] * 46, USUAL)
    assert find_change([80] * 30 + [20] * 52, USUAL) is None


def test_a_step_that_is_less_clear_has_a_longer_span():
    """Weeks that vary may hide that it began some weeks earlier, or later."""
    clear = find([50] * 24 + [80] * 24)
    faint = find([value + 18 * (n >= 24) for n, value in enumerate([50, 66, 34] * 16)])
    assert (clear.earliest, clear.start, clear.latest) == (24, 24, 24)
    assert faint.earliest < faint.start == 24 < faint.latest


# --- correlation ---


@given(st.lists(st.lists(st.floats(0, 100), max_size=70), max_size=3))
def test_a_correlation_is_within_its_bounds_in_any_order_of_scales(series):
    correlation = estimate_correlation(series)
    assert MIN_CORRELATION <= correlation <= MAX_CORRELATION
    assert estimate_correlation(series[::-1]) == pytest.approx(correlation)


@given(st.lists(STEPPED, min_size=1, max_size=3), st.integers(-40, 40))
def test_where_the_level_is_makes_no_difference_to_the_correlation(series, added):
    moved = [[100 - value + added for value in values] for values in series]
    assert estimate_correlation(moved) == pytest.approx(estimate_correlation(series), abs=1e-6)


def test_waves_have_a_higher_correlation_than_weeks_up_and_down():
    waves, up_and_down = [70, 70, 70, 70, 30, 30, 30, 30] * 6, [70, 30] * 24
    assert estimate_correlation([waves]) > estimate_correlation([up_and_down]) == MIN_CORRELATION


def test_one_step_is_not_taken_for_correlation():
    stepped = [value - 30 * (n >= 24) for n, value in enumerate(CALM * 4)]
    assert estimate_correlation([stepped]) == pytest.approx(
        estimate_correlation([CALM * 4]), abs=0.1
    )


# --- single weeks ---


@given(WEEKS | STEPPED)
def test_unusual_weeks_are_those_further_away_than_the_reach(values):
    change = find_change(values, USUAL)
    reach, beyond = measure_spread(values, change)
    first = change.first if change else max(0, len(values) - MAX_VALUES)
    start = change.start if change else len(values)
    expected = []
    for begin, end in ((first, start), (start, len(values))):
        part = values[begin:end]
        expected += [n for n in range(begin, end) if abs(values[n] - average(part)) > reach]
    assert reach > 0
    assert beyond == (expected if len(values) - first >= MIN_WEEKS else [])


@given(WEEKS)
def test_mirrored_weeks_have_the_same_unusual_weeks(values):
    mirrored = measure_spread([100 - value for value in values], None)
    assert mirrored[0] == pytest.approx(measure_spread(values, None)[0])
    assert mirrored[1] == measure_spread(values, None)[1]


def test_before_twelve_weeks_none_is_unusual():
    assert measure_spread([50] * 10 + [0], None)[1] == []
    assert measure_spread([50] * 11 + [0], None)[1] == [11]


def test_people_whose_weeks_vary_more_have_a_longer_reach():
    even, varied = measure_spread([50] * 26, None)[0], measure_spread([20, 80] * 13, None)[0]
    assert even < measure_spread(CALM * 2, None)[0] < varied


def test_a_change_does_not_make_weeks_unusual():
    values = [80] * 12 + [20] * 12
    reach, beyond = measure_spread(values, find_change(values, USUAL))
    assert beyond == []
    assert reach < measure_spread(values, None)[0]


# --- teams ---


@given(FIGURES)
def test_mirrored_figures_mirror_the_change(figures):
    change = find_team_change(figures)
    mirrored = find_team_change([None if each is None else 100 - each for each in figures])
    assert places(mirrored) == places(change)
    if change and mirrored:
        assert mirrored.before == pytest.approx(100 - change.before)
        assert mirrored.since == pytest.approx(100 - change.since)


@given(FIGURES)
def test_windows_that_are_not_shown_change_no_level(figures):
    """They take a window's place among the latest thirteen, and nothing else."""
    latest = figures[-MAX_WINDOWS:]
    hidden, shown = find_team_change(latest), [each for each in latest if each is not None]
    alone = find_team_change(shown)
    assert (hidden is None) == (alone is None)
    if hidden and alone:
        assert (hidden.before, hidden.since) == (alone.before, alone.since)
        order = [n for n, each in enumerate(latest) if each is not None]
        assert places(hidden) == tuple(order[each] for each in places(alone))


@given(FIGURES, FIGURES)
def test_only_the_latest_thirteen_windows_of_a_team_matter(older, figures):
    latest = [*older, *figures][-MAX_WINDOWS:]
    whole, alone = find_team_change([*older, *figures]), find_team_change(latest)
    moved = len(older) + len(figures) - len(latest)
    assert places(whole) == (places(alone) and tuple(moved + each for each in places(alone)))


@given(FIGURES)
def test_a_team_change_has_two_windows_on_each_side(figures):
    change = find_team_change(figures)
    if change:
        shown = [each is not None for each in figures]
        assert sum(shown[change.first : change.start]) >= 2
        assert sum(shown[change.start :]) >= 2
        assert change.first < change.earliest <= change.start <= change.latest


def test_a_team_that_falls_step_by_step_has_fallen():
    change = find_team_change([80, 70, 70, 60, 60, 50, 50, 40])
    assert change is not None
    assert not change.is_higher
    assert change.before > change.since


def test_one_figure_that_is_different_is_no_change_of_a_team():
    assert find_team_change([70, 70, 70, 60, 60, 80]) is None
    assert find_team_change([70, 70, 70, 70, 70, 60]) is None


def test_a_step_of_a_team_is_found_at_its_window():
    change = find_team_change([70, 70, None, 70, 40, None, 40, 40])
    assert (change and change.first, change and change.start) == (0, 4)
    assert (change.before, change.since) == pytest.approx((70, 40), abs=4)


def test_no_windows_have_no_change():
    assert find_team_change([]) is None
    assert find_team_change([None] * 20) is None
    assert find_team_change([90, 10]) is None
