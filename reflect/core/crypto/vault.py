"""A person's vault: one key, opened by the password or by the recovery code, and its rows.

The key of a vault (DEK) is never stored bare. It lies in the vault's record twice, sealed once
under the stretched password and once under the recovery code, so that either opens everything and
neither can be worked out from the other. A row tells nothing in clear: its slot is a keyed hash of
what it holds, and its blob is bound to the slot and to the number of saves, so that no row opens in
another's place, nor an older save under a newer number.

The slow part stands apart (`password_hash`); all here takes microseconds.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from reflect.core.crypto.codes import key_material
from reflect.core.crypto.password_hash import (
    SALT_BYTES,
    Kdf,
    StretchedPassword,
    stretch_new_password,
    stretch_password,
)
from reflect.core.crypto.primitives import (
    KEY_BYTES,
    DecryptionError,
    KeyPart,
    RandomBytes,
    SiteKeys,
    canonical_json,
    derive,
    pad,
    parse_canonical_json,
    seal,
    unpad,
    unseal,
)

__all__ = [  # with the slow part, which belongs to a vault and only stands in a file of its own
    "ROW_KEYS",
    "Kdf",
    "RowKind",
    "StretchedPassword",
    "Vault",
    "VaultRecord",
    "create_vault",
    "needs_rewrap",
    "rekey_vault",
    "stretch_new_password",
    "stretch_password",
    "unlock_with_code",
    "unlock_with_password",
    "with_new_code",
    "with_new_password",
]

RowKind = Literal["answers", "notes", "draft", "share", "cpd", "journal", "actions", "settings"]

# What a row is found by. Its plaintext has these names too, so that all rows can be exported, or
# sealed anew under another key, without knowing beforehand which there are.
ROW_KEYS: Final[Mapping[RowKind, tuple[str, ...]]] = {
    "answers": ("instrument", "week"),
    "notes": ("instrument", "week"),
    "draft": ("instrument", "week"),
    "share": ("team", "instrument", "window"),
    "cpd": ("year",),  # the registration year, "2026-27"
    "journal": ("month",),  # "2026-11"
    "actions": (),
    "settings": (),
}

_NONCE_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class VaultRecord:
    """A vault as it lies in the database, locked."""

    vault: str  # id, 32 hex digits
    account: str  # likewise
    site_key_number: int
    kdf: Kdf
    salt: bytes = field(repr=False)  # 16 bytes
    ver_hash: bytes = field(repr=False)  # SHA-256 of the verifier: tells a right password
    wrap_pw: bytes = field(repr=False)  # the key, under the password
    s2: bytes = field(repr=False)  # 16 bytes, the salt of the recovery code
    wrap_rc: bytes = field(repr=False)  # the key, under the recovery code


@dataclass(frozen=True, slots=True)
class Vault:
    """An open vault."""

    id: str  # 32 hex digits
    dek: bytes = field(repr=False)  # 32 bytes
    _row_keys: dict[RowKind, bytes] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def slot(self, kind: RowKind, *key: KeyPart) -> bytes:
        """Where the row of this kind and key lies, 16 bytes; the key as `KINDS` orders it.

        Raises:
            ValueError: the key has too many or too few parts.
        """
        if len(key) != len(ROW_KEYS[kind]):
            raise ValueError(f"the key of {kind} is {ROW_KEYS[kind]}")
        return derive(self.dek, "slot", kind, *key, length=16)

    def slot_of(self, kind: RowKind, obj: Mapping[str, Any]) -> bytes:
        """Where the row that `obj` is the text of lies: every text names its own key.

        Raises:
            KeyError: this one does not.
        """
        return self.slot(kind, *(obj[name] for name in ROW_KEYS[kind]))

    def seal_row(
        self,
        kind: RowKind,
        slot: bytes,
        rev: int,
        obj: Mapping[str, Any],
        *,
        nonce: bytes | None = None,
    ) -> bytes:
        """The blob of the save number `rev`, from 1.

        Raises:
            KeyError: `obj` does not name its own key (see `KINDS`).
            ValueError: it names another one: the row could never be exported or moved.
        """
        if slot != self.slot_of(kind, obj):
            raise ValueError(f"this slot is not the one of these {kind}")
        plain, context = pad(canonical_json(obj)), (self.id, slot, rev)
        return seal(self._row_key(kind), kind, context, plain, nonce=nonce)

    def unseal_row(self, kind: RowKind, slot: bytes, rev: int, blob: bytes) -> dict[str, Any]:
        """What was kept in a row.

        Raises:
            Damaged: the blob was changed, or belongs to another vault, kind, slot or save.
        """
        plain = unseal(self._row_key(kind), kind, (self.id, slot, rev), blob)
        return parse_canonical_json(unpad(plain))

    def unseal_row_of_any_kind(
        self, slot: bytes, rev: int, blob: bytes
    ) -> tuple[RowKind, dict[str, Any]]:
        """A row of which nobody knows the kind, as in an export: each kind is tried.

        Raises:
            Damaged: it opens as none.
        """
        for kind in ROW_KEYS:
            try:
                return kind, self.unseal_row(kind, slot, rev, blob)
            except DecryptionError:
                continue
        raise DecryptionError

    def _row_key(self, kind: RowKind) -> bytes:
        if kind not in self._row_keys:
            self._row_keys[kind] = derive(self.dek, "rows", kind)
        return self._row_keys[kind]


def create_vault(
    account: str, password: StretchedPassword, code: str, *, random: RandomBytes = os.urandom
) -> tuple[Vault, VaultRecord]:
    """A new vault, open and locked: fresh id, fresh key.

    Raises:
        Invalid: `code` is no recovery code.
    """
    return _lock(random(16).hex(), account, password, code, random)


def rekey_vault(
    record: VaultRecord, password: StretchedPassword, code: str, *, random: RandomBytes = os.urandom
) -> tuple[Vault, VaultRecord]:
    """The same vault under a fresh key, after a suspected theft: every row has to be moved to it.

    Raises:
        Invalid: `code` is no recovery code.
    """
    return _lock(record.vault, record.account, password, code, random)


def _lock(
    vault_id: str, account: str, password: StretchedPassword, code: str, random: RandomBytes
) -> tuple[Vault, VaultRecord]:
    vault = Vault(vault_id, random(KEY_BYTES))
    bare = VaultRecord(vault_id, account, 0, Kdf.current, b"", b"", b"", b"", b"")
    locked = with_new_password(bare, vault, password, random=random)
    return vault, with_new_code(locked, vault, code, random=random)


def with_new_password(
    record: VaultRecord,
    vault: Vault,
    password: StretchedPassword,
    *,
    random: RandomBytes = os.urandom,
) -> VaultRecord:
    """The record of an open vault under another password, or under today's cost and site key."""
    ver = _verifier(password.result, record.vault)
    context = (record.vault, ver, password.salt, str(password.kdf))
    kek, nonce = derive(password.result, "kek", record.vault), random(_NONCE_BYTES)
    return replace(
        record,
        site_key_number=password.site_key_number,
        kdf=password.kdf,
        salt=password.salt,
        ver_hash=hashlib.sha256(ver).digest(),
        wrap_pw=seal(kek, "wrap/pw", context, vault.dek, nonce=nonce),
    )


