"""Setting up a team, joining and leaving it, leading it: all of it is said to its members.

Whatever changes counts from the next window on. A supervisor who goes loses the page at once.
Somebody who has no business with a team is told that there is none.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from reflect.core.crypto.codes import new_short_code, parse_short_code
from reflect.core.crypto.team_tally import MAX_TEAM_MEMBERS
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Defaults
from reflect.models import team_codes, teams
from reflect.policy import (
    Actor,
    may_lead_team,
    may_organise,
    may_set_up_teams,
    may_view_team,
    require,
)
from reflect.teams import audit_events, repository, window_closing
from reflect.teams.repository import MEMBER, SUPERVISOR, Membership, Team

JOIN_CODE_LIFETIME = timedelta(days=30)


def create_team(
    db: Connection,
    actor: Actor,
    name: str,
    shown: str,
    now: datetime,
    usual: Defaults = DEFAULT_ORGANISATION.defaults,
) -> Team:
    """A new team; a supervisor who sets it up leads it, under the name `shown`; an organiser not.

    It begins with the rule and the instruments that are `usual` in the organisation.

    Raises:
        Refused: they may not.
        Invalid: a team has no such name.
    """
    leads = any(
        seat.kind == SUPERVISOR for seat in repository.load_account_memberships(db, actor.id)
    )
    require(may_set_up_teams(actor, leads=leads))
    team = repository.add_team(db, _named(name), now, usual.least)
    repository.add_team_instruments(db, team.id, usual.instruments, now)
    by = actor.id if may_organise(actor) else None
    audit_events.record_event(db, now, audit_events.TEAM_CREATED, team=team.id, by=by)
    if by is None:
        _seat(db, team.id, actor.id, SUPERVISOR, shown, now)
    return team


def rename_team(db: Connection, actor: Actor, team: str, name: str, now: datetime) -> None:
    """Another name for a team.

    Raises:
        NotFound: there is no such team for them.
        Invalid: a team has no such name.
    """
    require_lead(db, actor, team)
    db.execute(update(teams).where(teams.c.id == team).values(name=_named(name)))
    audit_events.record_event(
        db, now, audit_events.TEAM_RENAMED, team=team, words=_named(name), by=organiser_id(actor)
    )


def create_join_code(db: Connection, actor: Actor, team: str, now: datetime) -> str:
    """A fresh code to join with, good for 30 days; an older one is worth nothing more.

    Raises:
        NotFound: there is no such team for them.
    """
    require_lead(db, actor, team)
    code, expires = new_short_code(), int((now + JOIN_CODE_LIFETIME).timestamp())
    db.execute(delete(team_codes).where(team_codes.c.team == team))
    db.execute(insert(team_codes).values(code_hash=_hash(code), team=team, expires=expires))
    return code


def find_team_by_code(db: Connection, code: str, now: datetime) -> Team:
    """The team that a typed code belongs to.

    Raises:
        Invalid: none, whether wrong, replaced or over.
    """
    statement = select(team_codes.c.team).where(
        team_codes.c.code_hash == _hash(code), team_codes.c.expires > int(now.timestamp())
    )
    found = db.execute(statement).scalar()
    if found is None:
        raise Invalid(_("No team has this code now. Look at it once more, or ask for a new one."))
    return require_active(repository.load_team(db, found))


def join_team(db: Connection, actor: Actor, team: str, shown: str, now: datetime) -> Membership:
    """Become a member, from the next window on, under the name `shown`.

    The caller has checked the code or the invitation.

    Raises:
        Refused: in a team already, leading this one, or the team is full.
        Invalid: no name was given.
    """
    require_active(repository.load_team(db, team))
    here = repository.load_team_memberships(db, team)
    if any(seat.account == actor.id and seat.kind == SUPERVISOR for seat in here):
        raise PermissionDenied(_("You lead this team, so you cannot be a member of it."))
    if sum(seat.kind == MEMBER for seat in here) >= MAX_TEAM_MEMBERS:
        raise PermissionDenied(
            _("This team has {most} members, which is the most.").format(most=MAX_TEAM_MEMBERS)
        )
    seat = _seat(db, team, actor.id, MEMBER, shown, now)
    audit_events.record_event(
        db, now, audit_events.MEMBER_JOINED, team=team, account=actor.id, name=seat.shown
    )
    return seat


def leave_team(db: Connection, actor: Actor, team: str, now: datetime) -> None:
    """Stop being a member; weeks count to the end of the current window, and can be taken back.

    Raises:
        NotFound: they are no member of it.
    """
    seat = _own(db, actor, team, MEMBER)
    repository.end_membership(db, seat, now)
    audit_events.record_event(
        db, now, audit_events.MEMBER_LEFT, team=team, account=actor.id, name=seat.shown
    )


def add_supervisor(
    db: Connection, actor: Actor, team: str, whom: tuple[str, str], now: datetime
) -> None:
    """Let an account (its id, and the name to show) lead a team; a member stops being one.

    Raises:
        NotFound: there is no such team for them.
        Refused: they lead it already.
        Invalid: no name was given.
    """
    require_lead(db, actor, team)
    account, shown = whom
    for seat in repository.load_team_memberships(db, team):
        if seat.account == account and seat.kind == MEMBER:
            repository.end_membership(db, seat, now)
    seat = _seat(db, team, account, SUPERVISOR, shown, now)
    named = {"account": account, "name": seat.shown}
    audit_events.record_event(
        db, now, audit_events.SUPERVISOR_ADDED, team=team, by=organiser_id(actor), **named
    )


def remove_supervisor(db: Connection, actor: Actor, team: str, account: str, now: datetime) -> None:
    """Let a supervisor go; they lose the team's pages at once.

    Raises:
        NotFound: there is no such team for them, or no such supervisor.
    """
    require_lead(db, actor, team)
    seat = next(
        (
            s
            for s in repository.load_team_memberships(db, team)
            if s.account == account and s.kind == SUPERVISOR
        ),
        None,
    )
    if seat is None:
        raise NotFound
    repository.end_membership(db, seat, now)
    named = {"account": account, "name": seat.shown}
    audit_events.record_event(
        db, now, audit_events.SUPERVISOR_REMOVED, team=team, by=organiser_id(actor), **named
    )


def dissolve_team(
    db: Connection, actor: Actor, library: Library, team: str, now: datetime
) -> list[window_closing.ClosedWindow]:
    """End a team: open windows are withheld and their boxes deleted; what was published stays.

    Raises:
        NotFound: there is no such team for them.
    """
    require_lead(db, actor, team)
    closed = window_closing.withhold_open_windows(db, library, team, now)
    for seat in repository.load_team_memberships(db, team):
        repository.end_membership(db, seat, now)
    ended = update(teams).where(teams.c.id == team)
    db.execute(ended.values(dissolved=int(now.timestamp())))
    db.execute(delete(team_codes).where(team_codes.c.team == team))
    audit_events.record_event(
        db, now, audit_events.TEAM_DISSOLVED, team=team, by=organiser_id(actor)
    )
    return closed


def require_member(db: Connection, actor: Actor, team: str) -> tuple[Team, bool]:
    """A team for somebody who belongs to it, and whether they lead it.

    Members and supervisors of now; of a dissolved team, those who were in it at its end.

    Raises:
        NotFound: there is no such team, or it is not theirs: both look alike.
    """
    found, own = repository.load_team_and_memberships(db, team, actor.id)
    here = [seat for seat in own if seat.ended in {None, found.dissolved}]
    if not may_view_team(actor, belongs=bool(here)):
        raise NotFound(_("There is no such team."))
    return found, any(seat.kind == SUPERVISOR for seat in here)


def require_lead(db: Connection, actor: Actor, team: str) -> Team:
    """A team for somebody who may change it: its supervisors, and organisers.

    Raises:
        NotFound: there is no such team, it is not theirs, or it was dissolved: all look alike.
    """
    found = repository.load_team(db, team)
    if not may_lead_team(actor, leads=repository.is_supervisor(db, actor.id, team)):
        raise NotFound(_("There is no such team."))
    return require_active(found)


def require_supervisor(db: Connection, actor: Actor, team: str) -> Team:
    """A team for its supervisors alone; organisers have pages of their own.

    Raises:
        NotFound: there is no such team, it is not theirs, or it was dissolved: all look alike.
    """
    found = require_lead(db, actor, team)
    _own(db, actor, team, SUPERVISOR)
    return found


def require_active(team: Team) -> Team:
    """The same team.

    Raises:
        NotFound: it was dissolved, which looks like a team that never was.
    """
    if team.dissolved is not None:
        raise NotFound(_("There is no such team."))
    return team


def _own(db: Connection, actor: Actor, team: str, kind: str) -> Membership:
    for seat in repository.load_account_memberships(db, actor.id):
        if seat.team == team and seat.kind == kind:
            return seat
    raise NotFound(_("There is no such team."))


def _seat(
    db: Connection, team: str, account: str, kind: str, shown: str, now: datetime
) -> Membership:
    name = " ".join(shown.split())[:80]
    if not name:
        raise Invalid(_("Type the name that the team should see."))
    return repository.add_membership(db, team, account, kind, name, now)


def _named(name: str) -> str:
    words = " ".join(name.split())
    if not 1 <= len(words) <= 80:
        raise Invalid(_("Give the team a name of up to 80 letters."))
    return words


def organiser_id(actor: Actor) -> str | None:
    """The organiser who did it; what a supervisor does is seen in the team, and in no audit."""
    return actor.id if may_organise(actor) else None


def _hash(code: str) -> bytes:
    return hashlib.sha256(parse_short_code(code).encode()).digest()
