"""What a team may be told: the worked examples, and what holds for every window there can be."""

from collections import Counter
from random import Random, SystemRandom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.disclosure.team_release import Shown, Withheld, release, rounding_step

PEOPLE = st.integers(0, 64)


class Draws(Random):
    """A source that always draws the lowest number, or the highest."""

    def __init__(self, *, highest: bool) -> None:
        super().__init__(0)
        self.highest = highest

    def randrange(self, stop: int) -> int:
        return stop - 1 if self.highest else 0


UP, DOWN = Draws(highest=False), Draws(highest=True)


def of(mean: float, shared: int, rng: Random, **rules) -> Shown | Withheld:
    given = {"eligible": max(shared, 6), "disputed": False, **rules}
    return release({"connection": round(mean * 100 * shared)}, shared=shared, rng=rng, **given)


def share_of(mean: float, shared: int, value: int, **rules) -> float:
    rng = Random(7)
    drawn = Counter(of(mean, shared, rng, **rules).values["connection"] for _ in range(4000))
    return drawn[value] / 4000


# Worked examples


def test_four_sharers_of_nine_see_nothing():
    assert of(52, 4, UP, eligible=9) == Withheld()


def test_five_with_a_mean_of_52_see_50_four_times_in_five():
    assert share_of(52, 5, 50) == pytest.approx(0.8, abs=0.02)
    assert share_of(52, 5, 60) == pytest.approx(0.2, abs=0.02)


def test_twelve_with_a_mean_of_61_and_a_quarter():
    assert share_of(61.25, 12, 60) == pytest.approx(0.875, abs=0.02)
    assert share_of(61.25, 12, 60, least=10, eligible=12) == pytest.approx(0.75, abs=0.02)
    assert share_of(61.25, 12, 65, least=10, eligible=12) == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize("rng", [UP, DOWN])
def test_the_ends_are_said_as_ten_or_below_and_ninety_or_above(rng):
    assert of(4, 5, rng).values == {"connection": 10}
    assert of(96, 5, rng).values == {"connection": 90}


def test_a_total_that_cannot_be_is_withheld():
    for total in (-1, 50_001):
        told = release({"x": total}, shared=5, eligible=6, disputed=False, rng=UP)
        assert told == Withheld()


def test_nobody_may_ask_for_fewer_than_five():
    with pytest.raises(ValueError, match=r"^figures are never shown for fewer than five people$"):
        of(50, 8, UP, least=4)


# Laws


@given(st.data(), PEOPLE, PEOPLE, st.booleans(), st.integers(5, 64))
def test_it_is_shown_under_the_rule_and_under_no_other(data, shared, eligible, disputed, least):
    total = data.draw(st.integers(0, 10_000 * shared))
    rules = {"shared": shared, "eligible": eligible, "disputed": disputed, "least": least}
    told = release({"connection": total}, rng=Random(1), **rules)
    may = least <= shared <= eligible and eligible > least and not disputed
    assert isinstance(told, Shown) == may


def test_below_five_nothing_is_shown_whatever_the_figures_and_the_team():
    for shared in range(5):
        for eligible in range(65):
            for total in {0, 10_000 * shared}:
                for disputed in (False, True):
                    told = release(
                        {"connection": total, "balance": total},
                        shared=shared,
                        eligible=eligible,
                        disputed=disputed,
                        rng=UP,
                    )
                    assert told == Withheld()


@given(st.data(), st.integers(5, 64), st.integers(5, 20))
def test_a_figure_lies_within_one_step_of_the_mean(data, shared, least):
    total = data.draw(st.integers(0, 10_000 * shared))
    rules = {"shared": shared, "eligible": 64, "disputed": False, "least": least}
    low, high = (release({"x": total}, rng=rng, **rules) for rng in (DOWN, UP))
    if isinstance(low, Withheld):
        assert high == Withheld()
        return
    step, mean = rounding_step(least), total / shared / 100
    assert low.step == step == (5 if least >= 10 else 10)
    for told in (low, high):
        value = told.values["x"]
        assert value % step == 0
        assert 10 <= value <= 90
        assert abs(value - min(90, max(10, mean))) < step
    assert 0 <= high.values["x"] - low.values["x"] <= step


@given(st.data(), st.integers(5, 64))
def test_a_mean_on_a_step_is_published_as_it_is(data, shared):
    value = data.draw(st.integers(1, 9)) * 10
    for rng in (UP, DOWN):
        assert of(value, shared, rng, eligible=64).values == {"connection": value}


@given(st.integers(0, 5 * 10_000))
def test_rounding_is_right_on_average(total):
    mean = total / 500
    low, high = (of(mean, 5, rng).values["connection"] for rng in (DOWN, UP))
    if 10 <= mean <= 90 and low != high:
        up = sum(
            of(mean, 5, rng).values["connection"] == high for rng in [Random(n) for n in range(300)]
        )
        assert low + (high - low) * up / 300 == pytest.approx(mean, abs=1.3)


def test_one_seed_gives_one_release_whatever_the_order_of_the_scales():
    totals = {"connection": 25_500, "supervision": 31_234, "balance": 40_001}
    turned = dict(reversed(totals.items()))
    rules = {"shared": 5, "eligible": 6, "disputed": False}
    assert release(totals, rng=Random(3), **rules) == release(turned, rng=Random(3), **rules)


def test_production_draws_from_the_machine():
    told = of(50, 5, SystemRandom())
    assert told.values == {"connection": 50}


def test_withheld_says_nothing_of_why():
    assert repr(Withheld()) == "Withheld()"
    assert {of(50, shared, UP) for shared in range(5)} == {Withheld()}
