"""A picture as static SVG, wide and narrow: shown at once, in print, and without JavaScript.

All panels share one time axis. Colour, line and fill come from CSS classes; the shape of a mark
identifies the scale without colour. Single weeks are faint, levels solid. A filled mark is a week
that the sentences are about; a hollow one is a week in which a statement has no answer. If marks
would touch, only those that the sentences are about and those of isolated weeks are drawn, and a
column represents several weeks.

A change marker is a numbered flag above the panels, and a line through them. Its text is beside its
number in the legend, so that it does not have to fit into the drawing. The line is at the start of
its week: the marks right of it are of this week and later ones. Flags that would overlap are merged
into one, labelled with their first and last number.

Where the page gives addresses of weeks, each answered week is a link. The drawing is hidden from
assistive technology then, because the table has the same links.
"""

from collections.abc import Callable, Iterable, Sequence
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
from reflect.core.weeks import Week

_LETTER_WIDTH = 8.6  # of a title, at most
_FLAG_AREA_HEIGHT = 24.0  # above the first panel
_FLAG_HEIGHT, _FLAG_TOP = 20.0, 2.0
_DIGIT_WIDTH = 9.0  # of a label, at most
_MIN_GAP = 3.0  # between two flags


WeekAddress = Callable[[Week], str]


def draw_chart(
    picture: Picture,
    *,
    is_wide: bool,
    prefix: str = "picture",
    week_address: WeekAddress | None = None,
) -> Markup:
    """The drawing for 40 rem and more and for print, or for a phone.

    That for a phone has fewer labels, so that none has to be smaller. `prefix` makes ids unique on
    a page; `week_address` gives the page of a week.
    """
    above = _FLAG_AREA_HEIGHT if picture.changes else 0
    area = PlotArea.for_weeks(len(picture.weeks), is_wide=is_wide, above=above)
    panels = picture.drawn_panels
    tops, floor = area.place_panels(len(panels))
    drawn = [_draw_panel(*pair, area) for pair in zip(panels, tops, strict=True)]
    rows, end = axis_rows.draw_axis_rows(picture, area, floor)
    months, bottom = axis_rows.draw_month_labels(picture, area, end)
    flags = _draw_change_flags(picture, area, end)
    parts = _draw_away_weeks(picture, area, end), *flags, *drawn, *rows, *months
    if week_address is None:
        title, size = sentences.format_chart_title(picture), (area.width, bottom)
        return svg.titled_drawing(parts, size, title=title, cls=area.name, prefix=prefix)
    links = _draw_week_links(picture, area, tops, week_address)
    view_box = f"0 0 {svg.format_number(area.width)} {svg.format_number(bottom)}"
    return svg.drawing(*parts, *links, cls=area.name, viewBox=view_box, aria_hidden="true")


def draw_value_strip(
    scale: ChartScale,
    value: float | None,
    level: float | None = None,
    usual_range: tuple[float, float] | None = None,
) -> Markup:
    """One value on a line from the low to the high end of its scale, with its level and range."""

    def x(value: float) -> float:
        return 300 * (value - scale.low) / (scale.high - scale.low)

    parts = [svg.path("grid", "M0 16H300M0 12v8M300 12v8")]
    if usual_range:
        lower, upper = map(x, usual_range)
        size = {"width": upper - lower, "height": 20}
        parts.append(element("rect", cls="range", x=lower, y=6, **size, rx=3))
    if level is not None:
        parts.append(svg.path("level", f"M{svg.format_number(x(level))} 4v24"))
    if value is not None:
        outline = svg.repeat_shape([(x(value), 16)], scale_style(scale).shape(6))
        parts.append(svg.path("point marked", outline))
    cls = scale_style(scale).cls
    return svg.drawing(*parts, viewBox="-6 0 312 34", aria_hidden="true", cls=cls)


