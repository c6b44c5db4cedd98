"""`organisation.toml` as it is typed, read table by table, so that a message names the place."""

from pathlib import Path
from typing import Final

from msgspec import field
from msgspec.structs import asdict

from reflect.core.errors import Invalid
from reflect.core.organisation.checks import (
    NOTE,
    SHORT,
    look_at_contact,
    look_at_day,
    look_at_hour,
    look_at_languages,
    look_at_line,
    look_at_page,
    look_at_standards,
)
from reflect.core.organisation.model import (
    NOBODYS,
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
from reflect.core.strict_toml import Strict, Table, Text, bytes_of, read, table, text_of, wrong
from reflect.core.words import _, later

LARGEST: Final = 256 * 1024  # bytes; a file that is larger is another one
TOP: Final = later("top of the file")


class _ContactTables(Strict, kw_only=True, rename="kebab"):
    reflect: Table = field(default_factory=dict)
    data_protection: Table = field(default_factory=dict)
    wellbeing: Table = field(default_factory=dict)
    union: Table = field(default_factory=dict)
    out_of_hours: Table = field(default_factory=dict)
    accessibility: Table = field(default_factory=dict)


class _File(Strict, kw_only=True):
    """The file as it is typed; its tables are read one by one, so that a message names theirs."""

    name: Text = ""
    short_name: Text = ""
    languages: tuple[str, ...] = ("en",)
    leave_quickly: Text = NOBODYS.leave_quickly
    contacts: Table = field(default_factory=dict)
    where_to_turn: Table = field(default_factory=dict)
    defaults: Table = field(default_factory=dict)
    regulator: Table = field(default_factory=dict)
    switched_off: Table = field(default_factory=dict)


def load(path: Path) -> Organisation:
    """The organisation in a file; without a file, what comes with Reflect.

    Raises:
        Invalid: a sentence that names the file, the place and the remedy.
    """
    if not path.exists():
        return NOBODYS
    raw = bytes_of(path)
    if len(raw) > LARGEST:
        raise Invalid(
            _("{path} is too large. It may have {most} KiB.").format(
                path=path, most=LARGEST // 1024
            )
        )
    try:
        return parse(text_of(raw))
    except Invalid as error:
        raise Invalid(f"{path}, {error}") from None


def parse(text: str) -> Organisation:
    """The organisation in the text of a file.

    Raises:
        Invalid: names the place and the remedy.
    """
    file = table(read(text), _File, TOP)
    look_at_line(TOP, "name", file.name)
    look_at_line(TOP, "short_name", file.short_name, SHORT)
    look_at_languages(TOP, file.languages)
    look_at_page(TOP, "leave_quickly", file.leave_quickly)
    if file.short_name and not file.name:
        raise wrong(TOP, _('"short_name" stands without "name". Add a line: name = ...'))
    return Organisation(
        name=file.name,
        short_name=file.short_name,
        languages=file.languages,
        leave_quickly=file.leave_quickly,
        contacts=_contacts(file.contacts),
        where_to_turn=_where_to_turn(file.where_to_turn),
        defaults=_defaults(file.defaults),
        regulator=_regulator(file.regulator),
        switched_off=table(file.switched_off, SwitchedOff, "[switched_off]"),
    )


def _contacts(raw: Table) -> Contacts:
    table(raw, _ContactTables, "[contacts]")
    for key, found in raw.items():
        where = f"[contacts.{key}]"
        contact = table(found, Contact, where)
        look_at_line(where, "label", contact.label)
        look_at_contact(where, contact.email, contact.phone, contact.page)
    return table(raw, Contacts, "[contacts]")


def _where_to_turn(raw: Table) -> WhereToTurn:
    where = "[where_to_turn]"
    found = table(raw, WhereToTurn, where)
    for line in (*found.at_work, *found.unions, *found.outside):
        look_at_line(where, "lines", line, NOTE)
    return found


def _defaults(raw: Table) -> Defaults:
    where, stages = "[defaults]", raw.get("supervision_weeks_by_stage")
    if "supervision_minutes" in raw:  # what we say of ours is not true of theirs
        raw = {"supervision_standard": "", **raw}
    if isinstance(stages, dict):
        stages = {"says": "", **stages}
        raw = {**raw, "supervision_weeks_by_stage": stages}
        place = "[defaults.supervision_weeks_by_stage]"
        look_at_line(place, "says", table(stages, StageWeeks, place).says, NOTE)
    found = table(raw, Defaults, where)
    look_at_hour(where, "reminder_hour", found.reminder_hour)
    look_at_line(where, "supervision_standard", found.supervision_standard, NOTE)
    return found


def _of_another(raw: Table) -> Table:
    """The table, in which nothing of ours is taken for another regulator's rule."""
    if raw.get("name", NOBODYS.regulator.name) == NOBODYS.regulator.name:
        return raw
    if "year_begins" not in raw:
        fault = _('"year_begins" is missing. Add a line: year_begins = "04-01"')
        raise wrong("[regulator]", f"{fault}.")
    silent = {"pieces": 0, "with_peers": 0, "note": "", "standards": []}
    return {**silent, "standards_name": _("standards"), **raw}


def _regulator(raw: Table) -> Regulator:
    where, raw = "[regulator]", _of_another(raw)
    standards = raw.get("standards")
    for number, each in enumerate(standards if isinstance(standards, list) else [], 1):
        place = f"regulator.standards[{number}]"
        if isinstance(each, dict):
            look_at_line(place, "title", table(each, Standard, place).title)
    if isinstance(fields := raw.get("fields"), dict):
        table(fields, CpdFields, "[regulator.fields]")
    found = table(raw, Regulator, where)
    look_at_line(where, "name", found.name)
    look_at_line(where, "standards_name", found.standards_name)
    look_at_line(where, "note", found.note, NOTE)
    for key, label in asdict(found.fields).items():
        look_at_line("[regulator.fields]", key, label)
    look_at_standards("regulator.standards", (each.id for each in found.standards))
    look_at_day(where, "year_begins", found.year_begins)
    if found.with_peers > found.pieces:
        raise wrong(where, _('"with_peers" is more than "pieces". Write a smaller number.'))
    return found
