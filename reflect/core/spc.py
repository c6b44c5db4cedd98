"""Process-behaviour (XmR) charts: is this week unlike the others, or ordinary ups and downs?

The method is that of "Making Data Count" (NHS England), and the signals are those of its R package
NHSRplotthedots: centre line at the mean, limits at 2.66 mean moving ranges from it (Shewhart's
constant, 3 / 1.128), near limits at two thirds of that. Moving ranges of 3.267 times their mean or
more are left out and the mean is taken once more, so that one jump does not widen the limits that
should show it.
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
SCREENING_FACTOR = 3.267  # mean moving ranges from which a moving range is left out
RUN_LENGTH = 7
_ROUNDING = 16  # last binary places by which a sum of thirds may miss what it stands for


@dataclass(frozen=True, slots=True)
class ProcessChart:
    """Mean, limits and what each value signals; limits are not clipped to any scale."""

    mean: float
    lower: float
    upper: float
    signals: tuple[Signal | None, ...]  # the first that applies, in the order of `Signal`
    sides: tuple[int, ...]  # of the mean: 1 strictly above, -1 strictly below, 0 on it


def process_chart(
    values: Sequence[float], baseline: int | None = None, least_range: float = 0.0
) -> ProcessChart:
    """The chart of `values`, oldest first, without gaps. Linear in their number.

    A series that is flat where mean and limits come from, with `least_range` 0, has no range that
    anything could be measured by: limits at the mean, no signals. That is unlike a screened mean of
    0 (one jump among equal values), where every value off the mean lies outside.

    Args:
        values: at least two, in the unit of the scale.
        baseline: how many of the first values give mean and limits; None or too many: all.
        least_range: the mean moving range is never taken as less (a scale's smallest step).

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
    slack = _ROUNDING * ulp(max(map(abs, values)))
    sides = tuple((v > mean + slack) - (v < mean - slack) for v in values)
    signals: tuple[Signal | None, ...] = (None,) * len(values)
    if reach > 0 or min(base) < max(base):
        signals = _signals(values, sides, [abs(v - mean) - slack for v in values], reach)
    return ProcessChart(mean, mean - reach, mean + reach, signals, sides)


def _mean_moving_range(values: Sequence[float]) -> float:
    ranges = [abs(b - a) for a, b in pairwise(values)]
    cut = SCREENING_FACTOR * fsum(ranges) / len(ranges)
    kept = [each for each in ranges if each < cut]
    return fsum(kept) / len(kept) if kept else 0.0


def _signals(
    values: Sequence[float], sides: Sequence[int], away: Sequence[float], reach: float
) -> tuple[Signal | None, ...]:
    """What each value signals; `away` is its distance from the mean."""
    above, below = [side > 0 for side in sides], [side < 0 for side in sides]
    outside = [distance > reach for distance in away]
    near = [reach * 2 / 3 < distance <= reach for distance in away]
    rules: tuple[tuple[Signal, list[bool]], ...] = (
        ("above_limit", _both(outside, above)),
        ("below_limit", _both(outside, below)),
        ("rising", _in_runs(_steps(values, lambda a, b: b > a), RUN_LENGTH - 1, before=1)),
        ("falling", _in_runs(_steps(values, lambda a, b: b < a), RUN_LENGTH - 1, before=1)),
        ("two_of_three_above", _two_of_three(above, near)),
        ("two_of_three_below", _two_of_three(below, near)),
        ("seven_above", _in_runs(above, RUN_LENGTH)),
        ("seven_below", _in_runs(below, RUN_LENGTH)),
    )
    marks: list[Signal | None] = [None] * len(values)
    for name, hits in reversed(rules):
        marks = [name if hit else mark for hit, mark in zip(hits, marks, strict=True)]
    return tuple(marks)


def _both(one: Sequence[bool], other: Sequence[bool]) -> list[bool]:
    return [a and b for a, b in zip(one, other, strict=True)]


def _steps(values: Sequence[float], goes: Callable[[float, float], bool]) -> list[bool]:
    """For each value, whether the step that leads to it goes that way; the first has none."""
    return [False, *(goes(a, b) for a, b in pairwise(values))]


def _in_runs(yes: Sequence[bool], length: int, before: int = 0) -> list[bool]:
    """Each place that lies in a run of at least `length`, and `before` places in front of it."""
    marked, start = [False] * len(yes), 0
    for n in range(len(yes) + 1):
        if n < len(yes) and yes[n]:
            continue
        if n - start >= length:
            marked[start - before : n] = [True] * (n - start + before)
        start = n + 1
    return marked


def _two_of_three(side: Sequence[bool], near: Sequence[bool]) -> list[bool]:
    """Each near place in some three on one side of which at least two are near."""
    marked = [False] * len(side)
    for n in range(len(side) - 2):
        three = slice(n, n + 3)
        if all(side[three]) and sum(near[three]) >= 2:
            marked[three] = [was or so for was, so in zip(marked[three], near[three], strict=True)]
    return marked
