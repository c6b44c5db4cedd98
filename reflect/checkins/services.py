"""Sending a check-in, and marking a week as away.

Everything that a sent check-in changes is in one transaction with few statements: the answers, the
texts in a row of their own (charts never decrypt it), the action, the first week; the draft is
deleted. A monthly set is sent in the same way, but changes neither actions nor `first_week`. A row
is saved over the revision that was read, so a second click or a second tab overwrites nothing
unseen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import actions, drafts, history
from reflect.checkins.drafts import DraftConflict, DraftSaved, Submission
from reflect.checkins.form_values import Fields
from reflect.checkins.repository import (
    MAX_LOOKBACK_WEEKS,
    Questionnaire,
    WeekState,
    format_minute,
    load_week,
    require_open_week,
)
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.instruments.loader import prompt_for_week
from reflect.core.tags import TAG_KEYS
from reflect.core.weeks import LONDON, Week


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One week's validated check-in."""

    answers: Mapping[str, Any] = field(default_factory=dict)  # item -> answer, see core.scoring
    texts: Mapping[str, str] = field(default_factory=dict)  # item -> what was written
    planned: actions.ActionInput = field(default_factory=actions.ActionInput)
    outcome: str = ""  # of the last action: done, carried, let_go; empty: no answer

    @property
    def is_empty(self) -> bool:
        """Whether there are no answers and no text."""
        return not (self.answers or self.texts or self.planned.text or self.outcome)


class ValidationOutcome(Protocol):
    """A validated form: its values, or its errors."""

    @property
    def check_in(self) -> CheckIn:
        """The values."""

    @property
    def problems(self) -> Mapping[str, Mapping[str, str]]:
        """Page -> field -> error."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The check-in is saved."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The form has errors; what was typed is saved as a draft."""

    problems: Mapping[str, Mapping[str, str]]
    fields: Fields
    edition: str


@dataclass(frozen=True, slots=True)
class Away:
    """The week stays marked as away; what was typed is saved as a draft."""


def send_check_in(
    db: Connection,
    vault: Vault,
    sheet: Questionnaire,
    typed: Submission,
    check: Callable[[Fields], ValidationOutcome],
    now: datetime,
) -> Sent | Unfinished | Away | DraftConflict:
    """Merge the typed page into the draft, validate all pages, and save the check-in.

    Unfinished without problems: there is nothing in it, and nothing was kept.

    Raises:
        NotFound: this week cannot be filled in, or there is no such page.
        EditConflict: saved elsewhere in this very moment; try again.
    """
    stored = load_week(db, vault, sheet)
    require_open_week(stored, now)
    laid = drafts.merge_draft(stored, typed)
    if isinstance(laid, DraftConflict):
        return laid
    if stored.is_answered and not stored.is_begun and laid == stored.fields:
        return Sent()
    checked = check(laid)
    if stored.is_away or checked.problems or checked.check_in.is_empty:
        edition = drafts.save_draft(db, vault, stored, laid, typed.next_edition, now)
        return Away() if stored.is_away else Unfinished(checked.problems, laid, edition)
    _keep(db, vault, stored, checked.check_in, typed.next_edition, now)
    return Sent()


def copy_last_places(
    db: Connection, vault: Vault, sheet: Questionnaire, typed: Submission, now: datetime
) -> tuple[DraftSaved | DraftConflict, Week | None]:
    """Keep a page with the places of the last week that has any, and say which week that was.

    Raises:
        NotFound: this week cannot be filled in, or there is no such page.
        EditConflict: saved elsewhere in this very moment; try again.
    """
    found = history.find_last_places(db, vault, sheet.instrument, sheet.week)
    week, places = found or (None, {})
    filled = {**typed.fields, **{name: str(number) for name, number in places.items()}}
    return drafts.save_page(db, vault, sheet, replace(typed, fields=filled), now), week


def save_check_in(
    db: Connection, vault: Vault, sheet: Questionnaire, check_in: CheckIn, fresh: str, now: datetime
) -> None:
    """Save a validated check-in; `fresh` (8 random bytes, hex) is the id of a new action.

    Raises:
        EditConflict: saved elsewhere in this very moment; try again.
    """
    _keep(db, vault, load_week(db, vault, sheet), check_in, fresh, now)


