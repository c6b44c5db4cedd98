"""Audit log as sentences: all actions of organisers, and for each person those about them.

Both lists use the same sentences, so that the person reads what the organisers read.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, Table, select

from reflect.accounts.repository import parse_roles
from reflect.core.i18n import LazyString, _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.instruments.library import Library
from reflect.core.weeks import london_day
from reflect.models import accounts, teams
from reflect.policy import Actor, Role, may_organise, require
from reflect.teams import audit_events
from reflect.teams.audit_events import AuditEvent

ENTRIES_PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One action of an organiser."""

    day: date
    sentence: str


def load_audit_page(
    db: Connection, actor: Actor, library: Library, number: int
) -> tuple[list[AuditRow], bool]:
    """A page (from 1) of all actions of organisers, newest first; and whether there are more.

    Raises:
        PermissionDenied: the actor is not an organiser.
    """
    require(may_organise(actor))
    skip = (number - 1) * ENTRIES_PER_PAGE
    events = audit_events.load_organiser_events(db, skip=skip, most=ENTRIES_PER_PAGE + 1)
    return _build_rows(db, library, events[:ENTRIES_PER_PAGE]), len(events) > ENTRIES_PER_PAGE


def load_account_audit(db: Connection, library: Library, account: str) -> list[AuditRow]:
    """The actions of organisers that concern one account, newest first."""
    return _build_rows(db, library, audit_events.load_account_events(db, account))


def role_name(role: Role) -> str:
    """The name of a role on pages."""
    names = {Role.TRAINER: _("trainer"), Role.LEADER: _("leader"), Role.ORGANISER: _("organiser")}
    return names[role]


@dataclass(frozen=True, slots=True)
class _Names:
    """Names for the ids in events."""

    people: Mapping[str, str]
    teams: Mapping[str, str]
    instruments: Mapping[str, str]


def _build_rows(db: Connection, library: Library, events: list[AuditEvent]) -> list[AuditRow]:
    names = _Names(
        _load_names(db, accounts, {each.by for each in events}),
        _load_names(db, teams, {each.team for each in events}),
        {each.id: each.title for each in library.list_offered()},
    )
    return [AuditRow(london_day(each.at), _format_sentence(each, names)) for each in events]


def _load_names(db: Connection, table: Table, ids: Set[str | None]) -> dict[str, str]:
    statement = select(table.c.id, table.c.name).where(table.c.id.in_(ids - {None}))
    return {row.id: row.name for row in db.execute(statement)}


def _format_sentence(event: AuditEvent, names: _Names) -> str:
    actor = names.people.get(event.by or "", _("The operator, or an organiser who is gone,"))
    words = names.instruments.get(event.words, event.words)
    team = names.teams.get(event.team or "", "")
    person = event.name or _("somebody who has no account")
    sentence = _SENTENCES[event.what].format(who=actor, name=person, team=team, words=words)
    if event.what == audit_events.INVITED:
        roles = ", ".join(str(role_name(role)) for role in sorted(parse_roles(event.words)))
        sentence += _(" Roles: {roles}.").format(roles=roles) if roles else ""
        sentence += _(" Team: {team}.").format(team=team) if team else ""
    return sentence


_SENTENCES: Final[Mapping[str, LazyString]] = {
    audit_events.INVITED: _l("{who} invited {name}."),
    audit_events.INVITATION_REVOKED: _l("{who} took back a link made for {name}."),
    audit_events.RESET: _l("{who} began a reset for {name}."),
    audit_events.ROLE_GIVEN: _l("{who} gave {name} a role: {words}."),
    audit_events.ROLE_REVOKED: _l("{who} took a role from {name}: {words}."),
    audit_events.ACCOUNT_ENDED: _l("{who} ended the account {name}."),
    audit_events.ACCOUNT_REINSTATED: _l("{who} let the account {name} go on."),
    audit_events.TEAM_CREATED: _l("{who} set up the team {team}."),
    audit_events.TEAM_RENAMED: _l("{who} gave a team another name: {words}."),
    audit_events.TEAM_DISSOLVED: _l("{who} dissolved the team {team}."),
    audit_events.MEMBER_JOINED: _l("{who} let {name} join {team}."),
    audit_events.MEMBER_LEFT: _l("{who} took {name} from {team}."),
    audit_events.SUPERVISOR_ADDED: _l("{who} let {name} lead {team}."),
    audit_events.SUPERVISOR_REMOVED: _l("{who} ended that {name} leads {team}."),
    audit_events.JOIN_CODE_ISSUED: _l("{who} made a new code to join {team}."),
    audit_events.MIN_SHARERS_RAISED: _l("{who} raised how many must share in {team}: {words}."),
    audit_events.ROSTER_DISPUTED: _l("{who} did not recognise somebody in {team}."),
    audit_events.DISPUTE_SETTLED: _l("{who} settled the roster of {team}: {words}"),
    audit_events.INSTRUMENT_STARTED: _l("{who} let {team} run: {words}."),
    audit_events.INSTRUMENT_STOPPED: _l("{who} stopped in {team}: {words}."),
    audit_events.INSTRUMENT_ALLOWED: _l("{who} let teams run: {words}."),
    audit_events.INSTRUMENT_DISALLOWED: _l("{who} stopped teams from beginning: {words}."),
}
