"""Process charts: laws, then a slow restatement of every rule, then charts worked by hand."""

import time
from fractions import Fraction
from math import nextafter, ulp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.spc import LIMIT_FACTOR, process_chart

# Whole numbers, and four of them: exact, crowded around the mean, and long runs are not rare.
WHOLE = st.lists(st.integers(0, 12), min_size=2, max_size=40)
FEW = st.lists(st.sampled_from([0, 40, 50, 60, 100]), min_size=2, max_size=40)
SLOPES = st.lists(st.integers(0, 3), min_size=2, max_size=30).map(
    lambda steps: [sum(steps[: n + 1]) for n in range(len(steps))]
)
SERIES = WHOLE | FEW | SLOPES
BASELINES = st.none() | st.integers(2, 50)
LEAST = st.sampled_from([0, 0, 1, 8])
MIRROR = {"above": "below", "below": "above", "rising": "falling", "falling": "rising"}


def mirrored(signal):
    if signal is None:
        return None
    for word, other in MIRROR.items():
        if word in signal:
            return signal.replace(word, other)
    raise AssertionError(signal)


def slow_chart(values, baseline, least):
    """The rules once more, in exact fractions, each asked of each value by itself."""
    values = [Fraction(v) for v in values]
    base = values[:baseline]
    mean = sum(base) / len(base)
    ranges = [abs(base[n + 1] - base[n]) for n in range(len(base) - 1)]
    kept = [r for r in ranges if r < Fraction("3.267") * sum(ranges) / len(ranges)]
    moving = max(sum(kept) / len(kept) if kept else 0, Fraction(least))
    upper, lower = mean + Fraction("2.66") * moving, mean - Fraction("2.66") * moving
    near_up, near_down = mean + (upper - mean) * 2 / 3, mean - (mean - lower) * 2 / 3
    last = len(values) - 1

    def windows(n, size):
        for start in range(max(0, n - size + 1), min(n, last - size + 1) + 1):
            yield values[start : start + size]

    def signal(n):
        v = values[n]
        rules = {
            "above_limit": v > upper,
            "below_limit": v < lower,
            "rising": any(w == sorted(set(w)) for w in windows(n, 7)),
            "falling": any(w == sorted(set(w))[::-1] for w in windows(n, 7)),
            "two_of_three_above": near_up < v <= upper
            and any(
                min(w) > mean and sum(near_up < x <= upper for x in w) >= 2 for w in windows(n, 3)
            ),
            "two_of_three_below": near_down > v >= lower
            and any(
                max(w) < mean and sum(near_down > x >= lower for x in w) >= 2 for w in windows(n, 3)
            ),
            "seven_above": any(min(w) > mean for w in windows(n, 7)),
            "seven_below": any(max(w) < mean for w in windows(n, 7)),
        }
        return next((name for name, holds in rules.items() if holds), None)

    is_flat = not any(ranges) and not least
    return mean, lower, upper, tuple(None if is_flat else signal(n) for n in range(len(values)))


@given(SERIES, BASELINES, LEAST)
def test_every_chart_is_that_of_the_rules_read_slowly(values, baseline, least):
    chart = process_chart(values, baseline, least)
    mean, lower, upper, signals = slow_chart(values, baseline, least)
    assert (chart.mean, chart.lower, chart.upper) == pytest.approx((mean, lower, upper))
    assert chart.signals == signals


@given(SERIES, BASELINES, LEAST)
def test_each_value_has_one_signal_or_none_and_a_side(values, baseline, least):
    chart = process_chart(values, baseline, least)
    assert len(chart.signals) == len(chart.sides) == len(values)
    assert chart.lower <= chart.mean <= chart.upper


@given(SERIES, BASELINES, LEAST, st.integers(-1000, 1000))
def test_moving_all_values_moves_the_chart_and_no_signal(values, baseline, least, by):
    here, there = (
        process_chart(values, baseline, least),
        process_chart([v + by for v in values], baseline, least),
    )
    assert there.signals == here.signals
    assert there.sides == here.sides
    assert there.mean == pytest.approx(here.mean + by)
    assert there.upper == pytest.approx(here.upper + by)


@given(SERIES, BASELINES, LEAST, st.sampled_from([0.25, 2, 25, 1024]))
def test_another_unit_changes_no_signal(values, baseline, least, times):
    here, there = (
        process_chart(values, baseline, least),
        process_chart([v * times for v in values], baseline, least * times),
    )
    assert there.signals == here.signals
    assert there.upper - there.mean == pytest.approx((here.upper - here.mean) * times)