def mark_away(db: Connection, vault: Vault, sheet: Questionnaire, now: datetime) -> bool:
    """Mark a week as away; False if it has answers, then nothing is changed.

    Raises:
        NotFound: this week cannot be marked.
    """
    stored = load_week(db, vault, sheet)
    require_markable_week(stored, now)
    if not stored.answers.rev:
        _keep_away(db, vault, stored, now)
    return not stored.is_answered


def delete_and_mark_away(
    db: Connection, vault: Vault, sheet: Questionnaire, edition: str, now: datetime
) -> bool:
    """Delete the answers, texts and draft of a week, and mark it as a week away.

    False: something was saved or typed since `edition`, and nothing was changed.

    Raises:
        NotFound: this week cannot be marked.
    """
    stored = load_week(db, vault, sheet)
    require_markable_week(stored, now)
    if not stored.is_away:
        if stored.revision != edition:
            return False
        vaults.delete(db, vault, "notes", *sheet.key)
        drafts.delete_draft(db, vault, stored)
        _keep_away(db, vault, stored, now)
    return True


def undo_away(db: Connection, vault: Vault, sheet: Questionnaire) -> None:
    """Unmark a week; without a mark nothing happens."""
    stored = load_week(db, vault, sheet)
    if stored.is_away:
        vaults.delete_if_unchanged(db, vault, "answers", *sheet.key, read=stored.answers.rev)


def require_markable_week(stored: WeekState, now: datetime) -> None:
    """Any week since the first one can be marked as away, at most two years back; none to come.

    Raises:
        NotFound: this one cannot.
    """
    this_week, week = Week.of(now), stored.questionnaire.week
    earliest = min(this_week + -1, stored.first_week or this_week)
    known = stored.answers.rev > 0
    if not max(earliest, this_week + -MAX_LOOKBACK_WEEKS) <= week <= this_week and not known:
        raise NotFound(_("This week cannot be marked as a week away."))


def _keep(
    db: Connection, vault: Vault, stored: WeekState, check_in: CheckIn, fresh: str, now: datetime
) -> None:
    sheet, moment = stored.questionnaire, format_minute(now)
    answers = {
        "answers": dict(check_in.answers),
        **{name: kept for name, kept in stored.answers.value.items() if name == "counts"},
        "saved": moment,
        "version": sheet.instrument.version,
    }
    vaults.save(db, vault, "answers", sheet.key, answers, read=stored.answers.rev)
    _keep_texts(db, vault, stored, check_in.texts, moment)
    if sheet.instrument.is_weekly:
        day = now.astimezone(LONDON).date()
        _keep_actions(db, vault, stored, check_in, (fresh, day))
    history.record_first_week(db, vault, stored)
    drafts.delete_draft(db, vault, stored)


def _keep_actions(
    db: Connection, vault: Vault, stored: WeekState, check_in: CheckIn, fresh: tuple[str, date]
) -> None:
    known = actions.parse_actions(stored.actions.value)
    week, planned = stored.questionnaire.week, check_in.planned
    then = actions.update_actions(known, week, planned, check_in.outcome, fresh)
    if then != known:
        vaults.save(
            db, vault, "actions", (), actions.serialise_actions(then), read=stored.actions.rev
        )


def _keep_texts(
    db: Connection, vault: Vault, stored: WeekState, texts: Mapping[str, str], moment: str
) -> None:
    sheet, notes = stored.questionnaire, stored.notes
    if texts and texts != notes.value.get("texts"):
        prompt = prompt_for_week(sheet.instrument, sheet.week)
        value: dict[str, Any] = {
            **{name: notes.value[name] for name in TAG_KEYS if name in notes.value},
            "texts": dict(texts),
            "prompt": prompt.number if prompt else 0,
            "saved": moment,
            "version": sheet.instrument.version,
        }
        vaults.save(db, vault, "notes", sheet.key, value, read=notes.rev)
    elif notes.rev and not texts:
        vaults.delete_if_unchanged(db, vault, "notes", *sheet.key, read=notes.rev)


def _keep_away(db: Connection, vault: Vault, stored: WeekState, now: datetime) -> None:
    value = {
        "answers": {},
        "away": True,
        "counts": False,
        "saved": format_minute(now),
        "version": stored.questionnaire.instrument.version,
    }
    vaults.save(db, vault, "answers", stored.questionnaire.key, value, read=stored.answers.rev)
    history.record_first_week(db, vault, stored)