def build_chart_legend(picture: Picture) -> Legend:
    """The legend of the marks in this picture."""
    panels = picture.drawn_panels
    points = [point for panel in panels for point in panel.points]
    dot, partial, told = (
        svg.draw_legend_mark(cls, svg.circle(4))
        for cls in ("single", "point partial", "point marked")
    )
    level = svg.path("level", "M0 8h26")
    band, since = (
        element("rect", cls=cls, x=0, y=0, width=26, height=16) for cls in ("range", "since")
    )
    away = element("rect", cls="away", x=7, y=0, width=12, height=16)
    supervision = svg.draw_legend_mark("met", svg.diamond(4.5, 1.45))
    flags = [
        (True, _draw_legend_flag(number), describe_change_flag(change, picture))
        for number, change in enumerate(picture.changes, 1)
    ]
    return svg.build_legend(
        (any(not p.missing for p in points), dot, _("a week")),
        (any(p.missing for p in points), partial, _("a week with a statement left out")),
        (any(p.is_told for p in points), told, _("a week that the sentences are about")),
        (any(panel.levels for panel in panels), level, _("your level")),
        (any(p.finding.usual_range for p in panels), band, _("where single weeks usually are")),
        (any(p.finding.change for p in panels), since, _("the time since a change")),
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
    parts = _draw_range(panel, area, top), *_draw_points(panel, area, top)
    levels = _draw_levels(panel, area, top)
    return draw_scale_panel(panel.scale, area, top, *filter(None, parts), *levels)


def _draw_range(panel: Panel, area: PlotArea, top: float) -> str:
    """The band of usual single weeks, or the time since a change."""
    finding, scale, weeks = panel.finding, panel.scale, panel.points
    if not weeks or finding.first is None:
        return ""
    first = weeks[0].week + -weeks[0].at
    right = area.week_start_x(weeks[-1].at + 1)
    if finding.change:
        left = area.week_start_x(finding.change.since - first)
        size = {"width": right - left, "height": area.height}
        return element("rect", cls="since", x=left, y=top, **size)
    if finding.usual_range is None:
        return ""
    low, high = (area.y(top, scale, value) for value in finding.usual_range)
    left = area.week_start_x(finding.first - first)
    return element("rect", cls="range", x=left, y=high, width=right - left, height=low - high)


def _draw_levels(panel: Panel, area: PlotArea, top: float) -> list[str]:
    """The strokes of the levels, and their numbers right of the plot or of the title."""
    levels = panel.levels
    if not levels:
        return []
    first = panel.points[0].week + -panel.points[0].at
    strokes = [
        [
            (area.week_start_x(level.first - first), area.y(top, panel.scale, level.value)),
            (area.week_start_x(level.last - first + 1), area.y(top, panel.scale, level.value)),
        ]
        for level in levels
    ]
    return [svg.path("level", svg.polyline(strokes)), *_draw_level_labels(panel, area, top)]


def _draw_level_labels(panel: Panel, area: PlotArea, top: float) -> list[str]:
    values = [round_half_up(level.value) for level in panel.levels]
    if len(values) == 1:
        texts = [_("about {value}").format(value=values[0])]
    else:
        texts = [
            text.format(value=value)
            for text, value in zip((_("before {value}"), _("now {value}")), values, strict=True)
        ]
    if not area.labels_right:
        label = ", ".join(texts)
        title_end = area.left + 17 + _LETTER_WIDTH * len(panel.scale.title)
        fits = title_end + _LETTER_WIDTH * len(label) < area.right
        return [text_element(area.right, top - 9, label, "strong end")] if fits else []
    places = [area.y(top, panel.scale, level.value) + 4 for level in panel.levels]
    if len(places) == 2 and abs(places[0] - places[1]) < LABEL_LINE_HEIGHT:
        shift = LABEL_LINE_HEIGHT if places[0] > places[1] else -LABEL_LINE_HEIGHT
        places[0] = places[1] + shift
    return [
        text_element(area.right + 8, y, text, "strong")
        for y, text in zip(places, texts, strict=True)
    ]


def _draw_points(panel: Panel, area: PlotArea, top: float) -> list[str]:
    def centres(points: Iterable[Point]) -> list[Coordinate]:
        return [(area.x(p.at), area.y(top, panel.scale, p.value)) for p in points]

    runs = panel.segments
    isolated = {run[0].week for run in runs if len(run) == 1}
    drawn = [p for p in panel.points if p.is_told or not area.is_dense or p.week in isolated]
    kinds = {
        "single": [p for p in drawn if not p.is_told and not p.missing],
        "point partial": [p for p in drawn if not p.is_told and p.missing],
        "point marked": [p for p in drawn if p.is_told and not p.missing],
        "point marked partial": [p for p in drawn if p.is_told and p.missing],
    }
    shape = scale_style(panel.scale).shape(area.marker_radius)
    strokes = svg.polyline([centres(run) for run in runs if len(run) > 1])
    marks = [svg.path(cls, svg.repeat_shape(centres(kinds[cls]), shape)) for cls in kinds]
    return [svg.path("path faint", strokes), *marks]


def _draw_week_links(
    picture: Picture, area: PlotArea, tops: Sequence[float], week_address: WeekAddress
) -> list[str]:
    """A link over each answered week, as high as the panels; not reached by the Tab key."""
    if area.is_dense:
        return []
    height = tops[-1] + area.height - tops[0] if tops else 0
    return [
        element(
            "a",
            element(
                "rect",
                cls="hit",
                x=area.week_start_x(week - picture.first),
                y=area.top,
                width=area.step,
                height=height,
            ),
            href=week_address(week),
            tabindex="-1",
        )
        for week, entry in picture.entries.items()
        if not entry.away
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
        text = _("marked: {what}, week of {day}; compared from here on")
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
