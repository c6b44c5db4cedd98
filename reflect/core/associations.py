"""Associations: do scores differ between kinds of week by more than ordinary ups and downs?

A factor is a number for each week: the share of half-days at home, or 1 and 0 for a week with and
without something. Scores and factors are taken less their average over the weeks around, so that a
slow change over months is not mistaken for a difference between places, and less what the week
before lets expect (pre-whitening, Prais and Winsten 1954), because weeks resemble each other. The
weeks of the scores are then shuffled again and again (randomisation test, Edgington and Onghena,
"Randomization Tests", 2007). An association is found if few shuffles have one as large for any
scale and factor (Westfall and Young 1993); drawing stops once too many were (Besag and Clifford
1991). What all weeks of one kind share with one part of the year cannot be found in this way; that
is another outcome than finding nothing.

People come back every week, and each look is another chance for luck. So a look uses the first 26,
52, 78, ... answered weeks, and its outcome stays until the next. `bench/associations.py` measures
how often an association is found where there is none, and how often a true one is.
"""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import sqrt
from operator import mul
from typing import Literal

WEEKS_PER_LOOK = 26  # answered weeks
MAX_WEEKS = 104  # the latest answered weeks that a look uses
MIN_WEEKS_PER_SIDE = 4  # with fewer weeks of a kind, nothing can be told
LEVEL = 0.05  # of a look, for all scales and factors together
DETRENDING_WEEKS = 13  # answered weeks on either side, a quarter of a year
MIN_SHARE_SD = 0.05  # of a share; with less, the days are the same every week
MIN_LOCAL_SHARE = 0.4  # of the spread of a factor that has to be left within a quarter of a year
SHUFFLES, SEED = 299, 1993  # the seed is fixed, so that the same weeks give the same result
SELECTION_LOSS = 2.5  # by how much the square of a statistic that was found is too large
_TOLERANCE = 1e-9
DETECTABLE = 3.7  # standard errors of a difference that would be found in most cases

