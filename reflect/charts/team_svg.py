"""A team's figures as SVG: a band as wide as the rounding, a dashed box where nothing is shown.

Flags with numbers stand where the team agreed on something.
"""

from itertools import groupby

from reflect.charts import svg, window_plot_area
from reflect.charts.plot_area import PlotArea
from reflect.charts.series import ChartScale
from reflect.charts.svg import element, text_element
from reflect.charts.svg_chart import draw_scale_panel, marker_shape
from reflect.charts.team import TeamPicture
from reflect.core.disclosure.team_release import Shown
from reflect.core.i18n import _
from reflect.core.windows import WEEKS_PER_WINDOW

_FLAG = 11  # radius of a flag


def draw_wide_team_chart(picture: TeamPicture, prefix: str = "team") -> str:
    """The drawing for 40 rem and more, and for paper."""
    return _draw(picture, window_plot_area.build_window_plot_area(is_wide=True), prefix)


def draw_narrow_team_chart(picture: TeamPicture, prefix: str = "team") -> str:
    """The drawing for a phone."""
    return _draw(picture, window_plot_area.build_window_plot_area(is_wide=False), prefix)


def build_team_legend(picture: TeamPicture) -> list[tuple[str, str]]:
    """A small drawing and its meaning, for what stands in this picture."""
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
    return window_plot_area.build_window_legend(parts)


def format_team_title(picture: TeamPicture) -> str:
    """The name of the drawing, for those who hear it."""
    names = ", ".join(scale.title for scale in picture.scales)
    return _("{names}: closed windows of four weeks").format(names=names)


def _draw(picture: TeamPicture, frame: PlotArea, prefix: str) -> str:
    top = frame.top + (22 if picture.agreed else 0)
    floor = window_plot_area.panels_bottom_y(len(picture.scales), frame, top)
    panels = [
        draw_scale_panel(scale, frame, at, *_windows(picture, scale, frame, at))
        for n, scale in enumerate(picture.scales)
        for at in (top + n * frame.pitch,)
    ]
    flags = _flags(picture, frame, floor)
    dates = window_plot_area.draw_date_labels(picture.windows, frame, floor)
    return window_plot_area.draw_window_chart(
        frame, (format_team_title(picture), prefix), floor, *panels, *flags, *dates
    )


def _windows(picture: TeamPicture, scale: ChartScale, frame: PlotArea, top: float) -> list[str]:
    half = window_plot_area.BAND_HALF_WIDTH * window_plot_area.window_width(frame)
    per_point = frame.height / 100
    parts, places = [], []
    for column, index in window_plot_area.visible_windows(picture.windows):
        x, figures = window_plot_area.window_centre_x(column, frame), picture.figures[index]
        if isinstance(figures, Shown) and scale.id in figures.values:
            y = top + per_point * (100 - figures.values[scale.id])
            tall = 2 * figures.step * per_point
            band = {"x": x - half, "y": y - tall / 2, "width": 2 * half, "height": tall, "rx": 3}
            parts.append(element("rect", cls="rounding", **band))
            places.append((column, (x, y)))
        else:
            parts += window_plot_area.draw_not_shown(x, frame, top)
    runs = [
        [place for _n, (_c, place) in run]
        for _key, run in groupby(enumerate(places), key=lambda pair: pair[1][0] - pair[0])
    ]
    lines = svg.polyline(run for run in runs if len(run) > 1)
    marks = svg.repeat_shape([place for _column_, place in places], marker_shape(scale, 4))
    return [
        *parts,
        *([element("path", cls="path", d=lines)] if lines else []),
        *([element("path", cls="point marked", d=marks)] if places else []),
    ]


def _flags(picture: TeamPicture, frame: PlotArea, floor: float) -> list[str]:
    """A numbered flag at each thing that was agreed, where its day lies among the windows."""
    parts: list[str] = []
    drawn = window_plot_area.visible_windows(picture.windows)
    if not drawn:
        return parts
    first = picture.windows[drawn[0][1]]
    for agreed in picture.agreed:
        weeks = (agreed.day - first.first.monday).days / 7 / WEEKS_PER_WINDOW
        x = frame.left + (drawn[0][0] + weeks) * window_plot_area.window_width(frame)
        if not frame.left <= x <= frame.right:
            continue
        parts += [
            element("path", cls="change", d=svg.polyline([[(x, 24), (x, floor)]])),
            element("circle", cls="flag", cx=x, cy=14, r=_FLAG),
            text_element(x, 18.5, str(agreed.number), "on-flag"),
        ]
    return parts
