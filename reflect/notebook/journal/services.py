"""The journal: list notes by month, tag, search and delete them.

Texts are in sealed `notes` rows, one for each week and instrument, and in one `journal` row for
each monthly reflection. A search decrypts all of them and compares in memory; there is no index.
Rows that cannot be decrypted are left out, and the page says how many there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import drafts
from reflect.checkins.repository import Questionnaire, WeekState, format_minute, load_week
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.months import Month
from reflect.core.text_search import has_all_words
from reflect.core.weeks import Week, weeks_between
from reflect.notebook.journal import repository
from reflect.notebook.journal.monthly_reflection import (
    Tags,
    current_month,
    load_first_month,
    parse_tags,
    tags_edition,
)
from reflect.notebook.journal.repository import JournalEntry, StoredJournalEntry
from reflect.vaults.editing import Conflict, Saved, find_conflict
from reflect.vaults.repository import StoredRow

MONTHS_PER_PAGE: Final = 6
MAX_JOURNAL_RESULTS: Final = 60  # that are shown


@dataclass(frozen=True, slots=True)
class JournalMonth:
    """A month with entries, newest first."""

    month: Month
    look: JournalEntry | None  # the monthly reflection
    weeks: tuple[JournalEntry, ...]


@dataclass(frozen=True, slots=True)
class JournalPage:
    """One page of the journal: six months."""

    written: tuple[JournalMonth, ...]  # those of the six with entries, newest first
    earlier: Month | None  # the last month of the next page; None: this is the last page
    closed: int  # number of rows of these months that cannot be decrypted


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """The conditions of a search, all of which must hold; an empty one is ignored."""

    words: tuple[str, ...] = ()  # folded, see `text_search.parse_search_words`
    theme: str = ""
    function: str = ""
    lens: str = ""


@dataclass(frozen=True, slots=True)
class JournalSearchResult:
    """The entries that match a query."""

    count: int
    newest: tuple[JournalEntry, ...]  # newest first, at most `MAX_JOURNAL_RESULTS`
    closed: int = 0  # number of rows that cannot be decrypted, and were not searched


def load_journal_page(
    db: Connection, vault: Vault, library: Library, until: Month | None, now: datetime
) -> JournalPage:
    """The page of six months that ends with `until`, by default with this month.

    Raises:
        DecryptionError: the settings cannot be decrypted.
    """
    current = current_month(now)
    first, last = load_first_month(db, vault) or current, min(until or current, current)
    months = [last + -n for n in range(MONTHS_PER_PAGE) if last + -n >= first]
    weeks = [week for month in months for week in reversed(month.weeks)]
    rows, closed = repository.load_journal_rows(db, vault, library, weeks, months)
    entries = [repository.journal_entry_from_row(row, library) for row in rows]
    collected = (_collect_month(month, entries) for month in months)
    written = tuple(each for each in collected if each.look or each.weeks)
    earlier = last + -MONTHS_PER_PAGE
    return JournalPage(written, earlier if earlier >= first else None, closed)


def find_journal_page(month: Month, now: datetime) -> Month | None:
    """The last month of the page that has `month` on it; None: the first page."""
    months_back = (current_month(now) - month) // MONTHS_PER_PAGE * MONTHS_PER_PAGE
    return current_month(now) + -months_back if months_back > 0 else None


def load_journal_entry(
    db: Connection, vault: Vault, library: Library, sheet: Questionnaire
) -> JournalEntry:
    """The notes of one week in one instrument.

    Raises:
        NotFound: there are none.
    """
    row = _load_notes(db, vault, sheet)
    stored = StoredJournalEntry(sheet.week, sheet.instrument.id, row, "")
    return repository.journal_entry_from_row(stored, library)


def load_entry_to_delete(
    db: Connection, vault: Vault, library: Library, sheet: Questionnaire
) -> JournalEntry:
    """The notes of one week, with the edition that `delete_journal_entry` compares.

    Raises:
        NotFound: there are none.
        DecryptionError: a row of the week cannot be decrypted.
    """
    entry = load_journal_entry(db, vault, library, sheet)
    return replace(entry, edition=load_week(db, vault, sheet).revision)


def search_journal(
    db: Connection, vault: Vault, library: Library, query: JournalQuery, now: datetime
) -> JournalSearchResult:
    """Every week and month that meets all conditions of the query.

    Raises:
        DecryptionError: the settings cannot be decrypted.
    """
    current = current_month(now)
    first = load_first_month(db, vault) or current
    months = [first + n for n in range(current - first + 1)]
    weeks = weeks_between(first.weeks[0], Week.of(now))
    rows, closed = repository.load_journal_rows(db, vault, library, weeks, months)
    hits = [row for row in rows if _matches(row, library, query)]
    newest = sorted(hits, key=_sort_key, reverse=True)[:MAX_JOURNAL_RESULTS]
    entries = tuple(repository.journal_entry_from_row(row, library) for row in newest)
    return JournalSearchResult(len(hits), entries, closed)


def tag_journal_entry(
    db: Connection, vault: Vault, sheet: Questionnaire, typed: Tags, read: str | None, now: datetime
) -> Saved[Tags] | Conflict[Tags]:
    """Save the tags of a week's notes; `read` is the edition of the tags that the page showed.

    None: whatever the tags are.

    Raises:
        NotFound: there are no notes.
        EditConflict: a concurrent request saved them; retry.
    """
    row = _load_notes(db, vault, sheet)
    stored, is_same = parse_tags(row.value), parse_tags(row.value) == typed
    if conflict := find_conflict(stored, tags_edition(stored), read, is_same=is_same):
        return conflict
    if not is_same:
        tags = {"themes": typed[0], "functions": typed[1]}
        value = {**row.value, **tags, "saved": format_minute(now)}
        vaults.save(db, vault, "notes", sheet.key, value, read=row.rev)
    return Saved(typed)


def delete_journal_entry(
    db: Connection, vault: Vault, sheet: Questionnaire, read: str, fresh: str, now: datetime
) -> Saved[None] | Conflict[WeekState]:
    """Delete a week's notes, including those in its draft.

    `read` is the revision of the week that the page showed, `fresh` (8 random bytes, hex) the next
    edition of the draft, if one remains.

    Raises:
        EditConflict: a concurrent request saved the week; retry.
    """
    stored = load_week(db, vault, sheet)
    if conflict := find_conflict(stored, stored.revision, read):
        return conflict
    vaults.delete_if_unchanged(db, vault, "notes", *sheet.key, read=stored.notes.rev)
    stored = load_week(db, vault, sheet)
    if stored.is_begun:
        texts = sheet.layout.texts
        other_fields = {name: value for name, value in stored.fields.items() if name not in texts}
        drafts.save_draft(db, vault, stored, other_fields, fresh, now)
    return Saved(None)


def _load_notes(db: Connection, vault: Vault, sheet: Questionnaire) -> StoredRow:
    row = vaults.load(db, vault, "notes", *sheet.key)
    if not row.rev:
        raise NotFound(_("Nothing is written here."))
    return row


def _matches(row: StoredJournalEntry, library: Library, query: JournalQuery) -> bool:
    value = row.stored_row.value
    if query.theme and query.theme not in value.get("themes", ()):
        return False
    if query.function and query.function not in value.get("functions", ()):
        return False
    if query.lens and query.lens != _find_lens(row, library):
        return False
    return has_all_words([*value.get("texts", {}).values(), row.action], query.words)


def _find_lens(row: StoredJournalEntry, library: Library) -> str:
    """The lens of the week's prompt; empty for a month, or a week without a prompt."""
    if not row.instrument:
        return ""
    instrument = repository.find_entry_instrument(row, library)
    prompt = repository.find_entry_prompt(row.stored_row.value, instrument)
    return prompt.lens if prompt else ""


def _collect_month(month: Month, entries: Iterable[JournalEntry]) -> JournalMonth:
    of_month = [entry for entry in entries if entry.month == month]
    reflection = next((entry for entry in of_month if entry.instrument is None), None)
    weeks = tuple(entry for entry in of_month if entry.instrument is not None)
    return JournalMonth(month, reflection, weeks)


def _sort_key(row: StoredJournalEntry) -> tuple[date, bool]:
    """The last day of a month, or the Monday of a week; of the same date, the month is newer."""
    if isinstance(row.of, Month):
        return (row.of + 1).first - timedelta(days=1), True
    return row.of.monday, False
