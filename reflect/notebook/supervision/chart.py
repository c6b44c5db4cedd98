"""The supervision chart as SVG: a year as one line, with a diamond for each meeting.

A band behind the line shows the interval after each meeting; where the next meeting took longer,
the line is dashed. A bar below marks each week that reports whether there was a meeting, so that a
week without answers does not look like a week without supervision.
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
    away = element("rect", cls="away", x=7, y=0, width=12, height=16)
    bar = element("path", cls="told", d=svg.bars_path(16, [(12, 2, _BAR_HEIGHT)]))
    parts = (
        (history.sessions, _draw_diamond("point marked"), _("formal supervision")),
        (history.noted_due_weeks, _draw_diamond("point"), _("you noted that it was due")),
        (
            within,
            element("rect", cls="range", x=0, y=2, width=26, height=_BAND_HEIGHT)
            + element("path", cls="usual", d="M0 8h26"),
            _("up to {weeks} after").format(weeks=weeks),
        ),
        (beyond, element("path", cls="bare", d="M0 8h26"), _("longer than that")),
        (history.reported_weeks, bar, _("a week that says whether there was one")),
        (history.away_weeks, away, _("a week away")),
    )
    return [
        (element("svg", drawn, viewBox="0 0 26 16", aria_hidden="true"), meaning)
        for is_there, drawn, meaning in parts
        if is_there
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
    within, beyond = _split_at_interval(history, area)
    top = _LINE_Y - _BAND_HEIGHT / 2
    points = {
        "point": history.noted_due_weeks,
        "point marked": [session.week for session in history.sessions],
    }
    parts = (("usual", within), ("bare", beyond))
    return [
        *(
            element("rect", cls="range", x=a, y=top, width=b - a, height=_BAND_HEIGHT, rx=2)
            for a, b in within
        ),
        *(
            element("path", cls=cls, d=svg.polyline([(a, _LINE_Y), (b, _LINE_Y)] for a, b in each))
            for cls, each in parts
            if each
        ),
        *(
            element("path", cls=cls, d=svg.repeat_shape(places, _DIAMOND))
            for cls, weeks in points.items()
            if (places := [(area.x(w - history.first), _LINE_Y) for w in weeks])
        ),
    ]


def _split_at_interval(
    history: SupervisionHistory, area: PlotArea
) -> tuple[list[XRange], list[XRange]]:
    """The parts of the line within the interval and those beyond it, from left to right.

    A part that begins before the span is drawn from the left edge.
    """
    starts = [session.week - history.first for session in history.sessions]
    before = history.sessions[0].after if history.sessions else None
    if history.sessions and before is not None:
        starts.insert(0, starts[0] - before)
    elif history.latest and not history.sessions:
        starts = [history.latest.week - history.first]
    ends = [*starts[1:], history.last - history.first]
    within: list[XRange] = []
    beyond: list[XRange] = []
    for start, end in zip(starts, ends, strict=False):
        turn = min(start + history.interval.weeks, end)
        for a, b, where in ((start, turn, within), (turn, end, beyond)):
            left = max(area.x(a), area.left)
            if area.x(b) > left:
                where.append((left, area.x(b)))
    return within, beyond
