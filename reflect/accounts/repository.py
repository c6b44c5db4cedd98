"""Repository of accounts and vault records: the tables `accounts` and `vaults`.

An account has one current vault. After a reset the old one stays for 90 days, marked as replaced.
An update names the record that was read (optimistic lock): of two concurrent changes, the second
is rejected.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from reflect.core.crypto.password_hash import Kdf
from reflect.core.crypto.vault import VaultRecord
from reflect.core.errors import NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.models import accounts, vaults
from reflect.policy import Role

SECONDS_PER_DAY = 86_400
_BYTES_COLUMNS = ("salt", "ver_hash", "wrap_pw", "s2", "wrap_rc")  # fields of a record too

_SELECT_ACCOUNT = select(accounts.c.name, accounts.c.roles, accounts.c.ended, vaults).where(
    vaults.c.account == accounts.c.id, vaults.c.replaced.is_(None)
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account: username, roles, and whether it was ended."""

    id: str  # 32 hex digits
    name: str  # normalised username
    roles: frozenset[Role]
    ended: int | None = None  # epoch seconds; by an organiser


@dataclass(frozen=True, slots=True)
class AccountWithVault:
    """An account with its current vault, locked."""

    account: Account
    record: VaultRecord
    code_asked: int  # epoch seconds, to the day: the owner last confirmed they have the code


def parse_roles(text: str) -> frozenset[Role]:
    """The roles of a database column: words separated by spaces."""
    return frozenset(Role(word) for word in text.split())


def format_roles(roles: frozenset[Role]) -> str:
    """The roles as text for a database column."""
    return " ".join(sorted(role.value for role in roles))


def find_account_by_username(db: Connection, name: str) -> AccountWithVault | None:
    """The account with this normalised username, or None."""
    row = db.execute(_SELECT_ACCOUNT.where(accounts.c.name == name)).one_or_none()
    return None if row is None else _account_from_row(row)


def load_account(db: Connection, account: str) -> AccountWithVault:
    """The account with this id.

    Raises:
        NotFound: there is none.
    """
    row = db.execute(_SELECT_ACCOUNT.where(accounts.c.id == account)).one_or_none()
    if row is None:
        raise NotFound(_("There is no such account."))
    return _account_from_row(row)


def list_replaced_vaults(db: Connection, account: str) -> list[VaultRecord]:
    """The vaults from before a reset, the latest first."""
    statement = select(vaults).where(vaults.c.account == account, vaults.c.replaced.is_not(None))
    rows = db.execute(statement.order_by(vaults.c.replaced.desc()))
    return [_record_from_row(row) for row in rows]


def add_account(db: Connection, account: Account) -> None:
    """Insert a new account."""
    roles = format_roles(account.roles)
    db.execute(insert(accounts).values(id=account.id, name=account.name, roles=roles))


def load_organiser_ids(db: Connection, *, lock: bool = False) -> set[str]:
    """The ids of organisers whose account was not ended.

    With `lock`, no other transaction can change them until this one ends, so that of two organisers
    who leave at once, the second is recognised as the last.
    """
    statement = select(accounts.c.id).where(
        accounts.c.roles > "",  # most accounts have none, so that an index is used
        accounts.c.roles.contains(Role.ORGANISER.value),
        accounts.c.ended.is_(None),
    )
    if lock:
        statement = statement.with_for_update()
    return {row.id for row in db.execute(statement.order_by(accounts.c.id))}


def add_vault(db: Connection, record: VaultRecord, now: datetime) -> None:
    """Insert a new vault, whose recovery code is not confirmed yet."""
    moment = int(now.timestamp())
    values = {"id": record.vault, "account": record.account, **_record_to_columns(record)}
    asked = round_down_to_day(moment)
    db.execute(insert(vaults).values(**values, code_checked=0, code_asked=asked))


def update_vault(db: Connection, record: VaultRecord, old: VaultRecord, **more: int) -> None:
    """Replace the record `old`, as it was read, by `record`; `more` are further columns.

    Raises:
        PermissionDenied: password or code were changed meanwhile.
    """
    statement = update(vaults).where(
        vaults.c.id == old.vault, vaults.c.ver_hash == old.ver_hash, vaults.c.s2 == old.s2
    )
    if db.execute(statement.values(**_record_to_columns(record), **more)).rowcount != 1:
        raise PermissionDenied(
            _("Your password or code was changed elsewhere just now. Sign in again.")
        )


def round_down_to_day(moment: int) -> int:
    """The start of the day in UTC, both in epoch seconds: records need no finer time."""
    return moment // SECONDS_PER_DAY * SECONDS_PER_DAY


def _account_from_row(row: Row[Any]) -> AccountWithVault:
    account = Account(row.account, row.name, parse_roles(row.roles), row.ended)
    return AccountWithVault(account, _record_from_row(row), row.code_asked)


def _record_from_row(row: Row[Any]) -> VaultRecord:
    sealed = {name: bytes(getattr(row, name)) for name in _BYTES_COLUMNS}
    return VaultRecord(row.id, row.account, row.site_key, Kdf.parse(row.kdf), **sealed)


def _record_to_columns(record: VaultRecord) -> dict[str, object]:
    sealed = {name: getattr(record, name) for name in _BYTES_COLUMNS}
    return {"site_key": record.site_key_number, "kdf": str(record.kdf), **sealed}
