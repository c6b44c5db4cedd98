"""Audit log: changes to teams and actions by organisers, stored for the people they concern.

Members see every change to their roster, their supervisors and their rules, with its date. The
person concerned and the other organisers see what an organiser did. Answers, and whether somebody
takes part, are never recorded as events.
"""

from dataclasses import asdict, dataclass
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
MIN_SHARERS_RAISED: Final = "least raised"  # words: the new minimum
ROSTER_DISPUTED: Final = "doubted"  # the roster as a whole; no person is named
DISPUTE_SETTLED: Final = "settled"  # words: how it was settled
TEAM_DISSOLVED: Final = "dissolved"
INSTRUMENT_STARTED: Final = "instrument begun"  # words: the instrument's id
INSTRUMENT_STOPPED: Final = "instrument stopped"
INVITED: Final = account_events.INVITED  # words: the roles; team: the offered one
INVITATION_REVOKED: Final = account_events.INVITATION_REVOKED
RESET: Final = account_events.RESET
ROLE_GIVEN: Final = account_events.ROLE_GIVEN  # words: the role
ROLE_REVOKED: Final = "role taken"
ACCOUNT_ENDED: Final = "ended"  # by an organiser
ACCOUNT_REINSTATED: Final = "end taken back"
JOIN_CODE_ISSUED: Final = "new code"  # by an organiser
INSTRUMENT_ALLOWED: Final = "instrument allowed"
INSTRUMENT_DISALLOWED: Final = "instrument not allowed"
EVENTS_FOR_ALL_TEAMS = (ROLE_GIVEN, ROLE_REVOKED)  # of leaders only
ORGANISER_EVENTS: Final = (  # kept when the organiser's account is deleted
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
    """One event of the audit log."""

    at: int  # epoch seconds
    what: str
    team: str | None = None
    account: str | None = None  # of the person whom it concerns
    name: str = ""  # the display name at that time
    by: str | None = None  # account of the organiser who did it, if one did
    words: str = ""


def record_event(db: Connection, now: datetime, what: str, **fields: Any) -> None:
    """Store an event; `fields` are further fields of `AuditEvent`."""
    columns = asdict(AuditEvent(int(now.timestamp()), what, **fields))
    organiser = columns.pop("by")
    db.execute(insert(events).values(id=new_id(), by_account=organiser, **columns))


def load_team_events(db: Connection, team: str) -> list[AuditEvent]:
    """The events of one team, and those that concern every team, newest first.

    Invitations are left out, because they would reveal who was invited and did not join.
    """
    for_all = (
        events.c.team.is_(None)
        & events.c.what.in_(EVENTS_FOR_ALL_TEAMS)
        & (events.c.words == "leader")
    )
    own = (events.c.team == team) & (events.c.what != INVITED)
    return _load_events(db, or_(own, for_all))


def load_account_events(db: Connection, account: str) -> list[AuditEvent]:
    """What organisers did that concerns one account, newest first."""
    return _load_events(db, (events.c.account == account) & _is_organiser_event())


def load_organiser_events(
    db: Connection, *, skip: int = 0, most: int | None = None
) -> list[AuditEvent]:
    """What organisers did, newest first: at most `most` events after the first `skip`."""
    return _load_events(db, _is_organiser_event(), skip, most)


def _is_organiser_event() -> ColumnElement[bool]:
    return events.c.by_account.is_not(None) | events.c.what.in_(ORGANISER_EVENTS)


def _load_events(
    db: Connection, condition: ColumnElement[bool], skip: int = 0, most: int | None = None
) -> list[AuditEvent]:
    statement = select(events).where(condition).order_by(events.c.at.desc(), events.c.id)
    statement = statement.offset(skip).limit(most)
    return [
        AuditEvent(row.at, row.what, row.team, row.account, row.name, row.by_account, row.words)
        for row in db.execute(statement)
    ]
