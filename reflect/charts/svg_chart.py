"""A picture as SVG, wide and narrow, so that it is there at once, on paper, and without a script.

All panels share one time axis. Colour, line and fill come from the classes of the stylesheet; shape
says the scale once more. Hollow: an ordinary week. Filled: part of a signal. Filled with a ring:
outside the range. Where weeks come so close that marks would touch, only marked and lone weeks keep
theirs, and a column stands for several weeks.
"""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from reflect.charts import axis_rows, change_flags, sentences, svg
from reflect.charts.dates import round_half_up
from reflect.charts.plot_area import LABEL_LINE_HEIGHT, PlotArea
from reflect.charts.series import BaselinePeriod, ChartScale, Panel, Picture, Point
from reflect.charts.svg import Coordinate, element, text_element
from reflect.core.i18n import _

COLOURED_SCALES = (
    "connection",
    "supervision",
    "balance",
)  # the scales that the stylesheet has a colour for
_LETTER = 8.6  # the width of a letter of a title, on the safe side


def draw_wide_chart(picture: Picture, prefix: str = "picture") -> str:
    """The drawing for 40 rem and more, and for paper. `prefix` keeps ids apart on one page."""
    return _draw(picture, is_wide=True, prefix=prefix)


def draw_narrow_chart(picture: Picture, prefix: str = "picture") -> str:
    """The drawing for a phone: fewer labels, so that none shrinks."""
    return _draw(picture, is_wide=False, prefix=prefix)


def draw_value_strip(
    scale: ChartScale, value: float | None, limits: tuple[float, float, float] | None = None
) -> str:
    """One value on a line from the low to the high end of its scale, beside one's usual."""
    low, high = scale.low, scale.high

    def x(of: float) -> float:
        return 300 * (of - low) / (high - low)

    parts = [element("path", cls="grid", d="M0 16H300M0 12v8M300 12v8")]
    if limits:
        lower, mean, upper = map(x, limits)
        parts.append(
            element("rect", cls="range", x=lower, y=6, width=upper - lower, height=20, rx=3)
        )
        parts.append(element("path", cls="usual", d=f"M{svg.format_number(mean)} 4v24"))
    if value is not None:
        outline = svg.repeat_shape([(x(value), 16)], marker_shape(scale, 6))
        parts.append(element("path", cls="point marked", d=outline))
    cls = scale_class(scale)
    return element("svg", *parts, viewBox="-6 0 312 34", aria_hidden="true", cls=cls)


def build_chart_legend(picture: Picture) -> list[tuple[str, str]]:
    """A small drawing and its meaning, for everything that stands in this picture."""
    seen = {point.mark for panel in picture.panels for point in panel.points}
    stages = {stretch.stage for panel in picture.panels for stretch in panel.baseline_periods}
    band = element("rect", cls="range", x=0, y=0, width=26, height=16)
    band += element("path", cls="usual", d="M0 8h26")
    dot, filled = (_key_mark(cls, 4) for cls in ("point", "point marked"))
    ringed = _key_mark("point marked", 3) + _key_mark("ring", 6.5)
    away = element("rect", cls="away", x=7, y=0, width=12, height=16)
    met = element("path", cls="met", d=svg.repeat_shape([(13, 8)], svg.diamond(4.5, 1.45)))
    parts = (
        (None in seen, dot, _("a week")),
        (
            "side" in seen,
            filled,
            _("part of a pattern: seven or more on one side, or in one direction, or near a limit"),
        ),
        ("outside" in seen, ringed, _("outside your usual range")),
        ("usual" in stages, band, _("your usual level and range")),
        ("trial" in stages, band, _("trial level and range")),
        (bool(picture.away_weeks), away, _("a week away")),
        (bool(picture.supervised_weeks), met, _("formal supervision")),
        *(
            (
                True,
                change_flags.draw_legend_flag(number),
                change_flags.describe_change_flag(change, picture),
            )
            for number, change in enumerate(picture.changes, 1)
        ),
    )
    return [
        (element("svg", drawn, viewBox="0 0 26 16", aria_hidden="true"), meaning)
        for is_there, drawn, meaning in parts
        if is_there
    ]


def _key_mark(cls: str, r: float) -> str:
    return element("path", cls=cls, d=svg.repeat_shape([(13, 8)], svg.circle(r)))


def scale_class(scale: ChartScale) -> str:
    """The class that gives a scale its colour; `other` for scales without one of their own."""
    return scale.id if scale.id in COLOURED_SCALES else "other"


def _draw(picture: Picture, *, is_wide: bool, prefix: str) -> str:
    above = change_flags.FLAG_AREA_HEIGHT if picture.changes else 0
    frame = PlotArea.for_weeks(len(picture.weeks), is_wide=is_wide, above=above)
    floor = frame.top + (len(picture.panels) - 1) * frame.pitch + frame.height
    rows, end = axis_rows.draw_axis_rows(picture, frame, floor)
    panels = [
        _panel(panel, frame, frame.top + n * frame.pitch) for n, panel in enumerate(picture.panels)
    ]
    title, note = f"{prefix}-{frame.name}-t", f"{prefix}-{frame.name}-d"
    months, bottom = axis_rows.draw_month_labels(picture, frame, end)
    return element(
        "svg",
        element("title", escape(sentences.format_chart_title(picture)), id=title),
        element("desc", escape(sentences.format_chart_note()), id=note),
        _away(picture, frame, end),
        _met_lines(picture, frame, floor),
        *change_flags.draw_change_flags(picture, frame, end),
        *panels,
        *rows,
        *months,
        cls=frame.name,
        viewBox=f"0 0 {svg.format_number(frame.width)} {svg.format_number(bottom)}",
        role="img",
        aria_labelledby=f"{title} {note}",
    )


