"""What the rows of an archive look like, written once: for checking one, and for its schema.

Fields that are not named here are let through, because a later Reflect may keep more. What is named
is what pages rely on: a row that has it cannot break them.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

ARCHIVE_FORMAT, ARCHIVE_VERSION = "reflect-archive", 1

_END = r"(?![\s\S])"  # the very end, to Python and to JSON Schema alike
Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,39}" + _END)]
_WEEK = "2[01][0-9]{2}-W[0-5][0-9]"
WeekString = Annotated[str, Meta(pattern=f"^{_WEEK}{_END}")]
OptionalWeekString = Annotated[str, Meta(pattern=f"^({_WEEK})?{_END}")]  # "" for none
MonthString = Annotated[str, Meta(pattern=r"^2[01][0-9]{2}-(0[1-9]|1[0-2])" + _END)]
RegistrationYearString = Annotated[str, Meta(pattern=r"^2[01][0-9]{2}-[0-9]{2}" + _END)]
TeamIdString = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}" + _END)]
WindowNumber = Annotated[int, Meta(ge=0, le=100_000)]
TimestampString = Annotated[str, Meta(pattern=r"^2[01][0-9]{2}-\d\d-\d\dT\d\d:\d\dZ" + _END)]
InstrumentVersion = Annotated[int, Meta(ge=1, le=9999)]  # version of a questionnaire


class Strict(Struct, forbid_unknown_fields=True):
    """A key: nothing but its parts."""


class OfWeek(Strict):
    """A questionnaire in one week."""

    instrument: Id
    week: WeekString


class OfWindow(Strict):
    """A team's window."""

    team: TeamIdString
    instrument: Id
    window: WindowNumber


class OfYear(Strict):
    """A registration year."""

    year: RegistrationYearString


class OfMonth(Strict):
    """A month."""

    month: MonthString


class Whole(Strict):
    """There is one row of this kind."""


class AnswersValue(Struct):
    """Item -> answer: see the codebook."""

    version: InstrumentVersion
    saved: TimestampString
    answers: dict[Id, int | str | list[int]]
    away: bool = False
    counts: bool = False


class NotesValue(Struct):
    """Item -> what was written."""

    version: InstrumentVersion
    saved: TimestampString
    texts: dict[Id, str]
    prompt: int = 0
    themes: list[str] = []
    functions: list[str] = []


class DraftValue(Struct):
    """Box -> what was typed; `base`: the save of the answers that it began from."""

    version: InstrumentVersion
    saved: TimestampString
    edition: str
    fields: dict[str, str | list[str]]
    base: int = 0
    aside: dict[str, Any] = {}


class ActionValue(Struct):
    """One thing that was planned."""

    id: str
    week: WeekString
    planned: str
    text: str
    whose: int = 0
    supervision: bool = False
    outcome: str = ""
    answered: str = ""


class ActionsValue(Struct):
    """All of them."""

    actions: list[ActionValue]


class CpdEntry(Struct):
    """One piece of CPD."""

    id: str
    saved: str
    standards: list[str]
    type: str = ""
    description: str = ""
    date: str = ""
    learnt: str = ""
    impact: str = ""
    peer: bool = False
    peer_learnt: str = ""
    draft: bool = True
    from_week: str = ""
    saves: int = 0


class CpdValue(Struct):
    """The pieces of one registration year."""

    entries: list[CpdEntry]
    saved: str = ""


class JournalValue(Struct):
    """Box -> what was written when looking back on a month."""

    saved: TimestampString
    texts: dict[str, str] = {}
    depth: str = ""
    themes: list[str] = []
    functions: list[str] = []


class ChangeValue(Struct):
    """Something that changed for a person, from a week on."""

    week: WeekString
    kind: str
    words: str = ""
    baseline: bool = False
    known: bool = False


class PauseValue(Struct):
    """Weeks in a row in which a person was away."""

    week: WeekString
    until: OptionalWeekString


class ExperimentValue(Strict):
    """Weeks drawn in pairs. Order: for each pair, t if the test week is first, u if not."""

    week: WeekString
    words: str
    scale: Id
    direction: Literal["higher", "lower"]
    order: Annotated[str, Meta(pattern=r"^[tu]{1,12}" + _END)]
    is_stopped: bool
    departures: list[WeekString]


class SettingsValue(Struct):
    """What a person set for themselves."""

    shown: str = ""
    interval: Annotated[int, Meta(ge=0, le=26)] = 0
    stage: str = ""
    first_week: OptionalWeekString = ""
    first_set: OptionalWeekString = ""
    first_year: bool = False
    changes: list[ChangeValue] = []
    pauses: list[PauseValue] = []
    experiments: list[ExperimentValue] = []


class Answers(Struct, tag_field="kind", tag="answers"):
    """Ticks and numbers of a week."""

    key: OfWeek
    value: AnswersValue


class Notes(Struct, tag_field="kind", tag="notes"):
    """Texts of a week."""

    key: OfWeek
    value: NotesValue


class Draft(Struct, tag_field="kind", tag="draft"):
    """Something begun and not sent."""

    key: OfWeek
    value: DraftValue


class Share(Struct, tag_field="kind", tag="share"):
    """What was shared with a team: scale -> hundredths of a point."""

    key: OfWindow
    value: dict[str, int]


class Cpd(Struct, tag_field="kind", tag="cpd"):
    """CPD entries of a registration year."""

    key: OfYear
    value: CpdValue


class Journal(Struct, tag_field="kind", tag="journal"):
    """The journal of a month."""

    key: OfMonth
    value: JournalValue


class Actions(Struct, tag_field="kind", tag="actions"):
    """The list of actions."""

    key: Whole
    value: ActionsValue


class Settings(Struct, tag_field="kind", tag="settings"):
    """The settings, without the secret of a second factor and its spare codes."""

    key: Whole
    value: SettingsValue


ArchivedRow = Answers | Notes | Draft | Share | Cpd | Journal | Actions | Settings


class Archive(Struct, kw_only=True):
    """The whole of `reflect.json`."""

    format: Annotated[str, Meta(pattern="^" + ARCHIVE_FORMAT + _END)]
    version: Annotated[int, Meta(ge=ARCHIVE_VERSION, le=ARCHIVE_VERSION)]
    made: TimestampString
    rows: list[ArchivedRow]


def build_json_schema() -> bytes:
    """The JSON Schema (2020-12) of `reflect.json`, for whoever reads it without Reflect."""
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    found |= msgspec.json.schema(Archive)
    return msgspec.json.format(msgspec.json.encode(found), indent=1)
