"""What a person wrote, read back, sorted, found and deleted.

Texts lie in `notes` rows, one for each week and instrument, and in one `journal` row for each month
that was looked at more deeply. A search opens all of them, compares in memory, and stores nothing.
One row that does not open closes no other: the page says how many there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import drafts
from reflect.checkins.repository import Questionnaire, format_minute, load_week
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.months import Month
from reflect.core.tags import SUPERVISION_FUNCTIONS, THEMES, filter_known
from reflect.core.text_search import has_all_words
from reflect.core.weeks import Week, weeks_between
from reflect.notebook.journal import monthly_reflection
from reflect.notebook.journal.repository import (
    JournalEntry,
    StoredJournalEntry,
    find_entry_instrument,
    find_entry_prompt,
    journal_entry_from_row,
    list_journal_row_keys,
    load_journal_rows,
)

MONTHS_PER_PAGE: Final = 6  # months on one page
MAX_JOURNAL_RESULTS: Final = 60  # results on one page


@dataclass(frozen=True, slots=True)
class JournalMonth:
    """A month of the journal in which something was written: its entries, newest first."""

    month: Month
    look: JournalEntry | None  # the deeper look at it
    weeks: tuple[JournalEntry, ...]


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Six months of the journal."""

    written: tuple[JournalMonth, ...]  # those in which something was, newest first
    earlier: Month | None  # where to go on
    closed: int  # rows of these months that do not open


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """What is looked for; whatever is empty does not matter."""

    words: tuple[str, ...] = ()  # folded, see searching.words_of
    theme: str = ""
    function: str = ""
    lens: str = ""


@dataclass(frozen=True, slots=True)
class JournalSearchResult:
    """What a search found."""

    count: int
    newest: tuple[JournalEntry, ...]  # newest first, at most 60
    closed: int = 0  # rows that do not open, and so could not be looked through


def load_journal_page(
    db: Connection, vault: Vault, library: Library, weekly: str, until: Month | None, now: datetime
) -> JournalPage:
    """Six months, from `until` (at most this month) back, and where to go on.

    Raises:
        Damaged: the settings do not open.
    """
    this = monthly_reflection.current_month(now)
    first, last = monthly_reflection.load_first_month(db, vault) or this, min(until or this, this)
    shown = [last + -n for n in range(MONTHS_PER_PAGE) if last + -n >= first]
    weeks = [week for month in shown for week in reversed(month.weeks)]
    rows, closed = load_journal_rows(
        db, vault, list_journal_row_keys(library, weeks, shown), weekly
    )
    entries = [journal_entry_from_row(row, library) for row in rows]
    leaves = (_leaf(month, entries) for month in shown)
    earlier = last + -MONTHS_PER_PAGE
    written = tuple(leaf for leaf in leaves if leaf.look or leaf.weeks)
    return JournalPage(written, earlier if earlier >= first else None, closed)


def find_journal_page(month: Month, now: datetime) -> Month | None:
    """Up to which month the page goes that has this one on it, or None: the first page."""
    back = (monthly_reflection.current_month(now) - month) // MONTHS_PER_PAGE * MONTHS_PER_PAGE
    return monthly_reflection.current_month(now) + -back if back > 0 else None


def load_journal_entry(
    db: Connection, vault: Vault, library: Library, sheet: Questionnaire
) -> JournalEntry:
    """One week's texts in one instrument.

    Raises:
        NotFound: there are none.
    """
    kept = vaults.load(db, vault, "notes", *sheet.key)
    if not kept.rev:
        raise NotFound(_("Nothing is written here."))
    return journal_entry_from_row(
        StoredJournalEntry(sheet.week, sheet.instrument.id, kept, ""), library
    )


def load_entry_to_delete(
    db: Connection, vault: Vault, library: Library, sheet: Questionnaire
) -> JournalEntry:
    """One week's texts, with the edition that `delete` asks for.

    Raises:
        NotFound: there are none.
        Damaged: a row of the week does not open.
    """
    return replace(
        load_journal_entry(db, vault, library, sheet), edition=load_week(db, vault, sheet).revision
    )


