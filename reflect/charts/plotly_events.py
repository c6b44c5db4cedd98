"""The colours of the stylesheet, for a library that cannot read them from classes.

What happened in the weeks, as shapes and traces of a Plotly figure: away, supervision, marks.
"""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reflect.charts.dates import format_day
from reflect.charts.series import ChartScale, Picture
from reflect.core.i18n import _
from reflect.core.weeks import Week


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of the stylesheet, which a canvas cannot read from classes."""

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
        named = {
            "connection": self.connection,
            "supervision": self.supervision,
            "balance": self.balance,
        }
        return named.get(scale.id, self.ink)


LIGHT_PALETTE = Palette(
    "#faf7f0", "#fffefb", "#25221d", "#5d574c", "#ddd5c5", "#2069ae", "#b04a00", "#5b2167"
)
DARK_PALETTE = Palette(
    "#1b1916", "#24211d", "#ece7dd", "#b5ad9f", "#3d3831", "#7db3f5", "#f0994e", "#e6cbf2"
)


PlotlyObject = dict[str, Any]  # what JSON can hold


def build_event_shapes(picture: Picture, palette: Palette) -> list[PlotlyObject]:
    """A pale column for each stretch of weeks away, a dashed line where something was marked."""
    return [*_away(picture, palette), *_lines(picture, palette)]


def build_event_traces(
    picture: Picture, ends: tuple[float, float], palette: Palette
) -> list[PlotlyObject]:
    """Supervision at the low end of the scale, what was marked at the high end."""
    low, high = ends
    return [*_met(picture, low, palette), *_marks(picture, high, palette)]


def build_week_box(first: Week, last: Week, colour: str, opacity: float) -> PlotlyObject:
    """A shape over whole weeks, half a week either side of their Mondays."""
    return {
        "type": "rect",
        "xref": "x",
        "x0": _begin(first),
        "x1": _begin(last + 1),
        "fillcolor": colour,
        "opacity": opacity,
        "layer": "below",
        "line": {"width": 0},
    }


def strip_markup(words: str) -> str:
    """Without what Plotly would read as markup."""
    return words.replace("<", "").replace(">", "").replace("&", "+")


def _begin(week: Week) -> str:
    """Half a week before its Monday, at which its mark stands."""
    return f"{(week + -1).days[3]}T12:00:00"


def _away(picture: Picture, palette: Palette) -> list[PlotlyObject]:
    numbered = enumerate(picture.away_weeks)
    stretches = [
        [week for _n, week in stretch]
        for _key, stretch in groupby(numbered, key=lambda pair: pair[1].number - pair[0])
    ]
    return [
        build_week_box(weeks[0], weeks[-1], palette.line, 0.45)
        | {"yref": "paper", "y0": 0, "y1": 1}
        for weeks in stretches
    ]


def _lines(picture: Picture, palette: Palette) -> list[PlotlyObject]:
    return [
        {
            "type": "line",
            "xref": "x",
            "x0": _begin(change.week),
            "x1": _begin(change.week),
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": palette.ink, "width": 1.25, "dash": "dash"},
        }
        for change in picture.changes
    ]


def _met(picture: Picture, low: float, palette: Palette) -> list[PlotlyObject]:
    said, weeks = _("Formal supervision, week of {day}"), picture.supervised_weeks
    texts = [said.format(day=format_day(week.monday, year=True)) for week in weeks]
    look = {"symbol": "diamond-tall", "size": 11, "color": palette.ink}
    days = [str(week.monday) for week in weeks]
    return _markers(_("formal supervision"), days, low, texts, look)


def _marks(picture: Picture, high: float, palette: Palette) -> list[PlotlyObject]:
    said, changes = _("Marked: {what}, week of {day}"), picture.changes
    texts = [
        said.format(what=strip_markup(change.title), day=format_day(change.week.monday, year=True))
        for change in changes
    ]
    look = {"symbol": "triangle-down", "size": 12, "color": palette.ink}
    days = [_begin(change.week) for change in changes]
    return _markers(_("what you marked"), days, high, texts, look)


def _markers(
    name: str, days: list[str], height: float, texts: list[str], look: PlotlyObject
) -> list[PlotlyObject]:
    """A trace of marks at one height, with a text for each; without days, no trace."""
    trace: PlotlyObject = {"type": "scatter", "name": name, "mode": "markers", "hoverinfo": "text"}
    trace |= {"x": days, "y": [height] * len(days), "hovertext": texts, "marker": look}
    return [trace] if days else []