def with_new_code(
    record: VaultRecord, vault: Vault, code: str, *, random: RandomBytes = os.urandom
) -> VaultRecord:
    """The record of an open vault under another recovery code; the old code opens nothing more.

    Raises:
        Invalid: `code` is no recovery code.
    """
    s2 = random(SALT_BYTES)
    kek, nonce = _code_kek(code, record.vault, s2), random(_NONCE_BYTES)
    wrapped = seal(kek, "wrap/rc", (record.vault, s2), vault.dek, nonce=nonce)
    return replace(record, s2=s2, wrap_rc=wrapped)


def unlock_with_password(record: VaultRecord, stretched: bytes) -> Vault | None:
    """The open vault if `stretched` (see `stretch`) came from its password.

    Raises:
        Damaged: the password is right, but the record does not open.
    """
    ver = _verifier(stretched, record.vault)
    if not hmac.compare_digest(hashlib.sha256(ver).digest(), record.ver_hash):
        return None
    context = (record.vault, ver, record.salt, str(record.kdf))
    kek = derive(stretched, "kek", record.vault)
    return Vault(record.vault, unseal(kek, "wrap/pw", context, record.wrap_pw))


def unlock_with_code(record: VaultRecord, code: str) -> Vault | None:
    """The open vault if `code`, in any way of typing it, is its recovery code.

    A damaged record looks like a wrong code: with no verifier kept for the code there is nothing
    to tell them apart, and nothing to guess at.

    Raises:
        Invalid: `code` is no recovery code: a typing error.
    """
    kek = _code_kek(code, record.vault, record.s2)
    try:
        dek = unseal(kek, "wrap/rc", (record.vault, record.s2), record.wrap_rc)
    except DecryptionError:
        return None
    return Vault(record.vault, dek)


def needs_rewrap(record: VaultRecord, site_keys: SiteKeys, kdf: Kdf = Kdf.current) -> bool:
    """Whether a sign-in should wrap anew: an older site key, or a cheaper hash than today's."""
    return record.site_key_number != site_keys.current_number or record.kdf.is_weaker_than(kdf)


def _verifier(stretched: bytes, vault_id: str) -> bytes:
    return derive(stretched, "verifier", vault_id)


def _code_kek(code: str, vault_id: str, s2: bytes) -> bytes:
    return derive(key_material(code), "kek/rc", vault_id, salt=s2)
