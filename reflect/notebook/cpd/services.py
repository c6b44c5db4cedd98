"""Load, save and delete CPD entries: one sealed row for each registration year.

An entry is stored in the row of the year of its date, and moves when the date changes. Optimistic
locking: a form has the edition of the entry that it was made from, so that the second of two tabs
gets a conflict. A form that is posted twice, or after its entry was deleted, is saved once.
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
from reflect.notebook.cpd.entries import (
    EARLIEST_CPD_YEAR,
    CpdRecordEntry,
    find_registration_year,
    parse_cpd_entries,
    serialise_cpd_entries,
    sort_cpd_entries,
    strip_save_metadata,
    strip_save_state,
)
from reflect.notebook.registration_year import DEFAULT_YEAR_START, RegistrationYear, YearStart
from reflect.vaults.editing import Conflict, Saved, find_conflict
from reflect.vaults.repository import EMPTY, StoredRow

FRIDAY = 4  # days after Monday


@dataclass(frozen=True, slots=True)
class StoredCpdEntry:
    """An entry, and the year in whose row it is stored."""

    year: RegistrationYear
    entry: CpdRecordEntry


def load_cpd_years(
    db: Connection, vault: Vault, now: datetime, starts: YearStart = DEFAULT_YEAR_START
) -> tuple[dict[RegistrationYear, list[CpdRecordEntry]], int]:
    """All years with entries, newest first, each with its newest entry first.

    The second value is the number of years that cannot be decrypted.
    """
    rows, closed = _load_rows(db, vault, now, starts)
    newest_first = sorted(rows, reverse=True)
    years = {year: sort_cpd_entries(parse_cpd_entries(rows[year].value)) for year in newest_first}
    return years, len(closed)


def load_cpd_drafts(db: Connection, vault: Vault, now: datetime) -> list[CpdRecordEntry]:
    """All drafts, newest first."""
    years, _closed = load_cpd_years(db, vault, now)
    return sort_cpd_entries(entry for entries in years.values() for entry in entries if entry.draft)


def load_cpd_entry(
    db: Connection,
    vault: Vault,
    identity: str,
    now: datetime,
    starts: YearStart = DEFAULT_YEAR_START,
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
    db: Connection,
    vault: Vault,
    typed: CpdRecordEntry,
    edition: int,
    now: datetime,
    starts: YearStart = DEFAULT_YEAR_START,
) -> Saved[StoredCpdEntry] | Conflict[StoredCpdEntry]:
    """Save an entry as it was typed; `edition` is that of the form, 0 for a new entry.

    Raises:
        DecryptionError: the row of its year cannot be decrypted, and is not overwritten.
        EditConflict: a concurrent request saved the row of the year; retry.
    """
    rows, closed = _load_rows(db, vault, now, starts)
    stored = _find_entry(rows, typed.id)
    if stored and strip_save_metadata(stored.entry) == strip_save_metadata(typed):
        return Saved(stored)
    if stored:
        is_same = strip_save_state(stored.entry) == strip_save_state(typed)
        if conflict := find_conflict(
            stored, str(stored.entry.saves), str(edition), is_same=is_same
        ):
            return conflict
    today = now.astimezone(LONDON).date()
    default_year = stored.year if stored else RegistrationYear.of(today, starts)
    year = find_registration_year(typed, default_year, today)
    if year in closed:
        raise DecryptionError
    saves = stored.entry.saves if stored else edition
    entry = replace(typed, saves=saves + 1, saved=format_minute(now))
    if stored and stored.year != year:
        row = rows[stored.year]
        _save_year(db, vault, stored.year, row, _other_entries(row, typed.id), now)
    row = rows.get(year, EMPTY)
    _save_year(db, vault, year, row, [*_other_entries(row, typed.id), entry], now)
    return Saved(StoredCpdEntry(year, entry))


def delete_cpd_entry(
    db: Connection, vault: Vault, identity: str, edition: int, now: datetime
) -> Saved[RegistrationYear | None] | Conflict[StoredCpdEntry]:
    """Delete an entry, and return its year; None if it was deleted already.

    A conflict means that it was saved again since `edition`, and is not deleted.

    Raises:
        EditConflict: a concurrent request saved the row of the year; retry.
    """
    rows, _closed = _load_rows(db, vault, now, DEFAULT_YEAR_START)  # only the names of years matter
    stored = _find_entry(rows, identity)
    if stored is None:
        return Saved(None)
    if conflict := find_conflict(stored, str(stored.entry.saves), str(edition)):
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
    last = RegistrationYear.of(now, starts) + 1
    begins = range(EARLIEST_CPD_YEAR.begins, last.begins + 1)
    years = {str(year): year for year in (RegistrationYear(n, starts) for n in begins)}
    closed: set[vaults.RowKey] = set()
    rows = vaults.load_many(db, vault, "cpd", [(name,) for name in years], closed)
    by_year = {years[str(key[0])]: row for key, row in rows.items()}
    return by_year, {years[str(key[0])] for _kind, key in closed}


def _find_entry(rows: dict[RegistrationYear, StoredRow], identity: str) -> StoredCpdEntry | None:
    for year, row in rows.items():
        for entry in parse_cpd_entries(row.value):
            if entry.id == identity:
                return StoredCpdEntry(year, entry)
    return None


def _other_entries(row: StoredRow, identity: str) -> list[CpdRecordEntry]:
    return [entry for entry in parse_cpd_entries(row.value) if entry.id != identity]


def _save_year(
    db: Connection,
    vault: Vault,
    year: RegistrationYear,
    row: StoredRow,
    entries: list[CpdRecordEntry],
    now: datetime,
) -> None:
    """Save a year's entries over the loaded revision of its row; if there are none, delete it."""
    if entries:
        value = {"entries": serialise_cpd_entries(entries), "saved": format_minute(now)}
        vaults.save(db, vault, "cpd", (str(year),), value, read=row.rev)
    else:
        vaults.delete_if_unchanged(db, vault, "cpd", str(year), read=row.rev)
