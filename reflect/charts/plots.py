"""The same picture for looking closer: Plotly figures as plain dictionaries.

Plotly draws in the browser, for hovering, zooming and laying scales over each other; here it is
only told what to draw, so that no Plotly, numpy or pandas is loaded on the server. Plotly turns
markup in any of its texts into style attributes, which the content security policy forbids: every
text is plain, with angle brackets taken out, hovers are `text` and never templates, and dates stay
on one line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reflect.charts.dates import day_words, whole
from reflect.charts.panels import Panel, Picture, Point, ScaleView
from reflect.core.weeks import Week
from reflect.core.words import _

Figure = dict[str, Any]  # what JSON can hold: `data`, `layout` and `config`

CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"],
}
_FONT = "-apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, Arial, sans-serif"
_SYMBOLS = {"connection": "circle", "supervision": "square", "balance": "triangle-up"}
_DASHES = {"connection": "solid", "supervision": "dash", "balance": "dot"}


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

    def of(self, scale: ScaleView) -> str:
        """The colour of a scale; ink for those without one of their own."""
        named = {
            "connection": self.connection,
            "supervision": self.supervision,
            "balance": self.balance,
        }
        return named.get(scale.id, self.ink)


LIGHT = Palette(
    "#faf7f0", "#fffefb", "#25221d", "#5d574c", "#ddd5c5", "#2069ae", "#b04a00", "#5b2167"
)
DARK = Palette(
    "#1b1916", "#24211d", "#ece7dd", "#b5ad9f", "#3d3831", "#7db3f5", "#f0994e", "#e6cbf2"
)


def figure(panel: Panel, picture: Picture, *, dark: bool = False) -> Figure:
    """One scale with its level, range and marks."""
    palette = DARK if dark else LIGHT
    scale = panel.scale
    data = [
        *_limits(panel, picture, palette),
        _weeks(panel, picture, palette),
        *_rings(panel, palette),
        *_met(picture, scale.low, palette),
    ]
    layout = _layout(scale.low, scale.high, palette)
    layout["shapes"] = [*_range(panel, picture, palette), *_away(picture, palette)]
    return {"data": data, "layout": layout, "config": dict(CONFIG)}


def together(picture: Picture, *, dark: bool = False) -> Figure:
    """All scales laid over each other, without levels and ranges, which would hide each other."""
    palette = DARK if dark else LIGHT
    low = min((panel.scale.low for panel in picture.panels), default=0)
    high = max((panel.scale.high for panel in picture.panels), default=100)
    data = [_weeks(panel, picture, palette) for panel in picture.panels]
    layout = _layout(low, high, palette)
    layout["shapes"] = _away(picture, palette)
    return {"data": [*data, *_met(picture, low, palette)], "layout": layout, "config": dict(CONFIG)}


def _weeks(panel: Panel, picture: Picture, palette: Palette) -> Figure:
    """The line with its gaps: a week without a score has no value, and no line crosses it."""
    points = {point.week: point for point in panel.points}
    here = [points.get(week) for week in picture.weeks]
    colour = palette.of(panel.scale)
    fills = [colour if point and point.mark else palette.sheet for point in here]
    return {
        "type": "scatter",
        "name": _plain(panel.scale.title),
        "mode": "lines+markers",
        "connectgaps": False,
        "x": [str(week.monday) for week in picture.weeks],
        "y": [round(point.value, 2) if point else None for point in here],
        "hoverinfo": "text",
        "hovertext": [_hover(panel, point) if point else "" for point in here],
        "line": {"color": colour, "width": 2, "dash": _DASHES.get(panel.scale.id, "solid")},
        "marker": {
            "symbol": _SYMBOLS.get(panel.scale.id, "diamond"),
            "size": 9,
            "color": fills,
            "line": {"color": colour, "width": 1.75},
        },
    }


def _rings(panel: Panel, palette: Palette) -> list[Figure]:
    outside = [point for point in panel.points if point.mark == "outside"]
    if not outside:
        return []
    return [
        {
            "type": "scatter",
            "name": _("outside your usual range"),
            "mode": "markers",
            "x": [str(point.week.monday) for point in outside],
            "y": [round(point.value, 2) for point in outside],
            "hoverinfo": "skip",
            "marker": {
                "symbol": "circle-open",
                "size": 19,
                "color": palette.of(panel.scale),
                "line": {"color": palette.of(panel.scale), "width": 1.5},
            },
        }
    ]


def _limits(panel: Panel, picture: Picture, palette: Palette) -> list[Figure]:
    """Level and limits as lines from end to end of the axis."""
    lower, level, upper = _("lower end"), _("usual level"), _("upper end")
    if panel.stage == "trial":
        level = _("trial level")
    return [
        {
            "type": "scatter",
            "name": f"{name}: {whole(value)}",
            "mode": "lines",
            "x": [str(picture.first.monday), str(picture.last.monday)],
            "y": [round(value, 2)] * 2,
            "hoverinfo": "skip",
            "line": {"color": palette.of(panel.scale), "width": width, "dash": "solid"},
        }
        for name, value, width in zip(
            (lower, level, upper), panel.limits or (), (0.75, 1.5, 0.75), strict=False
        )
    ]


def _range(panel: Panel, picture: Picture, palette: Palette) -> list[Figure]:
    if panel.limits is None:
        return []
    lower, _mean, upper = panel.limits
    box = _box(picture.first, picture.last, palette.of(panel.scale), 0.13)
    return [box | {"yref": "y", "y0": round(lower, 2), "y1": round(upper, 2)}]


def _away(picture: Picture, palette: Palette) -> list[Figure]:
    """A pale column for each stretch of weeks away."""
    numbered = enumerate(picture.away)
    stretches = [
        [week for _n, week in stretch]
        for _key, stretch in groupby(numbered, key=lambda pair: pair[1].number - pair[0])
    ]
    return [
        _box(weeks[0], weeks[-1], palette.line, 0.45) | {"yref": "paper", "y0": 0, "y1": 1}
        for weeks in stretches
    ]


def _box(first: Week, last: Week, colour: str, opacity: float) -> Figure:
    """A shape over whole weeks, half a week either side of their Mondays."""
    return {
        "type": "rect",
        "xref": "x",
        "x0": f"{(first + -1).days[3]}T12:00:00",
        "x1": f"{last.days[3]}T12:00:00",
        "fillcolor": colour,
        "opacity": opacity,
        "layer": "below",
        "line": {"width": 0},
    }


def _met(picture: Picture, low: float, palette: Palette) -> list[Figure]:
    if not picture.supervised:
        return []
    said = _("Formal supervision, week of {day}")
    return [
        {
            "type": "scatter",
            "name": _("formal supervision"),
            "mode": "markers",
            "x": [str(week.monday) for week in picture.supervised],
            "y": [low] * len(picture.supervised),
            "hoverinfo": "text",
            "hovertext": [
                said.format(day=day_words(week.monday, year=True)) for week in picture.supervised
            ],
            "marker": {"symbol": "diamond-tall", "size": 11, "color": palette.ink},
        }
    ]


def _layout(low: float, high: float, palette: Palette) -> Figure:
    margin = (high - low) * 0.05
    axis = {"gridcolor": palette.line, "linecolor": palette.line, "zeroline": False}
    return {
        "font": {"family": _FONT, "size": 14, "color": palette.soft},
        "paper_bgcolor": palette.paper,
        "plot_bgcolor": palette.paper,
        "margin": {"l": 44, "r": 12, "t": 48, "b": 40},
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": palette.sheet, "font": {"color": palette.ink, "size": 14}},
        "legend": {"orientation": "h", "y": -0.15},
        "showlegend": True,
        "dragmode": "zoom",
        "xaxis": axis
        | {
            "type": "date",
            "tickformat": "%-d %b %Y",
            "nticks": 7,
            "rangeselector": {
                "bgcolor": palette.sheet,
                "activecolor": palette.line,
                "buttons": _spans(),
            },
        },
        "yaxis": axis
        | {"range": [low - margin, high + margin], "fixedrange": True, "tick0": low, "nticks": 6},
    }


def _spans() -> Sequence[Figure]:
    spans = ((3, _("3 months")), (6, _("6 months")), (12, _("1 year")))
    return [
        *(
            {"count": months, "step": "month", "stepmode": "backward", "label": label}
            for months, label in spans
        ),
        {"step": "all", "label": _("All weeks")},
    ]


def _hover(panel: Panel, point: Point) -> str:
    said = _("Week of {day}: {scale} {value}")
    if point.mark == "outside":
        said = _("Week of {day}: {scale} {value}, outside your usual range")
    if point.mark == "side":
        said = _("Week of {day}: {scale} {value}, part of a pattern")
    day = day_words(point.week.monday, year=True)
    return said.format(day=day, scale=_plain(panel.scale.title), value=whole(point.value))


def _plain(words: str) -> str:
    """Without what Plotly would read as markup."""
    return words.replace("<", "").replace(">", "").replace("&", "+")
