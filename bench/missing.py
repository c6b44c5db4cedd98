"""What *Does not apply* does to a scale of three statements of which two are enough.

Invented people answer three statements a week, without any change; one of the three tends to lie
higher than the other two. Then answers go missing, in several ways, and the charts are read in each
week as the pages read them. `left` is what is still said once the sentence is held back where the
latest weeks rest on other statements. The last lines do the same with a fall that is real. What was
decided on these figures stands in `reflect.charts.baselines`.
"""

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import fmean, pstdev

from reflect.charts.baselines import BASELINE_WEEKS, assess_baseline, is_based_on_other_items
from reflect.core.spc import RUN_LENGTH

STEP = 25 / 3  # points: the least that one answer moves a scale of three
WEEKS, PEOPLE, SEED = 40, 1000, 2026
ODD = 2  # the statement that lies apart from the others
FALL = 21  # points, from the twenty-first week on

Blank = Callable[[random.Random, int], frozenset[int]]  # week -> statements without an answer


@dataclass(frozen=True, slots=True)
class Kind:
    """How much the weeks of somebody vary, in steps from one answer to the next."""

    name: str
    mood: float  # of all three statements together
    own: float  # of each by itself
    alike: float = 0.0  # correlation of a week's mood with that of the week before


KINDS = (
    Kind("lively", 0.6, 0.7),
    Kind("alike", 0.6, 0.7, alike=0.3),
    Kind("steady", 0.25, 0.45),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """One week with enough answers."""

    score: float
    missing: frozenset[int]


@dataclass(slots=True)
class Tally:
    """What the charts of many people showed."""

    three: list[float] = field(default_factory=list)  # scores that rest on all statements
    two: list[float] = field(default_factory=list)
    reach: list[float] = field(default_factory=list)  # from the mean to a limit
    later: int = 0  # weeks after the baseline
    outside: int = 0
    asked: int = 0  # weeks in which the sentence could stand
    said: int = 0
    left: int = 0
    charts: int = 0
    charts_said: int = 0
    charts_left: int = 0

    def add(self, lived: Sequence[Answered]) -> None:
        """The chart of one person, read in each week in which the sentence could stand."""
        values, missing = [one.score for one in lived], [one.missing for one in lived]
        self.three += [one.score for one in lived if not one.missing]
        self.two += [one.score for one in lived if one.missing]
        whole = assess_baseline(values, STEP)
        if whole.stage == "usual" and whole.chart:
            self.reach.append(whole.chart.upper - whole.chart.mean)
            self.later += len(values) - BASELINE_WEEKS
            self.outside += whole.marks[BASELINE_WEEKS:].count("outside")
        ends = range(BASELINE_WEEKS + RUN_LENGTH, len(values) + 1)
        said = [end for end in ends if assess_baseline(values[:end], STEP).change]
        left = sum(not is_based_on_other_items(missing[:end]) for end in said)
        self.asked += len(ends)
        self.said += len(said)
        self.left += left
        self.charts += 1
        self.charts_said += bool(said)
        self.charts_left += bool(left)

    def line(self) -> str:
        """As a row of the table."""
        shift = fmean(self.two) - fmean(self.three) if self.two and self.three else 0.0
        spreads = [pstdev(scores) if scores else 0.0 for scores in (self.three, self.two)]
        shares = (
            self.outside / self.later,
            self.said / self.asked,
            self.left / self.asked,
            self.charts_said / self.charts,
            self.charts_left / self.charts,
        )
        figures = [*spreads, shift, fmean(self.reach), *(100 * share for share in shares)]
        return "".join(f"{figure:8.1f}" for figure in figures)


def lived(
    dice: random.Random, kind: Kind, apart: float, blank: Blank, fall: float = 0
) -> list[Answered]:
    """The weeks of somebody that have enough answers; `apart` and `fall` in points."""
    found, mood = [], 0.0
    offsets = [apart / 25 * (2 / 3 if at == ODD else -1 / 3) for at in range(3)]
    for week in range(WEEKS):
        mood = kind.alike * mood + (1 - kind.alike**2) ** 0.5 * dice.gauss(0, 1)
        level = 2.2 + kind.mood * mood - (fall / 25 if week >= WEEKS // 2 else 0)
        answers = [level + offset + dice.gauss(0, kind.own) for offset in offsets]
        missing = blank(dice, week)
        points = [
            25 * min(4, max(0, round(answer)))
            for at, answer in enumerate(answers)
            if at not in missing
        ]
        if len(points) >= 2:
            found.append(Answered(fmean(points), missing))
    return found


def at_random(share: float) -> Blank:
    """Each answer is missing with this chance."""
    return lambda dice, _week: frozenset(at for at in range(3) if dice.random() < share)


def the_odd(share: float) -> Blank:
    """The statement that lies apart is missing in this share of weeks."""
    return lambda dice, _week: frozenset({ODD} if dice.random() < share else ())


def the_odd_within(first: int, last: int) -> Blank:
    """The statement that lies apart never comes up for a stretch of weeks."""
    return lambda _dice, week: frozenset({ODD} if first <= week < last else ())


RANDOM = [(f"{share:.0%} of answers", at_random(share)) for share in (0, 0.1, 0.3, 0.5)]
OF_ONE = [(f"one, {share:.0%} of weeks", the_odd(share)) for share in (0.1, 0.3, 0.5)]
STRETCHES = [
    ("one, from week 13 on", the_odd_within(BASELINE_WEEKS, WEEKS)),
    ("one, from week 27 on", the_odd_within(26, WEEKS)),
    ("one, in weeks 1 to 12", the_odd_within(0, BASELINE_WEEKS)),
]


def main() -> None:
    """Print the table; an argument says of how many people each line is made."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    heads = "sd of 3", "sd of 2", "shift", "limit", "outside", "said", "left", "charts", "left"
    print(f"{'people':7}{'apart':>6}  {'missing':24}", *(f"{head:>7}" for head in heads))
    for kind in KINDS:
        for apart in (0, 12.5, 25):
            for name, blank in (*RANDOM, *OF_ONE, *STRETCHES):
                show(people, kind, apart, (name, blank))
    for kind in KINDS:
        for name, blank in RANDOM[:3]:
            show(people, kind, 12.5, (f"{name}, a fall", blank), FALL)


def show(people: int, kind: Kind, apart: float, way: tuple[str, Blank], fall: float = 0) -> None:
    """Print one line: points, then percent of weeks, of weeks that could say it, and of charts."""
    name, blank = way
    dice, tally = random.Random(SEED), Tally()
    for _person in range(people):
        tally.add(lived(dice, kind, apart, blank, fall))
    print(f"{kind.name:7}{apart:6}  {name:24}{tally.line()}", flush=True)


if __name__ == "__main__":
    main()
