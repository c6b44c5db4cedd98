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

Whether a change may come from the statements that were answered, and not from the weeks.

A scale is the mean of its answered statements, two of three at least; *Does not apply* counts as
not answered. `bench/missing.py` tries on invented people without any change what that does to their
charts: lively ones, lively ones whose weeks resemble each other (correlation 0.3), steady ones. One
of the three statements lies 25 points above the other two; the closer they lie, the less happens.

- Any answer may be missing, with a chance of 10, 30 or 50%: a week that rests on two statements
  spreads by 12 to 14% more than one that rests on three (by 28% in steady people), and limits are
  wider by at most 17% (21%). The sentence of a change stands as seldom as always.
- The high statement is missing in 10, 30 or 50% of weeks, all along: these weeks lie 8 points
  lower, limits are wider by at most 10% (14%), and the sentence stands as seldom as always.
- The high statement is missing from the thirteenth week on, as *When I needed a colleague, I could
  reach one* may be for somebody who moves home. That alone makes the sentence: in 5% of weeks
  instead of 1 and 33% of charts instead of 12; where weeks are alike 9% instead of 4 and 46%
  instead of 31; in steady people 19% instead of 1 and 70% instead of 12. (12.5 points apart: 3, 6
  and 6% of weeks.) It is the same where the statement is missing in the first twelve weeks only.

Hence single weeks are left alone; the table says on how many statements a number rests. But where
some statement is missing much more often in the latest seven weeks than in the twelve that the
level comes from, or much less, by half of the weeks, the chart says that the seven lie on one side,
and then that they rest on other statements and that this alone can look like it. The claim that
ordinary weeks seldom do so then stands in at most 2% of weeks (5% where they are alike), as if
nothing were missing. A true fall of 21 points, with 30% of answers missing, keeps its claim in 97
of 100 weeks; with a third of the weeks in the place of half it would keep it in 70.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
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


MIN_MISSING_SHARE_GAP = 1 / 2  # between the shares of weeks in which a statement is missing


def is_based_on_other_items(missing: Sequence[AbstractSet[object]]) -> bool:
    """Whether the latest seven weeks rest on other statements than the level does.

    Args:
        missing: the statements that each answered week of a stretch does without, oldest first;
            at least twelve weeks.
    """
    then, now = missing[:BASELINE_WEEKS], missing[-RUN_LENGTH:]
    return any(
        abs(_share(name, then) - _share(name, now)) >= MIN_MISSING_SHARE_GAP
        for name in frozenset().union(*then, *now)
    )


def _share(name: object, weeks: Sequence[AbstractSet[object]]) -> float:
    return sum(name in each for each in weeks) / len(weeks)
