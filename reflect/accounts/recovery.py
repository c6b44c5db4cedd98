"""Account recovery, and changes of what unlocks a vault: password, recovery code, vault key.

Most changes revoke other sessions: their reason may be that the old secret was stolen.

The recovery code is the second way to unlock a vault, without the password. A new code is shown in
the session that created it, and stored in that session, sealed under the cookie, until its last
group was typed back. Before that the user may not write anything, since a forgotten password would
lose it. A code that was used is replaced at once, and the second factor is removed, because a user
who lost the password has often lost the phone too. Once a year the owner is asked whether they
still have the code.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, update

from reflect import vaults as vault_rows
from reflect.accounts import rate_limit, repository, sessions
from reflect.accounts.login.services import RECOVERY_CODE_CHECK_INTERVAL, LoginAttempt
from reflect.accounts.second_factor import services as second_factor_services
from reflect.core.crypto.codes import is_last_group, new_recovery_code
from reflect.core.crypto.password_hash import StretchedPassword
from reflect.core.crypto.vault import (
    Vault,
    VaultRecord,
    rekey_vault,
    unlock_with_code,
    with_new_code,
    with_new_password,
)
from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.models import vaults

# seconds until the owner is asked again, if they do not have the code at hand
RECOVERY_CODE_SNOOZE = 30 * repository.SECONDS_PER_DAY


def change_password(
    db: Connection, record: VaultRecord, vault: Vault, password: StretchedPassword, token: bytes
) -> None:
    """Change the password, and revoke all other sessions.

    Raises:
        PermissionDenied: the password or code was changed meanwhile.
    """
    repository.update_vault(db, with_new_password(record, vault, password), record)
    sessions.revoke_other_sessions(db, record.account, token)


def rotate_vault_key(
    db: Connection, record: VaultRecord, vault: Vault, password: StretchedPassword
) -> tuple[Vault, str]:
    """After a suspected theft: re-encrypt every row under a new vault key (key rotation).

    Revokes all sessions. Returns the unlocked vault and its new recovery code, which still has to
    be typed back.

    Raises:
        PermissionDenied: the password or code was changed meanwhile.
        DecryptionError: a row cannot be decrypted; nothing is changed then.
    """
    code = new_recovery_code()
    new_vault, new_record = rekey_vault(record, password, code)
    repository.update_vault(db, new_record, record, code_checked=0)
    vault_rows.reencrypt_all(db, vault, new_vault)
    sessions.revoke_all_sessions(db, record.account)
    return new_vault, code


def recover_account(
    db: Connection, attempt: LoginAttempt, vault: Vault, password: StretchedPassword
) -> tuple[str, str]:
    """Set a new password and a new code for a vault that the old code has unlocked.

    Revokes all sessions and removes the second factor. Returns the account's id and the new code,
    which still has to be typed back.

    Raises:
        PermissionDenied: the old code was used meanwhile.
    """
    old, code = attempt.record, new_recovery_code()
    record = with_new_code(with_new_password(old, vault, password), vault, code)
    repository.update_vault(db, record, old, code_checked=0)
    second_factor_services.disable_second_factor(db, vault)
    sessions.revoke_all_sessions(db, old.account)
    rate_limit.reset_attempts(db, attempt.keys)
    return old.account, code


def replace_recovery_code(db: Connection, record: VaultRecord, vault: Vault, token: bytes) -> None:
    """Create a new code, to be typed back in this session; the old one becomes invalid.

    Revokes all other sessions.

    Raises:
        PermissionDenied: password or code were changed meanwhile.
    """
    code = new_recovery_code()
    repository.update_vault(db, with_new_code(record, vault, code), record, code_checked=0)
    sessions.revoke_other_sessions(db, record.account, token)
    sessions.save_pending_code(db, token, vault, code)


def confirm_recovery_code(
    db: Connection, token: bytes, vault: Vault, typed: str, now: datetime
) -> None:
    """Record that the last group was typed back; from now on the user may write.

    Raises:
        Invalid: it is the wrong group, or there is no code to confirm.
    """
    code = sessions.load_pending_code(db, token, vault)
    if not code or not is_last_group(code, typed):
        raise Invalid(
            _("This is not the last group of the code above. It has four letters or figures.")
        )
    day = repository.round_down_to_day(int(now.timestamp()))
    own = update(vaults).where(vaults.c.id == vault.id)
    db.execute(own.values(code_checked=1, code_asked=day))
    sessions.delete_pending_code(db, token)


def is_code_check_due(db: Connection, account: str, now: datetime) -> bool:
    """Whether the owner last confirmed a year ago or earlier that they have the code."""
    asked = repository.load_account(db, account).code_asked
    return int(now.timestamp()) - asked >= RECOVERY_CODE_CHECK_INTERVAL


def record_code_check(db: Connection, vault: Vault, now: datetime, *, has_it: bool) -> None:
    """Record the day of the yearly answer: asked again in a year or, without a code, in 30 days."""
    day = repository.round_down_to_day(int(now.timestamp()))
    if not has_it:
        day += RECOVERY_CODE_SNOOZE - RECOVERY_CODE_CHECK_INTERVAL
    db.execute(update(vaults).where(vaults.c.id == vault.id).values(code_asked=day))


def unlock_replaced_vault(db: Connection, account: str, code: str) -> Vault | None:
    """The account's vault from before a reset that this code unlocks, or None.

    Raises:
        Invalid: the code has a typing error.
    """
    records = repository.list_replaced_vaults(db, account)
    unlocked = (unlock_with_code(record, code) for record in records)
    return next((vault for vault in unlocked if vault is not None), None)


def restore_replaced_vault(db: Connection, old: Vault, new: Vault) -> int:
    """Re-encrypt every row of the old vault into the new one; returns the number of rows.

    The old second factor is not taken over: its phone may be lost too.

    Raises:
        DecryptionError: a row cannot be decrypted; nothing is changed then.
    """
    second_factor_services.disable_second_factor(db, old)
    count = vault_rows.reencrypt_all(db, old, new)
    db.execute(delete(vaults).where(vaults.c.id == old.id, vaults.c.replaced.is_not(None)))
    return count
