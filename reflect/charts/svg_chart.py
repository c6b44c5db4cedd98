"""A picture as static SVG, wide and narrow: shown at once, in print, and without JavaScript.

All panels share one time axis. Colour, line and fill come from CSS classes; the shape of a mark
identifies the scale without colour. Hollow: an ordinary week. Filled: part of a signal. Filled with
a ring: outside the range. If marks would touch, only those of signals and of isolated weeks are
drawn, and a column represents several weeks.

A change marker is a numbered flag above the panels, and a line through them. Its text is beside its
number in the legend, so that it does not have to fit into the drawing. The line is at the start of
its week: the marks right of it are of this week and later ones. Flags that would overlap are merged
into one, labelled with their first and last number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from reflect.charts import axis_rows, sentences, svg
from reflect.charts.dates import format_day, round_half_up
from reflect.charts.plot_area import LABEL_LINE_HEIGHT, PlotArea
from reflect.charts.scale_style import scale_style
from reflect.charts.series import ChartScale, Panel, Picture, Point
from reflect.charts.svg import Coordinate, Legend, element, text_element
from reflect.core.i18n import _
from reflect.core.week_entries import ChangeMarker

_LETTER_WIDTH = 8.6  # of a title, at most
_FLAG_AREA_HEIGHT = 24.0  # above the first panel
_FLAG_HEIGHT, _FLAG_TOP = 20.0, 2.0
_DIGIT_WIDTH = 9.0  # of a label, at most
_MIN_GAP = 3.0  # between two flags


def draw_chart(picture: Picture, *, is_wide: bool, prefix: str = "picture") -> Markup:
    """The drawing for 40 rem and more and for print, or for a phone.

    That for a phone has fewer labels, so that none has to be smaller. `prefix` makes ids unique on
    a page.
    """
    above = _FLAG_AREA_HEIGHT if picture.changes else 0
    area = PlotArea.for_weeks(len(picture.weeks), is_wide=is_wide, above=above)
    tops, floor = area.place_panels(len(picture.panels))
    panels = [_draw_panel(*pair, area) for pair in zip(picture.panels, tops, strict=True)]
    rows, end = axis_rows.draw_axis_rows(picture, area, floor)
    months, bottom = axis_rows.draw_month_labels(picture, area, end)
    flags = _draw_change_flags(picture, area, end)
    events = _draw_away_weeks(picture, area, end), _draw_supervision_lines(picture, area, floor)
    return svg.titled_drawing(
        (*events, *flags, *panels, *rows, *months),
        (area.width, bottom),
        title=sentences.format_chart_title(picture),
        cls=area.name,
        prefix=prefix,
    )


def draw_value_strip(
    scale: ChartScale, value: float | None, limits: tuple[float, float, float] | None = None
) -> Markup:
    """One value on a line from the low to the high end of its scale, with the usual range."""

    def x(value: float) -> float:
        return 300 * (value - scale.low) / (scale.high - scale.low)

    parts = [svg.path("grid", "M0 16H300M0 12v8M300 12v8")]
    if limits:
        lower, mean, upper = map(x, limits)
        size = {"width": upper - lower, "height": 20}
        parts.append(element("rect", cls="range", x=lower, y=6, **size, rx=3))
        parts.append(svg.path("usual", f"M{svg.format_number(mean)} 4v24"))
    if value is not None:
        outline = svg.repeat_shape([(x(value), 16)], scale_style(scale).shape(6))
        parts.append(svg.path("point marked", outline))
    cls = scale_style(scale).cls
    return svg.drawing(*parts, viewBox="-6 0 312 34", aria_hidden="true", cls=cls)


def build_chart_legend(picture: Picture) -> Legend:
    """The legend of the marks in this picture."""
    marks = {point.mark for panel in picture.panels for point in panel.points}
    stages = {period.stage for panel in picture.panels for period in panel.baseline_periods}
    band = element("rect", cls="range", x=0, y=0, width=26, height=16)
    band += svg.path("usual", "M0 8h26")
    dot, filled = (svg.draw_legend_mark(cls, svg.circle(4)) for cls in ("point", "point marked"))
    ringed = svg.draw_legend_mark("point marked", svg.circle(3))
    ringed += svg.draw_legend_mark("ring", svg.circle(6.5))
    away = element("rect", cls="away", x=7, y=0, width=12, height=16)
    supervision = svg.draw_legend_mark("met", svg.diamond(4.5, 1.45))
    pattern = _(
        "part of a pattern: seven or more on one side, or in one direction, or near a limit"
    )
    flags = [
        (True, _draw_legend_flag(number), describe_change_flag(change, picture))
        for number, change in enumerate(picture.changes, 1)
    ]
    return svg.build_legend(
        (None in marks, dot, _("a week")),
        ("side" in marks, filled, pattern),
        ("outside" in marks, ringed, _("outside your usual range")),
        ("usual" in stages, band, _("your usual level and range")),
        ("trial" in stages, band, _("trial level and range")),
        (picture.away_weeks, away, _("a week away")),
        (picture.supervised_weeks, supervision, _("formal supervision")),
        *flags,
    )


def _draw_away_weeks(picture: Picture, area: PlotArea, end: float) -> str:
    """A pale column for each run of weeks away."""
    bars = [
        (area.left + (run[0] - picture.first) * area.step, len(run) * area.step, end - area.top)
        for run in picture.away_runs
    ]
    return svg.path("away", svg.bars_path(end, bars))


def _draw_supervision_lines(picture: Picture, area: PlotArea, floor: float) -> str:
    """A thin line through all panels at each formal supervision; none if marks are dense."""
    if area.is_dense:
        return ""
    centres = (area.x(week - picture.first) for week in picture.supervised_weeks)
    return svg.path("met-line", svg.polyline([(x, area.top), (x, floor)] for x in centres))


def draw_scale_heading(scale: ChartScale, left: float, y: float) -> str:
    """The mark of a scale and its title, whose baseline is at `y`."""
    sign = svg.repeat_shape([(left + 5, y - 5)], scale_style(scale).shape(4.5))
    return svg.path("point marked", sign) + text_element(left + 17, y, scale.title, "title")


def draw_scale_panel(scale: ChartScale, area: PlotArea, top: float, *inside: str) -> str:
    """One scale from `top` on: its title, three grid lines, and the parts `inside`."""
    grid, labels = [], []
    for value in (scale.low, (scale.low + scale.high) / 2, scale.high):
        y = area.y(top, scale, value)
        grid.append([(area.left, y), (area.right, y)])
        labels.append(text_element(area.left - 6, y + 4, svg.format_number(value), "end"))
    return element(
        "g",
        draw_scale_heading(scale, area.left, top - 9),
        svg.path("grid", svg.polyline(grid)),
        *labels,
        *inside,
        cls=scale_style(scale).cls,
    )


def _draw_panel(panel: Panel, top: float, area: PlotArea) -> str:
    inside = (*_draw_limits(panel, area, top), *_draw_points(panel, area, top))
    return draw_scale_panel(panel.scale, area, top, *inside)


def _draw_limits(panel: Panel, area: PlotArea, top: float) -> list[str]:
    parts = []
    for period in panel.baseline_periods:
        if period.limits:
            low, middle, high = (area.y(top, panel.scale, value) for value in period.limits)
            left = area.week_start_x(period.start)
            right = area.right if period.end is None else area.week_start_x(period.end)
            parts += [
                element("rect", cls="range", x=left, y=high, width=right - left, height=low - high),
                svg.path("usual", svg.polyline([[(left, middle), (right, middle)]])),
            ]
    return parts + _draw_limit_labels(panel, area, top)


def _draw_limit_labels(panel: Panel, area: PlotArea, top: float) -> list[str]:
    """The limits of the latest period beside their lines, moved apart if they would touch."""
    if not panel.limits:
        return []
    lower, mean, upper = map(round_half_up, panel.limits)
    name = _("usual {value}") if panel.stage == "usual" else _("trial {value}")
    label = name.format(value=mean)
    if not area.labels_right:
        title_end = area.left + 17 + _LETTER_WIDTH * len(panel.scale.title)
        fits = title_end + _LETTER_WIDTH * len(label) < area.right
        return [text_element(area.right, top - 9, label, "strong end")] if fits else []
    low, middle, high = (area.y(top, panel.scale, value) for value in panel.limits)
    return [
        text_element(area.right + 8, middle + 4, label, "strong"),
        text_element(area.right + 8, min(high, middle - LABEL_LINE_HEIGHT) + 4, str(upper)),
        text_element(area.right + 8, max(low, middle + LABEL_LINE_HEIGHT) + 4, str(lower)),
    ]


def _draw_points(panel: Panel, area: PlotArea, top: float) -> list[str]:
    def centre(point: Point) -> Coordinate:
        return area.x(point.at), area.y(top, panel.scale, point.value)

    runs = panel.segments
    isolated = {run[0].week for run in runs if len(run) == 1}
    points = [p for p in panel.points if p.mark or not area.is_dense or p.week in isolated]
    plain = [centre(p) for p in points if not p.mark]
    marked = [centre(p) for p in points if p.mark]
    outside = [centre(p) for p in points if p.mark == "outside"]
    shape = scale_style(panel.scale).shape(area.marker_radius)
    ring = svg.circle(2.3 * area.marker_radius)
    return [
        svg.path("path", svg.polyline([centre(p) for p in run] for run in runs if len(run) > 1)),
        svg.path("point", svg.repeat_shape(plain, shape)),
        svg.path("point marked", svg.repeat_shape(marked, shape)),
        svg.path("ring", svg.repeat_shape(outside, ring)),
    ]


@dataclass(frozen=True, slots=True)
class _Flag:
    """Markers that share one flag: their numbers, and the x of the first and the last line."""

    first: int
    last: int
    left: float
    right: float

    @property
    def label(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}\u2013{self.last}"

    @property
    def width(self) -> float:
        return max(_FLAG_HEIGHT, 8 + _DIGIT_WIDTH * len(self.label), self.right - self.left + 6)

    def centre_x(self, area: PlotArea) -> float:
        half = self.width / 2
        return min(max((self.left + self.right) / 2, half), area.width - half)


def _draw_change_flags(picture: Picture, area: PlotArea, end: float) -> list[str]:
    """Flags, and their lines down to `end`; empty without change markers."""
    if not picture.changes:
        return []
    edges = [area.week_start_x(change.week - picture.first) for change in picture.changes]
    lines = svg.polyline([(x, _FLAG_TOP + _FLAG_HEIGHT), (x, end)] for x in edges)
    flags = (_draw_flag(flag, flag.centre_x(area)) for flag in _merge_flags(edges, area))
    return [svg.path("change", lines), *flags]


def _draw_legend_flag(number: int) -> str:
    """The flag of one marker, for the legend."""
    width = max(16, 6 + 10 * len(str(number)))
    box = element("rect", cls="flag", x=13 - width / 2, y=0, width=width, height=16, rx=8)
    return box + text_element(13, 13, str(number), "on-flag")


def describe_change_flag(change: ChangeMarker, picture: Picture) -> str:
    """The legend text of a marker: `marked: a new office, week of 2 March`."""
    text = _("marked: {what}, week of {day}")
    if change.baseline and change.week > picture.first:
        text = _("marked: {what}, week of {day}; your usual range begins anew")
    day = format_day(change.week.monday, picture.spans_years)
    return text.format(what=change.title, day=day)


def _merge_flags(edges: Sequence[float], area: PlotArea) -> list[_Flag]:
    """One flag for each edge, merged with the previous ones while they would overlap."""
    flags: list[_Flag] = []
    for number, x in enumerate(edges, 1):
        flag = _Flag(number, number, x, x)
        while flags and _overlap(flags[-1], flag, area):
            before = flags.pop()
            flag = replace(before, last=flag.last, right=flag.right)
        flags.append(flag)
    return flags


def _overlap(left: _Flag, right: _Flag, area: PlotArea) -> bool:
    distance = right.centre_x(area) - left.centre_x(area)
    return distance < (left.width + right.width) / 2 + _MIN_GAP


def _draw_flag(flag: _Flag, x: float) -> str:
    half = _FLAG_HEIGHT / 2
    box = {"x": x - flag.width / 2, "y": _FLAG_TOP, "width": flag.width, "height": _FLAG_HEIGHT}
    label = text_element(x, _FLAG_TOP + half + 4.7, flag.label, "on-flag")
    return element("rect", cls="flag", **box, rx=half) + label
