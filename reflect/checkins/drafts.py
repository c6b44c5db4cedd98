"""The half-typed check-in: kept while one types, and never overwritten unseen.

A draft holds what was typed into all pages of one week, as strings, also what cannot be saved yet.
Its `edition` is new at every save that changes something; a form carries the edition it was made
from. A form of an older edition that says the same is let through (a second click, the back
button). If it says something else, nothing is taken: both texts are shown, and the writer chooses.
`base` is the save of the answers that the draft began from.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import history
from reflect.checkins.form_values import Fields, Value, clean, differing
from reflect.checkins.repository import (
    Sheet,
    Stored,
    check_open,
    edition_of,
    load,
    minute,
    sent_fields,
)
from reflect.core.crypto.vault import Vault
from reflect.vaults.repository import NOTHING


@dataclass(frozen=True, slots=True)
class Typed:
    """One page's form, as it was sent."""

    page: str
    fields: Fields
    edition: str | None  # that the form was made from; None: it makes no claim
    fresh: str  # 8 random bytes, hex: the name of the next edition, should one be needed
    kept: tuple[str, ...] = ()  # boxes for which the writer chose what is kept over what is here


@dataclass(frozen=True, slots=True)
class Saved:
    """The page is kept, under this edition."""

    edition: str
    fields: Fields  # of all pages


@dataclass(frozen=True, slots=True)
class Clash:
    """One box that says two things."""

    name: str
    kept: Value
    typed: Value


@dataclass(frozen=True, slots=True)
class Conflict:
    """The form was made from an older edition and says something else: nothing was saved."""

    clashes: tuple[Clash, ...]
    fields: Fields  # the page as it was sent
    edition: str  # of what is kept


def save(
    db: Connection, vault: Vault, sheet: Sheet, typed: Typed, now: datetime, *, ask: bool = True
) -> Saved | Conflict:
    """Keep one page of a check-in as it was typed.

    The script cannot `ask`, so for it both texts of a conflict are kept until somebody chooses.

    Raises:
        NotFound: this week cannot be filled in, or there is no such page.
        Damaged: a row does not open.
        Stale: saved elsewhere in this very moment; try again.
    """
    stored = load(db, vault, sheet)
    check_open(stored, now)
    laid = lay(stored, typed)
    if not isinstance(laid, Conflict):
        return Saved(write(db, vault, stored, laid, typed.fresh, now), laid)
    aside = {"page": typed.page, "fields": laid.fields}
    if not ask and aside != stored.draft.value.get("aside"):
        kept = {**_value(stored, stored.fields, stored.edition, now), "aside": aside}
        vaults.keep(db, vault, "draft", sheet.key, kept, read=stored.draft.rev)
    return laid


def set_aside(stored: Stored, page: str) -> Conflict | None:
    """The choice that is still to be made about a page, if there is one."""
    aside = stored.draft.value.get("aside", {})
    if aside.get("page") != page:
        return None
    found = lay(stored, Typed(page, aside["fields"], "", ""))
    return found if isinstance(found, Conflict) else None


def lay(stored: Stored, typed: Typed) -> Fields | Conflict:
    """The fields of all pages once the typed page is laid over what is kept; nothing is saved.

    Raises:
        NotFound: there is no such page.
    """
    layout, sent = stored.sheet.layout, _sent(stored, typed)
    if typed.edition not in {None, stored.edition}:
        apart = differing(layout, typed.page, stored.fields, sent)
        clashes = (Clash(n, stored.fields.get(n, ""), sent.get(n, "")) for n in apart)
        return Conflict(tuple(clashes), sent, stored.edition) if apart else stored.fields
    return over(stored, typed)


def over(stored: Stored, typed: Typed) -> Fields:
    """The typed page over what is kept, whatever its edition.

    Raises:
        NotFound: there is no such page.
    """
    names = stored.sheet.layout.page(typed.page).names
    others = {name: value for name, value in stored.fields.items() if name not in names}
    return {**others, **_sent(stored, typed)}


def write(
    db: Connection, vault: Vault, stored: Stored, fields: Fields, fresh: str, now: datetime
) -> str:
    """Keep `fields` as the draft, unless nothing changes, and return the edition.

    A draft with nothing in it but the saved check-in is not kept.
    """
    sheet = stored.sheet
    sent = sent_fields(sheet, stored.answers, stored.notes, stored.actions)
    if fields == stored.fields and "aside" not in stored.draft.value:
        return stored.edition
    if fields == sent:
        drop(db, vault, stored)
        return edition_of(NOTHING, stored.answers)
    value = _value(stored, fields, fresh, now)
    vaults.keep(db, vault, "draft", sheet.key, value, read=stored.draft.rev)
    if not sheet.instrument.is_weekly:  # a draft of a month that is over is listed
        history.keep_first(db, vault, stored)
    return fresh


def drop(db: Connection, vault: Vault, stored: Stored) -> None:
    """Delete the draft, if there is one.

    Raises:
        Stale: it was saved elsewhere in this very moment.
    """
    if stored.draft.rev:
        vaults.erase_read(db, vault, "draft", *stored.sheet.key, read=stored.draft.rev)


def _value(stored: Stored, fields: Fields, edition: str, now: datetime) -> dict[str, Any]:
    return {
        "edition": edition,
        "base": stored.answers.rev,
        "saved": minute(now),
        "version": stored.sheet.instrument.version,
        "fields": fields,
    }


def _sent(stored: Stored, typed: Typed) -> Fields:
    names = stored.sheet.layout.page(typed.page).names
    chosen = {name: stored.fields.get(name, "") for name in typed.kept}
    return clean({n: value for n, value in {**typed.fields, **chosen}.items() if n in names})
