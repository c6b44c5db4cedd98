"""Whether a change may come from the statements that were answered, and not from the weeks.

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

from reflect.charts.baselines import BASELINE_WEEKS
from reflect.core.spc import RUN_LENGTH

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
