"""What changed in a team, and what organisers did: written down for those whom it concerns.

Members see every change of their roster, their supervisor and their rules, with its date. What an
organiser does is seen by the person it was done to, and by the other organisers. Nobody's answers,
and nobody's taking part, is ever an event.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, insert, or_, select

from reflect.accounts import account_events
from reflect.models import events
from reflect.teams.repository import new_id

TEAM_CREATED: Final = "made"
TEAM_RENAMED: Final = "renamed"
MEMBER_JOINED: Final = "joined"
MEMBER_LEFT: Final = "left"
SUPERVISOR_ADDED: Final = "leads"
SUPERVISOR_REMOVED: Final = "leads no more"
MIN_SHARERS_RAISED: Final = "least raised"  # words: the number
ROSTER_DISPUTED: Final = "doubted"  # the roster; nobody's name
DISPUTE_SETTLED: Final = "settled"  # words: how
TEAM_DISSOLVED: Final = "dissolved"
INSTRUMENT_STARTED: Final = "instrument begun"  # words: the instrument's id
INSTRUMENT_STOPPED: Final = "instrument stopped"
INVITED: Final = account_events.INVITED  # words: the roles; team: the one to be asked to join
INVITATION_REVOKED: Final = account_events.INVITATION_REVOKED
RESET: Final = account_events.RESET
ROLE_GIVEN: Final = account_events.ROLE_GIVEN  # words: the role
ROLE_REVOKED: Final = "role taken"
ACCOUNT_ENDED: Final = "ended"  # an account, by an organiser
ACCOUNT_REINSTATED: Final = "end taken back"
JOIN_CODE_ISSUED: Final = "new code"  # to join with, by an organiser
INSTRUMENT_ALLOWED: Final = "instrument allowed"
INSTRUMENT_DISALLOWED: Final = "instrument not allowed"
EVENTS_FOR_ALL_TEAMS = (ROLE_GIVEN, ROLE_REVOKED)  # of a leader: every team is told
ORGANISER_EVENTS: Final = (  # they stay when the organiser's account is deleted
    INVITED,
    INVITATION_REVOKED,
    RESET,
    ROLE_GIVEN,
    ROLE_REVOKED,
    ACCOUNT_ENDED,
    ACCOUNT_REINSTATED,
    DISPUTE_SETTLED,
    JOIN_CODE_ISSUED,
    INSTRUMENT_ALLOWED,
    INSTRUMENT_DISALLOWED,
)


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One thing that happened."""

    at: int  # epoch seconds
    what: str
    team: str | None = None
    account: str | None = None  # whom it concerns
    name: str = ""  # as it was shown
    by: str | None = None  # the organiser, where one did it
    words: str = ""


def record_event(db: Connection, now: datetime, what: str, **more: Any) -> None:
    """Write down what happened; `more` are fields of `Event`."""
    event = AuditEvent(int(now.timestamp()), what, **more)
    db.execute(
        insert(events).values(
            id=new_id(),
            at=event.at,
            team=event.team,
            what=event.what,
            account=event.account,
            name=event.name,
            by_account=event.by,
            words=event.words,
        )
    )


def load_team_events(db: Connection, team: str) -> list[AuditEvent]:
    """The changes of a team, and what concerns every team, newest first.

    Not who was asked to join: whoever then did not would be known by that.
    """
    for_all = (
        events.c.team.is_(None)
        & events.c.what.in_(EVENTS_FOR_ALL_TEAMS)
        & (events.c.words == "leader")
    )
    own = (events.c.team == team) & (events.c.what != INVITED)
    return _found(db, or_(own, for_all))


def load_account_events(db: Connection, account: str) -> list[AuditEvent]:
    """What organisers did that concerns this person, newest first."""
    return _found(db, (events.c.account == account) & _by_organisers())


def load_organiser_events(
    db: Connection, *, skip: int = 0, most: int | None = None
) -> list[AuditEvent]:
    """Everything that organisers did, newest first: `most` of it, after the first `skip`."""
    return _found(db, _by_organisers(), skip, most)


def _by_organisers() -> ColumnElement[bool]:
    return events.c.by_account.is_not(None) | events.c.what.in_(ORGANISER_EVENTS)


def _found(
    db: Connection, which: ColumnElement[bool], skip: int = 0, most: int | None = None
) -> list[AuditEvent]:
    statement = select(events).where(which).order_by(events.c.at.desc(), events.c.id)
    statement = statement.offset(skip).limit(most)
    return [
        AuditEvent(row.at, row.what, row.team, row.account, row.name, row.by_account, row.words)
        for row in db.execute(statement)
    ]
