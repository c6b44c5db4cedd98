"""How often *went with* is said of people without any association, and how often a true one is.

Invented people as in tests/support/simulated_weeks.py: 12 to 104 weeks that resemble each other or
not, places week by week, in stretches, with one change of pattern or by a rota, a level that shifts
once or not, a marked change or none. `associations.py 1000` takes so many for each kind of life.
The largest of nearly three hundred shares is a lucky one as well as a large one: the five largest
kinds are asked anew of ten times as many, and the largest of those is the figure.
"""

import random
import sys
import time
from itertools import product
from pathlib import Path

from servers import note, say

sys.path.append(str(Path(__file__).parents[1]))

from tests.support.simulated_weeks import (
    PATTERNS,
    SimulatedPerson,
    detection_rate,
    false_alarm_rate,
    reported_comparisons,
    simulate_questions,
    simulate_scores,
)

MOST, FEW = 0.1, 5
SHIFT = 20  # points by which the level shifts


def main(people: int) -> None:
    """Print the share of people of each kind, the largest, the shares found, and the cost."""
    shares = {}
    kinds = product(PATTERNS, (12, 26, 52, 104), (0, 0.3, 0.6), (0, SHIFT), (0, 1))
    for pattern, weeks, alike, shift, marks in kinds:
        life = SimulatedPerson(weeks, pattern, alike, shift, marks)
        shares[life] = false_alarm_rate(life, people)
        note(f"said-of-nothing {_name(life)}", shares[life])
    worst = sorted(shares, key=shares.__getitem__)[-FEW:]
    say(
        "said-of-nothing-largest",
        max(false_alarm_rate(life, 10 * people) for life in worst),
        0,
        MOST,
    )
    for pattern, points in product(PATTERNS, (14, 21)):
        life = SimulatedPerson(52, pattern, 0.3)
        note(f"found-{points}-points {_name(life)}", detection_rate(life, people, points))
    for weeks, points in product((52, 104), (14, 21)):
        life = SimulatedPerson(weeks, PATTERNS[0], 0.3, marks=1)
        note(
            f"found-{points}-points-at-a-mark {_name(life)}",
            detection_rate(life, people, points, 3),
        )
    for weeks, points in product((52, 520), (0, 14)):
        note(f"comparing-{weeks}-weeks-{points}-points-ms", cost(weeks, points))


def cost(weeks: int, points: float, times: int = 20) -> float:
    """Milliseconds of CPU for one person with two marks, on average."""
    life, dice = SimulatedPerson(weeks, PATTERNS[0], 0.3, marks=2), random.Random(1)
    spent = 0.0
    for _time in range(times):
        asked = simulate_questions(life, dice)
        added = [points * (label == "base") for label in asked[0].labels]
        given = simulate_scores(life, dice, added)
        start = time.process_time()
        reported_comparisons(given, asked)
        spent += time.process_time() - start
    return 1000 * spent / times


def _name(life: SimulatedPerson) -> str:
    pattern = life.pattern.replace(" ", "-")
    return (
        f"{life.weeks}-weeks {pattern} alike-{life.alike:g} shift-{life.shift:g} marks-{life.marks}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
