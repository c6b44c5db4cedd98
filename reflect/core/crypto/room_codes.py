"""The code of a workshop's room: six symbols that a room reads from a wall and types on phones.

The symbols of the recovery code without 0 and 1, thirty of them, so that nothing on the wall can be
read as something else. About 729 million codes; what keeps a room safe from guessing is that tries
are counted (`reflect.workshops.guesses`), that rooms can be locked, and that they end.
"""

import secrets
import unicodedata
from collections.abc import Callable

from reflect.core.crypto.codes import CODE_ALPHABET
from reflect.core.errors import Invalid
from reflect.core.words import _

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
