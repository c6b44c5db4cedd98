"""What the templates of a team print; everything that depends on what is there is settled here."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import Connection

from reflect.charts import across_drawing, leaders, team_svg
from reflect.charts import team as chart
from reflect.charts.dates import day_words
from reflect.charts.leaders import AcrossPicture
from reflect.charts.svg import vouched
from reflect.charts.svg_chart import scale_class
from reflect.charts.team import Agreed, TeamPicture
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.weeks import london_day
from reflect.core.words import _
from reflect.teams import audit_events, contributions
from reflect.teams.audit_events import Event
from reflect.teams.contributions import WEEKLY, Published
from reflect.teams.leaders.services import scales_of
from reflect.teams.supervisor import agreed_actions
from reflect.teams.supervisor.agreed_actions import Action


@dataclass(frozen=True, slots=True)
class Said:
    """One scale in words."""

    cls: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Page:
    """One instrument of a team, or all teams together, ready to be printed: alike for all."""

    days: str  # of the latest closed window; empty: none yet
    said: tuple[Said, ...]
    wide: Markup
    narrow: Markup
    key: tuple[tuple[Markup, str], ...]
    columns: tuple[str, ...]
    rows: tuple[chart.Row | leaders.Row, ...]
    limits: tuple[str, ...]  # what may not be concluded
    agreed: tuple[Agreed, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that was published for a team, and what it agreed on."""

    weekly: TeamPicture
    more: tuple[tuple[str, TeamPicture], ...]  # of further instruments: title, picture
    actions: tuple[Action, ...]  # oldest first
    waits: bool  # figures came out, and nobody has written yet what was made of them


def seen(db: Connection, team: str, library: Library) -> Seen:
    """What the page of a team shows."""
    found, actions = contributions.all_published(db, team), agreed_actions.of_team(db, team)
    weekly, did = found.pop(WEEKLY, []), agreed_actions.on_chart(actions)
    more = [
        (library.latest(name).title, picture(library.latest(name), windows, did))
        for name, windows in found.items()
        if name in library.newest
    ]
    return Seen(
        picture(library.latest(WEEKLY), weekly, did),
        tuple(more),
        tuple(actions),
        agreed_actions.waiting(weekly, actions) is not None,
    )


def picture(
    instrument: Instrument, found: Sequence[Published], did: tuple[Agreed, ...]
) -> TeamPicture:
    """The closed windows of one instrument, and what the team agreed on."""
    windows, figures = [each.window for each in found], [each.figures for each in found]
    return TeamPicture(scales_of(instrument), tuple(windows), tuple(figures), did)


def page(seen: TeamPicture, prefix: str = "team") -> Page:
    """A picture as a page prints it; `prefix` sets its ids apart from those of another."""
    return Page(
        days=chart.days(seen.windows[-1]) if seen.windows else "",
        said=tuple(
            Said(scale_class(scale), scale.title, chart.sentence(seen, scale.id))
            for scale in seen.scales
        ),
        wide=vouched(team_svg.wide(seen, prefix)),
        narrow=vouched(team_svg.narrow(seen, prefix)),
        key=tuple((vouched(drawn), meaning) for drawn, meaning in team_svg.key(seen)),
        columns=tuple(scale.title for scale in seen.scales),
        rows=chart.rows(seen),
        limits=chart.may_not_be_concluded(),
        agreed=seen.agreed,
    )


def across(seen: AcrossPicture) -> Page:
    """All teams together as the page for leaders prints it."""
    return Page(
        days=chart.days(seen.windows[-1]) if seen.windows else "",
        said=tuple(
            Said(scale_class(scale), scale.title, leaders.sentence(seen, scale.id))
            for scale in seen.scales
        ),
        wide=vouched(across_drawing.wide(seen)),
        narrow=vouched(across_drawing.narrow(seen)),
        key=tuple((vouched(drawn), meaning) for drawn, meaning in across_drawing.key(seen)),
        columns=tuple(scale.title for scale in seen.scales),
        rows=leaders.rows(seen),
        limits=leaders.may_not_be_concluded(),
    )


def said_of(event: Event) -> str:
    """What happened, in a sentence with its day."""
    day = day_words(london_day(event.at), year=True)
    return _("{day}: {what}").format(day=day, what=_happened(event))


def _happened(event: Event) -> str:
    name = event.name or _("somebody whose account is gone")
    words = {
        audit_events.MADE: _("The team was set up."),
        audit_events.RENAMED: _("The team is now called {words}."),
        audit_events.JOINED: _("{name} joined. It counts from the next window."),
        audit_events.LEFT: _("{name} left. It counts from the next window."),
        audit_events.LEADS: _("{name} leads the team."),
        audit_events.LEADS_NO_MORE: _("{name} no longer leads the team."),
        audit_events.LEAST_RAISED: _("From the next window on, {words} must have shared."),
        audit_events.DOUBTED: _(
            "Somebody here is not recognised. Until it is settled, nothing is shown."
        ),
        audit_events.SETTLED: _("The roster was settled: {words}"),
        audit_events.DISSOLVED: _("The team was dissolved."),
        audit_events.BEGUN: _("From the next window on, the team also runs: {words}."),
        audit_events.STOPPED: _("The team no longer runs: {words}."),
        audit_events.NEW_CODE: _("An organiser made a new code to join with."),
        audit_events.INVITED: _("An organiser invited {name}."),
        audit_events.RESET: _("An organiser began a reset for {name}."),
        audit_events.ROLE_GIVEN: _("An organiser gave {name} a role: {words}."),
        audit_events.ROLE_TAKEN: _("An organiser took a role from {name}: {words}."),
        audit_events.ENDED: _("An organiser ended the account of {name}."),
        audit_events.ALLOWED: _("Teams may now run: {words}."),
        audit_events.NOT_ALLOWED: _("Teams may no longer begin: {words}."),
    }
    return words[event.what].format(name=name, words=event.words)
