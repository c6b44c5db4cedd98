"""Baselines: usual level and range of a scale, and signals of change (process control, SPC).

A baseline period begins with a person's first week, or at a change marker for which they asked for
a new usual range. Fewer than six answered weeks: points only. Six to eleven: mean and limits of all
weeks so far, a trial from which nothing is concluded. From twelve: mean and limits are fixed on the
first twelve, because limits that move with each week hide real shifts. A change is reported only
while the latest seven answers, all after the baseline, are strictly on one side of its mean, and
their own mean is at least a third of the way from it to the limit. In simulations of people without
any change, that sentence appears in 2% of weeks per scale (5% if weeks correlate at 0.3), and 19%
(47%) of charts show it at least once in forty weeks. Without the second condition it would be 38%
(62%); with limits recomputed weekly and all four rules, 46% (91%).

Missing answers. A scale is the mean of its answered statements, at least two of three; *Does not
apply* counts as not answered. `bench/missing.py` simulates what that does to the charts of people
without any change: variable ones, variable ones whose weeks correlate at 0.3, and steady ones. One
of the three statements is 25 points above the other two; a smaller difference has less effect.

- Any answer may be missing, with a probability of 10, 30 or 50%: a week with two statements varies
  by 12 to 14% more than one with three (28% in steady people), and limits are wider by at most 17%
  (21%). The sentence about a change is as rare as without missing answers.
- The high statement is missing in 10, 30 or 50% of all weeks: these weeks are 8 points lower,
  limits are wider by at most 10% (14%), and the sentence is as rare as without missing answers.
- The high statement is missing from the thirteenth week on, as *When I needed a colleague, I could
  reach one* may be after a move to working from home. That alone causes the sentence: in 5% of
  weeks instead of 1 and 33% of charts instead of 12; with correlated weeks 9% instead of 4 and 46%
  instead of 31; in steady people 19% instead of 1 and 70% instead of 12. (12.5 points apart: 3, 6
  and 6% of weeks.) The same happens if it is missing in the first twelve weeks only.

Hence single weeks are not treated specially; the table gives the number of statements answered. But
if a statement's share of missing weeks differs by half or more between the latest seven weeks and
the twelve of the baseline, the chart says that the seven are on one side, that they are based on
other statements, and that this alone can look like a change. The claim that ordinary weeks seldom
look like this then appears in at most 2% of weeks (5% if correlated), as without missing answers.
After a true fall of 21 points, with 30% of answers missing, the claim is still made in 97 of 100
weeks; with a threshold of a third in place of half it would be 70.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from reflect.core.spc import RUN_LENGTH, ProcessChart, Signal, process_chart

TRIAL_WEEKS, BASELINE_WEEKS = 6, 12  # answered weeks
MIN_SHIFT_FRACTION = 1 / 3  # of the distance from the mean to the limit
MIN_MISSING_SHARE_GAP = 1 / 2  # between the shares of weeks in which a statement is missing
RECENT_WEEKS = 12  # a single week outside the range is mentioned if among the latest answered

BaselineStage = Literal["empty", "points", "trial", "usual"]
Side = Literal["above", "below"]
PointMark = Literal["side", "outside"]  # outside a limit, or any of the other signals


@dataclass(frozen=True, slots=True)
class BaselineAssessment:
    """What the rules say about one baseline period."""

    stage: BaselineStage
    marks: tuple[PointMark | None, ...]  # of each value
    chart: ProcessChart | None = None  # from six values on; its limits are not clipped
    change: Side | None = None
    outside: tuple[int, ...] = ()  # indices of the single weeks that the sentences mention


def assess_baseline(values: Sequence[float], least_range: float) -> BaselineAssessment:
    """Apply the rules to the values of a baseline period, oldest first, without gaps.

    Args:
        values: of the answered weeks, in the unit of the scale.
        least_range: the smallest step that one answer moves the scale; the range is not smaller.
    """
    no_marks: tuple[PointMark | None, ...] = (None,) * len(values)
    if len(values) < TRIAL_WEEKS:
        return BaselineAssessment("points" if values else "empty", no_marks)
    if len(values) < BASELINE_WEEKS:
        chart = process_chart(values, least_range=least_range)
        return BaselineAssessment("trial", no_marks, chart)
    chart = process_chart(values, BASELINE_WEEKS, least_range)
    marks = tuple(map(_mark_signal, chart.signals))
    since = max(BASELINE_WEEKS, len(values) - RECENT_WEEKS)
    outside = tuple(n for n in range(since, len(values)) if marks[n] == "outside")
    return BaselineAssessment("usual", marks, chart, _detect_change(values, chart), outside)


def _mark_signal(signal: Signal | None) -> PointMark | None:
    if signal is None:
        return None
    return "outside" if signal.endswith("_limit") else "side"


def _detect_change(values: Sequence[float], chart: ProcessChart) -> Side | None:
    """The side of the mean on which the latest seven values are, if the rule above holds."""
    sides = set(chart.sides[-RUN_LENGTH:])
    if len(values) < BASELINE_WEEKS + RUN_LENGTH or sides not in ({1}, {-1}):
        return None
    distance = sum(values[-RUN_LENGTH:]) / RUN_LENGTH - chart.mean
    if abs(distance) < MIN_SHIFT_FRACTION * (chart.upper - chart.mean):
        return None
    return "above" if sides == {1} else "below"


def is_based_on_other_items(missing: Sequence[AbstractSet[object]]) -> bool:
    """Whether the latest seven weeks are based on other statements than the level is.

    Args:
        missing: the unanswered statements of each answered week of a period, oldest first;
            at least twelve weeks.
    """
    baseline, latest = missing[:BASELINE_WEEKS], missing[-RUN_LENGTH:]
    return any(
        abs(_missing_share(name, baseline) - _missing_share(name, latest)) >= MIN_MISSING_SHARE_GAP
        for name in frozenset().union(*baseline, *latest)
    )


def _missing_share(name: object, weeks: Sequence[AbstractSet[object]]) -> float:
    return sum(name in each for each in weeks) / len(weeks)
