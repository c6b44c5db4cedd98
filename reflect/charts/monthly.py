"""What was answered once a month, as words, drawing and table.

Points only, never a range. A set that takes its turn every third month would need three years for
the twelve answers of a usual range; and how often the sentence about a change stands by chance was
simulated on weeks in a row, so that nobody could say how far to trust it here.

Marks are joined where one month follows the other, and every mark is a diamond without a colour of
its own: circle, square and triangle mean the three scales of the week, and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby

from reflect.charts import svg
from reflect.charts.dates import (
    format_month,
    format_short_month,
    round_half_up,
    spell_number_capitalised,
)
from reflect.charts.plot_area import PlotArea
from reflect.charts.sentences import format_chart_note
from reflect.charts.series import ChartScale
from reflect.charts.svg import element, text_element
from reflect.core.i18n import _, ngettext
from reflect.core.months import Month

MIN_AXIS_MONTHS = 12  # months for which the axis has room at least
MIN_SCORED_MONTHS = 2  # months with a score from which there is something to draw
_LISTED = 3  # months named one by one
_APART = 40  # units between two names of months, at least
_EVERY = (1, 3, 6, 12, 24, 60, 120)  # months from one name to the next
_CLS = "other"  # the class of a scale without a colour of its own


@dataclass(frozen=True, slots=True)
class MonthSeries:
    """One scale: its months with a score, oldest first."""

    scale: ChartScale
    points: tuple[tuple[Month, float], ...]

    @property
    def segments(self) -> list[list[tuple[Month, float]]]:
        """Points of months that follow each other."""
        keyed = groupby(enumerate(self.points), lambda pair: pair[1][0].number - pair[0])
        return [[point for _n, point in run] for _key, run in keyed]


@dataclass(frozen=True, slots=True)
class MonthPicture:
    """All scales of a monthly set on one axis, and every month that was answered."""

    months: tuple[Month, ...]  # answered, oldest first, with a score or without
    lines: tuple[MonthSeries, ...]

    @property
    def scored_months(self) -> list[Month]:
        """The months with a score on any scale."""
        return sorted({month for line in self.lines for month, _value in line.points})

    @property
    def has_chart(self) -> bool:
        """Whether there is something to draw."""
        return len(self.scored_months) >= MIN_SCORED_MONTHS

    @property
    def needs_year(self) -> bool:
        """Whether a month needs its year to be told."""
        return bool(self.months) and self.months[0].first.year != self.months[-1].first.year


@dataclass(frozen=True, slots=True)
class MonthChartRow:
    """One answered month of the table."""

    month: str
    values: tuple[str, ...]  # one a scale, empty where too little was answered


def month_picture_from_scores(
    scores: Mapping[Month, Mapping[str, float]], scales: Sequence[ChartScale]
) -> MonthPicture:
    """The picture of the months in `scores`: month -> id of the scale -> its value."""
    months = tuple(sorted(scores))
    lines = (
        MonthSeries(scale, tuple((m, scores[m][scale.id]) for m in months if scale.id in scores[m]))
        for scale in scales
    )
    return MonthPicture(months, tuple(lines))


def summarise_months(shown: MonthPicture) -> str:
    """How many months, from when to when; of a picture with two answered months or more."""
    return _("{count} months with answers, from {first} to {last}.").format(
        count=spell_number_capitalised(len(shown.months)),
        first=format_month(shown.months[0].first, shown.needs_year),
        last=format_month(shown.months[-1].first, year=True),
    )


def format_month_value(month: Month, value: float, *, years: bool) -> str:
    """`55 in August`, with `years` `55 in August 2026`."""
    words = _("{value} in {month}")
    return words.format(value=round_half_up(value), month=format_month(month.first, years))


def describe_month_series(line: MonthSeries, *, years: bool) -> str:
    """One scale in words: every month while they are few, then from where to where they lie."""
    if not line.points:
        return _("No month with enough answers yet.")
    told = [format_month_value(month, value, years=years) for month, value in line.points]
    if len(told) <= _LISTED:
        return _("{months}.").format(months=", ".join(told))
    values = [round_half_up(value) for _month, value in line.points]
    return _("{count} months, from {low} to {high}. The latest: {latest}.").format(
        count=spell_number_capitalised(len(values)),
        low=min(values),
        high=max(values),
        latest=told[-1],
    )


def build_month_caption(shown: MonthPicture) -> str:
    """What one must know to read the drawing."""
    parts = [_("A mark is a month with answers.")]
    if any(len(run) > 1 for line in shown.lines for run in line.segments):
        parts.append(_("Marks are joined where one month follows the other."))
    parts.append(_("No usual range is worked out: months are too few for one."))
    return " ".join(parts)


def format_month_title(shown: MonthPicture) -> str:
    """The name of the drawing, for those who hear it."""
    names = ", ".join(line.scale.title for line in shown.lines)
    count = len(shown.months)
    return ngettext("{names}: {count} month", "{names}: {count} months", count).format(
        names=names, count=count
    )


def build_month_rows(shown: MonthPicture) -> tuple[MonthChartRow, ...]:
    """The answered months, newest first."""
    values = [dict(line.points) for line in shown.lines]
    return tuple(
        MonthChartRow(
            format_month(month.first, shown.needs_year),
            tuple(str(round_half_up(of[month])) if month in of else "" for of in values),
        )
        for month in reversed(shown.months)
    )


def build_month_legend() -> tuple[tuple[str, str], ...]:
    """The one mark of the drawing, and its meaning."""
    mark = element("path", cls="point", d=svg.repeat_shape([(13, 8)], svg.diamond(4.5)))
    return ((element("svg", mark, viewBox="0 0 26 16", aria_hidden="true"), _("a month")),)


def draw_wide_month_chart(shown: MonthPicture) -> str:
    """The drawing for 40 rem and more, and for paper; of a picture that has a chart."""
    return _draw(shown, is_wide=True)


def draw_narrow_month_chart(shown: MonthPicture) -> str:
    """The drawing for a phone."""
    return _draw(shown, is_wide=False)


def _draw(shown: MonthPicture, *, is_wide: bool) -> str:
    first, last = shown.scored_months[0], shown.scored_months[-1]
    axis = [first + n for n in range(last - first + 1)]
    frame = PlotArea.for_weeks(len(axis), is_wide=is_wide)
    frame = replace(frame, step=(frame.right - frame.left) / max(len(axis), MIN_AXIS_MONTHS))
    tops = [frame.top + n * frame.pitch for n in range(len(shown.lines))]
    names, bottom = _names(axis, frame, tops[-1] + frame.height)
    ids = f"months-{frame.name}-t", f"months-{frame.name}-d"
    return element(
        "svg",
        element("title", escape(format_month_title(shown)), id=ids[0]),
        element("desc", escape(format_chart_note()), id=ids[1]),
        *(_panel(line, frame, top, first) for line, top in zip(shown.lines, tops, strict=True)),
        *names,
        cls=frame.name,
        viewBox=f"0 0 {svg.format_number(frame.width)} {svg.format_number(bottom)}",
        role="img",
        aria_labelledby=" ".join(ids),
    )


def _panel(line: MonthSeries, frame: PlotArea, top: float, first: Month) -> str:
    scale = line.scale
    heights = [
        (at, frame.y(top, scale, at))
        for at in (scale.low, (scale.low + scale.high) / 2, scale.high)
    ]
    grid = svg.polyline([(frame.left, y), (frame.right, y)] for _at, y in heights)
    places = [
        [(frame.x(month - first), frame.y(top, scale, value)) for month, value in run]
        for run in line.segments
    ]
    joined = svg.polyline(run for run in places if len(run) > 1)
    marks = svg.repeat_shape(
        [place for run in places for place in run], svg.diamond(1.2 * frame.marker_radius)
    )
    sign = svg.repeat_shape([(frame.left + 5, top - 14)], svg.diamond(5.4))
    return element(
        "g",
        element("path", cls="point marked", d=sign),
        text_element(frame.left + 17, top - 9, scale.title, "title"),
        element("path", cls="grid", d=grid),
        *(text_element(frame.left - 6, y + 4, svg.format_number(at), "end") for at, y in heights),
        *([element("path", cls="path", d=joined)] if joined else []),
        *([element("path", cls="point", d=marks)] if marks else []),
        cls=_CLS,
    )


def _names(axis: Sequence[Month], frame: PlotArea, floor: float) -> tuple[list[str], float]:
    """The names of months below it all, from the first one on, and where the drawing ends.

    Sets that take turns come every third month, so that names and marks meet.
    """
    every = next((n for n in _EVERY if n * frame.step >= _APART), _EVERY[-1])
    at = range(0, len(axis), every)
    ticks = svg.polyline([(frame.x(n), floor), (frame.x(n), floor + 5)] for n in at)
    parts, said = [element("path", cls="grid", d=ticks)], 0
    for n in at:
        month = axis[n].first
        parts.append(text_element(frame.x(n), floor + 19, format_short_month(month), "mid"))
        if month.year != said:
            parts.append(text_element(frame.x(n), floor + 34, str(month.year), "mid"))
        said = month.year
    return parts, floor + 40
