"""A team's chart as SVG: a band as high as the rounding, a dashed box where nothing is shown.

Numbered flags mark the days on which the team agreed on an action.
"""

from itertools import groupby

from reflect.charts import svg
from reflect.charts.plot_area import PlotArea
from reflect.charts.series import ChartScale
from reflect.charts.svg import element, text_element
from reflect.charts.svg_chart import draw_scale_panel, marker_shape
from reflect.charts.team import TeamPicture
from reflect.charts.window_plot_area import (
    BAND_HALF_WIDTH,
    build_window_legend,
    build_window_plot_area,
    draw_date_labels,
    draw_not_shown,
    draw_window_chart,
    panels_bottom_y,
    visible_windows,
    window_centre_x,
    window_width,
)
from reflect.core.disclosure.team_release import Shown
from reflect.core.i18n import _
from reflect.core.windows import WEEKS_PER_WINDOW

_FLAG_RADIUS = 11


def draw_wide_team_chart(picture: TeamPicture, prefix: str = "team") -> str:
    """The drawing for pages of 40 rem and more, and for print."""
    return _draw(picture, build_window_plot_area(is_wide=True), prefix)


def draw_narrow_team_chart(picture: TeamPicture, prefix: str = "team") -> str:
    """The drawing for a phone."""
    return _draw(picture, build_window_plot_area(is_wide=False), prefix)


def build_team_legend(picture: TeamPicture) -> list[tuple[str, str]]:
    """(small drawing, meaning) for each kind of mark in this picture."""
    band = element("rect", cls="rounding", x=3, y=2, width=20, height=12, rx=3)
    dot = element("path", cls="point marked", d=svg.repeat_shape([(13, 8)], svg.circle(4)))
    bare = element("rect", cls="bare", x=5, y=1, width=16, height=14, rx=3)
    flag = element("circle", cls="flag", cx=13, cy=8, r=7) + text_element(13, 11.5, "1", "on-flag")
    shown = any(isinstance(figures, Shown) for figures in picture.figures)
    hidden = any(not isinstance(figures, Shown) for figures in picture.figures)
    parts = (
        (shown, band + dot, _("a window, and how far the rounding reaches")),
        (hidden, bare, _("not shown, whatever the reason")),
        (bool(picture.agreed), flag, _("the team agreed on something")),
    )
    return build_window_legend(parts)


def format_team_title(picture: TeamPicture) -> str:
    """The accessible name of the drawing."""
    names = ", ".join(scale.title for scale in picture.scales)
    return _("{names}: closed windows of four weeks").format(names=names)


def _draw(picture: TeamPicture, area: PlotArea, prefix: str) -> str:
    top = area.top + (22 if picture.agreed else 0)
    floor = panels_bottom_y(len(picture.scales), area, top)
    panels = [
        draw_scale_panel(scale, area, at, *_draw_windows(picture, scale, area, at))
        for n, scale in enumerate(picture.scales)
        for at in (top + n * area.pitch,)
    ]
    flags = _draw_agreed_flags(picture, area, floor)
    dates = draw_date_labels(picture.windows, area, floor)
    return draw_window_chart(
        area, (format_team_title(picture), prefix), floor, *panels, *flags, *dates
    )


def _draw_windows(picture: TeamPicture, scale: ChartScale, area: PlotArea, top: float) -> list[str]:
    half = BAND_HALF_WIDTH * window_width(area)
    per_point = area.height / 100
    parts, places = [], []
    for column, index in visible_windows(picture.windows):
        x, figures = window_centre_x(column, area), picture.figures[index]
        if isinstance(figures, Shown) and scale.id in figures.values:
            y = top + per_point * (100 - figures.values[scale.id])
            height = 2 * figures.step * per_point
            band = {"x": x - half, "y": y - height / 2, "width": 2 * half, "height": height}
            parts.append(element("rect", cls="rounding", **band, rx=3))
            places.append((column, (x, y)))
        else:
            parts += draw_not_shown(x, area, top)
    runs = [
        [place for _n, (_c, place) in run]
        for _key, run in groupby(enumerate(places), key=lambda pair: pair[1][0] - pair[0])
    ]
    lines = svg.polyline(run for run in runs if len(run) > 1)
    marks = svg.repeat_shape([place for _column, place in places], marker_shape(scale, 4))
    return [
        *parts,
        *([element("path", cls="path", d=lines)] if lines else []),
        *([element("path", cls="point marked", d=marks)] if places else []),
    ]


def _draw_agreed_flags(picture: TeamPicture, area: PlotArea, floor: float) -> list[str]:
    """A numbered flag for each agreed action, at its day."""
    parts: list[str] = []
    drawn = visible_windows(picture.windows)
    if not drawn:
        return parts
    first = picture.windows[drawn[0][1]]
    for agreed in picture.agreed:
        weeks = (agreed.day - first.first.monday).days / 7 / WEEKS_PER_WINDOW
        x = area.left + (drawn[0][0] + weeks) * window_width(area)
        if not area.left <= x <= area.right:
            continue
        parts += [
            element("path", cls="change", d=svg.polyline([[(x, 24), (x, floor)]])),
            element("circle", cls="flag", cx=x, cy=14, r=_FLAG_RADIUS),
            text_element(x, 18.5, str(agreed.number), "on-flag"),
        ]
    return parts
