"""What the second page of *Find the person* prints: one person, subtracted out of exact figures."""

from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from reflect.charts.dates import day_words
from reflect.core.instruments.model import Instrument
from reflect.core.instruments.scoring import score
from reflect.core.weeks import Week
from reflect.demo.exercise import exercise_drawing as exercise_exercise_drawing
from reflect.demo.exercise.differencing import possible_scores
from reflect.demo.exercise.presenters import (
    HARBOUR,
    JOINER,
    LEAVER,
    NAMES,
    RIVERSIDE,
    SCALE,
    scale_of,
    week_words,
)
from reflect.demo.exercise.unprotected import Exact, Subtracted, subtract
from reflect.demo.seed.colleagues import COLLEAGUES, whole_weeks
from reflect.demo.seed.week_generator import lived

LAST = 4  # weeks that are found one after the other
_LEAVER = next(person for person in COLLEAGUES if person.name == LEAVER)


@dataclass(frozen=True, slots=True)
class Line:
    """Exact figures as a page prints them."""

    people: int
    mean: str
    total: str


@dataclass(frozen=True, slots=True)
class Taken:
    """One person taken out of two pages of one week."""

    week: str
    larger: Line
    smaller: Line
    score: str


@dataclass(frozen=True, slots=True)
class OneWeek:
    """One more week of the same person, every scale."""

    week: str
    scores: tuple[str, ...]  # empty where she gave too few answers


@dataclass(frozen=True, slots=True)
class Person:
    """The page on which everybody finds them."""

    scale: str
    leaver: str
    joiner: str
    leaving: Taken
    joining: Taken
    own: str  # what her own check-in of that week gives, by the scoring that Reflect uses
    possible: int
    drawings: tuple[Markup, ...]
    columns: tuple[str, ...]
    weeks: tuple[OneWeek, ...]  # latest first


def person(this_week: Week, instrument: Instrument) -> Person:
    """The one who left, and the one who came, found by subtraction."""
    scale = scale_of(instrument)
    scores = possible_scores(instrument, scale)
    agos = whole_weeks(HARBOUR, LEAVER)
    joined = whole_weeks(RIVERSIDE, JOINER)[0]
    leaving = _certain(subtract(HARBOUR, SCALE, agos[-1], agos[-1], 0))
    joining = _certain(subtract(RIVERSIDE, SCALE, joined, joined, joined + 1))
    answers = next(week.answers for week in lived(_LEAVER) if week.ago == agos[-1])
    return Person(
        scale=scale.title,
        leaver=NAMES[LEAVER],
        joiner=NAMES[JOINER],
        leaving=_taken(this_week, leaving),
        joining=_taken(this_week, joining),
        own=points(score(instrument, answers)[SCALE]),
        possible=len(scores),
        drawings=exercise_exercise_drawing.both(scores, {leaving.score}),
        columns=tuple(each.title for each in instrument.scales),
        weeks=tuple(
            OneWeek(
                day_words((this_week + -ago).monday),
                tuple(_found(each.id, ago) for each in instrument.scales),
            )
            for ago in reversed(agos[-LAST:])
        ),
    )


def points(value: Fraction | float) -> str:
    """Two decimals: enough to subtract by hand."""
    return f"{float(value):.2f}"


def _certain(found: Subtracted | None) -> Subtracted:
    """Two pages that are known to differ by one: the lives are the same whenever they are drawn."""
    if found is None:
        raise ValueError("the invented lives were changed: choose another week for the exercise")
    return found


def _found(scale: str, ago: int) -> str:
    found = subtract(HARBOUR, scale, ago, ago, 0)
    return points(found.score) if found else ""


def _taken(this_week: Week, found: Subtracted) -> Taken:
    larger, smaller = _line(found.larger), _line(found.smaller)
    return Taken(week_words(this_week, found.ago), larger, smaller, points(found.score))


def _line(exact: Exact) -> Line:
    return Line(exact.people, points(exact.mean), points(exact.total))
