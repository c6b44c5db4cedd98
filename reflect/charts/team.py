"""Team charts: figures of closed windows of one team and of several, as sentences and table rows.

What is said of change looks at all windows of the latest year (`core.change_detection`), never at
one window against another: who shared differs from window to window, and rounding alone moves a
figure by ten. An agreed action is compared as an average before and since, only for the scale that
it is meant for and only for a year. `bench/team_claims.py` measures how often a change is said
where there is none.

Figures of another version of the questionnaire are not compared. Of several teams together, for
leaders, the middle figure and the range of one window are given and nothing is compared: which
teams are included differs between windows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reflect.charts.claim_rates import load_claim_rates
from reflect.charts.dates import format_day, format_since, round_half_up
from reflect.charts.series import ChartScale
from reflect.core.change_detection import MIN_WINDOWS, LevelChange, find_team_change
from reflect.core.disclosure.across_teams import TeamRange
from reflect.core.disclosure.team_release import (
    COARSE_STEP,
    MAX_PUBLISHED_VALUE,
    MIN_PUBLISHED_VALUE,
    Shown,
    Withheld,
)
from reflect.core.i18n import _
from reflect.core.windows import WEEKS_PER_WINDOW, Window

WINDOWS_PER_YEAR = 13  # windows in one chart
WINDOWS_BEFORE_ACTION = 4  # shown windows before an agreed action that are averaged


@dataclass(frozen=True, slots=True)
class AgreedAction:
    """An action that the team agreed to try."""

    number: int  # from 1, oldest first
    day: date
    text: str
    scale: str = ""  # that it is meant for; empty: none

    @property
    def window(self) -> Window:
        """The window of its day; the windows before it are the comparison."""
        return Window.of(self.day)


@dataclass(frozen=True, slots=True)
class TeamPicture:
    """The closed windows of one instrument, oldest first, each shown or withheld."""

    scales: tuple[ChartScale, ...]
    windows: tuple[Window, ...]
    figures: tuple[Shown | Withheld, ...]  # parallel to windows
    agreed: tuple[AgreedAction, ...] = ()  # oldest first
    versions: tuple[int, ...] = ()  # of the questionnaire, parallel to windows; empty: all the same

    @property
    def line_start(self) -> int:
        """The index of the first window that may be compared with the latest."""
        others = [n for n, each in enumerate(self.versions) if each != self.versions[-1]]
        return others[-1] + 1 if others else 0

    def comparable_values(self, scale: str) -> list[int | None]:
        """The figure of each window; None: not shown, or of another version."""
        figures = [select_scale_figures(each, scale) for each in self.figures]
        return [
            each.values[scale] if n >= self.line_start and isinstance(each, Shown) else None
            for n, each in enumerate(figures)
        ]

    def find_change(self, scale: str) -> LevelChange | None:
        """The change of a scale, with indexes of windows; the one source of words and drawing."""
        return find_team_change(self.comparable_values(scale))

    def find_levels(self, scale: str) -> list[tuple[int, int, float]]:
        """The levels to draw: index of the first and of the last window, and the level."""
        shown = [(n, v) for n, v in enumerate(self.comparable_values(scale)) if v is not None]
        shown = [pair for pair in shown if pair[0] >= len(self.windows) - WINDOWS_PER_YEAR]
        change, last = self.find_change(scale), len(self.windows) - 1
        if change:
            before = (change.first, change.start - 1, change.before)
            return [before, (change.start, last, change.since)]
        if len(shown) < 2 * MIN_WINDOWS:
            return []
        return [(shown[0][0], last, sum(value for _n, value in shown) / len(shown))]

    @property
    def latest_figures(self) -> Shown | Withheld:
        """The figures of the last closed window; withheld if there is none yet."""
        return self.figures[-1] if self.figures else Withheld()

    def figures_at(self, window: Window, scale: str) -> Shown | Withheld:
        """The figures of one window; withheld if the picture lacks it, or it lacks the scale."""
        by_window = dict(zip(self.windows, self.figures, strict=True))
        return select_scale_figures(by_window.get(window, Withheld()), scale)


def select_scale_figures(figures: Shown | Withheld, scale: str) -> Shown | Withheld:
    """The figures; withheld if they lack the scale, added by a later version of the instrument."""
    return figures if isinstance(figures, Shown) and scale in figures.values else Withheld()


def find_true_range(figures: Shown, scale: str) -> tuple[int, int]:
    """Between which points the true average is; the lowest and highest figures reach the ends."""
    value, step = figures.values[scale], figures.step
    low = 0 if value == MIN_PUBLISHED_VALUE else value - step
    return low, 100 if value == MAX_PUBLISHED_VALUE else value + step


@dataclass(frozen=True, slots=True)
class TeamWindowRow:
    """One window as a row of the table."""

    days: str
    values: tuple[str, ...]  # one per scale; "not shown" for every reason
    agreed: str = ""  # numbers of the actions agreed in it


def format_window(window: Window) -> str:
    """`5 October to 1 November 2026`; both years if they differ."""
    first, last = window.first.monday, window.last.sunday
    start = format_day(first, year=first.year != last.year)
    return _("{first} to {last}").format(first=start, last=format_day(last, year=True))


def format_team_figure(figures: Shown | Withheld, scale: str) -> str:
    """The figure of one scale in a table; `not shown` for every reason."""
    figures = select_scale_figures(figures, scale)
    return _("not shown") if isinstance(figures, Withheld) else str(figures.values[scale])


def describe_team(picture: TeamPicture) -> tuple[str, ...]:
    """What there is to say first: a headline, then the sentences that belong to it.

    The changes that were found, or that none was found; nothing before the first figures.
    """
    changes = [(scale, picture.find_change(scale.id)) for scale in picture.scales]
    lower = _("{scale} has been lower {since}: about {level}, compared with about {before} before.")
    higher = _(
        "{scale} has been higher {since}: about {level}, compared with about {before} before."
    )
    sentences = [
        _format_change(higher if change.is_higher else lower, change, picture, scale.title)
        for scale, change in changes
        if change
    ]
    has_levels = any(picture.find_levels(scale.id) for scale in picture.scales)
    if not sentences and not has_levels:
        is_shown = any(isinstance(figures, Shown) for figures in picture.figures)
        sentences = [_("A change can be seen from four figures on.")] if is_shown else []
    elif not sentences:
        sentences = [_("No change that these figures can show.")]
    elif len(sentences) < len(picture.scales):
        sentences.append(_("No other change that these figures can show."))
    if picture.line_start:
        day = format_day(picture.windows[picture.line_start].first.monday, year=True)
        text = _("The questionnaire changed on {day}. Earlier figures are not compared.")
        sentences.append(text.format(day=day))
    return tuple(sentences)


def describe_team_scale(picture: TeamPicture, scale: str) -> str:
    """The text beside a scale: the latest figure, then its change or its average."""
    latest = select_scale_figures(picture.latest_figures, scale)
    sentences = [_("Not shown.")]
    if isinstance(latest, Shown):
        text = _("About {value} in the latest four weeks: somewhere within ten of it.")
        low, high = find_true_range(latest, scale)
        if high - low < 2 * COARSE_STEP:
            text = _("About {value} in the latest four weeks: somewhere between {low} and {high}.")
        sentences = [text.format(value=latest.values[scale], low=low, high=high)]
    change = picture.find_change(scale)
    if change:
        text = _("Lower {since}: about {level}, compared with about {before} before.")
        if change.is_higher:
            text = _("Higher {since}: about {level}, compared with about {before} before.")
        sentences.append(_format_change(text, change, picture))
    elif picture.find_levels(scale):
        text = _("No change that these figures can show. They average {level}.")
        level = round_half_up(picture.find_levels(scale)[0][2])
        sentences.append(text.format(level=level))
    return " ".join(sentences)


def _format_change(text: str, change: LevelChange, picture: TeamPicture, scale: str = "") -> str:
    places = change.earliest, change.start, change.latest
    windows = max(change.start - change.earliest, change.latest - change.start, 1)
    since = format_since(
        [picture.windows[place].first.monday for place in places],
        windows * WEEKS_PER_WINDOW,
        picture.windows[-1].last.sunday,
    )
    level, before = round_half_up(change.since), round_half_up(change.before)
    return text.format(scale=scale, since=since, level=level, before=before)


def describe_action(picture: TeamPicture, action: AgreedAction) -> str:
    """The averages before and since an agreed action, for a year; empty if it names no scale."""
    age = picture.windows[-1].number - action.window.number if picture.windows else 0
    if not action.scale or age > WINDOWS_PER_YEAR:
        return ""
    values = zip(picture.windows, picture.comparable_values(action.scale), strict=True)
    shown = [(window, value) for window, value in values if value is not None]
    before = [value for window, value in shown if window < action.window][-WINDOWS_BEFORE_ACTION:]
    since = [value for window, value in shown if window > action.window]
    if min(len(before), len(since)) < MIN_WINDOWS:
        return _("Too early to compare: two figures before it and two since are needed.")
    return _(
        "About {before} on average before it was agreed, about {since} since. It does not show "
        "what did it. A single low figure is followed by higher ones without any change, by about "
        "{rise}, so averages are compared."
    ).format(
        before=round_half_up(sum(before) / len(before)),
        since=round_half_up(sum(since) / len(since)),
        rise=load_claim_rates("team")["rise_after_low_figure"],
    )


def build_team_rows(picture: TeamPicture) -> tuple[TeamWindowRow, ...]:
    """Every window, newest first."""
    rows = []
    for window, figures in zip(picture.windows, picture.figures, strict=True):
        values = tuple(format_team_figure(figures, scale.id) for scale in picture.scales)
        agreed = [str(each.number) for each in picture.agreed if each.window == window]
        rows.append(TeamWindowRow(format_window(window), values, ", ".join(agreed)))
    return tuple(reversed(rows))


def number_agreed_actions(actions: Sequence[tuple[date, str, str]]) -> tuple[AgreedAction, ...]:
    """Number the agreed actions (day, text, scale) from 1, oldest first."""
    return tuple(AgreedAction(n, *action) for n, action in enumerate(sorted(actions), 1))


def list_team_caveats(picture: TeamPicture) -> tuple[str, ...]:
    """The notes under every team chart."""
    rates = load_claim_rates("team")
    rounding = _("Each figure is an average, rounded at random to the ten above or below.")
    if isinstance(picture.latest_figures, Shown) and picture.latest_figures.step < COARSE_STEP:
        rounding = _("Each figure is an average, rounded at random to the five above or below.")
    luck = _(
        "Of 100 invented teams in which nothing changed, {false} read of a change within a year; "
        "where people share few of their weeks, up to {most}. "
        "Of 100 teams of eight that fell by 15 for good, {told} read of it within twelve weeks."
    )
    return (
        rounding,
        _("It is of those who shared. Other people sharing can move it, without any change."),
        luck.format(
            false=rates["any_false_change"],
            most=rates["most_false_change"],
            told=rates["step_15_told"],
        ),
        _("It does not say how many feel so, or who."),
        _("It says how weeks were. It does not say how well anyone works, supervisors included."),
    )


@dataclass(frozen=True, slots=True)
class CrossTeamPicture:
    """The closed windows of all teams, oldest first."""

    scales: tuple[ChartScale, ...]
    windows: tuple[Window, ...]
    figures: tuple[Mapping[str, TeamRange], ...]  # parallel to windows: scale -> range, if shown

    def figures_at(self, window: Window, scale: str) -> TeamRange | None:
        """One scale of one window; None if not shown."""
        by_window = dict(zip(self.windows, self.figures, strict=True))
        return by_window.get(window, {}).get(scale)


def describe_cross_team_scale(picture: CrossTeamPicture, scale: str) -> str:
    """The text beside a scale: the middle figure of the latest window, and the range."""
    latest = picture.figures_at(picture.windows[-1], scale) if picture.windows else None
    if latest is None:
        return _("Not shown.")
    text = _("The middle figure is {middle}, rounded to ten. All are between {low} and {high}.")
    return text.format(middle=latest.median, low=latest.low, high=latest.high)


def build_cross_team_rows(picture: CrossTeamPicture) -> tuple[TeamWindowRow, ...]:
    """Every window, newest first."""
    rows = []
    for window in reversed(picture.windows):
        ranges = (picture.figures_at(window, scale.id) for scale in picture.scales)
        rows.append(TeamWindowRow(format_window(window), tuple(map(_format_range, ranges))))
    return tuple(rows)


def _format_range(figures: TeamRange | None) -> str:
    if figures is None:
        return _("not shown")
    text = _("{middle} ({low} to {high})")
    return text.format(middle=figures.median, low=figures.low, high=figures.high)


def list_cross_team_caveats() -> tuple[str, ...]:
    """The notes under the chart."""
    return (
        _("Teams are not compared. Their work, their people and their weeks differ."),
        _("The middle figure is no target, and no team is asked to reach it."),
        _("Other teams may be in the next window. A step may come from that alone."),
        _("It says how weeks were. It does not say how well anyone works, supervisors included."),
    )