@given(SERIES, BASELINES, LEAST)
def test_turned_upside_down_above_and_below_change_places(values, baseline, least):
    here, there = (
        process_chart(values, baseline, least),
        process_chart([-v for v in values], baseline, least),
    )
    assert there.signals == tuple(map(mirrored, here.signals))
    assert there.upper == pytest.approx(-here.lower)


@given(st.floats(0, 100), st.integers(2, 60), st.sampled_from([0.0, 25 / 3]), BASELINES)
def test_a_flat_series_signals_nothing(value, length, least, baseline):
    chart = process_chart([value] * length, baseline, least)
    assert set(chart.signals) == {None}
    assert set(chart.sides) == {0}
    assert chart.upper - chart.mean == pytest.approx(2.66 * least)


@given(SERIES, st.integers(0, 20), LEAST)
def test_a_baseline_longer_than_the_series_takes_all_of_it(values, more, least):
    assert process_chart(values, len(values) + more, least) == process_chart(values, None, least)


@given(WHOLE, st.lists(st.integers(0, 12), max_size=10))
def test_weeks_after_the_baseline_do_not_move_the_limits(values, later):
    before = process_chart(values, len(values))
    after = process_chart(values + later, len(values))
    assert (after.mean, after.lower, after.upper) == (before.mean, before.lower, before.upper)


@given(st.lists(st.integers(3, 15), min_size=7, max_size=7))
def test_thirds_do_not_fall_beside_their_own_mean(answers):
    """A mean of thirds misses them by a last binary place; the value itself lies on it."""
    scores = [100 * answer / 3 / 5 for answer in answers]
    middle = sum(scores) / 7
    chart = process_chart([*scores, *(2 * middle - s for s in scores), middle, middle])
    assert chart.sides[-1] == 0


# --- worked by hand ---

CALM = [50, 52, 48, 50, 52, 48, 50, 52, 48, 50, 50, 50]  # mean 50


def last_signal(*later, values=CALM):
    return process_chart([*values, *later], len(values), least_range=10).signals[-1]


def test_limits_of_a_chart_worked_by_hand():
    chart = process_chart([10, 12, 10, 12])  # mean 11, every range 2
    assert (chart.mean, chart.lower, chart.upper) == pytest.approx((11, 5.68, 16.32))


def test_a_range_of_3267_times_the_mean_range_is_left_out():
    # ranges: nine of 1 and one of 10; their mean 1.9, the cut 6.2; the rest have mean 1
    values = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 11]
    chart = process_chart(values)
    assert chart.upper - chart.mean == pytest.approx(2.66)
    assert chart.signals[-1] == "above_limit"


def test_a_range_below_the_cut_stays():
    # ranges 1, 1, 1, 3: their mean 1.5, the cut 4.9
    chart = process_chart([0, 1, 0, 1, 4])
    assert chart.upper - chart.mean == pytest.approx(2.66 * 1.5)


def test_one_jump_among_equal_values_lies_outside():
    """The only range is screened: limits at the mean, which is not the same as no range at all."""
    chart = process_chart([5] * 11 + [9])
    assert chart.lower == chart.upper == chart.mean
    assert chart.signals == ("below_limit",) * 11 + ("above_limit",)


def test_a_flat_baseline_measures_nothing_that_follows():
    chart = process_chart([5] * 12 + [9], 12)
    assert chart.lower == chart.upper == 5
    assert set(chart.signals) == {None}


def test_the_least_range_holds_where_answers_hardly_move():
    chart = process_chart([50.0] * 12 + [70.0, 80.0], 12, least_range=25 / 3)
    assert chart.upper == pytest.approx(50 + 2.66 * 25 / 3)  # 72.2
    assert chart.signals[-2:] == (None, "above_limit")


@pytest.mark.parametrize(("value", "signal"), [(76.5, None), (76.7, "above_limit")])
def test_the_limit_is_266_ranges_away(value, signal):
    assert last_signal(value) == signal


def test_on_the_limit_is_not_outside():
    assert process_chart([0, 1, 0, 1, 3.16], 4).signals[-1] is None  # 0.5 + 2.66


@pytest.mark.parametrize(
    ("value", "share", "on_it", "beyond_it"),
    [(5.0, 1, "two_of_three_above", "above_limit"), (6.0, 2 / 3, None, "two_of_three_above")],
)
def test_to_the_last_binary_place_on_a_limit_is_inside_it(value, share, on_it, beyond_it):
    """Three alike, as far from the mean of 0 as the limit, or as two thirds of it."""
    away = value - 16 * ulp(value)  # what rounding may have added is taken off first
    least = away / LIMIT_FACTOR / share
    least = next(
        n
        for n in (least, nextafter(least, 0), nextafter(least, 9))
        if LIMIT_FACTOR * n * share == away
    )
    for range_, signal in ((least, on_it), (least * (1 - 1e-12), beyond_it)):
        chart = process_chart([*[-0.25, 0.25] * 6, *[value] * 3], 12, range_)
        assert chart.signals[-3:] == (signal,) * 3


