"""Changes of a vault's keys: a new password, a rehash at a new cost, a new vault key.

The first and the last revoke other sessions: their reason may be that the old secret was stolen.
"""

from sqlalchemy import Connection

from reflect import vaults
from reflect.accounts import repository as account_repository
from reflect.accounts import sessions
from reflect.core.crypto.codes import new_recovery_code
from reflect.core.crypto.password_hash import StretchedPassword
from reflect.core.crypto.vault import Vault, VaultRecord, rekey_vault, with_new_password


def change_password(
    db: Connection, record: VaultRecord, vault: Vault, password: StretchedPassword, token: bytes
) -> None:
    """Change the password, and revoke all other sessions.

    Raises:
        PermissionDenied: the password or code was changed meanwhile.
    """
    account_repository.update_vault(db, with_new_password(record, vault, password), record)
    sessions.revoke_other_sessions(db, record.account, token)


def rehash_password(
    db: Connection, record: VaultRecord, vault: Vault, password: StretchedPassword
) -> None:
    """Replace the hash of the same password by one at today's cost, under the newest site key.

    Raises:
        PermissionDenied: the password or code was changed meanwhile.
    """
    account_repository.update_vault(db, with_new_password(record, vault, password), record)


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
    account_repository.update_vault(db, new_record, record, code_checked=0)
    vaults.reencrypt_all(db, vault, new_vault)
    sessions.revoke_all_sessions(db, record.account)
    return new_vault, code
