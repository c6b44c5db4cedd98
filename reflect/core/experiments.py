"""An experiment of one's own: weeks drawn in pairs, and the randomisation test at their end.

One of two neighbouring weeks is the test week, drawn at random, so that neither the person nor the
season chose it. A week counts as it was drawn, also if the person could not keep to it: the test is
exact whatever was done (intention to treat). Leaving out the weeks in which somebody could not do
it would not be: these are hard weeks, and only test weeks would lose them. In a simulation without
any effect that left out the hardest quarter of test weeks, 15% of experiments with eight pairs and
22% of those with twelve found one. A pair counts if both weeks have a complete score. The test
assumes that the draw does not decide whether a week is answered.

The test is the exact one-sided sign-flip test (Fisher 1935; Edgington and Onghena, "Randomization
Tests", 2007): how many of the 2^k assignments of k pairs have a difference at least as large? The
span is the same test inverted: order statistics of the means of all subsets of the differences
(Hartigan 1969). So an effect is found exactly if the span is above zero.
"""

import random
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from reflect.core.weeks import Week, weeks_between

PAIR_COUNTS = (6, 8, 10, 12)
MIN_PAIRS = 5  # with fewer, no effect can be found at this level
EXPERIMENT_LEVEL = 0.05  # of the test; up to twice this is left outside the span
EFFECT = 15  # points, for which the chance to find it is estimated
ANSWERED_SHARE = 0.85  # of weeks that get a complete score, likewise
_USUAL_SPREAD, _USUAL_WEIGHT = 11.0, 6  # points, and how many differences they count as
_SIMULATIONS, _SEED = 300, 1935  # fixed, so that the same weeks always give the same chance
_TOLERANCE = 1e-9

Direction = Literal["higher", "lower"]
ScaleRange = tuple[float, float, float]  # lowest and highest score, and the smallest step


@dataclass(frozen=True, slots=True)
class Experiment:
    """What was planned and drawn when an experiment started."""

    week: Week  # the first
    words: str  # what is done in a test week, in the person's own words
    scale: str
    direction: Direction  # in which the test weeks are expected to differ
    order: str  # a letter for each pair: t, the test week comes first; u, the usual week does
    is_stopped: bool = False
    departures: frozenset[Week] = frozenset()  # weeks in which the person did not keep to the draw

    @property
    def weeks(self) -> list[Week]:
        """Its weeks, oldest first: two for each pair."""
        return weeks_between(self.week, self.week + (2 * len(self.order) - 1))

    @property
    def result_week(self) -> Week:
        """The first week in which no check-in of its weeks can be begun."""
        return self.weeks[-1] + 2

    def is_test_week(self, week: Week) -> bool:
        """Whether one of its weeks was drawn as a test week."""
        pair, second = divmod(week - self.week, 2)
        return (self.order[pair] == "t") != bool(second)

    def is_running(self, this_week: Week) -> bool:
        """Whether it was not stopped, and a week of it is to come or can still be answered."""
        return not self.is_stopped and this_week < self.result_week


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A pair that counts."""

    week: Week  # its first
    test: float
    usual: float


@dataclass(frozen=True, slots=True)
class RandomisationResult:
    """The test of the pairs that count; points are positive in the expected direction."""

    differences: tuple[float, ...]
    as_large: int  # assignments with a mean at least as large, the real one among them
    span: tuple[float, float] | None  # of the true difference; None: fewer than `MIN_PAIRS`

    @property
    def probability(self) -> float:
        """Of a mean at least as large if the draw makes no difference."""
        return float(self.as_large / 2 ** len(self.differences))

    @property
    def is_found(self) -> bool:
        """Whether there is an effect, by the rule that was fixed beforehand."""
        return self.probability <= EXPERIMENT_LEVEL


def draw_order(pairs: int, rng: random.Random) -> str:
    """Draw which week of each pair comes first; every order is equally likely."""
    return "".join(rng.choice("tu") for _pair in range(pairs))


def select_complete_pairs(
    experiment: Experiment, scores: Mapping[Week, float]
) -> tuple[ScoredPair, ...]:
    """The pairs that count; `scores`: of the weeks that have a complete one."""
    pairs, weeks = [], experiment.weeks
    for both in zip(weeks[::2], weeks[1::2], strict=True):
        if all(week in scores for week in both):
            usual, test = sorted(both, key=experiment.is_test_week)
            pairs.append(ScoredPair(both[0], scores[test], scores[usual]))
    return tuple(pairs)


def assess_pairs(pairs: Sequence[ScoredPair], direction: Direction) -> RandomisationResult:
    """Test the pairs that count, and find the span of the true difference (at least 90%)."""
    sign = 1 if direction == "higher" else -1
    differences = tuple(sign * (pair.test - pair.usual) for pair in pairs)
    rank, sums = _largest_count(len(pairs)), [(0.0, 0)]
    for difference in differences:
        sums += [(total + difference, count + 1) for total, count in sums]
    means = sorted(total / count for total, count in sums[1:])
    span = (means[rank - 1], means[-rank]) if rank else None
    return RandomisationResult(differences, _count_as_large(differences), span)


def measure_spread(scores: Mapping[Week, float]) -> float:
    """The standard deviation of a person's weeks, in points, without slow changes.

    From the differences of neighbouring weeks, and a usual spread that counts as six of them.
    """
    squares = [(scores[week] - scores[week + 1]) ** 2 for week in scores if week + 1 in scores]
    total = sum(squares) / 2 + _USUAL_WEIGHT * _USUAL_SPREAD**2
    return float((total / (len(squares) + _USUAL_WEIGHT)) ** 0.5)


def estimate_chance(
    pairs: int, direction: Direction, scores: Mapping[Week, float], scale: ScaleRange
) -> float:
    """The chance, 0 to 1, to find a true effect of `EFFECT` points; simulated.

    Weeks are drawn around the person's level (from their `scores` so far), rounded to the steps of
    the scale and cut at its ends.
    """
    rng = random.Random(_SEED)  # noqa: S311  # repeatable on purpose
    (low, high, step), spread = scale, measure_spread(scores)
    usual = fmean(scores.values()) if scores else (low + high) / 2
    sign = 1 if direction == "higher" else -1

    def draw_score(level: float) -> float:
        return low + step * round((min(max(rng.gauss(level, spread), low), high) - low) / step)

    found = 0
    for _experiment in range(_SIMULATIONS):
        differences = [
            sign * (draw_score(usual + sign * EFFECT) - draw_score(usual))
            for _pair in range(pairs)
            if rng.random() < ANSWERED_SHARE**2
        ]
        found += _count_as_large(differences) <= _largest_count(len(differences))
    return found / _SIMULATIONS


def _largest_count(pairs: int) -> int:
    """With how many assignments at most an effect is found; 0: it cannot be."""
    return int(EXPERIMENT_LEVEL * 2**pairs)


def _count_as_large(differences: Sequence[float]) -> int:
    """How many assignments have a sum at least as large as the real one, counted in two halves.

    These are the ones whose flipped differences have a sum of 0 or less.
    """
    half = len(differences) // 2
    first, second = _sum_subsets(differences[:half]), _sum_subsets(differences[half:])
    return sum(bisect_right(second, _TOLERANCE - total) for total in first)


def _sum_subsets(values: Sequence[float]) -> list[float]:
    """The sums of all subsets, the empty one included, in ascending order."""
    sums = [0.0]
    for value in values:
        sums += [total + value for total in sums]
    return sorted(sums)
