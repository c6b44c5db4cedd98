"""Presenters for the team pages: views with sentences, charts and tables; no logic in templates."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from markupsafe import Markup
from sqlalchemy import Connection

from reflect.charts import team as chart
from reflect.charts import window_chart
from reflect.charts.dates import format_day
from reflect.charts.scale_style import scale_style
from reflect.charts.series import ChartScale
from reflect.charts.svg import Legend
from reflect.charts.team import AgreedAction, CrossTeamPicture, TeamPicture
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.weeks import london_day
from reflect.teams import audit_events, contributions
from reflect.teams.audit_events import AuditEvent
from reflect.teams.contributions import WEEKLY_INSTRUMENT, PublishedWindow
from reflect.teams.leaders.services import as_scale_views
from reflect.teams.supervisor import agreed_actions
from reflect.teams.supervisor.agreed_actions import TeamAction


@dataclass(frozen=True, slots=True)
class TeamScaleText:
    """The latest figures of one scale as a sentence."""

    cls: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class AgreedActionText:
    """An agreed action, its scale, and the averages before and since."""

    number: int
    day: date
    text: str
    scale: str  # its title; empty: it names none
    compared: str


@dataclass(frozen=True, slots=True)
class TeamFiguresView:
    """One instrument of a team, or all teams together; the same for every reader."""

    days: str  # of the latest closed window; empty if there is none
    headline: str  # what there is to say first; empty of several teams, and before any figures
    more: tuple[str, ...]  # the sentences that belong to it
    scales: tuple[TeamScaleText, ...]
    wide: Markup  # the chart for wide screens
    narrow: Markup  # the chart for narrow screens
    key: Legend
    columns: tuple[str, ...]
    rows: tuple[chart.TeamWindowRow, ...]
    limits: tuple[str, ...]  # caveats: conclusions that the figures do not support
    agreed: tuple[AgreedActionText, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamResults:
    """Everything that was published for a team, and its agreed actions."""

    weekly: TeamPicture
    more: tuple[tuple[str, TeamPicture], ...]  # further instruments: (title, picture)
    actions: tuple[TeamAction, ...]  # oldest first
    needs_action: bool  # the latest figures have no agreed action yet


def load_team_results(db: Connection, team: str, library: Library) -> TeamResults:
    """The published results of a team; instruments that the library no longer has are left out."""
    published = contributions.load_published_by_instrument(db, team)
    actions = agreed_actions.load_team_actions(db, team)
    flags = chart.number_agreed_actions([(each.day, each.text, each.scale) for each in actions])
    weekly = published.pop(WEEKLY_INSTRUMENT, [])
    more = [
        (library.latest(name).title, build_team_picture(library.latest(name), windows, flags))
        for name, windows in published.items()
        if name in library.newest
    ]
    return TeamResults(
        build_team_picture(library.latest(WEEKLY_INSTRUMENT), weekly, flags),
        tuple(more),
        tuple(actions),
        agreed_actions.find_unanswered_window(weekly, actions) is not None,
    )


def build_team_picture(
    instrument: Instrument, published: Sequence[PublishedWindow], flags: tuple[AgreedAction, ...]
) -> TeamPicture:
    """The closed windows of one instrument, with the agreed actions as `flags`."""
    windows = tuple(each.window for each in published)
    figures = tuple(each.figures for each in published)
    versions = tuple(each.version for each in published)
    return TeamPicture(as_scale_views(instrument), windows, figures, flags, versions)


def build_team_figures_view(picture: TeamPicture, prefix: str = "team") -> TeamFiguresView:
    """The view of a team picture; `prefix` keeps its element ids unique on a page with several."""
    describe = partial(chart.describe_team_scale, picture)
    headline, *more = chart.describe_team(picture) or ("",)
    return TeamFiguresView(
        days=chart.format_window(picture.windows[-1]) if picture.windows else "",
        headline=headline,
        more=tuple(more),
        scales=_build_scale_texts(picture.scales, describe),
        wide=window_chart.draw_team_chart(picture, is_wide=True, prefix=prefix),
        narrow=window_chart.draw_team_chart(picture, is_wide=False, prefix=prefix),
        key=window_chart.build_team_legend(picture),
        columns=tuple(scale.title for scale in picture.scales),
        rows=chart.build_team_rows(picture),
        limits=chart.list_team_caveats(picture),
        agreed=tuple(_build_action_text(picture, each) for each in picture.agreed),
    )


def _build_action_text(picture: TeamPicture, action: AgreedAction) -> AgreedActionText:
    titles = {scale.id: scale.title for scale in picture.scales}
    return AgreedActionText(
        action.number,
        action.day,
        action.text,
        titles.get(action.scale, ""),
        chart.describe_action(picture, action),
    )


def build_cross_team_view(picture: CrossTeamPicture) -> TeamFiguresView:
    """The view of all teams together, for leaders."""
    describe = partial(chart.describe_cross_team_scale, picture)
    return TeamFiguresView(
        days=chart.format_window(picture.windows[-1]) if picture.windows else "",
        headline="",
        more=(),
        scales=_build_scale_texts(picture.scales, describe),
        wide=window_chart.draw_cross_team_chart(picture, is_wide=True),
        narrow=window_chart.draw_cross_team_chart(picture, is_wide=False),
        key=window_chart.build_cross_team_legend(picture),
        columns=tuple(scale.title for scale in picture.scales),
        rows=chart.build_cross_team_rows(picture),
        limits=chart.list_cross_team_caveats(),
    )


def format_event(event: AuditEvent) -> str:
    """An audit event as a sentence with its date."""
    day = format_day(london_day(event.at), year=True)
    return _("{day}: {what}").format(day=day, what=_format_what_happened(event))


def _build_scale_texts(
    scales: Iterable[ChartScale], describe: Callable[[str], str]
) -> tuple[TeamScaleText, ...]:
    """`describe` makes the sentence from the id of a scale."""
    return tuple(
        TeamScaleText(scale_style(each).cls, each.title, describe(each.id)) for each in scales
    )


def _format_what_happened(event: AuditEvent) -> str:
    name = event.name or _("somebody whose account is gone")
    words = {
        audit_events.TEAM_CREATED: _("The team was set up."),
        audit_events.TEAM_RENAMED: _("The team is now called {words}."),
        audit_events.MEMBER_JOINED: _("{name} joined. It counts from the next window."),
        audit_events.MEMBER_LEFT: _("{name} left. It counts from the next window."),
        audit_events.SUPERVISOR_ADDED: _("{name} leads the team."),
        audit_events.SUPERVISOR_REMOVED: _("{name} no longer leads the team."),
        audit_events.MIN_SHARERS_RAISED: _("From the next window on, {words} must have shared."),
        audit_events.ROSTER_DISPUTED: _(
            "Somebody here is not recognised. Until it is settled, nothing is shown."
        ),
        audit_events.DISPUTE_SETTLED: _("The roster was settled: {words}"),
        audit_events.TEAM_DISSOLVED: _("The team was dissolved."),
        audit_events.INSTRUMENT_STARTED: _("From the next window on, the team also runs: {words}."),
        audit_events.INSTRUMENT_STOPPED: _("The team no longer runs: {words}."),
        audit_events.JOIN_CODE_ISSUED: _("An organiser made a new code to join with."),
        audit_events.INVITED: _("An organiser invited {name}."),
        audit_events.RESET: _("An organiser began a reset for {name}."),
        audit_events.ROLE_GIVEN: _("An organiser gave {name} a role: {words}."),
        audit_events.ROLE_REVOKED: _("An organiser took a role from {name}: {words}."),
        audit_events.ACCOUNT_ENDED: _("An organiser ended the account of {name}."),
        audit_events.INSTRUMENT_ALLOWED: _("Teams may now run: {words}."),
        audit_events.INSTRUMENT_DISALLOWED: _("Teams may no longer begin: {words}."),
    }
    return words[event.what].format(name=name, words=event.words)