@pytest.mark.parametrize(
    ("later", "signals"),
    [
        ((70, 60, 70), ("two_of_three_above", None, "two_of_three_above")),
        ((70, 70, 60), ("two_of_three_above", "two_of_three_above", None)),
        ((70, 50, 70), (None, None, None)),  # the middle one lies on the mean
        ((70, 60, 60, 70), (None, None, None, None)),  # not within three
        ((80, 60, 70), ("above_limit", None, None)),  # outside does not count as near
        ((30, 40, 30), ("two_of_three_below", None, "two_of_three_below")),
        ((70, 70), (None, None)),  # only two after a value on the mean: no three on one side
    ],
)
def test_two_of_three_near_a_limit(later, signals):
    found = process_chart([*CALM, *later], 12, least_range=10).signals
    assert found[-len(later) :] == signals


def test_rising_is_seven_values_and_six_steps():
    values = [50, 50, 44, 46, 48, 50, 51, 52]
    assert process_chart(values, least_range=10).signals[-1] is None
    assert process_chart([*values, 53], least_range=10).signals == (None,) * 2 + ("rising",) * 7


def test_falling_is_seven_values_and_six_steps_too():
    values = [50, 50, 56, 54, 52, 50, 49, 48]
    assert process_chart(values, least_range=10).signals[-1] is None
    assert process_chart([*values, 47], least_range=10).signals == (None,) * 2 + ("falling",) * 7


def test_equal_neighbours_stop_a_rise():
    values = [44, 46, 48, 48, 50, 52, 54]
    assert set(process_chart(values, least_range=10).signals) == {None}


def test_six_on_a_side_are_ordinary_and_seven_are_not():
    six, seven = [51, 52, 51, 53, 51, 52], [51, 52, 51, 53, 51, 52, 51]
    assert last_signal(*six) is None
    assert process_chart([*CALM, *seven], 12, least_range=10).signals[-7:] == ("seven_above",) * 7


def test_a_run_that_begins_with_the_first_value_counts():
    values = [52, 53, 52, 53, 52, 53, 52, 40, 52, 40]
    assert process_chart(values, least_range=10).signals[:8] == (*("seven_above",) * 7, None)
    assert set(process_chart(values[1:], least_range=10).signals) == {None}


def test_what_rounding_may_have_added_is_no_side():
    slack = 16 * ulp(0.25)
    chart = process_chart([*[-0.25, 0.25] * 6, slack, -slack, 2 * slack, -2 * slack], 12)
    assert chart.sides[-4:] == (0, 0, 1, -1)


def test_the_first_rule_that_applies_names_the_signal():
    later = [52, 54, 56, 58, 60, 69, 78]  # rising, on one side, near at last, then outside
    found = process_chart([*CALM, *later], 12, least_range=10).signals
    assert found[-7:] == ("rising",) * 6 + ("above_limit",)
    later = [55, 52, 55, 52, 70, 69, 52]
    found = process_chart([*CALM, *later], 12, least_range=10).signals
    assert found[-7:] == (*("seven_above",) * 4, *("two_of_three_above",) * 2, "seven_above")


@pytest.mark.parametrize(
    ("values", "baseline", "least"),
    [
        ([], None, 0),
        ([1], None, 0),
        ([1, 2, 3], 1, 0),
        ([1, 2, 3], 0, 0),
        ([1, 2, 3], -1, 0),
        ([1, float("nan")], None, 0),
        ([1, float("inf")], None, 0),
        ([1, 2], None, -1),
        ([1, 2], None, float("nan")),
    ],
)
def test_what_makes_no_chart_is_refused(values, baseline, least):
    with pytest.raises(ValueError, match="process chart needs"):
        process_chart(values, baseline, least)


def test_ten_times_the_weeks_cost_about_ten_times_the_work():
    def cost(weeks):
        values = [(n * 37 % 13) * 8.0 for n in range(weeks)]
        spent = []
        for _ in range(5):
            began = time.process_time()
            process_chart(values, 12)
            spent.append(time.process_time() - began)
        return min(spent)

    assert cost(20_000) < 40 * cost(2_000)  # a square would be a hundred times
