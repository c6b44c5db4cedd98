"""Login (authentication): one step before the password hash, and one after it.

The hash takes a fifth of a second, so it runs between the two transactions, not in one. An unknown
username costs the same time and gets the same error message as a wrong password. So do wrong or
missing digits of a second factor; otherwise a guesser would learn that the password was right.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Final

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
from reflect.core.i18n import lazy_gettext as _l

# seconds until the owner is asked again whether they still have the recovery code
RECOVERY_CODE_CHECK_INTERVAL = 365 * account_repository.SECONDS_PER_DAY
# of every failed login, whatever did not match; and the same after the OpenID provider
INVALID_CREDENTIALS: Final = _l(
    "That name and password do not go together. Try again, or use your recovery code."
)
INVALID_VAULT_PASSWORD: Final = _l(
    "That does not open your space. Try again, or use your recovery code."
)
# shown whether or not the account has a second factor
SECOND_FACTOR_HINT: Final = _l(
    "If you set up a second factor, its six digits are needed too, fresh from your app. "
    "Without your phone, type one of your spare codes."
)


@dataclass(frozen=True, slots=True)
class Caller:
    """The username that was typed, and the network address it came from."""

    name: str  # as typed
    network: str


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """An attempt within the rate limit; `record` is a dummy if the username is unknown."""

    record: VaultRecord
    found: AccountWithVault | None
    keys: AttemptKeys


@dataclass(frozen=True, slots=True)
class AuthenticatedAccount:
    """A successful login."""

    account: Account
    record: VaultRecord
    vault: Vault
    strong: bool  # with a second factor
    code_due: bool  # ask whether the owner still has the recovery code
    used_backup_code: bool = False  # in place of the digits


def prepare_login(
    db: Connection,
    keys: SiteKeys,
    kdf: Kdf,
    caller: Caller,
    now: datetime,
    *,
    purpose: str = "sign-in",
) -> LoginAttempt:
    """Check the rate limit, and load the record to verify.

    Raises:
        TooManyAttempts: too many attempts failed before.
    """
    name = normalise_username(caller.name)
    attempt_keys = rate_limit.derive_attempt_keys(keys, purpose, name, caller.network)
    rate_limit.check_limit(db, attempt_keys, now)
    found = account_repository.find_account_by_username(db, name)
    record = found.record if found else _build_dummy_record(keys, kdf)
    return LoginAttempt(record, found, attempt_keys)


def verify_login(
    db: Connection, attempt: LoginAttempt, stretched: bytes, digits: str | None, now: datetime
) -> AuthenticatedAccount | None:
    """Verify the hashed password and the digits (None: not asked), and record the outcome.

    Returns None if username, password and digits do not match, and does not say which.

    Raises:
        DecryptionError: the password is right, but the vault cannot be decrypted.
    """
    vault, found = unlock_with_password(attempt.record, stretched), attempt.found
    factor = SecondFactorResult.NOT_SET_UP
    if vault is not None and found is not None and digits is not None:
        factor = second_factor_services.verify_second_factor(db, vault, digits, now)
    if vault is None or found is None or factor is SecondFactorResult.INVALID:
        rate_limit.record_failure(db, attempt.keys, now)
        return None
    rate_limit.reset_attempts(db, attempt.keys)
    due = int(now.timestamp()) - found.code_asked >= RECOVERY_CODE_CHECK_INTERVAL
    used_backup_code = factor is SecondFactorResult.BACKUP_CODE
    strong = used_backup_code or factor is SecondFactorResult.VALID
    return AuthenticatedAccount(found.account, found.record, vault, strong, due, used_backup_code)


def _build_dummy_record(keys: SiteKeys, kdf: Kdf) -> VaultRecord:
    """A record that nothing unlocks, with the hashing cost of a real one."""
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
