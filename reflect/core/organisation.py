"""Whose site this is: name, contacts, regulator, languages and defaults, from `organisation.toml`.

All that differs from one organisation to the next stands in a file of its data folder, so that none
of it is in code, and an upgrade never takes it away. Without the file, and for every line left out,
what comes with Reflect holds. Its values are shown to everybody: nothing private belongs there.
"""

from pathlib import Path
from typing import Annotated, Final, Literal

from msgspec import Meta, field

from reflect.core.errors import Invalid
from reflect.core.organisation_checks import (
    NOTE,
    look_at_contact,
    look_at_day,
    look_at_hour,
    look_at_languages,
    look_at_line,
    look_at_page,
    look_at_standards,
)
from reflect.core.strict_toml import (
    Frozen,
    Id,
    Strict,
    Table,
    Text,
    bytes_of,
    read,
    table,
    text_of,
    wrong,
)
from reflect.core.words import _, later

FILE: Final = "organisation.toml"  # in the data folder
LARGEST: Final = 256 * 1024  # bytes; a file that is larger is another one
TOP: Final = later("top of the file")

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Weeks = Annotated[int, Meta(ge=1, le=26)]


class Contact(Frozen, kw_only=True, frozen=True):
    """Somebody to turn to, and how; an empty text is a way that there is not."""

    label: Text
    email: str = ""
    phone: str = ""
    page: str = ""


class Contacts(Frozen, kw_only=True, frozen=True, rename="kebab"):
    """Whom people may turn to, by what for."""

    reflect: Contact | None = None  # questions about Reflect itself
    data_protection: Contact | None = None  # the data protection officer
    wellbeing: Contact | None = None  # occupational health, or a line of support
    union: Contact | None = None
    out_of_hours: Contact | None = None  # safeguarding, at night and on days off
    accessibility: Contact | None = None  # barriers on these pages


class StageWeeks(Frozen, kw_only=True, frozen=True, rename="kebab"):
    """Weeks between formal supervisions, by the stage of one's career; the LGA's, unless said."""

    first_six_weeks: Weeks = 1
    to_six_months: Weeks = 2
    from_six_months: Weeks = 4
    experienced: Weeks = 4


class Defaults(Frozen, kw_only=True, frozen=True):
    """What holds until a person or a team says otherwise."""

    supervision_weeks: Weeks = 4  # between formal supervisions, where the stage is not said
    supervision_weeks_by_stage: StageWeeks = StageWeeks()
    least: Annotated[int, Meta(ge=5, le=100)] = 5  # sharers, in a new team
    instruments: tuple[Id, ...] = ()  # that a new team runs beside the weekly check-in
    reminder_day: Weekday = "friday"
    reminder_hour: str = "16:00"


class Standard(Frozen, kw_only=True, frozen=True):
    """One of the regulator's standards that a CPD entry may name."""

    id: str
    title: Text


STANDARDS: Final = (
    Standard(id="4.1", title=later("Feedback")),
    Standard(id="4.2", title=later("Supervision")),
    Standard(id="4.3", title=later("Research and theory")),
    Standard(id="4.4", title=later("Current issues")),
    Standard(id="4.5", title=later("Learning culture")),
    Standard(id="4.6", title=later("Reflection")),
    Standard(id="4.7", title=later("Recording")),
    Standard(id="4.8", title=later("Values and ethics")),
)


class Regulator(Frozen, kw_only=True, frozen=True):
    """Who asks for CPD, and what; without a table of its own, it is that of England."""

    name: Text = "Social Work England"
    standards_name: Text = later("standard 4")
    standards: tuple[Standard, ...] = STANDARDS
    pieces: Annotated[int, Meta(ge=0, le=100)] = 2  # different ones in a year
    with_peers: Annotated[int, Meta(ge=0, le=100)] = 1  # of them with peer reflection
    year_begins: str = "12-01"  # month and day; the day before is the last to record them
    note: str = later(
        "This holds for England. Scotland, Wales and Northern Ireland have regulators of their "
        "own, with other rules."
    )


class SwitchedOff(Frozen, kw_only=True, frozen=True):
    """What comes with Reflect and is not offered here, by its id."""

    guides: tuple[Id, ...] = ()
    teaching: tuple[Id, ...] = ()
    instruments: tuple[Id, ...] = ()


class Organisation(Frozen, kw_only=True, frozen=True):
    """The whole file."""

    name: str = ""  # empty: nobody's
    short_name: str = ""
    languages: tuple[str, ...] = ("en",)  # the first is the default
    leave_quickly: str = "https://www.bbc.co.uk/weather"
    contacts: Contacts = Contacts()
    defaults: Defaults = Defaults()
    regulator: Regulator = Regulator()
    switched_off: SwitchedOff = SwitchedOff()

    @property
    def short(self) -> str:
        """The name where there is little room."""
        return self.short_name or self.name


NOBODYS: Final = Organisation()


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
    look_at_line(TOP, "short_name", file.short_name)
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


def _defaults(raw: Table) -> Defaults:
    where, stages = "[defaults]", raw.get("supervision_weeks_by_stage")
    if isinstance(stages, dict):
        table(stages, StageWeeks, "[defaults.supervision_weeks_by_stage]")
    found = table(raw, Defaults, where)
    look_at_hour(where, "reminder_hour", found.reminder_hour)
    return found


def _regulator(raw: Table) -> Regulator:
    where, standards = "[regulator]", raw.get("standards")
    for number, each in enumerate(standards if isinstance(standards, list) else [], 1):
        place = f"regulator.standards[{number}]"
        if isinstance(each, dict):
            look_at_line(place, "title", table(each, Standard, place).title)
    found = table(raw, Regulator, where)
    look_at_line(where, "name", found.name)
    look_at_line(where, "standards_name", found.standards_name)
    look_at_line(where, "note", found.note, NOTE)
    look_at_standards("regulator.standards", (each.id for each in found.standards))
    look_at_day(where, "year_begins", found.year_begins)
    if found.with_peers > found.pieces:
        raise wrong(where, _('"with_peers" is more than "pieces". Write a smaller number.'))
    return found