def search_journal(
    db: Connection, vault: Vault, library: Library, weekly: str, asked: JournalQuery, now: datetime
) -> JournalSearchResult:
    """Every week and month in which all that is asked for is found.

    Raises:
        Damaged: the settings do not open.
    """
    this = monthly_reflection.current_month(now)
    first = monthly_reflection.load_first_month(db, vault) or this
    shown = [first + n for n in range(this - first + 1)]
    weeks = weeks_between(first.weeks[0], Week.of(now))
    rows, closed = load_journal_rows(
        db, vault, list_journal_row_keys(library, weeks, shown), weekly
    )
    found = [row for row in rows if _fits(row, library, asked)]
    newest = sorted(found, key=_newness, reverse=True)[:MAX_JOURNAL_RESULTS]
    return JournalSearchResult(
        len(found), tuple(journal_entry_from_row(row, library) for row in newest), closed
    )


def tag_journal_entry(
    db: Connection,
    vault: Vault,
    sheet: Questionnaire,
    themes: Iterable[str],
    functions: Iterable[str],
    now: datetime,
) -> None:
    """Keep by which themes and functions a week's texts are sorted.

    Raises:
        NotFound: there are no texts.
        Stale: saved elsewhere in this very moment; try again.
    """
    kept = vaults.load(db, vault, "notes", *sheet.key)
    if not kept.rev:
        raise NotFound(_("Nothing is written here."))
    tags = {
        "themes": filter_known(THEMES, themes),
        "functions": filter_known(SUPERVISION_FUNCTIONS, functions),
    }
    if any(kept.value.get(name, ()) != list(ids) for name, ids in tags.items()):
        value = {**kept.value, **tags, "saved": format_minute(now)}
        vaults.save(db, vault, "notes", sheet.key, value, read=kept.rev)


def delete_journal_entry(
    db: Connection, vault: Vault, sheet: Questionnaire, edition: str, fresh: str, now: datetime
) -> bool:
    """Delete a week's texts, those not saved yet too; False: changed since `edition`, and stays.

    `fresh` (8 random bytes, hex) is the next edition of the draft, should one remain.

    Raises:
        Stale: saved elsewhere in this very moment; try again.
    """
    stored = load_week(db, vault, sheet)
    if not stored.notes.rev or stored.revision != edition:
        return False
    vaults.delete_if_unchanged(db, vault, "notes", *sheet.key, read=stored.notes.rev)
    stored = load_week(db, vault, sheet)
    if stored.is_begun:
        texts = sheet.layout.texts
        left = {name: value for name, value in stored.fields.items() if name not in texts}
        drafts.save_draft(db, vault, stored, left, fresh, now)
    return True


def _fits(row: StoredJournalEntry, library: Library, asked: JournalQuery) -> bool:
    value = row.stored_row.value
    if asked.theme and asked.theme not in value.get("themes", ()):
        return False
    if asked.function and asked.function not in value.get("functions", ()):
        return False
    if asked.lens:
        prompt = (
            find_entry_prompt(value, find_entry_instrument(row, library))
            if row.instrument
            else None
        )
        if prompt is None or prompt.lens != asked.lens:
            return False
    return has_all_words([*value.get("texts", {}).values(), row.action], asked.words)


def _leaf(month: Month, entries: Iterable[JournalEntry]) -> JournalMonth:
    mine = [entry for entry in entries if entry.month == month]
    looks = [entry for entry in mine if entry.instrument is None]
    weeks = tuple(entry for entry in mine if entry.instrument is not None)
    return JournalMonth(month, looks[0] if looks else None, weeks)


def _newness(row: StoredJournalEntry) -> tuple[date, bool]:
    """A month stands before its weeks."""
    if isinstance(row.of, Month):
        return (row.of + 1).first - timedelta(days=1), True
    return row.of.monday, False
