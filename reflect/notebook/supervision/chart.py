"""The supervision chart as SVG: a year as one line, with a diamond for each meeting.

A band behind the line covers the interval after each meeting; beyond the interval, up to the next
meeting, the line is dashed. A bar below marks each week that reports whether there was a meeting,
so that a week without answers does not look like a week without supervision.
"""

from markupsafe import Markup

from reflect.charts import axis_rows, svg
from reflect.charts.plot_area import PlotArea
from reflect.charts.series import Picture
from reflect.charts.svg import Legend, element
from reflect.core.i18n import _, ngettext
from reflect.notebook.supervision.services import SupervisionHistory

_LINE_Y, _AXIS_Y = 24, 50  # from the top
_BAND_HEIGHT, _BAR_HEIGHT = 12, 7
_DIAMOND = svg.diamond(5, 1.4)
XRange = tuple[float, float]  # left and right end


def draw_supervision_chart(history: SupervisionHistory, *, is_wide: bool) -> Markup:
    """The chart for screens of 40 rem and more and for paper, or for a phone."""
    area = PlotArea.for_weeks(len(history.weeks), is_wide=is_wide)
    weeks = Picture(history.first, history.last, (), {})
    months, bottom = axis_rows.draw_month_labels(weeks, area, _AXIS_Y)
    axis = svg.path("grid", svg.polyline([[(area.left, _AXIS_Y), (area.right, _AXIS_Y)]]))
    line, count = element("g", *_draw_line(history, area), cls="other"), len(history.sessions)
    name = ngettext("Formal supervision: {n} meeting", "Formal supervision: {n} meetings", count)
    return svg.titled_drawing(
        (*_draw_weeks(history, area), axis, line, *months),
        (area.width, bottom),
        title=name.format(n=count),
        cls=area.name,
        prefix="year",
        note=_("The tables say what the drawing shows."),
    )


def build_supervision_legend(history: SupervisionHistory) -> Legend:
    """The legend of everything that is in the chart."""
    count, area = history.interval.weeks, PlotArea.for_weeks(len(history.weeks), is_wide=True)
    weeks = ngettext("{n} week", "{n} weeks", count).format(n=count)
    within, beyond = _split_at_interval(history, area)
    band = element("rect", cls="range", x=0, y=2, width=26, height=_BAND_HEIGHT)
    line, dashes = svg.path("usual", "M0 8h26"), svg.path("bare", "M0 8h26")
    held, due = (svg.draw_legend_mark(cls, _DIAMOND) for cls in ("point marked", "point"))
    away = element("rect", cls="away", x=7, y=0, width=12, height=16)
    bar = svg.path("told", svg.bars_path(16, [(12, 2, _BAR_HEIGHT)]))
    return svg.build_legend(
        (history.sessions, held, _("formal supervision")),
        (history.noted_due_weeks, due, _("you noted that it was due")),
        (within, band + line, _("up to {weeks} after").format(weeks=weeks)),
        (beyond, dashes, _("longer than that")),
        (history.reported_weeks, bar, _("a week that says whether there was one")),
        (history.away_weeks, away, _("a week away")),
    )


def _draw_weeks(history: SupervisionHistory, area: PlotArea) -> list[str]:
    """Pale columns for weeks away, and a bar for each week that reports."""
    first, step = history.first, area.step
    away = [(area.left + (w - first) * step, step, _AXIS_Y) for w in history.away_weeks]
    reported = [(area.x(w - first) - 0.75, 1.5, _BAR_HEIGHT) for w in history.reported_weeks]
    rows = (("away", away), ("told", reported))
    return [svg.path(cls, svg.bars_path(_AXIS_Y, bars)) for cls, bars in rows]


def _draw_line(history: SupervisionHistory, area: PlotArea) -> list[str]:
    """The band, the line and the diamonds, each drawn over the one before."""
    within, beyond = _split_at_interval(history, area)
    top = _LINE_Y - _BAND_HEIGHT / 2
    parts = [
        element("rect", cls="range", x=a, y=top, width=b - a, height=_BAND_HEIGHT, rx=2)
        for a, b in within
    ]
    for cls, ranges in (("usual", within), ("bare", beyond)):
        runs = ([(a, _LINE_Y), (b, _LINE_Y)] for a, b in ranges)
        parts.append(svg.path(cls, svg.polyline(runs)))
    held = [session.week for session in history.sessions]
    for cls, weeks in (("point", history.noted_due_weeks), ("point marked", held)):
        places = [(area.x(week - history.first), _LINE_Y) for week in weeks]
        parts.append(svg.path(cls, svg.repeat_shape(places, _DIAMOND)))
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
