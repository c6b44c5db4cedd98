"""What the second page of *Find the person* prints: one person, subtracted out of exact figures."""

from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from reflect.charts.dates import format_day
from reflect.core.instruments.model import Instrument
from reflect.core.instruments.scoring import score
from reflect.core.weeks import Week
from reflect.demo.exercise import presenters
from reflect.demo.exercise.differencing import possible_scores
from reflect.demo.exercise.presenters import (
    DISPLAY_NAMES,
    EXERCISE_SCALE,
    HARBOUR,
    JOINER,
    LEAVER,
    RIVERSIDE,
    format_demo_week,
    get_exercise_scale,
)
from reflect.demo.exercise.unprotected import ExactFigure, Subtraction, subtract_rosters
from reflect.demo.seed.colleagues import COLLEAGUES, list_member_weeks
from reflect.demo.seed.week_generator import generate_weeks

REVEALED_WEEKS = 4  # weeks that are found one after the other
_LEAVER = next(person for person in COLLEAGUES if person.name == LEAVER)


@dataclass(frozen=True, slots=True)
class ExactFigureRow:
    """Exact figures of one week."""

    people: int
    mean: str
    total: str


@dataclass(frozen=True, slots=True)
class SubtractionView:
    """One person found by subtracting two figures of one week."""

    week: str
    larger: ExactFigureRow
    smaller: ExactFigureRow
    score: str


@dataclass(frozen=True, slots=True)
class ReidentifiedWeekRow:
    """One more week of the same person, every scale."""

    week: str
    scores: tuple[str, ...]  # empty where she gave too few answers


@dataclass(frozen=True, slots=True)
class ReidentificationView:
    """The second page of the exercise, on which everybody finds the person."""

    scale: str
    leaver: str
    joiner: str
    leaving: SubtractionView
    joining: SubtractionView
    own: str  # what her own check-in of that week gives, by the scoring that Reflect uses
    possible: int
    drawings: tuple[Markup, ...]
    columns: tuple[str, ...]
    weeks: tuple[ReidentifiedWeekRow, ...]  # latest first


def build_reidentification_view(this_week: Week, instrument: Instrument) -> ReidentificationView:
    """The person who left and the one who joined, found by subtraction."""
    scale = get_exercise_scale(instrument)
    scores = possible_scores(instrument, scale)
    agos = list_member_weeks(HARBOUR, LEAVER)
    joined = list_member_weeks(RIVERSIDE, JOINER)[0]
    leaving = _require_subtraction(subtract_rosters(HARBOUR, EXERCISE_SCALE, agos[-1], agos[-1], 0))
    joining = _require_subtraction(
        subtract_rosters(RIVERSIDE, EXERCISE_SCALE, joined, joined, joined + 1)
    )
    answers = next(week.answers for week in generate_weeks(_LEAVER) if week.ago == agos[-1])
    return ReidentificationView(
        scale=scale.title,
        leaver=DISPLAY_NAMES[LEAVER],
        joiner=DISPLAY_NAMES[JOINER],
        leaving=_build_subtraction(this_week, leaving),
        joining=_build_subtraction(this_week, joining),
        own=format_exact_score(score(instrument, answers)[EXERCISE_SCALE]),
        possible=len(scores),
        drawings=presenters.draw_score_lines(scores, {leaving.score}),
        columns=tuple(each.title for each in instrument.scales),
        weeks=tuple(
            ReidentifiedWeekRow(
                format_day((this_week + -ago).monday),
                tuple(_score_in_week(each.id, ago) for each in instrument.scales),
            )
            for ago in reversed(agos[-REVEALED_WEEKS:])
        ),
    )


def format_exact_score(value: Fraction | float) -> str:
    """Two decimals: enough to subtract by hand."""
    return f"{float(value):.2f}"


def _require_subtraction(found: Subtraction | None) -> Subtraction:
    """A figure that is never None here: the invented weeks are always the same."""
    if found is None:
        raise ValueError("the invented lives were changed: choose another week for the exercise")
    return found


def _score_in_week(scale: str, ago: int) -> str:
    found = subtract_rosters(HARBOUR, scale, ago, ago, 0)
    return format_exact_score(found.score) if found else ""


def _build_subtraction(this_week: Week, found: Subtraction) -> SubtractionView:
    larger, smaller = _line(found.larger), _line(found.smaller)
    return SubtractionView(
        format_demo_week(this_week, found.ago), larger, smaller, format_exact_score(found.score)
    )


def _line(exact: ExactFigure) -> ExactFigureRow:
    return ExactFigureRow(
        exact.people, format_exact_score(exact.mean), format_exact_score(exact.total)
    )
