"""What a person marked as changed: a numbered flag above the panels, and a line through all.

The words of a mark stand beside its number in the key, so that none has to fit into the drawing.
The line stands where its week begins: what lies right of it came after. Flags that would touch
become one, and name the first and the last of their numbers.
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

FLAG_AREA_HEIGHT = 24.0  # that the flags take above the first panel
_TALL, _TOP = 20.0, 2.0  # of a flag
_LETTER = 9.0  # the width of a figure on it, on the safe side
_BESIDE = 3.0  # between two flags at least


@dataclass(frozen=True, slots=True)
class _Flag:
    """Some marks that share one flag, by their numbers, and how far their lines reach."""

    first: int
    last: int
    low: float
    high: float

    @property
    def label(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}\u2013{self.last}"

    @property
    def wide(self) -> float:
        return max(_TALL, 8 + _LETTER * len(self.label), self.high - self.low + 6)

    def middle(self, frame: PlotArea) -> float:
        half = self.wide / 2
        return min(max((self.low + self.high) / 2, half), frame.width - half)


def draw_change_flags(picture: Picture, frame: PlotArea, end: float) -> list[str]:
    """Lines and flags, all the way down to `end`; nothing where nothing was marked."""
    if not picture.changes:
        return []
    at = [frame.week_start_x(change.week - picture.first) for change in picture.changes]
    lines = svg.polyline([(x, _TOP + _TALL), (x, end)] for x in at)
    return [
        element("path", cls="change", d=lines),
        *(part for flag in _flags(at, frame) for part in _flag(flag, flag.middle(frame))),
    ]


def draw_legend_flag(number: int) -> str:
    """The flag of one mark, for the key."""
    wide = max(16, 6 + 10 * len(str(number)))
    return element(
        "rect", cls="flag", x=13 - wide / 2, y=0, width=wide, height=16, rx=8
    ) + text_element(13, 13, str(number), "on-flag")


def describe_change_flag(change: ChangeMarker, picture: Picture) -> str:
    """What was marked and since when: `marked: a new office, week of 2 March`."""
    words = _("marked: {what}, week of {day}")
    if change.baseline and change.week > picture.first:
        words = _("marked: {what}, week of {day}; your usual range begins anew")
    years = picture.first.monday.year != picture.last.monday.year
    return words.format(what=change.title, day=format_day(change.week.monday, years))


def _flags(at: Sequence[float], frame: PlotArea) -> list[_Flag]:
    found: list[_Flag] = []
    for number, x in enumerate(at, 1):
        flag = _Flag(number, number, x, x)
        while found and _touch(found[-1], flag, frame):
            before = found.pop()
            flag = _Flag(before.first, flag.last, before.low, flag.high)
        found.append(flag)
    return found


def _touch(one: _Flag, other: _Flag, frame: PlotArea) -> bool:
    apart = other.middle(frame) - one.middle(frame)
    return apart < (one.wide + other.wide) / 2 + _BESIDE


def _flag(flag: _Flag, x: float) -> list[str]:
    left, half = x - flag.wide / 2, _TALL / 2
    return [
        element("rect", cls="flag", x=left, y=_TOP, width=flag.wide, height=_TALL, rx=half),
        text_element(x, _TOP + half + 4.7, flag.label, "on-flag"),
    ]
