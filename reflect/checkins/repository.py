"""Loading what is stored about one week: draft, answers, texts, actions, settings, pauses.

All of it is loaded in one statement, because a page of the check-in is opened more often than
anything else. A draft that is older than the answers beside it, as after an import of old records,
is ignored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import actions
from reflect.checkins.form_values import Fields, as_fields, fields_from_actions
from reflect.checkins.page_layout import Layout, layout_of
from reflect.core.crypto.primitives import DecryptionError, KeyPart
from reflect.core.crypto.vault import RowKind, Vault
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.instruments.model import Instrument
from reflect.core.weeks import Week
from reflect.vaults.repository import EMPTY, StoredRow

Name = tuple[RowKind, tuple[KeyPart, ...]]
MAX_LOOKBACK_WEEKS = 104  # weeks back to which one looks, and can mark a week away


@dataclass(frozen=True, slots=True)
class Pause:
    """Consecutive weeks, first and last included."""

    first: Week
    last: Week | None = None  # None: it has no end yet

    def holds(self, week: Week) -> bool:
        """Whether a week is in the pause."""
        return self.first <= week and (self.last is None or week <= self.last)


def parse_pauses(row: Mapping[str, Any]) -> list[Pause]:
    """The pauses in a decrypted settings row, oldest first."""
    found = [
        Pause(Week.parse(each["week"]), Week.parse(each["until"]) if each["until"] else None)
        for each in row.get("pauses", [])
    ]
    return sorted(found, key=lambda pause: pause.first)


def is_paused(pauses: Iterable[Pause], week: Week) -> bool:
    """Whether a week is in one of the pauses."""
    return any(pause.holds(week) for pause in pauses)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """An instrument for one week: the key of its rows."""

    instrument: Instrument
    week: Week
    layout: Layout = field(init=False, repr=False, compare=False)  # its pages

    def __post_init__(self) -> None:
        object.__setattr__(self, "layout", layout_of(self.instrument))

    @property
    def key(self) -> tuple[str, str]:
        """The key of its rows."""
        return (self.instrument.id, str(self.week))


@dataclass(frozen=True, slots=True)
class WeekState:
    """Everything that is stored about one week."""

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
        """Whether the week is marked as a week away."""
        return bool(self.answers.value.get("away"))

    @property
    def is_answered(self) -> bool:
        """Whether a check-in was sent."""
        return self.answers.rev > 0 and not self.is_away

    @property
    def is_paused(self) -> bool:
        """Whether a week is in one of the pauses."""
        return not self.answers.rev and is_paused(
            parse_pauses(self.settings.value), self.questionnaire.week
        )

    @property
    def is_begun(self) -> bool:
        """Whether there is a draft that was not sent."""
        return bool(self.draft.value)

    @property
    def revision(self) -> str:
        """A value that changes with each save, for forms that delete."""
        return f"{self.edition} {self.draft.rev} {self.answers.rev} {self.notes.rev}"

    @property
    def first_week(self) -> Week | None:
        """The person's first week with a check-in, or None."""
        return parse_first_week(self.settings.value)


def load_week(db: Connection, vault: Vault, sheet: Questionnaire) -> WeekState:
    """Load everything that is stored about a week, in one statement.

    The week before is looked at only to offer it: where it does not open, it counts as not there.

    Raises:
        DecryptionError: a row does not open.
    """
    week: list[Name] = [("draft", sheet.key), ("answers", sheet.key), ("notes", sheet.key)]
    before: Name = ("answers", (sheet.instrument.id, str(sheet.week + -1)))
    names: list[Name] = [*week, ("actions", ()), ("settings", ()), before]
    closed: set[Name] = set()
    found = vaults.load_kinds(db, vault, names, closed)
    if closed - {before}:
        raise DecryptionError
    draft, answers, notes, planned, settings, earlier = (found.get(n, EMPTY) for n in names)
    if not answers.value.get("away") and draft.value.get("saved", "") < saved_at(answers):
        draft = StoredRow(draft.rev, {})
    fields, edition = (
        fields_from_answers(sheet, answers, notes, planned),
        current_edition(draft, answers),
    )
    if draft.value:
        fields = draft.value["fields"]
    return WeekState(
        sheet, draft, answers, notes, planned, settings, earlier, fields=fields, edition=edition
    )


def is_week_open(stored: WeekState, now: datetime) -> bool:
    """Whether a week can be filled in: this week, the last, or one begun or sent before."""
    this_week, week = Week.of(now), stored.questionnaire.week
    known = stored.is_answered or stored.is_begun
    return week <= this_week and (week >= this_week + -1 or known)


def require_open_week(stored: WeekState, now: datetime) -> None:
    """Raise unless the week can be filled in.

    Raises:
        NotFound: it is not.
    """
    if not is_week_open(stored, now):
        raise NotFound(_("Only this week and last week can be filled in."))


def parse_first_week(settings: dict[str, Any], *names: str) -> Week | None:
    """The first week in the settings row: that with a check-in, unless `names` says more."""
    known = [settings[name] for name in names or ("first_week",) if settings.get(name)]
    return Week.parse(min(known)) if known else None


def format_minute(now: datetime) -> str:
    """A moment as rows store it: `2026-11-27T16:05Z`."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def saved_at(row: StoredRow) -> str:
    """When a row was saved, or None."""
    return str(row.value.get("saved", ""))


def current_edition(draft: StoredRow, answers: StoredRow) -> str:
    """The edition of a form made now: that of the draft, or of the sent check-in."""
    if draft.value:
        return str(draft.value["edition"])
    sent = answers.rev and not answers.value.get("away")
    return f"answers-{answers.rev}" if sent else "new"


def fields_from_answers(
    sheet: Questionnaire, answers: StoredRow, notes: StoredRow, planned: StoredRow
) -> Fields:
    """The field values of the sent check-in, the week's action included."""
    is_weekly = sheet.instrument.is_weekly
    own = fields_from_actions(actions.parse_actions(planned.value), sheet.week) if is_weekly else {}
    said_then, texts = answers.value.get("answers", {}), notes.value.get("texts", {})
    return as_fields(sheet.layout, said_then, texts, own)
