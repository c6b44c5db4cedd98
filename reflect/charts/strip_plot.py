"""Strip plot (dot plot) as SVG: compare the scores of groups of weeks on each scale.

Each scale has a panel and each group a line in it, with a mark for each week, so that the spread
within a group is visible before its mean is compared. Weeks with the same score are stacked; if a
stack would be too high, one mark represents several weeks.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from reflect.charts import svg
from reflect.charts.dates import round_half_up
from reflect.charts.scale_style import scale_style
from reflect.charts.series import ChartScale
from reflect.charts.svg import element, text_element
from reflect.charts.svg_chart import draw_scale_heading
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
    scores: Mapping[str, Sequence[float]]  # scale id -> scores of the weeks that have one

    def mean(self, scale: str) -> float | None:
        """The mean of a scale; None if it has too few weeks to be compared."""
        scores = self.scores[scale]
        return sum(scores) / len(scores) if len(scores) >= MIN_WEEKS_PER_SIDE else None


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
    columns: int  # panels in a row
    gap: float  # between two panels of a row


_WIDE = _Layout("wide", 760, 3, 28)  # three panels in a row
_NARROW = _Layout("narrow", 344, 1, 0)  # one panel below the other


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


def draw_strip_plot(
    scales: Sequence[ChartScale],
    sides: Sequence[WeekGroup],
    title: str,
    prefix: str,
    *,
    is_wide: bool,
) -> Markup:
    """The drawing for 40 rem and more, or for a phone. `prefix` makes ids unique on a page."""
    layout = _WIDE if is_wide else _NARROW
    height = _HEAD + len(sides) * (_LABEL + _STACK + _BELOW) + _FOOT
    weeks_per_mark = weeks_a_mark(sides)
    width = (layout.width - (layout.columns - 1) * layout.gap) / layout.columns
    panels = []
    for n, scale in enumerate(scales):
        row, column = divmod(n, layout.columns)
        left = column * (width + layout.gap)
        panel = _Panel(scale, left, left + width, row * height, weeks_per_mark)
        panels.append(_draw_panel(panel, sides))
    rows = ceil(len(scales) / layout.columns)
    size = layout.width, rows * height
    return svg.titled_drawing(panels, size, title=title, cls=layout.name, prefix=prefix)


def _draw_panel(panel: _Panel, sides: Sequence[WeekGroup]) -> str:
    scale, floor = panel.scale, panel.top + _HEAD
    parts = [draw_scale_heading(scale, panel.left, panel.top + 15)]
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
        cls=scale_style(scale).cls,
    )


def _draw_side(panel: _Panel, side: WeekGroup, floor: float) -> list[str]:
    """Label, line and marks of one group; no marks if it has too few weeks."""
    scale, label_y = panel.scale, floor - _STACK - 3
    ticks = [panel.x(value) for value in (scale.low, (scale.low + scale.high) / 2, scale.high)]
    line = [[(ticks[0], floor), (ticks[-1], floor)], *([(x, floor), (x, floor + 5)] for x in ticks)]
    parts = [text_element(panel.left, label_y, side.title), svg.path("grid", svg.polyline(line))]
    mean = side.mean(scale.id)
    if mean is None:
        return [*parts, text_element(panel.right, label_y, _("too few weeks"), "end")]
    x, text = panel.x(mean), _("mean {value}").format(value=round_half_up(mean))
    centres = [
        (panel.x(value), floor - _RADIUS - 1.5 - _MARK_PITCH * n)
        for value, weeks in sorted(Counter(side.scores[scale.id]).items())
        for n in range(ceil(weeks / panel.weeks_a_mark))
    ]
    return [
        *parts,
        svg.path("usual", svg.polyline([[(x, floor - _STACK + 6), (x, floor + 5)]])),
        svg.path("point marked", svg.repeat_shape(centres, scale_style(scale).shape(_RADIUS))),
        text_element(panel.right, label_y, text, "strong end"),
    ]
