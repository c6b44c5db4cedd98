"""Statistical process control (SPC): process-behaviour (XmR) charts and their signals.

The method is that of "Making Data Count" (NHS England), and the signals are those of its R package
NHSRplotthedots: centre line at the mean, limits at 2.66 mean moving ranges from it (Shewhart's
constant, 3 / 1.128), near limits at two thirds of that. Moving ranges of at least 3.267 times their
mean are left out and the mean is calculated again (screening), so that one jump does not widen the
limits that should detect it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, isfinite, ulp
from typing import Literal

Signal = Literal[
    "above_limit",
    "below_limit",
    "rising",
    "falling",
    "two_of_three_above",
    "two_of_three_below",
    "seven_above",
    "seven_below",
]
LIMIT_FACTOR = 2.66  # mean moving ranges from the mean to a limit
SCREENING_FACTOR = 3.267  # moving ranges of this many times their mean or more are left out
RUN_LENGTH = 7
_ROUNDING_ULPS = 16  # tolerance for rounding in sums of thirds, in units of the last place


@dataclass(frozen=True, slots=True)
class ProcessChart:
    """Mean, limits and signals of a series; the limits are not clipped to the scale's range."""

    mean: float
    lower: float
    upper: float
    signals: tuple[Signal | None, ...]  # the first that applies, in the order of `Signal`
    sides: tuple[int, ...]  # of the mean: 1 strictly above, -1 strictly below, 0 on it


def process_chart(
    values: Sequence[float], baseline: int | None = None, least_range: float = 0.0
) -> ProcessChart:
    """The chart of `values`, oldest first, without gaps. Linear in their number.

    If all values of the baseline are equal and `least_range` is 0, nothing can be measured: the
    limits are at the mean and there are no signals. That differs from a screened moving range of 0
    (one jump among equal values), where every value off the mean is outside the limits.

    Args:
        values: at least two, in the unit of the scale.
        baseline: how many of the first values give mean and limits; None or too many: all.
        least_range: lower bound for the mean moving range (a scale's smallest step).

    Raises:
        ValueError: fewer than two values or a baseline of fewer than two, a value that is not a
            finite number, or a negative `least_range`.
    """
    if len(values) < 2 or (baseline is not None and baseline < 2):
        raise ValueError("a process chart needs at least two values")
    if not all(map(isfinite, values)) or not least_range >= 0:
        raise ValueError("a process chart needs finite values and a range of 0 or more")
    base = values[:baseline]
    mean = fsum(base) / len(base)
    reach = LIMIT_FACTOR * max(_mean_moving_range(base), least_range)
    slack = _ROUNDING_ULPS * ulp(max(map(abs, values)))
    sides = tuple((v > mean + slack) - (v < mean - slack) for v in values)
    signals: tuple[Signal | None, ...] = (None,) * len(values)
    if reach > 0 or min(base) < max(base):
        signals = _find_signals(values, sides, [abs(v - mean) - slack for v in values], reach)
    return ProcessChart(mean, mean - reach, mean + reach, signals, sides)


def _mean_moving_range(values: Sequence[float]) -> float:
    ranges = [abs(b - a) for a, b in pairwise(values)]
    limit = SCREENING_FACTOR * fsum(ranges) / len(ranges)
    kept = [each for each in ranges if each < limit]
    return fsum(kept) / len(kept) if kept else 0.0


def _find_signals(
    values: Sequence[float], sides: Sequence[int], away: Sequence[float], reach: float
) -> tuple[Signal | None, ...]:
    """The signal of each value; `away` is its distance from the mean, `reach` that of a limit."""
    above, below = [side > 0 for side in sides], [side < 0 for side in sides]
    outside = [distance > reach for distance in away]
    near = [reach * 2 / 3 < distance <= reach for distance in away]
    rising = _compare_steps(values, lambda a, b: b > a)
    falling = _compare_steps(values, lambda a, b: b < a)
    rules: tuple[tuple[Signal, list[bool]], ...] = (
        ("above_limit", _both(outside, above)),
        ("below_limit", _both(outside, below)),
        ("rising", _find_runs(rising, RUN_LENGTH - 1, before=1)),
        ("falling", _find_runs(falling, RUN_LENGTH - 1, before=1)),
        ("two_of_three_above", _find_two_of_three(above, near)),
        ("two_of_three_below", _find_two_of_three(below, near)),
        ("seven_above", _find_runs(above, RUN_LENGTH)),
        ("seven_below", _find_runs(below, RUN_LENGTH)),
    )
    signals: list[Signal | None] = [None] * len(values)
    for name, hits in reversed(rules):
        signals = [name if hit else signal for hit, signal in zip(hits, signals, strict=True)]
    return tuple(signals)


def _both(one: Sequence[bool], other: Sequence[bool]) -> list[bool]:
    return [a and b for a, b in zip(one, other, strict=True)]


def _compare_steps(values: Sequence[float], compare: Callable[[float, float], bool]) -> list[bool]:
    """For each value, whether `compare(previous, value)` holds; False for the first."""
    return [False, *(compare(a, b) for a, b in pairwise(values))]


def _find_runs(flags: Sequence[bool], length: int, before: int = 0) -> list[bool]:
    """For each position, whether it is in a run of `length` or more, or up to `before` ahead."""
    hits, start = [False] * len(flags), 0
    for n in range(len(flags) + 1):
        if n < len(flags) and flags[n]:
            continue
        if n - start >= length:
            hits[start - before : n] = [True] * (n - start + before)
        start = n + 1
    return hits


def _find_two_of_three(side: Sequence[bool], near: Sequence[bool]) -> list[bool]:
    """For each near position, whether it is one of two in three successive on the same side."""
    hits = [False] * len(side)
    for n in range(len(side) - 2):
        three = slice(n, n + 3)
        if all(side[three]) and sum(near[three]) >= 2:
            hits[three] = [was or so for was, so in zip(hits[three], near[three], strict=True)]
    return hits
