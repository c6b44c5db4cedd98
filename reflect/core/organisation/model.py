"""Whose site this is: name, contacts, regulator, languages and defaults, from `organisation.toml`.

All that differs from one organisation to the next stands in a file of its data folder, so that none
of it is in code, and an upgrade never takes it away. Without the file, and for every line left out,
what comes with Reflect holds. Its values are shown to everybody: nothing private belongs there.
"""

import re
from typing import Annotated, Final, Literal, get_args

from msgspec import Meta

from reflect.core.crypto.team_tally import MAX_TEAM_MEMBERS
from reflect.core.disclosure.team_release import MIN_SHARERS
from reflect.core.organisation import uk_defaults
from reflect.core.strict_toml import FrozenTable, Id, Text

ORGANISATION_FILE: Final = "organisation.toml"  # in the data folder
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Minutes = Annotated[int, Meta(ge=1, le=480)]
Weeks = Annotated[int, Meta(ge=1, le=26)]


class Contact(FrozenTable, kw_only=True, frozen=True):
    """Somebody to turn to, and how; an empty text is a way that there is not."""

    label: Text
    email: str = ""
    phone: str = ""
    page: str = ""

    @property
    def dial(self) -> str:
        """The phone number as a telephone takes it."""
        return re.sub(r"[^+0-9]", "", self.phone.replace("(0)", ""))


class Contacts(FrozenTable, kw_only=True, frozen=True, rename="kebab"):
    """Whom people may turn to, by what for."""

    reflect: Contact | None = None  # questions about Reflect itself
    data_protection: Contact | None = None  # the data protection officer
    wellbeing: Contact | None = None  # occupational health, or a line of support
    union: Contact | None = None
    out_of_hours: Contact | None = None  # safeguarding, at night and on days off
    accessibility: Contact | None = None  # barriers on these pages

    def by_name(self) -> list[tuple[str, Contact | None]]:
        """Each as the file names it, in its order."""
        pairs = zip(self.__struct_encode_fields__, self.__struct_fields__, strict=True)
        return [(name, getattr(self, attribute)) for name, attribute in pairs]


STAGES: Final = ("first-six-weeks", "to-six-months", "from-six-months", "experienced")


class StageWeeks(FrozenTable, kw_only=True, frozen=True, rename="kebab"):
    """Weeks between formal supervisions, by the stage of one's career; the LGA's, unless said."""

    first_six_weeks: Weeks = 1
    to_six_months: Weeks = 2
    from_six_months: Weeks = 4
    experienced: Weeks = 4
    says: str = uk_defaults.STAGES_SAY

    def of(self, stage: str) -> int:
        """Weeks for a stage; 0: there is none of this name."""
        number: int = getattr(self, stage.replace("-", "_"), 0) if stage in STAGES else 0
        return number


class Defaults(FrozenTable, kw_only=True, frozen=True):
    """What holds until a person or a team says otherwise."""

    supervision_weeks: Weeks = 4  # between formal supervisions, where the stage is not said
    supervision_weeks_by_stage: StageWeeks = StageWeeks()
    supervision_minutes: Minutes = uk_defaults.SUPERVISION_MINUTES  # that one is to last
    supervision_standard: str = uk_defaults.SUPERVISION_STANDARD
    least: Annotated[int, Meta(ge=MIN_SHARERS, le=MAX_TEAM_MEMBERS)] = (
        MIN_SHARERS  # sharers, in a new team
    )
    instruments: tuple[Id, ...] = ()  # that a new team runs beside the weekly check-in
    monthly_sets: tuple[Id, ...] = ()  # that take turns; empty: those that come with Reflect
    reminder_day: Weekday = "friday"
    reminder_hour: str = "16:00"

    @property
    def reminder_weekday(self) -> int:
        """The reminder's day: 0 Monday to 6 Sunday."""
        return get_args(Weekday).index(self.reminder_day)


class Standard(FrozenTable, kw_only=True, frozen=True):
    """One of the regulator's standards that a CPD entry may name."""

    id: str
    title: Text

    @property
    def label(self) -> str:
        """Both, for a list."""
        return f"{self.id} {self.title}"


DEFAULT_STANDARDS: Final = tuple(
    Standard(id=name, title=title) for name, title in uk_defaults.STANDARDS
)


class CpdFields(FrozenTable, kw_only=True, frozen=True):
    """How the regulator's form names its fields; an empty text is our own name for it."""

    type: str = ""
    description: str = ""
    date: str = ""
    learnt: str = ""
    impact: str = ""
    peer_learnt: str = ""


class Regulator(FrozenTable, kw_only=True, frozen=True):
    """Who asks for CPD, and what; without a table of its own, it is that of England."""

    name: Text = uk_defaults.REGULATOR
    standards_name: Text = uk_defaults.STANDARDS_NAME
    standards: tuple[Standard, ...] = DEFAULT_STANDARDS
    pieces: Annotated[int, Meta(ge=0, le=100)] = uk_defaults.PIECES  # different ones in a year
    with_peers: Annotated[int, Meta(ge=0, le=100)] = (
        uk_defaults.WITH_PEERS
    )  # of them with peer reflection
    year_begins: str = (
        uk_defaults.YEAR_BEGINS
    )  # month and day; the day before is the last to record them
    note: str = uk_defaults.REGULATOR_NOTE
    fields: CpdFields = CpdFields()

    @property
    def year_start(self) -> tuple[int, int]:
        """Month and day on which its year begins."""
        month, _hyphen, day = self.year_begins.partition("-")
        return int(month), int(day)


class WhereToTurn(FrozenTable, kw_only=True, frozen=True):
    """Lines of that page, part by part; an empty list leaves a part out."""

    at_work: tuple[Text, ...] = uk_defaults.AT_WORK
    unions: tuple[Text, ...] = uk_defaults.UNIONS
    outside: tuple[Text, ...] = uk_defaults.OUTSIDE


class SwitchedOff(FrozenTable, kw_only=True, frozen=True):
    """What comes with Reflect and is not offered here, by its id."""

    guides: tuple[Id, ...] = ()
    teaching: tuple[Id, ...] = ()
    instruments: tuple[Id, ...] = ()


class Organisation(FrozenTable, kw_only=True, frozen=True):
    """The whole file."""

    name: str = ""  # empty: nobody's
    short_name: str = ""
    languages: tuple[str, ...] = ("en",)  # the first is the default
    leave_quickly: str = uk_defaults.LEAVE_QUICKLY
    contacts: Contacts = Contacts()
    where_to_turn: WhereToTurn = WhereToTurn()
    defaults: Defaults = Defaults()
    regulator: Regulator = Regulator()
    switched_off: SwitchedOff = SwitchedOff()

    @property
    def display_name(self) -> str:
        """The name where there is little room."""
        return self.short_name or self.name

    @property
    def site_title(self) -> str:
        """The product, and whose it is: for titles, and for the apps of other people."""
        return f"Reflect, {self.display_name}" if self.display_name else "Reflect"


DEFAULT_ORGANISATION: Final = Organisation()
