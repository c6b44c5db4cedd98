"""The supervision chart as SVG: a year as one line, with a diamond for each meeting.

A band behind the line covers the interval after each meeting; beyond the interval, up to the next
meeting, the line is dashed. A bar below marks each week that reports whether there was a meeting,
so that a week without answers does not look like a week without supervision.
"""

from html import escape

from reflect.charts import axis_rows, svg
from reflect.charts.plot_area import PlotArea
from reflect.charts.series import Picture
from reflect.charts.svg import element
from reflect.core.i18n import _, ngettext
from reflect.notebook.supervision.services import SupervisionHistory

_LINE_Y, _AXIS_Y = 24, 50  # from the top
_BAND_HEIGHT, _BAR_HEIGHT = 12, 7
_DIAMOND = svg.diamond(5, 1.4)
XRange = tuple[float, float]  # left and right end


def draw_wide_supervision_chart(history: SupervisionHistory) -> str:
    """The chart for screens of 40 rem and more, and for paper."""
    return _draw(history, PlotArea.for_weeks(len(history.weeks), is_wide=True))


def draw_narrow_supervision_chart(history: SupervisionHistory) -> str:
    """The chart for a phone."""
    return _draw(history, PlotArea.for_weeks(len(history.weeks), is_wide=False))


def build_supervision_legend(history: SupervisionHistory) -> list[tuple[str, str]]:
    """The legend: a symbol as SVG and its meaning, for everything that is in the chart."""
    count, area = history.interval.weeks, PlotArea.for_weeks(len(history.weeks), is_wide=True)
    weeks = ngettext("{n} week", "{n} weeks", count).format(n=count)
    within, beyond = _split_at_interval(history, area)
    band = element("rect", cls="range", x=0, y=2, width=26, height=_BAND_HEIGHT)
    line = element("path", cls="usual", d="M0 8h26")
    dashes = element("path", cls="bare", d="M0 8h26")
    away = element("rect", cls="away", x=7, y=0, width=12, height=16)
    bar = element("path", cls="told", d=svg.bars_path(16, [(12, 2, _BAR_HEIGHT)]))
    parts = (
        (history.sessions, _draw_diamond("point marked"), _("formal supervision")),
        (history.noted_due_weeks, _draw_diamond("point"), _("you noted that it was due")),
        (within, band + line, _("up to {weeks} after").format(weeks=weeks)),
        (beyond, dashes, _("longer than that")),
        (history.reported_weeks, bar, _("a week that says whether there was one")),
        (history.away_weeks, away, _("a week away")),
    )
    return [
        (element("svg", symbol, viewBox="0 0 26 16", aria_hidden="true"), meaning)
        for is_in_chart, symbol, meaning in parts
        if is_in_chart
    ]


def _draw_diamond(cls: str) -> str:
    return element("path", cls=cls, d=svg.repeat_shape([(13, 8)], _DIAMOND))


def _draw(history: SupervisionHistory, area: PlotArea) -> str:
    weeks = Picture(history.first, history.last, (), {})
    months, bottom = axis_rows.draw_month_labels(weeks, area, _AXIS_Y)
    axis = [[(area.left, _AXIS_Y), (area.right, _AXIS_Y)]]
    title, note = f"year-{area.name}-t", f"year-{area.name}-d"
    count = len(history.sessions)
    name = ngettext("Formal supervision: {n} meeting", "Formal supervision: {n} meetings", count)
    return element(
        "svg",
        element("title", escape(name.format(n=count)), id=title),
        element("desc", escape(_("The tables say what the drawing shows.")), id=note),
        *_draw_weeks(history, area),
        element("path", cls="grid", d=svg.polyline(axis)),
        element("g", *_draw_line(history, area), cls="other"),
        *months,
        cls=area.name,
        viewBox=f"0 0 {svg.format_number(area.width)} {svg.format_number(bottom)}",
        role="img",
        aria_labelledby=f"{title} {note}",
    )


def _draw_weeks(history: SupervisionHistory, area: PlotArea) -> list[str]:
    """Pale columns for weeks away, and a bar for each week that reports."""
    first, step = history.first, area.step
    away = [(area.left + (w - first) * step, step, _AXIS_Y) for w in history.away_weeks]
    reported = [(area.x(w - first) - 0.75, 1.5, _BAR_HEIGHT) for w in history.reported_weeks]
    rows = (("away", away), ("told", reported))
    return [element("path", cls=cls, d=svg.bars_path(_AXIS_Y, bars)) for cls, bars in rows if bars]


def _draw_line(history: SupervisionHistory, area: PlotArea) -> list[str]:
    """The band, the line and the diamonds, each drawn over the one before."""
    within, beyond = _split_at_interval(history, area)
    top = _LINE_Y - _BAND_HEIGHT / 2
    parts = [
        element("rect", cls="range", x=a, y=top, width=b - a, height=_BAND_HEIGHT, rx=2)
        for a, b in within
    ]
    for cls, ranges in (("usual", within), ("bare", beyond)):
        if ranges:
            runs = ([(a, _LINE_Y), (b, _LINE_Y)] for a, b in ranges)
            parts.append(element("path", cls=cls, d=svg.polyline(runs)))
    held = [session.week for session in history.sessions]
    for cls, weeks in (("point", history.noted_due_weeks), ("point marked", held)):
        if weeks:
            places = [(area.x(week - history.first), _LINE_Y) for week in weeks]
            parts.append(element("path", cls=cls, d=svg.repeat_shape(places, _DIAMOND)))
    return parts


def _split_at_interval(
    history: SupervisionHistory, area: PlotArea
) -> tuple[list[XRange], list[XRange]]:
    """The parts of the line within the interval and those beyond it, from left to right.

    A part that begins before the span is drawn from the left edge.
    """
    starts = [session.week - history.first for session in history.sessions]
    first_gap = history.sessions[0].after if history.sessions else None
    if first_gap is not None:
        starts.insert(0, starts[0] - first_gap)
    elif history.latest and not history.sessions:
        starts = [history.latest.week - history.first]
    ends = [*starts[1:], history.last - history.first]
    within: list[XRange] = []
    beyond: list[XRange] = []
    for start, end in zip(starts, ends, strict=False):
        due = min(start + history.interval.weeks, end)
        for a, b, ranges in ((start, due, within), (due, end, beyond)):
            left, right = max(area.x(a), area.left), area.x(b)
            if right > left:
                ranges.append((left, right))
    return within, beyond
