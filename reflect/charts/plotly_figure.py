"""Interactive charts: Plotly figures of a picture, as plain dictionaries.

Plotly runs in the browser, to hover, zoom and overlay scales. The server only builds its input, so
that no Plotly, numpy or pandas is loaded. Plotly turns markup in any of its texts into style
attributes, which the content security policy (CSP) forbids. So every text is plain, without angle
brackets, `hoverinfo` is `text` or `skip`, never a template, and dates are on one line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from reflect.charts.dates import format_day, round_half_up
from reflect.charts.scale_style import scale_style
from reflect.charts.series import ChartScale, Line, Panel, Picture, Point
from reflect.charts.table import describe_answered_items
from reflect.core.i18n import _
from reflect.core.weeks import Week

PlotlyObject = dict[str, Any]  # a JSON object
PLOTLY_CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"],
    # a PNG would need a blob: URL
    "toImageButtonOptions": {"format": "svg", "filename": "reflect"},
}
_FAINT = 0.45  # opacity of a week that the sentences are not about
_TOP_MARGIN = 80  # pixels, so that on a phone Plotly's buttons are above the range buttons
_FONT = "-apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of the stylesheet; Plotly cannot read them from CSS classes."""

    paper: str
    sheet: str
    ink: str
    soft: str
    line: str
    connection: str
    supervision: str
    balance: str

    def colour_of(self, scale: ChartScale) -> str:
        """The colour of a scale; ink for those without one of their own."""
        return str(getattr(self, scale_style(scale).cls, self.ink))


LIGHT_PALETTE = Palette(
    "#faf7f0", "#fffefb", "#25221d", "#5d574c", "#ddd5c5", "#2069ae", "#b04a00", "#5b2167"
)
DARK_PALETTE = Palette(
    "#1b1916", "#24211d", "#ece7dd", "#b5ad9f", "#3d3831", "#7db3f5", "#f0994e", "#e6cbf2"
)


def build_scale_figure(panel: Panel, picture: Picture, *, dark: bool = False) -> PlotlyObject:
    """The figure of one scale: its levels, its weeks, and the process chart of each line."""
    palette = DARK_PALETTE if dark else LIGHT_PALETTE
    colour = palette.colour_of(panel.scale)
    data = [
        *chain.from_iterable(_process_traces(line, panel, picture, colour) for line in panel.lines),
        *_level_traces(panel, colour),
        _score_trace(panel, picture, palette),
        *_outside_traces(panel, palette),
    ]
    shapes = _range_shapes(panel, picture, colour)
    return _build_figure(picture, [panel.scale], data, shapes, palette)


def build_overlay_figure(picture: Picture, *, dark: bool = False) -> PlotlyObject:
    """All scales in one figure, without levels and ranges, which would hide each other."""
    palette = DARK_PALETTE if dark else LIGHT_PALETTE
    panels = picture.drawn_panels
    data = [_score_trace(panel, picture, palette) for panel in panels]
    return _build_figure(picture, [panel.scale for panel in panels], data, [], palette)


def strip_markup(text: str) -> str:
    """The text without characters that Plotly would read as markup."""
    return text.replace("<", "").replace(">", "").replace("&", "+")


def _build_figure(
    picture: Picture,
    scales: Sequence[ChartScale],
    data: Sequence[PlotlyObject],
    shapes: Sequence[PlotlyObject],
    palette: Palette,
) -> PlotlyObject:
    """The figure of these scales from their traces and shapes, with the events of the weeks."""
    low = min((scale.low for scale in scales), default=0)
    high = max((scale.high for scale in scales), default=100)
    layout = _build_layout(low, high, palette)
    layout["shapes"] = [*shapes, *_event_shapes(picture, palette)]
    events = _event_traces(picture, low, high, palette)
    return {"data": [*data, *events], "layout": layout, "config": dict(PLOTLY_CONFIG)}


