"""The chart of several teams together, for leaders: median and range, as text, SVG and table.

Windows are not compared, except that the median of the previous one is given, and their marks are
not joined: which teams are included differs between windows, and that alone may cause a step.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reflect.charts import svg
from reflect.charts.plot_area import PlotArea
from reflect.charts.series import ChartScale
from reflect.charts.svg import element
from reflect.charts.svg_chart import draw_scale_panel, marker_shape
from reflect.charts.team import format_team_value, format_window
from reflect.charts.window_plot_area import (
    build_window_plot_area,
    draw_date_labels,
    draw_not_shown,
    draw_window_chart,
    visible_windows,
    window_centre_x,
    window_width,
)
from reflect.core.disclosure.across_teams import TeamRange
from reflect.core.i18n import _
from reflect.core.windows import Window

_BAR_HALF_WIDTH = 0.22  # in windows; narrower than a team's band, which shows the rounding


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


@dataclass(frozen=True, slots=True)
class CrossTeamRow:
    """One window as a row of the table."""

    days: str
    values: tuple[str, ...]  # one per scale; "not shown" for every reason


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


def build_cross_team_rows(picture: CrossTeamPicture) -> tuple[CrossTeamRow, ...]:
    """Every window, newest first."""
    rows = []
    for window in reversed(picture.windows):
        ranges = (picture.figures_at(window, scale.id) for scale in picture.scales)
        rows.append(CrossTeamRow(format_window(window), tuple(map(_format_range, ranges))))
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


def draw_wide_cross_team_chart(picture: CrossTeamPicture) -> str:
    """The drawing for pages of 40 rem and more, and for print."""
    return _draw(picture, build_window_plot_area(is_wide=True))


def draw_narrow_cross_team_chart(picture: CrossTeamPicture) -> str:
    """The drawing for a phone."""
    return _draw(picture, build_window_plot_area(is_wide=False))


def build_cross_team_legend(picture: CrossTeamPicture) -> list[tuple[str, str]]:
    """(small drawing, meaning) for each kind of mark in this picture."""
    bar = element("rect", cls="rounding", x=9, y=0, width=8, height=16, rx=3)
    dot = svg.draw_legend_mark("point marked", svg.circle(4))
    bare = element("rect", cls="bare", x=5, y=1, width=16, height=14, rx=3)
    is_shown = {scale.id in figures for figures in picture.figures for scale in picture.scales}
    parts = (
        (True in is_shown, bar + dot, _("all lie within, the middle is marked")),
        (False in is_shown, bare, _("not shown, whatever the reason")),
    )
    return svg.build_legend(parts)


def format_cross_team_title(picture: CrossTeamPicture) -> str:
    """The accessible name of the drawing."""
    names = ", ".join(scale.title for scale in picture.scales)
    return _("{names}: several teams together, closed windows of four weeks").format(names=names)


def _draw(picture: CrossTeamPicture, area: PlotArea) -> str:
    scales, floor = picture.scales, area.panels_bottom(len(picture.scales))
    panels = [
        draw_scale_panel(scale, area, top, *_draw_windows(picture, scale, area, top))
        for scale, top in zip(scales, area.panel_tops(len(scales)), strict=True)
    ]
    parts = [*panels, *draw_date_labels(picture.windows, area, floor)]
    title = format_cross_team_title(picture)
    return draw_window_chart(parts, area, floor, title=title, prefix="across")


def _draw_windows(
    picture: CrossTeamPicture, scale: ChartScale, area: PlotArea, top: float
) -> list[str]:
    half, per_point = _BAR_HALF_WIDTH * window_width(area), area.height / 100
    parts, centres = [], []
    for window, column in visible_windows(picture.windows).items():
        x, figures = window_centre_x(column, area), picture.figures_at(window, scale.id)
        if figures is None:
            parts += draw_not_shown(x, area, top)
            continue
        y, height = top + per_point * (100 - figures.high), per_point * (figures.high - figures.low)
        bar = {"x": x - half, "y": y, "width": 2 * half, "height": height, "rx": 3}
        parts.append(element("rect", cls="rounding", **bar))
        centres.append((x, top + per_point * (100 - figures.median)))
    marks = svg.repeat_shape(centres, marker_shape(scale, 4))
    return [*parts, svg.path("point marked", marks)]
