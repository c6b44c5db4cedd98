"""Rules for usernames and new passwords.

A username is usually a work e-mail address. It is normalised, because people type it with capitals
on a phone and without at a desk: case, spaces around it and the encoding of accents do not matter.

A new password has 12 to 256 characters and must not be easy to guess. There are no composition
rules: they lead to passwords that people write down and machines guess. zxcvbn estimates the number
of guesses (Wheeler, USENIX Security 2016), and the error says why a password is easy, because "too
weak" does not help anybody to find a better one.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from reflect.core.errors import Invalid
from reflect.core.i18n import _, format_list

MAX_USERNAME_LENGTH = 254  # characters, the longest e-mail address
MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 12, 256  # characters; a combining accent does not count
MIN_PASSWORD_SCORE: Final = 3  # zxcvbn's, of 4: at least 10^8 guesses
_MAX_SCORED_LENGTH: Final = 72  # characters; zxcvbn accepts no more
_KIND_BY_DICTIONARY: Final = {
    "user_inputs": "own",
    "passwords": "common",
    "male_names": "name",
    "female_names": "name",
    "surnames": "name",
}


def normalise_username(name: str) -> str:
    """The normalised form of a typed username; empty if it is not valid."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()
    return folded if folded.isprintable() and len(folded) <= MAX_USERNAME_LENGTH else ""


def validate_username(name: str) -> str:
    """Normalise the username of a new account.

    Raises:
        Invalid: it is empty, too long, or contains invisible characters.
    """
    folded = normalise_username(name)
    if not folded:
        raise Invalid(_("A name to sign in with has 1 to 254 letters, figures or signs."))
    return folded


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
    from zxcvbn import zxcvbn  # noqa: PLC0415  # its word lists cost time and memory at start-up

    estimate = zxcvbn(typed[:_MAX_SCORED_LENGTH], user_inputs=_list_user_words(name))
    if estimate["score"] < MIN_PASSWORD_SCORE:
        raise Invalid(_describe_weakness(estimate["sequence"]))


def _list_user_words(name: str) -> list[str]:
    """Words that are easy to guess for this user."""
    parts = [part for part in re.split(r"\W+", name) if len(part) > 2]
    return [name, *parts, "reflect"] if name else ["reflect"]


def _describe_weakness(sequence: Sequence[Mapping[str, Any]]) -> str:
    counts = Counter(_list_guessable_kinds(sequence))
    parts = [_kind_label(kind, many=count > 1) for kind, count in counts.items()][:3]
    if not parts:
        return _("This password is easy to guess. Four unrelated words work well.")
    guessable = _("This password is easy to guess: it is {parts}. Four unrelated words work well.")
    mostly = _(
        "This password is easy to guess: most of it is {parts}. Four unrelated words work well."
    )
    is_partial = any(match["pattern"] == "bruteforce" for match in sequence)
    return (mostly if is_partial else guessable).format(parts=format_list(parts))


def _list_guessable_kinds(sequence: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for match in sequence:
        pattern = match["pattern"]
        if pattern == "dictionary":
            yield _KIND_BY_DICTIONARY.get(match["dictionary_name"], "word")
        elif pattern == "date" and len(match["token"]) > 4:
            yield "date"
        elif pattern in {"date", "regex"}:
            yield "year"
        elif pattern in {"spatial", "sequence", "repeat"}:
            yield pattern


def _kind_label(kind: str, *, many: bool) -> str:
    labels = {
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
    return labels[kind][many]
