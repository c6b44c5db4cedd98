"""Change markers: parse, serialise, save and delete them; one a week at most.

They are stored in the settings row. The form sends a fingerprint of the marker that its writer saw
in that week. If another marker is there by then, nothing is changed and the writer is told
(optimistic lock), so that no marker is overwritten unseen, from this tab or another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from reflect import vaults
from reflect.accounts.settings import preferences
from reflect.charts.dates import format_day
from reflect.checkins.repository import parse_first_week
from reflect.core.crypto.vault import Vault
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.core.instruments.model import Instrument
from reflect.core.week_entries import CHANGE_KINDS, ChangeMarker
from reflect.core.weeks import Week
from reflect.vaults.repository import StoredRow


def parse_change_markers(settings: Mapping[str, Any]) -> list[ChangeMarker]:
    """The markers in a settings row, oldest first."""
    found = [
        ChangeMarker(**{**each, "week": Week.parse(each["week"])}) for each in settings["changes"]
    ]
    return sorted(found, key=lambda change: change.week)


def serialise_change_markers(changes: Iterable[ChangeMarker]) -> list[dict[str, Any]]:
    """The markers as the settings row stores them."""
    return [
        {"week": str(one.week), "kind": one.kind, "words": one.words, "baseline": one.baseline}
        for one in changes
    ]


def change_kind_options() -> tuple[tuple[str, str], ...]:
    """The kinds of change as value and label."""
    return tuple((kind, words[:1].upper() + words[1:]) for kind, words in CHANGE_KINDS.items())


def format_change_title(change: ChangeMarker) -> str:
    """What changed, capitalised: the person's own words, or else its kind."""
    return change.words or dict(change_kind_options())[change.kind]


@dataclass(frozen=True, slots=True)
class ChangeMarkers:
    """The markers of a person, and the weeks that can be marked."""

    first: Week | None  # the first week that can be marked; None: there is none yet
    changes: tuple[ChangeMarker, ...]  # oldest first
    is_open: bool  # this week has no answers yet, so that it is not on the chart


@dataclass(frozen=True, slots=True)
class MarkerConflict:
    """Nothing was changed: the week has another marker than the form was made from."""

    there: ChangeMarker


def load_change_markers(
    db: Connection, vault: Vault, instrument: Instrument, now: datetime
) -> ChangeMarkers:
    """All marks; `instrument` is the one whose weeks the chart shows.

    Raises:
        DecryptionError: a row does not open.
    """
    own, this_week = preferences.load_settings(db, vault), str(Week.of(now))
    has_entry = vaults.load(db, vault, "answers", instrument.id, this_week).rev > 0
    return ChangeMarkers(parse_first_week(own), tuple(parse_change_markers(own)), not has_entry)


def load_change_marker(db: Connection, vault: Vault, week: Week) -> ChangeMarker:
    """The mark of one week.

    Raises:
        NotFound: there is none.
    """
    for change in parse_change_markers(preferences.load_settings(db, vault)):
        if change.week == week:
            return change
    raise NotFound(_("This week has no mark."))


def marker_fingerprint(change: ChangeMarker) -> str:
    """A marker as the form sends it back to detect conflicts; "" for no marker."""
    return f"{change.week} {change.kind} {int(change.baseline)} {change.words}"


def save_change_marker(
    db: Connection,
    vault: Vault,
    change: ChangeMarker,
    was_seen: str,
    now: datetime,
    *,
    before: Week | None = None,
) -> MarkerConflict | None:
    """Mark a week, or change a marker; `before` is the week that it had.

    Sending the same mark twice changes nothing.

    Raises:
        Invalid: the week is still to come, or lies before the person's first.
        EditConflict: the settings were saved elsewhere at this moment.
    """
    kept = vaults.load(db, vault, "settings")
    _check_week(change.week, parse_first_week(kept.value), now)
    standing = _markers_by_week(kept)
    there = standing.get(change.week)
    if there is not None and there != change and marker_fingerprint(there) != was_seen:
        return MarkerConflict(there)
    if before is not None:
        standing.pop(before, None)
    _save_markers(db, vault, kept, {**standing, change.week: change})
    return None


def delete_change_marker(db: Connection, vault: Vault, week: Week, was_seen: str) -> bool:
    """Delete the marker of a week, if there is one; the chart is as if it had never been.

    False: it says something else than what `was_seen`, and stays.

    Raises:
        EditConflict: the settings were saved elsewhere at this moment.
    """
    kept = vaults.load(db, vault, "settings")
    standing = _markers_by_week(kept)
    there = standing.pop(week, None)
    if there and marker_fingerprint(there) != was_seen:
        return False
    if there:
        _save_markers(db, vault, kept, standing)
    return True


def _check_week(week: Week, first: Week | None, now: datetime) -> None:
    if first is None:
        raise Invalid(_("There is no week to mark yet."))
    if week > Week.of(now):
        raise Invalid(_("This week is still to come. Choose a day in this week or before."))
    if week < first:
        sentence = _("Your first week is that of {day}. Choose a day from then on.")
        raise Invalid(sentence.format(day=format_day(first.monday, year=True)))


def _markers_by_week(kept: StoredRow) -> dict[Week, ChangeMarker]:
    return {change.week: change for change in parse_change_markers({"changes": [], **kept.value})}


def _save_markers(
    db: Connection, vault: Vault, kept: StoredRow, standing: dict[Week, ChangeMarker]
) -> None:
    """Save all markers over the revision that they were read from."""
    written = serialise_change_markers(standing[week] for week in sorted(standing))
    vaults.save(db, vault, "settings", (), {**kept.value, "changes": written}, read=kept.rev)
