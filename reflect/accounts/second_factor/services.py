"""The second factor: six digits from an authenticator app, for 30 seconds (TOTP, RFC 6238, SHA-1).

The secret is sealed in the settings row, so that a stolen database yields no digits. Therefore the
sign-in form itself asks for the digits, and they are verified after the password has unlocked the
vault. The last step used is stored, so that digits read over a shoulder cannot be used again. A
proposed secret is derived from the cookie, so that viewing the set-up page stores nothing.

In place of the digits, one of ten single-use backup codes ("spare codes") is accepted, for a lost
phone. They have digits only, because the field they are typed into opens a phone's number keypad;
spaces, hyphens and case are ignored. The settings row has a keyed hash of each code under the TOTP
secret, so that a new secret makes them invalid. They are shown in the session that created them,
until their owner confirms to have them. They are derived from its cookie and never stored. The
recovery code is something else: it unlocks the whole vault.
"""

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from textwrap import wrap
from typing import Any, Final

import pyotp
from sqlalchemy import Connection

from reflect.accounts.settings import preferences
from reflect.core.crypto.primitives import derive
from reflect.core.crypto.vault import Vault
from reflect.core.errors import Invalid, PermissionDenied
from reflect.core.i18n import _, ngettext
from reflect.vaults.repository import EditConflict

TOTP_STEP: Final = 30  # seconds
SECRET_BYTES: Final = 20
BACKUP_CODE_COUNT: Final = 10
BACKUP_CODE_LENGTH: Final = 12  # digits, about 40 bits
LOW_BACKUP_CODE_COUNT: Final = 2  # if no more are left, the pages advise to create new ones
_GROUP_LENGTH: Final = 4
_HASH_BYTES: Final = 8


class SecondFactorResult(Enum):
    """The outcome of verifying the second factor at login."""

    NOT_SET_UP = "unused"  # this account has no second factor
    VALID = "fits"
    BACKUP_CODE = "spare"  # a backup code, which is now used
    INVALID = "missing"  # wrong or missing digits


def verify_second_factor(
    db: Connection, vault: Vault, digits: str, now: datetime
) -> SecondFactorResult:
    """Verify the digits, or a backup code typed in their place, and record their use.

    Raises:
        DecryptionError: the settings cannot be decrypted.
    """
    factor = preferences.load_settings(db, vault)["totp"]
    if not factor:
        return SecondFactorResult.NOT_SET_UP
    step = match_totp_step(factor["secret"], digits, now, factor["used"])
    without_code = consume_backup_code(factor, digits)
    if step is None and without_code is None:
        return SecondFactorResult.INVALID
    updated = without_code or {**factor, "used": step, "by_spare": False}
    try:
        preferences.update_settings(db, vault, totp=updated)
    except EditConflict:  # the same digits were used by a concurrent request
        return SecondFactorResult.INVALID
    return SecondFactorResult.BACKUP_CODE if without_code else SecondFactorResult.VALID


def match_totp_step(secret: str, digits: str, now: datetime, used: int) -> int | None:
    """The TOTP step that `digits` match: the current one or a neighbour, later than `used`."""
    typed = "".join(digits.split())
    current, totp = int(now.timestamp()) // TOTP_STEP, pyotp.TOTP(secret)
    for step in (current - 1, current, current + 1):
        expected = totp.at(step * TOTP_STEP)
        if step > used and hmac.compare_digest(expected.encode(), typed.encode()):
            return step
    return None


def has_second_factor(db: Connection, vault: Vault) -> bool:
    """Whether the account has a second factor."""
    return bool(preferences.load_settings(db, vault)["totp"])


def propose_secret(db: Connection, token: bytes, vault: Vault) -> str:
    """The secret that the set-up page shows, 32 characters in Base32; not stored yet."""
    revision = preferences.load_settings_revision(db, vault)
    secret = derive(token, "second-factor", vault.id, revision, length=SECRET_BYTES)
    return base64.b32encode(secret).decode()


def enable_second_factor(
    db: Connection, token: bytes, vault: Vault, digits: str, now: datetime
) -> None:
    """Save the proposed secret and ten backup codes, if the digits prove that the app has it.

    Raises:
        Invalid: the digits do not match.
    """
    secret = propose_secret(db, token, vault)
    step = match_totp_step(secret, digits, now, 0)
    if step is None:
        raise Invalid(
            _("These six digits do not fit. Check the clock of your phone, then type new ones.")
        )
    factor = {"secret": secret, "used": step}
    with_codes = add_backup_codes(db, token, vault, factor)
    preferences.update_settings(db, vault, totp=with_codes)


def disable_second_factor(db: Connection, vault: Vault) -> None:
    """Remove the second factor and its backup codes."""
    if has_second_factor(db, vault):
        preferences.update_settings(db, vault, totp={})


def render_qr_code(secret: str, name: str, issuer: str) -> str:
    """The secret as a QR code for an authenticator app: SVG, without a style attribute (CSP).

    Apps list the account under its issuer; a colon would end that name.
    """
    import segno  # noqa: PLC0415  # most workers never need it

    uri = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer.replace(":", ""))
    code = segno.make(uri, micro=False, error="m")
    title = _("The key of your second factor, as a picture")
    style = {"dark": "#000", "light": "#fff", "svgclass": "qr", "title": title}
    return str(code.svg_inline(omitsize=True, border=4, **style))


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
    rest = {key: factor[key] for key in factor if key not in {"by_spare", "batch"}}
    return {**rest, "spares": hashes, "batch": batch}


def reveal_backup_codes(db: Connection, token: bytes, vault: Vault) -> list[str]:
    """The codes for display, if this session created them, and until hidden; else none."""
    factor = preferences.load_settings(db, vault)["totp"]
    if "batch" not in factor:
        return []
    codes = _derive_codes(token, vault, factor["batch"])
    if [_hash_code(factor["secret"], code) for code in codes] != factor["spares"]:
        return []  # created in another session, or one of them was used already
    return ["-".join(wrap(code, _GROUP_LENGTH)) for code in codes]


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
