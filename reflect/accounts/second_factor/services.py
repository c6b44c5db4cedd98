"""The second factor: six digits from an app, new every half minute (RFC 6238, SHA-1).

Its secret lies sealed among the settings, so that a stolen database gives no digits; which is why
they are asked on the sign-in form itself and checked after the password has opened the vault. The
last step used is kept: nobody gets in with digits they read over a shoulder. A proposed secret
follows from the cookie, so that a page that is only looked at keeps nothing. Where the digits are
asked, a spare code is taken in their place (`spare_codes`).
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
    BACKUP_CODE = "spare"  # a spare code, used up by that
    INVALID = "missing"  # the account has one, and the digits are wrong


def verify_second_factor(
    db: Connection, vault: Vault, digits: str, now: datetime
) -> SecondFactorResult:
    """Verify the digits, or a backup code typed in their place, and record their use.

    Raises:
        DecryptionError: the settings do not open.
    """
    kept = preferences.load_settings(db, vault)["totp"]
    if not kept:
        return SecondFactorResult.NOT_SET_UP
    step = match_totp_step(kept["secret"], digits, now, kept["used"])
    spent = backup_codes.consume_backup_code(kept, digits)
    if step is None and spent is None:
        return SecondFactorResult.INVALID
    left = {**kept, "used": step, "by_spare": False} if spent is None else spent
    try:
        preferences.update_settings(db, vault, totp=left)
    except EditConflict:  # the same digits, a moment earlier
        return SecondFactorResult.INVALID
    return SecondFactorResult.VALID if spent is None else SecondFactorResult.BACKUP_CODE


def match_totp_step(secret: str, digits: str, now: datetime, used: int) -> int | None:
    """The TOTP step of `digits`: this one, the one before or after, later than `used`."""
    typed = "".join(digits.split())
    this, code = int(now.timestamp()) // TOTP_STEP, pyotp.TOTP(secret)
    for step in (this - 1, this, this + 1):
        right = code.at(step * TOTP_STEP)
        if step > used and hmac.compare_digest(right.encode(), typed.encode()):
            return step
    return None


def has_second_factor(db: Connection, vault: Vault) -> bool:
    """Whether the account has a second factor."""
    return bool(preferences.load_settings(db, vault)["totp"])


def propose_secret(db: Connection, token: bytes, vault: Vault) -> str:
    """The secret that the set-up page shows, 32 letters and digits; not stored yet."""
    saves = preferences.load_settings_revision(db, vault)
    secret = derive(token, "second-factor", vault.id, saves, length=SECRET_BYTES)
    return base64.b32encode(secret).decode()


def enable_second_factor(
    db: Connection, token: bytes, vault: Vault, digits: str, now: datetime
) -> None:
    """Save the proposed secret and ten backup codes, after the app has proved to have it.

    Raises:
        Invalid: the digits do not fit.
    """
    secret = propose_secret(db, token, vault)
    step = match_totp_step(secret, digits, now, 0)
    if step is None:
        raise Invalid(
            _("These six digits do not fit. Check the clock of your phone, then type new ones.")
        )
    factor = {"secret": secret, "used": step}
    preferences.update_settings(
        db, vault, totp=backup_codes.add_backup_codes(db, token, vault, factor)
    )


def disable_second_factor(db: Connection, vault: Vault) -> None:
    """Remove the second factor and its backup codes."""
    if has_second_factor(db, vault):
        preferences.update_settings(db, vault, totp={})


def render_qr_code(secret: str, name: str, issuer: str) -> str:
    """The secret as a QR code for an app: SVG, without a style attribute.

    Apps list the account under its issuer; a colon would end that name.
    """
    import segno  # noqa: PLC0415  # memory that most workers never need

    uri = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer.replace(":", ""))
    code = segno.make(uri, micro=False, error="m")
    title = _("The key of your second factor, as a picture")
    look = {"dark": "#000", "light": "#fff", "svgclass": "qr", "title": title}
    return str(code.svg_inline(omitsize=True, border=4, **look))


def format_secret(secret: str) -> str:
    """The secret in groups of four, for typing."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
