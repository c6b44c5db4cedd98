"""Simulated people, to measure false alarms and detections of `core/comparisons.py`.

Three scales that share half of their variance, in steps of one answer, with gaps and with the
autocorrelation `alike`. The level may shift once, in a week unrelated to anything else. Places and
contact follow a pattern that is independent of the scores, unless a difference is added.
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
    """The parameters of a person's weeks."""

    weeks: int
    pattern: str  # one of PATTERNS
    alike: float = 0.0  # correlation of a week with the one before
    shift: float = 0.0  # points by which the level shifts once
    marks: int = 0  # number of change markers, in random weeks


def simulate_questions(person: SimulatedPerson, rng: random.Random) -> list[ComparisonQuestion]:
    """The comparison questions of a person, with a label for each week."""
    asked = [
        ComparisonQuestion(
            "places", _labels(person, rng, ("home", "base", "elsewhere")), PLACE_PAIRS
        ),
        ComparisonQuestion(
            "contact", _labels(person, rng, ("less", "right", "more")), CONTACT_PAIRS
        ),
        ComparisonQuestion("supervision", _supervision_labels(person, rng), SUPERVISION_PAIRS),
    ]
    if person.marks:
        cuts = sorted(rng.sample(range(1, person.weeks), person.marks))
        periods = [str(sum(week >= cut for cut in cuts)) for week in range(person.weeks)]
        pairs = tuple((str(n), str(n + 1)) for n in range(person.marks))
        asked.append(ComparisonQuestion("changes", periods, pairs, MARKER_REACH_WEEKS))
    return asked


def simulate_scores(
    person: SimulatedPerson, rng: random.Random, added: Sequence[float] = ()
) -> dict[str, list[float | None]]:
    """A person's scores by scale; `added` points are added to the first scale, week by week."""
    common, *own = (_autocorrelated(person.alike, rng) for _series in range(4))
    at, up = rng.randrange(1, person.weeks), rng.choice((-1, 1))
    found: dict[str, list[float | None]] = {scale: [] for scale in SCALE_STEPS}
    for week in range(person.weeks):
        shared = next(common)
        level = MEAN_SCORE + up * person.shift * (0.5 if week >= at else -0.5)
        for n, scale in enumerate(SCALE_STEPS):
            value = level + SCORE_SD * (shared + next(own[n])) / 2**0.5
            value += added[week] if added and not n else 0
            is_answered = rng.random() >= GAP_RATE
            found[scale].append(
                min(12, max(0, round(value / SCALE_STEP))) * SCALE_STEP if is_answered else None
            )
    return found


def false_alarm_rate(person: SimulatedPerson, people: int) -> float:
    """The share of people without any association for whom a comparison is reported."""
    rng = random.Random(str(person))
    alarmed = 0
    for _person in range(people):
        asked = simulate_questions(person, rng)
        alarmed += bool(reported_comparisons(simulate_scores(person, rng), asked))
    return alarmed / people


def detection_rate(person: SimulatedPerson, people: int, points: float, question: int = 0) -> float:
    """The share of true differences in a question's first pair that are reported."""
    rng = random.Random(f"{person} {points} {question}")
    hits = 0
    for _person in range(people):
        asked = _simulate_with_enough(person, rng, question)
        side, other = asked[question].pairs[0]
        half = {side: -points / 2, other: points / 2}
        added = [half.get(label or "", 0.0) for label in asked[question].labels]
        reported = reported_comparisons(simulate_scores(person, rng, added), asked)
        hits += any(
            each.question == asked[question].id
            and each.scale == "connection"
            and each.pair == (side, other)
            and each.difference < 0
            for each in reported
        )
    return hits / people


def reported_comparisons(
    given: dict[str, list[float | None]], asked: Sequence[ComparisonQuestion]
) -> list[Comparison]:
    """The comparisons that are significant, and so reported."""
    return [each for each in compare(given, asked, SCALE_STEPS) if each.is_significant]


def _simulate_with_enough(
    person: SimulatedPerson, rng: random.Random, question: int
) -> list[ComparisonQuestion]:
    while True:
        asked = simulate_questions(person, rng)
        labels = asked[question].labels
        if all(labels.count(side) >= 6 for side in asked[question].pairs[0]):
            return asked


def _autocorrelated(alike: float, rng: random.Random):
    value = rng.gauss()
    while True:
        yield value
        value = alike * value + (1 - alike**2) ** 0.5 * rng.gauss()


def _labels(
    person: SimulatedPerson, rng: random.Random, names: tuple[str, str, str]
) -> list[str | None]:
    change, pair = rng.randrange(1, person.weeks), rng.sample(names[:2], 2)
    later = [week >= change for week in range(person.weeks)]
    stay = {"stretches": 0.85, "long stretches": 0.93}.get(person.pattern, 0)
    if person.pattern == "rota":
        return [names[week % 2] for week in range(person.weeks)]
    if person.pattern == "one change":
        return [pair[now] for now in later]
    if person.pattern == "mixed change":
        odds = ((80, 12, 8), (12, 80, 8))
        return [rng.choices((*pair, names[2]), odds[now])[0] for now in later]
    return list(islice(_in_stretches(stay, names, rng), person.weeks))


def _in_stretches(stay: float, names: tuple[str, str, str], rng: random.Random):
    while True:
        label = rng.choices((*names, None), (40, 35, 15, 10))[0]
        yield label
        while rng.random() < stay:
            yield label


def _supervision_labels(person: SimulatedPerson, rng: random.Random) -> list[str | None]:
    """Supervision every three to six weeks; in a rota, every four."""
    labels: list[str | None] = ["not met"] * person.weeks
    week = rng.randrange(6)
    while week < person.weeks:
        labels[week] = "met"
        week += 4 if person.pattern == "rota" else rng.randint(3, 6)
    return labels
