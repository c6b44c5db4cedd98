"""Change markers: parse, serialise, load, save and delete them; at most one per week.

They are stored in the settings row. A form carries the edition of the marker that the week had when
it was rendered (`vaults.editing`), so that no marker is overwritten unseen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from reflect import vaults
from reflect.accounts.settings import preferences
from reflect.charts.dates import format_day
from reflect.checkins.repository import parse_first_week
from reflect.core.crypto.vault import Vault
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _, capitalise_first
from reflect.core.instruments.model import Instrument
from reflect.core.week_entries import CHANGE_KINDS, ChangeMarker
from reflect.core.weeks import Week
from reflect.vaults.editing import Conflict, Saved, edition_of, find_conflict
from reflect.vaults.repository import StoredRow


def parse_change_markers(settings: Mapping[str, Any]) -> list[ChangeMarker]:
    """The markers in a settings row, oldest first."""
    changes = (
        ChangeMarker(**{**each, "week": Week.parse(each["week"])}) for each in settings["changes"]
    )
    return sorted(changes, key=lambda change: change.week)


def serialise_change_markers(changes: Iterable[ChangeMarker]) -> list[dict[str, Any]]:
    """The markers as the settings row stores them."""
    return [{**asdict(each), "week": str(each.week)} for each in changes]


def change_kind_options() -> tuple[tuple[str, str], ...]:
    """The kinds of change as value and label."""
    return tuple((kind, capitalise_first(str(words))) for kind, words in CHANGE_KINDS.items())


def format_change_title(change: ChangeMarker) -> str:
    """What changed: the person's own words, or else the kind, capitalised."""
    return change.words or capitalise_first(CHANGE_KINDS[change.kind])


@dataclass(frozen=True, slots=True)
class ChangeMarkers:
    """The markers of a person, and the weeks that can be marked."""

    first: Week | None  # the first week that can be marked; None: there is none yet
    changes: tuple[ChangeMarker, ...]  # oldest first
    is_open: bool  # this week has no answers yet, so that it is not on the chart


def load_change_markers(
    db: Connection, vault: Vault, instrument: Instrument, now: datetime
) -> ChangeMarkers:
    """All markers; `instrument` is the one whose weeks the chart shows.

    Raises:
        DecryptionError: a row does not decrypt.
    """
    settings, this_week = preferences.load_settings(db, vault), str(Week.of(now))
    is_open = vaults.load(db, vault, "answers", instrument.id, this_week).rev == 0
    changes = tuple(parse_change_markers(settings))
    return ChangeMarkers(parse_first_week(settings), changes, is_open)


def load_change_marker(db: Connection, vault: Vault, week: Week) -> ChangeMarker:
    """The marker of one week.

    Raises:
        NotFound: there is none.
    """
    for change in parse_change_markers(preferences.load_settings(db, vault)):
        if change.week == week:
            return change
    raise NotFound(_("This week has no mark."))


def marker_edition(change: ChangeMarker | None) -> str:
    """The edition of a week's marker; empty if it has none."""
    if change is None:
        return ""
    flags = int(change.baseline), int(change.known)
    return edition_of(str(change.week), change.kind, *flags, change.words)


def save_change_marker(
    db: Connection,
    vault: Vault,
    change: ChangeMarker,
    read: str,
    now: datetime,
    old_week: Week | None = None,
) -> Saved[ChangeMarker] | Conflict[ChangeMarker]:
    """Add a marker, or replace the one of `old_week`; `read`: the edition that the page showed.

    Raises:
        Invalid: the week is in the future, or before the person's first.
        EditConflict: another request saved the settings at the same time.
    """
    row = vaults.load(db, vault, "settings")
    _check_week(change.week, parse_first_week(row.value), now)
    markers = _markers_by_week(row)
    existing = markers.get(change.week)
    if existing is not None:
        current, is_same = marker_edition(existing), existing == change
        if conflict := find_conflict(existing, current, read, is_same=is_same):
            return conflict
    if old_week is not None:
        markers.pop(old_week, None)
    _save_markers(db, vault, row, {**markers, change.week: change})
    return Saved(change)


def delete_change_marker(
    db: Connection, vault: Vault, week: Week, read: str
) -> Saved[None] | Conflict[ChangeMarker]:
    """Delete the marker of a week, if there is one; the chart is then as if it had never existed.

    `read`: the edition that the page showed.

    Raises:
        EditConflict: another request saved the settings at the same time.
    """
    row = vaults.load(db, vault, "settings")
    markers = _markers_by_week(row)
    if existing := markers.pop(week, None):
        if conflict := find_conflict(existing, marker_edition(existing), read):
            return conflict
        _save_markers(db, vault, row, markers)
    return Saved(None)


def _check_week(week: Week, first: Week | None, now: datetime) -> None:
    if first is None:
        raise Invalid(_("There is no week to mark yet."))
    if week > Week.of(now):
        raise Invalid(_("This week is still to come. Choose a day in this week or before."))
    if week < first:
        text = _("Your first week is that of {day}. Choose a day from then on.")
        raise Invalid(text.format(day=format_day(first.monday, year=True)))


def _markers_by_week(row: StoredRow) -> dict[Week, ChangeMarker]:
    return {change.week: change for change in parse_change_markers({"changes": [], **row.value})}


def _save_markers(
    db: Connection, vault: Vault, row: StoredRow, markers: dict[Week, ChangeMarker]
) -> None:
    """Save all markers over the revision that they were read from."""
    changes = serialise_change_markers(markers[week] for week in sorted(markers))
    vaults.save(db, vault, "settings", (), {**row.value, "changes": changes}, read=row.rev)
