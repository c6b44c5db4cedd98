"""Views of the second page of *Find the person*: one person's scores, from exact figures."""

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
from reflect.demo.seed.colleagues import PRACTITIONERS, list_member_weeks
from reflect.demo.seed.week_generator import generate_weeks

REVEALED_WEEKS = 4  # weeks whose scores are shown, up to the leaver's last


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
class ReidentificationView:
    """The second page of the exercise, on which subtraction reveals the person."""

    scale: str
    leaver: str
    joiner: str
    leaving: SubtractionView
    joining: SubtractionView
    own: str  # the leaver's real score of that week, by Reflect's own scoring
    possible: int  # number of possible scores of a week
    drawings: tuple[Markup, ...]
    columns: tuple[str, ...]
    # latest first: the leaver's week, and its score on each scale; empty: not found by subtraction
    weeks: tuple[tuple[str, tuple[str, ...]], ...]


def build_reidentification_view(this_week: Week, instrument: Instrument) -> ReidentificationView:
    """The scores of the person who left and of the one who joined, found by subtraction."""
    scale = get_exercise_scale(instrument)
    scores = possible_scores(instrument, scale)
    leaver_weeks = list_member_weeks(HARBOUR, LEAVER)
    last, first = leaver_weeks[-1], list_member_weeks(RIVERSIDE, JOINER)[0]
    leaving = subtract_rosters(HARBOUR, EXERCISE_SCALE, last, last, 0)
    joining = subtract_rosters(RIVERSIDE, EXERCISE_SCALE, first, first, first + 1)
    if leaving is None or joining is None:  # never, because the generated weeks are always the same
        raise ValueError("the invented lives were changed: choose another week for the exercise")
    weeks = generate_weeks(PRACTITIONERS[LEAVER])
    answers = next(week.answers for week in weeks if week.ago == last)
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
            (
                format_day((this_week + -ago).monday),
                tuple(_score_in_week(each.id, ago) for each in instrument.scales),
            )
            for ago in reversed(leaver_weeks[-REVEALED_WEEKS:])
        ),
    )


def format_exact_score(value: Fraction | float) -> str:
    """A score with two decimals, enough to subtract by hand."""
    return f"{float(value):.2f}"


def _score_in_week(scale: str, ago: int) -> str:
    subtraction = subtract_rosters(HARBOUR, scale, ago, ago, 0)
    return format_exact_score(subtraction.score) if subtraction else ""


def _build_subtraction(this_week: Week, subtraction: Subtraction) -> SubtractionView:
    return SubtractionView(
        format_demo_week(this_week, subtraction.ago),
        _build_row(subtraction.larger),
        _build_row(subtraction.smaller),
        format_exact_score(subtraction.score),
    )


def _build_row(figure: ExactFigure) -> ExactFigureRow:
    mean, total = format_exact_score(figure.mean), format_exact_score(figure.total)
    return ExactFigureRow(figure.people, mean, total)
