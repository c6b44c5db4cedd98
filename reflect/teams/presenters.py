"""What the templates of a team print; everything that depends on what is there is settled here."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import Connection

from reflect.charts import leaders, team_svg
from reflect.charts import team as chart
from reflect.charts.dates import format_day
from reflect.charts.leaders import CrossTeamPicture
from reflect.charts.svg import trusted_svg
from reflect.charts.svg_chart import scale_class
from reflect.charts.team import AgreedAction, TeamPicture
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
    """One scale in words."""

    cls: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TeamFiguresView:
    """One instrument of a team, or all teams together, ready to be printed: alike for all."""

    days: str  # of the latest closed window; empty: none yet
    scales: tuple[TeamScaleText, ...]
    wide: Markup
    narrow: Markup
    key: tuple[tuple[Markup, str], ...]
    columns: tuple[str, ...]
    rows: tuple[chart.TeamWindowRow | leaders.CrossTeamRow, ...]
    limits: tuple[str, ...]  # what may not be concluded
    agreed: tuple[AgreedAction, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamResults:
    """Everything that was published for a team, and what it agreed on."""

    weekly: TeamPicture
    more: tuple[tuple[str, TeamPicture], ...]  # of further instruments: title, picture
    actions: tuple[TeamAction, ...]  # oldest first
    needs_action: bool  # figures came out, and nobody has written yet what was made of them


def load_team_results(db: Connection, team: str, library: Library) -> TeamResults:
    """What the page of a team shows."""
    found, actions = (
        contributions.load_published_by_instrument(db, team),
        agreed_actions.load_team_actions(db, team),
    )
    weekly, did = found.pop(WEEKLY_INSTRUMENT, []), agreed_actions.as_chart_flags(actions)
    more = [
        (library.latest(name).title, build_team_picture(library.latest(name), windows, did))
        for name, windows in found.items()
        if name in library.newest
    ]
    return TeamResults(
        build_team_picture(library.latest(WEEKLY_INSTRUMENT), weekly, did),
        tuple(more),
        tuple(actions),
        agreed_actions.find_unanswered_window(weekly, actions) is not None,
    )


def build_team_picture(
    instrument: Instrument, found: Sequence[PublishedWindow], did: tuple[AgreedAction, ...]
) -> TeamPicture:
    """The closed windows of one instrument, and what the team agreed on."""
    windows, figures = [each.window for each in found], [each.figures for each in found]
    return TeamPicture(as_scale_views(instrument), tuple(windows), tuple(figures), did)


def build_team_figures_view(seen: TeamPicture, prefix: str = "team") -> TeamFiguresView:
    """A picture as a page prints it; `prefix` sets its ids apart from those of another."""
    return TeamFiguresView(
        days=chart.format_window(seen.windows[-1]) if seen.windows else "",
        scales=tuple(
            TeamScaleText(
                scale_class(scale), scale.title, chart.describe_team_scale(seen, scale.id)
            )
            for scale in seen.scales
        ),
        wide=trusted_svg(team_svg.draw_wide_team_chart(seen, prefix)),
        narrow=trusted_svg(team_svg.draw_narrow_team_chart(seen, prefix)),
        key=tuple(
            (trusted_svg(drawn), meaning) for drawn, meaning in team_svg.build_team_legend(seen)
        ),
        columns=tuple(scale.title for scale in seen.scales),
        rows=chart.build_team_rows(seen),
        limits=chart.list_team_caveats(),
        agreed=seen.agreed,
    )


def build_cross_team_view(seen: CrossTeamPicture) -> TeamFiguresView:
    """All teams together as the page for leaders prints it."""
    return TeamFiguresView(
        days=chart.format_window(seen.windows[-1]) if seen.windows else "",
        scales=tuple(
            TeamScaleText(
                scale_class(scale), scale.title, leaders.describe_cross_team_scale(seen, scale.id)
            )
            for scale in seen.scales
        ),
        wide=trusted_svg(leaders.draw_wide_cross_team_chart(seen)),
        narrow=trusted_svg(leaders.draw_narrow_cross_team_chart(seen)),
        key=tuple(
            (trusted_svg(drawn), meaning)
            for drawn, meaning in leaders.build_cross_team_legend(seen)
        ),
        columns=tuple(scale.title for scale in seen.scales),
        rows=leaders.build_cross_team_rows(seen),
        limits=leaders.list_cross_team_caveats(),
    )


def format_event(event: AuditEvent) -> str:
    """What happened, in a sentence with its day."""
    day = format_day(london_day(event.at), year=True)
    return _("{day}: {what}").format(day=day, what=_happened(event))


def _happened(event: AuditEvent) -> str:
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
