"""A person's vault: its key, unlocked by password or recovery code, and its encrypted rows.

The vault's key (DEK) is not stored in clear. The vault's record has it twice, sealed under the
hashed password and under the recovery code, so that either unlocks everything and neither can be
derived from the other. Rows reveal nothing: the slot is a keyed hash of kind and key, and the blob
is bound to slot and revision, so it cannot be unsealed in another slot, nor an older revision under
a newer number.

Everything here takes microseconds; the slow password hash is in `password_hash`.
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
    derive,
    seal,
    seal_json,
    unseal,
    unseal_json,
)

__all__ = [  # including `password_hash`, which callers import from here
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

# The key of each kind of row. Its plaintext contains these names too, so that all rows can be
# exported or re-encrypted without knowing beforehand which there are.
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
    """A locked vault, as it is stored in the database."""

    vault: str  # id, 32 hex digits
    account: str  # likewise
    site_key_number: int
    kdf: Kdf
    salt: bytes = field(repr=False)  # 16 bytes
    ver_hash: bytes = field(repr=False)  # SHA-256 of the verifier, to check a password
    wrap_pw: bytes = field(repr=False)  # the vault's key, sealed under the password
    s2: bytes = field(repr=False)  # 16 bytes, salt of the recovery code
    wrap_rc: bytes = field(repr=False)  # the vault's key, sealed under the recovery code


@dataclass(frozen=True, slots=True)
class Vault:
    """An unlocked vault: its key, and the encryption of its rows."""

    id: str  # 32 hex digits
    dek: bytes = field(repr=False)  # 32 bytes
    _row_keys: dict[RowKind, bytes] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def slot(self, kind: RowKind, *key: KeyPart) -> bytes:
        """The slot of a row with this key: 16 bytes; the parts in the order of `ROW_KEYS`.

        Raises:
            ValueError: the key has too many or too few parts.
        """
        if len(key) != len(ROW_KEYS[kind]):
            raise ValueError(f"the key of {kind} is {ROW_KEYS[kind]}")
        return derive(self.dek, "slot", kind, *key, length=16)

    def slot_of(self, kind: RowKind, row: Mapping[str, Any]) -> bytes:
        """The slot of a plaintext row, which contains its own key.

        Raises:
            KeyError: part of the key is missing.
        """
        return self.slot(kind, *(row[name] for name in ROW_KEYS[kind]))

    def seal_row(
        self,
        kind: RowKind,
        slot: bytes,
        rev: int,
        row: Mapping[str, Any],
        *,
        nonce: bytes | None = None,
    ) -> bytes:
        """Encrypt a row as revision `rev`, counted from 1.

        Raises:
            KeyError: the row does not contain its own key (see `ROW_KEYS`).
            ValueError: it contains another key, so it could not be exported or re-encrypted.
        """
        if slot != self.slot_of(kind, row):
            raise ValueError(f"this slot is not the one of these {kind}")
        return seal_json(self._row_key(kind), kind, (self.id, slot, rev), row, nonce=nonce)

    def unseal_row(self, kind: RowKind, slot: bytes, rev: int, blob: bytes) -> dict[str, Any]:
        """Decrypt a row.

        Raises:
            DecryptionError: the blob was changed, or has another vault, kind, slot or revision.
        """
        return unseal_json(self._row_key(kind), kind, (self.id, slot, rev), blob)

    def unseal_row_of_any_kind(
        self, slot: bytes, rev: int, blob: bytes
    ) -> tuple[RowKind, dict[str, Any]]:
        """Decrypt a row of unknown kind, as for an export, by trying each kind.

        Raises:
            DecryptionError: it is of no kind.
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
    """A new vault with a new id and key: unlocked, and as the record to store.

    Raises:
        Invalid: `code` is not a recovery code.
    """
    return _create_keys(random(16).hex(), account, password, code, random)


