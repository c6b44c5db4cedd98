"""The names under a time axis: months, and years where the axis spans more than one.

A month is named at its first Monday, because weeks are named by their Mondays. Where months come
too close, every second, third or sixth is named, January always among them; after that only years.

What stands below the panels of a drawing: formal supervision, places, the names of months.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.charts import svg
from reflect.charts.dates import format_short_month
from reflect.charts.plot_area import PlotArea
from reflect.charts.series import Picture
from reflect.charts.svg import element, text_element
from reflect.charts.table import place_title, sort_places
from reflect.core.i18n import _
from reflect.core.weeks import Week

_MONTH = 52.18 / 12  # weeks
_EVERY = (1, 2, 3, 6, 12, 24, 60, 120)  # months from one name to the next


@dataclass(frozen=True, slots=True)
class Tick:
    """One name on the axis."""

    at: int  # weeks since the axis begins
    words: str
    year: str = ""  # stands below: each January, and the first name where years differ


def compute_axis_ticks(weeks: Sequence[Week], step: float, apart: float) -> list[Tick]:
    """Names that stand at least `apart` from each other, a week being `step` wide."""
    every = next((n for n in _EVERY if n * _MONTH * step >= apart), _EVERY[-1])
    at = [n for n, week in enumerate(weeks) if _is_named(week, every)]
    if not at or at[0] * step >= apart:
        at.insert(0, 0)
    spans_years = weeks[0].monday.year != weeks[-1].monday.year
    return [_tick(weeks[n], n, every, spans_years and n == at[0]) for n in at]


def _is_named(week: Week, every: int) -> bool:
    monday = week.monday
    return monday.day <= 7 and (monday.year * 12 + monday.month - 1) % every == 0


def _tick(week: Week, at: int, every: int, is_first: bool) -> Tick:
    year = str(week.monday.year)
    if every >= 12:
        return Tick(at, year)
    has_year = is_first or week.monday.month == 1
    return Tick(at, format_short_month(week.monday), year if has_year else "")


_COLUMN = 5.0  # the least width of a column


def draw_axis_rows(picture: Picture, frame: PlotArea, floor: float) -> tuple[list[str], float]:
    """Supervision and places below the panels, and where the last row ends."""
    parts, end = [], floor + 4
    if picture.supervised_weeks:
        parts, end = _met(picture, frame, floor), floor + (30 if frame.labels_right else 44)
    for place in sort_places(picture.half_days_by_place):
        end += frame.row_pitch()
        bars = _bars(picture, frame, place)
        parts += [
            element("path", cls="grid", d=svg.polyline([[(frame.left, end), (frame.right, end)]])),
            element("path", cls="half", d=svg.bars_path(end, bars)),
            text_element(frame.right + 8, end, place_title(place))
            if frame.labels_right
            else text_element(frame.left, end - frame.bar - 4, place_title(place)),
        ]
    return parts, end


def _met(picture: Picture, frame: PlotArea, floor: float) -> list[str]:
    y = floor + 16
    shape = svg.diamond(min(4.5, 1.4 * frame.step), 1.45)
    at = [(frame.x(week - picture.first), y) for week in picture.supervised_weeks]
    label = (
        text_element(frame.right + 8, y + 4, _("supervision"))
        if frame.labels_right
        else text_element(frame.left, y + 22, _("◆ formal supervision"))
    )
    return [label, element("path", cls="met", d=svg.repeat_shape(at, shape))]


def _bars(picture: Picture, frame: PlotArea, place: str) -> list[tuple[float, float, float]]:
    """Columns of half-days; where weeks are too thin, each is the mean of several answered ones."""
    span = 1
    while span * frame.step < _COLUMN:
        span += 1
    width = span * frame.step
    answered: dict[int, int] = {}
    for week, entry in picture.entries.items():
        block = (week - picture.first) // span
        answered[block] = answered.get(block, 0) + (not entry.away)
    total: dict[int, int] = {}
    for at, half_days in picture.half_days_by_place[place]:
        total[at // span] = total.get(at // span, 0) + half_days
    tall = {
        block: frame.bar * min(10, halves / answered[block]) / 10 for block, halves in total.items()
    }
    return [
        (frame.left + (block + 0.14) * width, 0.72 * width, max(1, round(y)) if span > 1 else y)
        for block, y in tall.items()
    ]


def draw_month_labels(picture: Picture, frame: PlotArea, end: float) -> tuple[list[str], float]:
    """The names of months below it all, and where the drawing ends."""
    ticks = compute_axis_ticks(picture.weeks, frame.step, 40)
    at = [frame.left + tick.at * frame.step for tick in ticks]
    parts = [element("path", cls="grid", d=svg.polyline([(x, end), (x, end + 5)] for x in at))]
    for tick in ticks:
        x = min(frame.x(tick.at), frame.width - 18)
        parts.append(text_element(x, end + 19, tick.words, "mid"))
        if tick.year:
            parts.append(text_element(x, end + 34, tick.year, "mid"))
    return parts, end + (40 if any(tick.year for tick in ticks) else 25)
