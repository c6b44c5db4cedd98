"""What the rules say of one stretch of answers: its level, its range, and what stands out.

A stretch begins with a person's first week, or where they marked a change and wanted their usual
range to begin anew. Fewer than six answered weeks: points only. Six to eleven: mean and limits of
all so far, a trial of which nothing is said. From twelve: mean and limits locked on the first
twelve, because limits that move with each week hide real shifts. A change is spoken of only while
the latest seven answers, all after the baseline, lie strictly on one side of its mean and their own
mean is at least a third of the way from it to the limit. Simulated on people without any change,
that sentence stands in 2% of weeks a scale (5% where weeks resemble each other, correlation 0.3),
and 19% (47%) of charts show it at least once in forty weeks; without the second condition it would
be 38% (62%), with limits recomputed weekly and all four rules 46% (91%).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reflect.core.spc import RUN_LENGTH, ProcessChart, Signal, process_chart

TRIAL_WEEKS, BASELINE_WEEKS = 6, 12  # answered weeks
MIN_SHIFT_FRACTION = 1 / 3  # of the way from the mean to the limit
RECENT_WEEKS = 12  # answered weeks back to which a single week outside is spoken of

BaselineStage = Literal["empty", "points", "trial", "usual"]
Side = Literal["above", "below"]
PointMark = Literal["side", "outside"]  # outside a limit, or any of the other signals


@dataclass(frozen=True, slots=True)
class BaselineAssessment:
    """One stretch, read."""

    stage: BaselineStage
    marks: tuple[PointMark | None, ...]  # of each value
    chart: ProcessChart | None = None  # from six values on; its limits are not clipped
    change: Side | None = None
    outside: tuple[int, ...] = ()  # places of the single weeks that the words mention


def assess_baseline(values: Sequence[float], least_range: float) -> BaselineAssessment:
    """What the rules say of the values of a stretch, oldest first, without gaps.

    Args:
        values: of the answered weeks, in the unit of the scale.
        least_range: the least that one answer moves the scale: no smaller range is believed.
    """
    blank: tuple[PointMark | None, ...] = (None,) * len(values)
    if len(values) < TRIAL_WEEKS:
        return BaselineAssessment("points" if values else "empty", blank)
    if len(values) < BASELINE_WEEKS:
        return BaselineAssessment("trial", blank, process_chart(values, least_range=least_range))
    chart = process_chart(values, BASELINE_WEEKS, least_range)
    marks = tuple(map(_mark, chart.signals))
    since = max(BASELINE_WEEKS, len(values) - RECENT_WEEKS)
    outside = tuple(at for at in range(since, len(values)) if marks[at] == "outside")
    return BaselineAssessment("usual", marks, chart, _change(values, chart), outside)


def _mark(signal: Signal | None) -> PointMark | None:
    if signal is None:
        return None
    return "outside" if signal.endswith("_limit") else "side"


def _change(values: Sequence[float], chart: ProcessChart) -> Side | None:
    """The side on which the latest seven lie, under the rule above."""
    latest = slice(max(BASELINE_WEEKS, len(values) - RUN_LENGTH), None)
    sides = set(chart.sides[latest])
    if len(values[latest]) < RUN_LENGTH or sides not in ({1}, {-1}):
        return None
    distance = sum(values[latest]) / RUN_LENGTH - chart.mean
    if abs(distance) < MIN_SHIFT_FRACTION * (chart.upper - chart.mean):
        return None
    return "above" if sides == {1} else "below"
