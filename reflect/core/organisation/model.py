"""The organisation: name, contacts, regulator, languages and defaults, from `organisation.toml`.

Everything that differs between organisations is in a file in the data folder, so that none of it is
in code and an upgrade does not overwrite it. Defaults replace a missing file and missing lines. All
values are public: they are shown to everybody.
"""

import re
from typing import TYPE_CHECKING, Annotated, Final, Literal, get_args

from msgspec import Meta

from reflect.core.crypto.team_tally import MAX_TEAM_MEMBERS
from reflect.core.disclosure.team_release import MIN_SHARERS
from reflect.core.i18n import DisplayText
from reflect.core.organisation import uk_defaults
from reflect.core.strict_toml import NOT_BLANK, FrozenTable, Id, Text

if TYPE_CHECKING:
    Wording = DisplayText
else:  # a file has a text; only defaults are lazy, and msgspec does not check these
    Wording = str

ORGANISATION_FILE: Final = "organisation.toml"  # in the data folder
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Minutes = Annotated[int, Meta(ge=1, le=480)]
Weeks = Annotated[int, Meta(ge=1, le=26)]


class Contact(FrozenTable, kw_only=True, frozen=True):
    """A contact; empty fields are not shown."""

    label: Text
    email: str = ""
    phone: str = ""
    page: str = ""

    @property
    def dial(self) -> str:
        """The phone number for a `tel:` link."""
        return re.sub(r"[^+0-9]", "", self.phone.replace("(0)", ""))


class Contacts(FrozenTable, kw_only=True, frozen=True, rename="kebab"):
    """Contacts by purpose."""

    reflect: Contact | None = None  # questions about Reflect itself
    data_protection: Contact | None = None  # the data protection officer
    wellbeing: Contact | None = None  # occupational health, or a support line
    union: Contact | None = None
    out_of_hours: Contact | None = None  # safeguarding, at night and on days off
    accessibility: Contact | None = None  # barriers on these pages

    def by_name(self) -> list[tuple[str, Contact | None]]:
        """Name in the file and contact, in the order of the fields."""
        pairs = zip(self.__struct_encode_fields__, self.__struct_fields__, strict=True)
        return [(name, getattr(self, attribute)) for name, attribute in pairs]


STAGES: Final = ("first-six-weeks", "to-six-months", "from-six-months", "experienced")


class StageWeeks(FrozenTable, kw_only=True, frozen=True, rename="kebab"):
    """Weeks between formal supervisions by career stage; the defaults are the LGA's."""

    first_six_weeks: Weeks = 1
    to_six_months: Weeks = 2
    from_six_months: Weeks = 4
    experienced: Weeks = 4
    says: Wording = uk_defaults.STAGES_SAY

    def of(self, stage: str) -> int:
        """Weeks for a stage; 0 for an unknown stage."""
        number: int = getattr(self, stage.replace("-", "_"), 0) if stage in STAGES else 0
        return number


class Defaults(FrozenTable, kw_only=True, frozen=True):
    """Initial values, which a person or a team can change."""

    supervision_weeks: Weeks = 4  # between formal supervisions, without a career stage
    supervision_weeks_by_stage: StageWeeks = StageWeeks()
    supervision_minutes: Minutes = uk_defaults.SUPERVISION_MINUTES  # least length of one
    supervision_standard: Wording = uk_defaults.SUPERVISION_STANDARD
    # how many must share before figures are shown, in a new team
    least: Annotated[int, Meta(ge=MIN_SHARERS, le=MAX_TEAM_MEMBERS)] = MIN_SHARERS
    instruments: tuple[Id, ...] = ()  # of a new team, besides the weekly check-in
    monthly_sets: tuple[Id, ...] = ()  # asked in turn; empty: those that come with Reflect
    reminder_day: Weekday = "friday"
    reminder_hour: str = "16:00"

    @property
    def reminder_weekday(self) -> int:
        """The reminder's day of the week: 0 Monday to 6 Sunday."""
        return get_args(Weekday).index(self.reminder_day)


class Standard(FrozenTable, kw_only=True, frozen=True):
    """One of the regulator's standards that a CPD entry may name."""

    id: str
    title: Annotated[Wording, NOT_BLANK]

    @property
    def label(self) -> str:
        """Id and title, for a list."""
        return f"{self.id} {self.title}"


DEFAULT_STANDARDS: Final = tuple(
    Standard(id=name, title=title) for name, title in uk_defaults.STANDARDS
)


class CpdFields(FrozenTable, kw_only=True, frozen=True):
    """The field names of the regulator's form; for an empty one, Reflect's own is used."""

    type: str = ""
    description: str = ""
    date: str = ""
    learnt: str = ""
    impact: str = ""
    peer_learnt: str = ""


class Regulator(FrozenTable, kw_only=True, frozen=True):
    """The regulator and its CPD rules; the default is England's."""

    name: Text = uk_defaults.REGULATOR
    standards_name: Annotated[Wording, NOT_BLANK] = uk_defaults.STANDARDS_NAME
    standards: tuple[Standard, ...] = DEFAULT_STANDARDS
    pieces: Annotated[int, Meta(ge=0, le=100)] = uk_defaults.PIECES  # different ones a year
    with_peers: Annotated[int, Meta(ge=0, le=100)] = uk_defaults.WITH_PEERS  # of these, with peers
    year_begins: str = uk_defaults.YEAR_BEGINS  # month and day; the day before is the deadline
    note: Wording = uk_defaults.REGULATOR_NOTE
    fields: CpdFields = CpdFields()

    @property
    def has_default_standards(self) -> bool:
        """Whether the standards are the default ones, also if the file repeats them."""
        return [each.label for each in self.standards] == [each.label for each in DEFAULT_STANDARDS]

    @property
    def year_start(self) -> tuple[int, int]:
        """Month and day on which the registration year starts."""
        month, _hyphen, day = self.year_begins.partition("-")
        return int(month), int(day)


class WhereToTurn(FrozenTable, kw_only=True, frozen=True):
    """The lines of the page with support contacts; an empty list leaves a part out."""

    at_work: tuple[Annotated[Wording, NOT_BLANK], ...] = uk_defaults.AT_WORK
    unions: tuple[Annotated[Wording, NOT_BLANK], ...] = uk_defaults.UNIONS
    outside: tuple[Annotated[Wording, NOT_BLANK], ...] = uk_defaults.OUTSIDE


class SwitchedOff(FrozenTable, kw_only=True, frozen=True):
    """Ids of content that comes with Reflect and is not offered on this site."""

    guides: tuple[Id, ...] = ()
    teaching: tuple[Id, ...] = ()
    instruments: tuple[Id, ...] = ()


class Organisation(FrozenTable, kw_only=True, frozen=True):
    """The whole of `organisation.toml`."""

    name: Text = ""  # empty: a site without an organisation
    short_name: Text = ""
    languages: tuple[str, ...] = ("en",)  # the first is the default
    leave_quickly: Text = uk_defaults.LEAVE_QUICKLY
    contacts: Contacts = Contacts()
    where_to_turn: WhereToTurn = WhereToTurn()
    defaults: Defaults = Defaults()
    regulator: Regulator = Regulator()
    switched_off: SwitchedOff = SwitchedOff()

    @property
    def display_name(self) -> str:
        """The short name, or else the name."""
        return self.short_name or self.name

    @property
    def site_title(self) -> str:
        """Product and organisation, for page titles and authenticator apps."""
        return f"Reflect, {self.display_name}" if self.display_name else "Reflect"


DEFAULT_ORGANISATION: Final = Organisation()
