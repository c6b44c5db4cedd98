"""Change markers in the SVG chart: a numbered flag above the panels, and a line through them.

The text of a marker is beside its number in the legend, so that it does not have to fit into the
drawing. The line is at the start of its week: the marks right of it are of this week and later
ones. Flags that would overlap are merged into one, labelled with their first and last number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reflect.charts import svg
from reflect.charts.dates import format_day
from reflect.charts.plot_area import PlotArea
from reflect.charts.series import Picture
from reflect.charts.svg import element, text_element
from reflect.core.i18n import _
from reflect.core.week_entries import ChangeMarker

FLAG_AREA_HEIGHT = 24.0  # above the first panel
_FLAG_HEIGHT, _FLAG_TOP = 20.0, 2.0
_DIGIT_WIDTH = 9.0  # of a label, at most
_MIN_GAP = 3.0  # between two flags


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


def draw_change_flags(picture: Picture, area: PlotArea, end: float) -> list[str]:
    """Flags, and their lines down to `end`; empty without change markers."""
    if not picture.changes:
        return []
    edges = [area.week_start_x(change.week - picture.first) for change in picture.changes]
    lines = svg.polyline([(x, _FLAG_TOP + _FLAG_HEIGHT), (x, end)] for x in edges)
    flags = (_draw_flag(flag, flag.centre_x(area)) for flag in _merge_flags(edges, area))
    return [svg.path("change", lines), *flags]


def draw_legend_flag(number: int) -> str:
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
