"""Repository of the encrypted rows of a vault: load, save, delete, merge, re-encrypt.

No other code accesses the table `rows`. A row is found by its slot, which only the vault's key can
compute. A save names the revision that was read (optimistic lock), so that the second of two tabs
gets `EditConflict` instead of overwriting what the first has saved. Every value contains its own
key, so that all rows can be listed without an index in clear.
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

_BATCH_SIZE: Final = 500  # slots in one statement; SQLite allows 32,766 parameters
_LISTS_BY_WEEK: Final = ("changes", "experiments", "pauses")  # in the settings
_MAX_CACHED_SLOTS: Final = 8  # up to this number, a cached statement is used

_blob = bindparam("blob", type_=LargeBinary)
_slot = bindparam("slot", type_=LargeBinary)
_SELECT_ONE = text("SELECT rev, blob FROM rows WHERE vault = :vault AND slot = :slot").bindparams(
    _slot
)
_SELECT_MANY = text(
    "SELECT slot, rev, blob FROM rows WHERE vault = :vault AND slot IN :slots"
).bindparams(bindparam("slots", expanding=True, type_=LargeBinary))
_SELECT_ALL = text("SELECT slot, rev, blob FROM rows WHERE vault = :vault ORDER BY slot")
_INSERT = text(
    "INSERT INTO rows (vault, slot, rev, blob) VALUES (:vault, :slot, 1, :blob) "
    "ON CONFLICT DO NOTHING"
).bindparams(_slot, _blob)
_UPDATE = text(
    "UPDATE rows SET rev = :rev + 1, blob = :blob WHERE vault = :vault AND slot = :slot "
    "AND rev = :rev"
).bindparams(_slot, _blob)
_DELETE = text("DELETE FROM rows WHERE vault = :vault AND slot = :slot").bindparams(_slot)
_DELETE_UNCHANGED = text(
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

RowKey = tuple[RowKind, tuple[KeyPart, ...]]  # kind and key of a row
IncomingRow = tuple[RowKind, tuple[KeyPart, ...], dict[str, Any]]  # kind, key, value with its key


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The result of a merge: the keys of the rows that were added, changed or left."""

    added: frozenset[RowKey]  # the vault had no such row
    changed: frozenset[RowKey]  # the incoming value was newer, or both were joined
    unchanged: frozenset[RowKey]  # the vault's value was the same or newer


def load(db: Connection, vault: Vault, kind: RowKind, *key: KeyPart) -> StoredRow:
    """Load one row; `EMPTY` if there is none.

    Raises:
        DecryptionError: it cannot be decrypted.
    """
    slot = vault.slot(kind, *key)
    row = db.execute(_SELECT_ONE, {"vault": vault.id, "slot": slot}).one_or_none()
    if row is None:
        return EMPTY
    return StoredRow(row.rev, vault.unseal_row(kind, slot, row.rev, bytes(row.blob)))


def load_many(
    db: Connection,
    vault: Vault,
    kind: RowKind,
    keys: Iterable[tuple[KeyPart, ...]],
    closed: set[RowKey] | None = None,
) -> dict[tuple[KeyPart, ...], StoredRow]:
    """Load the rows of one kind that exist among `keys`, by key; for `closed` see `load_kinds`.

    Raises:
        DecryptionError: a row cannot be decrypted, and `closed` is None.
    """
    rows = load_kinds(db, vault, ((kind, key) for key in keys), closed)
    return {key: row for (_kind, key), row in rows.items()}


