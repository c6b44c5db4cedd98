"""The chart of several teams together, for leaders: median and range, as sentences and table rows.

Windows are not compared, except that the median of the previous one is given: which teams are
included differs between windows, and that alone may cause a step.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reflect.charts.series import ChartScale
from reflect.charts.team import TeamWindowRow, format_team_value, format_window
from reflect.core.disclosure.across_teams import TeamRange
from reflect.core.i18n import _
from reflect.core.windows import Window


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
