"""A team's chart as SVG: a band as high as the rounding, a dashed box where nothing is shown.

Numbered flags mark the days on which the team agreed on an action.
"""

from dataclasses import replace

from reflect.charts import svg
from reflect.charts.plot_area import PlotArea
from reflect.charts.series import ChartScale, split_into_runs
from reflect.charts.svg import Coordinate, element, text_element
from reflect.charts.svg_chart import draw_scale_panel, marker_shape
from reflect.charts.team import TeamPicture
from reflect.charts.window_plot_area import (
    BAND_HALF_WIDTH,
    build_window_plot_area,
    draw_date_labels,
    draw_not_shown,
    draw_window_chart,
    visible_windows,
    window_centre_x,
    window_width,
)
from reflect.core.disclosure.team_release import Shown
from reflect.core.i18n import _
from reflect.core.windows import WEEKS_PER_WINDOW, Window

_FLAG_RADIUS = 11
_FLAG_AREA_HEIGHT = 22  # above the first panel


def draw_wide_team_chart(picture: TeamPicture, prefix: str = "team") -> str:
    """The drawing for pages of 40 rem and more, and for print."""
    return _draw(picture, build_window_plot_area(is_wide=True), prefix)


def draw_narrow_team_chart(picture: TeamPicture, prefix: str = "team") -> str:
    """The drawing for a phone."""
    return _draw(picture, build_window_plot_area(is_wide=False), prefix)


def build_team_legend(picture: TeamPicture) -> list[tuple[str, str]]:
    """(small drawing, meaning) for each kind of mark in this picture."""
    band = element("rect", cls="rounding", x=3, y=2, width=20, height=12, rx=3)
    dot = svg.draw_legend_mark("point marked", svg.circle(4))
    bare = element("rect", cls="bare", x=5, y=1, width=16, height=14, rx=3)
    flag = element("circle", cls="flag", cx=13, cy=8, r=7) + text_element(13, 11.5, "1", "on-flag")
    is_shown = {isinstance(figures, Shown) for figures in picture.figures}
    parts = (
        (True in is_shown, band + dot, _("a window, and how far the rounding reaches")),
        (False in is_shown, bare, _("not shown, whatever the reason")),
        (bool(picture.agreed), flag, _("the team agreed on something")),
    )
    return svg.build_legend(parts)


def format_team_title(picture: TeamPicture) -> str:
    """The accessible name of the drawing."""
    names = ", ".join(scale.title for scale in picture.scales)
    return _("{names}: closed windows of four weeks").format(names=names)


def _draw(picture: TeamPicture, area: PlotArea, prefix: str) -> str:
    if picture.agreed:
        area = replace(area, top=area.top + _FLAG_AREA_HEIGHT)
    scales, floor = picture.scales, area.panels_bottom(len(picture.scales))
    panels = [
        draw_scale_panel(scale, area, top, *_draw_windows(picture, scale, area, top))
        for scale, top in zip(scales, area.panel_tops(len(scales)), strict=True)
    ]
    flags = _draw_agreed_flags(picture, area, floor)
    dates = draw_date_labels(picture.windows, area, floor)
    return draw_window_chart(
        [*panels, *flags, *dates], area, floor, title=format_team_title(picture), prefix=prefix
    )


def _draw_windows(picture: TeamPicture, scale: ChartScale, area: PlotArea, top: float) -> list[str]:
    half, per_point = BAND_HALF_WIDTH * window_width(area), area.height / 100
    parts: list[str] = []
    centres: dict[Window, Coordinate] = {}  # of the marks
    for window, column in visible_windows(picture.windows).items():
        x, figures = window_centre_x(column, area), picture.figures_at(window, scale.id)
        if isinstance(figures, Shown):
            y = top + per_point * (100 - figures.values[scale.id])
            height = 2 * figures.step * per_point
            band = {"x": x - half, "y": y - height / 2, "width": 2 * half, "height": height}
            parts.append(element("rect", cls="rounding", **band, rx=3))
            centres[window] = x, y
        else:
            parts += draw_not_shown(x, area, top)
    runs = split_into_runs(centres, lambda window: window.number)
    lines = svg.polyline([centres[window] for window in run] for run in runs if len(run) > 1)
    marks = svg.repeat_shape(centres.values(), marker_shape(scale, 4))
    return [*parts, svg.path("path", lines), svg.path("point marked", marks)]


def _draw_agreed_flags(picture: TeamPicture, area: PlotArea, floor: float) -> list[str]:
    """A numbered flag for each agreed action on the axis, at its day."""
    columns = visible_windows(picture.windows)
    if not columns:
        return []
    first, column = next(iter(columns.items()))
    parts = []
    for agreed in picture.agreed:
        windows = (agreed.day - first.first.monday).days / 7 / WEEKS_PER_WINDOW
        x = area.left + (column + windows) * window_width(area)
        if area.left <= x <= area.right:
            parts += [
                svg.path("change", svg.polyline([[(x, 24), (x, floor)]])),
                element("circle", cls="flag", cx=x, cy=14, r=_FLAG_RADIUS),
                text_element(x, 18.5, str(agreed.number), "on-flag"),
            ]
    return parts
