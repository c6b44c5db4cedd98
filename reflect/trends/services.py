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
from reflect.charts.series import Picture, ScaleView, picture
from reflect.checkins import history
from reflect.checkins.actions import Action, all_actions, planned_in
from reflect.checkins.pauses import services as pause_services
from reflect.checkins.repository import first_of, minute, saved_at
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.weeks import Week
from reflect.core.words import _
from reflect.trends.change_markers import services as change_marker_services

State = Literal["answered", "away", "paused", "none"]
FRESH = timedelta(minutes=2)  # how long after a save its week says so


@dataclass(frozen=True, slots=True)
class OneWeek:
    """One week, and the picture it belongs to."""

    week: Week
    state: State
    picture: Picture
    instrument: Instrument  # the version that the answers were given to
    is_open: bool  # this week or the last: it can be filled in
    is_saved_now: bool = False  # within the last two minutes
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)  # item -> answer
    action: Action | None = None


def scale_views(instrument: Instrument) -> tuple[ScaleView, ...]:
    """The scales of an instrument as charts know them."""
    return tuple(
        ScaleView(
            scale.id,
            scale.title,
            scale.low,
            scale.high,
            instrument.step(scale.id),
            len(scale.items),
            scale.minimum,
        )
        for scale in instrument.scales
    )


def my_picture(
    db: Connection, vault: Vault, library: Library, instrument: Instrument, now: datetime
) -> Picture:
    """All weeks from the first to this one; without a first week, an empty picture.

    One week that does not open closes no other: the picture names it.

    Raises:
        Damaged: the settings do not open.
        NotFound: this site lacks the version that some answers were given to.
    """
    own, last = preferences.read(db, vault), Week.of(now)
    first = first_of(own)
    if first is None or first > last:
        return picture((), scale_views(instrument), last, last)
    paused = pause_services.read(own)
    entries, closed = history.opened(db, vault, library, instrument.id, (first, last), paused)
    whole = picture(entries, scale_views(instrument), first, last, change_marker_services.read(own))
    return replace(whole, closed=closed)


def one_week(
    db: Connection,
    vault: Vault,
    library: Library,
    sheet: tuple[Instrument, Week],
    now: datetime,
) -> OneWeek:
    """One week of the questionnaire of `sheet`: answered, away, or neither.

    Raises:
        Damaged: a row does not open.
        NotFound: the week is still to come, or this site lacks the version of its answers.
    """
    instrument, week = sheet
    this_week = Week.of(now)
    if week > this_week:
        raise NotFound(_("This week is still to come."))
    whole = my_picture(db, vault, library, instrument, now)
    is_open = week >= this_week + -1
    row = vaults.fetch(db, vault, "answers", instrument.id, str(week))
    if not row.rev or row.value.get("away"):
        in_pause = pause_services.is_paused(pause_services.read(preferences.read(db, vault)), week)
        state: State = "away" if row.rev else "paused" if in_pause else "none"
        return OneWeek(week, state, whole, instrument, is_open)
    return OneWeek(
        week,
        "answered",
        whole,
        library.version(instrument.id, row.value["version"]),
        is_open,
        is_saved_now=minute(now - FRESH) <= saved_at(row) <= minute(now),
        answers=row.value["answers"],
        action=planned_in(all_actions(db, vault), week),
    )
