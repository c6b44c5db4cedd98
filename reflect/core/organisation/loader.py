"""Loader of `organisation.toml`: parses it table by table, so that an error names the table."""

from pathlib import Path
from typing import Final

from msgspec import field
from msgspec.structs import asdict

from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.organisation.checks import (
    MAX_NOTE_LENGTH,
    MAX_SHORT_NAME_LENGTH,
    check_contact,
    check_hour,
    check_languages,
    check_line,
    check_month_day,
    check_standard_ids,
    check_url,
)
from reflect.core.organisation.model import (
    DEFAULT_ORGANISATION,
    Contact,
    Contacts,
    CpdFields,
    Defaults,
    Organisation,
    Regulator,
    StageWeeks,
    Standard,
    SwitchedOff,
    WhereToTurn,
)
from reflect.core.strict_toml import (
    StrictTable,
    Table,
    Text,
    convert_table,
    decode_utf8,
    invalid_at,
    parse_toml,
    read_file_bytes,
    top_of_file,
)

MAX_FILE_BYTES: Final = 256 * 1024  # a larger file must be another one


class _ContactTables(StrictTable, kw_only=True, rename="kebab"):
    reflect: Table = field(default_factory=dict)
    data_protection: Table = field(default_factory=dict)
    wellbeing: Table = field(default_factory=dict)
    union: Table = field(default_factory=dict)
    out_of_hours: Table = field(default_factory=dict)
    accessibility: Table = field(default_factory=dict)


class _FileTable(StrictTable, kw_only=True):
    """The whole file; its tables are parsed one by one, so that an error names the table."""

    name: Text = ""
    short_name: Text = ""
    languages: tuple[str, ...] = ("en",)
    leave_quickly: Text = DEFAULT_ORGANISATION.leave_quickly
    contacts: Table = field(default_factory=dict)
    where_to_turn: Table = field(default_factory=dict)
    defaults: Table = field(default_factory=dict)
    regulator: Table = field(default_factory=dict)
    switched_off: Table = field(default_factory=dict)


def load_organisation(path: Path) -> Organisation:
    """Load the organisation from a file; without a file, the defaults.

    Raises:
        Invalid: the message names the file, the place and what to write instead.
    """
    if not path.exists():
        return DEFAULT_ORGANISATION
    raw = read_file_bytes(path)
    if len(raw) > MAX_FILE_BYTES:
        raise Invalid(
            _("{path} is too large. It may have {most} KiB.").format(
                path=path, most=MAX_FILE_BYTES // 1024
            )
        )
    try:
        return parse_organisation(decode_utf8(raw))
    except Invalid as error:
        raise Invalid(f"{path}, {error}") from None


def parse_organisation(text: str) -> Organisation:
    """Parse the text of an organisation file.

    Raises:
        Invalid: the message names the place and what to write instead.
    """
    where = top_of_file()
    file = convert_table(parse_toml(text), _FileTable, where)
    check_line(where, "name", file.name)
    check_line(where, "short_name", file.short_name, MAX_SHORT_NAME_LENGTH)
    check_languages(where, file.languages)
    check_url(where, "leave_quickly", file.leave_quickly)
    if file.short_name and not file.name:
        raise invalid_at(where, _('"short_name" stands without "name". Add a line: name = ...'))
    return Organisation(
        name=file.name,
        short_name=file.short_name,
        languages=file.languages,
        leave_quickly=file.leave_quickly,
        contacts=_parse_contacts(file.contacts),
        where_to_turn=_parse_where_to_turn(file.where_to_turn),
        defaults=_parse_defaults(file.defaults),
        regulator=_parse_regulator(file.regulator),
        switched_off=convert_table(file.switched_off, SwitchedOff, "[switched_off]"),
    )


def _parse_contacts(raw: Table) -> Contacts:
    convert_table(raw, _ContactTables, "[contacts]")
    for key, table in raw.items():
        where = f"[contacts.{key}]"
        contact = convert_table(table, Contact, where)
        check_line(where, "label", contact.label)
        check_contact(where, contact.email, contact.phone, contact.page)
    return convert_table(raw, Contacts, "[contacts]")


def _parse_where_to_turn(raw: Table) -> WhereToTurn:
    where = "[where_to_turn]"
    lines = convert_table(raw, WhereToTurn, where)
    for line in (*lines.at_work, *lines.unions, *lines.outside):
        check_line(where, "lines", line, MAX_NOTE_LENGTH)
    return lines


def _parse_defaults(raw: Table) -> Defaults:
    where, stages = "[defaults]", raw.get("supervision_weeks_by_stage")
    if "supervision_minutes" in raw:  # our sentence about 90 minutes is not true of other numbers
        raw = {"supervision_standard": "", **raw}
    if isinstance(stages, dict):
        stages = {"says": "", **stages}
        raw = {**raw, "supervision_weeks_by_stage": stages}
        place = "[defaults.supervision_weeks_by_stage]"
        check_line(place, "says", convert_table(stages, StageWeeks, place).says, MAX_NOTE_LENGTH)
    defaults = convert_table(raw, Defaults, where)
    check_hour(where, "reminder_hour", defaults.reminder_hour)
    check_line(where, "supervision_standard", defaults.supervision_standard, MAX_NOTE_LENGTH)
    return defaults


def _clear_regulator_defaults(raw: Table) -> Table:
    """For another regulator than the default one, replace our defaults by empty values."""
    if raw.get("name", DEFAULT_ORGANISATION.regulator.name) == DEFAULT_ORGANISATION.regulator.name:
        return raw
    if "year_begins" not in raw:
        fault = _('"year_begins" is missing. Add a line: year_begins = "04-01"')
        raise invalid_at("[regulator]", f"{fault}.")
    empty = {"pieces": 0, "with_peers": 0, "note": "", "standards": []}
    return {**empty, "standards_name": _("standards"), **raw}


def _parse_regulator(raw: Table) -> Regulator:
    where, raw = "[regulator]", _clear_regulator_defaults(raw)
    standards = raw.get("standards")
    for number, each in enumerate(standards if isinstance(standards, list) else [], 1):
        place = f"regulator.standards[{number}]"
        if isinstance(each, dict):
            check_line(place, "title", convert_table(each, Standard, place).title)
    if isinstance(fields := raw.get("fields"), dict):
        convert_table(fields, CpdFields, "[regulator.fields]")
    regulator = convert_table(raw, Regulator, where)
    check_line(where, "name", regulator.name)
    check_line(where, "standards_name", regulator.standards_name)
    check_line(where, "note", regulator.note, MAX_NOTE_LENGTH)
    for key, label in asdict(regulator.fields).items():
        check_line("[regulator.fields]", key, label)
    check_standard_ids("regulator.standards", (each.id for each in regulator.standards))
    check_month_day(where, "year_begins", regulator.year_begins)
    if regulator.with_peers > regulator.pieces:
        raise invalid_at(where, _('"with_peers" is more than "pieces". Write a smaller number.'))
    return regulator
