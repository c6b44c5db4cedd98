"""How often *went with* is said of people without any association, and how often of a true one.

Invented people answer nine statements a week; one week in five is missing. Their page is built by
the product's own code and its sentences are read. `associations.py 200` takes so many people of
each kind of life, and writes the shares that the page quotes to
`reflect/charts/claim_rates.toml`.

A true effect is the difference between a whole week at base and a whole week at home. In a hybrid
life there are 3 to 7 half-days at home, and one or two elsewhere; the page changes only after every
26 answers, so that each look of a year is read.
"""

import math
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean

from claims import SCALES, SPREADS, write_rates
from servers import note, say

from reflect.charts.series import build_picture
from reflect.core.associations import WEEKS_PER_LOOK
from reflect.core.week_entries import WeekEntry
from reflect.core.weeks import Week
from reflect.trends.comparisons.presenters import build_comparison_page
from reflect.trends.comparisons.services import look_at_weeks

FIRST = Week(date(2026, 1, 5))
LIVES = ("hybrid", "many visits", "mostly home", "by month", "in stretches", "fixed", "whole weeks")
MISSING = 0.2  # share of weeks


@dataclass(frozen=True, slots=True)
class Life:
    """How somebody works, and how their weeks vary."""

    pattern: str  # one of LIVES
    sd: int = 11
    correlation: float = 0.3
    effect: float = 0.0  # points by which the first scale is higher at base
    weeks: int = 52


def choose_half_days(pattern: str, week: int, dice: random.Random, last: int) -> tuple[int, int]:
    """Half-days at home and at base in a week; `last` are those at home in the week before."""
    home, elsewhere = 4, 0  # the same days every week
    if pattern == "hybrid":
        home, elsewhere = dice.choice((3, 4, 5, 6, 7)), dice.choice((0, 1, 2))
    elif pattern == "many visits":
        home, elsewhere = dice.choice((2, 3, 4)), dice.choice((3, 4, 5))
    elif pattern == "mostly home":
        base, elsewhere = dice.choice((0, 0, 0, 0, 0, 1, 2, 3, 4)), dice.choice((0, 1, 2))
        home = 10 - base - elsewhere
    elif pattern == "by month":
        home = dice.choice((1, 3, 5, 7, 9)) if week % 4 == 0 else last
    elif pattern == "in stretches":
        home = last if last in (0, 10) and dice.random() < 0.85 else dice.choice((0, 10))
    elif pattern == "whole weeks":
        home = dice.choice((0, 10))
    return home, max(0, 10 - home - elsewhere)


def simulate(life: Life, seed: int) -> list[WeekEntry]:
    """The answered weeks of one person."""
    dice = random.Random(f"{replace(life, effect=0.0)} {seed}")
    level, (shared, own) = dice.uniform(1.3, 2.7), SPREADS[life.sd]
    offsets = [[dice.gauss(0, 0.4) for _item in range(3)] for _scale in SCALES]
    moods, entries, home = [0.0] * 3, [], 5
    for week in range(life.weeks):
        rest = math.sqrt(1 - life.correlation**2)
        moods = [life.correlation * mood + rest * dice.gauss(0, 1) for mood in moods]
        home, base = choose_half_days(life.pattern, week, dice, home)
        contact = dice.choices((1, 2, 3), (25, 65, 10))[0]
        held = 1 if week % 4 == dice.choice((0, 0, 0, 1)) else 2
        moved = life.effect * (base - home) / 20
        scores = {}
        for n, (scale, mood, offset) in enumerate(zip(SCALES, moods, offsets, strict=True)):
            at = level + shared * mood + (moved / 25 if n == 0 else 0.0)
            answers = (round(at + each + own * dice.gauss(0, 1)) for each in offset)
            scores[scale.id] = fmean(25.0 * min(4, max(0, answer)) for answer in answers)
        if dice.random() >= MISSING:
            places = {"home": home, "base": base, "out": max(0, 10 - home - base)}
            week_entry = WeekEntry(FIRST + week, False, scores, places, contact, held)
            entries.append(week_entry)
    return entries


def read(entries: list[WeekEntry]) -> tuple[str, ...]:
    """The sentences about what was found."""
    picture = build_picture(entries, SCALES, FIRST, entries[-1].week)
    page = build_comparison_page(picture, look_at_weeks(picture, []))
    return page.found if page else ()


def reads_any(job: tuple[Life, int]) -> bool:
    """Whether a person read any such sentence, at any look."""
    entries = simulate(*job)
    looks = range(WEEKS_PER_LOOK, len(entries) + 1, WEEKS_PER_LOOK)
    return any(read(entries[:count]) for count in looks)


def reads_effect(job: tuple[Life, int]) -> bool:
    """Whether a person read of the true effect, the right way, at the last look."""
    right = ("home, Scale 0 was about", "lower"), ("base, Scale 0 was about", "higher")
    found = read(simulate(*job))
    return any(place in each and side in each for each in found for place, side in right)


def share(life: Life, people: int, holds: object) -> float:
    """Percent of people of this life for whom it holds."""
    with ProcessPoolExecutor() as pool:
        return 100 * fmean(pool.map(holds, [(life, seed) for seed in range(people)], chunksize=8))


def main(people: int) -> None:
    """Print all figures and write those that the page quotes."""
    false = []
    for pattern in LIVES:
        for sd, correlation in ((11, 0.0), (11, 0.3), (15, 0.5)):
            found = share(Life(pattern, sd, correlation), people, reads_any)
            name = f"{pattern.replace(' ', '-')}-sd-{sd}-corr-{correlation:g}"
            note(f"association-of-nothing-{name}", found)
            false.append(found)
    say("association-of-nothing", fmean(false), 0, 10)
    told = {}
    for pattern in LIVES:
        for weeks in (52, 104):
            for effect in (14, 21):
                life = Life(pattern, effect=effect, weeks=weeks)
                told[pattern, weeks, effect] = share(life, people, reads_effect)
                name = f"{pattern.replace(' ', '-')}-{effect}-points-{weeks}-weeks"
                note(f"association-told-{name}", told[pattern, weeks, effect])
    say("association-hybrid-21-points-104-weeks", told["hybrid", 104, 21], 0, 36, least_is=True)
    rates = {
        "any_false": fmean(false),
        "hybrid_told": told["hybrid", 104, 21],
        "whole_told": min(99, told["whole weeks", 104, 21]),  # never certain
    }
    write_rates("associations", rates)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
