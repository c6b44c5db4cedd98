"""Below the panels of an SVG chart: rows for formal supervision and places, and axis labels.

The axis is labelled with months, and with years if it spans more than one. The label of a month is
at its first Monday, because weeks are named by their Mondays. Where month labels would be too close
to each other, every second, third or sixth is drawn, always including January; beyond that only
years.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reflect.charts import svg
from reflect.charts.dates import format_short_month
from reflect.charts.plot_area import LABEL_LINE_HEIGHT, PlotArea
from reflect.charts.series import Picture
from reflect.charts.svg import text_element
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


def compute_axis_ticks(weeks: Sequence[Week], step: float, distance: float) -> list[Tick]:
    """Labels at least `distance` from each other, in the unit of `step`, the width of a week."""
    fitting = (n for n in _MONTH_INTERVALS if n * _WEEKS_PER_MONTH * step >= distance)
    interval = next(fitting, _MONTH_INTERVALS[-1])  # months
    labelled = [n for n, week in enumerate(weeks) if _has_label(week, interval)]
    if not labelled or labelled[0] * step >= distance:
        labelled.insert(0, 0)
    if interval >= 12:
        return [Tick(n, str(weeks[n].monday.year)) for n in labelled]
    first, spans_years = labelled[0], weeks[0].monday.year != weeks[-1].monday.year
    ticks = []
    for n in labelled:
        monday = weeks[n].monday
        has_year = monday.month == 1 or (spans_years and n == first)
        ticks.append(Tick(n, format_short_month(monday), str(monday.year) if has_year else ""))
    return ticks


def _has_label(week: Week, interval: int) -> bool:
    monday = week.monday
    return monday.day <= 7 and (monday.year * 12 + monday.month - 1) % interval == 0


def draw_axis_rows(picture: Picture, area: PlotArea, floor: float) -> tuple[list[str], float]:
    """The rows of supervision and places below the panels, and the y where the last one ends."""
    parts, end = [], floor + 4
    row_pitch = area.bar + (4.5 if area.labels_right else LABEL_LINE_HEIGHT + 11)
    if picture.supervised_weeks:
        parts = _draw_supervision_row(picture, area, floor)
        end = floor + (30 if area.labels_right else 44)
    for place in sort_places(picture.half_days_by_place):
        end += row_pitch
        label = (area.right + 8, end) if area.labels_right else (area.left, end - area.bar - 4)
        parts += [
            svg.path("grid", svg.polyline([[(area.left, end), (area.right, end)]])),
            svg.path("half", svg.bars_path(end, _compute_bars(picture, area, place))),
            text_element(*label, place_title(place)),
        ]
    return parts, end


def _draw_supervision_row(picture: Picture, area: PlotArea, floor: float) -> list[str]:
    y = floor + 16
    label = text_element(area.left, y + 22, _("◆ formal supervision"))
    if area.labels_right:
        label = text_element(area.right + 8, y + 4, _("supervision"))
    shape = svg.diamond(min(4.5, 1.4 * area.step), 1.45)
    centres = [(area.x(week - picture.first), y) for week in picture.supervised_weeks]
    return [label, svg.path("met", svg.repeat_shape(centres, shape))]


def _compute_bars(picture: Picture, area: PlotArea, place: str) -> list[tuple[float, float, float]]:
    """Columns of half-days; if weeks are too narrow, each is the mean of several answered weeks."""
    span = 1  # weeks of a column
    while span * area.step < _MIN_COLUMN_WIDTH:
        span += 1
    width = span * area.step
    weeks = (week for week, entry in picture.entries.items() if not entry.away)
    answered = Counter((week - picture.first) // span for week in weeks)
    totals: Counter[int] = Counter()
    for week_index, half_days in picture.half_days_by_place[place]:
        totals[week_index // span] += half_days
    bars = []
    for column, total in totals.items():
        height = area.bar * min(10, total / answered[column]) / 10
        if span > 1:
            height = max(1, round(height))
        bars.append((area.left + (column + 0.14) * width, 0.72 * width, height))
    return bars


def draw_month_labels(picture: Picture, area: PlotArea, end: float) -> tuple[list[str], float]:
    """The axis labels below the rows, and the y where the drawing ends."""
    ticks = compute_axis_ticks(picture.weeks, area.step, 40)
    edges = [area.left + tick.at * area.step for tick in ticks]
    parts = [svg.path("grid", svg.polyline([(x, end), (x, end + 5)] for x in edges))]
    for tick in ticks:
        x = min(area.x(tick.at), area.width - 18)
        parts.append(text_element(x, end + 19, tick.words, "mid"))
        if tick.year:
            parts.append(text_element(x, end + 34, tick.year, "mid"))
    return parts, end + (40 if any(tick.year for tick in ticks) else 25)