def load_kinds(
    db: Connection, vault: Vault, wanted: Iterable[RowKey], closed: set[RowKey] | None = None
) -> dict[RowKey, StoredRow]:
    """Load the rows of any kind that exist among `wanted`, 500 in one statement.

    One damaged row must not hide the others of a page. So the keys of rows that cannot be decrypted
    are added to `closed`, if it is given; the page has to show a notice about them.

    Raises:
        DecryptionError: a row cannot be decrypted, and `closed` is None.
    """
    keys = {vault.slot(kind, *key): (kind, key) for kind, key in wanted}
    return _load_slots(db, vault, keys, closed)


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
        EditConflict: it was saved or deleted since it was read.
    """
    slot = vault.slot(kind, *key)
    with_key = {**value, **dict(zip(ROW_KEYS[kind], key, strict=True))}
    blob = vault.seal_row(kind, slot, read + 1, with_key)
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
    """Delete one row if it still has the revision `read`.

    Raises:
        EditConflict: it was saved or deleted since it was read.
    """
    values = {"vault": vault.id, "slot": vault.slot(kind, *key), "rev": read}
    if db.execute(_DELETE_UNCHANGED, values).rowcount != 1:
        raise EditConflict


def load_all(
    db: Connection, vault: Vault, closed: list[bytes] | None = None
) -> list[tuple[RowKind, tuple[KeyPart, ...], StoredRow]]:
    """Load every row of the vault as (kind, key, row), in the order of slots.

    The slots of rows that cannot be decrypted are added to `closed`, if it is given.

    Raises:
        DecryptionError: a row cannot be decrypted as any kind, and `closed` is None.
    """
    rows = []
    for row in db.execute(_SELECT_ALL, {"vault": vault.id}):
        slot = bytes(row.slot)
        try:
            kind, value = vault.unseal_row_of_any_kind(slot, row.rev, bytes(row.blob))
        except DecryptionError:
            if closed is None:
                raise
            closed.append(slot)
        else:
            key = tuple(value[name] for name in ROW_KEYS[kind])
            rows.append((kind, key, StoredRow(row.rev, value)))
    return rows


def reencrypt_all(db: Connection, old: Vault, new: Vault) -> int:
    """Re-encrypt every row of `old` under the key of `new`, which may be the same vault's next key.

    A row that both vaults have is merged (see `merge_rows`). Returns the number of rows of `old`.

    Raises:
        DecryptionError: a row cannot be decrypted.
    """
    rows = [(kind, key, row.value) for kind, key, row in load_all(db, old)]
    db.execute(text("DELETE FROM rows WHERE vault = :vault"), {"vault": old.id})
    merge_rows(db, new, rows)
    return len(rows)


def merge_rows(db: Connection, vault: Vault, given: Iterable[IncomingRow]) -> MergeResult:
    """Merge rows of an archive or another vault into this one: newer texts win, lists are joined.

    Raises:
        DecryptionError: a row of this vault cannot be decrypted.
        EditConflict: another request saved one of the rows meanwhile.
    """
    incoming: dict[RowKey, dict[str, Any]] = {(kind, key): value for kind, key, value in given}
    slots = {vault.slot(kind, *key): (kind, key) for kind, key in incoming}
    stored, inserts, changed = _load_slots(db, vault, slots), [], set()
    for slot, row_key in slots.items():
        (kind, key), value, own = row_key, incoming[row_key], stored.get(row_key)
        if own is None:
            blob = vault.seal_row(kind, slot, 1, value)
            inserts.append({"vault": vault.id, "slot": slot, "blob": blob})
            continue
        merged = _merge_values(kind, value, own.value)
        is_tie = merged is value and value.get("saved") == own.value.get("saved")
        if merged != own.value and not is_tie:
            save(db, vault, kind, key, merged, read=own.rev)
            changed.add(row_key)
    if inserts and db.execute(_INSERT, inserts).rowcount != len(inserts):
        raise EditConflict
    added = frozenset(incoming) - stored.keys()
    return MergeResult(added, frozenset(changed), frozenset(stored) - changed)


def _load_slots(
    db: Connection, vault: Vault, keys: Mapping[bytes, RowKey], closed: set[RowKey] | None = None
) -> dict[RowKey, StoredRow]:
    """Load and decrypt the rows that exist among these slots."""
    rows = {}
    for row in _select_rows(db, vault, list(keys)):
        slot = bytes(row.slot)
        try:
            value = vault.unseal_row(keys[slot][0], slot, row.rev, bytes(row.blob))
        except DecryptionError:
            if closed is None:
                raise
            closed.add(keys[slot])
        else:
            rows[keys[slot]] = StoredRow(row.rev, value)
    return rows


def _select_rows(db: Connection, vault: Vault, slots: list[bytes]) -> Iterator[Row[Any]]:
    if len(slots) <= _MAX_CACHED_SLOTS:
        parameters = {f"s{at}": slot for at, slot in enumerate(slots)}
        yield from db.execute(_build_select(len(slots)), {"vault": vault.id, **parameters})
        return
    for at in range(0, len(slots), _BATCH_SIZE):
        batch = slots[at : at + _BATCH_SIZE]
        yield from db.execute(_SELECT_MANY, {"vault": vault.id, "slots": batch})


@cache
def _build_select(count: int) -> TextClause:
    """A statement with one parameter for each of `count` slots."""
    names = [f"s{at}" for at in range(count)]
    parameters = ", ".join(f":{name}" for name in names) or "NULL"
    return text(
        f"SELECT slot, rev, blob FROM rows WHERE vault = :vault AND slot IN ({parameters})"  # noqa: S608  # nosec B608  # names of parameters only
    ).bindparams(*(bindparam(name, type_=LargeBinary) for name in names))


def _merge_values(kind: RowKind, given: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Merge an incoming value and the vault's own: lists are joined, the newer text wins."""
    if kind == "settings":
        firsts = ((name, {given.get(name), own.get(name)}) for name in ("first_week", "first_set"))
        first = {name: min(filter(None, weeks)) for name, weeks in firsts if any(weeks)}
        lists = {name: _join_by_week(given, own, name) for name in _LISTS_BY_WEEK}
        return {**given, **own, **{name: both for name, both in lists.items() if both}, **first}
    if kind == "actions":
        known = {action["id"] for action in own["actions"]}
        return {"actions": [a for a in given["actions"] if a["id"] not in known] + own["actions"]}
    if kind == "share":  # the contribution to a running total: a new vault has made none
        return given if given.get("share") else own
    if kind == "cpd":
        newest = {entry["id"]: entry for entry in own["entries"]}
        for entry in given["entries"]:
            if entry["saved"] > newest.get(entry["id"], {"saved": ""})["saved"]:
                newest[entry["id"]] = entry
        return {**own, "entries": list(newest.values())}
    return max(given, own, key=lambda value: str(value.get("saved", "")))


def _join_by_week(given: dict[str, Any], own: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Join two lists of entries that begin in a week; of two in one week, the vault's own stays."""
    marks = [*given.get(name, []), *own.get(name, [])]
    return list({mark["week"]: mark for mark in marks}.values())
