"""Change markers in the SVG chart: a numbered flag above the panels, and a line through them.

The text of a marker is beside its number in the legend, so that it does not have to fit into the
drawing. The line is at the start of its week: everything right of it came after. Flags that would
overlap are merged into one, labelled with the first and the last of their numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
    low: float
    high: float

    @property
    def label(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}\u2013{self.last}"

    @property
    def width(self) -> float:
        return max(_FLAG_HEIGHT, 8 + _DIGIT_WIDTH * len(self.label), self.high - self.low + 6)

    def centre_x(self, area: PlotArea) -> float:
        half = self.width / 2
        return min(max((self.low + self.high) / 2, half), area.width - half)


def draw_change_flags(picture: Picture, area: PlotArea, end: float) -> list[str]:
    """Flags, and their lines down to `end`; empty without change markers."""
    if not picture.changes:
        return []
    at = [area.week_start_x(change.week - picture.first) for change in picture.changes]
    lines = svg.polyline([(x, _FLAG_TOP + _FLAG_HEIGHT), (x, end)] for x in at)
    return [
        element("path", cls="change", d=lines),
        *(
            part
            for flag in _merge_flags(at, area)
            for part in _draw_flag(flag, flag.centre_x(area))
        ),
    ]


def draw_legend_flag(number: int) -> str:
    """The flag of one marker, for the legend."""
    wide = max(16, 6 + 10 * len(str(number)))
    return element(
        "rect", cls="flag", x=13 - wide / 2, y=0, width=wide, height=16, rx=8
    ) + text_element(13, 13, str(number), "on-flag")


def describe_change_flag(change: ChangeMarker, picture: Picture) -> str:
    """The legend text of a marker: `marked: a new office, week of 2 March`."""
    words = _("marked: {what}, week of {day}")
    if change.baseline and change.week > picture.first:
        words = _("marked: {what}, week of {day}; your usual range begins anew")
    years = picture.first.monday.year != picture.last.monday.year
    return words.format(what=change.title, day=format_day(change.week.monday, years))


def _merge_flags(at: Sequence[float], area: PlotArea) -> list[_Flag]:
    flags: list[_Flag] = []
    for number, x in enumerate(at, 1):
        flag = _Flag(number, number, x, x)
        while flags and _overlap(flags[-1], flag, area):
            before = flags.pop()
            flag = _Flag(before.first, flag.last, before.low, flag.high)
        flags.append(flag)
    return flags


def _overlap(left: _Flag, right: _Flag, area: PlotArea) -> bool:
    distance = right.centre_x(area) - left.centre_x(area)
    return distance < (left.width + right.width) / 2 + _MIN_GAP


def _draw_flag(flag: _Flag, x: float) -> list[str]:
    left, half = x - flag.width / 2, _FLAG_HEIGHT / 2
    return [
        element(
            "rect", cls="flag", x=left, y=_FLAG_TOP, width=flag.width, height=_FLAG_HEIGHT, rx=half
        ),
        text_element(x, _FLAG_TOP + half + 4.7, flag.label, "on-flag"),
    ]
