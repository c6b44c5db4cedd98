"""What the templates print: sentences, drawings and rows of one picture, ready to be read.

A template decides nothing, so everything that depends on what is there (a range or none, a mark or
none) is settled here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from reflect.charts import sentences, svg_chart, table
from reflect.charts.dates import format_day
from reflect.charts.series import Panel, Picture
from reflect.charts.svg import trusted_svg
from reflect.checkins.actions import WeeklyAction, outcome_options, whose_options
from reflect.content.guides.library import Guides
from reflect.content.guides.model import GuideLink
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.trends.services import WeekResult
from reflect.trends.suggestions import (
    Suggestion,
    find_hard_statements,
    is_hard_week,
    suggest_for_week,
    suggest_from_guide,
)

MAX_TABLE_WEEKS = (
    52  # weeks of the table at once: ten years of rows would be two thirds of the page
)
ALL_SCALES = "together"  # in a URL: all scales in one chart


@dataclass(frozen=True, slots=True)
class ScaleText:
    """One scale in words."""

    id: str
    cls: str  # its colour and mark
    title: str
    sentence: str
    level: str = ""  # the usual level and range, once there is one
    strip: Markup = Markup()  # noqa: RUF009  # nothing to draw; a Markup never changes
    lead: GuideLink | None = None  # to its guide


@dataclass(frozen=True, slots=True)
class WeekChartView:
    """The chart of all weeks: sentences, SVG and table."""

    summary: str
    said: tuple[ScaleText, ...]
    title: str  # of the drawing, for those who hear it
    wide: Markup
    narrow: Markup
    key: tuple[tuple[Markup, str], ...]
    caption: str
    columns: tuple[str, ...]  # the scales, in the table
    rows: tuple[table.ChartWeekRow, ...]  # newest first
    rows_are: str  # all of them, or the latest
    has_more: bool  # the table leaves out earlier weeks
    is_open: bool  # the table is what was asked for
    trust: str  # how often ordinary weeks alone look like a change
    ways: tuple[
        tuple[ScaleText, tuple[Suggestion, ...]], ...
    ]  # from each scale below its usual range


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
    saved: str  # what became of it, right after it was sent
    welcome: str
    said: tuple[ScaleText, ...]
    legend: str
    what_comes: str
    turning: str  # where to turn: beside *Not at all* and *A little*; else empty
    ways: tuple[Suggestion, ...]
    planned: WeeklyActionView | None


def select_scale(picture: Picture, scale: str) -> Picture:
    """The picture with one of its scales; with all of them for `together`.

    Raises:
        NotFound: there is no such scale.
    """
    if scale == ALL_SCALES:
        return picture
    panels = tuple(panel for panel in picture.panels if panel.scale.id == scale)
    if not panels:
        raise NotFound(_("There is no such scale."))
    return replace(picture, panels=panels)


def list_scale_options(picture: Picture) -> list[tuple[str, str]]:
    """The scales to choose from on *look closer*: word in the URL, and title."""
    scales = [(panel.scale.id, panel.scale.title) for panel in picture.panels]
    return [*scales, (ALL_SCALES, _("All together"))]


def build_week_chart(
    picture: Picture, leads: Mapping[str, GuideLink], *, all_rows: bool = False
) -> WeekChartView | None:
    """The chart for a page; None while there is nothing to draw.

    `leads` has the way from a scale to its guide, for each scale that has one.
    """
    if not picture.entries:
        return None
    has_more = len(picture.weeks) > MAX_TABLE_WEEKS and not all_rows
    latest = _("The latest {count} weeks, newest first").format(count=MAX_TABLE_WEEKS)
    said = tuple(_build_scale_text(panel, leads.get(panel.scale.id)) for panel in picture.panels)
    return WeekChartView(
        summary=sentences.summarise_weeks(picture),
        said=said,
        title=sentences.format_chart_title(picture),
        wide=trusted_svg(svg_chart.draw_wide_chart(picture)),
        narrow=trusted_svg(svg_chart.draw_narrow_chart(picture)),
        key=tuple(
            (trusted_svg(drawn), meaning)
            for drawn, meaning in svg_chart.build_chart_legend(picture)
        ),
        caption=sentences.build_caption(picture),
        columns=tuple(panel.scale.title for panel in picture.panels),
        rows=table.build_week_rows(picture, MAX_TABLE_WEEKS if has_more else None),
        rows_are=latest if has_more else _("All weeks, newest first"),
        has_more=has_more,
        is_open=all_rows,
        trust=sentences.describe_false_alarm_rate(picture),
        ways=tuple(
            (one, tuple(suggest_from_guide(one.lead)))
            for one, panel in zip(said, picture.panels, strict=True)
            if panel.change == "below" and one.lead
        ),
    )


def build_week_result(one: WeekResult, guides: Guides) -> WeekResultView:
    """One answered week, in words."""
    panels = one.picture.panels
    comes = _common_progress(one)
    return WeekResultView(
        day=format_day(one.week.monday),
        saved=_format_saved_notice(one) if one.is_saved_now else "",
        welcome=sentences.welcome_back(one.picture, one.week),
        said=tuple(_build_week_text(panel, one, comes) for panel in panels),
        legend=_legend(one),
        what_comes=comes,
        turning=_format_support_lead(one),
        ways=tuple(suggest_for_week(one.instrument, one.answers, one.week, guides)),
        planned=_build_action_view(one.action) if one.action else None,
    )


def _build_scale_text(panel: Panel, lead: GuideLink | None) -> ScaleText:
    return ScaleText(
        panel.scale.id,
        svg_chart.scale_class(panel.scale),
        panel.scale.title,
        sentences.describe_scale(panel),
        sentences.describe_usual_range(panel),
        lead=lead,
    )


def _build_week_text(panel: Panel, one: WeekResult, comes: str) -> ScaleText:
    """This week beside the usual range, without what is said once for all scales."""
    point, stretch = panel.point_at(one.week), panel.period_at(one.week)
    value = point.value if point else None
    return ScaleText(
        panel.scale.id,
        svg_chart.scale_class(panel.scale),
        panel.scale.title,
        sentences.describe_week(panel, one.week).removesuffix(comes).rstrip(),
        strip=trusted_svg(svg_chart.draw_value_strip(panel.scale, value, stretch.limits)),
    )


def _common_progress(one: WeekResult) -> str:
    """What can be seen so far and what comes next, if it is the same for every scale."""
    here = [panel for panel in one.picture.panels if panel.point_at(one.week)]
    said = {
        ""
        if panel.period_at(one.week).stage == "usual"
        else sentences.describe_week_progress(panel, one.week)
        for panel in here
    }
    return said.pop() if len(said) == 1 else ""


def _format_support_lead(one: WeekResult) -> str:
    """The beginning of the sentence that leads to *where to turn*."""
    hard = find_hard_statements(one.instrument, one.answers)
    if is_hard_week(one.instrument, hard):
        return _(
            "A hard week, by your own answers. You need not do anything with it. "
            "If you want to talk to someone,"
        )
    return _("If any of this weighs on you,") if hard else ""


def _format_saved_notice(one: WeekResult) -> str:
    if any(panel.point_at(one.week) for panel in one.picture.panels):
        said = _("Saved. Your week of {day} is on your chart.")
    else:
        said = _(
            "Saved. Your week of {day} has too few answers for a number, so the lines have a gap "
            "there."
        )
    return said.format(day=format_day(one.week.monday))


def _legend(one: WeekResult) -> str:
    parts = [_("Each line runs from low on the left to high on the right. Higher is better.")]
    stages = {panel.period_at(one.week).stage for panel in one.picture.panels}
    if "usual" in stages:
        parts.append(_("The band is your usual range, the stroke in it your usual level."))
    elif "trial" in stages:
        parts.append(_("The band is a trial range, the stroke in it a trial level."))
    return " ".join([*parts, _("The mark is this week.")])


def _build_action_view(action: WeeklyAction) -> WeeklyActionView:
    whose, outcomes = dict(whose_options()), dict(outcome_options())
    return WeeklyActionView(
        action.text,
        whose.get(str(action.whose), ""),
        _("To be taken to supervision.") if action.supervision else "",
        outcomes.get(action.outcome, ""),
    )
