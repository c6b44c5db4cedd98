"""Dump of a vault as it is stored: sealed, in hex, to be decrypted with other tools."""

from typing import Any

from sqlalchemy import Connection, select

from reflect.accounts import repository as account_repository
from reflect.accounts.credentials import normalise_username
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.models import rows

_BYTE_FIELDS = ("salt", "ver_hash", "wrap_pw", "s2", "wrap_rc")


def dump_vault(db: Connection, name: str) -> dict[str, Any]:
    """The record and the rows of a user's vault, all of it still sealed.

    Raises:
        NotFound: no account has this username.
    """
    account = account_repository.find_account_by_username(db, normalise_username(name))
    if account is None:
        raise NotFound(_("Nobody of this name has an account."))
    record = account.record
    query = select(rows).where(rows.c.vault == record.vault).order_by(rows.c.slot)
    return {
        "record": {
            "vault": record.vault,
            "account": record.account,
            "site_key_number": record.site_key_number,
            "kdf": str(record.kdf),
            **{name: getattr(record, name).hex() for name in _BYTE_FIELDS},
        },
        "rows": [
            {"slot": bytes(row.slot).hex(), "rev": row.rev, "blob": bytes(row.blob).hex()}
            for row in db.execute(query)
        ],
    }
