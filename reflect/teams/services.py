"""Setting up a team, joining and leaving it, leading it: all of it is said to its members.

Whatever changes counts from the next window on. A supervisor who goes loses the page at once.
Somebody who has no business with a team is told that there is none.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from reflect.core.crypto.codes import read_short_code, short_code
from reflect.core.crypto.team_tally import MOST
from reflect.core.errors import Invalid, NotFound, Refused
from reflect.core.instruments.library import Library
from reflect.core.organisation.model import NOBODYS, Defaults
from reflect.core.words import _
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
from reflect.teams.repository import MEMBER, SUPERVISOR, Seat, Team

CODE_LIFE = timedelta(days=30)


def set_up(
    db: Connection,
    actor: Actor,
    name: str,
    shown: str,
    now: datetime,
    usual: Defaults = NOBODYS.defaults,
) -> Team:
    """A new team; a supervisor who sets it up leads it, under the name `shown`; an organiser not.

    It begins with the rule and the instruments that are `usual` in the organisation.

    Raises:
        Refused: they may not.
        Invalid: a team has no such name.
    """
    leads = any(seat.kind == SUPERVISOR for seat in repository.seats_of(db, actor.id))
    require(may_set_up_teams(actor, leads=leads))
    team = repository.add_team(db, _named(name), now, usual.least)
    repository.begin_with(db, team.id, usual.instruments, now)
    by = actor.id if may_organise(actor) else None
    audit_events.add(db, now, audit_events.MADE, team=team.id, by=by)
    if by is None:
        _seat(db, team.id, actor.id, SUPERVISOR, shown, now)
    return team


def rename(db: Connection, actor: Actor, team: str, name: str, now: datetime) -> None:
    """Another name for a team.

    Raises:
        NotFound: there is no such team for them.
        Invalid: a team has no such name.
    """
    led(db, actor, team)
    db.execute(update(teams).where(teams.c.id == team).values(name=_named(name)))
    audit_events.add(
        db, now, audit_events.RENAMED, team=team, words=_named(name), by=organiser(actor)
    )


def new_code(db: Connection, actor: Actor, team: str, now: datetime) -> str:
    """A fresh code to join with, good for 30 days; an older one is worth nothing more.

    Raises:
        NotFound: there is no such team for them.
    """
    led(db, actor, team)
    code, expires = short_code(), int((now + CODE_LIFE).timestamp())
    db.execute(delete(team_codes).where(team_codes.c.team == team))
    db.execute(insert(team_codes).values(code_hash=_hash(code), team=team, expires=expires))
    return code


def with_code(db: Connection, code: str, now: datetime) -> Team:
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
    return living(repository.team_of(db, found))


def join(db: Connection, actor: Actor, team: str, shown: str, now: datetime) -> Seat:
    """Become a member, from the next window on, under the name `shown`.

    The caller has checked the code or the invitation.

    Raises:
        Refused: in a team already, leading this one, or the team is full.
        Invalid: no name was given.
    """
    living(repository.team_of(db, team))
    here = repository.seats(db, team)
    if any(seat.account == actor.id and seat.kind == SUPERVISOR for seat in here):
        raise Refused(_("You lead this team, so you cannot be a member of it."))
    if sum(seat.kind == MEMBER for seat in here) >= MOST:
        raise Refused(_("This team has {most} members, which is the most.").format(most=MOST))
    seat = _seat(db, team, actor.id, MEMBER, shown, now)
    audit_events.add(db, now, audit_events.JOINED, team=team, account=actor.id, name=seat.shown)
    return seat


def leave(db: Connection, actor: Actor, team: str, now: datetime) -> None:
    """Stop being a member; weeks count to the end of the current window, and can be taken back.

    Raises:
        NotFound: they are no member of it.
    """
    seat = _own(db, actor, team, MEMBER)
    repository.end_seat(db, seat, now)
    audit_events.add(db, now, audit_events.LEFT, team=team, account=actor.id, name=seat.shown)


def lead(db: Connection, actor: Actor, team: str, whom: tuple[str, str], now: datetime) -> None:
    """Let an account (its id, and the name to show) lead a team; a member stops being one.

    Raises:
        NotFound: there is no such team for them.
        Refused: they lead it already.
        Invalid: no name was given.
    """
    led(db, actor, team)
    account, shown = whom
    for seat in repository.seats(db, team):
        if seat.account == account and seat.kind == MEMBER:
            repository.end_seat(db, seat, now)
    seat = _seat(db, team, account, SUPERVISOR, shown, now)
    named = {"account": account, "name": seat.shown}
    audit_events.add(db, now, audit_events.LEADS, team=team, by=organiser(actor), **named)


def stop_leading(db: Connection, actor: Actor, team: str, account: str, now: datetime) -> None:
    """Let a supervisor go; they lose the team's pages at once.

    Raises:
        NotFound: there is no such team for them, or no such supervisor.
    """
    led(db, actor, team)
    seat = next(
        (s for s in repository.seats(db, team) if s.account == account and s.kind == SUPERVISOR),
        None,
    )
    if seat is None:
        raise NotFound
    repository.end_seat(db, seat, now)
    named = {"account": account, "name": seat.shown}
    audit_events.add(db, now, audit_events.LEADS_NO_MORE, team=team, by=organiser(actor), **named)


def dissolve(
    db: Connection, actor: Actor, library: Library, team: str, now: datetime
) -> list[window_closing.Closed]:
    """End a team: open windows are withheld and their boxes deleted; what was published stays.

    Raises:
        NotFound: there is no such team for them.
    """
    led(db, actor, team)
    closed = window_closing.withhold_open(db, library, team, now)
    for seat in repository.seats(db, team):
        repository.end_seat(db, seat, now)
    ended = update(teams).where(teams.c.id == team)
    db.execute(ended.values(dissolved=int(now.timestamp())))
    db.execute(delete(team_codes).where(team_codes.c.team == team))
    audit_events.add(db, now, audit_events.DISSOLVED, team=team, by=organiser(actor))
    return closed


def view(db: Connection, actor: Actor, team: str) -> tuple[Team, bool]:
    """A team for somebody who belongs to it, and whether they lead it.

    Members and supervisors of now; of a dissolved team, those who were in it at its end.

    Raises:
        NotFound: there is no such team, or it is not theirs: both look alike.
    """
    found, own = repository.team_and_seats(db, team, actor.id)
    here = [seat for seat in own if seat.ended in {None, found.dissolved}]
    if not may_view_team(actor, belongs=bool(here)):
        raise NotFound(_("There is no such team."))
    return found, any(seat.kind == SUPERVISOR for seat in here)


def led(db: Connection, actor: Actor, team: str) -> Team:
    """A team for somebody who may change it: its supervisors, and organisers.

    Raises:
        NotFound: there is no such team, it is not theirs, or it was dissolved: all look alike.
    """
    found = repository.team_of(db, team)
    if not may_lead_team(actor, leads=repository.leads(db, actor.id, team)):
        raise NotFound(_("There is no such team."))
    return living(found)


def led_here(db: Connection, actor: Actor, team: str) -> Team:
    """A team for its supervisors alone; organisers have pages of their own.

    Raises:
        NotFound: there is no such team, it is not theirs, or it was dissolved: all look alike.
    """
    found = led(db, actor, team)
    _own(db, actor, team, SUPERVISOR)
    return found


def living(team: Team) -> Team:
    """The same team.

    Raises:
        NotFound: it was dissolved, which looks like a team that never was.
    """
    if team.dissolved is not None:
        raise NotFound(_("There is no such team."))
    return team


def _own(db: Connection, actor: Actor, team: str, kind: str) -> Seat:
    for seat in repository.seats_of(db, actor.id):
        if seat.team == team and seat.kind == kind:
            return seat
    raise NotFound(_("There is no such team."))


def _seat(db: Connection, team: str, account: str, kind: str, shown: str, now: datetime) -> Seat:
    name = " ".join(shown.split())[:80]
    if not name:
        raise Invalid(_("Type the name that the team should see."))
    return repository.take_seat(db, team, account, kind, name, now)


def _named(name: str) -> str:
    words = " ".join(name.split())
    if not 1 <= len(words) <= 80:
        raise Invalid(_("Give the team a name of up to 80 letters."))
    return words


def organiser(actor: Actor) -> str | None:
    """The organiser who did it; what a supervisor does is seen in the team, and in no audit."""
    return actor.id if may_organise(actor) else None


def _hash(code: str) -> bytes:
    return hashlib.sha256(read_short_code(code).encode()).digest()
