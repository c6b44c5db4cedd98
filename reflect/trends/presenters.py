"""The chart of all weeks and the result of one week for templates: sentences, drawings and rows.

Templates contain no rules: what depends on the data (a range or none, a mark or none) is decided
in this module.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from reflect.charts import sentences, svg_chart, table
from reflect.charts.dates import format_day
from reflect.charts.monthly import MonthChartRow
from reflect.charts.scale_style import scale_style
from reflect.charts.series import Panel, Picture
from reflect.charts.svg import Legend
from reflect.charts.svg_chart import WeekAddress
from reflect.checkins.actions import WeeklyAction, outcome_options, whose_options
from reflect.content.guides.library import Guides
from reflect.content.guides.model import GuideLink
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.weeks import Week
from reflect.trends.services import WeekResult
from reflect.trends.suggestions import (
    Suggestion,
    find_hard_statements,
    is_hard_week,
    suggest_for_week,
    suggest_from_guide,
)

MAX_TABLE_WEEKS = 52  # rows at first; ten years of rows would be two thirds of the page
ALL_SCALES = "together"  # in a URL: all scales in one chart


@dataclass(frozen=True, slots=True)
class ScaleText:
    """One scale in words."""

    id: str
    cls: str  # the CSS class of its colour and mark
    title: str
    sentence: str
    level: str = ""  # more about the number; empty if there is nothing
    strip: Markup = Markup()  # noqa: RUF009  # empty if not drawn; a Markup is immutable
    lead: GuideLink | None = None  # to its guide


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart over time: sentences, SVG and table."""

    summary: str
    said: tuple[ScaleText, ...]  # the sentences of each scale
    wide: Markup
    narrow: Markup
    key: Legend
    caption: str
    columns: tuple[str, ...]  # the scales, in the table
    rows: tuple[table.ChartWeekRow | MonthChartRow, ...]  # newest first


@dataclass(frozen=True, slots=True)
class WeekChartView(ChartView):
    """The chart of all weeks."""

    headline: str  # what there is to say first
    more: tuple[str, ...]  # the sentences that belong to it
    title: str  # the accessible name of the drawing
    rows_are: str  # the caption of the table: all weeks, or the latest
    has_more: bool  # whether the table leaves out earlier weeks
    is_open: bool  # whether the table is expanded, because all rows were requested
    trust: str  # how often ordinary weeks alone look like a change
    process: str  # what the process chart of *Look closer* is
    # for each scale that has become lower
    ways: tuple[tuple[ScaleText, tuple[Suggestion, ...]], ...]


@dataclass(frozen=True, slots=True)
class WeeklyActionView:
    """The action of a week, in words."""

    text: str
    whose: str
    supervision: str
    outcome: str


@dataclass(frozen=True, slots=True)
class WeekResultView:
    """One week in words."""

    day: str  # its Monday
    saved: str  # the notice that it was saved, for two minutes; else empty
    welcome: str
    said: tuple[ScaleText, ...]  # the sentences of each scale
    legend: str  # of the value strips
    what_comes: str  # how many more weeks it takes until a change can be found; else empty
    wrote: tuple[str, ...]  # the texts of the week
    places: str  # half-days in each place; empty if none was given
    turning: str  # the sentence before the link to *where to turn*, after hard answers; else empty
    ways: tuple[Suggestion, ...]
    planned: WeeklyActionView | None


def select_scale(picture: Picture, scale: str) -> Picture:
    """The picture with only one of its scales, or with all of them for `ALL_SCALES`.

    Raises:
        NotFound: there is no such scale.
    """
    if scale == ALL_SCALES:
        return picture
    panels = tuple(panel for panel in picture.panels if panel.scale.id == scale)
    if not panels:
        raise NotFound(_("There is no such scale."))
    return replace(picture, panels=panels, altogether=None)


def list_scale_options(picture: Picture) -> list[tuple[str, str]]:
    """The scales to choose from on *look closer*: (word in the URL, title)."""
    scales = [(panel.scale.id, panel.scale.title) for panel in picture.panels]
    return [*scales, (ALL_SCALES, _("All together"))]