def _score_trace(panel: Panel, picture: Picture, palette: Palette) -> PlotlyObject:
    """The line of scores: a week without a score has no value and leaves a gap."""
    by_week = {point.week: point for point in panel.points}
    points = [by_week.get(week) for week in picture.weeks]
    colour, style = palette.colour_of(panel.scale), scale_style(panel.scale)
    fills = [palette.sheet if point and point.missing else colour for point in points]
    opacities = [1.0 if point and point.is_told else _FAINT for point in points]
    return {
        "type": "scatter",
        "name": strip_markup(panel.scale.title),
        "mode": "lines+markers",
        "connectgaps": False,
        "x": [str(week.monday) for week in picture.weeks],
        "y": [round(point.value, 2) if point else None for point in points],
        "hoverinfo": "text",
        "hovertext": [_hover_text(panel, point) if point else "" for point in points],
        "line": {"color": colour, "width": 2, "dash": style.dash},
        "marker": {
            "symbol": style.symbol,
            "size": 9,
            "color": fills,
            "opacity": opacities,
            "line": {"color": colour, "width": 1.75},
        },
    }


def _outside_traces(panel: Panel, palette: Palette) -> list[PlotlyObject]:
    outside = [point for point in panel.points if point.process_mark == "outside"]
    colour = palette.colour_of(panel.scale)
    line = {"color": colour, "width": 1.5}
    trace = {
        "type": "scatter",
        "name": _("outside the process limits"),
        "mode": "markers",
        "x": [str(point.week.monday) for point in outside],
        "y": [round(point.value, 2) for point in outside],
        "hoverinfo": "skip",
        "marker": {"symbol": "circle-open", "size": 19, "color": colour, "line": line},
    }
    return [trace] if outside else []


def _level_traces(panel: Panel, colour: str) -> list[PlotlyObject]:
    names = [_("level: {value}")]
    if len(panel.levels) > 1:
        names = [_("level before: {value}"), _("level now: {value}")]
    return [
        _stroke(name.format(value=round_half_up(level.value)), level.first, level.last, level.value)
        | {"line": {"color": colour, "width": 3, "dash": "solid"}}
        for name, level in zip(names, panel.levels, strict=False)
    ]


def _process_traces(line: Line, panel: Panel, picture: Picture, colour: str) -> list[PlotlyObject]:
    """Average and limits of a process chart, within the scale; none before twelve weeks."""
    if line.process is None:
        return []
    first = line.since or picture.first
    last = line.until + -1 if line.until else picture.last
    values = (
        (_("lower process limit: {value}"), max(line.process.lower, panel.scale.low)),
        (_("process average: {value}"), line.process.mean),
        (_("upper process limit: {value}"), min(line.process.upper, panel.scale.high)),
    )
    return [
        _stroke(name.format(value=round_half_up(value)), first, last, value)
        | {"line": {"color": colour, "width": 0.75, "dash": "dash"}}
        for name, value in values
    ]


def _stroke(name: str, first: Week, last: Week, value: float) -> PlotlyObject:
    """A horizontal line at a value, from one week to another."""
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines",
        "x": [str(first.monday), str(last.monday)],
        "y": [round(value, 2)] * 2,
        "hoverinfo": "skip",
    }


def _range_shapes(panel: Panel, picture: Picture, colour: str) -> list[PlotlyObject]:
    usual, first = panel.finding.usual_range, panel.finding.first
    if usual is None or first is None:
        return []
    heights = {"yref": "y", "y0": round(usual[0], 2), "y1": round(usual[1], 2)}
    return [_week_box(first, picture.last, colour, 0.13) | heights]


def _build_layout(low: float, high: float, palette: Palette) -> PlotlyObject:
    margin = (high - low) * 0.05
    axis = {"gridcolor": palette.line, "linecolor": palette.line, "zeroline": False}
    buttons = _range_buttons()
    ranges = {"bgcolor": palette.sheet, "activecolor": palette.line, "buttons": buttons}
    x_axis = {"type": "date", "tickformat": "%-d %b %Y", "nticks": 7, "rangeselector": ranges}
    y_range = [low - margin, high + margin]
    y_axis = {"range": y_range, "fixedrange": True, "tick0": low, "nticks": 6}
    return {
        "font": {"family": _FONT, "size": 14, "color": palette.soft},
        "paper_bgcolor": palette.paper,
        "plot_bgcolor": palette.paper,
        "margin": {"l": 44, "r": 12, "t": _TOP_MARGIN, "b": 40},
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": palette.sheet, "font": {"color": palette.ink, "size": 14}},
        "legend": {"orientation": "h", "y": -0.15},
        "showlegend": True,
        "dragmode": "zoom",
        "xaxis": axis | x_axis,
        "yaxis": axis | y_axis,
    }


