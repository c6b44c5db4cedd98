"""The weeks of an invented person, from a random generator with a fixed seed.

They vary like real weeks and are the same on every machine. Only the dates move, so that the
current week is always empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from reflect.demo.seed.people import HALF_DAYS, DemoPractitioner, DemoWeekNotes, Phase

WeekAnswers = dict[str, object]
SCALE_ITEMS: Mapping[str, tuple[str, ...]] = {
    "connection": ("reach", "sense", "belong"),
    "supervision": ("answer", "think", "care"),
    "balance": ("finish", "switch", "time"),
}
ANSWER_SPREAD = 0.55  # standard deviation of an answer, in steps of the answer scale
NOT_APPLICABLE_RATE = 0.04  # probability that the answer is "did not come up"
HARD_WEEK_LEVEL = 5.0  # level of the low scale in a hard week, 0 to 100
MISSING_QUIET, MISSING_DESK, MISSING_SOMEONE = 2, 3, 6  # answers to *What was missing?*


@dataclass(frozen=True, slots=True)
class GeneratedWeek:
    """One week of a person: away, or its answers and texts."""

    ago: int
    away: bool
    answers: WeekAnswers
    notes: DemoWeekNotes


def generate_weeks(person: DemoPractitioner) -> list[GeneratedWeek]:
    """Every week with a check-in or marked as away, oldest first; always the same."""
    random = Random(person.seed)  # noqa: S311  # invented people, not secrets
    weeks = []
    for ago in person.weeks_ago:
        answers = _answers(person, ago, random)  # for gaps too: they must not shift later draws
        if ago not in person.left_out:
            away, notes = ago in person.away, person.notes.get(ago, DemoWeekNotes())
            weeks.append(GeneratedWeek(ago, away, {} if away else answers, notes))
    return weeks


def _answers(person: DemoPractitioner, ago: int, random: Random) -> WeekAnswers:
    phase = [phase for phase in person.phases if phase.since >= ago][-1]
    answers: WeekAnswers = {}
    for scale, items in SCALE_ITEMS.items():
        level = HARD_WEEK_LEVEL if person.hard.get(ago) == scale else phase.levels[scale]
        for item in items:
            drawn = round(1 + level / 25 + random.gauss(0, ANSWER_SPREAD))
            came_up = random.random() > NOT_APPLICABLE_RATE
            answers[item] = min(5, max(1, drawn)) if came_up else "n/a"
    place = answers["place"] = min(5, max(1, round(random.gauss(3.4, 0.8))))
    missing = random.choice((MISSING_QUIET, MISSING_DESK, MISSING_SOMEONE))
    if place <= 2:
        answers["missing"] = [missing]
    answers |= _places(phase, random)
    answers["contact"] = phase.contact if random.random() < 0.8 else 2
    answers |= _supervision(ago in person.supervised, random)
    return answers


def _places(phase: Phase, random: Random) -> WeekAnswers:
    """The usual half-days, with one of them somewhere else in most weeks."""
    places = dict(HALF_DAYS[phase.half_days])
    source = random.choice([place for place, count in places.items() if count])
    target = random.choice(sorted(places))
    if random.random() < 0.7:
        places[source] -= 1
        places[target] += 1
    return dict(places)


def _supervision(held: bool, random: Random) -> WeekAnswers:
    minutes = random.choice((45, 60, 60, 75, 90))
    how, free, think = random.choice((1, 1, 2)), random.choice((1, 1, 2)), random.choice((1, 2, 2))
    if not held:
        return {"held": 2}
    return {"held": 1, "minutes": minutes, "how": how, "who": 1, "free": free, "reflect": think}
