"""The weeks of an invented person, drawn by a generator with a fixed seed.

So they look like weeks and are the same on every machine; only the dates move, so that this week
is always the one still empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from reflect.demo.seed.people import DemoPractitioner, DemoWeekNotes, Phase

WeekAnswers = dict[str, object]
SCALE_ITEMS: Mapping[str, tuple[str, ...]] = {
    "connection": ("reach", "sense", "belong"),
    "supervision": ("answer", "think", "care"),
    "balance": ("finish", "switch", "time"),
}
ANSWER_SPREAD = 0.55  # of a step, how far an ordinary answer strays
NOT_APPLICABLE_RATE = 0.04  # how often a statement did not come up
HARD_WEEK_LEVEL = 5.0  # the level of the scale in a hard week
MISSING_QUIET, MISSING_DESK, MISSING_SOMEONE = 2, 3, 6  # labels of *What was missing?*


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
        answers = _answers(person, ago, random)  # drawn for every week, so that gaps move nothing
        if ago not in person.left_out:
            away = ago in person.away
            told = person.notes.get(ago, DemoWeekNotes())
            weeks.append(GeneratedWeek(ago, away, {} if away else answers, told))
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
    suited = answers["place"] = min(5, max(1, round(random.gauss(3.4, 0.8))))
    lacking = random.choice((MISSING_QUIET, MISSING_DESK, MISSING_SOMEONE))
    if suited <= 2:
        answers["missing"] = [lacking]
    answers |= _places(phase, random)
    answers["contact"] = phase.contact if random.random() < 0.8 else 2
    answers |= _supervision(ago in person.supervised, random)
    return answers


def _places(phase: Phase, random: Random) -> WeekAnswers:
    """The usual half-days, with one of them somewhere else in most weeks."""
    places = dict(phase.places)
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
