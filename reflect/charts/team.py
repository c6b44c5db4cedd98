"""What a team's chart says: figures of closed windows, what the team agreed, and no more.

Thirteen points a year, rounded: no process limits in the first year, and *higher* or *lower* only
against the window before, or against the last shown window before the team agreed on something, and
only from a difference of twice the rounding. A free choice among thirteen windows would always find
something, so the product never picks one; people may compare as they like.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reflect.charts.dates import format_day
from reflect.charts.series import ChartScale
from reflect.core.disclosure.team_release import (
    MAX_PUBLISHED_VALUE,
    MIN_PUBLISHED_VALUE,
    Shown,
    Withheld,
)
from reflect.core.i18n import _, capitalise_first
from reflect.core.windows import Window

WINDOWS_PER_YEAR = 13  # windows drawn at once


@dataclass(frozen=True, slots=True)
class AgreedAction:
    """Something the team agreed to try."""

    number: int  # from 1, the oldest first
    day: date
    text: str

    @property
    def window(self) -> Window:
        """The window in which its day lies: the line before it is compared."""
        return Window.of(self.day)


@dataclass(frozen=True, slots=True)
class TeamPicture:
    """The closed windows of one instrument, oldest first, each shown or withheld."""

    scales: tuple[ChartScale, ...]
    windows: tuple[Window, ...]
    figures: tuple[Shown | Withheld, ...]  # beside the windows
    agreed: tuple[AgreedAction, ...] = ()  # oldest first

    @property
    def latest_figures(self) -> Shown | Withheld:
        """The figures of the last closed window; none yet: withheld."""
        return self.figures[-1] if self.figures else Withheld()

    def figures_at(self, window: Window, scale: str) -> Shown | Withheld:
        """The figures of one window; withheld where it is not there, or lacks the scale."""
        found = dict(zip(self.windows, self.figures, strict=True))
        return select_scale_figures(found.get(window, Withheld()), scale)


def select_scale_figures(figures: Shown | Withheld, scale: str) -> Shown | Withheld:
    """The same, withheld where they lack the scale: a later version of an instrument added it."""
    return figures if isinstance(figures, Shown) and scale in figures.values else Withheld()


@dataclass(frozen=True, slots=True)
class TeamWindowRow:
    """One window as a row of the table."""

    days: str
    values: tuple[str, ...]  # one a scale; "not shown" alike for every reason
    agreed: str  # numbers of what was agreed in it


def format_window(window: Window) -> str:
    """`5 October to 1 November`, with years where they differ from each other."""
    first, last = window.first.monday, window.last.sunday
    both = first.year != last.year
    return _("{first} to {last}").format(
        first=format_day(first, both), last=format_day(last, year=True)
    )


def format_team_value(value: int) -> str:
    """A figure as it is said: the ends stand for all beyond them."""
    if value <= MIN_PUBLISHED_VALUE:
        return _("10 or below")
    return _("90 or above") if value >= MAX_PUBLISHED_VALUE else str(value)


def describe_team_scale(picture: TeamPicture, scale: str) -> str:
    """What stands beside a scale: the latest figure, and a change that is more than rounding."""
    latest = select_scale_figures(picture.latest_figures, scale)
    if isinstance(latest, Withheld):
        return _("Not shown.")
    ten = latest.step == 10
    value = latest.values[scale]
    words = _("{value}, rounded to ten.") if ten else _("{value}, rounded to five.")
    said = [words.format(value=capitalise_first(format_team_value(value)))]
    return " ".join([*said, *_compared(picture, scale)])


def _compared(picture: TeamPicture, scale: str) -> list[str]:
    before = picture.figures_at(picture.windows[-1] + -1, scale)
    said = []
    if isinstance(before, Shown):
        side = _side(picture.latest_figures, before, scale)
        was = format_team_value(before.values[scale])
        words = {
            "higher": _("Higher than the {was} of the window before. That is more than rounding."),
            "lower": _("Lower than the {was} of the window before. That is more than rounding."),
            "": _("The window before it: {was}. A step of this size may be nothing but rounding."),
            "same": _("The same as in the window before."),
        }
        said.append(words[side].format(was=was))
    marked = _since_agreed(picture, scale)
    return [*said, marked] if marked else said


def _since_agreed(picture: TeamPicture, scale: str) -> str:
    """Against the last shown window before the latest thing that was agreed."""
    past = [each for each in picture.agreed if each.window < picture.windows[-1]]
    if not past or isinstance(picture.latest_figures, Withheld):
        return ""
    agreed = past[-1]
    earlier = [
        found
        for window, figures in zip(picture.windows, picture.figures, strict=True)
        if window < agreed.window
        and isinstance(found := select_scale_figures(figures, scale), Shown)
    ]
    if not earlier or _side(picture.latest_figures, earlier[-1], scale) not in {"higher", "lower"}:
        return ""
    return _(
        "It was {was} before you wrote “{text}”. It is {now} now. That is more than rounding. It "
        "does not show what did it."
    ).format(
        was=format_team_value(earlier[-1].values[scale]),
        text=agreed.text.rstrip("."),
        now=format_team_value(picture.latest_figures.values[scale]),
    )


def _side(now: Shown | Withheld, before: Shown, scale: str) -> str:
    """`higher` or `lower` from twice the rounding on, `same`, or empty for what is between."""
    assert isinstance(now, Shown)
    step, value, was = max(now.step, before.step), now.values[scale], before.values[scale]
    if value == was:
        return "same"
    if abs(value - was) < 2 * step:
        return ""
    return "higher" if value > was else "lower"


def build_team_rows(picture: TeamPicture) -> tuple[TeamWindowRow, ...]:
    """Every window, newest first."""
    found = []
    for window, figures in zip(picture.windows, picture.figures, strict=True):
        values = tuple(
            format_team_value(figures.values[scale.id])
            if isinstance(figures, Shown) and scale.id in figures.values
            else _("not shown")
            for scale in picture.scales
        )
        inside = [str(each.number) for each in picture.agreed if each.window == window]
        found.append(TeamWindowRow(format_window(window), values, ", ".join(inside)))
    return tuple(reversed(found))


def number_agreed_actions(actions: Sequence[tuple[date, str]]) -> tuple[AgreedAction, ...]:
    """What was agreed, oldest first, with numbers from 1."""
    return tuple(AgreedAction(n, day, text) for n, (day, text) in enumerate(sorted(actions), 1))


def list_team_caveats() -> tuple[str, ...]:
    """What stands under every team chart."""
    return (
        _("This is a mean, rounded. It does not say how many feel so, or who."),
        _("It stands for those who shared, and they may differ from window to window."),
        _("It says how weeks were. It does not say how well anyone works, supervisors included."),
    )
