"""Changing the locks of a vault: another password, another cost, another key.

Each ends other sessions, because whoever changes a lock may do so since somebody else has the key.
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
    """Change the password; all other sessions end.

    Raises:
        PermissionDenied: it was changed elsewhere meanwhile.
    """
    account_repository.update_vault(db, with_new_password(record, vault, password), record)
    sessions.revoke_other_sessions(db, record.account, token)


def rehash_password(
    db: Connection, record: VaultRecord, vault: Vault, password: StretchedPassword
) -> None:
    """Hash the same password at today's cost, under the newest site key.

    Raises:
        PermissionDenied: it was changed elsewhere meanwhile.
    """
    account_repository.update_vault(db, with_new_password(record, vault, password), record)


def rotate_vault_key(
    db: Connection, record: VaultRecord, vault: Vault, password: StretchedPassword
) -> tuple[Vault, str]:
    """After a suspected theft: a new key, and every row re-encrypted.

    All sessions end. Returns the open vault and its new recovery code, still to be typed back.

    Raises:
        PermissionDenied: the password or code was changed elsewhere meanwhile.
        DecryptionError: a row does not open; nothing is changed then.
    """
    code = new_recovery_code()
    fresh, changed = rekey_vault(record, password, code)
    account_repository.update_vault(db, changed, record, code_checked=0)
    vaults.reencrypt_all(db, vault, fresh)
    sessions.revoke_all_sessions(db, record.account)
    return fresh, code
