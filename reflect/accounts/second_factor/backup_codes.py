"""Spare codes: ten that each stand once for the six digits, for the day the phone is lost.

They are figures only, because the field they are typed into brings up a phone's figures; blanks,
hyphens and case are forgiven. What lies in the vault, beside the secret and sealed with it, is a
keyed hash of each, under the secret: a new secret ends them by itself. They are shown in the
session that made them, until their owner says that they have them: they follow from its cookie, so
that they are stored nowhere. The vault's own recovery code is something else, and opens more.
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
BACKUP_CODE_LENGTH: Final = 12  # of a code: as hard to guess as 40 bits
LOW_BACKUP_CODE_COUNT: Final = 2  # when so many are left, new ones are urged
_GROUP: Final = 4
_HASH: Final = 8  # bytes


def create_backup_codes(db: Connection, token: bytes, vault: Vault) -> None:
    """Create ten new codes for an account with a second factor; old ones become invalid.

    Raises:
        PermissionDenied: there is no second factor.
        EditConflict: the settings were changed elsewhere at the same moment.
    """
    kept = preferences.load_settings(db, vault)["totp"]
    if not kept:
        raise PermissionDenied(
            _("There is no second factor. Set it up first, and spare codes come along.")
        )
    preferences.update_settings(db, vault, totp=add_backup_codes(db, token, vault, kept))


def add_backup_codes(
    db: Connection, token: bytes, vault: Vault, factor: Mapping[str, Any]
) -> dict[str, Any]:
    """The settings of a second factor with ten new codes; the caller saves them."""
    batch = preferences.load_settings_revision(db, vault)
    hashes = [_hash_code(factor["secret"], code) for code in _derive_codes(token, vault, batch)]
    return {**_without_codes(factor), "spares": hashes, "batch": batch}


def reveal_backup_codes(db: Connection, token: bytes, vault: Vault) -> list[str]:
    """The codes in groups, to the session that created them, until hidden; or nothing."""
    kept = preferences.load_settings(db, vault)["totp"]
    if "batch" not in kept:
        return []
    codes = _derive_codes(token, vault, kept["batch"])
    if [_hash_code(kept["secret"], code) for code in codes] != kept["spares"]:
        return []  # another browser's, or one of them was used already
    return [
        "-".join(code[at : at + _GROUP] for at in range(0, BACKUP_CODE_LENGTH, _GROUP))
        for code in codes
    ]


def hide_backup_codes(db: Connection, vault: Vault) -> None:
    """Stop showing the codes: their owner has them."""
    kept = preferences.load_settings(db, vault)["totp"]
    if "batch" in kept:
        preferences.update_settings(
            db, vault, totp={key: kept[key] for key in kept if key != "batch"}
        )


def summarise_backup_codes(factor: Mapping[str, Any]) -> dict[str, Any]:
    """How many codes are left, for the pages."""
    left = len(factor.get("spares", ()))
    many = ngettext("{n} spare code is left.", "{n} spare codes are left.", left).format(n=left)
    return {
        "left": many if left else _("No spare code is left."),
        "few": left <= LOW_BACKUP_CODE_COUNT,
        "used": bool(factor.get("by_spare")),  # at the last sign-in
    }


def consume_backup_code(factor: Mapping[str, Any], typed: str) -> dict[str, Any] | None:
    """The settings without the code that was typed; None if it is not one of them.

    Every code is compared, whichever fits, so that the time it takes tells nothing.
    """
    hashed = _hash_code(factor["secret"], _normalise_code(typed))
    spares = factor.get("spares", ())
    fits = [hmac.compare_digest(each, hashed) for each in spares]
    if not any(fits):
        return None
    rest = [each for each, fit in zip(spares, fits, strict=True) if not fit]
    return {**factor, "spares": rest, "by_spare": True}


def _without_codes(factor: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a second factor without its earlier codes."""
    return {key: factor[key] for key in factor if key not in {"by_spare", "batch"}}


def _normalise_code(typed: str) -> str:
    """What was typed, without blanks and hyphens, cut to the length of a code."""
    kept = "".join(typed.split()).replace("-", "").upper()[: BACKUP_CODE_LENGTH + 1]
    return kept if kept.isascii() else ""


def _derive_codes(token: bytes, vault: Vault, batch: int) -> list[str]:
    """The codes derived from a cookie; `batch`: the revision of the settings."""
    codes = 10**BACKUP_CODE_LENGTH
    return [
        f"{int.from_bytes(derive(token, 'spare-code', vault.id, batch, number)) % codes:012}"
        for number in range(BACKUP_CODE_COUNT)
    ]


def _hash_code(secret: str, code: str) -> str:
    return derive(secret.encode("ascii"), "spare-code", code, length=_HASH).hex()
