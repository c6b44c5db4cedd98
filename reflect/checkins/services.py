"""Services of the check-in: submit it, copy last week's places, mark a week as away.

Submitting is one transaction with few statements: it saves the answers, the texts in a row of
their own (charts never decrypt it), the action and the first week, and deletes the draft. A
monthly set is submitted in the same way, but changes neither actions nor `first_week`, because it
is not a check-in. Each row is saved with an optimistic lock on the revision that was read, so a
double click or a second tab overwrites nothing unseen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import actions, drafts, history
from reflect.checkins.drafts import Draft, DraftResult
from reflect.checkins.fields import CheckIn, Submission, validate_fields
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
from reflect.core.instruments.loader import prompt_number
from reflect.core.tags import TAG_KEYS
from reflect.core.weeks import LONDON, Week
from reflect.vaults.editing import Conflict, Saved, find_conflict


@dataclass(frozen=True, slots=True)
class Sent:
    """The check-in was saved."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """There are errors; what was typed was saved as a draft."""

    problems: Mapping[str, Mapping[str, str]]  # page -> field -> text; empty: nothing was answered
    draft: Draft


@dataclass(frozen=True, slots=True)
class Away:
    """The week is still marked as away; what was typed was saved as a draft."""


def send_check_in(
    db: Connection,
    vault: Vault,
    sheet: Questionnaire,
    typed: Submission,
    now: datetime,
) -> Sent | Unfinished | Away | Conflict[WeekState]:
    """Update the draft with the typed page, validate all pages, and save the check-in.

    Raises:
        NotFound: this week cannot be filled in, or there is no such page.
        EditConflict: another request saved a row meanwhile; retry.
    """
    stored = load_week(db, vault, sheet)
    require_open_week(stored, now)
    fields = drafts.merge_draft(stored, typed)
    if isinstance(fields, Conflict):
        return fields
    if stored.is_answered and not stored.is_begun and fields == stored.fields:
        return Sent()
    result = validate_fields(sheet.instrument, sheet.week, fields)
    if stored.is_away or result.problems or result.check_in.is_empty:
        edition = drafts.save_draft(db, vault, stored, fields, typed.next_edition, now)
        return Away() if stored.is_away else Unfinished(result.problems, Draft(edition, fields))
    _save_rows(db, vault, stored, result.check_in, typed.next_edition, now)
    return Sent()


def copy_last_places(
    db: Connection, vault: Vault, sheet: Questionnaire, typed: Submission, now: datetime
) -> tuple[DraftResult, Week | None]:
    """Save a page with the places of the last week that has any; also returns that week.

    Raises:
        NotFound: this week cannot be filled in, or there is no such page.
        EditConflict: another request saved the draft meanwhile; retry.
    """
    last = history.find_last_places(db, vault, sheet.instrument, sheet.week)
    week, places = last or (None, {})
    filled = {**typed.fields, **{name: str(number) for name, number in places.items()}}
    return drafts.save_page(db, vault, sheet, replace(typed, fields=filled), now), week


def save_check_in(
    db: Connection, vault: Vault, sheet: Questionnaire, check_in: CheckIn, fresh: str, now: datetime
) -> None:
    """Save a check-in that is not from a form; `fresh` (8 random bytes, hex) names a new action.

    Raises:
        EditConflict: another request saved a row meanwhile; retry.
    """
    _save_rows(db, vault, load_week(db, vault, sheet), check_in, fresh, now)


def mark_away(db: Connection, vault: Vault, sheet: Questionnaire, now: datetime) -> bool:
    """Mark a week as away; False: it has answers, and nothing was changed.

    Raises:
        NotFound: this week cannot be marked.
    """
    stored = load_week(db, vault, sheet)
    require_markable_week(stored, now)
    if not stored.answers.rev:
        _save_away(db, vault, stored, now)
    return not stored.is_answered


def delete_and_mark_away(
    db: Connection, vault: Vault, sheet: Questionnaire, read: str, now: datetime
) -> Saved[None] | Conflict[WeekState]:
    """Delete the answers, texts and draft of a week, and mark it as away.

    `read` is the revision of the week that the page showed (`WeekState.revision`).

    Raises:
        NotFound: this week cannot be marked.
    """
    stored = load_week(db, vault, sheet)
    require_markable_week(stored, now)
    if not stored.is_away:
        if conflict := find_conflict(stored, stored.revision, read):
            return conflict
        vaults.delete(db, vault, "notes", *sheet.key)
        drafts.delete_draft(db, vault, stored)
        _save_away(db, vault, stored, now)
    return Saved(None)


def undo_away(db: Connection, vault: Vault, sheet: Questionnaire) -> None:
    """Remove the mark; a week without it does not change."""
    stored = load_week(db, vault, sheet)
    if stored.is_away:
        vaults.delete_if_unchanged(db, vault, "answers", *sheet.key, read=stored.answers.rev)


def require_markable_week(stored: WeekState, now: datetime) -> None:
    """Require a week that can be marked as away, or that has an answers row already.

    Markable are last week, this week, and past ones since the first check-in, for two years.

    Raises:
        NotFound: it is none of these.
    """
    this_week, week = Week.of(now), stored.questionnaire.week
    earliest = min(this_week + -1, stored.first_week or this_week)
    known = stored.answers.rev > 0
    if not max(earliest, this_week + -MAX_LOOKBACK_WEEKS) <= week <= this_week and not known:
        raise NotFound(_("This week cannot be marked as a week away."))


def _save_rows(
    db: Connection, vault: Vault, stored: WeekState, check_in: CheckIn, fresh: str, now: datetime
) -> None:
    sheet, moment = stored.questionnaire, format_minute(now)
    answers = {
        "answers": dict(check_in.answers),
        **{name: value for name, value in stored.answers.value.items() if name == "counts"},
        "saved": moment,
        "version": sheet.instrument.version,
    }
    vaults.save(db, vault, "answers", sheet.key, answers, read=stored.answers.rev)
    _save_texts(db, vault, stored, check_in.texts, moment)
    if sheet.instrument.is_weekly:
        _save_actions(db, vault, stored, check_in, (fresh, now.astimezone(LONDON).date()))
    history.record_first_week(db, vault, stored)
    drafts.delete_draft(db, vault, stored)


def _save_actions(
    db: Connection, vault: Vault, stored: WeekState, check_in: CheckIn, fresh: tuple[str, date]
) -> None:
    known = actions.parse_actions(stored.actions.value)
    week, planned = stored.questionnaire.week, check_in.planned
    updated = actions.update_actions(known, week, planned, check_in.outcome, fresh)
    if updated != known:
        value = actions.serialise_actions(updated)
        vaults.save(db, vault, "actions", (), value, read=stored.actions.rev)


def _save_texts(
    db: Connection, vault: Vault, stored: WeekState, texts: Mapping[str, str], moment: str
) -> None:
    sheet, notes = stored.questionnaire, stored.notes
    if texts and texts != notes.value.get("texts"):
        value: dict[str, Any] = {
            **{name: notes.value[name] for name in TAG_KEYS if name in notes.value},
            "texts": dict(texts),
            "prompt": prompt_number(sheet.instrument, sheet.week),
            "saved": moment,
            "version": sheet.instrument.version,
        }
        vaults.save(db, vault, "notes", sheet.key, value, read=notes.rev)
    elif notes.rev and not texts:
        vaults.delete_if_unchanged(db, vault, "notes", *sheet.key, read=notes.rev)


def _save_away(db: Connection, vault: Vault, stored: WeekState, now: datetime) -> None:
    value = {
        "answers": {},
        "away": True,
        "counts": False,
        "saved": format_minute(now),
        "version": stored.questionnaire.instrument.version,
    }
    vaults.save(db, vault, "answers", stored.questionnaire.key, value, read=stored.answers.rev)
    history.record_first_week(db, vault, stored)
