"""Changing the locks of a vault: another password, another cost, another key.

Each ends other sessions, because whoever changes a lock may do so since somebody else has the key.
"""

from sqlalchemy import Connection

from reflect import vaults
from reflect.accounts import repository as account_repository
from reflect.accounts import sessions
from reflect.core.crypto.codes import new_code
from reflect.core.crypto.password_hash import Stretched
from reflect.core.crypto.vault import Record, Vault, rewrap, with_new_password


def change_password(
    db: Connection, record: Record, vault: Vault, password: Stretched, token: bytes
) -> None:
    """Another password; every session but the one of this cookie ends.

    Raises:
        Refused: it was changed elsewhere meanwhile.
    """
    account_repository.change(db, with_new_password(record, vault, password), record)
    sessions.end_others(db, record.account, token)


def wrap_anew(db: Connection, record: Record, vault: Vault, password: Stretched) -> None:
    """The same password at today's cost, under the last site key.

    Raises:
        Refused: it was changed elsewhere meanwhile.
    """
    account_repository.change(db, with_new_password(record, vault, password), record)


def new_key(db: Connection, record: Record, vault: Vault, password: Stretched) -> tuple[Vault, str]:
    """After a suspected theft: a fresh key, and every row sealed anew under it.

    All sessions end. Returns the open vault and its new recovery code, still to be typed back.

    Raises:
        Refused: the password or code was changed elsewhere meanwhile.
        Damaged: a row does not open; nothing is changed then.
    """
    code = new_code()
    fresh, changed = rewrap(record, password, code)
    account_repository.change(db, changed, record, code_checked=0)
    vaults.seal_anew(db, vault, fresh)
    sessions.end_all(db, record.account)
    return fresh, code
