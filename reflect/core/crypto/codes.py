"""Codes that people copy by hand: recovery code, invitation code, workshop room code.

A recovery code may be read from paper, aloud or from a screenshot years later. So the alphabet has
no letter that looks like a figure: O is read as 0, I and L as 1, and U is not used. The code ends
in three check symbols, so that a typing error can be told from a wrong code: after an error people
look again, after a wrong code they give up. One code in 32,768 with an error still passes the
check; messages therefore only say that something does not fit.

A room code has six symbols, which people read from a screen and type on phones. Its alphabet also
leaves out 0 and 1, so that no symbol looks like another. There are about 729 million codes. Rooms
are protected from guessing by a rate limit (`reflect.workshops.http`), because they can be locked,
and because they end.
"""

import hashlib
import hmac
import os
import secrets
import unicodedata
from collections.abc import Callable
from typing import Final

from reflect.core.crypto.primitives import RandomBytes
from reflect.core.errors import Invalid
from reflect.core.i18n import _

CODE_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # 5 bits each
ROOM_CODE_ALPHABET = CODE_ALPHABET.replace("0", "").replace("1", "")
ROOM_CODE_LENGTH = 6  # symbols, as all lengths here
_SECRET_LENGTH: Final = 25
_CHECK_LENGTH: Final = 3
_SHORT_CODE_LENGTH: Final = 16
_GROUP_LENGTH: Final = 4
_LOOKALIKES: Final = str.maketrans("OIL", "011")


def new_recovery_code(random: RandomBytes = os.urandom) -> str:
    """A new recovery code as it is shown: 125 random bits, seven groups of four symbols."""
    secret = _encode_symbols(int.from_bytes(random(16), "big") >> 3, _SECRET_LENGTH)
    return _format_groups(secret + _check_symbols(secret))


def parse_recovery_code(text: str) -> str:
    """Convert a typed recovery code to the form in which it was shown.

    Case, blanks, hyphens, O for 0, I and L for 1 are ignored.

    Raises:
        Invalid: it has another length, a symbol that no code has, or a typing error.
    """
    symbols = _normalise_code(text)
    if len(symbols) != _SECRET_LENGTH + _CHECK_LENGTH:
        message = _("A recovery code has {expected} letters and figures. This one has {found}.")
        raise Invalid(message.format(expected=_SECRET_LENGTH + _CHECK_LENGTH, found=len(symbols)))
    if not hmac.compare_digest(symbols[_SECRET_LENGTH:], _check_symbols(symbols[:_SECRET_LENGTH])):
        raise Invalid(
            _(
                "The check at the end of the code does not fit, so a letter or figure is mistyped. "
                "Compare the code group by group."
            )
        )
    return _format_groups(symbols)


def key_material(code: str) -> bytes:
    """The 25 symbols that keys are derived from, without the check symbols (ASCII).

    Raises:
        Invalid: as `parse_recovery_code`.
    """
    return parse_recovery_code(code).replace("-", "")[:_SECRET_LENGTH].encode("ascii")


def last_group(code: str) -> str:
    """The last four symbols, which people type back before their first check-in.

    Raises:
        Invalid: as `parse_recovery_code`.
    """
    return parse_recovery_code(code)[-_GROUP_LENGTH:]


def is_last_group(code: str, text: str) -> bool:
    """Whether `text` is the last group of `code`; ignores case, blanks and hyphens."""
    try:
        return hmac.compare_digest(last_group(code), _normalise_code(text))
    except Invalid:
        return False


def new_short_code(random: RandomBytes = os.urandom) -> str:
    """A new invitation code: 80 random bits, four groups of four symbols."""
    return _format_groups(
        _encode_symbols(
            int.from_bytes(random(_SHORT_CODE_LENGTH * 5 // 8), "big"), _SHORT_CODE_LENGTH
        )
    )


def parse_short_code(text: str) -> str:
    """Convert a typed invitation code to the form in which it was shown.

    Raises:
        Invalid: it has another length, or a symbol that no code has.
    """
    symbols = _normalise_code(text)
    if len(symbols) != _SHORT_CODE_LENGTH:
        message = _("This code has {expected} letters and figures. You typed {found}.")
        raise Invalid(message.format(expected=_SHORT_CODE_LENGTH, found=len(symbols)))
    return _format_groups(symbols)


def _encode_symbols(number: int, count: int) -> str:
    return "".join(CODE_ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))


def _check_symbols(secret: str) -> str:
    digest = hashlib.sha256(b"reflect/rc1" + secret.encode("ascii")).digest()
    return _encode_symbols(int.from_bytes(digest[:2], "big") >> 1, _CHECK_LENGTH)


def _format_groups(symbols: str) -> str:
    return "-".join(
        symbols[at : at + _GROUP_LENGTH] for at in range(0, len(symbols), _GROUP_LENGTH)
    )


def _normalise_code(text: str) -> str:
    """The symbols of a typed code, without blanks and any kind of hyphen or dash."""
    cleaned = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Pd")
    symbols = cleaned.upper().translate(_LOOKALIKES)
    if set(symbols) - set(CODE_ALPHABET):
        raise Invalid(
            _("A code is made of figures and of letters from A to Z, and never has a U in it.")
        )
    return symbols


def new_room_code(below: Callable[[int], int] = secrets.randbelow) -> str:
    """A new room code; `below(n)` returns a random number from 0 to n - 1."""
    symbols = (ROOM_CODE_ALPHABET[below(len(ROOM_CODE_ALPHABET))] for _n in range(ROOM_CODE_LENGTH))
    return "".join(symbols)


def parse_room_code(text: str) -> str:
    """Convert a typed room code to its symbols. Case, blanks and hyphens are ignored.

    Raises:
        Invalid: it cannot be a room code; the message says why.
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    code = "".join(symbol for symbol in folded if not symbol.isspace() and symbol != "-")
    if not code:
        raise Invalid(_("Type the code that stands on the screen."))
    if odd := next((symbol for symbol in code if symbol not in ROOM_CODE_ALPHABET), ""):
        message = _("No code has “{symbol}” in it. Look at the screen once more.")
        raise Invalid(message.format(symbol=odd))
    if len(code) != ROOM_CODE_LENGTH:
        message = _("A code has six letters and figures. This one has {found}.")
        raise Invalid(message.format(found=len(code)))
    return code


def format_room_code(code: str) -> str:
    """The room code as it is shown on screen: K7M 4QX."""
    return f"{code[:3]} {code[3:]}"
