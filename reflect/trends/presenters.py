"""What the templates print: sentences, drawings and rows of one picture, ready to be read.

A template decides nothing, so everything that depends on what is there (a range or none, a mark or
none) is settled here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from reflect.charts import sentences, svg_chart, table
from reflect.charts.dates import day_words
from reflect.charts.series import Panel, Picture
from reflect.charts.svg import vouched
from reflect.checkins.actions import Action, outcome_options, whose_options
from reflect.content.guides.library import Guides
from reflect.content.guides.model import Lead
from reflect.core.errors import NotFound
from reflect.core.words import _
from reflect.trends.services import OneWeek
from reflect.trends.suggestions import Way, hard_statements, is_hard_week, ways_from, ways_on

LATEST = 52  # weeks of the table at once: ten years of rows would be two thirds of the page
TOGETHER = "together"  # in an address: all scales laid over each other


@dataclass(frozen=True, slots=True)
class Said:
    """One scale in words."""

    id: str
    cls: str  # its colour and mark
    title: str
    sentence: str
    level: str = ""  # one's usual level and range, once there is one
    strip: Markup = Markup()  # noqa: RUF009  # nothing to draw; a Markup never changes
    lead: Lead | None = None  # to its guide


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture: sentences, drawing and table."""

    summary: str
    said: tuple[Said, ...]
    title: str  # of the drawing, for those who hear it
    wide: Markup
    narrow: Markup
    key: tuple[tuple[Markup, str], ...]
    caption: str
    columns: tuple[str, ...]  # the scales, in the table
    rows: tuple[table.Row, ...]  # newest first
    rows_are: str  # all of them, or the latest
    has_more: bool  # the table leaves out earlier weeks
    is_open: bool  # the table is what was asked for
    trust: str  # how often ordinary weeks alone look like a change
    ways: tuple[tuple[Said, tuple[Way, ...]], ...]  # from each scale that lies below its usual


@dataclass(frozen=True, slots=True)
class Planned:
    """The week's action, in words."""

    text: str
    whose: str
    supervision: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Result:
    """One week in words."""

    day: str  # its Monday
    saved: str  # what became of it, right after it was sent
    welcome: str
    said: tuple[Said, ...]
    legend: str
    what_comes: str
    turning: str  # where to turn: beside *Not at all* and *A little*; else empty
    ways: tuple[Way, ...]
    planned: Planned | None


def only(picture: Picture, scale: str) -> Picture:
    """The picture with one of its scales; with all of them for `together`.

    Raises:
        NotFound: there is no such scale.
    """
    if scale == TOGETHER:
        return picture
    panels = tuple(panel for panel in picture.panels if panel.scale.id == scale)
    if not panels:
        raise NotFound(_("There is no such scale."))
    return replace(picture, panels=panels)


def others(picture: Picture) -> list[tuple[str, str]]:
    """Everything that one can look at more closely: its name in an address, and its title."""
    scales = [(panel.scale.id, panel.scale.title) for panel in picture.panels]
    return [*scales, (TOGETHER, _("All together"))]


def chart(picture: Picture, leads: Mapping[str, Lead], *, all_rows: bool = False) -> Chart | None:
    """The picture for a page; None as long as there is nothing on it.

    `leads` has the way from a scale to its guide, for each scale that has one.
    """
    if not picture.entries:
        return None
    has_more = len(picture.weeks) > LATEST and not all_rows
    latest = _("The latest {count} weeks, newest first").format(count=LATEST)
    said = tuple(_said(panel, leads.get(panel.scale.id)) for panel in picture.panels)
    return Chart(
        summary=sentences.summary(picture),
        said=said,
        title=sentences.drawing_title(picture),
        wide=vouched(svg_chart.wide(picture)),
        narrow=vouched(svg_chart.narrow(picture)),
        key=tuple((vouched(drawn), meaning) for drawn, meaning in svg_chart.key(picture)),
        caption=sentences.caption(picture),
        columns=tuple(panel.scale.title for panel in picture.panels),
        rows=table.rows(picture, LATEST if has_more else None),
        rows_are=latest if has_more else _("All weeks, newest first"),
        has_more=has_more,
        is_open=all_rows,
        trust=sentences.how_often(picture),
        ways=tuple(
            (one, tuple(ways_from(one.lead)))
            for one, panel in zip(said, picture.panels, strict=True)
            if panel.change == "below" and one.lead
        ),
    )


def result(one: OneWeek, guides: Guides) -> Result:
    """An answered week, in words."""
    panels = one.picture.panels
    comes = _what_comes(one)
    return Result(
        day=day_words(one.week.monday),
        saved=_saved(one) if one.is_saved_now else "",
        welcome=sentences.welcome_back(one.picture, one.week),
        said=tuple(_this_week(panel, one, comes) for panel in panels),
        legend=_legend(one),
        what_comes=comes,
        turning=_turning(one),
        ways=tuple(ways_on(one.instrument, one.answers, one.week, guides)),
        planned=_planned(one.action) if one.action else None,
    )


def _said(panel: Panel, lead: Lead | None) -> Said:
    return Said(
        panel.scale.id,
        svg_chart.scale_class(panel.scale),
        panel.scale.title,
        sentences.said(panel),
        sentences.level(panel),
        lead=lead,
    )


def _this_week(panel: Panel, one: OneWeek, comes: str) -> Said:
    """This week beside one's usual; what is said below for all scales is not said at each."""
    point, stretch = panel.at(one.week), panel.stretch_at(one.week)
    value = point.value if point else None
    return Said(
        panel.scale.id,
        svg_chart.scale_class(panel.scale),
        panel.scale.title,
        sentences.this_week(panel, one.week).removesuffix(comes).rstrip(),
        strip=vouched(svg_chart.strip(panel.scale, value, stretch.limits)),
    )


def _what_comes(one: OneWeek) -> str:
    """What there is to see so far and what comes when, if that is the same for every scale."""
    here = [panel for panel in one.picture.panels if panel.at(one.week)]
    said = {
        "" if panel.stretch_at(one.week).stage == "usual" else sentences.what_comes(panel, one.week)
        for panel in here
    }
    return said.pop() if len(said) == 1 else ""


def _turning(one: OneWeek) -> str:
    """The beginning of the sentence that leads to where to turn."""
    hard = hard_statements(one.instrument, one.answers)
    if is_hard_week(one.instrument, hard):
        return _(
            "A hard week, by your own answers. You need not do anything with it. "
            "If you want to talk to someone,"
        )
    return _("If any of this weighs on you,") if hard else ""


def _saved(one: OneWeek) -> str:
    if any(panel.at(one.week) for panel in one.picture.panels):
        said = _("Saved. Your week of {day} is on your chart.")
    else:
        said = _(
            "Saved. Your week of {day} has too few answers for a number, so the lines have a gap "
            "there."
        )
    return said.format(day=day_words(one.week.monday))


def _legend(one: OneWeek) -> str:
    parts = [_("Each line runs from low on the left to high on the right. Higher is better.")]
    stages = {panel.stretch_at(one.week).stage for panel in one.picture.panels}
    if "usual" in stages:
        parts.append(_("The band is your usual range, the stroke in it your usual level."))
    elif "trial" in stages:
        parts.append(_("The band is a trial range, the stroke in it a trial level."))
    return " ".join([*parts, _("The mark is this week.")])


def _planned(action: Action) -> Planned:
    whose, outcomes = dict(whose_options()), dict(outcome_options())
    return Planned(
        action.text,
        whose.get(str(action.whose), ""),
        _("To be taken to supervision.") if action.supervision else "",
        outcomes.get(action.outcome, ""),
    )