def _away(picture: Picture, frame: PlotArea, end: float) -> str:
    """A pale column for each stretch of weeks away."""
    at = [week - picture.first for week in picture.away_weeks]
    stretches = [
        [place for _n, place in stretch]
        for _key, stretch in groupby(enumerate(at), key=lambda pair: pair[1] - pair[0])
    ]
    bars = [
        (frame.left + each[0] * frame.step, len(each) * frame.step, end - frame.top)
        for each in stretches
    ]
    return element("path", cls="away", d=svg.bars_path(end, bars)) if bars else ""


def _met_lines(picture: Picture, frame: PlotArea, floor: float) -> str:
    """A thin line through all panels at each formal supervision; none where all is close."""
    if frame.is_dense or not picture.supervised_weeks:
        return ""
    at = [frame.x(week - picture.first) for week in picture.supervised_weeks]
    runs = [[(x, frame.top), (x, floor)] for x in at]
    return element("path", cls="met-line", d=svg.polyline(runs))


def draw_scale_panel(scale: ChartScale, frame: PlotArea, top: float, *inside: str) -> str:
    """One scale from `top` on: its name, three lines across, and what stands between them."""
    grid, labels = [], []
    for value in (scale.low, (scale.low + scale.high) / 2, scale.high):
        y = frame.y(top, scale, value)
        grid.append([(frame.left, y), (frame.right, y)])
        labels.append(text_element(frame.left - 6, y + 4, svg.format_number(value), "end"))
    sign = svg.repeat_shape([(frame.left + 5, top - 14)], marker_shape(scale, 4.5))
    return element(
        "g",
        element("path", cls="point marked", d=sign),
        text_element(frame.left + 17, top - 9, scale.title, "title"),
        element("path", cls="grid", d=svg.polyline(grid)),
        *labels,
        *inside,
        cls=scale_class(scale),
    )


def _panel(panel: Panel, frame: PlotArea, top: float) -> str:
    inside = (*_limits(panel, frame, top), *_points(panel, frame, top))
    return draw_scale_panel(panel.scale, frame, top, *inside)


def _limits(panel: Panel, frame: PlotArea, top: float) -> list[str]:
    drawn = [
        part for each in panel.baseline_periods for part in _range(panel.scale, each, frame, top)
    ]
    return [*drawn, *(_limit_labels(panel, frame, top) if panel.limits else [])]


def _range(scale: ChartScale, stretch: BaselinePeriod, frame: PlotArea, top: float) -> list[str]:
    if not stretch.limits:
        return []
    low, middle, high = (frame.y(top, scale, value) for value in stretch.limits)
    left = frame.week_start_x(stretch.start)
    right = frame.right if stretch.end is None else frame.week_start_x(stretch.end)
    usual = svg.polyline([[(left, middle), (right, middle)]])
    return [
        element("rect", cls="range", x=left, y=high, width=right - left, height=low - high),
        element("path", cls="usual", d=usual),
    ]


def _limit_labels(panel: Panel, frame: PlotArea, top: float) -> list[str]:
    """The figures of the latest stretch beside their lines, moved apart where they would touch."""
    lower, mean, upper = map(round_half_up, panel.limits or ())
    name = _("usual {value}") if panel.stage == "usual" else _("trial {value}")
    label = name.format(value=mean)
    if not frame.labels_right:
        ends = frame.left + 17 + _LETTER * len(panel.scale.title)
        fits = ends + _LETTER * len(label) < frame.right
        return [text_element(frame.right, top - 9, label, "strong end")] if fits else []
    low, middle, high = (frame.y(top, panel.scale, value) for value in panel.limits or ())
    return [
        text_element(frame.right + 8, middle + 4, label, "strong"),
        text_element(frame.right + 8, min(high, middle - LABEL_LINE_HEIGHT) + 4, str(upper)),
        text_element(frame.right + 8, max(low, middle + LABEL_LINE_HEIGHT) + 4, str(lower)),
    ]


def _points(panel: Panel, frame: PlotArea, top: float) -> list[str]:
    def place(point: Point) -> Coordinate:
        return frame.x(point.at), frame.y(top, panel.scale, point.value)

    runs = panel.segments
    lone = {run[0].week for run in runs if len(run) == 1}
    shown = [p for p in panel.points if p.mark or not frame.is_dense or p.week in lone]
    shape, ring = (
        marker_shape(panel.scale, frame.marker_radius),
        svg.circle(2.3 * frame.marker_radius),
    )
    layers: Sequence[tuple[str, list[Coordinate], tuple[Coordinate, str]]] = (
        ("point", [place(p) for p in shown if not p.mark], shape),
        ("point marked", [place(p) for p in shown if p.mark], shape),
        ("ring", [place(p) for p in shown if p.mark == "outside"], ring),
    )
    lines = svg.polyline([place(point) for point in run] for run in runs if len(run) > 1)
    return [
        *([element("path", cls="path", d=lines)] if lines else []),
        *(element("path", cls=cls, d=svg.repeat_shape(at, of)) for cls, at, of in layers if at),
    ]


def marker_shape(scale: ChartScale, r: float) -> tuple[Coordinate, str]:
    """The mark of a scale, as large as a circle of radius `r`: it says the scale without colour."""
    shapes = {
        "connection": svg.circle(r),
        "supervision": svg.square(r),
        "balance": svg.triangle(r),
    }
    return shapes.get(scale.id) or svg.diamond(1.2 * r)
