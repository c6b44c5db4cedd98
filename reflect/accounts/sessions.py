"""Sessions: identity of a cookie, idle timeout (lock), lifetime, and the clean-up of expired data.

A session's row contains the vault's key sealed under the cookie; its id is derived from the cookie.
After `IDLE_MINUTES` without use the sealed key is deleted. The rest of the row stays some minutes
more, so that a form posted just after the lock can be saved. The time of the last use is stored to
the minute, at most once a minute, so a session locks up to a minute after its idle time. If that
time is in the future, because the clock was set back, the session locks at once: it is not known
for how long it has been idle.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, LargeBinary, bindparam, delete, insert, select, text, update

from reflect.accounts import account_events, deletion, repository, saved_forms
from reflect.core import stated_numbers
from reflect.core.crypto.primitives import DecryptionError, derive, seal, unseal
from reflect.core.crypto.session_keys import session_id, unwrap_vault_key, wrap_vault_key
from reflect.core.crypto.vault import Vault
from reflect.models import accounts, arrivals, invitations, lapsed, rows, sessions, throttle, vaults
from reflect.policy import Actor, Identity

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
IDLE_TIMEOUT: Final = (stated_numbers.IDLE_MINUTES + 1) * MINUTE  # the last touch may be late
SESSION_LIFETIME: Final = stated_numbers.SESSION_HOURS * HOUR
LOCKED_SESSION_RETENTION: Final = stated_numbers.LOCKED_SESSION_MINUTES * MINUTE
REPLACED_VAULT_RETENTION: Final = 90 * DAY
RATE_LIMIT_RETENTION: Final = HOUR
UNUSED_INVITATION_RETENTION: Final = stated_numbers.INVITATION_DAYS * DAY
ENDED_ACCOUNT_RETENTION: Final = stated_numbers.ENDED_ACCOUNT_DAYS * DAY

_SELECT_SESSION = text(
    "SELECT s.account, s.vault, s.wrap, s.started, s.touched, s.strong, a.name, a.roles, a.ended, "
    "v.code_checked, EXISTS (SELECT 1 FROM vaults AS old WHERE old.account = s.account AND "
    "old.replaced IS NOT NULL) AS replaced, (SELECT max(e.at) FROM events AS e WHERE "
    "e.account = s.account AND e.what = 'reset' AND e.words = '') AS reset "
    "FROM sessions AS s JOIN accounts AS a ON a.id = s.account JOIN vaults AS v ON v.id = s.vault "
    "WHERE s.id = :id"
).bindparams(bindparam("id", type_=LargeBinary))


@dataclass(frozen=True, slots=True)
class SessionIdentity(Identity):
    """The identity of a cookie, and acts of an organiser that its owner must see."""

    replaced: bool = False  # there is a vault from before a reset, which may be restored
    reset: int | None = None  # epoch seconds, of a reset that the owner has not read about
    ended: int | None = None  # epoch seconds, of the end of the account


@dataclass(frozen=True, slots=True)
class NewSession:
    """What a new session is for."""

    account: str  # id
    vault: Vault
    strong: bool = False  # a second factor was used
    code: str = ""  # a new recovery code that has to be typed back


@dataclass(frozen=True, slots=True)
class OpenSession:
    """An open session, for its owner's list."""

    started: datetime
    touched: datetime
    is_current: bool


def identify_session(db: Connection, token: bytes, now: datetime) -> SessionIdentity:
    """The identity of a cookie, in one query."""
    session, moment = session_id(token), int(now.timestamp())
    row = db.execute(_SELECT_SESSION, {"id": session}).one_or_none()
    if row is None or row.touched > moment + IDLE_TIMEOUT:
        return SessionIdentity()
    locks = min(row.touched + IDLE_TIMEOUT, row.started + SESSION_LIFETIME)
    if row.wrap is None or moment >= locks:
        locked_account = row.account if moment < locks + LOCKED_SESSION_RETENTION else ""
        return SessionIdentity(session=session, locked_account=locked_account)
    try:
        key = unwrap_vault_key(token, row.vault, bytes(row.wrap))
    except DecryptionError:
        return SessionIdentity()  # a new login repairs it
    actor = Actor(
        id=row.account,
        name=row.name,
        roles=repository.parse_roles(row.roles),
        unlocked_vault=key,
        code_checked=bool(row.code_checked),
        strong=bool(row.strong),
        ended=row.ended is not None,
    )
    return SessionIdentity(
        actor,
        session,
        needs_touch=_round_to_minute(now) > row.touched,
        replaced=bool(row.replaced),
        reset=row.reset,
        ended=row.ended,
    )


def touch_session(db: Connection, session: bytes, now: datetime) -> None:
    """Record that a session is in use now; a locked session stays locked."""
    statement = update(sessions).where(sessions.c.id == session, sessions.c.wrap.is_not(None))
    db.execute(statement.values(touched=_round_to_minute(now)))


def create_session(db: Connection, token: bytes, opening: NewSession, now: datetime) -> None:
    """Start a session under a new cookie."""
    vault = opening.vault
    db.execute(
        insert(sessions).values(
            id=session_id(token),
            account=opening.account,
            vault=vault.id,
            wrap=wrap_vault_key(token, vault),
            started=int(now.timestamp()),
            touched=_round_to_minute(now),
            strong=int(opening.strong),
            pending=_seal_code(token, vault, opening.code) if opening.code else None,
        )
    )


