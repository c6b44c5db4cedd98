"""Sealed rows: load, save, delete, merge and re-encrypt. No other code touches them.

A row is found by a slot that only the vault's key can compute. A save names the revision that it
has read (optimistic lock), so that the second of two tabs gets `EditConflict` and overwrites
nothing unseen. Every value contains its own kind and key, so that rows can be found without a list
of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, LargeBinary, Row, TextClause, bindparam, text

from reflect.core.crypto.primitives import DecryptionError, KeyPart
from reflect.core.crypto.vault import ROW_KEYS, RowKind, Vault
from reflect.core.errors import PermissionDenied
from reflect.core.i18n import _

_MANY: Final = 500  # slots asked for at once; SQLite takes 32,766
_FIXED: Final = 8  # up to this number, a cached statement is used

_blob = bindparam("blob", type_=LargeBinary)
_slot = bindparam("slot", type_=LargeBinary)
_ONE = text("SELECT rev, blob FROM rows WHERE vault = :vault AND slot = :slot").bindparams(_slot)
_FEW = text("SELECT slot, rev, blob FROM rows WHERE vault = :vault AND slot IN :slots").bindparams(
    bindparam("slots", expanding=True, type_=LargeBinary)
)
_ALL = text("SELECT slot, rev, blob FROM rows WHERE vault = :vault ORDER BY slot")
_INSERT = text(
    "INSERT INTO rows (vault, slot, rev, blob) VALUES (:vault, :slot, 1, :blob) "
    "ON CONFLICT DO NOTHING"
).bindparams(_slot, _blob)
_UPDATE = text(
    "UPDATE rows SET rev = :rev + 1, blob = :blob WHERE vault = :vault AND slot = :slot "
    "AND rev = :rev"
).bindparams(_slot, _blob)
_DELETE = text("DELETE FROM rows WHERE vault = :vault AND slot = :slot").bindparams(_slot)
_DELETE_READ = text(
    "DELETE FROM rows WHERE vault = :vault AND slot = :slot AND rev = :rev"
).bindparams(_slot)


class EditConflict(PermissionDenied):
    """The row was saved elsewhere since it was read."""

    def __init__(self) -> None:
        super().__init__(_("This was changed in another tab. Open it again."))


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A stored row: its revision, from 1, and its value. `EMPTY` is (0, {})."""

    rev: int
    value: dict[str, Any]


EMPTY = StoredRow(0, {})

