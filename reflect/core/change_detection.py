"""Change detection: where the level of a series changed, by how much, and how exactly known.

One method for people and teams: the best split. For every cut of the latest values with enough
values on both sides, the difference of the two means is divided by its standard error (as in a t
test); the cut with the largest one is the change, if it exceeds a threshold that counts how
many cuts are tried and how often people look (Hinkley 1970; Hawkins 1977). Cuts near the end are
judged more strictly, because a new one is tried each week. Each side of the cut is then searched
again (binary segmentation, Scott and Knott 1974), and the latest change is the one reported: after
a dip that has recovered, the recovery. Changes before the latest `MAX_VALUES` values are forgotten.

A person's weeks resemble each other: after a bad week comes more often a bad one. The lag-1
correlation of all their scales together widens the standard error, as in a first-order
autoregressive series. One person's standard deviation, from few weeks, and their correlation are
both shrunk towards what is typical.

The split that looks largest is larger than the true change, so both levels are moved towards each
other by the factor that made the size right on average in simulations. The span of the start has
all cuts whose statistic is nearly as large as the largest, which held the true start in nine of ten
simulated cases. `bench/claims.py` measures all of this, and how often a change is reported where
there is none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import sqrt

MAX_VALUES = 52  # answered weeks that are searched
MIN_BEFORE, MIN_SINCE = 6, 4  # answered weeks on each side of a change
TYPICAL_SD, SD_PRIOR_WEEKS = 13.0, 6  # points; how many weeks' worth of evidence it counts as
TYPICAL_CORRELATION, CORRELATION_PRIOR_WEEKS = 0.14, 15
MIN_CORRELATION, MAX_CORRELATION = 0.1, 0.6
THRESHOLD = 3.1  # standard errors
KNOWN_THRESHOLD = 2.7  # standard errors, at a place that was known beforehand
LATE_CUT_PENALTY = 2.0  # standard errors, divided by the number of values since
MAX_WINDOWS, MIN_WINDOWS = 13, 2  # of a team: windows that are searched, and on each side
TEAM_SD, TEAM_THRESHOLD = 6.5, 3.0  # points, of a published figure; standard errors
SELECTION_LOSS = 2.5  # by how much the square of the largest statistic is too large
SPAN_LOSS = 5.0  # of the square of the statistic, for a start to be nearly as likely
MIN_WEEKS = 12  # answered weeks, before a single one can be called unusual
UNUSUAL_SDS = 2.85  # standard deviations from the level to an unusual week


@dataclass(frozen=True, slots=True)
class LevelChange:
    """One change of level, with indexes into the series that was searched."""

    first: int  # the first value of the level before
    start: int  # the first value since the change
    earliest: int  # the span of starts that are nearly as likely, `start` among them
    latest: int
    before: float  # the two levels, moved towards each other because the split was selected
    since: float

    @property
    def is_higher(self) -> bool:
        """Whether the level is higher since the change; otherwise it is lower."""
        return self.since > self.before


@dataclass(frozen=True, slots=True)
class _Rule:
    """How splits are judged."""

    min_before: int
    min_since: int
    sd: float  # of single values around their level, before the series has been seen
    prior_values: float  # how many values' worth of evidence `sd` counts as
    inflation: float  # of the variance of a mean, by correlation
    threshold: float
    penalty: float


@dataclass(frozen=True, slots=True)
class _Cut:
    at: int  # the first value since
    statistic: float  # its difference in standard errors, not less than 0
    excess: float  # the same, less the penalty of a late cut


def find_change(
    values: Sequence[float], correlation: float, sd: float = TYPICAL_SD
) -> LevelChange | None:
    """The latest change of level in a person's weeks; None if none can be told from chance.

    Args:
        values: of the answered weeks, oldest first, in points from 0 to 100.
        correlation: between neighbouring weeks, from `estimate_correlation`.
        sd: standard deviation of people's weeks around their level, in points.
    """
    rule = _make_rule(correlation, sd)
    return _find_latest_change(values, max(0, len(values) - MAX_VALUES), len(values), rule)


def _make_rule(correlation: float, sd: float) -> _Rule:
    inflation = (1 + correlation) / (1 - correlation)
    return _Rule(MIN_BEFORE, MIN_SINCE, sd, SD_PRIOR_WEEKS, inflation, THRESHOLD, LATE_CUT_PENALTY)


def find_change_at(
    values: Sequence[float], start: int, correlation: float, *, is_known: bool
) -> LevelChange | None:
    """The change at one place, which the person has named; None if it cannot be told from chance.

    Args:
        values: as for `find_change`; of no other change than this one.
        start: index of the first value since.
        correlation: between neighbouring weeks, from `estimate_correlation`.
        is_known: whether the person knew of it without having looked at the values. Otherwise it
            has to stand out as much as a change that was searched for.
    """
    rule = _make_rule(correlation, TYPICAL_SD)
    for cut in _compare_cuts(values, 0, len(values), rule):
        if cut.at == start:
            is_found = cut.statistic >= KNOWN_THRESHOLD if is_known else cut.excess >= THRESHOLD
            return _make_change(values, 0, cut, len(values), [cut]) if is_found else None
    return None


def find_team_change(figures: Sequence[float | None]) -> LevelChange | None:
    """The latest change of level in a team's published figures of one scale.

    Args:
        figures: of its windows, oldest first; None: not shown.

    Returns:
        The change, with indexes into `figures`; None if none can be told from chance.
    """
    oldest = len(figures) - MAX_WINDOWS
    shown = [(n, value) for n, value in enumerate(figures) if value is not None and n >= oldest]
    rule = _Rule(MIN_WINDOWS, MIN_WINDOWS, TEAM_SD, float("inf"), 1.0, TEAM_THRESHOLD, 0.0)
    change = _find_latest_change([value for _n, value in shown], 0, len(shown), rule)
    if change is None:
        return None
    places = (change.first, change.start, change.earliest, change.latest)
    first, start, earliest, latest = (shown[place][0] for place in places)
    return replace(change, first=first, start=start, earliest=earliest, latest=latest)


def measure_spread(
    values: Sequence[float], change: LevelChange | None, sd: float = TYPICAL_SD
) -> tuple[float, list[int]]:
    """How far single weeks usually are from their level, and the weeks that are further away.

    Args:
        values: as for `find_change`.
        change: what it found in them.
        sd: standard deviation of people's weeks around their level, in points.

    Returns:
        The reach in points, and the indexes of the values beyond it; none of fewer than twelve.
    """
    first = change.first if change else max(0, len(values) - MAX_VALUES)
    cut = change.start if change else first
    parts = [part for part in (values[first:cut], values[cut:]) if part]
    residuals = [value - _mean(part) for part in parts for value in part]
    squares = sum(each * each for each in residuals) + SD_PRIOR_WEEKS * sd**2
    reach = UNUSUAL_SDS * sqrt(squares / (len(residuals) - len(parts) + SD_PRIOR_WEEKS))
    if len(residuals) < MIN_WEEKS:
        return reach, []
    return reach, [first + n for n, each in enumerate(residuals) if abs(each) > reach]


def estimate_correlation(series: Sequence[Sequence[float]]) -> float:
    """The lag-1 correlation of a person's weeks around their level, over all their scales.

    The level of a scale may change once, at its best split. What that and a short series take from
    the estimate is added again, before it is shrunk to `TYPICAL_CORRELATION`.

    Args:
        series: for each scale the values of the answered weeks, oldest first.
    """
    products = squares = 0.0
    for values in series:
        residuals = _subtract_levels(values[-MAX_VALUES:])
        products += sum(a * b for a, b in pairwise(residuals))
        squares += sum(a * a for a in residuals)
    weeks, prior = min(MAX_VALUES, max(map(len, series), default=0)), CORRELATION_PRIOR_WEEKS
    raw = products / squares if squares else 0.0
    corrected = raw + 3 * (1 + raw) / max(1, weeks)
    shrunk = (weeks * corrected + prior * TYPICAL_CORRELATION) / (weeks + prior)
    return min(MAX_CORRELATION, max(MIN_CORRELATION, shrunk))


def _subtract_levels(values: Sequence[float]) -> list[float]:
    rule = _Rule(MIN_BEFORE, MIN_SINCE, TYPICAL_SD, SD_PRIOR_WEEKS, 1.0, 0.0, LATE_CUT_PENALTY)
    cuts = [*_compare_cuts(values, 0, len(values), rule)]
    at = max(cuts, key=lambda cut: cut.excess).at if cuts else len(values)
    parts = values[:at], values[at:]
    return [value - _mean(part) for part in parts for value in part]


def _find_latest_change(
    values: Sequence[float], first: int, end: int, rule: _Rule
) -> LevelChange | None:
    """The latest change in the values from `first` to before `end`."""
    cuts = [*_compare_cuts(values, first, end, rule)]
    best = max(cuts, key=lambda cut: cut.excess, default=None)
    if best is None or best.excess < rule.threshold:
        return None
    later = _find_latest_change(values, best.at, end, rule)
    if later:
        return later
    earlier = _find_latest_change(values, first, best.at, rule)
    first = earlier.start if earlier else first
    return _make_change(values, first, best, end, cuts)


def _make_change(
    values: Sequence[float], first: int, best: _Cut, end: int, cuts: Sequence[_Cut]
) -> LevelChange:
    """The change at a cut, its levels moved towards each other; `cuts`: where it may have begun."""
    before, since = _mean(values[first : best.at]), _mean(values[best.at : end])
    middle = _mean(values[first:end])
    kept = max(0.0, 1 - SELECTION_LOSS / best.statistic**2)
    nearly = best.statistic**2 - SPAN_LOSS
    likely = [cut.at for cut in cuts if cut.statistic**2 >= nearly and cut.at > first]
    return LevelChange(
        first,
        best.at,
        min(likely),
        max(likely),
        middle + kept * (before - middle),
        middle + kept * (since - middle),
    )


def _compare_cuts(values: Sequence[float], first: int, end: int, rule: _Rule) -> Iterator[_Cut]:
    """Every cut of the values from `first` to before `end`, and how large its difference is."""
    count, part = end - first, values[first:end]
    sums = [0.0, *accumulate(part)]
    deviations = sum(value * value for value in part) - sums[-1] ** 2 / max(1, count)
    prior = rule.prior_values
    for before in range(rule.min_before, count - rule.min_since + 1):
        since = count - before
        difference = (sums[-1] - sums[before]) / since - sums[before] / before
        weight = before * since / count
        variance = rule.sd**2
        if prior < float("inf"):
            residuals = max(0.0, deviations - difference**2 * weight)
            variance = (residuals + prior * variance) / (count - 2 + prior)
        statistic = abs(difference) * sqrt(weight / (variance * rule.inflation))
        statistic = round(statistic, 9)  # of cuts that are equally good, the earliest is taken
        yield _Cut(first + before, statistic, statistic - rule.penalty / since)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
