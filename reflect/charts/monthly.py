"""Charts of monthly questionnaires, as text, SVG and table.

Points only, never a range. A questionnaire that is asked every third month would need three years
for the twelve answers of a usual range. And how often the sentence about a change appears by chance
was simulated for consecutive weeks, so its reliability here is unknown.

Marks of consecutive months are joined. Every mark is a diamond without a colour of its own: circle,
square and triangle are reserved for the three weekly scales, whose ids no monthly scale has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from reflect.charts import svg
from reflect.charts.dates import (
    format_month,
    format_short_month,
    round_half_up,
    spell_number_capitalised,
)
from reflect.charts.plot_area import PlotArea
from reflect.charts.scale_style import scale_style
from reflect.charts.series import ChartScale, split_into_runs
from reflect.charts.svg import Legend, text_element
from reflect.charts.svg_chart import draw_scale_panel
from reflect.core.i18n import _, ngettext
from reflect.core.months import Month

MIN_AXIS_MONTHS = 12  # the axis is never shorter
MIN_SCORED_MONTHS = 2  # months with a score from which there is something to draw
_MAX_LISTED_MONTHS = 3
_MIN_LABEL_DISTANCE = 40  # in units of the view box
_MONTH_INTERVALS = (1, 3, 6, 12, 24, 60, 120)  # from one label to the next


@dataclass(frozen=True, slots=True)
class MonthSeries:
    """One scale: its months with a score, oldest first."""

    scale: ChartScale
    points: tuple[tuple[Month, float], ...]

    @property
    def segments(self) -> list[list[tuple[Month, float]]]:
        """Runs of consecutive months."""
        return split_into_runs(self.points, lambda point: point[0].number)


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
    first = format_month(picture.months[0].first, picture.needs_year)
    last = format_month(picture.months[-1].first, year=True)
    text = _("{count} months with answers, from {first} to {last}.")
    return text.format(count=spell_number_capitalised(len(picture.months)), first=first, last=last)


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
    count, low, high = spell_number_capitalised(len(values)), min(values), max(values)
    text = _("{count} months, from {low} to {high}. The latest: {latest}.")
    return text.format(count=count, low=low, high=high, latest=texts[-1])


def build_month_caption(picture: MonthPicture) -> str:
    """How to read the drawing."""
    parts = [_("A mark is a month with answers.")]
    if any(len(run) > 1 for line in picture.lines for run in line.segments):
        parts.append(_("Marks are joined where one month follows the other."))
    parts.append(_("No usual range is worked out: months are too few for one."))
    return " ".join(parts)


def build_month_rows(picture: MonthPicture) -> tuple[MonthChartRow, ...]:
    """The answered months, newest first."""
    rows = []
    values_by_month = [dict(line.points) for line in picture.lines]
    for month in reversed(picture.months):
        values = (by_month.get(month) for by_month in values_by_month)
        texts = tuple("" if value is None else str(round_half_up(value)) for value in values)
        rows.append(MonthChartRow(format_month(month.first, picture.needs_year), texts))
    return tuple(rows)


def build_month_legend() -> Legend:
    """The legend of the only mark of the drawing."""
    mark = svg.draw_legend_mark("point", svg.diamond(4.5))
    return svg.build_legend((True, mark, _("a month")))


def draw_month_chart(picture: MonthPicture, *, is_wide: bool) -> Markup:
    """The drawing for 40 rem and more and for print, or for a phone; requires `has_chart`."""
    first, last = picture.scored_months[0], picture.scored_months[-1]
    axis = [first + n for n in range(last - first + 1)]
    area = PlotArea.for_weeks(len(axis), is_wide=is_wide)
    area = replace(area, step=(area.right - area.left) / max(len(axis), MIN_AXIS_MONTHS))
    tops, floor = area.place_panels(len(picture.lines))
    lines = zip(picture.lines, tops, strict=True)
    panels = [_draw_panel(line, area, top, first) for line, top in lines]
    labels, bottom = _draw_month_labels(axis, area, floor)
    names, count = ", ".join(line.scale.title for line in picture.lines), len(picture.months)
    title = ngettext("{names}: {count} month", "{names}: {count} months", count)
    return svg.titled_drawing(
        (*panels, *labels),
        (area.width, bottom),
        title=title.format(names=names, count=count),
        cls=area.name,
        prefix="months",
    )


def _draw_panel(line: MonthSeries, area: PlotArea, top: float, first: Month) -> str:
    scale = line.scale
    runs = [
        [(area.x(month - first), area.y(top, scale, value)) for month, value in run]
        for run in line.segments
    ]
    joined = svg.polyline(run for run in runs if len(run) > 1)
    shape = scale_style(scale).shape(area.marker_radius)
    marks = svg.repeat_shape([centre for run in runs for centre in run], shape)
    inside = svg.path("path", joined), svg.path("point", marks)
    return draw_scale_panel(scale, area, top, *inside)


def _draw_month_labels(
    axis: Sequence[Month], area: PlotArea, floor: float
) -> tuple[list[str], float]:
    """The axis labels from the first month on, and the y where the drawing ends.

    Questionnaires in rotation are asked every third month, so that labels and marks coincide.
    """
    fitting = (n for n in _MONTH_INTERVALS if n * area.step >= _MIN_LABEL_DISTANCE)
    interval = next(fitting, _MONTH_INTERVALS[-1])
    labelled = [(area.x(n), axis[n].first) for n in range(0, len(axis), interval)]
    parts = [svg.path("grid", svg.polyline([(x, floor), (x, floor + 5)] for x, _day in labelled))]
    latest_year = 0
    for x, day in labelled:
        parts.append(text_element(x, floor + 19, format_short_month(day), "mid"))
        if day.year != latest_year:
            parts.append(text_element(x, floor + 34, str(day.year), "mid"))
        latest_year = day.year
    return parts, floor + 40