def _range_buttons() -> Sequence[PlotlyObject]:
    spans = ((3, _("3 months")), (6, _("6 months")), (12, _("1 year")))
    buttons = [
        {"count": months, "step": "month", "stepmode": "backward", "label": label}
        for months, label in spans
    ]
    return [*buttons, {"step": "all", "label": _("All weeks")}]


def _hover_text(panel: Panel, point: Point) -> str:
    text = _("Week of {day}: {scale} {value}")
    if point.process_mark == "outside":
        text = _("Week of {day}: {scale} {value}, outside the process limits")
    elif point.process_mark == "pattern":
        text = _("Week of {day}: {scale} {value}, in a process pattern")
    day, title = format_day(point.week.monday, year=True), strip_markup(panel.scale.title)
    text = text.format(day=day, scale=title, value=round_half_up(point.value))
    return f"{text}, {describe_answered_items(panel.scale, point)}" if point.missing else text


def _event_shapes(picture: Picture, palette: Palette) -> list[PlotlyObject]:
    """A pale column for each run of weeks away, a dashed line at each change marker."""
    height = {"yref": "paper", "y0": 0, "y1": 1}
    away = [_week_box(run[0], run[-1], palette.line, 0.45) | height for run in picture.away_runs]
    line = {"color": palette.ink, "width": 1.25, "dash": "dash"}
    changes = [
        {"type": "line", "xref": "x", "x0": day, "x1": day, **height, "line": line}
        for day in (_start_of(change.week) for change in picture.changes)
    ]
    return [*away, *changes]


def _week_box(first: Week, last: Week, colour: str, opacity: float) -> PlotlyObject:
    """A shape over whole weeks, half a week either side of their Mondays."""
    return {
        "type": "rect",
        "xref": "x",
        "x0": _start_of(first),
        "x1": _start_of(last + 1),
        "fillcolor": colour,
        "opacity": opacity,
        "layer": "below",
        "line": {"width": 0},
    }


def _start_of(week: Week) -> str:
    """Half a week before the Monday at which the mark of a week is drawn."""
    return f"{(week + -1).days[3]}T12:00:00"


def _event_traces(
    picture: Picture, low: float, high: float, palette: Palette
) -> list[PlotlyObject]:
    """Supervision at the low end of the scale, change markers at the high end."""
    held, changed = _("Formal supervision, week of {day}"), _("Marked: {what}, week of {day}")
    meetings = [
        (str(week.monday), held.format(day=format_day(week.monday, year=True)))
        for week in picture.supervised_weeks
    ]
    changes = []
    for each in picture.changes:
        what, day = strip_markup(each.title), format_day(each.week.monday, year=True)
        changes.append((_start_of(each.week), changed.format(what=what, day=day)))
    diamond = {"symbol": "diamond-tall", "size": 11, "color": palette.ink}
    arrow = {"symbol": "triangle-down", "size": 12, "color": palette.ink}
    return [
        *_marker_trace(_("formal supervision"), meetings, low, diamond),
        *_marker_trace(_("what you marked"), changes, high, arrow),
    ]


def _marker_trace(
    name: str, marks: Sequence[tuple[str, str]], height: float, marker: PlotlyObject
) -> list[PlotlyObject]:
    """One trace of marks at one height, each with its day and hover text; none without marks."""
    days, texts = [day for day, _text in marks], [text for _day, text in marks]
    trace: PlotlyObject = {"type": "scatter", "name": name, "mode": "markers", "hoverinfo": "text"}
    trace |= {"x": days, "y": [height] * len(days), "hovertext": texts, "marker": marker}
    return [trace] if marks else []
