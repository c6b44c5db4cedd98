"""Audit log entries about an account that accounts themselves write or read.

The audit log belongs to teams and organisers (`teams.audit_events`). An invitation has only a name
until it is accepted; its entry is linked to the account then. The names of unused invitations and
of deleted accounts are removed. A reset entry has empty `words` until the owner of the account has
read about it; after that, the banner is no longer shown.
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
TEAM_OFFER_LIFETIME: Final = timedelta(days=30)  # to join an invitation's team without its code


def record_invitation_accepted(db: Connection, account: Account, now: datetime) -> None:
    """Link an invitation's entries to the new account; record a leader's role for all teams."""
    unlinked = (events.c.account.is_(None), events.c.what.in_((INVITED, INVITATION_REVOKED)))
    own = update(events).where(*unlinked, events.c.name == account.name)
    db.execute(own.values(account=account.id))
    if Role.LEADER in account.roles:
        invited = (events.c.account == account.id, events.c.what == INVITED)
        latest = select(events.c.by_account).where(*invited).order_by(events.c.at.desc()).limit(1)
        by = db.execute(latest).scalar()
        _insert_event(db, now, ROLE_GIVEN, account, by, Role.LEADER.value)


def record_reset(db: Connection, account: Account, by: str | None, now: datetime) -> None:
    """Record a new reset link for an account; `by`: the organiser's id, None for the operator."""
    _insert_event(db, now, RESET, account, by, "")


def find_offered_team(db: Connection, account: str, now: datetime) -> str | None:
    """The id of the team offered in the account's latest invitation of the last 30 days."""
    since = int((now - TEAM_OFFER_LIFETIME).timestamp())
    latest = select(events.c.team).where(
        events.c.account == account, events.c.what == INVITED, events.c.at > since
    )
    return db.execute(latest.order_by(events.c.at.desc()).limit(1)).scalar()


def mark_reset_read(db: Connection, account: str) -> None:
    """Record that the account's owner has read about a reset."""
    unread = (events.c.account == account, events.c.what == RESET, events.c.words == "")
    db.execute(update(events).where(*unread).values(words=RESET_SEEN))


def anonymise_events(db: Connection, account: str) -> None:
    """Remove a person's name from the audit log; the events stay."""
    own = update(events).where(events.c.account == account)
    db.execute(own.values(account=None, name=""))
    db.execute(update(events).where(events.c.by_account == account).values(by_account=None))


def anonymise_unused_invitations(db: Connection, before: int) -> None:
    """Remove the names from invitations that were not used, up to `before` (epoch seconds)."""
    unused = (events.c.account.is_(None), events.c.what.in_((INVITED, INVITATION_REVOKED)))
    # `name > ""` lets the database use an index
    old = update(events).where(*unused, events.c.name > "", events.c.at <= before)
    db.execute(old.values(name=""))


def _insert_event(
    db: Connection, now: datetime, what: str, account: Account, by: str | None, words: str
) -> None:
    people = {"account": account.id, "name": account.name, "by_account": by}
    values = {"id": secrets.token_hex(16), "at": int(now.timestamp()), "what": what, **people}
    db.execute(insert(events).values(**values, words=words))
