"""Drafts of a check-in: autosave and optimistic editing, so that no tab overwrites another unseen.

A draft holds the fields of all pages of one week as strings, also values that are not valid yet.
Every save that changes something gives it a new `edition`; a form carries the edition it was
rendered from, and those of autosaves from that form whose answer was lost. A form of an older
edition is accepted if it says the same (double click, back button). If it differs, nothing is
saved: both texts are shown, and the person chooses. `base` is the revision of the answers that the
draft began from.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import history
from reflect.checkins.fields import Fields, Submission, clean_fields, diff_fields
from reflect.checkins.repository import (
    Questionnaire,
    WeekState,
    current_edition,
    fields_from_answers,
    format_minute,
    load_week,
    require_open_week,
)
from reflect.core.crypto.vault import Vault
from reflect.vaults.editing import Conflict, Saved, find_conflict
from reflect.vaults.repository import EMPTY


@dataclass(frozen=True, slots=True)
class Draft:
    """What is kept of a check-in that was not submitted."""

    edition: str
    fields: Fields  # of all pages


DraftResult = Saved[Draft] | Conflict[WeekState]


def save_page(
    db: Connection,
    vault: Vault,
    sheet: Questionnaire,
    typed: Submission,
    now: datetime,
    *,
    ask: bool = True,
) -> DraftResult:
    """Save one page of a check-in as it was typed.

    The script cannot `ask`, so for it both texts of a conflict are stored until a choice is made.

    Raises:
        NotFound: this week cannot be filled in, or there is no such page.
        DecryptionError: a row does not decrypt.
        EditConflict: another request saved the draft meanwhile; retry.
    """
    stored = load_week(db, vault, sheet)
    require_open_week(stored, now)
    merged = merge_draft(stored, typed)
    if not isinstance(merged, Conflict):
        return Saved(Draft(save_draft(db, vault, stored, merged, typed.next_edition, now), merged))
    aside = {"page": typed.page, "fields": resolve_fields(stored, typed)}
    if not ask and aside != stored.draft.value.get("aside"):
        value = {**_build_value(stored, stored.fields, stored.edition, now), "aside": aside}
        vaults.save(db, vault, "draft", sheet.key, value, read=stored.draft.rev)
    return merged


def load_set_aside(stored: WeekState, page: str) -> Submission | None:
    """The form of a page that an autosave set aside, if nobody has resolved its conflict yet."""
    aside = stored.draft.value.get("aside", {})
    typed = Submission(page, aside.get("fields", {}), "", "")
    is_open = aside.get("page") == page and isinstance(merge_draft(stored, typed), Conflict)
    return typed if is_open else None


def merge_draft(stored: WeekState, typed: Submission) -> Fields | Conflict[WeekState]:
    """The stored fields of all pages, updated with the typed page, or a conflict; saves nothing.

    Raises:
        NotFound: there is no such page.
    """
    conflict = find_conflict(stored, stored.edition, typed.edition)
    if conflict is None:
        return overlay(stored, typed)
    return conflict if find_differences(stored, typed) else stored.fields


def find_differences(stored: WeekState, typed: Submission) -> tuple[str, ...]:
    """Names of the fields of the typed page that say something else than the stored."""
    fields = resolve_fields(stored, typed)
    return diff_fields(stored.questionnaire.layout, typed.page, stored.fields, fields)


def overlay(stored: WeekState, typed: Submission) -> Fields:
    """The stored fields of all pages, updated with the typed page of any edition.

    Raises:
        NotFound: there is no such page.
    """
    names = stored.questionnaire.layout.page(typed.page).names
    others = {name: value for name, value in stored.fields.items() if name not in names}
    return {**others, **resolve_fields(stored, typed)}


def resolve_fields(stored: WeekState, typed: Submission) -> Fields:
    """The fields of the typed page, with the stored text where that was chosen."""
    names = stored.questionnaire.layout.page(typed.page).names
    chosen = {name: stored.fields.get(name, "") for name in typed.keep_stored}
    return clean_fields({n: value for n, value in {**typed.fields, **chosen}.items() if n in names})


def save_draft(
    db: Connection, vault: Vault, stored: WeekState, fields: Fields, fresh: str, now: datetime
) -> str:
    """Save `fields` as the draft and return its edition: `fresh`, or the stored if nothing changes.

    A draft that equals the sent check-in is deleted.
    """
    sheet = stored.questionnaire
    sent = fields_from_answers(sheet, stored.answers, stored.notes, stored.actions)
    if fields == stored.fields and "aside" not in stored.draft.value:
        return stored.edition
    if fields == sent:
        delete_draft(db, vault, stored)
        return current_edition(EMPTY, stored.answers)
    value = _build_value(stored, fields, fresh, now)
    vaults.save(db, vault, "draft", sheet.key, value, read=stored.draft.rev)
    if not sheet.instrument.is_weekly:  # so that the draft is still listed when its month is over
        history.record_first_week(db, vault, stored)
    return fresh


def delete_draft(db: Connection, vault: Vault, stored: WeekState) -> None:
    """Delete the draft, if there is one.

    Raises:
        EditConflict: another request saved it meanwhile.
    """
    key, draft = stored.questionnaire.key, stored.draft
    if draft.rev:
        vaults.delete_if_unchanged(db, vault, "draft", *key, read=draft.rev)


def _build_value(stored: WeekState, fields: Fields, edition: str, now: datetime) -> dict[str, Any]:
    return {
        "edition": edition,
        "base": stored.answers.rev,
        "saved": format_minute(now),
        "version": stored.questionnaire.instrument.version,
        "fields": fields,
    }
