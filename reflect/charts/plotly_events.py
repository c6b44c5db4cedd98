"""Colours of Plotly figures, and events (away, supervision, changes) as shapes and traces."""

from dataclasses import dataclass
from typing import Any

from reflect.charts.dates import format_day
from reflect.charts.series import ChartScale, Picture
from reflect.core.i18n import _
from reflect.core.weeks import Week


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
        colours = {
            "connection": self.connection,
            "supervision": self.supervision,
            "balance": self.balance,
        }
        return colours.get(scale.id, self.ink)


PlotlyObject = dict[str, Any]  # a JSON object
LIGHT_PALETTE = Palette(
    "#faf7f0", "#fffefb", "#25221d", "#5d574c", "#ddd5c5", "#2069ae", "#b04a00", "#5b2167"
)
DARK_PALETTE = Palette(
    "#1b1916", "#24211d", "#ece7dd", "#b5ad9f", "#3d3831", "#7db3f5", "#f0994e", "#e6cbf2"
)


def build_event_shapes(picture: Picture, palette: Palette) -> list[PlotlyObject]:
    """A pale column for each run of weeks away, a dashed line at each change marker."""
    height = {"yref": "paper", "y0": 0, "y1": 1}
    away = [
        build_week_box(run[0], run[-1], palette.line, 0.45) | height for run in picture.away_runs
    ]
    line = {"color": palette.ink, "width": 1.25, "dash": "dash"}
    changes = [
        {"type": "line", "xref": "x", "x0": day, "x1": day, **height, "line": line}
        for day in (_start_of(change.week) for change in picture.changes)
    ]
    return [*away, *changes]


def build_event_traces(
    picture: Picture, low: float, high: float, palette: Palette
) -> list[PlotlyObject]:
    """Supervision at the low end of the scale, change markers at the high end."""
    return [*_supervision_trace(picture, low, palette), *_change_trace(picture, high, palette)]


def build_week_box(first: Week, last: Week, colour: str, opacity: float) -> PlotlyObject:
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


def strip_markup(text: str) -> str:
    """The text without characters that Plotly would read as markup."""
    return text.replace("<", "").replace(">", "").replace("&", "+")


def _start_of(week: Week) -> str:
    """Half a week before the Monday at which the mark of a week is drawn."""
    return f"{(week + -1).days[3]}T12:00:00"


def _supervision_trace(picture: Picture, low: float, palette: Palette) -> list[PlotlyObject]:
    text, weeks = _("Formal supervision, week of {day}"), picture.supervised_weeks
    texts = [text.format(day=format_day(week.monday, year=True)) for week in weeks]
    marker = {"symbol": "diamond-tall", "size": 11, "color": palette.ink}
    days = [str(week.monday) for week in weeks]
    return _marker_trace(_("formal supervision"), days, low, texts, marker)


def _change_trace(picture: Picture, high: float, palette: Palette) -> list[PlotlyObject]:
    text, changes = _("Marked: {what}, week of {day}"), picture.changes
    texts = [
        text.format(what=strip_markup(change.title), day=format_day(change.week.monday, year=True))
        for change in changes
    ]
    marker = {"symbol": "triangle-down", "size": 12, "color": palette.ink}
    days = [_start_of(change.week) for change in changes]
    return _marker_trace(_("what you marked"), days, high, texts, marker)


def _marker_trace(
    name: str, days: list[str], height: float, texts: list[str], marker: PlotlyObject
) -> list[PlotlyObject]:
    """One trace of marks at one height, each with a hover text; none without days."""
    trace: PlotlyObject = {"type": "scatter", "name": name, "mode": "markers", "hoverinfo": "text"}
    trace |= {"x": days, "y": [height] * len(days), "hovertext": texts, "marker": marker}
    return [trace] if days else []