def build_week_chart(
    picture: Picture,
    leads: Mapping[str, GuideLink],
    *,
    week_address: WeekAddress | None = None,
    all_rows: bool = False,
) -> WeekChartView | None:
    """The chart for a page; None while there is nothing to draw.

    `leads` has the link to the guide of each scale that has one; with `week_address`, each week of
    the drawing is a link.
    """
    if not picture.entries:
        return None
    has_more = len(picture.weeks) > MAX_TABLE_WEEKS and not all_rows
    latest = _("The latest {count} weeks, newest first").format(count=MAX_TABLE_WEEKS)
    panels = picture.drawn_panels
    texts = tuple(_build_scale_text(panel, leads.get(panel.scale.id)) for panel in panels)
    headline, *more = sentences.describe_picture(picture)
    wide, narrow = (
        svg_chart.draw_chart(picture, is_wide=is_wide, week_address=week_address)
        for is_wide in (True, False)
    )
    return WeekChartView(
        summary=sentences.summarise_weeks(picture),
        headline=headline,
        more=tuple(more),
        said=texts,
        title=sentences.format_chart_title(picture),
        wide=wide,
        narrow=narrow,
        key=svg_chart.build_chart_legend(picture),
        caption=sentences.build_caption(picture),
        columns=tuple(panel.scale.title for panel in panels),
        rows=table.build_week_rows(picture, MAX_TABLE_WEEKS if has_more else None),
        rows_are=latest if has_more else _("All weeks, newest first"),
        has_more=has_more,
        is_open=all_rows,
        trust=sentences.describe_error_rates(picture),
        process=sentences.describe_process_chart(),
        ways=tuple(_suggest_for_lower(texts, panels)),
    )


def _suggest_for_lower(
    texts: Sequence[ScaleText], panels: Sequence[Panel]
) -> Iterator[tuple[ScaleText, tuple[Suggestion, ...]]]:
    """For each scale that has become lower, what its guide suggests."""
    for text, panel in zip(texts, panels, strict=True):
        if text.lead and panel.finding.change and not panel.finding.change.is_higher:
            yield text, tuple(suggest_from_guide(text.lead))


def build_week_result(result: WeekResult, guides: Guides) -> WeekResultView:
    """One answered week, in words."""
    week, instrument, answers = result.week, result.instrument, result.answers
    picture = result.picture
    return WeekResultView(
        day=format_day(week.monday),
        saved=_format_saved_notice(result) if result.is_saved_now else "",
        welcome=sentences.welcome_back(picture, week),
        said=tuple(_build_week_text(panel, week) for panel in picture.panels),
        legend=_format_legend(result),
        what_comes=sentences.describe_progress(picture),
        wrote=tuple(result.texts.values()),
        places=table.describe_places(picture.entries.get(week)),
        turning=_format_support_lead(result),
        ways=tuple(suggest_for_week(instrument, answers, week, guides)),
        planned=_build_action_view(result.action) if result.action else None,
    )


def _build_scale_text(panel: Panel, lead: GuideLink | None) -> ScaleText:
    scale, cls = panel.scale, scale_style(panel.scale).cls
    return ScaleText(scale.id, cls, scale.title, sentences.describe_scale(panel), lead=lead)


def _build_week_text(panel: Panel, week: Week) -> ScaleText:
    """This week beside its level."""
    scale, point = panel.scale, panel.point_at(week)
    level = next((each.value for each in panel.levels if each.first <= week <= each.last), None)
    usual_range = panel.finding.usual_range if level is not None else None
    strip = svg_chart.draw_value_strip(scale, point.value if point else None, level, usual_range)
    text = sentences.describe_week(panel, week)
    return ScaleText(scale.id, scale_style(scale).cls, scale.title, text, strip=strip)


def _format_support_lead(result: WeekResult) -> str:
    """The beginning of the sentence that leads to *where to turn*."""
    hard = find_hard_statements(result.instrument, result.answers)
    if is_hard_week(result.instrument, hard):
        return _(
            "A hard week, by your own answers. You need not do anything with it. "
            "If you want to talk to someone,"
        )
    return _("If any of this weighs on you,") if hard else ""


def _format_saved_notice(result: WeekResult) -> str:
    text = _(
        "Saved. Your week of {day} has too few answers for a number, so the lines have a gap there."
    )
    if any(panel.point_at(result.week) for panel in result.picture.panels):
        text = _("Saved. Your week of {day} is on your chart.")
    return text.format(day=format_day(result.week.monday))


def _format_legend(result: WeekResult) -> str:
    parts = [_("Each line runs from low on the left to high on the right. Higher is better.")]
    panels = result.picture.panels
    if any(panel.levels for panel in panels):
        parts.append(_("The upright line is your level."))
    if any(panel.finding.usual_range for panel in panels):
        parts.append(_("The band is where your single weeks usually are."))
    return " ".join([*parts, _("The mark is this week.")])


def _build_action_view(action: WeeklyAction) -> WeeklyActionView:
    whose, outcomes = dict(whose_options()), dict(outcome_options())
    return WeeklyActionView(
        action.text,
        whose.get(str(action.whose), ""),
        _("To be taken to supervision.") if action.supervision else "",
        outcomes.get(action.outcome, ""),
    )
