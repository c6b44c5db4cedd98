"""Drafts of check-ins: autosave, and conflicts between two tabs (optimistic lock).

A draft holds what was typed on all pages of one week, as strings, also what is not valid yet. Its
`edition` changes at every save that changes something; a form carries the edition it was made from.
A form of an older edition with the same values is accepted (a second click, the back button). If
the values differ, nothing is saved: both are shown, and the writer chooses. `base` is the revision
of the answers that the draft began from.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import history
from reflect.checkins.form_values import Fields, FieldValue, clean_fields, diff_fields
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
from reflect.vaults.repository import EMPTY


@dataclass(frozen=True, slots=True)
class Submission:
    """The form of one page, as it was sent."""

    page: str
    fields: Fields
    edition: str | None  # that the form was made from; None: it makes no claim
    next_edition: str  # 8 random bytes, hex: the name of the next edition, should one be needed
    keep_stored: tuple[str, ...] = ()  # fields for which the writer chose the stored value


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """The page is saved, under this edition."""

    edition: str
    fields: Fields  # of all pages


@dataclass(frozen=True, slots=True)
class Clash:
    """One field with two different values."""

    name: str
    kept: FieldValue
    typed: FieldValue


@dataclass(frozen=True, slots=True)
class DraftConflict:
    """The form was made from an older edition and differs: nothing was saved (optimistic lock)."""

    clashes: tuple[Clash, ...]
    fields: Fields  # the page as it was sent
    edition: str  # of the stored draft


def save_page(
    db: Connection,
    vault: Vault,
    sheet: Questionnaire,
    typed: Submission,
    now: datetime,
    *,
    ask: bool = True,
) -> DraftSaved | DraftConflict:
    """Save one page of a check-in as it was typed, as a draft.

    The script cannot `ask`, so for it both texts of a conflict are kept until somebody chooses.

    Raises:
        NotFound: this week cannot be filled in, or there is no such page.
        DecryptionError: a row does not open.
        EditConflict: saved elsewhere in this very moment; try again.
    """
    stored = load_week(db, vault, sheet)
    require_open_week(stored, now)
    laid = merge_draft(stored, typed)
    if not isinstance(laid, DraftConflict):
        return DraftSaved(save_draft(db, vault, stored, laid, typed.next_edition, now), laid)
    aside = {"page": typed.page, "fields": laid.fields}
    if not ask and aside != stored.draft.value.get("aside"):
        kept = {**_value(stored, stored.fields, stored.edition, now), "aside": aside}
        vaults.save(db, vault, "draft", sheet.key, kept, read=stored.draft.rev)
    return laid


def pending_conflict(stored: WeekState, page: str) -> DraftConflict | None:
    """The conflict of a page that is not resolved yet, if there is one."""
    aside = stored.draft.value.get("aside", {})
    if aside.get("page") != page:
        return None
    found = merge_draft(stored, Submission(page, aside["fields"], "", ""))
    return found if isinstance(found, DraftConflict) else None


def merge_draft(stored: WeekState, typed: Submission) -> Fields | DraftConflict:
    """The fields of all pages, with the typed page merged over the stored ones; saves nothing.

    Raises:
        NotFound: there is no such page.
    """
    layout, sent = stored.questionnaire.layout, _sent(stored, typed)
    if typed.edition not in {None, stored.edition}:
        apart = diff_fields(layout, typed.page, stored.fields, sent)
        clashes = (Clash(n, stored.fields.get(n, ""), sent.get(n, "")) for n in apart)
        return DraftConflict(tuple(clashes), sent, stored.edition) if apart else stored.fields
    return overlay(stored, typed)


def overlay(stored: WeekState, typed: Submission) -> Fields:
    """The typed page over the stored one, whatever its edition.

    Raises:
        NotFound: there is no such page.
    """
    names = stored.questionnaire.layout.page(typed.page).names
    others = {name: value for name, value in stored.fields.items() if name not in names}
    return {**others, **_sent(stored, typed)}


def save_draft(
    db: Connection, vault: Vault, stored: WeekState, fields: Fields, fresh: str, now: datetime
) -> str:
    """Save `fields` as the draft unless nothing changed, and return the edition.

    A draft with nothing in it but the saved check-in is not kept.
    """
    sheet = stored.questionnaire
    sent = fields_from_answers(sheet, stored.answers, stored.notes, stored.actions)
    if fields == stored.fields and "aside" not in stored.draft.value:
        return stored.edition
    if fields == sent:
        delete_draft(db, vault, stored)
        return current_edition(EMPTY, stored.answers)
    value = _value(stored, fields, fresh, now)
    vaults.save(db, vault, "draft", sheet.key, value, read=stored.draft.rev)
    if not sheet.instrument.is_weekly:  # a draft of a month that is over is listed
        history.record_first_week(db, vault, stored)
    return fresh


def delete_draft(db: Connection, vault: Vault, stored: WeekState) -> None:
    """Delete the draft, if there is one.

    Raises:
        EditConflict: it was saved elsewhere in this very moment.
    """
    if stored.draft.rev:
        vaults.delete_if_unchanged(
            db, vault, "draft", *stored.questionnaire.key, read=stored.draft.rev
        )


def _value(stored: WeekState, fields: Fields, edition: str, now: datetime) -> dict[str, Any]:
    return {
        "edition": edition,
        "base": stored.answers.rev,
        "saved": format_minute(now),
        "version": stored.questionnaire.instrument.version,
        "fields": fields,
    }


def _sent(stored: WeekState, typed: Submission) -> Fields:
    names = stored.questionnaire.layout.page(typed.page).names
    chosen = {name: stored.fields.get(name, "") for name in typed.keep_stored}
    return clean_fields({n: value for n, value in {**typed.fields, **chosen}.items() if n in names})