def rotate_session(
    db: Connection, old: bytes, new: bytes, opening: NewSession, now: datetime
) -> str:
    """Start a session under `new`, end the one under `old`; returns the path of a saved form."""
    path = saved_forms.transfer_form(db, old, new, opening.account, now)
    revoke_session(db, old)
    create_session(db, new, opening, now)
    return path


def revoke_session(db: Connection, token: bytes) -> None:
    """End the session of a cookie (logout), and delete a form saved under it."""
    db.execute(delete(sessions).where(sessions.c.id == session_id(token)))
    saved_forms.delete_form(db, token)


def revoke_other_sessions(db: Connection, account: str, token: bytes) -> int:
    """End all sessions of an account except that of this cookie; returns their number."""
    others = delete(sessions).where(
        sessions.c.account == account, sessions.c.id != session_id(token)
    )
    return db.execute(others).rowcount


def revoke_all_sessions(db: Connection, account: str) -> None:
    """End every session of an account."""
    db.execute(delete(sessions).where(sessions.c.account == account))


def list_open_sessions(
    db: Connection, account: str, token: bytes, now: datetime
) -> list[OpenSession]:
    """The open sessions of an account: this one first, then by last use, the latest first."""
    moment, this = int(now.timestamp()), session_id(token)
    statement = select(sessions).where(
        sessions.c.account == account,
        sessions.c.wrap.is_not(None),
        sessions.c.touched > moment - IDLE_TIMEOUT,
        sessions.c.started > moment - SESSION_LIFETIME,
    )
    to_time = partial(datetime.fromtimestamp, tz=UTC)
    opened = [
        OpenSession(to_time(row.started), to_time(row.touched), bytes(row.id) == this)
        for row in db.execute(statement)
    ]
    return sorted(opened, key=lambda each: (each.is_current, each.touched), reverse=True)


def mark_second_factor_used(db: Connection, token: bytes) -> None:
    """Record that a second factor was used in this session."""
    _update_session(db, token, strong=1)


def clear_second_factor_used(db: Connection, account: str) -> None:
    """Record for all sessions of an account that no second factor was used: it was removed."""
    db.execute(update(sessions).where(sessions.c.account == account).values(strong=0))


def save_pending_code(db: Connection, token: bytes, vault: Vault, code: str) -> None:
    """Save a new recovery code, sealed under the cookie, until it was typed back."""
    _update_session(db, token, pending=_seal_code(token, vault, code))


def load_pending_code(db: Connection, token: bytes, vault: Vault) -> str:
    """The new recovery code of this session that was not typed back yet, or "".

    Raises:
        DecryptionError: it cannot be decrypted.
    """
    statement = select(sessions.c.pending).where(sessions.c.id == session_id(token))
    sealed = db.execute(statement).scalar_one_or_none()
    if sealed is None:
        return ""
    return unseal(_code_key(token), "pending", (vault.id,), bytes(sealed)).decode()


def delete_pending_code(db: Connection, token: bytes) -> None:
    """Delete the pending code: it was typed back."""
    _update_session(db, token, pending=None)


def delete_expired_data(db: Connection, now: datetime) -> None:
    """Clean-up: lock idle sessions; delete old sessions, forms, codes, counters and accounts."""
    moment = int(now.timestamp())
    idle = sessions.c.touched <= moment - IDLE_TIMEOUT
    old = sessions.c.started <= moment - SESSION_LIFETIME
    in_future = sessions.c.touched > moment + IDLE_TIMEOUT
    due = update(sessions).where(sessions.c.wrap.is_not(None), idle | old | in_future)
    db.execute(due.values(wrap=None, pending=None))
    idle = sessions.c.touched <= moment - IDLE_TIMEOUT - LOCKED_SESSION_RETENTION
    old = sessions.c.started <= moment - SESSION_LIFETIME - LOCKED_SESSION_RETENTION
    db.execute(delete(sessions).where(idle | old))
    for table in (lapsed, invitations, arrivals):
        db.execute(delete(table).where(table.c.expires <= moment))
    db.execute(delete(throttle).where(throttle.c.since <= moment - RATE_LIMIT_RETENTION))
    expired = vaults.c.replaced <= moment - REPLACED_VAULT_RETENTION
    expired_vaults = select(vaults.c.id).where(expired)
    db.execute(delete(sessions).where(sessions.c.vault.in_(expired_vaults)))
    db.execute(delete(rows).where(rows.c.vault.in_(expired_vaults)))
    db.execute(delete(vaults).where(expired))
    account_events.anonymise_unused_invitations(db, moment - UNUSED_INVITATION_RETENTION)
    ended = select(accounts.c.id).where(accounts.c.ended <= moment - ENDED_ACCOUNT_RETENTION)
    for account in db.execute(ended).scalars().all():
        deletion.delete_account(db, account)


def _update_session(db: Connection, token: bytes, **values: Any) -> None:
    db.execute(update(sessions).where(sessions.c.id == session_id(token)).values(**values))


def _round_to_minute(now: datetime) -> int:
    return int(now.timestamp()) // MINUTE * MINUTE


def _code_key(token: bytes) -> bytes:
    return derive(token, "session/pending")


def _seal_code(token: bytes, vault: Vault, code: str) -> bytes:
    return seal(_code_key(token), "pending", (vault.id,), code.encode())
