"""The second factor: six digits from an authenticator app, for 30 seconds (TOTP, RFC 6238, SHA-1).

The secret is sealed in the settings row, so that a stolen database yields no digits. Therefore the
sign-in form itself asks for the digits, and they are verified after the password has unlocked the
vault. The last step used is stored, so that digits read over a shoulder cannot be used again. A
proposed secret is derived from the cookie, so that viewing the set-up page stores nothing. A backup
code is accepted in place of the digits (`backup_codes`).
"""

import base64
import hmac
from datetime import datetime
from enum import Enum
from typing import Final

import pyotp
from sqlalchemy import Connection

from reflect.accounts.second_factor import backup_codes
from reflect.accounts.settings import preferences
from reflect.core.crypto.primitives import derive
from reflect.core.crypto.vault import Vault
from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.vaults.repository import EditConflict

TOTP_STEP: Final = 30  # seconds
SECRET_BYTES: Final = 20


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
    without_code = backup_codes.consume_backup_code(factor, digits)
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
    with_codes = backup_codes.add_backup_codes(db, token, vault, factor)
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


def format_secret(secret: str) -> str:
    """The secret in groups of four, for typing."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
