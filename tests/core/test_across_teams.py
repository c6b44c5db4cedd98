"""The range and the middle over teams: laws, worked examples, an attack on every set of figures.

The attacker is a leader who knows how many teams were shown, and the figures of some of them, as
whoever leads or belongs to a team does. *Certain*: one figure alone is still possible for a team
they do not know. Every set of figures there can be is tried, and each counts alike.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations, combinations_with_replacement, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.disclosure.across_teams import (
    RANGE_ENDS,
    RANGE_STARTS,
    TeamRange,
    summarise_teams,
)
from reflect.core.disclosure.team_release import Withheld

TENS = range(10, 100, 10)
ENDS = {10, 90}
FIGURES = st.lists(st.integers(2, 18).map(lambda fives: fives * 5), min_size=3, max_size=40)
Rule = Callable[[tuple[int, ...]], object]


# Laws


@given(FIGURES)
def test_all_figures_lie_in_the_range_and_half_on_either_side_of_the_middle(figures):
    found = summarise_teams(figures)
    tens = [10 * round(figure / 10) for figure in figures]
    assert found.low <= min(figures)
    assert found.high >= max(figures)
    assert 2 * sum(ten <= found.median for ten in tens) >= len(tens)
    assert 2 * sum(ten >= found.median for ten in tens) >= len(tens)


@given(FIGURES, st.randoms())
def test_no_order_of_teams_tells_anything(figures, chance):
    shuffled = list(figures)
    chance.shuffle(shuffled)
    assert summarise_teams(shuffled) == summarise_teams(figures)


@given(FIGURES)
def test_the_range_reaches_beyond_the_middle_on_both_sides(figures):
    found = summarise_teams(figures)
    assert found.low < found.median < found.high
    assert found.low in RANGE_STARTS
    assert found.high in RANGE_ENDS


@given(FIGURES)
def test_steps_of_five_leave_no_trace(figures):
    assert summarise_teams(figures).median % 10 == 0
    assert summarise_teams(figures) == summarise_teams(
        10 * round(figure / 10) for figure in figures
    )


@given(FIGURES, st.integers(2, 5))
def test_nothing_tells_how_many_teams_there_are(figures, times):
    assert summarise_teams(figures * times) == summarise_teams(figures)


@given(st.lists(st.sampled_from(TENS), max_size=2))
def test_of_fewer_than_three_teams_nothing_is_told(figures):
    assert summarise_teams(figures) == Withheld()


# By hand


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ([40, 50, 60], TeamRange(30, 50, 70)),
        ([50, 50, 50], TeamRange(30, 50, 70)),
        ([40, 40, 40], TeamRange(30, 40, 50)),
        ([20, 50, 60, 70], TeamRange(0, 50, 70)),
        ([45, 55, 65], TeamRange(30, 60, 70)),
        ([10, 10, 10], TeamRange(0, 10, 30)),
        ([85, 90, 90], TeamRange(70, 90, 100)),
        ([10, 50, 90], TeamRange(0, 50, 100)),
    ],
)
def test_by_hand(figures, told):
    assert summarise_teams(figures) == told


# The attack


def exact(figures: tuple[int, ...]) -> object:
    """What one would print without thinking."""
    return figures[0], figures[(len(figures) - 1) // 2], figures[-1]


def middle_alone(figures: tuple[int, ...]) -> object:
    return figures[(len(figures) - 1) // 2]


def worlds(rule: Rule, teams: int, known: int) -> Iterator[tuple[set[int], int]]:
    """For each thing an attacker can see: what a team may have, and for how many sets it is so."""
    seen: dict[object, set[tuple[int, ...]]] = defaultdict(set)
    for figures in combinations_with_replacement(TENS, teams):
        for own in combinations(range(teams), known):
            told = tuple(figures[at] for at in own)
            seen[rule(figures), told].add(
                tuple(figure for at, figure in enumerate(figures) if at not in own)
            )
    for others in seen.values():
        yield {figure for rest in others for figure in rest}, len(others)


def certain(rule: Rule, teams: int, known: int) -> tuple[float, float]:
    """The share of all sets in which the others' figure is certain: in the scale, at its ends."""
    found = list(worlds(rule, teams, known))
    total = sum(many for _possible, many in found)
    alone = [(possible, many) for possible, many in found if len(possible) == 1]
    ends = sum(many for possible, many in alone if possible <= ENDS)
    return (sum(many for _possible, many in alone) - ends) / total, ends / total


@pytest.mark.parametrize("teams", [3, 4, 5, 6])
def test_who_knows_one_team_knows_no_other(teams):
    inside, ends = certain(summarise_teams, teams, 1)
    assert inside == 0
    assert ends <= 0.05  # 10 or below, or 90 or above: twenty points of the scale each


@pytest.mark.parametrize("known", [1, 2])
@pytest.mark.parametrize("teams", [3, 4, 5])
def test_the_range_makes_nothing_certain_that_the_middle_does_not(teams, known):
    assert certain(summarise_teams, teams, known) == certain(middle_alone, teams, known)


def test_who_knows_two_of_three_knows_the_last_for_one_in_five():
    inside, _ends = certain(summarise_teams, 3, 2)
    assert 0.15 < inside < 0.25


def test_from_four_teams_on_two_that_are_known_tell_no_other():
    assert certain(summarise_teams, 4, 2)[0] == 0


def test_the_bare_figures_of_three_teams_would_be_known_to_who_leads_one():
    """The simulation would find a leak if there were one."""
    assert all(many == 1 for _possible, many in worlds(exact, 3, 1))
    assert certain(exact, 3, 1)[0] > 0.1
    assert certain(exact, 3, 2) == pytest.approx((7 / 9, 2 / 9))


def test_a_team_that_joins_is_seldom_the_difference_of_two_windows():
    """Three teams whose means never move, so that a figure moves by a step at most; one joins.

    The attacker leads one of the three, and knows that nothing moved, which nobody can know.
    """
    assert newcomer_certain(summarise_teams) <= 0.06
    assert newcomer_certain(exact) > 0.25  # the simulation would find a leak if there were one


def newcomer_certain(rule: Rule) -> float:
    """The share of all sets in which the figure of a team that joined is certain."""
    seen: dict[object, list[int]] = defaultdict(list)
    for own, joined in product(TENS, TENS):
        for others in combinations_with_replacement(TENS, 2):
            before = rule(tuple(sorted((own, *others))))
            for moved in product((-10, 0, 10), repeat=2):
                new = [figure + step for figure, step in zip(others, moved, strict=True)]
                if all(figure in TENS for figure in new):
                    after = rule(tuple(sorted((own, *new, joined))))
                    seen[own, before, after].append(joined)
    total = sum(len(each) for each in seen.values())
    settled = [each for each in seen.values() if len(set(each)) == 1 and not set(each) <= ENDS]
    return sum(len(each) for each in settled) / total
