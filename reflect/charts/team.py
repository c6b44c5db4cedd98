"""Team charts: figures of closed windows of one team and of several, as sentences and table rows.

With thirteen rounded points a year there are no process limits in the first year. *Higher* and
*lower* refer only to the previous window, or to the last shown window before an agreed action, and
need a difference of at least twice the rounding. Whoever may choose freely among thirteen windows
will find a difference, so Reflect never chooses; people may compare as they like.

Of several teams together, for leaders, median and range are given. Windows are not compared, except
that the median of the previous one is given: which teams are included differs between windows, and
that alone may cause a step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reflect.charts.dates import format_day
from reflect.charts.series import ChartScale
from reflect.core.disclosure.across_teams import TeamRange
from reflect.core.disclosure.team_release import (
    MAX_PUBLISHED_VALUE,
    MIN_PUBLISHED_VALUE,
    Shown,
    Withheld,
)
from reflect.core.i18n import _, capitalise_first
from reflect.core.windows import Window

WINDOWS_PER_YEAR = 13  # windows in one chart


@dataclass(frozen=True, slots=True)
class AgreedAction:
    """An action that the team agreed to try."""

    number: int  # from 1, oldest first
    day: date
    text: str

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


def format_team_value(value: int) -> str:
    """A figure as text; the lowest and highest published values include all beyond them."""
    if value <= MIN_PUBLISHED_VALUE:
        return _("10 or below")
    return _("90 or above") if value >= MAX_PUBLISHED_VALUE else str(value)


def format_team_figure(figures: Shown | Withheld, scale: str) -> str:
    """The figure of one scale in a table; `not shown` for every reason."""
    figures = select_scale_figures(figures, scale)
    if isinstance(figures, Withheld):
        return _("not shown")
    return format_team_value(figures.values[scale])


def describe_team_scale(picture: TeamPicture, scale: str) -> str:
    """The text beside a scale: the latest figure, and changes that are more than rounding."""
    latest = select_scale_figures(picture.latest_figures, scale)
    if isinstance(latest, Withheld):
        return _("Not shown.")
    value = capitalise_first(format_team_value(latest.values[scale]))
    text = _("{value}, rounded to five.")
    if latest.step == 10:
        text = _("{value}, rounded to ten.")
    before = picture.figures_at(picture.windows[-1] + -1, scale)
    sentences = [
        text.format(value=value),
        _compare_with_previous(latest, before, scale),
        _compare_with_agreed(picture, latest, scale),
    ]
    return " ".join(filter(None, sentences))


def _compare_with_previous(latest: Shown, before: Shown | Withheld, scale: str) -> str:
    if isinstance(before, Withheld):
        return ""
    texts = {
        "higher": _("Higher than the {was} of the window before. That is more than rounding."),
        "lower": _("Lower than the {was} of the window before. That is more than rounding."),
        "": _("The window before it: {was}. A step of this size may be nothing but rounding."),
        "same": _("The same as in the window before."),
    }
    text = texts[_compare(latest, before, scale)]
    return text.format(was=format_team_value(before.values[scale]))


def _compare_with_agreed(picture: TeamPicture, latest: Shown, scale: str) -> str:
    """Compare with the last shown window before the latest agreed action; empty if not possible."""
    past = [each for each in picture.agreed if each.window < picture.windows[-1]]
    windows = [each for each in picture.windows if past and each < past[-1].window]
    figures = (picture.figures_at(window, scale) for window in reversed(windows))
    before = next((each for each in figures if isinstance(each, Shown)), None)
    if before is None or _compare(latest, before, scale) in {"", "same"}:
        return ""
    text = _(
        "It was {was} before you wrote “{text}”. It is {now} now. That is more than rounding. It "
        "does not show what did it."
    )
    was, now = (format_team_value(each.values[scale]) for each in (before, latest))
    return text.format(was=was, text=past[-1].text.rstrip("."), now=now)


def _compare(now: Shown, before: Shown, scale: str) -> str:
    """`higher` or `lower` from twice the rounding on, `same`, or empty for anything between."""
    step, value, was = max(now.step, before.step), now.values[scale], before.values[scale]
    if value == was:
        return "same"
    if abs(value - was) < 2 * step:
        return ""
    return "higher" if value > was else "lower"


def build_team_rows(picture: TeamPicture) -> tuple[TeamWindowRow, ...]:
    """Every window, newest first."""
    rows = []
    for window, figures in zip(picture.windows, picture.figures, strict=True):
        values = tuple(format_team_figure(figures, scale.id) for scale in picture.scales)
        agreed = [str(each.number) for each in picture.agreed if each.window == window]
        rows.append(TeamWindowRow(format_window(window), values, ", ".join(agreed)))
    return tuple(reversed(rows))


def number_agreed_actions(actions: Sequence[tuple[date, str]]) -> tuple[AgreedAction, ...]:
    """Number the agreed actions from 1, oldest first."""
    return tuple(AgreedAction(n, day, text) for n, (day, text) in enumerate(sorted(actions), 1))


def list_team_caveats() -> tuple[str, ...]:
    """The notes under every team chart."""
    return (
        _("This is a mean, rounded. It does not say how many feel so, or who."),
        _("It stands for those who shared, and they may differ from window to window."),
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
    """The text beside a scale: the latest window, and the median of the previous one."""
    latest = picture.figures_at(picture.windows[-1], scale) if picture.windows else None
    if latest is None:
        return _("Not shown.")
    sentences = [
        _("The middle is {middle}.").format(middle=format_team_value(latest.median)),
        _("All lie between {low} and {high}.").format(low=latest.low, high=latest.high),
    ]
    before = picture.figures_at(picture.windows[-1] + -1, scale)
    if before is not None:
        text = _("In the window before, the middle was {middle}.")
        sentences.append(text.format(middle=format_team_value(before.median)))
    return " ".join(sentences)


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
    text, middle = _("{middle} ({low} to {high})"), format_team_value(figures.median)
    return text.format(middle=middle, low=figures.low, high=figures.high)


def list_cross_team_caveats() -> tuple[str, ...]:
    """The notes under the chart."""
    return (
        _("Teams are not compared. Their work, their people and their weeks differ."),
        _("The middle is no target, and no team is asked to reach it."),
        _("Other teams may stand behind the next window. A step may come from that alone."),
        _("It says how weeks were. It does not say how well anyone works, supervisors included."),
    )
