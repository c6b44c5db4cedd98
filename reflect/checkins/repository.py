"""Repository of the check-in: the stored state of one week, and whether it can be filled in.

Draft, answers, texts, actions and settings are read in one statement, because a page of the
check-in is opened far more often than anything else. A draft older than the answers, as after
old records were restored, counts as none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import actions
from reflect.checkins.fields import Fields, as_fields, fields_from_actions
from reflect.checkins.page_layout import Layout, layout_of
from reflect.core.crypto.primitives import DecryptionError, KeyPart
from reflect.core.crypto.vault import RowKind, Vault
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.instruments.model import Instrument
from reflect.core.weeks import Week
from reflect.vaults.editing import edition_of
from reflect.vaults.repository import EMPTY, StoredRow

Name = tuple[RowKind, tuple[KeyPart, ...]]
MAX_LOOKBACK_WEEKS = 104  # how far back weeks are searched and can be marked as away


@dataclass(frozen=True, slots=True)
class Pause:
    """A range of weeks, both ends included."""

    first: Week
    last: Week | None = None  # None: it is open

    def holds(self, week: Week) -> bool:
        """Whether the pause includes a week."""
        return self.first <= week and (self.last is None or week <= self.last)


def parse_pauses(row: Mapping[str, Any]) -> list[Pause]:
    """The pauses in a decrypted settings row, oldest first."""
    pauses = [
        Pause(Week.parse(each["week"]), Week.parse(each["until"]) if each["until"] else None)
        for each in row.get("pauses", [])
    ]
    return sorted(pauses, key=lambda pause: pause.first)


def is_paused(pauses: Iterable[Pause], week: Week) -> bool:
    """Whether one of the pauses includes a week."""
    return any(pause.holds(week) for pause in pauses)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """An instrument to be answered for one week."""

    instrument: Instrument
    week: Week
    layout: Layout = field(init=False, repr=False, compare=False)  # its pages

    def __post_init__(self) -> None:
        object.__setattr__(self, "layout", layout_of(self.instrument))

    @property
    def key(self) -> tuple[str, str]:
        """The key of its vault rows."""
        return (self.instrument.id, str(self.week))


@dataclass(frozen=True, slots=True)
class WeekState:
    """The stored rows of one week."""

    questionnaire: Questionnaire
    draft: StoredRow
    answers: StoredRow
    notes: StoredRow
    actions: StoredRow
    settings: StoredRow
    previous_answers: StoredRow  # the answers of the week before
    fields: Fields  # of all pages: the draft's, or else those of the saved check-in
    edition: str

    @property
    def is_away(self) -> bool:
        """Whether the week is marked as away."""
        return bool(self.answers.value.get("away"))

    @property
    def is_answered(self) -> bool:
        """Whether a check-in was submitted."""
        return self.answers.rev > 0 and not self.is_away

    @property
    def is_paused(self) -> bool:
        """Whether the week is in a pause and has no answers."""
        pauses = parse_pauses(self.settings.value)
        return not self.answers.rev and is_paused(pauses, self.questionnaire.week)

    @property
    def is_begun(self) -> bool:
        """Whether there is a draft."""
        return bool(self.draft.value)

    @property
    def revision(self) -> str:
        """Changes with each save of answers, texts or draft; lock of the form that deletes them."""
        return edition_of(self.edition, self.draft.rev, self.answers.rev, self.notes.rev)

    @property
    def first_week(self) -> Week | None:
        """The person's first week with a check-in, if there is one."""
        return parse_first_week(self.settings.value)


def load_week(db: Connection, vault: Vault, sheet: Questionnaire) -> WeekState:
    """The stored rows of a week, in one statement.

    The answers of the week before are only offered for copying, so damaged ones count as missing.

    Raises:
        DecryptionError: another row does not decrypt.
    """
    week: list[Name] = [("draft", sheet.key), ("answers", sheet.key), ("notes", sheet.key)]
    before: Name = ("answers", (sheet.instrument.id, str(sheet.week + -1)))
    names: list[Name] = [*week, ("actions", ()), ("settings", ()), before]
    closed: set[Name] = set()
    rows = vaults.load_kinds(db, vault, names, closed)
    if closed - {before}:
        raise DecryptionError
    draft, answers, notes, planned, settings, earlier = (rows.get(n, EMPTY) for n in names)
    if not answers.value.get("away") and draft.value.get("saved", "") < saved_at(answers):
        draft = StoredRow(draft.rev, {})
    fields = fields_from_answers(sheet, answers, notes, planned)
    if draft.value:
        fields = draft.value["fields"]
    edition = current_edition(draft, answers)
    return WeekState(
        sheet, draft, answers, notes, planned, settings, earlier, fields=fields, edition=edition
    )


def is_week_open(stored: WeekState, now: datetime) -> bool:
    """Whether it can be filled in: this week, last week, or a past one with draft or answers."""
    this_week, week = Week.of(now), stored.questionnaire.week
    known = stored.is_answered or stored.is_begun
    return week <= this_week and (week >= this_week + -1 or known)


def require_open_week(stored: WeekState, now: datetime) -> None:
    """Require a week that can be filled in.

    Raises:
        NotFound: it cannot.
    """
    if not is_week_open(stored, now):
        raise NotFound(_("Only this week and last week can be filled in."))


def parse_first_week(settings: dict[str, Any], *names: str) -> Week | None:
    """The earliest week in the settings row under `names`; without names, of a check-in."""
    known = [settings[name] for name in names or ("first_week",) if settings.get(name)]
    return Week.parse(min(known)) if known else None


def format_minute(now: datetime) -> str:
    """The time in UTC to the minute, as rows store it: `2026-11-27T16:05Z`."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def saved_at(row: StoredRow) -> str:
    """When a row was saved (see `format_minute`); empty: never."""
    return str(row.value.get("saved", ""))


def current_edition(draft: StoredRow, answers: StoredRow) -> str:
    """The edition for a form rendered now: of the draft, else of the submitted check-in."""
    if draft.value:
        return str(draft.value["edition"])
    is_answered = answers.rev and not answers.value.get("away")
    return f"answers-{answers.rev}" if is_answered else "new"


def fields_from_answers(
    sheet: Questionnaire, answers: StoredRow, notes: StoredRow, planned: StoredRow
) -> Fields:
    """The form fields of the submitted check-in, including the week's action."""
    is_weekly = sheet.instrument.is_weekly
    own = fields_from_actions(actions.parse_actions(planned.value), sheet.week) if is_weekly else {}
    given, texts = answers.value.get("answers", {}), notes.value.get("texts", {})
    return as_fields(sheet.layout, given, texts, own)
