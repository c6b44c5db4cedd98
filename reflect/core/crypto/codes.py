"""Codes that people copy by hand: the recovery code, and the shorter one of an invitation.

A code may be read from paper, aloud or from a screenshot years later. So its alphabet has no
letter that looks like a figure: O is read as 0, I and L as 1, U does not occur. The recovery code
ends in three check symbols, because a typing error must be told from a wrong code: after an error
one looks again, after a wrong code one gives up. Without them one code in 32,768 that holds an
error would still pass; the sentence therefore never claims more than that something does not fit.

The code of a workshop's room: six symbols that a room reads from a wall and types on phones.

The symbols of the recovery code without 0 and 1, thirty of them, so that nothing on the wall can be
read as something else. About 729 million codes; what keeps a room safe from guessing is that tries
are counted (`reflect.workshops.http`), that rooms can be locked, and that they end.
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
_SECRET: Final = 25  # symbols
_CHECK: Final = 3
_SHORT: Final = 16
_GROUP: Final = 4
_LOOKALIKES: Final = str.maketrans("OIL", "011")


def new_recovery_code(random: RandomBytes = os.urandom) -> str:
    """A fresh recovery code as it is shown: 125 random bits, seven groups of four symbols."""
    secret = _symbols(int.from_bytes(random(16), "big") >> 3, _SECRET)
    return _grouped(secret + _check(secret))


def parse_recovery_code(text: str) -> str:
    """A recovery code that somebody typed, as it was shown to them.

    Case, blanks, hyphens, O for 0, I and L for 1 do not matter.

    Raises:
        Invalid: it has another length, a symbol that no code has, or a typing error.
    """
    typed = _typed(text)
    if len(typed) != _SECRET + _CHECK:
        sentence = _("A recovery code has {expected} letters and figures. This one has {found}.")
        raise Invalid(sentence.format(expected=_SECRET + _CHECK, found=len(typed)))
    if not hmac.compare_digest(typed[_SECRET:], _check(typed[:_SECRET])):
        raise Invalid(
            _(
                "The check at the end of the code does not fit, so a letter or figure is mistyped. "
                "Compare the code group by group."
            )
        )
    return _grouped(typed)


def key_material(code: str) -> bytes:
    """The 25 symbols that keys are made from, without the check symbols (ASCII).

    Raises:
        Invalid: as `read_code`.
    """
    return parse_recovery_code(code).replace("-", "")[:_SECRET].encode("ascii")


def last_group(code: str) -> str:
    """The four symbols that are typed back before the first check-in.

    Raises:
        Invalid: as `read_code`.
    """
    return parse_recovery_code(code)[-_GROUP:]


def is_last_group(code: str, text: str) -> bool:
    """Whether `text` is the last group of `code`, read as generously as the code itself."""
    try:
        return hmac.compare_digest(last_group(code), _typed(text))
    except Invalid:
        return False


def new_short_code(random: RandomBytes = os.urandom) -> str:
    """A fresh code of an invitation: 80 random bits, four groups of four symbols."""
    return _grouped(_symbols(int.from_bytes(random(_SHORT * 5 // 8), "big"), _SHORT))


def parse_short_code(text: str) -> str:
    """An invitation's code that somebody typed, as it was shown to them.

    Raises:
        Invalid: it has another length, or a symbol that no code has.
    """
    typed = _typed(text)
    if len(typed) != _SHORT:
        sentence = _("This code has {expected} letters and figures. You typed {found}.")
        raise Invalid(sentence.format(expected=_SHORT, found=len(typed)))
    return _grouped(typed)


def _symbols(number: int, count: int) -> str:
    return "".join(CODE_ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))


def _check(secret: str) -> str:
    digest = hashlib.sha256(b"reflect/rc1" + secret.encode("ascii")).digest()
    return _symbols(int.from_bytes(digest[:2], "big") >> 1, _CHECK)


def _grouped(symbols: str) -> str:
    return "-".join(symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP))


def _typed(text: str) -> str:
    """The bare symbols of what was typed; a word processor's dashes count as hyphens."""
    kept = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Pd")
    symbols = kept.upper().translate(_LOOKALIKES)
    if set(symbols) - set(CODE_ALPHABET):
        raise Invalid(
            _("A code is made of figures and of letters from A to Z, and never has a U in it.")
        )
    return symbols


ROOM_CODE_ALPHABET = CODE_ALPHABET.replace("0", "").replace("1", "")
ROOM_CODE_LENGTH = 6


def new_room_code(below: Callable[[int], int] = secrets.randbelow) -> str:
    """A fresh code, six symbols; `below(n)` gives a random number from 0 to n - 1."""
    return "".join(
        ROOM_CODE_ALPHABET[below(len(ROOM_CODE_ALPHABET))] for _n in range(ROOM_CODE_LENGTH)
    )


def parse_room_code(text: str) -> str:
    """A code that somebody typed. Case, blanks and hyphens do not matter.

    Raises:
        Invalid: it cannot be a code; the sentence says why.
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    typed = "".join(symbol for symbol in folded if not symbol.isspace() and symbol != "-")
    if not typed:
        raise Invalid(_("Type the code that stands on the screen."))
    if odd := next((symbol for symbol in typed if symbol not in ROOM_CODE_ALPHABET), ""):
        sentence = _("No code has “{symbol}” in it. Look at the screen once more.")
        raise Invalid(sentence.format(symbol=odd))
    if len(typed) != ROOM_CODE_LENGTH:
        sentence = _("A code has six letters and figures. This one has {found}.")
        raise Invalid(sentence.format(found=len(typed)))
    return typed


def format_room_code(code: str) -> str:
    """The code as it stands on the wall: K7M 4QX."""
    return f"{code[:3]} {code[3:]}"
