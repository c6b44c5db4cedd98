"""Loader of `organisation.toml`, and its validation beyond types.

The values are used in page titles, links and the names of authenticator entries, so a line has
printable characters only, and a URL is one that a browser opens. Each message names the place and
ends with what to write instead.
"""

import re
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from msgspec.structs import asdict

from reflect.core.errors import Invalid
from reflect.core.i18n import DisplayText, _
from reflect.core.organisation.model import (
    DEFAULT_ORGANISATION,
    Contact,
    Defaults,
    Organisation,
    Regulator,
)
from reflect.core.strict_toml import (
    Table,
    convert_file,
    decode_utf8,
    errors_of_file,
    invalid_at,
    parse_toml,
    read_file_bytes,
    top_of_file,
)

MAX_FILE_BYTES: Final = 256 * 1024  # a larger file must be another one
_MAX_LINE_LENGTH: Final = 120  # characters, as all lengths here
_MAX_SHORT_NAME_LENGTH: Final = 40
_MAX_NOTE_LENGTH: Final = 600
_EMAIL = re.compile(r"[^@\s<>\"'&?]+@[^@\s<>\"'&?]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,28}", re.ASCII)
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_DAY = re.compile(r"[0-9]{2}-[0-9]{2}", re.ASCII)
_LANGUAGE_CODE = re.compile(r"[a-z]{2}", re.ASCII)
_STANDARD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,11}", re.ASCII)


