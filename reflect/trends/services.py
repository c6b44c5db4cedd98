"""A person's weeks as one picture, and one week beside it.

Opens answers, actions and settings, never the texts: neither page shows what was written in the
reflection, and what is not opened cannot leak. The axis runs from the first week to this one; a
week that is still open joins it once it has answers, so that nobody sees a gap on a Monday.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection

from reflect import vaults
from reflect.accounts.settings import preferences
from reflect.charts.series import ChartScale, Picture, build_picture
from reflect.checkins import history
from reflect.checkins.actions import WeeklyAction, find_planned_action, load_actions
from reflect.checkins.repository import (
    format_minute,
    is_paused,
    parse_first_week,
    parse_pauses,
    saved_at,
)
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.weeks import Week
from reflect.trends.change_markers import services as change_marker_services

WeekResultState = Literal["answered", "away", "paused", "none"]
JUST_SAVED_PERIOD = timedelta(minutes=2)  # how long a week shows that it was just saved


@dataclass(frozen=True, slots=True)
class WeekResult:
    """One week, with the picture of all weeks."""

    week: Week
    state: WeekResultState
    picture: Picture
    instrument: Instrument  # the version that the answers were given to
    is_open: bool  # this week or the last: it can be filled in
    is_saved_now: bool = False  # within the last two minutes
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)  # item -> answer
    action: WeeklyAction | None = None


def scale_views(instrument: Instrument) -> tuple[ChartScale, ...]:
    """The scales of an instrument for charts."""
    return tuple(
        ChartScale(
            scale.id,
            scale.title,
            scale.low,
            scale.high,
            instrument.smallest_step(scale.id),
            len(scale.items),
            scale.minimum,
        )
        for scale in instrument.scales
    )


def load_picture(
    db: Connection, vault: Vault, library: Library, instrument: Instrument, now: datetime
) -> Picture:
    """All weeks from the first to this one; without a first week, an empty picture.

    One week that does not open closes no other: the picture names it.

    Raises:
        DecryptionError: the settings do not open.
        NotFound: this site lacks the version that some answers were given to.
    """
    own, last = preferences.load_settings(db, vault), Week.of(now)
    first = parse_first_week(own)
    if first is None or first > last:
        return build_picture((), scale_views(instrument), last, last)
    paused = parse_pauses(own)
    entries, closed = history.load_week_entries(
        db, vault, library, instrument.id, (first, last), paused
    )
    whole = build_picture(
        entries,
        scale_views(instrument),
        first,
        last,
        change_marker_services.parse_change_markers(own),
    )
    return replace(whole, damaged_weeks=closed)


def load_week_result(
    db: Connection,
    vault: Vault,
    library: Library,
    sheet: tuple[Instrument, Week],
    now: datetime,
) -> WeekResult:
    """One week of the instrument of `sheet`: answered, away, or neither.

    Raises:
        DecryptionError: a row does not open.
        NotFound: the week is still to come, or this site lacks the version of its answers.
    """
    instrument, week = sheet
    this_week = Week.of(now)
    if week > this_week:
        raise NotFound(_("This week is still to come."))
    whole = load_picture(db, vault, library, instrument, now)
    is_open = week >= this_week + -1
    row = vaults.load(db, vault, "answers", instrument.id, str(week))
    if not row.rev or row.value.get("away"):
        in_pause = is_paused(parse_pauses(preferences.load_settings(db, vault)), week)
        state: WeekResultState = "away" if row.rev else "paused" if in_pause else "none"
        return WeekResult(week, state, whole, instrument, is_open)
    return WeekResult(
        week,
        "answered",
        whole,
        library.version(instrument.id, row.value["version"]),
        is_open,
        is_saved_now=format_minute(now - JUST_SAVED_PERIOD) <= saved_at(row) <= format_minute(now),
        answers=row.value["answers"],
        action=find_planned_action(load_actions(db, vault), week),
    )
