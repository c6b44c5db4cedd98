"""Shared parts of the SVG charts of four-week windows: columns, dates, and *not shown*.

Privacy: a window that is not shown looks the same for every reason, in the chart of one team and of
several. All windows have the same width, and the axis does not show when a person did anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from reflect.charts import svg
from reflect.charts.dates import format_short_day
from reflect.charts.plot_area import PlotArea
from reflect.charts.svg import element, text_element
from reflect.charts.team import WINDOWS_PER_YEAR
from reflect.core.i18n import _
from reflect.core.windows import Window

BAND_HALF_WIDTH = 0.38  # in windows


def build_window_plot_area(*, is_wide: bool) -> PlotArea:
    """The layout for a year of windows, up to the right edge, because it has no labels there."""
    area = PlotArea.for_weeks(WINDOWS_PER_YEAR, is_wide=is_wide)
    return replace(area, right=748) if is_wide else area


def window_width(area: PlotArea) -> float:
    """The width of a window."""
    return (area.right - area.left) / WINDOWS_PER_YEAR


def window_centre_x(column: int, area: PlotArea) -> float:
    """The centre of a column, counted from 0."""
    return area.left + (column + 0.5) * window_width(area)


def visible_windows(windows: Sequence[Window]) -> dict[Window, int]:
    """The column of each window of the latest year; columns of absent windows stay empty."""
    if not windows:
        return {}
    first = windows[-1].number - WINDOWS_PER_YEAR + 1
    if len(windows) < WINDOWS_PER_YEAR:
        first = max(first, windows[0].number)
    return {window: window.number - first for window in windows if window.number >= first}


def draw_window_chart(
    parts: Iterable[str], area: PlotArea, floor: float, *, title: str, prefix: str
) -> str:
    """The drawing from its parts; `floor` is the bottom of the panels, `title` its name."""
    size = area.width, floor + 28
    note = _("The sentences say what the drawing shows. The table has every number.")
    return svg.titled_drawing(parts, size, title=title, note=note, cls=area.name, prefix=prefix)


def draw_not_shown(x: float, area: PlotArea, top: float) -> list[str]:
    """An empty box, the same for every reason; labelled only if there is room, not on a phone."""
    half = BAND_HALF_WIDTH * window_width(area)
    box = {"x": x - half, "y": top + 2, "width": 2 * half, "height": area.height - 4, "rx": 3}
    parts = [element("rect", cls="bare", **box)]
    if area.labels_right:
        words = _("not shown").split(" ", 1)
        middle = top + area.height / 2
        parts += [text_element(x, middle - 3 + 15 * n, word, "mid") for n, word in enumerate(words)]
    return parts


def draw_date_labels(windows: Sequence[Window], area: PlotArea, floor: float) -> list[str]:
    """The first day of every second window, or of every fourth on a phone."""
    interval = 2 if area.labels_right else 4
    labels = []
    for window, column in islice(visible_windows(windows).items(), 0, None, interval):
        x = min(window_centre_x(column, area), area.width - 20)
        labels.append(text_element(x, floor + 20, format_short_day(window.first.monday), "mid"))
    return labels
