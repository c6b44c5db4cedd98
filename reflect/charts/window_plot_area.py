"""Shared parts of the SVG charts of four-week windows: columns, dates, and *not shown*.

Privacy: every window that is not shown looks the same, in the chart of one team and of several. All
windows have the same width, and the axis does not show when a person did anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape

from reflect.charts import svg
from reflect.charts.dates import format_short_day
from reflect.charts.plot_area import PlotArea
from reflect.charts.svg import element, text_element
from reflect.charts.team import WINDOWS_PER_YEAR
from reflect.core.i18n import _
from reflect.core.windows import Window

BAND_HALF_WIDTH = 0.38  # in windows


def build_window_plot_area(*, is_wide: bool) -> PlotArea:
    """The layout for a year of windows, up to the edge, as it has no labels on the right."""
    area = PlotArea.for_weeks(WINDOWS_PER_YEAR, is_wide=is_wide)
    return replace(area, right=748) if is_wide else area


def window_width(area: PlotArea) -> float:
    """The width of a window."""
    return (area.right - area.left) / WINDOWS_PER_YEAR


def window_centre_x(at: int, area: PlotArea) -> float:
    """The centre of a window; `at` counts from the first one drawn."""
    return area.left + (at + 0.5) * window_width(area)


def visible_windows(windows: Sequence[Window]) -> list[tuple[int, int]]:
    """(column, index) of each window of the latest year; columns of absent windows stay empty."""
    if not windows:
        return []
    first = windows[-1].number - WINDOWS_PER_YEAR + 1
    first = max(first, windows[0].number) if len(windows) < WINDOWS_PER_YEAR else first
    return [
        (window.number - first, index)
        for index, window in enumerate(windows)
        if window.number >= first
    ]


def panels_bottom_y(panels: int, area: PlotArea, top: float) -> float:
    """The bottom of the last of `panels` panels, the first of which begins at `top`."""
    return top + (panels - 1) * area.pitch + area.height


def draw_window_chart(area: PlotArea, names: tuple[str, str], floor: float, *parts: str) -> str:
    """The whole drawing; `names` are its accessible name and the prefix of its ids."""
    title, prefix = names
    title_id, note_id = f"{prefix}-{area.name}-t", f"{prefix}-{area.name}-d"
    note = _("The sentences say what the drawing shows. The table has every number.")
    return element(
        "svg",
        element("title", escape(title), id=title_id),
        element("desc", escape(note), id=note_id),
        *parts,
        cls=area.name,
        viewBox=f"0 0 {svg.format_number(area.width)} {svg.format_number(floor + 28)}",
        role="img",
        aria_labelledby=f"{title_id} {note_id}",
    )


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
    every = 2 if area.labels_right else 4
    return [
        text_element(
            min(window_centre_x(at, area), area.width - 20),
            floor + 20,
            format_short_day(windows[index].first.monday),
            "mid",
        )
        for n, (at, index) in enumerate(visible_windows(windows))
        if n % every == 0
    ]


def build_window_legend(parts: Iterable[tuple[bool, str, str]]) -> list[tuple[str, str]]:
    """(small drawing, meaning) of the parts whose first value is true."""
    return [
        (element("svg", drawn, viewBox="0 0 26 16", aria_hidden="true"), meaning)
        for is_present, drawn, meaning in parts
        if is_present
    ]
