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
from reflect.accounts.credentials import normalise_username
from reflect.accounts.rate_limit import AttemptKeys
from reflect.accounts.repository import Account, AccountWithVault
from reflect.accounts.second_factor import services as second_factor_services
from reflect.accounts.second_factor.services import SecondFactorResult
from reflect.core.crypto.password_hash import Kdf
from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.vault import Vault, VaultRecord, unlock_with_password
from reflect.core.i18n import _

RECOVERY_CODE_CHECK_INTERVAL = (
    365 * account_repository.SECONDS_PER_DAY
)  # how long a recovery code is taken to be where it was


@dataclass(frozen=True, slots=True)
class Caller:
    """Who wants in, and from where."""

    name: str  # as typed
    network: str


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """A try that may go on: a record to try, which belongs to nobody if the name is unknown."""

    record: VaultRecord
    found: AccountWithVault | None
    keys: AttemptKeys


@dataclass(frozen=True, slots=True)
class AuthenticatedAccount:
    """The password was right."""

    account: Account
    record: VaultRecord
    vault: Vault
    strong: bool  # with a second factor
    code_due: bool  # a year ago they last said that they have their recovery code
    used_backup_code: bool = False  # a spare code stood for the digits, and is used up


@dataclass(frozen=True, slots=True)
class InvalidCredentials:
    """Name, password and digits do not go together; nobody is told which."""


def prepare_login(
    db: Connection,
    keys: SiteKeys,
    kdf: Kdf,
    caller: Caller,
    now: datetime,
    *,
    purpose: str = "sign-in",
) -> LoginAttempt:
    """See whether a try is allowed now, and what to try it on.

    Raises:
        TooManyAttempts: there were too many that failed; says how long to wait.
    """
    name = normalise_username(caller.name)
    who = rate_limit.derive_attempt_keys(keys, purpose, name, caller.network)
    rate_limit.check_limit(db, who, now)
    found = account_repository.find_account_by_username(db, name)
    return LoginAttempt(found.record if found else _decoy(keys, kdf), found, who)


def verify_login(
    db: Connection, attempt: LoginAttempt, stretched: bytes, digits: str | None, now: datetime
) -> AuthenticatedAccount | InvalidCredentials:
    """Check the stretched password and the digits (None: not asked), and count what came of it.

    Raises:
        DecryptionError: the password is right, but the vault does not open.
    """
    vault, found = unlock_with_password(attempt.record, stretched), attempt.found
    if vault is None or found is None:
        rate_limit.record_failure(db, attempt.keys, now)
        return InvalidCredentials()
    factor = (
        SecondFactorResult.NOT_SET_UP
        if digits is None
        else second_factor_services.verify_second_factor(db, vault, digits, now)
    )
    if factor is SecondFactorResult.INVALID:
        rate_limit.record_failure(db, attempt.keys, now)
        return InvalidCredentials()
    rate_limit.reset_attempts(db, attempt.keys)
    due = int(now.timestamp()) - found.code_asked >= RECOVERY_CODE_CHECK_INTERVAL
    spare = factor is SecondFactorResult.BACKUP_CODE
    strong = spare or factor is SecondFactorResult.VALID
    return AuthenticatedAccount(found.account, found.record, vault, strong, due, spare)


def invalid_credentials_text() -> str:
    """What everybody is told whose try failed."""
    return _("That name and password do not go together. Try again, or use your recovery code.")


def invalid_vault_password_text() -> str:
    """What everybody is told whose try failed after the organisation's sign-in."""
    return _("That does not open your space. Try again, or use your recovery code.")


def second_factor_hint() -> str:
    """What everybody is told besides."""
    return _(
        "If you set up a second factor, its six digits are needed too, fresh from your app. "
        "Without your phone, type one of your spare codes."
    )


def _decoy(keys: SiteKeys, kdf: Kdf) -> VaultRecord:
    """A record that nothing opens, at the cost of a real one."""
    return VaultRecord(
        vault=os.urandom(16).hex(),
        account="",
        site_key_number=keys.current_number,
        kdf=kdf,
        salt=os.urandom(16),
        ver_hash=os.urandom(32),
        wrap_pw=b"",
        s2=os.urandom(16),
        wrap_rc=b"\x01" + os.urandom(60),
    )