def rekey_vault(
    record: VaultRecord, password: StretchedPassword, code: str, *, random: RandomBytes = os.urandom
) -> tuple[Vault, VaultRecord]:
    """The same vault with a new key, after a suspected theft; the caller re-encrypts every row.

    Raises:
        Invalid: `code` is not a recovery code.
    """
    return _create_keys(record.vault, record.account, password, code, random)


def _create_keys(
    vault_id: str, account: str, password: StretchedPassword, code: str, random: RandomBytes
) -> tuple[Vault, VaultRecord]:
    vault = Vault(vault_id, random(KEY_BYTES))
    record = VaultRecord(vault_id, account, 0, Kdf.current, b"", b"", b"", b"", b"")
    record = with_new_password(record, vault, password, random=random)
    return vault, with_new_code(record, vault, code, random=random)


def with_new_password(
    record: VaultRecord,
    vault: Vault,
    password: StretchedPassword,
    *,
    random: RandomBytes = os.urandom,
) -> VaultRecord:
    """Re-wrap the vault's key: under another password, or under the current cost and site key."""
    verifier = _derive_verifier(password.result, record.vault)
    context = (record.vault, verifier, password.salt, str(password.kdf))
    kek, nonce = derive(password.result, "kek", record.vault), random(_NONCE_BYTES)
    return replace(
        record,
        site_key_number=password.site_key_number,
        kdf=password.kdf,
        salt=password.salt,
        ver_hash=hashlib.sha256(verifier).digest(),
        wrap_pw=seal(kek, "wrap/pw", context, vault.dek, nonce=nonce),
    )


def with_new_code(
    record: VaultRecord, vault: Vault, code: str, *, random: RandomBytes = os.urandom
) -> VaultRecord:
    """Re-wrap the vault's key under another recovery code; the old code no longer works.

    Raises:
        Invalid: `code` is not a recovery code.
    """
    s2 = random(SALT_BYTES)
    kek, nonce = _derive_code_kek(code, record.vault, s2), random(_NONCE_BYTES)
    wrapped = seal(kek, "wrap/rc", (record.vault, s2), vault.dek, nonce=nonce)
    return replace(record, s2=s2, wrap_rc=wrapped)


def unlock_with_password(record: VaultRecord, stretched: bytes) -> Vault | None:
    """The unlocked vault if `stretched` is the hash (`stretch_password`) of its password.

    Raises:
        DecryptionError: the password is right, but the record is damaged.
    """
    verifier = _derive_verifier(stretched, record.vault)
    if not hmac.compare_digest(hashlib.sha256(verifier).digest(), record.ver_hash):
        return None
    context = (record.vault, verifier, record.salt, str(record.kdf))
    kek = derive(stretched, "kek", record.vault)
    return Vault(record.vault, unseal(kek, "wrap/pw", context, record.wrap_pw))


def unlock_with_code(record: VaultRecord, code: str) -> Vault | None:
    """The unlocked vault if `code`, as typed, is its recovery code; None if it is another one.

    A damaged record looks like a wrong code: no verifier of the code is stored, so there is nothing
    to tell the two apart by, and nothing for a guesser to test.

    Raises:
        Invalid: `code` is not a recovery code: a typing error.
    """
    kek = _derive_code_kek(code, record.vault, record.s2)
    try:
        dek = unseal(kek, "wrap/rc", (record.vault, record.s2), record.wrap_rc)
    except DecryptionError:
        return None
    return Vault(record.vault, dek)


def needs_rewrap(record: VaultRecord, site_keys: SiteKeys, kdf: Kdf = Kdf.current) -> bool:
    """Whether a login should re-wrap the key: older site key, or weaker hash than `kdf`."""
    return record.site_key_number != site_keys.current_number or record.kdf.is_weaker_than(kdf)


def _derive_verifier(stretched: bytes, vault_id: str) -> bytes:
    return derive(stretched, "verifier", vault_id)


def _derive_code_kek(code: str, vault_id: str, s2: bytes) -> bytes:
    return derive(key_material(code), "kek/rc", vault_id, salt=s2)
