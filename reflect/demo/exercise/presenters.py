"""Views of the exercise *Find the person*, with the numbers of this demo.

The first page shows what was published for the invented teams, as on their team pages. The second
shows what `unprotected` calculates from the same weeks. The week is derived from the day on which
the demo's teams were created, so that a copy that is a week old still matches its own figures.

The drawing has every possible score on one line, filled where it is still possible: many filled
marks on one page, one on the other. A sentence beside it says the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup
from sqlalchemy import Connection

from reflect.charts import svg
from reflect.charts.dates import format_day
from reflect.charts.svg import element, text_element, trusted_svg
from reflect.charts.team import format_team_value, format_window, select_scale_figures
from reflect.core.disclosure.team_release import Shown
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.instruments.model import Instrument, Scale
from reflect.core.weeks import Week, london_day
from reflect.core.windows import Window
from reflect.demo.exercise.differencing import DifferencingAttempt, mean_bounds, possible_scores
from reflect.demo.seed import seed_teams
from reflect.demo.seed.colleagues import (
    COLLEAGUES,
    DEMO_TEAMS,
    TEAM_AGE_WEEKS,
    DemoTeam,
    list_members,
)
from reflect.demo.seed.people import PEOPLE
from reflect.teams import contributions
from reflect.teams.contributions import PublishedWindow

RIVERSIDE, NORTHGATE, HARBOUR = DEMO_TEAMS[:3]
LEAVER, JOINER, EXERCISE_SCALE = "leah", "sam", "connection"
SMALLEST_TEAM_WINDOWS = 3  # windows of the smallest team
DISPLAY_NAMES = {person.name: person.shown for person in (*PEOPLE, *COLLEAGUES)}


@dataclass(frozen=True, slots=True)
class PublishedWindowRow:
    """One published window."""

    days: str
    figure: str
    counts: bool  # whether the person could count in it


@dataclass(frozen=True, slots=True)
class DifferencingView:
    """An attempt to find one person's score by subtraction."""

    larger: PublishedWindowRow
    smaller: PublishedWindowRow
    people: int
    figures: tuple[int, int] | None  # None: one of the two is not shown
    answer: str = ""
    means: tuple[tuple[int, int], ...] = ()  # bounds of the two means
    between: tuple[str, str] = ("", "")
    left: int = 0  # how many scores are still possible
    drawings: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """The first page of the exercise, on which nobody can be found."""

    scale: str
    week: str
    leaver: str
    joiner: str
    then: tuple[str, ...]  # who was in the team in that week
    possible: int  # how many scores a week can have
    rows: tuple[PublishedWindowRow, ...]  # of the team that one person left, newest first
    leaving: DifferencingView
    joining: DifferencingView
    joined_in: str  # the first whole week of the one who came
    smallest: tuple[str, ...]  # everyone in the smallest team
    smallest_rows: tuple[PublishedWindowRow, ...]


def build_exercise_view(db: Connection, instrument: Instrument) -> ExerciseView:
    """Everything that is published of three invented teams, and what subtraction gives.

    Raises:
        NotFound: this folder has no invented teams.
    """
    this_week, windows = _load_published(db, HARBOUR)
    _same, larger_team = _load_published(db, RIVERSIDE)
    _again, smallest = _load_published(db, NORTHGATE)
    left, joined = (HARBOUR.left or {})[LEAVER], (RIVERSIDE.joined or {})[JOINER]
    # membership counts in whole windows
    began, last = Window.of(this_week + -TEAM_AGE_WEEKS) + 1, Window.of(this_week + -left)
    first = Window.of(this_week + -joined) + 1
    scale = get_exercise_scale(instrument)
    scores = possible_scores(instrument, scale)
    return ExerciseView(
        scale=scale.title,
        week=format_demo_week(this_week, left + 1),
        leaver=DISPLAY_NAMES[LEAVER],
        joiner=DISPLAY_NAMES[JOINER],
        then=tuple(DISPLAY_NAMES[name] for name in list_members(HARBOUR, left + 1)),
        possible=len(scores),
        rows=tuple(_build_row(each, began <= each.window <= last) for each in reversed(windows)),
        leaving=_build_attempt(
            windows, last, last + 1, len(list_members(HARBOUR, left + 1)), scores
        ),
        joining=_build_attempt(
            larger_team, first, first + -1, len(list_members(RIVERSIDE, 0)), scores
        ),
        joined_in=format_demo_week(this_week, joined - 1),
        smallest=tuple(DISPLAY_NAMES[name] for name in list_members(NORTHGATE, 0)),
        smallest_rows=tuple(
            _build_row(each, True) for each in smallest[: -SMALLEST_TEAM_WINDOWS - 1 : -1]
        ),
    )


