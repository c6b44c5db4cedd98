"""Kinds of week beside each other: each week a mark from the low to the high end of a scale.

One panel a scale, and in it one line a kind, so that one sees how far the weeks of a kind lie apart
before one compares two means. Weeks with the same score stand on top of each other; where they
would grow too tall, one mark stands for several.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from reflect.charts import sentences, svg
from reflect.charts.dates import round_half_up
from reflect.charts.series import ChartScale
from reflect.charts.svg import element, text_element
from reflect.charts.svg_chart import marker_shape, scale_class
from reflect.core.comparisons import MIN_WEEKS_PER_SIDE
from reflect.core.i18n import _

MAX_STACKED_MARKS = 6  # marks on top of each other
_RADIUS, _UP = 2.4, 6.8  # of a mark, and from one to the next above it
_HEAD, _LABEL, _STACK, _BELOW, _FOOT = 34, 16, 46, 16, 22  # heights within a panel
_INSET = 6  # of a line from the edges of its panel, so that a mark at its end has room


@dataclass(frozen=True, slots=True)
class WeekGroup:
    """One kind of week."""

    title: str
    weeks: int  # with answers
    scores: Mapping[str, Sequence[float]]  # scale id -> scores; weeks without one left out

    def mean(self, scale: str) -> float | None:
        """The mean of a scale; None where it has too few weeks to be compared."""
        found = self.scores[scale]
        return sum(found) / len(found) if len(found) >= MIN_WEEKS_PER_SIDE else None


def draw_wide_strip_plot(
    scales: Sequence[ChartScale], sides: Sequence[WeekGroup], title: str, prefix: str
) -> str:
    """The drawing for 40 rem and more: three panels in a row. `prefix` keeps ids apart."""
    return _draw(scales, sides, _Sheet("wide", 760, 3, 28), (title, prefix))


def draw_narrow_strip_plot(
    scales: Sequence[ChartScale], sides: Sequence[WeekGroup], title: str, prefix: str
) -> str:
    """The drawing for a phone: one panel below the other."""
    return _draw(scales, sides, _Sheet("narrow", 344, 1, 0), (title, prefix))


def weeks_a_mark(sides: Sequence[WeekGroup]) -> int:
    """For how many weeks one mark stands at most."""
    stacks = [Counter(scores) for side in sides for scores in side.scores.values()]
    return max(
        1, ceil(max((max(s.values(), default=0) for s in stacks), default=0) / MAX_STACKED_MARKS)
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """How the panels stand; units of the view box: CSS pixels at full size."""

    name: str
    width: float
    across: int  # panels in a row
    between: float  # two of them

    @property
    def panel(self) -> float:
        """The width of one."""
        return (self.width - (self.across - 1) * self.between) / self.across


@dataclass(frozen=True, slots=True)
class _Panel:
    """Where one scale stands."""

    scale: ChartScale
    left: float
    right: float
    top: float
    weeks_a_mark: int

    def x(self, value: float) -> float:
        low, high = self.left + _INSET, self.right - _INSET
        return low + (high - low) * (value - self.scale.low) / (self.scale.high - self.scale.low)


def _draw(
    scales: Sequence[ChartScale], sides: Sequence[WeekGroup], sheet: _Sheet, names: tuple[str, str]
) -> str:
    title, prefix = names
    tall = _HEAD + len(sides) * (_LABEL + _STACK + _BELOW) + _FOOT
    share, drawn = weeks_a_mark(sides), []
    for n, scale in enumerate(scales):
        left = n % sheet.across * (sheet.panel + sheet.between)
        top = n // sheet.across * tall
        drawn.append(_panel(_Panel(scale, left, left + sheet.panel, top, share), sides))
    name, note = f"{prefix}-{sheet.name}-t", f"{prefix}-{sheet.name}-d"
    return element(
        "svg",
        element("title", escape(title), id=name),
        element("desc", escape(sentences.format_chart_note()), id=note),
        *drawn,
        cls=sheet.name,
        viewBox=f"0 0 {svg.format_number(sheet.width)} {ceil(len(scales) / sheet.across) * tall}",
        role="img",
        aria_labelledby=f"{name} {note}",
    )


def _panel(panel: _Panel, sides: Sequence[WeekGroup]) -> str:
    scale, floor = panel.scale, panel.top + _HEAD
    sign = svg.repeat_shape([(panel.left + 5, panel.top + 10)], marker_shape(scale, 4.5))
    parts = [
        element("path", cls="point marked", d=sign),
        text_element(panel.left + 17, panel.top + 15, scale.title, "title"),
    ]
    for side in sides:
        floor += _LABEL + _STACK
        parts += _side(panel, side, floor)
        floor += _BELOW
    middle = (scale.low + scale.high) / 2
    return element(
        "g",
        *parts,
        text_element(panel.left, floor + 8, svg.format_number(scale.low)),
        text_element(panel.x(middle), floor + 8, svg.format_number(middle), "mid"),
        text_element(panel.right, floor + 8, svg.format_number(scale.high), "end"),
        cls=scale_class(scale),
    )


def _side(panel: _Panel, side: WeekGroup, floor: float) -> list[str]:
    """Label, line and marks of one side; no mark where it has too few weeks."""
    scale, label = panel.scale, floor - _STACK - 3
    ends = [panel.x(value) for value in (scale.low, (scale.low + scale.high) / 2, scale.high)]
    line = [[(ends[0], floor), (ends[-1], floor)], *([(x, floor), (x, floor + 5)] for x in ends)]
    parts = [
        text_element(panel.left, label, side.title),
        element("path", cls="grid", d=svg.polyline(line)),
    ]
    mean = side.mean(scale.id)
    if mean is None:
        return [*parts, text_element(panel.right, label, _("too few weeks"), "end")]
    at = panel.x(mean)
    places = [
        (panel.x(value), floor - _RADIUS - 1.5 - _UP * n)
        for value, weeks in sorted(Counter(side.scores[scale.id]).items())
        for n in range(ceil(weeks / panel.weeks_a_mark))
    ]
    return [
        *parts,
        element("path", cls="usual", d=svg.polyline([[(at, floor - _STACK + 6), (at, floor + 5)]])),
        element(
            "path", cls="point marked", d=svg.repeat_shape(places, marker_shape(scale, _RADIUS))
        ),
        text_element(
            panel.right, label, _("mean {value}").format(value=round_half_up(mean)), "strong end"
        ),
    ]
