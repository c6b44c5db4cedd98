"""Backup codes ("spare codes") of the second factor: ten single-use codes for a lost phone.

They have digits only, because the field they are typed into opens a phone's number keypad; spaces,
hyphens and case are ignored. The settings row, sealed in the vault, has a keyed hash of each code
under the TOTP secret, so that a new secret makes them invalid. They are shown in the session that
created them, until their owner confirms to have them. They are derived from its cookie and never
stored. The recovery code is something else: it unlocks the whole vault.
"""

import hmac
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection

from reflect.accounts.settings import preferences
from reflect.core.crypto.primitives import derive
from reflect.core.crypto.vault import Vault
from reflect.core.errors import PermissionDenied
from reflect.core.i18n import _, ngettext

BACKUP_CODE_COUNT: Final = 10
BACKUP_CODE_LENGTH: Final = 12  # digits, about 40 bits
LOW_BACKUP_CODE_COUNT: Final = 2  # if no more are left, the pages advise to create new ones
_GROUP_LENGTH: Final = 4
_HASH_BYTES: Final = 8


def create_backup_codes(db: Connection, token: bytes, vault: Vault) -> None:
    """Create ten new codes for an account with a second factor; old ones become invalid.

    Raises:
        PermissionDenied: there is no second factor.
        EditConflict: another request saved the settings meanwhile.
    """
    factor = preferences.load_settings(db, vault)["totp"]
    if not factor:
        raise PermissionDenied(
            _("There is no second factor. Set it up first, and spare codes come along.")
        )
    preferences.update_settings(db, vault, totp=add_backup_codes(db, token, vault, factor))


def add_backup_codes(
    db: Connection, token: bytes, vault: Vault, factor: Mapping[str, Any]
) -> dict[str, Any]:
    """The `totp` settings with ten new codes; the caller saves them."""
    batch = preferences.load_settings_revision(db, vault)
    hashes = [_hash_code(factor["secret"], code) for code in _derive_codes(token, vault, batch)]
    return {**_remove_codes(factor), "spares": hashes, "batch": batch}


def reveal_backup_codes(db: Connection, token: bytes, vault: Vault) -> list[str]:
    """The codes for display, if this session created them, and until hidden; else none."""
    factor = preferences.load_settings(db, vault)["totp"]
    if "batch" not in factor:
        return []
    codes = _derive_codes(token, vault, factor["batch"])
    if [_hash_code(factor["secret"], code) for code in codes] != factor["spares"]:
        return []  # created in another session, or one of them was used already
    starts = range(0, BACKUP_CODE_LENGTH, _GROUP_LENGTH)
    return ["-".join(code[at : at + _GROUP_LENGTH] for at in starts) for code in codes]


def hide_backup_codes(db: Connection, vault: Vault) -> None:
    """Stop showing the codes: their owner has them."""
    factor = preferences.load_settings(db, vault)["totp"]
    if "batch" in factor:
        rest = {key: factor[key] for key in factor if key != "batch"}
        preferences.update_settings(db, vault, totp=rest)


def summarise_backup_codes(factor: Mapping[str, Any]) -> dict[str, Any]:
    """How many codes are left, for the templates: `left`, `few` and `used`."""
    left = len(factor.get("spares", ()))
    count = ngettext("{n} spare code is left.", "{n} spare codes are left.", left).format(n=left)
    return {
        "left": count if left else _("No spare code is left."),
        "few": left <= LOW_BACKUP_CODE_COUNT,
        "used": bool(factor.get("by_spare")),  # at the last login
    }


def consume_backup_code(factor: Mapping[str, Any], typed: str) -> dict[str, Any] | None:
    """The `totp` settings without the typed code; None if it is not one of the codes.

    Always compares all codes, so that the time reveals nothing.
    """
    hashed = _hash_code(factor["secret"], _normalise_code(typed))
    spares = factor.get("spares", ())
    matches = [hmac.compare_digest(each, hashed) for each in spares]
    if not any(matches):
        return None
    rest = [each for each, is_match in zip(spares, matches, strict=True) if not is_match]
    return {**factor, "spares": rest, "by_spare": True}


def _remove_codes(factor: Mapping[str, Any]) -> dict[str, Any]:
    """The `totp` settings without the state of earlier codes."""
    return {key: factor[key] for key in factor if key not in {"by_spare", "batch"}}


def _normalise_code(typed: str) -> str:
    """The typed text without spaces and hyphens, cut to one more character than a code."""
    code = "".join(typed.split()).replace("-", "").upper()[: BACKUP_CODE_LENGTH + 1]
    return code if code.isascii() else ""


def _derive_codes(token: bytes, vault: Vault, batch: int) -> list[str]:
    """The codes derived from a cookie; `batch`: the revision of the settings."""
    hashes = (derive(token, "spare-code", vault.id, batch, n) for n in range(BACKUP_CODE_COUNT))
    return [f"{int.from_bytes(each) % 10**BACKUP_CODE_LENGTH:012}" for each in hashes]


def _hash_code(secret: str, code: str) -> str:
    return derive(secret.encode("ascii"), "spare-code", code, length=_HASH_BYTES).hex()
