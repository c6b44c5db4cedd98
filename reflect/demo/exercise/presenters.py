"""Views of the exercise *Find the person*, with the figures of this demo.

The first page shows the published figures of the invented teams, as on their team pages. The second
shows what `unprotected` calculates from the same weeks. The current week is derived from the day on
which the demo's teams were created, so that a copy from last week still matches its own figures.

The drawing has every possible score on one line, filled if it is compatible with the figures: many
filled marks on the first page, one on the second. A sentence beside it has the same information.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup
from sqlalchemy import Connection

from reflect.charts import svg
from reflect.charts.dates import format_day
from reflect.charts.svg import text_element
from reflect.charts.team import format_team_figure, format_window, select_scale_figures
from reflect.core.disclosure.team_release import Shown
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.instruments.model import Instrument, Scale
from reflect.core.weeks import Week, london_day
from reflect.core.windows import Window
from reflect.demo.exercise.differencing import DifferencingAttempt, mean_bounds, possible_scores
from reflect.demo.seed import seed_teams
from reflect.demo.seed.colleagues import (
    DEMO_TEAMS,
    PRACTITIONERS,
    TEAM_AGE_WEEKS,
    DemoTeam,
    list_members,
)
from reflect.teams import contributions
from reflect.teams.contributions import PublishedWindow

RIVERSIDE, NORTHGATE, HARBOUR = DEMO_TEAMS[:3]
LEAVER, JOINER, EXERCISE_SCALE = "leah", "sam", "connection"
SMALLEST_TEAM_WINDOWS = 3  # how many windows of the smallest team are shown
DISPLAY_NAMES = {name: person.shown for name, person in PRACTITIONERS.items()}


@dataclass(frozen=True, slots=True)
class PublishedWindowRow:
    """One published window."""

    days: str
    figure: str
    counts: bool  # whether the person's membership counts in it


@dataclass(frozen=True, slots=True)
class DifferencingView:
    """An attempt to find one person's score by subtraction."""

    larger: PublishedWindowRow
    smaller: PublishedWindowRow
    people: int
    figures: tuple[int, int] | None  # None: one of the two is not shown
    answer: str = ""
    means: tuple[tuple[int, int], ...] = ()  # bounds of the two means
    between: tuple[str, str] = ("", "")  # bounds of the score
    left: int = 0  # number of scores that are still possible
    drawings: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """The first page of the exercise, on which nobody can be found."""

    scale: str
    week: str
    leaver: str
    joiner: str
    then: tuple[str, ...]  # the members of the leaver's team in that week
    possible: int  # number of possible scores of a week
    rows: tuple[PublishedWindowRow, ...]  # of the leaver's team, newest first
    leaving: DifferencingView
    joining: DifferencingView
    joined_in: str  # the first whole week of the joiner
    smallest: tuple[str, ...]  # the members of the smallest team
    smallest_rows: tuple[PublishedWindowRow, ...]