RowKey = tuple[RowKind, tuple[KeyPart, ...]]  # what a row is found by: its kind and its key
IncomingRow = tuple[
    RowKind, tuple[KeyPart, ...], dict[str, Any]
]  # likewise, and a value that names its key


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The result of a merge, by the keys of rows."""

    added: frozenset[RowKey]  # nothing was there
    changed: frozenset[RowKey]  # theirs was newer, or both were joined
    unchanged: frozenset[RowKey]  # rows that were the same or newer here


def load(db: Connection, vault: Vault, kind: RowKind, *key: KeyPart) -> StoredRow:
    """Load one row, or `EMPTY`.

    Raises:
        DecryptionError: it does not open.
    """
    slot = vault.slot(kind, *key)
    found = db.execute(_ONE, {"vault": vault.id, "slot": slot}).one_or_none()
    if found is None:
        return EMPTY
    return StoredRow(found.rev, vault.unseal_row(kind, slot, found.rev, bytes(found.blob)))


def load_many(
    db: Connection,
    vault: Vault,
    kind: RowKind,
    keys: Iterable[tuple[KeyPart, ...]],
    closed: set[RowKey] | None = None,
) -> dict[tuple[KeyPart, ...], StoredRow]:
    """Load the rows that exist among `keys`, by key; for `closed` see `load_kinds`.

    Raises:
        DecryptionError: one does not open, and nobody asked which.
    """
    found = load_kinds(db, vault, ((kind, key) for key in keys), closed)
    return {key: kept for (_kind, key), kept in found.items()}


def load_kinds(
    db: Connection, vault: Vault, wanted: Iterable[RowKey], closed: set[RowKey] | None = None
) -> dict[RowKey, StoredRow]:
    """The rows that exist among those wanted, of any kind, in one statement for each 500.

    Where many rows are read for one page, one that is damaged must not close the others: who gives
    `closed` finds in it the names of those that do not open, and has to say so on the page.

    Raises:
        DecryptionError: one does not open, and nobody asked which.
    """
    names = {vault.slot(kind, *key): (kind, key) for kind, key in wanted}
    return _opened(db, vault, names, closed)


def _opened(
    db: Connection, vault: Vault, names: Mapping[bytes, RowKey], closed: set[RowKey] | None = None
) -> dict[RowKey, StoredRow]:
    """Decrypt the rows that exist in these slots."""
    found = {}
    for row in _rows(db, vault, list(names)):
        slot = bytes(row.slot)
        try:
            value = vault.unseal_row(names[slot][0], slot, row.rev, bytes(row.blob))
        except DecryptionError:
            if closed is None:
                raise
            closed.add(names[slot])
        else:
            found[names[slot]] = StoredRow(row.rev, value)
    return found


def _rows(db: Connection, vault: Vault, slots: list[bytes]) -> Iterator[Row[Any]]:
    if len(slots) <= _FIXED:
        named = {f"s{at}": slot for at, slot in enumerate(slots)}
        yield from db.execute(_fixed(len(slots)), {"vault": vault.id, **named})
        return
    for at in range(0, len(slots), _MANY):
        yield from db.execute(_FEW, {"vault": vault.id, "slots": slots[at : at + _MANY]})


@cache
def _fixed(count: int) -> TextClause:
    names = [f"s{at}" for at in range(count)]
    asked = ", ".join(f":{name}" for name in names) or "NULL"
    return text(
        f"SELECT slot, rev, blob FROM rows WHERE vault = :vault AND slot IN ({asked})"  # noqa: S608  # nosec B608  # names of parameters only
    ).bindparams(*(bindparam(name, type_=LargeBinary) for name in names))


def save(
    db: Connection,
    vault: Vault,
    kind: RowKind,
    key: tuple[KeyPart, ...],
    value: Mapping[str, Any],
    *,
    read: int,
) -> int:
    """Save one row over the revision `read` (0: there was none); returns the new revision.

    Raises:
        EditConflict: it was saved elsewhere since.
    """
    slot = vault.slot(kind, *key)
    named = {**value, **dict(zip(ROW_KEYS[kind], key, strict=True))}
    blob = vault.seal_row(kind, slot, read + 1, named)
    statement = _UPDATE if read else _INSERT
    values = {"vault": vault.id, "slot": slot, "blob": blob, **({"rev": read} if read else {})}
    if db.execute(statement, values).rowcount != 1:
        raise EditConflict
    return read + 1


def delete(db: Connection, vault: Vault, kind: RowKind, *key: KeyPart) -> None:
    """Delete one row, if it exists."""
    db.execute(_DELETE, {"vault": vault.id, "slot": vault.slot(kind, *key)})


def delete_if_unchanged(
    db: Connection, vault: Vault, kind: RowKind, *key: KeyPart, read: int
) -> None:
    """Delete one row if it still has the revision that was read.

    Raises:
        EditConflict: it was saved or deleted elsewhere since.
    """
    values = {"vault": vault.id, "slot": vault.slot(kind, *key), "rev": read}
    if db.execute(_DELETE_READ, values).rowcount != 1:
        raise EditConflict


def load_all(
    db: Connection, vault: Vault, closed: list[bytes] | None = None
) -> list[tuple[RowKind, tuple[KeyPart, ...], StoredRow]]:
    """Load every row of the vault as kind, key and value, in the order of slots.

    Who gives `closed` finds in it the slots of those that do not open.

    Raises:
        DecryptionError: one opens as no kind there is, and nobody asked which.
    """
    found = []
    for row in db.execute(_ALL, {"vault": vault.id}):
        slot = bytes(row.slot)
        try:
            kind, value = vault.unseal_row_of_any_kind(slot, row.rev, bytes(row.blob))
        except DecryptionError:
            if closed is None:
                raise
            closed.append(slot)
        else:
            key = tuple(value[name] for name in ROW_KEYS[kind])
            found.append((kind, key, StoredRow(row.rev, value)))
    return found


def reencrypt_all(db: Connection, old: Vault, new: Vault) -> int:
    """Re-encrypt every row of `old` under the key of `new`, which may be the same vault's next key.

    Where both hold a row, the newer of the two stays. Returns how many rows were taken over.

    Raises:
        DecryptionError: a row does not open.
    """
    taken = [(kind, key, kept.value) for kind, key, kept in load_all(db, old)]
    db.execute(text("DELETE FROM rows WHERE vault = :vault"), {"vault": old.id})
    merge_rows(db, new, taken)
    return len(taken)


def merge_rows(db: Connection, vault: Vault, given: Iterable[IncomingRow]) -> MergeResult:
    """Merge rows from elsewhere into the vault: newer texts win, lists are joined.

    Raises:
        DecryptionError: a row that is there already does not open.
        EditConflict: one was saved elsewhere in this very moment.
    """
    rows: dict[RowKey, dict[str, Any]] = {(kind, key): value for kind, key, value in given}
    slots = {vault.slot(kind, *key): (kind, key) for kind, key in rows}
    there, fresh, changed = _opened(db, vault, slots), [], set()
    for slot, name in slots.items():
        (kind, key), value, own = name, rows[name], there.get(name)
        if own is None:
            blob = vault.seal_row(kind, slot, 1, value)
            fresh.append({"vault": vault.id, "slot": slot, "blob": blob})
            continue
        newer = _newer(kind, value, own.value)
        is_tie = newer is value and value.get("saved") == own.value.get("saved")
        if newer != own.value and not is_tie:
            save(db, vault, kind, key, newer, read=own.rev)
            changed.add(name)
    if fresh and db.execute(_INSERT, fresh).rowcount != len(fresh):
        raise EditConflict
    added = frozenset(rows) - there.keys()
    return MergeResult(added, frozenset(changed), frozenset(there) - changed)


def _newer(kind: RowKind, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Merge two values of one key: lists are joined, the newer text wins."""
    if kind == "settings":
        firsts = ((name, {old.get(name), new.get(name)}) for name in ("first_week", "first_set"))
        first = {name: min(filter(None, weeks)) for name, weeks in firsts if any(weeks)}
        joined = {name: both for name in ("changes", "pauses") if (both := _joined(old, new, name))}
        return {**old, **new, **joined, **first}
    if kind == "actions":
        known = {action["id"] for action in new["actions"]}
        return {"actions": [a for a in old["actions"] if a["id"] not in known] + new["actions"]}
    if kind == "share":  # what is in a running total: a new vault has contributed nothing
        return old if old.get("share") else new
    if kind == "cpd":
        newest = {one["id"]: one for one in new["entries"]}
        for one in old["entries"]:
            if one["saved"] > newest.get(one["id"], {"saved": ""})["saved"]:
                newest[one["id"]] = one
        return {**new, "entries": list(newest.values())}
    return max(old, new, key=lambda value: str(value.get("saved", "")))


def _joined(old: dict[str, Any], new: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Join two lists of change markers or pauses; of two in one week, the newer stays."""
    marks = [*old.get(name, []), *new.get(name, [])]
    return list({mark["week"]: mark for mark in marks}.values())
