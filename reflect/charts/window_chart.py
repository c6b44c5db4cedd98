"""Charts of four-week windows as SVG: the figures of one team, or the range of several together.

A team's figure is a mark on a band as high as the rounding reaches; it is filled if the sentences
are about it. Strokes are the levels. Numbered flags mark the days on which the team agreed on an
action, with a line in the panel of the scale that it is meant for. Of several teams, a narrower bar
is the range and the mark the median; their marks are not joined, because which teams are included
differs between windows.

Privacy: a window that is not shown looks the same for every reason, in the chart of one team and of
several. All windows have the same width, and the axis does not show when a person did anything.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from markupsafe import Markup

from reflect.charts import svg
from reflect.charts.dates import format_short_day
from reflect.charts.plot_area import PlotArea
from reflect.charts.scale_style import scale_style
from reflect.charts.series import ChartScale, split_into_runs
from reflect.charts.svg import Coordinate, Legend, element, text_element
from reflect.charts.svg_chart import draw_scale_panel
from reflect.charts.team import (
    WINDOWS_PER_YEAR,
    AgreedAction,
    CrossTeamPicture,
    TeamPicture,
    find_true_range,
)
from reflect.core.disclosure.across_teams import TeamRange
from reflect.core.disclosure.team_release import Shown, Withheld
from reflect.core.i18n import _
from reflect.core.windows import WEEKS_PER_WINDOW, Window

_BAND_HALF_WIDTH, _BAR_HALF_WIDTH = 0.38, 0.22  # in windows; of a team, and of several
_FLAG_RADIUS = 11
_FLAG_AREA_HEIGHT = 22  # above the first panel


def draw_team_chart(picture: TeamPicture, *, is_wide: bool, prefix: str = "team") -> Markup:
    """The chart of one team, for 40 rem and more and for print, or for a phone."""
    area, title = _build_plot_area(is_wide=is_wide), _("{names}: closed windows of four weeks")
    if picture.agreed:
        area = replace(area, top=area.top + _FLAG_AREA_HEIGHT)
    return _draw(picture, area, _BAND_HALF_WIDTH, picture.agreed, title, prefix)


def draw_cross_team_chart(picture: CrossTeamPicture, *, is_wide: bool) -> Markup:
    """The chart of several teams, for 40 rem and more and for print, or for a phone."""
    area = _build_plot_area(is_wide=is_wide)
    title = _("{names}: several teams together, closed windows of four weeks")
    return _draw(picture, area, _BAR_HALF_WIDTH, (), title, "across")


def build_team_legend(picture: TeamPicture) -> Legend:
    """The legend of the marks in a team's chart."""
    band = element("rect", cls="rounding", x=3, y=2, width=20, height=12, rx=3)
    is_shown = {isinstance(figures, Shown) for figures in picture.figures}
    is_changed = any(picture.find_change(scale.id) for scale in picture.scales)
    levels = any(picture.find_levels(scale.id) for scale in picture.scales)
    flags = [(True, _draw_flag(13, 8, 7, each.number), each.text) for each in picture.agreed]
    return svg.build_legend(
        (True in is_shown, band + _DOT, _("four weeks; the true average is in the band")),
        (is_changed, _FILLED_DOT, _("four weeks that the sentences are about")),
        (levels, svg.path("level", "M0 8h26"), _("the level")),
        (False in is_shown, _EMPTY_BOX, _("not shown")),
        *flags,
    )


def _draw_flag(x: float, y: float, radius: float, number: int) -> str:
    circle = element("circle", cls="flag", cx=x, cy=y, r=radius)
    return circle + text_element(x, y + 0.4 * radius + 0.7, str(number), "on-flag")


def build_cross_team_legend(picture: CrossTeamPicture) -> Legend:
    """The legend of the marks in the chart of several teams."""
    bar = element("rect", cls="rounding", x=9, y=0, width=8, height=16, rx=3)
    is_shown = {scale.id in figures for figures in picture.figures for scale in picture.scales}
    return svg.build_legend(
        (True in is_shown, bar + _DOT, _("the range of all, with the middle figure")),
        (False in is_shown, _EMPTY_BOX, _("not shown")),
    )


_DOT = svg.draw_legend_mark("point", svg.circle(4))
_FILLED_DOT = svg.draw_legend_mark("point marked", svg.circle(4))
_EMPTY_BOX = element("rect", cls="bare", x=5, y=1, width=16, height=14, rx=3)


def _build_plot_area(*, is_wide: bool) -> PlotArea:
    """The layout for a year of windows, up to the right edge, because it has no labels there."""
    area = PlotArea.for_weeks(WINDOWS_PER_YEAR, is_wide=is_wide)
    return replace(area, right=748) if is_wide else area


def _draw(
    picture: TeamPicture | CrossTeamPicture,
    area: PlotArea,
    half_width: float,
    agreed: Sequence[AgreedAction],
    title: str,
    prefix: str,
) -> Markup:
    """The drawing; `half_width` is that of a band or bar, in windows, `title` has `{names}`."""
    scales, columns = picture.scales, _visible_windows(picture.windows)
    tops, floor = area.place_panels(len(scales))
    parts = []
    for scale, top in zip(scales, tops, strict=True):
        windows = _draw_windows(picture, scale, columns, area, top, half_width)
        parts.append(draw_scale_panel(scale, area, top, *windows))
    panels = {scale.id: (top, top + area.height) for scale, top in zip(scales, tops, strict=True)}
    parts += _draw_agreed_flags(agreed, columns, area, panels)
    parts += _draw_date_labels(columns, area, floor)
    return svg.titled_drawing(
        parts,
        (area.width, floor + 28),
        title=title.format(names=", ".join(scale.title for scale in scales)),
        cls=area.name,
        prefix=prefix,
    )


