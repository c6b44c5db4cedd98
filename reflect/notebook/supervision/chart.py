"""A year of formal supervision as SVG: one line, a diamond for each meeting.

The band behind the line reaches from each meeting as far as the interval goes; where the next took
longer, the line goes on dashed. Below stands a stroke for each week that says whether there was
one, so that a week nobody answered does not pass for a week without.
"""

from html import escape

from reflect.charts import axis_rows, svg
from reflect.charts.plot_area import PlotArea
from reflect.charts.series import Picture
from reflect.charts.svg import element
from reflect.core.i18n import _, ngettext
from reflect.notebook.supervision.services import SupervisionHistory

_LINE, _BAND, _AXIS, _STROKE = 24, 12, 50, 7  # from the top: the line, its band's height; the axis
_MARK = svg.diamond(5, 1.4)
XRange = tuple[float, float]  # from here to there


def draw_wide_supervision_chart(seen: SupervisionHistory) -> str:
    """The drawing for 40 rem and more, and for paper."""
    return _draw(seen, PlotArea.for_weeks(len(seen.weeks), is_wide=True))


def draw_narrow_supervision_chart(seen: SupervisionHistory) -> str:
    """The drawing for a phone."""
    return _draw(seen, PlotArea.for_weeks(len(seen.weeks), is_wide=False))


def build_supervision_legend(seen: SupervisionHistory) -> list[tuple[str, str]]:
    """A small drawing and its meaning, for everything that stands in this one."""
    weeks = ngettext("{n} week", "{n} weeks", seen.interval.weeks).format(n=seen.interval.weeks)
    within, beyond = _lines(seen, PlotArea.for_weeks(len(seen.weeks), is_wide=True))
    away = element("rect", cls="away", x=7, y=0, width=12, height=16)
    stroke = element("path", cls="told", d=svg.bars_path(16, [(12, 2, _STROKE)]))
    parts = (
        (seen.sessions, _mark("point marked"), _("formal supervision")),
        (seen.noted_due_weeks, _mark("point"), _("you noted that it was due")),
        (
            within,
            element("rect", cls="range", x=0, y=2, width=26, height=_BAND)
            + element("path", cls="usual", d="M0 8h26"),
            _("up to {weeks} after").format(weeks=weeks),
        ),
        (beyond, element("path", cls="bare", d="M0 8h26"), _("longer than that")),
        (seen.reported_weeks, stroke, _("a week that says whether there was one")),
        (seen.away_weeks, away, _("a week away")),
    )
    return [
        (element("svg", drawn, viewBox="0 0 26 16", aria_hidden="true"), meaning)
        for is_there, drawn, meaning in parts
        if is_there
    ]


def _mark(cls: str) -> str:
    return element("path", cls=cls, d=svg.repeat_shape([(13, 8)], _MARK))


def _draw(seen: SupervisionHistory, frame: PlotArea) -> str:
    months, bottom = axis_rows.draw_month_labels(
        Picture(seen.first, seen.last, (), {}), frame, _AXIS
    )
    axis = [[(frame.left, _AXIS), (frame.right, _AXIS)]]
    title, note = f"year-{frame.name}-t", f"year-{frame.name}-d"
    count = len(seen.sessions)
    named = ngettext("Formal supervision: {n} meeting", "Formal supervision: {n} meetings", count)
    return element(
        "svg",
        element("title", escape(named.format(n=count)), id=title),
        element("desc", escape(_("The tables say what the drawing shows.")), id=note),
        *_weeks(seen, frame),
        element("path", cls="grid", d=svg.polyline(axis)),
        element("g", *_line(seen, frame), cls="other"),
        *months,
        cls=frame.name,
        viewBox=f"0 0 {svg.format_number(frame.width)} {svg.format_number(bottom)}",
        role="img",
        aria_labelledby=f"{title} {note}",
    )


def _weeks(seen: SupervisionHistory, frame: PlotArea) -> list[str]:
    """Pale columns for weeks away, and a stroke for each week that tells."""
    away = [
        (frame.left + (w - seen.first) * frame.step, frame.step, _AXIS) for w in seen.away_weeks
    ]
    told = [(frame.x(w - seen.first) - 0.75, 1.5, _STROKE) for w in seen.reported_weeks]
    columns = (("away", away), ("told", told))
    return [element("path", cls=cls, d=svg.bars_path(_AXIS, bars)) for cls, bars in columns if bars]


def _line(seen: SupervisionHistory, frame: PlotArea) -> list[str]:
    within, beyond = _lines(seen, frame)
    top = _LINE - _BAND / 2
    places = {
        "point": seen.noted_due_weeks,
        "point marked": [held.week for held in seen.sessions],
    }
    stretches = (("usual", within), ("bare", beyond))
    return [
        *(
            element("rect", cls="range", x=a, y=top, width=b - a, height=_BAND, rx=2)
            for a, b in within
        ),
        *(
            element("path", cls=cls, d=svg.polyline([(a, _LINE), (b, _LINE)] for a, b in each))
            for cls, each in stretches
            if each
        ),
        *(
            element(
                "path",
                cls=cls,
                d=svg.repeat_shape([(frame.x(w - seen.first), _LINE) for w in weeks], _MARK),
            )
            for cls, weeks in places.items()
            if weeks
        ),
    ]


def _lines(seen: SupervisionHistory, frame: PlotArea) -> tuple[list[XRange], list[XRange]]:
    """From left to right: the stretches within the interval, and those beyond it.

    What began before the span is drawn from its left edge on.
    """
    starts = [held.week - seen.first for held in seen.sessions]
    before = seen.sessions[0].after if seen.sessions else None
    if seen.sessions and before is not None:
        starts.insert(0, starts[0] - before)
    elif seen.latest and not seen.sessions:
        starts = [seen.latest.week - seen.first]
    ends = [*starts[1:], seen.last - seen.first]
    within: list[XRange] = []
    beyond: list[XRange] = []
    for start, end in zip(starts, ends, strict=False):
        turn = min(start + seen.interval.weeks, end)
        for a, b, where in ((start, turn, within), (turn, end, beyond)):
            left = max(frame.x(a), frame.left)
            if frame.x(b) > left:
                where.append((left, frame.x(b)))
    return within, beyond
