"""*What goes with what*: a person's weeks by place, contact and supervision, and around each mark.

A look uses the first 26, 52, ... answered weeks of the latest line (`core.associations`). A marked
change is judged by the method of the chart (`core.change_detection`), at the week of the mark: the
weeks since the mark before it, and until the next one, at most 26 on each side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from reflect.accounts.settings import preferences
from reflect.charts.series import Picture
from reflect.core.associations import (
    MAX_WEEKS,
    WEEKS_PER_LOOK,
    Association,
    Factor,
    count_weeks_of_look,
    find_associations,
)
from reflect.core.change_detection import (
    MIN_BEFORE,
    MIN_SINCE,
    LevelChange,
    estimate_correlation,
    find_change_at,
)
from reflect.core.crypto.vault import Vault
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.week_entries import SUPERVISION_HELD, ChangeMarker, WeekEntry
from reflect.trends.change_markers import services as change_marker_services
from reflect.trends.services import load_picture

MAX_WEEKS_AROUND_CHANGE = 26  # answered weeks on each side of a marked change
_CONTACT_LESS = 1  # than wanted

Scores = dict[str, list[float | None]]  # scale -> score of each week


@dataclass(frozen=True, slots=True)
class MarkFinding:
    """What a look says of a marked change."""

    change: ChangeMarker
    can_tell: bool  # whether there are enough weeks before it and since
    found: tuple[tuple[str, LevelChange], ...] = ()  # scales whose level differs, in points


@dataclass(frozen=True, slots=True)
class Look:
    """The latest look at what goes with what."""

    weeks: int  # answered weeks that it uses; 0: none was made yet
    more: int  # answered weeks until the next
    associations: tuple[Association, ...] = ()  # every scale with every factor
    marks: tuple[MarkFinding, ...] = ()  # newest first


def load_picture_and_changes(
    db: Connection, vault: Vault, library: Library, instrument: Instrument, now: datetime
) -> tuple[Picture, list[ChangeMarker]]:
    """A person's weeks and their change markers.

    Raises:
        DecryptionError: a row does not decrypt.
        NotFound: this site lacks the instrument version of some answers.
    """
    settings = preferences.load_settings(db, vault)
    picture = load_picture(db, vault, library, instrument, now, settings)
    return picture, change_marker_services.parse_change_markers(settings)


def look_at_weeks(picture: Picture, changes: Sequence[ChangeMarker]) -> Look:
    """The latest look at a person's weeks."""
    start = picture.panels[0].line.since
    entries = [e for e in picture.entries.values() if not e.away and (not start or e.week >= start)]
    weeks = count_weeks_of_look(len(entries))
    more = weeks + WEEKS_PER_LOOK - len(entries)
    if not weeks:
        return Look(0, more)
    entries = entries[max(0, weeks - MAX_WEEKS) : weeks]
    scores = _collect_scores(picture, entries)
    correlation = estimate_correlation([_drop_missing(values) for values in scores.values()])
    steps = {panel.scale.id: panel.scale.step for panel in picture.panels}
    associations = find_associations(scores, make_factors(entries), steps, correlation)
    marks = tuple(
        _judge_mark(change, changes, entries, scores, correlation)
        for change in reversed(changes)
        if entries[0].week < change.week <= entries[-1].week
    )
    return Look(weeks, more, tuple(associations), marks)


def make_factors(entries: Sequence[WeekEntry]) -> list[Factor]:
    """What differs between these weeks."""
    totals = [sum(entry.places.values()) for entry in entries]
    shares = {
        place: [
            entry.places.get(place, 0) / total if total else None
            for entry, total in zip(entries, totals, strict=True)
        ]
        for place in ("home", "base")
    }
    less = [float(e.contact == _CONTACT_LESS) if e.contact else None for e in entries]
    held = [float(e.held == SUPERVISION_HELD) if e.held else None for e in entries]
    places = [Factor(place, values, is_share=True) for place, values in shares.items()]
    return [*places, Factor("contact", less), Factor("supervision", held)]


def _collect_scores(picture: Picture, entries: Sequence[WeekEntry]) -> Scores:
    """The adjusted scores, which findings use."""
    by_week = [{point.week: point.adjusted for point in panel.points} for panel in picture.panels]
    return {
        panel.scale.id: [adjusted.get(entry.week) for entry in entries]
        for panel, adjusted in zip(picture.panels, by_week, strict=True)
    }


def _drop_missing(values: Sequence[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _judge_mark(
    change: ChangeMarker,
    changes: Sequence[ChangeMarker],
    entries: Sequence[WeekEntry],
    scores: Scores,
    correlation: float,
) -> MarkFinding:
    earlier = [each.week for each in changes if each.week < change.week]
    later = [each.week for each in changes if each.week > change.week]
    before = [
        n
        for n, entry in enumerate(entries)
        if entry.week < change.week and (not earlier or entry.week >= earlier[-1])
    ][-MAX_WEEKS_AROUND_CHANGE:]
    since = [
        n
        for n, entry in enumerate(entries)
        if entry.week >= change.week and (not later or entry.week < later[0])
    ][:MAX_WEEKS_AROUND_CHANGE]
    found, can_tell = [], False
    for scale, values in scores.items():
        left, right = (_drop_missing([values[n] for n in side]) for side in (before, since))
        if len(left) < MIN_BEFORE or len(right) < MIN_SINCE:
            continue
        can_tell = True
        level = find_change_at([*left, *right], len(left), correlation, is_known=change.known)
        if level:
            found.append((scale, level))
    return MarkFinding(change, can_tell, tuple(found))