def build_exercise_view(db: Connection, instrument: Instrument) -> ExerciseView:
    """The published figures of three invented teams, and the results of subtraction.

    Raises:
        NotFound: this folder has no invented teams.
    """
    this_week, windows = _load_published(db, HARBOUR)
    _this_week, joiner_windows = _load_published(db, RIVERSIDE)
    _this_week, smallest = _load_published(db, NORTHGATE)
    left, joined = HARBOUR.left[LEAVER], RIVERSIDE.joined[JOINER]
    # A membership counts in whole windows, from the one after joining to the one of leaving.
    start, last = Window.of(this_week + -TEAM_AGE_WEEKS) + 1, Window.of(this_week + -left)
    first = Window.of(this_week + -joined) + 1
    members, joiner_members = list_members(HARBOUR, left + 1), list_members(RIVERSIDE, 0)
    scale = get_exercise_scale(instrument)
    scores = possible_scores(instrument, scale)
    return ExerciseView(
        scale=scale.title,
        week=format_demo_week(this_week, left + 1),
        leaver=DISPLAY_NAMES[LEAVER],
        joiner=DISPLAY_NAMES[JOINER],
        then=tuple(DISPLAY_NAMES[name] for name in members),
        possible=len(scores),
        rows=tuple(_build_row(each, start <= each.window <= last) for each in reversed(windows)),
        leaving=_build_attempt(windows, last, last + 1, len(members), scores),
        joining=_build_attempt(joiner_windows, first, first + -1, len(joiner_members), scores),
        joined_in=format_demo_week(this_week, joined - 1),
        smallest=tuple(DISPLAY_NAMES[name] for name in list_members(NORTHGATE, 0)),
        smallest_rows=tuple(
            _build_row(each, True) for each in reversed(smallest[-SMALLEST_TEAM_WINDOWS:])
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


def _load_published(db: Connection, demo_team: DemoTeam) -> tuple[Week, list[PublishedWindow]]:
    """The current week of the demo, and the published windows of a team, oldest first."""
    team = seed_teams.find_demo_team(db, demo_team)
    this_week = Week.of(london_day(team.made)) + TEAM_AGE_WEEKS
    return this_week, contributions.load_published_windows(db, team.id)


def _build_row(published: PublishedWindow, counts: bool) -> PublishedWindowRow:
    figure = format_team_figure(published.figures, EXERCISE_SCALE)
    return PublishedWindowRow(format_window(published.window), figure, counts)


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
    published = by_window[larger], by_window[smaller]
    rows = _build_row(published[0], True), _build_row(published[1], False)
    more, less = (select_scale_figures(each.figures, EXERCISE_SCALE) for each in published)
    if not isinstance(more, Shown) or not isinstance(less, Shown):
        return DifferencingView(*rows, people, None)
    figures = more.values[EXERCISE_SCALE], less.values[EXERCISE_SCALE]
    attempt = DifferencingAttempt(*figures, more.step, people)
    low, high = attempt.score_bounds
    compatible = attempt.filter_compatible_scores(scores)
    return DifferencingView(
        *rows,
        people,
        figures,
        format_signed_number(attempt.naive_score),
        tuple(mean_bounds(figure, more.step) for figure in figures),
        (format_signed_number(low), format_signed_number(high)),
        len(compatible),
        draw_score_lines(scores, compatible),
    )


_MARGIN, _MIDDLE = 18, 18
_SIZES = (("wide", 720, 8), ("narrow", 340, 5))  # class, width and radius of a mark
_TICKS = (0, 25, 50, 75, 100)


def draw_score_lines(
    scores: Sequence[Fraction], compatible: Collection[Fraction]
) -> tuple[Markup, ...]:
    """The drawing for wide and for narrow screens; one of them is shown."""
    return tuple(_draw_score_line(scores, compatible, *size) for size in _SIZES)


def _draw_score_line(
    scores: Sequence[Fraction], compatible: Collection[Fraction], cls: str, width: int, r: int
) -> Markup:
    def x(score: Fraction | int) -> float:
        return _MARGIN + float(score) * (width - 2 * _MARGIN) / 100

    open_marks = [(x(score), _MIDDLE) for score in scores if score not in compatible]
    filled_marks = [(x(score), _MIDDLE) for score in scores if score in compatible]
    return svg.drawing(
        svg.path("grid", f"M{_MARGIN} {_MIDDLE}H{width - _MARGIN}"),
        svg.path("point", svg.repeat_shape(open_marks, svg.circle(r))),
        svg.path("point marked", svg.repeat_shape(filled_marks, svg.circle(r))),
        *(text_element(x(tick), _MIDDLE + 30, str(tick), "mid") for tick in _TICKS),
        cls=f"{cls} connection",
        viewBox=f"0 0 {width} {_MIDDLE + 36}",
        aria_hidden="true",
    )
