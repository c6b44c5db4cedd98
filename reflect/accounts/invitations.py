"""Invitations to create an account, and reset links for users who lost password and recovery code.

A code is valid once, for seven days; the database has only its hash. A wrong, used or expired code
gets the same error message, because a difference would help a guesser. A reset gives the account a
new, empty vault. The old vault stays encrypted for 90 days, since only its own recovery code can
unlock it.
"""

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from reflect.accounts import account_events, repository, sessions
from reflect.accounts.credentials import validate_username
from reflect.accounts.repository import Account
from reflect.core.crypto.codes import new_short_code, parse_short_code
from reflect.core.crypto.vault import VaultRecord
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.core.stated_numbers import INVITATION_DAYS, fill_numbers
from reflect.models import invitations, vaults
from reflect.policy import Role

INVITATION_LIFETIME = timedelta(days=INVITATION_DAYS)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open invitation."""

    name: str  # normalised username
    roles: frozenset[Role]
    account: str  # id, for a reset; else empty
    code_hash: bytes = field(repr=False)
    team: str = ""  # id of the team that is offered; else empty
    expires: int = 0  # epoch seconds


def create_invitation(
    db: Connection, name: str, roles: frozenset[Role], now: datetime, *, team: str = ""
) -> str:
    """Create an invitation, replacing an open one for `name`; returns its code.

    `team` is the id of the team that it offers.

    Raises:
        Invalid: the username is not valid, or an account has it.
    """
    username = validate_username(name)
    if repository.find_account_by_username(db, username):
        raise Invalid(_("Somebody has an account with this name already."))
    return _insert_invitation(db, Invitation(username, roles, "", b"", team), now)


def create_reset_invitation(
    db: Connection, name: str, now: datetime, *, by: str | None = None
) -> str:
    """Create a reset code for an account whose owner lost password and recovery code.

    The owner is notified that it was made by an organiser (`by`, an id) or by the operator (None).

    Raises:
        Invalid: the username is not valid.
        NotFound: no account has this username.
    """
    stored = repository.find_account_by_username(db, validate_username(name))
    if stored is None:
        raise NotFound(_("Nobody of this name has an account."))
    account = stored.account
    account_events.record_reset(db, account, by, now)
    reset = Invitation(account.name, account.roles, account.id, b"")
    return _insert_invitation(db, reset, now)


def find_invitation(db: Connection, code: str, now: datetime) -> Invitation:
    """The open invitation of a typed code.

    Raises:
        Invalid: the code is wrong, used or expired.
    """
    statement = select(invitations).where(
        invitations.c.code_hash == _hash_code(code), invitations.c.expires > int(now.timestamp())
    )
    row = db.execute(statement).one_or_none()
    if row is None:
        raise Invalid(invalid_invitation_text())
    return _invitation_from_row(row)


def list_open_invitations(db: Connection, now: datetime) -> list[Invitation]:
    """Every open invitation and reset, by expiry, the earliest first."""
    statement = select(invitations).where(invitations.c.expires > int(now.timestamp()))
    rows = db.execute(statement.order_by(invitations.c.expires, invitations.c.name))
    return [_invitation_from_row(row) for row in rows]


def revoke_invitation(db: Connection, name: str) -> None:
    """Revoke the open invitation of a normalised username.

    Raises:
        NotFound: it was used or revoked meanwhile.
    """
    if db.execute(delete(invitations).where(invitations.c.name == name)).rowcount != 1:
        raise NotFound(_("This invitation is no longer open."))


def accept_invitation(db: Connection, code: str, record: VaultRecord, now: datetime) -> Account:
    """Accept an invitation: store the vault for a new account or, in a reset, for the old one.

    The account id of `record` is set here.

    Raises:
        Invalid: the invitation is no longer open.
    """
    invitation = find_invitation(db, code, now)
    statement = delete(invitations).where(invitations.c.code_hash == invitation.code_hash)
    if db.execute(statement).rowcount != 1:  # used by a concurrent request
        raise Invalid(invalid_invitation_text())
    account = Account(
        invitation.account or secrets.token_hex(16), invitation.name, invitation.roles
    )
    if invitation.account:
        sessions.revoke_all_sessions(db, account.id)
        current = update(vaults).where(vaults.c.account == account.id, vaults.c.replaced.is_(None))
        db.execute(current.values(replaced=int(now.timestamp())))
    else:
        repository.add_account(db, account)
        account_events.record_invitation_accepted(db, account, now)
    repository.add_vault(db, replace(record, account=account.id), now)
    return account


def invitation_url(url: str, code: str) -> str:
    """The URL for the invited user; browsers do not send the code after # to a server."""
    return f"{url}/invitation#{code}"


def invalid_invitation_text() -> str:
    """The error message for a wrong, used or expired code."""
    sentence = _(
        "This invitation does not open anything. It may be mistyped, used, or more than "
        "{invitation_days} days old. Whoever invited you can make a new one."
    )
    return fill_numbers(sentence)


def _insert_invitation(db: Connection, invitation: Invitation, now: datetime) -> str:
    code = new_short_code()
    db.execute(delete(invitations).where(invitations.c.name == invitation.name))
    db.execute(
        insert(invitations).values(
            code_hash=_hash_code(code),
            name=invitation.name,
            roles=repository.format_roles(invitation.roles),
            account=invitation.account or None,
            team=invitation.team or None,
            expires=int((now + INVITATION_LIFETIME).timestamp()),
        )
    )
    return code


def _invitation_from_row(row: Row[Any]) -> Invitation:
    roles, code_hash = repository.parse_roles(row.roles), bytes(row.code_hash)
    return Invitation(row.name, roles, row.account or "", code_hash, row.team or "", row.expires)


def _hash_code(code: str) -> bytes:
    return hashlib.sha256(parse_short_code(code).encode()).digest()
