"""What the templates of a team print; everything that depends on what is there is settled here."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import Connection

from reflect.charts import across as across_chart
from reflect.charts import across_drawing
from reflect.charts import team as chart
from reflect.charts import team_drawing as drawing
from reflect.charts.across import AcrossPicture
from reflect.charts.dates import day_words
from reflect.charts.drawing import scale_class
from reflect.charts.svg import vouched
from reflect.charts.team import Agreed, TeamPicture
from reflect.core.instruments import Instrument
from reflect.core.library import Library
from reflect.core.weeks import london_day
from reflect.core.words import _
from reflect.teams import agreed, events, releases
from reflect.teams.across import scales_of
from reflect.teams.agreed import Action
from reflect.teams.events import Event
from reflect.teams.releases import WEEKLY, Published


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
    rows: tuple[chart.Row | across_chart.Row, ...]
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
    found, actions = releases.all_published(db, team), agreed.of_team(db, team)
    weekly, did = found.pop(WEEKLY, []), agreed.on_chart(actions)
    more = [
        (library.latest(name).title, picture(library.latest(name), windows, did))
        for name, windows in found.items()
        if name in library.newest
    ]
    return Seen(
        picture(library.latest(WEEKLY), weekly, did),
        tuple(more),
        tuple(actions),
        agreed.waiting(weekly, actions) is not None,
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
        wide=vouched(drawing.wide(seen, prefix)),
        narrow=vouched(drawing.narrow(seen, prefix)),
        key=tuple((vouched(drawn), meaning) for drawn, meaning in drawing.key(seen)),
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
            Said(scale_class(scale), scale.title, across_chart.sentence(seen, scale.id))
            for scale in seen.scales
        ),
        wide=vouched(across_drawing.wide(seen)),
        narrow=vouched(across_drawing.narrow(seen)),
        key=tuple((vouched(drawn), meaning) for drawn, meaning in across_drawing.key(seen)),
        columns=tuple(scale.title for scale in seen.scales),
        rows=across_chart.rows(seen),
        limits=across_chart.may_not_be_concluded(),
    )


def said_of(event: Event) -> str:
    """What happened, in a sentence with its day."""
    day = day_words(london_day(event.at), year=True)
    return _("{day}: {what}").format(day=day, what=_happened(event))


def _happened(event: Event) -> str:
    name = event.name or _("somebody whose account is gone")
    words = {
        events.MADE: _("The team was set up."),
        events.RENAMED: _("The team is now called {words}."),
        events.JOINED: _("{name} joined. It counts from the next window."),
        events.LEFT: _("{name} left. It counts from the next window."),
        events.LEADS: _("{name} leads the team."),
        events.LEADS_NO_MORE: _("{name} no longer leads the team."),
        events.LEAST_RAISED: _("From the next window on, {words} must have shared."),
        events.DOUBTED: _(
            "Somebody here is not recognised. Until it is settled, nothing is shown."
        ),
        events.SETTLED: _("The roster was settled: {words}"),
        events.DISSOLVED: _("The team was dissolved."),
        events.BEGUN: _("From the next window on, the team also runs: {words}."),
        events.STOPPED: _("The team no longer runs: {words}."),
        events.NEW_CODE: _("An organiser made a new code to join with."),
        events.INVITED: _("An organiser invited {name}."),
        events.RESET: _("An organiser began a reset for {name}."),
        events.ROLE_GIVEN: _("An organiser gave {name} a role: {words}."),
        events.ROLE_TAKEN: _("An organiser took a role from {name}: {words}."),
        events.ENDED: _("An organiser ended the account of {name}."),
        events.ALLOWED: _("Teams may now run: {words}."),
        events.NOT_ALLOWED: _("Teams may no longer begin: {words}."),
    }
    return words[event.what].format(name=name, words=event.words)