def load_demo_week(db: Connection) -> Week:
    """The current week of this demo.

    Raises:
        NotFound: this folder has no invented teams.
    """
    return _load_published(db, HARBOUR)[0]


def get_exercise_scale(instrument: Instrument) -> Scale:
    """The scale that the exercise asks about."""
    return next(scale for scale in instrument.scales if scale.id == EXERCISE_SCALE)


def format_demo_week(this_week: Week, ago: int) -> str:
    """A week, named by its Monday."""
    return format_day((this_week + -ago).monday, year=True)


def format_signed_number(number: int) -> str:
    """A whole number, with a real minus sign."""
    return str(number).replace("-", "\N{MINUS SIGN}")


def _load_published(db: Connection, crew: DemoTeam) -> tuple[Week, list[PublishedWindow]]:
    """The week of the demo, and what was published of a team, oldest first."""
    team = seed_teams.find_demo_team(db, crew)
    return Week.of(london_day(team.made)) + TEAM_AGE_WEEKS, contributions.load_published_windows(
        db, team.id
    )


def _build_row(one: PublishedWindow, counts: bool) -> PublishedWindowRow:
    found = select_scale_figures(one.figures, EXERCISE_SCALE)
    figure = (
        format_team_value(found.values[EXERCISE_SCALE])
        if isinstance(found, Shown)
        else _("not shown")
    )
    return PublishedWindowRow(format_window(one.window), figure, counts)


def _build_attempt(
    windows: Sequence[PublishedWindow],
    larger: Window,
    smaller: Window,
    people: int,
    scores: Sequence[Fraction],
) -> DifferencingView:
    by_window = {each.window: each for each in windows}
    if larger not in by_window or smaller not in by_window:
        raise NotFound(_("There is no such team."))
    both = by_window[larger], by_window[smaller]
    rows = _build_row(both[0], True), _build_row(both[1], False)
    more, less = (select_scale_figures(each.figures, EXERCISE_SCALE) for each in both)
    if not isinstance(more, Shown) or not isinstance(less, Shown):
        return DifferencingView(*rows, people, None)
    figures = more.values[EXERCISE_SCALE], less.values[EXERCISE_SCALE]
    attempt = DifferencingAttempt(*figures, more.step, people)
    low, high = attempt.score_bounds
    left = attempt.filter_compatible_scores(scores)
    return DifferencingView(
        *rows,
        people,
        figures,
        format_signed_number(attempt.naive_score),
        tuple(mean_bounds(figure, more.step) for figure in figures),
        (format_signed_number(low), format_signed_number(high)),
        len(left),
        draw_score_lines(scores, left),
    )


_MARGIN, _MIDDLE = 18, 18
_SIZES = (("wide", 720, 8), ("narrow", 340, 5))  # class, width, radius
_TICKS = (0, 25, 50, 75, 100)


def draw_score_lines(scores: Sequence[Fraction], left: Collection[Fraction]) -> tuple[Markup, ...]:
    """The drawing for wide and for narrow screens; one of them is shown."""
    return tuple(trusted_svg(_line(scores, left, *size)) for size in _SIZES)


def _line(
    scores: Sequence[Fraction], left: Collection[Fraction], cls: str, width: int, r: int
) -> str:
    def x(of: Fraction | int) -> float:
        return _MARGIN + float(of) * (width - 2 * _MARGIN) / 100

    def marks(some: Sequence[Fraction], cls: str) -> str:
        places = [(x(score), float(_MIDDLE)) for score in some]
        return element("path", cls=cls, d=svg.repeat_shape(places, svg.circle(r))) if places else ""

    return element(
        "svg",
        element("path", cls="grid", d=f"M{_MARGIN} {_MIDDLE}H{width - _MARGIN}"),
        marks([score for score in scores if score not in left], "point"),
        marks([score for score in scores if score in left], "point marked"),
        *(text_element(x(tick), _MIDDLE + 30, str(tick), "mid") for tick in _TICKS),
        cls=f"{cls} connection",
        viewBox=f"0 0 {width} {_MIDDLE + 36}",
        aria_hidden="true",
    )
