"""The name one signs in with, in the one form in which it is kept.

It is usually a work address. People type it with capitals on a phone and without at a desk, so
capitals, blanks around it and the several spellings of one accent do not matter.
"""

import unicodedata

from reflect.core.errors import Invalid
from reflect.core.words import _

MAX_USERNAME_LENGTH = 254  # characters, the longest e-mail address


def normalise_username(name: str) -> str:
    """The kept form of a typed name; empty if no account can be called that."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()
    return folded if folded.isprintable() and len(folded) <= MAX_USERNAME_LENGTH else ""


def validate_username(name: str) -> str:
    """The kept form of a name that shall get an account.

    Raises:
        Invalid: it is empty, too long, or has signs in it that nobody sees.
    """
    folded = normalise_username(name)
    if not folded:
        raise Invalid(_("A name to sign in with has 1 to 254 letters, figures or signs."))
    return folded
