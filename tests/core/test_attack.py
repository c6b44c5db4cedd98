"""Two hundred teams over a year, and an attacker who knows everything but the target's answers.

The attacker knows the roster, the rules, who shared in each window (more than anybody can know),
and every published figure; with helpers also the exact shares of the others. *Certain*: all values
that are still possible lie within 20 points. *Close*: the best guess lies within 10 points of the
target's level; a guesser who sees no figures names the middle of all people.
"""

from dataclasses import dataclass
from random import Random
from statistics import fmean

import pytest

from reflect.core.disclosure.team_release import MAX_CONTRIBUTION, Shown, release

TEAMS, WINDOWS, WEEKS = 200, 13, 4
ALL = 64  # helpers: everybody but the target
ANSWERS, COUNTS = 0.76, 0.5  # how often a week is answered, and then let count
STEP = 25 / 3  # the least that one answer moves a scale


@dataclass(frozen=True)
class Closed:
    """One shown window as the simulation knows it."""

    value: int
    step: int
    shares: dict[int, float]  # member -> points


@dataclass(frozen=True)
class Team:
    levels: list[float]
    windows: list[Closed]


def lived(seed: int, *, steady: bool = False) -> Team:
    rng = Random(seed)
    middle = rng.gauss(58, 10)
    levels = [min(95.0, max(5.0, rng.gauss(middle, 16))) for _ in range(rng.randint(6, 12))]
    windows = []
    for _ in range(WINDOWS):
        shares = {}
        for member, level in enumerate(levels):
            weeks = [
                min(100.0, max(0.0, STEP * round(rng.gauss(level, 0 if steady else 11) / STEP)))
                for _ in range(WEEKS)
                if rng.random() < ANSWERS * COUNTS
            ]
            if weeks:
                shares[member] = round(fmean(weeks), 2)
        told = release(
            {"x": sum(round(100 * share) for share in shares.values())},
            shared=len(shares),
            eligible=len(levels),
            disputed=False,
            rng=rng,
        )
        if isinstance(told, Shown):
            windows.append(Closed(told.values["x"], told.step, shares))
    return Team(levels, windows)


def possible(window: Closed, target: int, known: set[int]) -> tuple[float, float]:
    """Between which two values the target's share must lie, given the figure and known shares."""
    least = 0.0 if window.value == 10 else window.value - window.step
    most = 100.0 if window.value == 90 else window.value + window.step
    count = len(window.shares)
    told = sum(share for who, share in window.shares.items() if who in known)
    others = len([who for who in window.shares if who not in known and who != target])
    return max(0.0, count * least - told - 100 * others), min(100.0, count * most - told)


def is_narrow(spans: list[tuple[float, float]]) -> bool:
    """Whether what is still possible under all of them lies within 20 points."""
    return min(span[1] for span in spans) - max(span[0] for span in spans) <= 20


def certain(teams: list[Team], helpers: int) -> tuple[float, float]:
    """Share of figures that give a person away, and of people whom the whole year gives away."""
    figures, years = [], []
    for team in teams:
        for target in range(len(team.levels)):
            known = set(others(team, target)[:helpers])
            spans = [possible(w, target, known) for w in team.windows if target in w.shares]
            figures += [is_narrow([span]) for span in spans]
            years += [is_narrow(spans)] if spans else []
    return fmean(figures), fmean(years)


def others(team: Team, target: int) -> list[int]:
    return [member for member in range(len(team.levels)) if member != target]


@pytest.fixture(scope="module")
def steady() -> list[Team]:
    """People whose weeks never differ: the easiest to find."""
    return [lived(seed, steady=True) for seed in range(TEAMS)]


def test_alone_nobody_is_ever_certain(steady):
    assert certain(steady, 0) == (0, 0)


def test_four_helpers_make_it_certain_for_at_most_one_in_two_hundred(steady):
    assert max(certain(steady, 4)) <= 0.005


def test_with_all_but_one_known_a_figure_gives_away_at_most_one_in_a_hundred(steady):
    assert certain(steady, ALL)[0] <= 0.01


def test_with_all_but_one_known_all_year_few_are_given_away(steady):
    """Over thirteen windows, for people whose weeks never differ: about one in forty."""
    assert certain(steady, ALL)[1] <= 0.03


def test_the_figures_place_people_little_better_than_guessing(steady):
    """The best guess is the team's own level over the year, which is what is published."""
    usual = fmean(level for team in steady for level in team.levels)
    pairs = [
        (level, fmean(window.value for window in team.windows))
        for team in steady
        if team.windows
        for level in team.levels
    ]
    guessed = fmean(abs(level - usual) <= 10 for level, _told in pairs)
    placed = fmean(abs(level - told) <= 10 for level, told in pairs)
    assert placed - guessed <= 0.15


def test_most_windows_of_these_teams_are_shown_so_that_the_attack_has_figures(steady):
    assert fmean(len(team.windows) for team in steady) > WINDOWS / 2


def test_without_rounding_the_same_attack_is_certain(steady):
    """The simulation would find a leak if there were one."""
    team = steady[0]
    shown = [Closed(round(fmean(w.shares.values()), 2), 0, w.shares) for w in team.windows]
    bare = Team(team.levels, shown)
    known = set(others(bare, 0))
    spans = [possible(w, 0, known) for w in bare.windows if 0 in w.shares]
    assert all(high - low < 1 for low, high in spans)
    assert all(span[0] <= 100 * MAX_CONTRIBUTION for span in spans)
