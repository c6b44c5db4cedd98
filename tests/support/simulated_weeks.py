"""People whose scores have nothing to do with where they work, or very much.

Three scales that share half of their variance, in steps of one answer, with gaps; each week
resembles the one before as much as `alike` says. The level may shift once, in a week that has
nothing to do with anything else. Places and contact follow a pattern of their own.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from reflect.core.comparisons import Comparison, ComparisonQuestion, compare

SCALE_STEP = 25 / 3
SCALE_STEPS = dict.fromkeys(("connection", "supervision", "balance"), SCALE_STEP)
SCORE_SD, MEAN_SCORE, GAP_RATE = 13, 60, 0.04
PLACE_PAIRS = (("home", "base"), ("home", "elsewhere"), ("base", "elsewhere"))
CONTACT_PAIRS = (("less", "right"), ("more", "right"))
SUPERVISION_PAIRS = (("met", "not met"),)
PATTERNS = ("week by week", "stretches", "long stretches", "one change", "mixed change", "rota")
MARKER_REACH_WEEKS = 26


@dataclass(frozen=True)
class SimulatedPerson:
    """What a person's weeks are like."""

    weeks: int
    pattern: str  # one of PATTERNS
    alike: float = 0.0  # correlation of a week with the one before
    shift: float = 0.0  # points by which the level shifts once
    marks: int = 0  # changes that the person marked, in any weeks


def simulate_questions(life: SimulatedPerson, dice: random.Random) -> list[ComparisonQuestion]:
    """The labels of a person's weeks."""
    asked = [
        ComparisonQuestion(
            "places", _labels(life, dice, ("home", "base", "elsewhere")), PLACE_PAIRS
        ),
        ComparisonQuestion(
            "contact", _labels(life, dice, ("less", "right", "more")), CONTACT_PAIRS
        ),
        ComparisonQuestion("supervision", _met(life, dice), SUPERVISION_PAIRS),
    ]
    if life.marks:
        cuts = sorted(dice.sample(range(1, life.weeks), life.marks))
        periods = [str(sum(week >= cut for cut in cuts)) for week in range(life.weeks)]
        pairs = tuple((str(n), str(n + 1)) for n in range(life.marks))
        asked.append(ComparisonQuestion("changes", periods, pairs, MARKER_REACH_WEEKS))
    return asked


def simulate_scores(
    life: SimulatedPerson, dice: random.Random, added: Sequence[float] = ()
) -> dict[str, list[float | None]]:
    """A person's scores; `added` points come on top of the first scale, week by week."""
    common, *own = (_resembling(life.alike, dice) for _series in range(4))
    at, up = dice.randrange(1, life.weeks), dice.choice((-1, 1))
    found: dict[str, list[float | None]] = {scale: [] for scale in SCALE_STEPS}
    for week in range(life.weeks):
        shared = next(common)
        level = MEAN_SCORE + up * life.shift * (0.5 if week >= at else -0.5)
        for n, scale in enumerate(SCALE_STEPS):
            value = level + SCORE_SD * (shared + next(own[n])) / 2**0.5
            value += added[week] if added and not n else 0
            kept = dice.random() >= GAP_RATE
            found[scale].append(
                min(12, max(0, round(value / SCALE_STEP))) * SCALE_STEP if kept else None
            )
    return found


def false_alarm_rate(life: SimulatedPerson, people: int) -> float:
    """The share of people without any association of whom anything is said."""
    dice = random.Random(str(life))
    alarmed = 0
    for _person in range(people):
        asked = simulate_questions(life, dice)
        alarmed += bool(reported_comparisons(simulate_scores(life, dice), asked))
    return alarmed / people


def detection_rate(life: SimulatedPerson, people: int, points: float, question: int = 0) -> float:
    """How often a true difference in a question's first pair is said; four weeks on both sides."""
    dice = random.Random(f"{life} {points} {question}")
    hits = 0
    for _person in range(people):
        asked = _with_enough(life, dice, question)
        side, other = asked[question].pairs[0]
        half = {side: -points / 2, other: points / 2}
        added = [half.get(label or "", 0.0) for label in asked[question].labels]
        looks = reported_comparisons(simulate_scores(life, dice, added), asked)
        hits += any(
            each.question == asked[question].id
            and each.scale == "connection"
            and each.pair == (side, other)
            and each.difference < 0
            for each in looks
        )
    return hits / people


def reported_comparisons(
    given: dict[str, list[float | None]], asked: Sequence[ComparisonQuestion]
) -> list[Comparison]:
    """The comparisons that are said."""
    return [each for each in compare(given, asked, SCALE_STEPS) if each.is_significant]


def _with_enough(
    life: SimulatedPerson, dice: random.Random, question: int
) -> list[ComparisonQuestion]:
    while True:
        asked = simulate_questions(life, dice)
        labels = asked[question].labels
        if all(labels.count(side) >= 6 for side in asked[question].pairs[0]):
            return asked


def _resembling(alike: float, dice: random.Random):
    value = dice.gauss()
    while True:
        yield value
        value = alike * value + (1 - alike**2) ** 0.5 * dice.gauss()


def _labels(
    life: SimulatedPerson, dice: random.Random, names: tuple[str, str, str]
) -> list[str | None]:
    change, pair = dice.randrange(1, life.weeks), dice.sample(names[:2], 2)
    later = [week >= change for week in range(life.weeks)]
    stay = {"stretches": 0.85, "long stretches": 0.93}.get(life.pattern, 0)
    if life.pattern == "rota":
        return [names[week % 2] for week in range(life.weeks)]
    if life.pattern == "one change":
        return [pair[now] for now in later]
    if life.pattern == "mixed change":
        odds = ((80, 12, 8), (12, 80, 8))
        return [dice.choices((*pair, names[2]), odds[now])[0] for now in later]
    return list(islice(_staying(stay, names, dice), life.weeks))


def _staying(stay: float, names: tuple[str, str, str], dice: random.Random):
    while True:
        label = dice.choices((*names, None), (40, 35, 15, 10))[0]
        yield label
        while dice.random() < stay:
            yield label


def _met(life: SimulatedPerson, dice: random.Random) -> list[str | None]:
    """Supervision every three to six weeks; in a rota, every four."""
    labels: list[str | None] = ["not met"] * life.weeks
    week = dice.randrange(6)
    while week < life.weeks:
        labels[week] = "met"
        week += 4 if life.pattern == "rota" else dice.randint(3, 6)
    return labels
