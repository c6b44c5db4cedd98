"""What is said of several teams together: the middle, and between which values all lie.

No window is compared with another but by naming the middle of the one before: which teams are shown
differs from window to window, so a step may come from that alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reflect.charts.series import ChartScale
from reflect.charts.team import format_team_value, format_window
from reflect.core.disclosure.across_teams import TeamRange
from reflect.core.windows import Window
from reflect.core.words import _


@dataclass(frozen=True, slots=True)
class CrossTeamPicture:
    """The closed windows of all teams, oldest first."""

    scales: tuple[ChartScale, ...]
    windows: tuple[Window, ...]
    figures: tuple[
        Mapping[str, TeamRange], ...
    ]  # beside the windows: scale -> spread; none: not shown

    def figures_at(self, window: Window, scale: str) -> TeamRange | None:
        """One scale of one window; None: not shown."""
        found = dict(zip(self.windows, self.figures, strict=True))
        return found.get(window, {}).get(scale)


@dataclass(frozen=True, slots=True)
class CrossTeamRow:
    """One window as a row of the table."""

    days: str
    values: tuple[str, ...]  # one a scale; "not shown" alike for every reason


def describe_cross_team_scale(picture: CrossTeamPicture, scale: str) -> str:
    """What stands beside a scale: the latest window, and the middle of the one before."""
    last = picture.windows[-1] if picture.windows else None
    found = picture.figures_at(last, scale) if last is not None else None
    if last is None or found is None:
        return _("Not shown.")
    said = [
        _("The middle is {middle}.").format(middle=format_team_value(found.median)),
        _("All lie between {low} and {high}.").format(low=found.low, high=found.high),
    ]
    before = picture.figures_at(last + -1, scale)
    if before is not None:
        words = _("In the window before, the middle was {middle}.")
        said.append(words.format(middle=format_team_value(before.median)))
    return " ".join(said)


def build_cross_team_rows(picture: CrossTeamPicture) -> tuple[CrossTeamRow, ...]:
    """Every window, newest first."""
    return tuple(
        CrossTeamRow(
            format_window(window),
            tuple(_cell(picture.figures_at(window, scale.id)) for scale in picture.scales),
        )
        for window in reversed(picture.windows)
    )


def _cell(found: TeamRange | None) -> str:
    if found is None:
        return _("not shown")
    return _("{middle} ({low} to {high})").format(
        middle=format_team_value(found.median), low=found.low, high=found.high
    )


def list_cross_team_caveats() -> tuple[str, ...]:
    """What stands under the chart."""
    return (
        _("Teams are not compared. Their work, their people and their weeks differ."),
        _("The middle is no target, and no team is asked to reach it."),
        _("Other teams may stand behind the next window. A step may come from that alone."),
        _("It says how weeks were. It does not say how well anyone works, supervisors included."),
    )