# few: of one kind; same: the days hardly differ; one time: one kind is in one part of the year
Outcome = Literal["found", "nothing", "few", "same", "one time"]


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that differs between weeks."""

    id: str
    values: Sequence[float | None]  # of each answered week, oldest first; None: not answered
    is_share: bool = False  # from 0 to 1; otherwise 1 with something and 0 without


@dataclass(frozen=True, slots=True)
class Association:
    """One scale and one factor. With a factor: above its median for a share, 1 for others."""

    scale: str
    factor: str
    outcome: Outcome
    weeks: tuple[int, int]  # number of weeks with and without
    means: tuple[float, float] | None = None  # of the scores with and without; None: too few
    difference: float = 0.0  # with less without, less slow changes; only if found
    detectable: float = 0.0  # a smaller true difference would often not be found


def count_weeks_of_look(answered: int) -> int:
    """How many of the answered weeks the latest look uses, oldest first; 0: none was made yet."""
    return answered - answered % WEEKS_PER_LOOK


def find_associations(
    scores: Mapping[str, Sequence[float | None]],
    factors: Sequence[Factor],
    steps: Mapping[str, float],
    correlation: float,
) -> list[Association]:
    """Every scale with every factor.

    Args:
        scores: scale -> score of each answered week of a look, oldest first; None: missing.
        factors: each with a value for each of these weeks.
        steps: scale -> the least that one answer moves it; no smaller difference is found.
        correlation: of a week with the one before, from `estimate_correlation`.
    """
    ys = {scale: _Residuals.of(values, correlation) for scale, values in scores.items()}
    xs = {each.id: _Residuals.of(each.values, correlation) for each in factors}
    drafts = [
        (_describe(scale, values, each), each)
        for scale, values in scores.items()
        for each in factors
    ]
    tested = [(d.scale, d.factor) for d, _factor in drafts if d.outcome == "nothing"]
    found = _find_rare(tested, ys, xs)
    return [
        _measure(draft, factor, xs[factor.id], ys[draft.scale], steps[draft.scale], found)
        if draft.outcome == "nothing"
        else draft
        for draft, factor in drafts
    ]


def split_weeks(factor: Factor) -> tuple[list[int], list[int]]:
    """The indexes of the weeks with the factor and without it, oldest first."""
    given = sorted(value for value in factor.values if value is not None)
    border = given[len(given) // 2] if factor.is_share and given else 0.5
    if factor.is_share and given and border == given[0]:
        border = next((value for value in given if value > border), border)
    sides: tuple[list[int], list[int]] = ([], [])
    for n, value in enumerate(factor.values):
        if value is not None:
            sides[0 if value >= border else 1].append(n)
    return sides


def _describe(scale: str, scores: Sequence[float | None], factor: Factor) -> Association:
    """The weeks on each side; outcome `nothing` stands for what has to be tested."""
    sides = [[n for n in side if scores[n] is not None] for side in split_weeks(factor)]
    weeks = len(sides[0]), len(sides[1])
    raw = [value for value in factor.values if value is not None]
    if factor.is_share and _sd(raw) < MIN_SHARE_SD:
        return Association(scale, factor.id, "same", weeks)
    if min(weeks) < MIN_WEEKS_PER_SIDE:
        return Association(scale, factor.id, "few", weeks)
    with_it, without = (sum(scores[n] or 0.0 for n in side) / len(side) for side in sides)
    local = [value for value in _subtract_local_means(factor.values) if value is not None]
    outcome: Outcome = "one time" if _sd(local) < MIN_LOCAL_SHARE * _sd(raw) else "nothing"
    return Association(scale, factor.id, outcome, weeks, (with_it, without))


def _measure(
    draft: Association,
    factor: Factor,
    x: "_Residuals",
    y: "_Residuals",
    step: float,
    found: Collection[tuple[str, str]],
) -> Association:
    """The difference between the two sides, and how large one would have to be to be found."""
    contrast, degrees = _typical_contrast(factor), sum(draft.weeks) - 2
    together = _dot(x.values, y.values)
    unit = contrast * y.length / x.length if x.length else 0.0
    error = unit * sqrt(max(0.0, 1 - together**2) / max(1, degrees))
    difference = unit * together
    kept = max(0.0, 1 - SELECTION_LOSS * (error / difference) ** 2) if difference else 0.0
    detectable = DETECTABLE * error
    if (draft.scale, draft.factor) in found and kept * abs(difference) >= step * contrast:
        return replace(draft, outcome="found", difference=kept * difference, detectable=detectable)
    return replace(draft, detectable=detectable)


def _find_rare(
    pairs: Sequence[tuple[str, str]],
    ys: "Mapping[str, _Residuals]",
    xs: "Mapping[str, _Residuals]",
) -> set[tuple[str, str]]:
    """The pairs (scale, factor) whose association few shuffles of the weeks reach."""
    if not pairs:
        return set()
    sizes = {(s, f): abs(_dot(xs[f].values, ys[s].values)) - _TOLERANCE for s, f in pairs}
    scales = sorted({scale for scale, _factor in pairs})
    names = sorted({factor for _scale, factor in pairs})
    as_large, order = dict.fromkeys(sizes, 1), [*range(len(ys[scales[0]].values))]
    rng = random.Random(SEED)  # noqa: S311  # repeatable on purpose
    for _shuffle in range(SHUFFLES):
        rng.shuffle(order)
        shuffled = [[ys[scale].values[n] for n in order] for scale in scales]
        largest = max(abs(_dot(xs[name].values, y)) for name in names for y in shuffled)
        for pair, size in sizes.items():
            as_large[pair] += largest >= size
        if min(as_large.values()) > LEVEL * (SHUFFLES + 1):
            return set()
    return {pair for pair, count in as_large.items() if count <= LEVEL * (SHUFFLES + 1)}


@dataclass(frozen=True, slots=True)
class _Residuals:
    """Values less the weeks around and the week before; 0 for a missing one."""

    values: Sequence[float]  # divided by their length
    length: float  # root of the sum of squares

    @classmethod
    def of(cls, values: Sequence[float | None], correlation: float) -> "_Residuals":
        rest: list[float] = []
        before: float | None = None
        for value in _subtract_local_means(values):
            if value is None:
                rest.append(0.0)
            elif before is None:
                rest.append(value * sqrt(1 - correlation**2))
            else:
                rest.append(value - correlation * before)
            before = value
        length = sqrt(_dot(rest, rest))
        return cls([value / length for value in rest] if length > _TOLERANCE else rest, length)


def _subtract_local_means(values: Sequence[float | None]) -> list[float | None]:
    """Each value less the mean of those up to a quarter of a year away, itself included."""
    sums = [0.0, *accumulate(value or 0.0 for value in values)]
    counts = [0, *accumulate(int(value is not None) for value in values)]
    rest: list[float | None] = []
    for n, value in enumerate(values):
        first, end = max(0, n - DETRENDING_WEEKS), min(len(values), n + DETRENDING_WEEKS + 1)
        mean = (sums[end] - sums[first]) / max(1, counts[end] - counts[first])
        rest.append(None if value is None else value - mean)
    return rest


def _typical_contrast(factor: Factor) -> float:
    """How far the values of the two sides are apart, less slow changes; 1 for other factors."""
    if not factor.is_share:
        return 1.0
    local = [value for value in _subtract_local_means(factor.values) if value is not None]
    high, low = [v for v in local if v > 0], [v for v in local if v <= 0]
    return sum(high) / len(high) - sum(low) / len(low) if high and low else 0.0


def _sd(values: Sequence[float]) -> float:
    mean = sum(values) / max(1, len(values))
    return sqrt(sum((value - mean) ** 2 for value in values) / max(1, len(values)))


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return float(sum(map(mul, one, other)))
