"""Charts of monthly questionnaires, as text, SVG and table.

Points only, never a range. A questionnaire that is asked every third month would need three years
for the twelve answers of a usual range. And how often the sentence about a change appears by chance
was simulated for consecutive weeks, so its reliability here is unknown.

Marks of consecutive months are joined. Every mark is a diamond without a colour of its own: circle,
square and triangle are reserved for the three weekly scales.
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

MIN_AXIS_MONTHS = 12  # the axis is never shorter
MIN_SCORED_MONTHS = 2  # months with a score from which there is something to draw
_MAX_LISTED_MONTHS = 3
_MIN_LABEL_DISTANCE = 40  # in units of the view box
_MONTH_INTERVALS = (1, 3, 6, 12, 24, 60, 120)  # from one label to the next
_SCALE_CLASS = "other"  # the class of a scale without a colour of its own


@dataclass(frozen=True, slots=True)
class MonthSeries:
    """One scale: its months with a score, oldest first."""

    scale: ChartScale
    points: tuple[tuple[Month, float], ...]

    @property
    def segments(self) -> list[list[tuple[Month, float]]]:
        """Runs of consecutive months."""
        keyed = groupby(enumerate(self.points), lambda pair: pair[1][0].number - pair[0])
        return [[point for _n, point in run] for _key, run in keyed]


@dataclass(frozen=True, slots=True)
class MonthPicture:
    """All scales of a monthly questionnaire on one axis, and every month that was answered."""

    months: tuple[Month, ...]  # answered, oldest first, with or without a score
    lines: tuple[MonthSeries, ...]

    @property
    def scored_months(self) -> list[Month]:
        """The months with a score on any scale, oldest first."""
        return sorted({month for line in self.lines for month, _value in line.points})

    @property
    def has_chart(self) -> bool:
        """Whether there are enough months to draw a chart."""
        return len(self.scored_months) >= MIN_SCORED_MONTHS

    @property
    def needs_year(self) -> bool:
        """Whether months have to be written with their year."""
        return bool(self.months) and self.months[0].first.year != self.months[-1].first.year


@dataclass(frozen=True, slots=True)
class MonthChartRow:
    """One answered month of the table."""

    month: str
    values: tuple[str, ...]  # one per scale, empty if too little was answered


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


def summarise_months(picture: MonthPicture) -> str:
    """Number of months, first and last; for a picture with at least two answered months."""
    return _("{count} months with answers, from {first} to {last}.").format(
        count=spell_number_capitalised(len(picture.months)),
        first=format_month(picture.months[0].first, picture.needs_year),
        last=format_month(picture.months[-1].first, year=True),
    )


def format_month_value(month: Month, value: float, *, years: bool) -> str:
    """`55 in August`, with `years` `55 in August 2026`."""
    text = _("{value} in {month}")
    return text.format(value=round_half_up(value), month=format_month(month.first, years))


def describe_month_series(line: MonthSeries, *, years: bool) -> str:
    """One scale as text: each month if there are at most three, else lowest, highest and latest."""
    if not line.points:
        return _("No month with enough answers yet.")
    texts = [format_month_value(month, value, years=years) for month, value in line.points]
    if len(texts) <= _MAX_LISTED_MONTHS:
        return _("{months}.").format(months=", ".join(texts))
    values = [round_half_up(value) for _month, value in line.points]
    return _("{count} months, from {low} to {high}. The latest: {latest}.").format(
        count=spell_number_capitalised(len(values)),
        low=min(values),
        high=max(values),
        latest=texts[-1],
    )


def build_month_caption(picture: MonthPicture) -> str:
    """How to read the drawing."""
    parts = [_("A mark is a month with answers.")]
    if any(len(run) > 1 for line in picture.lines for run in line.segments):
        parts.append(_("Marks are joined where one month follows the other."))
    parts.append(_("No usual range is worked out: months are too few for one."))
    return " ".join(parts)


def format_month_title(picture: MonthPicture) -> str:
    """The accessible name of the drawing."""
    names = ", ".join(line.scale.title for line in picture.lines)
    count = len(picture.months)
    return ngettext("{names}: {count} month", "{names}: {count} months", count).format(
        names=names, count=count
    )


def build_month_rows(picture: MonthPicture) -> tuple[MonthChartRow, ...]:
    """The answered months, newest first."""
    values = [dict(line.points) for line in picture.lines]
    return tuple(
        MonthChartRow(
            format_month(month.first, picture.needs_year),
            tuple(str(round_half_up(of[month])) if month in of else "" for of in values),
        )
        for month in reversed(picture.months)
    )


def build_month_legend() -> tuple[tuple[str, str], ...]:
    """The only mark of the drawing, and its meaning."""
    mark = element("path", cls="point", d=svg.repeat_shape([(13, 8)], svg.diamond(4.5)))
    return ((element("svg", mark, viewBox="0 0 26 16", aria_hidden="true"), _("a month")),)


def draw_wide_month_chart(picture: MonthPicture) -> str:
    """The drawing for pages of 40 rem and more, and for print; requires `has_chart`."""
    return _draw(picture, is_wide=True)


def draw_narrow_month_chart(picture: MonthPicture) -> str:
    """The drawing for a phone."""
    return _draw(picture, is_wide=False)


def _draw(picture: MonthPicture, *, is_wide: bool) -> str:
    first, last = picture.scored_months[0], picture.scored_months[-1]
    axis = [first + n for n in range(last - first + 1)]
    area = PlotArea.for_weeks(len(axis), is_wide=is_wide)
    area = replace(area, step=(area.right - area.left) / max(len(axis), MIN_AXIS_MONTHS))
    tops = [area.top + n * area.pitch for n in range(len(picture.lines))]
    labels, bottom = _draw_month_labels(axis, area, tops[-1] + area.height)
    lines = zip(picture.lines, tops, strict=True)
    panels = [_draw_panel(line, area, top, first) for line, top in lines]
    ids = f"months-{area.name}-t", f"months-{area.name}-d"
    return element(
        "svg",
        element("title", escape(format_month_title(picture)), id=ids[0]),
        element("desc", escape(format_chart_note()), id=ids[1]),
        *panels,
        *labels,
        cls=area.name,
        viewBox=f"0 0 {svg.format_number(area.width)} {svg.format_number(bottom)}",
        role="img",
        aria_labelledby=" ".join(ids),
    )


def _draw_panel(line: MonthSeries, area: PlotArea, top: float, first: Month) -> str:
    scale = line.scale
    values = (scale.low, (scale.low + scale.high) / 2, scale.high)
    heights = [(value, area.y(top, scale, value)) for value in values]
    grid = svg.polyline([(area.left, y), (area.right, y)] for _value, y in heights)
    places = [
        [(area.x(month - first), area.y(top, scale, value)) for month, value in run]
        for run in line.segments
    ]
    joined = svg.polyline(run for run in places if len(run) > 1)
    marks = svg.repeat_shape(
        [place for run in places for place in run], svg.diamond(1.2 * area.marker_radius)
    )
    sign = svg.repeat_shape([(area.left + 5, top - 14)], svg.diamond(5.4))
    return element(
        "g",
        element("path", cls="point marked", d=sign),
        text_element(area.left + 17, top - 9, scale.title, "title"),
        element("path", cls="grid", d=grid),
        *(text_element(area.left - 6, y + 4, svg.format_number(at), "end") for at, y in heights),
        *([element("path", cls="path", d=joined)] if joined else []),
        *([element("path", cls="point", d=marks)] if marks else []),
        cls=_SCALE_CLASS,
    )


def _draw_month_labels(
    axis: Sequence[Month], area: PlotArea, floor: float
) -> tuple[list[str], float]:
    """The axis labels from the first month on, and the y where the drawing ends.

    Questionnaires in rotation are asked every third month, so that labels and marks coincide.
    """
    wide = (n for n in _MONTH_INTERVALS if n * area.step >= _MIN_LABEL_DISTANCE)
    every = next(wide, _MONTH_INTERVALS[-1])
    at = range(0, len(axis), every)
    ticks = svg.polyline([(area.x(n), floor), (area.x(n), floor + 5)] for n in at)
    parts, latest_year = [element("path", cls="grid", d=ticks)], 0
    for n in at:
        month = axis[n].first
        parts.append(text_element(area.x(n), floor + 19, format_short_month(month), "mid"))
        if month.year != latest_year:
            parts.append(text_element(area.x(n), floor + 34, str(month.year), "mid"))
        latest_year = month.year
    return parts, floor + 40
