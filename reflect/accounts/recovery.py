"""The recovery code: the other key to a vault, made, typed back, used once, asked about yearly.

A fresh code is shown in the session that made it and lies there sealed under the cookie until its
last group was typed back. Before that nothing may be written, since a forgotten password would
lose it. Used, a code is replaced at once, and the second factor is removed, because whoever lost
one phone usually lost both.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, update

from reflect.accounts import rate_limit, repository, sessions
from reflect.accounts.login.services import RECOVERY_CODE_CHECK_INTERVAL, LoginAttempt
from reflect.accounts.second_factor import services as second_factor_services
from reflect.core.crypto.codes import is_last_group, new_recovery_code
from reflect.core.crypto.password_hash import StretchedPassword
from reflect.core.crypto.vault import (
    Vault,
    VaultRecord,
    unlock_with_code,
    with_new_code,
    with_new_password,
)
from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.models import vaults
from reflect.vaults import repository as vaults_repository

RECOVERY_CODE_SNOOZE = 30 * repository.SECONDS_PER_DAY


def recover_account(
    db: Connection, attempt: LoginAttempt, vault: Vault, password: StretchedPassword
) -> tuple[str, str]:
    """Set a new password and a new code for a vault that the old code has opened.

    Every session ends and the second factor is removed. Returns the account and the new code,
    still to be typed back.

    Raises:
        PermissionDenied: the old code was used meanwhile.
    """
    was, code = attempt.record, new_recovery_code()
    record = with_new_code(with_new_password(was, vault, password), vault, code)
    repository.update_vault(db, record, was, code_checked=0)
    second_factor_services.disable_second_factor(db, vault)
    sessions.revoke_all_sessions(db, was.account)
    rate_limit.reset_attempts(db, attempt.keys)
    return was.account, code


def replace_recovery_code(db: Connection, record: VaultRecord, vault: Vault, token: bytes) -> None:
    """Create a new code, to be typed back in this session; the old one is invalid, others end.

    Raises:
        PermissionDenied: password or code were changed elsewhere meanwhile.
    """
    code = new_recovery_code()
    repository.update_vault(db, with_new_code(record, vault, code), record, code_checked=0)
    sessions.revoke_other_sessions(db, record.account, token)
    sessions.save_pending_code(db, token, vault, code)


def confirm_recovery_code(
    db: Connection, token: bytes, vault: Vault, typed: str, now: datetime
) -> None:
    """Record that the last group was typed back: from now on the person may write.

    Raises:
        Invalid: it is another group, or there is no code to confirm.
    """
    code = sessions.load_pending_code(db, token, vault)
    if not code or not is_last_group(code, typed):
        raise Invalid(
            _("This is not the last group of the code above. It has four letters or figures.")
        )
    mark_recovery_code_confirmed(db, vault, now)
    sessions.delete_pending_code(db, token)


def mark_recovery_code_confirmed(db: Connection, vault: Vault, now: datetime) -> None:
    """Record that the owner has the code."""
    mine = update(vaults).where(vaults.c.id == vault.id)
    db.execute(mine.values(code_checked=1, code_asked=_start_of_day(now)))


def is_code_check_due(db: Connection, account: str, now: datetime) -> bool:
    """Whether it is a year since the owner last confirmed that they have the code."""
    asked = repository.load_account(db, account).code_asked
    return int(now.timestamp()) - asked >= RECOVERY_CODE_CHECK_INTERVAL


def record_code_check(db: Connection, vault: Vault, now: datetime, *, has_it: bool) -> None:
    """Record the day of the answer: asked again in a year or, if undecided, in a month."""
    day = (
        _start_of_day(now)
        if has_it
        else _start_of_day(now) - RECOVERY_CODE_CHECK_INTERVAL + RECOVERY_CODE_SNOOZE
    )
    db.execute(update(vaults).where(vaults.c.id == vault.id).values(code_asked=day))


def unlock_replaced_vault(db: Connection, account: str, code: str) -> Vault | None:
    """The vault from before a reset that this code opens.

    Raises:
        Invalid: `code` has a typing error.
    """
    opened = (
        unlock_with_code(record, code) for record in repository.list_replaced_vaults(db, account)
    )
    return next((vault for vault in opened if vault is not None), None)


def restore_replaced_vault(db: Connection, old: Vault, new: Vault) -> int:
    """Re-encrypt every row of the old vault into the new one; returns how many.

    The second factor from before stays behind: its phone may be lost too.

    Raises:
        DecryptionError: a row does not open; nothing is changed then.
    """
    second_factor_services.disable_second_factor(db, old)
    count = vaults_repository.reencrypt_all(db, old, new)
    db.execute(delete(vaults).where(vaults.c.id == old.id, vaults.c.replaced.is_not(None)))
    return count


def _start_of_day(now: datetime) -> int:
    return repository.round_down_to_day(int(now.timestamp()))
