"""Strip plot (dot plot) as SVG: compare the scores of groups of weeks on each scale.

Each scale has a panel and each group a line in it, with a mark for each week, so that the spread
within a group is visible before its mean is compared. Weeks with the same score are stacked; if a
stack would be too high, one mark represents several weeks.
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

MAX_STACKED_MARKS = 6
_RADIUS, _MARK_PITCH = 2.4, 6.8  # of a mark, and from one to the next above it
_HEAD, _LABEL, _STACK, _BELOW, _FOOT = 34, 16, 46, 16, 22  # heights within a panel
_INSET = 6  # from the edges of a panel to its lines: room for a mark at the end


@dataclass(frozen=True, slots=True)
class WeekGroup:
    """A group of weeks to compare, such as those spent at home."""

    title: str
    weeks: int  # number of weeks with answers
    scores: Mapping[str, Sequence[float]]  # scale id -> scores; weeks without one left out

    def mean(self, scale: str) -> float | None:
        """The mean of a scale; None if it has too few weeks to be compared."""
        scores = self.scores[scale]
        return sum(scores) / len(scores) if len(scores) >= MIN_WEEKS_PER_SIDE else None


def draw_wide_strip_plot(
    scales: Sequence[ChartScale], sides: Sequence[WeekGroup], title: str, prefix: str
) -> str:
    """The drawing for 40 rem and more: three panels in a row. `prefix` makes ids unique."""
    return _draw(scales, sides, _Layout("wide", 760, 3, 28), (title, prefix))


def draw_narrow_strip_plot(
    scales: Sequence[ChartScale], sides: Sequence[WeekGroup], title: str, prefix: str
) -> str:
    """The drawing for a phone: one panel below the other."""
    return _draw(scales, sides, _Layout("narrow", 344, 1, 0), (title, prefix))


def weeks_a_mark(sides: Sequence[WeekGroup]) -> int:
    """The largest number of weeks that one mark represents."""
    stacks = [Counter(scores) for side in sides for scores in side.scores.values()]
    highest = max((count for stack in stacks for count in stack.values()), default=0)
    return max(1, ceil(highest / MAX_STACKED_MARKS))


@dataclass(frozen=True, slots=True)
class _Layout:
    """The grid of panels, in units of the view box: CSS pixels at full size."""

    name: str
    width: float
    across: int  # panels in a row
    between: float  # two panels of a row

    @property
    def panel(self) -> float:
        """The width of one panel."""
        return (self.width - (self.across - 1) * self.between) / self.across


@dataclass(frozen=True, slots=True)
class _Panel:
    """The position of one scale."""

    scale: ChartScale
    left: float
    right: float
    top: float
    weeks_a_mark: int

    def x(self, value: float) -> float:
        low, high = self.left + _INSET, self.right - _INSET
        return low + (high - low) * (value - self.scale.low) / (self.scale.high - self.scale.low)


def _draw(
    scales: Sequence[ChartScale],
    sides: Sequence[WeekGroup],
    layout: _Layout,
    names: tuple[str, str],
) -> str:
    title, prefix = names
    height = _HEAD + len(sides) * (_LABEL + _STACK + _BELOW) + _FOOT
    weeks_per_mark, panels = weeks_a_mark(sides), []
    for n, scale in enumerate(scales):
        left = n % layout.across * (layout.panel + layout.between)
        top = n // layout.across * height
        panel = _Panel(scale, left, left + layout.panel, top, weeks_per_mark)
        panels.append(_draw_panel(panel, sides))
    rows = ceil(len(scales) / layout.across)
    name, note = f"{prefix}-{layout.name}-t", f"{prefix}-{layout.name}-d"
    return element(
        "svg",
        element("title", escape(title), id=name),
        element("desc", escape(sentences.format_chart_note()), id=note),
        *panels,
        cls=layout.name,
        viewBox=f"0 0 {svg.format_number(layout.width)} {rows * height}",
        role="img",
        aria_labelledby=f"{name} {note}",
    )


def _draw_panel(panel: _Panel, sides: Sequence[WeekGroup]) -> str:
    scale, floor = panel.scale, panel.top + _HEAD
    sign = svg.repeat_shape([(panel.left + 5, panel.top + 10)], marker_shape(scale, 4.5))
    parts = [
        element("path", cls="point marked", d=sign),
        text_element(panel.left + 17, panel.top + 15, scale.title, "title"),
    ]
    for side in sides:
        floor += _LABEL + _STACK
        parts += _draw_side(panel, side, floor)
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


def _draw_side(panel: _Panel, side: WeekGroup, floor: float) -> list[str]:
    """Label, line and marks of one group; no marks if it has too few weeks."""
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
    x, figure = panel.x(mean), _("mean {value}").format(value=round_half_up(mean))
    usual = svg.polyline([[(x, floor - _STACK + 6), (x, floor + 5)]])
    places = [
        (panel.x(value), floor - _RADIUS - 1.5 - _MARK_PITCH * n)
        for value, weeks in sorted(Counter(side.scores[scale.id]).items())
        for n in range(ceil(weeks / panel.weeks_a_mark))
    ]
    marks = svg.repeat_shape(places, marker_shape(scale, _RADIUS))
    return [
        *parts,
        element("path", cls="usual", d=usual),
        element("path", cls="point marked", d=marks),
        text_element(panel.right, label, figure, "strong end"),
    ]
