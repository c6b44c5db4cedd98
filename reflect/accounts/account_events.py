"""The few lines about an account that accounts themselves write into what happened, or read there.

The list belongs to teams and organisers (`teams.events`). An invitation has only a name until it
is used, so its line is tied to the account then. The names of invitations that nobody used are
forgotten, as is everybody whose account is erased. A reset that its owner has not read about yet
has no words; once read it says so, and the banner is gone.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, insert, select, update

from reflect.accounts.repository import Account
from reflect.models import events
from reflect.policy import Role

INVITED: Final = "invited"
INVITATION_REVOKED: Final = "invitation taken back"
RESET: Final = "reset"
ROLE_GIVEN: Final = "role given"
RESET_SEEN: Final = "seen"
TEAM_OFFER_LIFETIME: Final = timedelta(
    days=30
)  # how long an invitation's team may be joined without its code


def record_invitation_accepted(db: Connection, account: Account, now: datetime) -> None:
    """Record that an invitation became an account; for a leader's, in every team's log."""
    about = (events.c.account.is_(None), events.c.what.in_((INVITED, INVITATION_REVOKED)))
    mine = update(events).where(*about, events.c.name == account.name)
    db.execute(mine.values(account=account.id))
    if Role.LEADER in account.roles:
        invited = (events.c.account == account.id, events.c.what == INVITED)
        latest = select(events.c.by_account).where(*invited).order_by(events.c.at.desc()).limit(1)
        by = db.execute(latest).scalar()
        _add(db, now, ROLE_GIVEN, account, by, Role.LEADER.value)


def record_reset(db: Connection, account: Account, by: str | None, now: datetime) -> None:
    """Record that a reset link was made for an account, by an organiser or the operator."""
    _add(db, now, RESET, account, by, "")


def find_offered_team(db: Connection, account: str, now: datetime) -> str | None:
    """The team that the latest invitation of this account offers, for 30 days after it."""
    since = int((now - TEAM_OFFER_LIFETIME).timestamp())
    latest = select(events.c.team).where(
        events.c.account == account, events.c.what == INVITED, events.c.at > since
    )
    return db.execute(latest.order_by(events.c.at.desc()).limit(1)).scalar()


def mark_reset_read(db: Connection, account: str) -> None:
    """Record that the owner has read that an organiser began a reset."""
    unread = (events.c.account == account, events.c.what == RESET, events.c.words == "")
    db.execute(update(events).where(*unread).values(words=RESET_SEEN))


def anonymise_events(db: Connection, account: str) -> None:
    """Remove a person's name from the audit log; the events stay."""
    whom = update(events).where(events.c.account == account)
    db.execute(whom.values(account=None, name=""))
    db.execute(update(events).where(events.c.by_account == account).values(by_account=None))


def anonymise_unused_invitations(db: Connection, before: int) -> None:
    """Remove the names of invitations before `moment` (epoch seconds) that nobody used."""
    unused = (events.c.account.is_(None), events.c.what.in_((INVITED, INVITATION_REVOKED)))
    old = update(events).where(*unused, events.c.name > "", events.c.at <= before)  # by the index
    db.execute(old.values(name=""))


def _add(
    db: Connection, now: datetime, what: str, account: Account, by: str | None, words: str
) -> None:
    whom = {"account": account.id, "name": account.name, "by_account": by}
    values = {"id": secrets.token_hex(16), "at": int(now.timestamp()), "what": what, **whom}
    db.execute(insert(events).values(**values, words=words))
