"""Below the panels of an SVG chart: rows for formal supervision and places, and axis labels.

The axis is labelled with months, and with years if it spans more than one. The label of a month is
at its first Monday, because weeks are named by their Mondays. Where month labels would come too
close, every second, third or sixth is drawn, always including January; beyond that only years.
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

_WEEKS_PER_MONTH = 52.18 / 12
_MONTH_INTERVALS = (1, 2, 3, 6, 12, 24, 60, 120)  # from one label to the next
_MIN_COLUMN_WIDTH = 5.0


@dataclass(frozen=True, slots=True)
class Tick:
    """One label of the axis."""

    at: int  # weeks since the start of the axis
    words: str
    year: str = ""  # second line: each January, and the first label if the axis spans years


def compute_axis_ticks(weeks: Sequence[Week], step: float, apart: float) -> list[Tick]:
    """Labels that are at least `apart` from each other, in the unit of `step`, a week's width."""
    wide = (n for n in _MONTH_INTERVALS if n * _WEEKS_PER_MONTH * step >= apart)
    every = next(wide, _MONTH_INTERVALS[-1])
    at = [n for n, week in enumerate(weeks) if _has_label(week, every)]
    if not at or at[0] * step >= apart:
        at.insert(0, 0)
    spans_years = weeks[0].monday.year != weeks[-1].monday.year
    return [_make_tick(weeks[n], n, every, spans_years and n == at[0]) for n in at]


def _has_label(week: Week, every: int) -> bool:
    monday = week.monday
    return monday.day <= 7 and (monday.year * 12 + monday.month - 1) % every == 0


def _make_tick(week: Week, at: int, every: int, is_first: bool) -> Tick:
    year = str(week.monday.year)
    if every >= 12:
        return Tick(at, year)
    has_year = is_first or week.monday.month == 1
    return Tick(at, format_short_month(week.monday), year if has_year else "")


def draw_axis_rows(picture: Picture, area: PlotArea, floor: float) -> tuple[list[str], float]:
    """The rows of supervision and places below the panels, and the y where the last one ends."""
    parts, end = [], floor + 4
    if picture.supervised_weeks:
        parts = _draw_supervision_row(picture, area, floor)
        end = floor + (30 if area.labels_right else 44)
    for place in sort_places(picture.half_days_by_place):
        end += area.row_pitch()
        bars = _compute_bars(picture, area, place)
        parts += [
            element("path", cls="grid", d=svg.polyline([[(area.left, end), (area.right, end)]])),
            element("path", cls="half", d=svg.bars_path(end, bars)),
            text_element(area.right + 8, end, place_title(place))
            if area.labels_right
            else text_element(area.left, end - area.bar - 4, place_title(place)),
        ]
    return parts, end


def _draw_supervision_row(picture: Picture, area: PlotArea, floor: float) -> list[str]:
    y = floor + 16
    shape = svg.diamond(min(4.5, 1.4 * area.step), 1.45)
    at = [(area.x(week - picture.first), y) for week in picture.supervised_weeks]
    label = (
        text_element(area.right + 8, y + 4, _("supervision"))
        if area.labels_right
        else text_element(area.left, y + 22, _("◆ formal supervision"))
    )
    return [label, element("path", cls="met", d=svg.repeat_shape(at, shape))]


def _compute_bars(picture: Picture, area: PlotArea, place: str) -> list[tuple[float, float, float]]:
    """Columns of half-days; if weeks are too narrow, each is the mean of several answered weeks."""
    span = 1
    while span * area.step < _MIN_COLUMN_WIDTH:
        span += 1
    width = span * area.step
    answered: dict[int, int] = {}
    for week, entry in picture.entries.items():
        block = (week - picture.first) // span
        answered[block] = answered.get(block, 0) + (not entry.away)
    total: dict[int, int] = {}
    for at, half_days in picture.half_days_by_place[place]:
        total[at // span] = total.get(at // span, 0) + half_days
    heights = {
        block: area.bar * min(10, halves / answered[block]) / 10 for block, halves in total.items()
    }
    return [
        (area.left + (block + 0.14) * width, 0.72 * width, max(1, round(y)) if span > 1 else y)
        for block, y in heights.items()
    ]


def draw_month_labels(picture: Picture, area: PlotArea, end: float) -> tuple[list[str], float]:
    """The axis labels below the rows, and the y where the drawing ends."""
    ticks = compute_axis_ticks(picture.weeks, area.step, 40)
    at = [area.left + tick.at * area.step for tick in ticks]
    parts = [element("path", cls="grid", d=svg.polyline([(x, end), (x, end + 5)] for x in at))]
    for tick in ticks:
        x = min(area.x(tick.at), area.width - 18)
        parts.append(text_element(x, end + 19, tick.words, "mid"))
        if tick.year:
            parts.append(text_element(x, end + 34, tick.year, "mid"))
    return parts, end + (40 if any(tick.year for tick in ticks) else 25)
