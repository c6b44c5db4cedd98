"""What organisers did, in sentences: all of it for organisers, and each person's own for them.

The same sentences stand on both lists, so that nobody is told less than is written down.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, Table, select

from reflect.accounts.repository import roles_of
from reflect.core.instruments.library import Library
from reflect.core.weeks import london_day
from reflect.core.words import _, later
from reflect.models import accounts, teams
from reflect.policy import Actor, Role, may_organise, require
from reflect.teams import audit_events
from reflect.teams.audit_events import Event

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that an organiser did."""

    day: date
    sentence: str


def page(db: Connection, actor: Actor, library: Library, number: int) -> tuple[list[Done], bool]:
    """One page of everything that organisers did, from 1, newest first; and whether there is more.

    Raises:
        Refused: they are no organiser.
    """
    require(may_organise(actor))
    skip = (number - 1) * PER_PAGE
    found = audit_events.by_organisers(db, skip=skip, most=PER_PAGE + 1)
    return _said(db, library, found[:PER_PAGE]), len(found) > PER_PAGE


def to_account(db: Connection, library: Library, account: str) -> list[Done]:
    """What organisers did that concerns one account, newest first."""
    return _said(db, library, audit_events.of_account(db, account))


def role_name(role: Role) -> str:
    """A role as pages name it."""
    return {
        Role.TRAINER: _("trainer"),
        Role.LEADER: _("leader"),
        Role.ORGANISER: _("organiser"),
    }[role]


@dataclass(frozen=True, slots=True)
class _Names:
    """What stands behind the ids in events."""

    people: Mapping[str, str]
    teams: Mapping[str, str]
    instruments: Mapping[str, str]


def _said(db: Connection, library: Library, found: list[Event]) -> list[Done]:
    names = _Names(
        _named(db, accounts, {each.by for each in found}),
        _named(db, teams, {each.team for each in found}),
        {each.id: each.title for each in library.all()},
    )
    return [Done(london_day(each.at), _sentence(each, names)) for each in found]


def _named(db: Connection, table: Table, ids: Set[str | None]) -> dict[str, str]:
    found = select(table.c.id, table.c.name).where(table.c.id.in_(ids - {None}))
    return {row.id: row.name for row in db.execute(found)}


def _sentence(event: Event, names: _Names) -> str:
    who = names.people.get(event.by or "", _("The operator, or an organiser who is gone,"))
    words = names.instruments.get(event.words, event.words)
    team = names.teams.get(event.team or "", "")
    whom = event.name or _("somebody who has no account")
    said = _SENTENCES[event.what].format(who=who, name=whom, team=team, words=words)
    if event.what == audit_events.INVITED:
        roles = ", ".join(str(role_name(role)) for role in sorted(roles_of(event.words)))
        said += _(" Roles: {roles}.").format(roles=roles) if roles else ""
        said += _(" Team: {team}.").format(team=team) if team else ""
    return said


_SENTENCES: Final[Mapping[str, str]] = {
    audit_events.INVITED: later("{who} invited {name}."),
    audit_events.NOT_INVITED: later("{who} took back a link made for {name}."),
    audit_events.RESET: later("{who} began a reset for {name}."),
    audit_events.ROLE_GIVEN: later("{who} gave {name} a role: {words}."),
    audit_events.ROLE_TAKEN: later("{who} took a role from {name}: {words}."),
    audit_events.ENDED: later("{who} ended the account {name}."),
    audit_events.NOT_ENDED: later("{who} let the account {name} go on."),
    audit_events.MADE: later("{who} set up the team {team}."),
    audit_events.RENAMED: later("{who} gave a team another name: {words}."),
    audit_events.DISSOLVED: later("{who} dissolved the team {team}."),
    audit_events.JOINED: later("{who} let {name} join {team}."),
    audit_events.LEFT: later("{who} took {name} from {team}."),
    audit_events.LEADS: later("{who} let {name} lead {team}."),
    audit_events.LEADS_NO_MORE: later("{who} ended that {name} leads {team}."),
    audit_events.NEW_CODE: later("{who} made a new code to join {team}."),
    audit_events.LEAST_RAISED: later("{who} raised how many must share in {team}: {words}."),
    audit_events.DOUBTED: later("{who} did not recognise somebody in {team}."),
    audit_events.SETTLED: later("{who} settled the roster of {team}: {words}"),
    audit_events.BEGUN: later("{who} let {team} run: {words}."),
    audit_events.STOPPED: later("{who} stopped in {team}: {words}."),
    audit_events.ALLOWED: later("{who} let teams run: {words}."),
    audit_events.NOT_ALLOWED: later("{who} stopped teams from beginning: {words}."),
}
