"""Validation of `organisation.toml` beyond types: lines, URLs, contacts, days, hours, languages.

The values are used in page titles, links and the names of authenticator entries, so a line has
printable characters only, and a URL is one that a browser opens. Each message ends with what to
write instead.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from reflect.core.i18n import DisplayText, _
from reflect.core.strict_toml import invalid_at

MAX_LINE_LENGTH: Final = 120  # characters, as all lengths here
MAX_SHORT_NAME_LENGTH: Final = 40
MAX_NOTE_LENGTH: Final = 600
_EMAIL = re.compile(r"[^@\s<>\"'&?]+@[^@\s<>\"'&?]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,28}", re.ASCII)
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_DAY = re.compile(r"[0-9]{2}-[0-9]{2}", re.ASCII)
_LANGUAGE_CODE = re.compile(r"[a-z]{2}", re.ASCII)
_STANDARD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,11}", re.ASCII)


def check_line(where: str, key: str, text: DisplayText, most: int = MAX_LINE_LENGTH) -> None:
    """Check that a text is one line of printable characters, `most` at most.

    Raises:
        Invalid: it is not.
    """
    text = str(text)
    if not text.isprintable() or text != text.strip():
        raise invalid_at(
            where,
            _(
                '"{key}" does not fit. Write one line, without line breaks or hidden letters.'
            ).format(key=key),
        )
    if len(text) > most:
        raise invalid_at(
            where,
            _('"{key}" is too long. Use {most} letters at most.').format(key=key, most=most),
        )


def check_url(where: str, key: str, text: str) -> None:
    """Check that a text is the URL of a page.

    Raises:
        Invalid: it is not.
    """
    check_line(where, key, text, 300)
    try:
        parts = urlsplit(text)
        fits = parts.scheme in {"https", "http"} and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits or re.search(r"[\s<>\"'\\]", text) or "@" in parts.netloc:
        raise invalid_at(
            where,
            _('"{key}" does not fit. Write a whole address, such as https://example.org/.').format(
                key=key
            ),
        )


def check_contact(where: str, email: str, phone: str, page: str) -> None:
    """Check the email address, phone number and URL of a contact; each may be empty.

    Raises:
        Invalid: one is not valid.
    """
    if email and not _EMAIL.fullmatch(email):
        raise invalid_at(where, _('"email" does not fit. Write it like ask@example.org.'))
    if phone and not _PHONE.fullmatch(phone):
        raise invalid_at(
            where, _('"phone" does not fit. Use digits and spaces, such as 01632 960 001.')
        )
    if email:
        check_line(where, "email", email)
    if page:
        check_url(where, "page", page)


def check_languages(where: str, codes: tuple[str, ...]) -> None:
    """Check that languages are codes of two letters, each once, and at least one.

    Raises:
        Invalid: they are not.
    """
    if not codes or len(set(codes)) < len(codes) or not all(map(_LANGUAGE_CODE.fullmatch, codes)):
        raise invalid_at(
            where,
            _(
                '"languages" does not fit. Write codes of two small letters, each once, such as '
                '["en", "cy"].'
            ),
        )


def check_hour(where: str, key: str, text: str) -> None:
    """Check that a text is a time of day, `16:00`.

    Raises:
        Invalid: it is not.
    """
    if not _HOUR.fullmatch(text):
        raise invalid_at(
            where, _('"{key}" does not fit. Write an hour such as "16:00".').format(key=key)
        )


def check_month_day(where: str, key: str, text: str) -> None:
    """Check that a text is a month and day that occurs every year, `12-01`.

    Raises:
        Invalid: it is not, or it is 29 February.
    """
    try:
        fits = bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(f"2023-{text}"))
    except ValueError:
        fits = False
    if not fits:
        raise invalid_at(
            where,
            _('"{key}" does not fit. Write month and day, such as "12-01".').format(key=key),
        )


def check_standard_ids(where: str, ids: Iterable[str]) -> None:
    """Check that the ids of standards are short and unique.

    Raises:
        Invalid: one is not.
    """
    seen: set[str] = set()
    for name in ids:
        if name in seen or not _STANDARD_ID.fullmatch(name):
            raise invalid_at(
                where,
                _(
                    '"id" does not fit. Give each standard an id of its own, up to 12 letters, '
                    'digits, points or hyphens, such as "4.1".'
                ),
            )
        seen.add(name)
