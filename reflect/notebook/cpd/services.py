"""Load, save and delete CPD entries: one sealed row for each registration year.

An entry is stored in the row of the year of its date, and moves when the date changes. A form that
is posted twice, or after its entry was deleted, is saved once.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import actions
from reflect.checkins.repository import Questionnaire, format_minute
from reflect.core.crypto.primitives import DecryptionError
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.weeks import LONDON
from reflect.notebook.cpd import entries
from reflect.notebook.cpd.entries import (
    DEFAULT_YEAR_START,
    EARLIEST_CPD_YEAR,
    CpdRecordEntry,
    RegistrationYear,
    YearStart,
)
from reflect.vaults.editing import Conflict, Saved, find_conflict
from reflect.vaults.repository import EMPTY, StoredRow

FRIDAY = 4  # days after Monday


@dataclass(frozen=True, slots=True)
class StoredCpdEntry:
    """An entry, and the year in whose row it is stored."""

    year: RegistrationYear
    entry: CpdRecordEntry


def list_cpd_years(now: datetime, starts: YearStart) -> dict[str, RegistrationYear]:
    """The years that can have entries, by name: from 2015 to next year."""
    last = RegistrationYear.of(now, starts) + 1
    years = (RegistrationYear(n, starts) for n in range(EARLIEST_CPD_YEAR.begins, last.begins + 1))
    return {str(year): year for year in years}


def load_cpd_years(
    db: Connection, vault: Vault, now: datetime, starts: YearStart = DEFAULT_YEAR_START
) -> tuple[dict[RegistrationYear, list[CpdRecordEntry]], int]:
    """All years with entries, newest first, each with its newest entry first.

    The second value is the number of years that cannot be decrypted.
    """
    rows, closed = _load_rows(db, vault, now, starts)
    years = {
        year: entries.sort_cpd_entries(entries.parse_cpd_entries(rows[year].value))
        for year in sorted(rows, reverse=True)
    }
    return years, len(closed)


def load_cpd_drafts(db: Connection, vault: Vault, now: datetime) -> list[CpdRecordEntry]:
    """All drafts, newest first."""
    years, _closed = load_cpd_years(db, vault, now)
    drafts = (entry for of_year in years.values() for entry in of_year if entry.draft)
    return entries.sort_cpd_entries(drafts)


def load_cpd_entry(
    db: Connection, vault: Vault, identity: str, now: datetime, starts: YearStart
) -> StoredCpdEntry:
    """One entry, with the year in whose row it is stored.

    Raises:
        NotFound: there is none.
        DecryptionError: it was not found, and the row of some year cannot be decrypted.
    """
    rows, closed = _load_rows(db, vault, now, starts)
    if stored := _find_entry(rows, identity):
        return stored
    if closed:
        raise DecryptionError
    raise NotFound(_("There is no such entry. It may have been deleted in another tab."))


def save_cpd_entry(
    db: Connection, vault: Vault, typed: CpdRecordEntry, read: str, now: datetime, starts: YearStart
) -> Saved[StoredCpdEntry] | Conflict[StoredCpdEntry]:
    """Save an entry as it was typed; `read` is the edition that its page showed, or empty.

    An entry that says the same, or differs in nothing but whether it is a draft, is no conflict.

    Raises:
        DecryptionError: the row of its year cannot be decrypted, and is not overwritten.
        EditConflict: a concurrent request saved the row of the year; retry.
    """
    rows, closed = _load_rows(db, vault, now, starts)
    stored = _find_entry(rows, typed.id)
    if stored:
        if entries.strip_save_metadata(stored.entry) == entries.strip_save_metadata(typed):
            return Saved(stored)
        is_same = entries.strip_save_state(stored.entry) == entries.strip_save_state(typed)
        if conflict := find_conflict(stored, stored.entry.edition, read, is_same=is_same):
            return conflict
    today = now.astimezone(LONDON).date()
    default_year = stored.year if stored else RegistrationYear.of(today, starts)
    year = entries.find_registration_year(typed, default_year, today)
    if year in closed:
        raise DecryptionError
    saves = stored.entry.saves if stored else 0
    entry = replace(typed, saves=saves + 1, saved=format_minute(now))
    if stored and stored.year != year:
        row = rows[stored.year]
        _save_year(db, vault, stored.year, row, _other_entries(row, typed.id), now)
    row = rows.get(year, EMPTY)
    _save_year(db, vault, year, row, [*_other_entries(row, typed.id), entry], now)
    return Saved(StoredCpdEntry(year, entry))


def delete_cpd_entry(
    db: Connection, vault: Vault, identity: str, read: str, now: datetime
) -> Saved[RegistrationYear | None] | Conflict[StoredCpdEntry]:
    """Delete an entry, and return its year; None if it was deleted already.

    `read` is the edition that the page showed.

    Raises:
        EditConflict: a concurrent request saved the row of the year; retry.
    """
    rows, _closed = _load_rows(db, vault, now, DEFAULT_YEAR_START)  # only the names of years matter
    stored = _find_entry(rows, identity)
    if stored is None:
        return Saved(None)
    if conflict := find_conflict(stored, stored.entry.edition, read):
        return conflict
    row = rows[stored.year]
    _save_year(db, vault, stored.year, row, _other_entries(row, identity), now)
    return Saved(stored.year)


def draft_cpd_entry_from_week(
    db: Connection, vault: Vault, sheet: Questionnaire, identity: str, now: datetime
) -> CpdRecordEntry:
    """An unsaved draft with a week's notes; its date is the week's Friday, or today if earlier.

    Raises:
        DecryptionError: a row cannot be decrypted.
    """
    texts = vaults.load(db, vault, "notes", *sheet.key).value.get("texts", {})
    planned = actions.find_planned_action(actions.load_actions(db, vault), sheet.week)
    plans = [texts.get("next", ""), planned.text if planned else ""]
    day = min(sheet.week.days[FRIDAY], now.astimezone(LONDON).date())
    return CpdRecordEntry(
        identity,
        type=_("Reflection on my own practice"),
        description=texts.get("happened", ""),
        date=day.isoformat(),
        learnt=texts.get("matters", ""),
        impact="\n".join(dict.fromkeys(filter(None, plans))),
        from_week=str(sheet.week),
    )


def _load_rows(
    db: Connection, vault: Vault, now: datetime, starts: YearStart
) -> tuple[dict[RegistrationYear, StoredRow], set[RegistrationYear]]:
    """The rows of years with entries, and the years that cannot be decrypted."""
    years = list_cpd_years(now, starts)
    closed: set[vaults.RowKey] = set()
    rows = vaults.load_many(db, vault, "cpd", [(name,) for name in years], closed)
    by_year = {years[str(key[0])]: row for key, row in rows.items()}
    return by_year, {years[str(key[0])] for _kind, key in closed}


def _find_entry(rows: dict[RegistrationYear, StoredRow], identity: str) -> StoredCpdEntry | None:
    for year, row in rows.items():
        for entry in entries.parse_cpd_entries(row.value):
            if entry.id == identity:
                return StoredCpdEntry(year, entry)
    return None


def _other_entries(row: StoredRow, identity: str) -> list[CpdRecordEntry]:
    return [entry for entry in entries.parse_cpd_entries(row.value) if entry.id != identity]


def _save_year(
    db: Connection,
    vault: Vault,
    year: RegistrationYear,
    row: StoredRow,
    of_year: list[CpdRecordEntry],
    now: datetime,
) -> None:
    """Save a year's entries over the loaded revision of its row; if there are none, delete it."""
    if of_year:
        value = {"entries": entries.serialise_cpd_entries(of_year), "saved": format_minute(now)}
        vaults.save(db, vault, "cpd", (str(year),), value, read=row.rev)
    else:
        vaults.delete_if_unchanged(db, vault, "cpd", str(year), read=row.rev)
