"""Signing in: before the hash, and after it.

The hash between the two takes a fifth of a second and holds no transaction. A name that nobody has
costs the same time and gets the same sentence as a wrong password; so do wrong or missing digits
of a second factor, because anything else would tell a guesser that the password was right.
"""

import os
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from reflect.accounts import rate_limit
from reflect.accounts import repository as account_repository
from reflect.accounts.credentials import fold
from reflect.accounts.rate_limit import Tries
from reflect.accounts.repository import Account, Found
from reflect.accounts.second_factor import services as second_factor_services
from reflect.accounts.second_factor.services import Factor
from reflect.core.crypto.password_hash import Kdf
from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.vault import Record, Vault, opens
from reflect.core.words import _

YEAR = 365 * account_repository.DAY  # how long a recovery code is taken to be where it was


@dataclass(frozen=True, slots=True)
class Caller:
    """Who wants in, and from where."""

    name: str  # as typed
    network: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that may go on: a record to try, which belongs to nobody if the name is unknown."""

    record: Record
    found: Found | None
    who: Tries


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The password was right."""

    account: Account
    record: Record
    vault: Vault
    strong: bool  # with a second factor
    code_due: bool  # a year ago they last said that they have their recovery code
    spare: bool = False  # a spare code stood for the digits, and is used up


@dataclass(frozen=True, slots=True)
class Wrong:
    """Name, password and digits do not go together; nobody is told which."""


def begin(
    db: Connection,
    keys: SiteKeys,
    kdf: Kdf,
    caller: Caller,
    now: datetime,
    *,
    purpose: str = "sign-in",
) -> Attempt:
    """See whether a try is allowed now, and what to try it on.

    Raises:
        TooMany: there were too many that failed; says how long to wait.
    """
    name = fold(caller.name)
    who = rate_limit.tries(keys, purpose, name, caller.network)
    rate_limit.check(db, who, now)
    found = account_repository.named(db, name)
    return Attempt(found.record if found else _decoy(keys, kdf), found, who)


def finish(
    db: Connection, attempt: Attempt, stretched: bytes, digits: str | None, now: datetime
) -> SignedIn | Wrong:
    """Check the stretched password and the digits (None: not asked), and count what came of it.

    Raises:
        Damaged: the password is right, but the vault does not open.
    """
    vault, found = opens(attempt.record, stretched), attempt.found
    if vault is None or found is None:
        rate_limit.failed(db, attempt.who, now)
        return Wrong()
    factor = (
        Factor.UNUSED if digits is None else second_factor_services.check(db, vault, digits, now)
    )
    if factor is Factor.MISSING:
        rate_limit.failed(db, attempt.who, now)
        return Wrong()
    rate_limit.succeeded(db, attempt.who)
    due = int(now.timestamp()) - found.code_asked >= YEAR
    spare = factor is Factor.SPARE
    strong = spare or factor is Factor.FITS
    return SignedIn(found.account, found.record, vault, strong, due, spare)


def sentence() -> str:
    """What everybody is told whose try failed."""
    return _("That name and password do not go together. Try again, or use your recovery code.")


def sentence_of_own_lock() -> str:
    """What everybody is told whose try failed after the organisation's sign-in."""
    return _("That does not open your space. Try again, or use your recovery code.")


def hint() -> str:
    """What everybody is told besides."""
    return _(
        "If you set up a second factor, its six digits are needed too, fresh from your app. "
        "Without your phone, type one of your spare codes."
    )


def _decoy(keys: SiteKeys, kdf: Kdf) -> Record:
    """A record that nothing opens, at the cost of a real one."""
    return Record(
        vault=os.urandom(16).hex(),
        account="",
        site_key_number=keys.last,
        kdf=kdf,
        salt=os.urandom(16),
        ver_hash=os.urandom(32),
        wrap_pw=b"",
        s2=os.urandom(16),
        wrap_rc=b"\x01" + os.urandom(60),
    )
