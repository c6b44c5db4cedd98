"""Rules for usernames and new passwords.

A username is usually a work e-mail address. It is normalised, because people type it with capitals
on a phone and without at a desk: case, blanks around it and the encoding of accents do not matter.

A new password has 12 to 256 characters and must not be easy to guess. There are no composition
rules: they lead to passwords that people write down and machines guess. zxcvbn estimates the number
of guesses (Wheeler, USENIX Security 2016), and the error says why a password is easy, because "too
weak" does not help anybody to find a better one.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from reflect.core.errors import Invalid
from reflect.core.i18n import _, format_list

MAX_USERNAME_LENGTH = 254  # characters, the longest e-mail address


def normalise_username(name: str) -> str:
    """The normalised form of a typed username; empty if no account can have it."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()
    return folded if folded.isprintable() and len(folded) <= MAX_USERNAME_LENGTH else ""


def validate_username(name: str) -> str:
    """Normalise the username of a new account.

    Raises:
        Invalid: it is empty, too long, or has signs in it that nobody sees.
    """
    folded = normalise_username(name)
    if not folded:
        raise Invalid(_("A name to sign in with has 1 to 254 letters, figures or signs."))
    return folded


MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 12, 256  # characters; a combining accent does not count
MIN_PASSWORD_SCORE: Final = 3  # of 4: at least 10^8 guesses
_LOOKED_AT: Final = 72  # characters; zxcvbn takes no more


def validate_new_password(password: str, name: str = "") -> None:
    """Check a new password of the user `name`.

    Raises:
        Invalid: it is too short, too long or easy to guess; the sentence says why.
    """
    typed = unicodedata.normalize("NFKC", password)
    length = min(len(password), len(unicodedata.normalize("NFC", password)))
    if length < MIN_PASSWORD_LENGTH:
        raise Invalid(_("A password has 12 characters or more. Four unrelated words work well."))
    if length > MAX_PASSWORD_LENGTH:
        raise Invalid(_("A password has 256 characters at most."))
    from zxcvbn import zxcvbn  # noqa: PLC0415  # its word lists take time and memory at the start

    found = zxcvbn(typed[:_LOOKED_AT], user_inputs=_user_words(name))
    if found["score"] < MIN_PASSWORD_SCORE:
        raise Invalid(_describe_weakness(found["sequence"]))


def _user_words(name: str) -> list[str]:
    """Words that are easy to guess for this user."""
    parts = [part for part in re.split(r"\W+", name) if len(part) > 2]
    return [name, *parts, "reflect"] if name else ["reflect"]


def _describe_weakness(sequence: Sequence[Mapping[str, Any]]) -> str:
    counted: dict[str, int] = {}
    for kind in _guessable_kinds(sequence):
        counted[kind] = counted.get(kind, 0) + 1
    parts = [_kind_label(kind, many=count > 1) for kind, count in counted.items()][:3]
    if not parts:
        return _("This password is easy to guess. Four unrelated words work well.")
    guessable = _("This password is easy to guess: it is {parts}. Four unrelated words work well.")
    mostly = _(
        "This password is easy to guess: most of it is {parts}. Four unrelated words work well."
    )
    rest = any(match["pattern"] == "bruteforce" for match in sequence)
    return (mostly if rest else guessable).format(parts=format_list(parts))


def _guessable_kinds(sequence: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for match in sequence:
        pattern = match["pattern"]
        if pattern == "dictionary":
            yield _DICTIONARIES.get(match["dictionary_name"], "word")
        elif pattern == "date" and len(match["token"]) > 4:
            yield "date"
        elif pattern in {"date", "regex"}:
            yield "year"
        elif pattern in {"spatial", "sequence", "repeat"}:
            yield pattern


_DICTIONARIES: Final = {
    "user_inputs": "own",
    "passwords": "common",
    "male_names": "name",
    "female_names": "name",
    "surnames": "name",
}


def _kind_label(kind: str, *, many: bool) -> str:
    one_and_many = {
        "own": (_("your own name here"), _("your own name here")),
        "common": (_("a common password"), _("common passwords")),
        "name": (_("a name"), _("names")),
        "word": (_("a word"), _("common words")),
        "date": (_("a date"), _("dates")),
        "year": (_("a year"), _("years")),
        "spatial": (_("a run of keys side by side"), _("runs of keys side by side")),
        "sequence": (_("a row such as abc or 123"), _("rows such as abc or 123")),
        "repeat": (_("the same again and again"), _("the same again and again")),
    }
    return one_and_many[kind][many]
