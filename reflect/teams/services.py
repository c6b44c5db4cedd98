"""Team services: create, rename, join, leave and dissolve a team; join codes and supervisors.

Every change is logged for the members and counts from the next window on; only a supervisor who is
removed loses access at once. An actor without access to a team gets the same error as for a team
that does not exist.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from reflect import policy
from reflect.core.crypto.codes import new_short_code, parse_short_code
from reflect.core.crypto.team_tally import MAX_TEAM_MEMBERS
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Defaults
from reflect.core.stated_numbers import TEAM_CODE_DAYS
from reflect.models import team_codes, teams
from reflect.policy import Actor, require
from reflect.teams import audit_events, repository
from reflect.teams.audit_events import record_event
from reflect.teams.repository import MEMBER, SUPERVISOR, Membership, Team
from reflect.teams.window_closing import ClosedWindow, withhold_open_windows

JOIN_CODE_LIFETIME = timedelta(days=TEAM_CODE_DAYS)
_DEFAULTS = DEFAULT_ORGANISATION.defaults


def create_team(
    db: Connection, actor: Actor, name: str, shown: str, now: datetime, usual: Defaults = _DEFAULTS
) -> Team:
    """Add a team; a supervisor who does so leads it under the name `shown`, an organiser does not.

    `usual` are the organisation's defaults: the minimum number of sharers, and the instruments.

    Raises:
        PermissionDenied: the actor may not set up teams.
        Invalid: the name is empty or too long.
    """
    own = repository.load_account_memberships(db, actor.id)
    leads = any(each.kind == SUPERVISOR for each in own)
    require(policy.may_set_up_teams(actor, leads=leads))
    team = repository.add_team(db, _clean_team_name(name), now, usual.least)
    repository.add_team_instruments(db, team.id, usual.instruments, now)
    by = actor.id if policy.may_organise(actor) else None
    record_event(db, now, audit_events.TEAM_CREATED, team=team.id, by=by)
    if by is None:
        _add_membership(db, team.id, actor.id, SUPERVISOR, shown, now)
    return team


def rename_team(db: Connection, actor: Actor, team: str, name: str, now: datetime) -> None:
    """Rename a team.

    Raises:
        NotFound: no such team for this actor.
        Invalid: the name is empty or too long.
    """
    require_lead(db, actor, team)
    name = _clean_team_name(name)
    db.execute(update(teams).where(teams.c.id == team).values(name=name))
    record_change(db, actor, team, audit_events.TEAM_RENAMED, now, words=name)


def create_join_code(db: Connection, actor: Actor, team: str, now: datetime) -> str:
    """Create a join code, valid for 30 days; it replaces the previous one.

    Raises:
        NotFound: no such team for this actor.
    """
    require_lead(db, actor, team)
    code, expires = new_short_code(), int((now + JOIN_CODE_LIFETIME).timestamp())
    db.execute(delete(team_codes).where(team_codes.c.team == team))
    db.execute(insert(team_codes).values(code_hash=_hash_code(code), team=team, expires=expires))
    return code


def find_team_by_code(db: Connection, code: str, now: datetime) -> Team:
    """The team of a typed join code.

    Raises:
        Invalid: the code is wrong, replaced or expired.
        NotFound: the team was dissolved.
    """
    moment = int(now.timestamp())
    is_valid = (team_codes.c.code_hash == _hash_code(code), team_codes.c.expires > moment)
    team = db.execute(select(team_codes.c.team).where(*is_valid)).scalar()
    if team is None:
        raise Invalid(_("No team has this code now. Look at it once more, or ask for a new one."))
    return require_active(repository.load_team(db, team))


def join_team(db: Connection, actor: Actor, team: str, shown: str, now: datetime) -> Membership:
    """Make the actor a member, from the next window on, under the name `shown`.

    The caller has checked the join code or the invitation.

    Raises:
        PermissionDenied: the actor is in a team already or leads this one, or the team is full.
        Invalid: no name was given.
        NotFound: there is no such team, or it was dissolved.
    """
    require_active(repository.load_team(db, team))
    roster = repository.load_team_memberships(db, team)
    if any(each.account == actor.id and each.kind == SUPERVISOR for each in roster):
        raise PermissionDenied(_("You lead this team, so you cannot be a member of it."))
    if sum(each.kind == MEMBER for each in roster) >= MAX_TEAM_MEMBERS:
        message = _("This team has {most} members, which is the most.")
        raise PermissionDenied(message.format(most=MAX_TEAM_MEMBERS))
    membership = _add_membership(db, team, actor.id, MEMBER, shown, now)
    person = {"account": actor.id, "name": membership.shown}
    record_event(db, now, audit_events.MEMBER_JOINED, team=team, **person)
    return membership


def leave_team(db: Connection, actor: Actor, team: str, now: datetime) -> None:
    """End the actor's membership: weeks count to the end of the current window.

    Contributions to open windows stay, and can still be withdrawn.

    Raises:
        NotFound: the actor is not a member of the team.
    """
    membership = _require_membership(db, actor, team, MEMBER)
    repository.end_membership(db, membership, now)
    person = {"account": actor.id, "name": membership.shown}
    record_event(db, now, audit_events.MEMBER_LEFT, team=team, **person)


def add_supervisor(
    db: Connection, actor: Actor, team: str, supervisor: tuple[str, str], now: datetime
) -> None:
    """Make an account (id, display name) a supervisor of a team; its membership there ends.

    Raises:
        NotFound: no such team for this actor.
        PermissionDenied: the account leads the team already.
        Invalid: no name was given.
    """
    require_lead(db, actor, team)
    account, shown = supervisor
    for each in repository.load_team_memberships(db, team):
        if each.account == account and each.kind == MEMBER:
            repository.end_membership(db, each, now)
    membership = _add_membership(db, team, account, SUPERVISOR, shown, now)
    person = {"account": account, "name": membership.shown}
    record_change(db, actor, team, audit_events.SUPERVISOR_ADDED, now, **person)


def remove_supervisor(db: Connection, actor: Actor, team: str, account: str, now: datetime) -> None:
    """Remove a supervisor, who loses access to the team's pages at once.

    Raises:
        NotFound: no such team for this actor, or no such supervisor.
    """
    require_lead(db, actor, team)
    roster = repository.load_team_memberships(db, team)
    supervisors = {each.account: each for each in roster if each.kind == SUPERVISOR}
    if account not in supervisors:
        raise NotFound
    repository.end_membership(db, supervisors[account], now)
    person = {"account": account, "name": supervisors[account].shown}
    record_change(db, actor, team, audit_events.SUPERVISOR_REMOVED, now, **person)


def dissolve_team(
    db: Connection, actor: Actor, library: Library, team: str, now: datetime
) -> list[ClosedWindow]:
    """Dissolve a team: open windows are withheld, their tallies deleted; published figures stay.

    Raises:
        NotFound: no such team for this actor.
    """
    require_lead(db, actor, team)
    closed = withhold_open_windows(db, library, team, now)
    for each in repository.load_team_memberships(db, team):
        repository.end_membership(db, each, now)
    db.execute(update(teams).where(teams.c.id == team).values(dissolved=int(now.timestamp())))
    db.execute(delete(team_codes).where(team_codes.c.team == team))
    record_change(db, actor, team, audit_events.TEAM_DISSOLVED, now)
    return closed


def require_member(db: Connection, actor: Actor, team: str) -> tuple[Team, bool]:
    """A team for an actor who belongs to it, and whether the actor leads it.

    Its present members and supervisors; for a dissolved team, those at the time.

    Raises:
        NotFound: there is no such team, or the actor does not belong to it; the error is the same.
    """
    record, memberships = repository.load_team_and_memberships(db, team, actor.id)
    current = [each for each in memberships if each.ended in {None, record.dissolved}]
    if not policy.may_view_team(actor, belongs=bool(current)):
        raise NotFound(_("There is no such team."))
    return record, any(each.kind == SUPERVISOR for each in current)


def require_lead(db: Connection, actor: Actor, team: str) -> Team:
    """A team for an actor who may change it: its supervisors, and organisers.

    Raises:
        NotFound: there is none, it was dissolved, or it is not the actor's; the error is the same.
    """
    record = repository.load_team(db, team)
    if not policy.may_lead_team(actor, leads=repository.is_supervisor(db, actor.id, team)):
        raise NotFound(_("There is no such team."))
    return require_active(record)


def require_supervisor(db: Connection, actor: Actor, team: str) -> Team:
    """A team for its supervisors alone; organisers have their own pages.

    Raises:
        NotFound: there is none, it was dissolved, or it is not the actor's; the error is the same.
    """
    record = require_lead(db, actor, team)
    _require_membership(db, actor, team, SUPERVISOR)
    return record


def require_active(team: Team) -> Team:
    """The same team, if it is active.

    Raises:
        NotFound: it was dissolved; the error is that of a team that does not exist.
    """
    if team.dissolved is not None:
        raise NotFound(_("There is no such team."))
    return team


def record_change(
    db: Connection, actor: Actor, team: str, what: str, now: datetime, **fields: str
) -> None:
    """Log a change to a team; the event names the actor only if they are an organiser.

    `fields` are further fields of `AuditEvent`.
    """
    by = actor.id if policy.may_organise(actor) else None
    record_event(db, now, what, team=team, by=by, **fields)


def _require_membership(db: Connection, actor: Actor, team: str, kind: str) -> Membership:
    for each in repository.load_account_memberships(db, actor.id):
        if each.team == team and each.kind == kind:
            return each
    raise NotFound(_("There is no such team."))


def _add_membership(
    db: Connection, team: str, account: str, kind: str, shown: str, now: datetime
) -> Membership:
    """Add a membership under the name `shown`, cut to 80 letters."""
    name = " ".join(shown.split())[:80]
    if not name:
        raise Invalid(_("Type the name that the team should see."))
    return repository.add_membership(db, team, account, kind, name, now)


def _clean_team_name(name: str) -> str:
    words = " ".join(name.split())
    if not 1 <= len(words) <= 80:
        raise Invalid(_("Give the team a name of up to 80 letters."))
    return words


def _hash_code(code: str) -> bytes:
    return hashlib.sha256(parse_short_code(code).encode()).digest()