def load_organisation(path: Path) -> Organisation:
    """Load the organisation from a file; without a file, the defaults.

    Raises:
        Invalid: the message names the file, the place and what to write instead.
    """
    if not path.exists():
        return DEFAULT_ORGANISATION
    raw = read_file_bytes(path)
    if len(raw) > MAX_FILE_BYTES:
        fault = _("{path} is too large. It may have {most} KiB.")
        raise Invalid(fault.format(path=path, most=MAX_FILE_BYTES // 1024))
    with errors_of_file(path):
        return parse_organisation(decode_utf8(raw))


def parse_organisation(text: str) -> Organisation:
    """Parse the text of an organisation file.

    Raises:
        Invalid: the message names the place and what to write instead.
    """
    raw = parse_toml(text)
    for name, clear in (("defaults", _clear_sources), ("regulator", _clear_regulator_defaults)):
        if isinstance(raw.get(name), dict):
            raw[name] = clear(raw[name])
    found = convert_file(raw, Organisation)
    _check_top(top_of_file(), found)
    for name, contact in found.contacts.by_name():
        if contact is not None:
            _check_contact(f"[contacts.{name}]", contact)
    lines = found.where_to_turn
    for line in (*lines.at_work, *lines.unions, *lines.outside):
        _check_line("[where_to_turn]", "lines", line, _MAX_NOTE_LENGTH)
    _check_defaults("[defaults]", found.defaults)
    _check_regulator("[regulator]", found.regulator)
    return found


def _clear_sources(raw: Table) -> Table:
    """Without our sentences about the source of numbers that the file replaces."""
    if "supervision_minutes" in raw:
        raw = {"supervision_standard": "", **raw}
    if isinstance(stages := raw.get("supervision_weeks_by_stage"), dict):
        raw = {**raw, "supervision_weeks_by_stage": {"says": "", **stages}}
    return raw


def _clear_regulator_defaults(raw: Table) -> Table:
    """For another regulator than the default one, replace our defaults by empty values."""
    if raw.get("name", DEFAULT_ORGANISATION.regulator.name) == DEFAULT_ORGANISATION.regulator.name:
        return raw
    if "year_begins" not in raw:
        fault = _('"year_begins" is missing. Add a line: year_begins = "04-01"')
        raise invalid_at("[regulator]", f"{fault}.")
    empty = {"pieces": 0, "with_peers": 0, "note": "", "standards": []}
    return {**empty, "standards_name": _("standards"), **raw}


def _check_top(where: str, found: Organisation) -> None:
    _check_line(where, "name", found.name)
    _check_line(where, "short_name", found.short_name, _MAX_SHORT_NAME_LENGTH)
    codes = found.languages
    if not codes or len(set(codes)) < len(codes) or not all(map(_LANGUAGE_CODE.fullmatch, codes)):
        fault = _(
            '"languages" does not fit. Write codes of two small letters, each once, such as '
            '["en", "cy"].'
        )
        raise invalid_at(where, fault)
    _check_url(where, "leave_quickly", found.leave_quickly)
    if found.short_name and not found.name:
        raise invalid_at(where, _('"short_name" stands without "name". Add a line: name = ...'))


def _check_contact(where: str, contact: Contact) -> None:
    _check_line(where, "label", contact.label)
    if contact.email and not _EMAIL.fullmatch(contact.email):
        raise invalid_at(where, _('"email" does not fit. Write it like ask@example.org.'))
    if contact.phone and not _PHONE.fullmatch(contact.phone):
        fault = _('"phone" does not fit. Use digits and spaces, such as 01632 960 001.')
        raise invalid_at(where, fault)
    _check_line(where, "email", contact.email)
    if contact.page:
        _check_url(where, "page", contact.page)


def _check_defaults(where: str, defaults: Defaults) -> None:
    stages = "[defaults.supervision_weeks_by_stage]"
    _check_line(stages, "says", defaults.supervision_weeks_by_stage.says, _MAX_NOTE_LENGTH)
    if not _HOUR.fullmatch(defaults.reminder_hour):
        fault = _('"{key}" does not fit. Write an hour such as "16:00".')
        raise invalid_at(where, fault, key="reminder_hour")
    _check_line(where, "supervision_standard", defaults.supervision_standard, _MAX_NOTE_LENGTH)


def _check_regulator(where: str, regulator: Regulator) -> None:
    for number, standard in enumerate(regulator.standards, 1):
        _check_line(f"regulator.standards[{number}]", "title", standard.title)
    _check_line(where, "name", regulator.name)
    _check_line(where, "standards_name", regulator.standards_name)
    _check_line(where, "note", regulator.note, _MAX_NOTE_LENGTH)
    for key, label in asdict(regulator.fields).items():
        _check_line("[regulator.fields]", key, label)
    ids = [each.id for each in regulator.standards]
    if len(set(ids)) < len(ids) or not all(map(_STANDARD_ID.fullmatch, ids)):
        fault = _(
            '"id" does not fit. Give each standard an id of its own, up to 12 letters, '
            'digits, points or hyphens, such as "4.1".'
        )
        raise invalid_at("regulator.standards", fault)
    if not _is_yearly_day(regulator.year_begins):
        fault = _('"{key}" does not fit. Write month and day, such as "12-01".')
        raise invalid_at(where, fault, key="year_begins")
    if regulator.with_peers > regulator.pieces:
        raise invalid_at(where, _('"with_peers" is more than "pieces". Write a smaller number.'))


def _check_line(where: str, key: str, text: DisplayText, most: int = _MAX_LINE_LENGTH) -> None:
    """Check that a text is one line of printable characters, `most` at most."""
    text = str(text)
    if not text.isprintable() or text != text.strip():
        fault = _('"{key}" does not fit. Write one line, without line breaks or hidden letters.')
        raise invalid_at(where, fault, key=key)
    if len(text) > most:
        fault = _('"{key}" is too long. Use {most} letters at most.')
        raise invalid_at(where, fault, key=key, most=most)


def _check_url(where: str, key: str, text: str) -> None:
    """Check that a text is the URL of a page, 300 characters at most."""
    _check_line(where, key, text, 300)
    try:
        parts = urlsplit(text)
        fits = parts.scheme in {"https", "http"} and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits or re.search(r"[\s<>\"'\\]", text) or "@" in parts.netloc:
        fault = _('"{key}" does not fit. Write a whole address, such as https://example.org/.')
        raise invalid_at(where, fault, key=key)


def _is_yearly_day(text: str) -> bool:
    """Whether a text is a month and day that occurs every year, `12-01`; 29 February does not."""
    try:
        return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(f"2023-{text}"))
    except ValueError:
        return False
