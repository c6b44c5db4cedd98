"""What drawings of four-week windows have in common: columns, dates, and *not shown*.

Every window that is not shown looks the same, in the drawing of one team and of several. A window
is as wide as any other, and the axis never tells when anybody did anything.
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

BAND_HALF_WIDTH = 0.38  # half of a band's width, in windows


def build_window_plot_area(*, is_wide: bool) -> PlotArea:
    """The frame of a year of windows; nothing is named right of it, so it reaches to the edge."""
    frame = PlotArea.for_weeks(WINDOWS_PER_YEAR, is_wide=is_wide)
    return replace(frame, right=748) if is_wide else frame


def window_width(frame: PlotArea) -> float:
    """The width of a window."""
    return (frame.right - frame.left) / WINDOWS_PER_YEAR


def window_centre_x(at: int, frame: PlotArea) -> float:
    """The middle of a window, `at` counted from the first one drawn."""
    return frame.left + (at + 0.5) * window_width(frame)


def visible_windows(windows: Sequence[Window]) -> list[tuple[int, int]]:
    """(column, index) of the windows of the latest year; a window that is not there has none."""
    if not windows:
        return []
    first = windows[-1].number - WINDOWS_PER_YEAR + 1
    first = max(first, windows[0].number) if len(windows) < WINDOWS_PER_YEAR else first
    return [
        (window.number - first, index)
        for index, window in enumerate(windows)
        if window.number >= first
    ]


def panels_bottom_y(panels: int, frame: PlotArea, top: float) -> float:
    """The foot of the last of so many panels, the first of which begins at `top`."""
    return top + (panels - 1) * frame.pitch + frame.height


def draw_window_chart(frame: PlotArea, named: tuple[str, str], floor: float, *parts: str) -> str:
    """The drawing around its parts; `named` is its name for those who hear it, and its prefix."""
    title, prefix = named
    shown, told = f"{prefix}-{frame.name}-t", f"{prefix}-{frame.name}-d"
    note = _("The sentences say what the drawing shows. The table has every number.")
    return element(
        "svg",
        element("title", escape(title), id=shown),
        element("desc", escape(note), id=told),
        *parts,
        cls=frame.name,
        viewBox=f"0 0 {svg.format_number(frame.width)} {svg.format_number(floor + 28)}",
        role="img",
        aria_labelledby=f"{shown} {told}",
    )


def draw_not_shown(x: float, frame: PlotArea, top: float) -> list[str]:
    """An empty box, whatever the reason; on a phone there is no room: the key says it."""
    half = BAND_HALF_WIDTH * window_width(frame)
    box = {"x": x - half, "y": top + 2, "width": 2 * half, "height": frame.height - 4, "rx": 3}
    parts = [element("rect", cls="bare", **box)]
    if frame.labels_right:
        words = _("not shown").split(" ", 1)
        middle = top + frame.height / 2
        parts += [text_element(x, middle - 3 + 15 * n, word, "mid") for n, word in enumerate(words)]
    return parts


def draw_date_labels(windows: Sequence[Window], frame: PlotArea, floor: float) -> list[str]:
    """The first day of every second window, or of every fourth on a phone."""
    every = 2 if frame.labels_right else 4
    return [
        text_element(
            min(window_centre_x(at, frame), frame.width - 20),
            floor + 20,
            format_short_day(windows[index].first.monday),
            "mid",
        )
        for n, (at, index) in enumerate(visible_windows(windows))
        if n % every == 0
    ]


def build_window_legend(parts: Iterable[tuple[bool, str, str]]) -> list[tuple[str, str]]:
    """Drawings and their meanings, of those that are there."""
    return [
        (element("svg", drawn, viewBox="0 0 26 16", aria_hidden="true"), meaning)
        for is_there, drawn, meaning in parts
        if is_there
    ]
