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

MADE: Final = "made"
RENAMED: Final = "renamed"
JOINED: Final = "joined"
LEFT: Final = "left"
LEADS: Final = "leads"
LEADS_NO_MORE: Final = "leads no more"
LEAST_RAISED: Final = "least raised"  # words: the number
DOUBTED: Final = "doubted"  # the roster; nobody's name
SETTLED: Final = "settled"  # words: how
DISSOLVED: Final = "dissolved"
BEGUN: Final = "instrument begun"  # words: the instrument's id
STOPPED: Final = "instrument stopped"
INVITED: Final = account_events.INVITED  # words: the roles; team: the one to be asked to join
NOT_INVITED: Final = account_events.NOT_INVITED
RESET: Final = account_events.RESET
ROLE_GIVEN: Final = account_events.ROLE_GIVEN  # words: the role
ROLE_TAKEN: Final = "role taken"
ENDED: Final = "ended"  # an account, by an organiser
NOT_ENDED: Final = "end taken back"
NEW_CODE: Final = "new code"  # to join with, by an organiser
ALLOWED: Final = "instrument allowed"
NOT_ALLOWED: Final = "instrument not allowed"
EVERYBODY = (ROLE_GIVEN, ROLE_TAKEN)  # of a leader: every team is told
OF_ORGANISERS: Final = (  # nobody else does these, so they stay when the organiser's account goes
    INVITED,
    NOT_INVITED,
    RESET,
    ROLE_GIVEN,
    ROLE_TAKEN,
    ENDED,
    NOT_ENDED,
    SETTLED,
    NEW_CODE,
    ALLOWED,
    NOT_ALLOWED,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    at: int  # epoch seconds
    what: str
    team: str | None = None
    account: str | None = None  # whom it concerns
    name: str = ""  # as it was shown
    by: str | None = None  # the organiser, where one did it
    words: str = ""


def add(db: Connection, now: datetime, what: str, **more: Any) -> None:
    """Write down what happened; `more` are fields of `Event`."""
    event = Event(int(now.timestamp()), what, **more)
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


def of_team(db: Connection, team: str) -> list[Event]:
    """The changes of a team, and what concerns every team, newest first.

    Not who was asked to join: whoever then did not would be known by that.
    """
    for_all = events.c.team.is_(None) & events.c.what.in_(EVERYBODY) & (events.c.words == "leader")
    own = (events.c.team == team) & (events.c.what != INVITED)
    return _found(db, or_(own, for_all))


def of_account(db: Connection, account: str) -> list[Event]:
    """What organisers did that concerns this person, newest first."""
    return _found(db, (events.c.account == account) & _by_organisers())


def by_organisers(db: Connection, *, skip: int = 0, most: int | None = None) -> list[Event]:
    """Everything that organisers did, newest first: `most` of it, after the first `skip`."""
    return _found(db, _by_organisers(), skip, most)


def _by_organisers() -> ColumnElement[bool]:
    return events.c.by_account.is_not(None) | events.c.what.in_(OF_ORGANISERS)


def _found(
    db: Connection, which: ColumnElement[bool], skip: int = 0, most: int | None = None
) -> list[Event]:
    statement = select(events).where(which).order_by(events.c.at.desc(), events.c.id)
    statement = statement.offset(skip).limit(most)
    return [
        Event(row.at, row.what, row.team, row.account, row.name, row.by_account, row.words)
        for row in db.execute(statement)
    ]
