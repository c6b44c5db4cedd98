"""Keeping CPD entries: one sealed row for each registration year.

An entry lies in the year of its date, and moves when its date does. A form names the save that it
was made from, so that of two tabs the second is told. A page may be sent twice, or come back after
the entry was deleted elsewhere: what was typed is then kept, once.
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
from reflect.vaults.repository import EMPTY, StoredRow

FRIDAY = 4  # days after Monday


@dataclass(frozen=True, slots=True)
class StoredCpdEntry:
    """An entry, and the year in whose row it lies."""

    year: RegistrationYear
    entry: CpdRecordEntry


@dataclass(frozen=True, slots=True)
class CpdConflict:
    """The form was made from an older save: nothing was changed."""

    stored: StoredCpdEntry


def load_cpd_years(
    db: Connection, vault: Vault, now: datetime, starts: YearStart = DEFAULT_YEAR_START
) -> tuple[dict[RegistrationYear, list[CpdRecordEntry]], int]:
    """All years that hold entries, newest first, each with its newest first.

    Beside them, how many years do not open.
    """
    rows, closed = _rows(db, vault, now, starts)
    found = {
        year: sort_cpd_entries(parse_cpd_entries(rows[year].value))
        for year in sorted(rows, reverse=True)
    }
    return found, len(closed)


def load_cpd_drafts(db: Connection, vault: Vault, now: datetime) -> list[CpdRecordEntry]:
    """All entries that are not finished, newest first."""
    found, _closed = load_cpd_years(db, vault, now)
    return sort_cpd_entries(entry for entries in found.values() for entry in entries if entry.draft)


def load_cpd_entry(
    db: Connection,
    vault: Vault,
    identity: str,
    now: datetime,
    starts: YearStart = DEFAULT_YEAR_START,
) -> StoredCpdEntry:
    """One entry, in whichever year it lies by now.

    Raises:
        NotFound: there is none.
        Damaged: it may lie in a year that does not open.
    """
    rows, closed = _rows(db, vault, now, starts)
    placed = _placed(rows, identity)
    if placed is None and closed:
        raise DecryptionError
    if placed is None:
        raise NotFound(_("There is no such entry. It may have been deleted in another tab."))
    return placed


def save_cpd_entry(
    db: Connection,
    vault: Vault,
    typed: CpdRecordEntry,
    edition: int,
    now: datetime,
    starts: YearStart = DEFAULT_YEAR_START,
) -> StoredCpdEntry | CpdConflict:
    """Keep an entry as it was typed; `edition` is the save that the form was made from, or 0.

    Raises:
        Damaged: the year that it belongs to does not open, and is not written over.
        Stale: saved elsewhere in this very moment; try again.
    """
    rows, closed = _rows(db, vault, now, starts)
    there = _placed(rows, typed.id)
    if there and strip_save_metadata(there.entry) == strip_save_metadata(typed):
        return there
    if (
        there
        and there.entry.saves != edition
        and strip_save_state(there.entry) != strip_save_state(typed)
    ):
        return CpdConflict(there)
    today = now.astimezone(LONDON).date()
    before = there.year if there else RegistrationYear.of(today, starts)
    year = find_registration_year(typed, before, today)
    if year in closed:
        raise DecryptionError
    saves = there.entry.saves if there else edition
    entry = replace(typed, saves=saves + 1, saved=format_minute(now))
    if there and there.year != year:
        _write(db, vault, there.year, rows[there.year], _others(rows[there.year], typed.id), now)
    target = rows.get(year, EMPTY)
    _write(db, vault, year, target, [*_others(target, typed.id), entry], now)
    return StoredCpdEntry(year, entry)


def delete_cpd_entry(
    db: Connection, vault: Vault, identity: str, edition: int, now: datetime
) -> RegistrationYear | CpdConflict | None:
    """Delete an entry; the year that it lay in, or None if it is gone already.

    A conflict: it was saved again since `edition`, and stays.

    Raises:
        Stale: saved elsewhere in this very moment; try again.
    """
    rows, _closed = _rows(db, vault, now, DEFAULT_YEAR_START)  # by their names alone
    there = _placed(rows, identity)
    if there is None:
        return None
    if there.entry.saves != edition:
        return CpdConflict(there)
    _write(db, vault, there.year, rows[there.year], _others(rows[there.year], identity), now)
    return there.year


def draft_cpd_entry_from_week(
    db: Connection, vault: Vault, sheet: Questionnaire, identity: str, now: datetime
) -> CpdRecordEntry:
    """A week's texts, laid into the fields; nothing is kept. The day is the Friday of the week.

    Raises:
        Damaged: a row does not open.
    """
    texts = vaults.load(db, vault, "notes", *sheet.key).value.get("texts", {})
    planned = actions.find_planned_action(actions.load_actions(db, vault), sheet.week)
    to_come = [texts.get("next", ""), planned.text if planned else ""]
    day = min(sheet.week.days[FRIDAY], now.astimezone(LONDON).date())
    return CpdRecordEntry(
        identity,
        type=_("Reflection on my own practice"),
        description=texts.get("happened", ""),
        date=day.isoformat(),
        learnt=texts.get("matters", ""),
        impact="\n".join(dict.fromkeys(filter(None, to_come))),
        from_week=str(sheet.week),
    )


def _rows(
    db: Connection, vault: Vault, now: datetime, starts: YearStart
) -> tuple[dict[RegistrationYear, StoredRow], set[RegistrationYear]]:
    """The years that hold entries, and those that do not open: one of them closes no other."""
    last = RegistrationYear.of(now, starts) + 1
    known = [
        RegistrationYear(begins, starts)
        for begins in range(EARLIEST_CPD_YEAR.begins, last.begins + 1)
    ]
    names = {str(year): year for year in known}
    closed: set[vaults.RowKey] = set()
    found = vaults.load_many(db, vault, "cpd", [(name,) for name in names], closed)
    rows = {names[str(key[0])]: kept for key, kept in found.items()}
    return rows, {names[str(key[0])] for _kind, key in closed}


def _placed(rows: dict[RegistrationYear, StoredRow], identity: str) -> StoredCpdEntry | None:
    for year, kept in rows.items():
        for entry in parse_cpd_entries(kept.value):
            if entry.id == identity:
                return StoredCpdEntry(year, entry)
    return None


def _others(row: StoredRow, identity: str) -> list[CpdRecordEntry]:
    return [entry for entry in parse_cpd_entries(row.value) if entry.id != identity]


def _write(
    db: Connection,
    vault: Vault,
    year: RegistrationYear,
    row: StoredRow,
    entries: list[CpdRecordEntry],
    now: datetime,
) -> None:
    """Keep a year's entries over the row that was read; a year without entries has no row."""
    if entries:
        value = {"entries": serialise_cpd_entries(entries), "saved": format_minute(now)}
        vaults.save(db, vault, "cpd", (str(year),), value, read=row.rev)
    else:
        vaults.delete_if_unchanged(db, vault, "cpd", str(year), read=row.rev)
