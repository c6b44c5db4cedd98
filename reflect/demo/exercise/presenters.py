"""What the two pages of *Find the person* print; the numbers are those of this demonstration.

The first page has what was published of invented teams, as their team pages have it. The second has
what `unprotected` makes of the same invented weeks. The week of the demonstration is told by the
day on which its teams were set up: a copy that is a week old still fits its own figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup
from sqlalchemy import Connection

from reflect.charts.dates import day_words
from reflect.charts.team import days, of_scale, value_words
from reflect.core.disclosure.team_release import Shown
from reflect.core.errors import NotFound
from reflect.core.instruments.model import Instrument, Scale
from reflect.core.weeks import Week, london_day
from reflect.core.windows import Window
from reflect.core.words import _
from reflect.demo.exercise import exercise_drawing as exercise_exercise_drawing
from reflect.demo.exercise.differencing import Attempt, mean_between, possible_scores
from reflect.demo.seed import seed_teams
from reflect.demo.seed.colleagues import COLLEAGUES, CREWS, YEAR, Crew, members
from reflect.demo.seed.people import PEOPLE
from reflect.teams import contributions
from reflect.teams.contributions import Published

RIVERSIDE, NORTHGATE, HARBOUR = CREWS[:3]
LEAVER, JOINER, SCALE = "leah", "sam", "connection"
LATEST = 3  # windows of the smallest team
NAMES = {person.name: person.shown for person in (*PEOPLE, *COLLEAGUES)}


@dataclass(frozen=True, slots=True)
class Row:
    """One published window."""

    days: str
    figure: str
    counts: bool  # whether the person could count in it


@dataclass(frozen=True, slots=True)
class Tried:
    """The window with somebody less the window without, as a page prints it."""

    larger: Row
    smaller: Row
    people: int
    figures: tuple[int, int] | None  # None: one of the two is not shown
    answer: str = ""
    means: tuple[tuple[int, int], ...] = ()  # between which the two means lie
    between: tuple[str, str] = ("", "")
    left: int = 0  # how many scores are still possible
    drawings: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """The page on which nobody finds anybody."""

    scale: str
    week: str
    leaver: str
    joiner: str
    then: tuple[str, ...]  # who was in the team in that week
    possible: int  # how many scores a week can have
    rows: tuple[Row, ...]  # of the team that somebody left, newest first
    leaving: Tried
    joining: Tried
    joined_in: str  # the first whole week of the one who came
    smallest: tuple[str, ...]  # everyone in the smallest team
    smallest_rows: tuple[Row, ...]


def task(db: Connection, instrument: Instrument) -> Task:
    """Everything that is published of three invented teams, and what subtracting gives.

    Raises:
        NotFound: this folder has no invented teams.
    """
    this_week, windows = _of(db, HARBOUR)
    _same, larger_team = _of(db, RIVERSIDE)
    _again, smallest = _of(db, NORTHGATE)
    left, joined = (HARBOUR.left or {})[LEAVER], (RIVERSIDE.joined or {})[JOINER]
    # membership counts in whole windows
    began, last = Window.of(this_week + -YEAR) + 1, Window.of(this_week + -left)
    first = Window.of(this_week + -joined) + 1
    scale = scale_of(instrument)
    scores = possible_scores(instrument, scale)
    return Task(
        scale=scale.title,
        week=week_words(this_week, left + 1),
        leaver=NAMES[LEAVER],
        joiner=NAMES[JOINER],
        then=tuple(NAMES[name] for name in members(HARBOUR, left + 1)),
        possible=len(scores),
        rows=tuple(_row(each, began <= each.window <= last) for each in reversed(windows)),
        leaving=_tried(windows, last, last + 1, len(members(HARBOUR, left + 1)), scores),
        joining=_tried(larger_team, first, first + -1, len(members(RIVERSIDE, 0)), scores),
        joined_in=week_words(this_week, joined - 1),
        smallest=tuple(NAMES[name] for name in members(NORTHGATE, 0)),
        smallest_rows=tuple(_row(each, True) for each in smallest[: -LATEST - 1 : -1]),
    )


def this_week(db: Connection) -> Week:
    """The week of this demonstration, still empty.

    Raises:
        NotFound: this folder has no invented teams.
    """
    return _of(db, HARBOUR)[0]


def scale_of(instrument: Instrument) -> Scale:
    """The scale that is asked about."""
    return next(scale for scale in instrument.scales if scale.id == SCALE)


def week_words(this_week: Week, ago: int) -> str:
    """A week as it is said, by its Monday."""
    return day_words((this_week + -ago).monday, year=True)


def signed(number: int) -> str:
    """A whole number, with a minus of its full width."""
    return str(number).replace("-", "\N{MINUS SIGN}")


def _of(db: Connection, crew: Crew) -> tuple[Week, list[Published]]:
    """The week of the demonstration, and what was published of a team, oldest first."""
    team = seed_teams.of_crew(db, crew)
    return Week.of(london_day(team.made)) + YEAR, contributions.published(db, team.id)


def _row(one: Published, counts: bool) -> Row:
    found = of_scale(one.figures, SCALE)
    figure = value_words(found.values[SCALE]) if isinstance(found, Shown) else _("not shown")
    return Row(days(one.window), figure, counts)


def _tried(
    windows: Sequence[Published],
    larger: Window,
    smaller: Window,
    people: int,
    scores: Sequence[Fraction],
) -> Tried:
    by_window = {each.window: each for each in windows}
    if larger not in by_window or smaller not in by_window:
        raise NotFound(_("There is no such team."))
    both = by_window[larger], by_window[smaller]
    rows = _row(both[0], True), _row(both[1], False)
    more, less = (of_scale(each.figures, SCALE) for each in both)
    if not isinstance(more, Shown) or not isinstance(less, Shown):
        return Tried(*rows, people, None)
    figures = more.values[SCALE], less.values[SCALE]
    attempt = Attempt(*figures, more.step, people)
    low, high = attempt.between
    left = attempt.remaining(scores)
    return Tried(
        *rows,
        people,
        figures,
        signed(attempt.answer),
        tuple(mean_between(figure, more.step) for figure in figures),
        (signed(low), signed(high)),
        len(left),
        exercise_exercise_drawing.both(scores, left),
    )