def _visible_windows(windows: Sequence[Window]) -> dict[Window, int]:
    """The column of each window of the latest year; columns of absent windows stay empty."""
    if not windows:
        return {}
    first = windows[-1].number - WINDOWS_PER_YEAR + 1
    if len(windows) < WINDOWS_PER_YEAR:
        first = max(first, windows[0].number)
    return {window: window.number - first for window in windows if window.number >= first}


def _window_width(area: PlotArea) -> float:
    return (area.right - area.left) / WINDOWS_PER_YEAR


def _centre_x(column: int, area: PlotArea) -> float:
    """The centre of a column, counted from 0."""
    return area.left + (column + 0.5) * _window_width(area)


def _draw_windows(
    picture: TeamPicture | CrossTeamPicture,
    scale: ChartScale,
    columns: dict[Window, int],
    area: PlotArea,
    top: float,
    half_width: float,
) -> list[str]:
    """One scale of every window: band or bar with its mark, or an empty box."""
    half = half_width * _window_width(area)
    parts: list[str] = []
    centres: dict[Window, Coordinate] = {}  # of the marks
    for window, column in columns.items():
        x, interval = _centre_x(column, area), _find_interval(picture, window, scale)
        if interval is None:
            parts += _draw_not_shown(x, area, top)
            continue
        low, middle, high = (top + area.height / 100 * (100 - value) for value in interval)
        bar = {"x": x - half, "y": high, "width": 2 * half, "height": low - high, "rx": 3}
        parts.append(element("rect", cls="rounding", **bar))
        centres[window] = x, middle
    told: list[Coordinate] = []
    if isinstance(picture, TeamPicture):
        runs = split_into_runs(centres, lambda window: window.number)
        lines = svg.polyline([centres[window] for window in run] for run in runs if len(run) > 1)
        change = picture.find_change(scale.id)
        since = picture.windows[change.start] if change else None
        told = [xy for window, xy in centres.items() if since and window >= since]
        parts += [svg.path("path faint", lines), _draw_levels(picture, scale, columns, area, top)]
    others = [xy for xy in centres.values() if xy not in told]
    shape = scale_style(scale).shape(4)
    marks = svg.path("point", svg.repeat_shape(others, shape))
    return [*parts, marks, svg.path("point marked", svg.repeat_shape(told, shape))]


def _draw_levels(
    picture: TeamPicture, scale: ChartScale, columns: dict[Window, int], area: PlotArea, top: float
) -> str:
    """A stroke for each level, over the windows on the axis that it is of."""
    strokes = []
    for first, last, level in picture.find_levels(scale.id):
        places = [columns[w] for w in picture.windows[first : last + 1] if w in columns]
        if places:
            y, half = top + area.height / 100 * (100 - level), _window_width(area) / 2
            left, right = (_centre_x(place, area) for place in (places[0], places[-1]))
            strokes.append([(left - half, y), (right + half, y)])
    return svg.path("level", svg.polyline(strokes))


def _find_interval(
    picture: TeamPicture | CrossTeamPicture, window: Window, scale: ChartScale
) -> tuple[int, int, int] | None:
    """Low end, mark and high end of a scale in one window; None if not shown."""
    figures: Shown | Withheld | TeamRange | None = picture.figures_at(window, scale.id)
    if isinstance(figures, Shown):
        low, high = find_true_range(figures, scale.id)
        return low, figures.values[scale.id], high
    return (figures.low, figures.median, figures.high) if isinstance(figures, TeamRange) else None


def _draw_not_shown(x: float, area: PlotArea, top: float) -> list[str]:
    """An empty box, the same for every reason; labelled only if there is room, not on a phone."""
    half = _BAND_HALF_WIDTH * _window_width(area)
    box = {"x": x - half, "y": top + 2, "width": 2 * half, "height": area.height - 4, "rx": 3}
    parts = [element("rect", cls="bare", **box)]
    if area.labels_right:
        words = _("not shown").split(" ", 1)
        middle = top + area.height / 2
        parts += [text_element(x, middle - 3 + 15 * n, word, "mid") for n, word in enumerate(words)]
    return parts


def _draw_agreed_flags(
    agreed: Sequence[AgreedAction],
    columns: dict[Window, int],
    area: PlotArea,
    panels: dict[str, tuple[float, float]],
) -> list[str]:
    """A numbered flag for each agreed action on the axis, at its day, and a line in its panel.

    `panels` has the top and the bottom of each scale. Without a scale the line is in all of them.
    """
    if not columns:
        return []
    first, column = next(iter(columns.items()))
    every = min(top for top, _end in panels.values()), max(end for _top, end in panels.values())
    parts = []
    for action in agreed:
        windows = (action.day - first.first.monday).days / 7 / WEEKS_PER_WINDOW
        x = area.left + (column + windows) * _window_width(area)
        if area.left <= x <= area.right:
            top, end = panels.get(action.scale, every)
            parts += [
                svg.path("change", svg.polyline([[(x, top), (x, end)]])),
                _draw_flag(x, 14, _FLAG_RADIUS, action.number),
            ]
    return parts


def _draw_date_labels(columns: dict[Window, int], area: PlotArea, floor: float) -> list[str]:
    """The first day of every second window, or of every fourth on a phone."""
    labels = []
    for window, column in islice(columns.items(), 0, None, 2 if area.labels_right else 4):
        x = min(_centre_x(column, area), area.width - 20)
        labels.append(text_element(x, floor + 20, format_short_day(window.first.monday), "mid"))
    return labels
