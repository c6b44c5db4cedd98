"""Load a person's weeks as one picture, and the result of one week.

The picture decrypts answers, actions and settings, never the texts: what is not decrypted cannot
leak. The page of one week shows the texts of that week. The axis runs from the first week to this
one; the current week is added once it has answers, so that nobody sees a gap on a Monday.
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
    Questionnaire,
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
    instrument: Instrument  # the version that was answered; without answers, the current one
    is_open: bool  # whether it can be answered: it is this week or the previous one
    is_saved_now: bool = False  # within the last two minutes
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)  # item -> answer
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)  # box -> what was written
    action: WeeklyAction | None = None


def scale_views(instrument: Instrument) -> tuple[ChartScale, ...]:
    """The scales of an instrument for charts."""
    scales = []
    for scale in instrument.scales:
        step, items = instrument.smallest_step(scale.id), len(scale.items)
        is_mean = scale.combine == "mean" and scale.factor == 1 and not scale.lookup
        ends = scale.low, scale.high
        scales.append(ChartScale(scale.id, scale.title, *ends, step, items, scale.minimum, is_mean))
    return tuple(scales)


def load_picture(
    db: Connection,
    vault: Vault,
    library: Library,
    instrument: Instrument,
    now: datetime,
    settings: dict[str, Any] | None = None,
) -> Picture:
    """All weeks from the first to this one; without a first week, an empty picture.

    A week that does not decrypt does not prevent the others from being loaded: it is in
    `damaged_weeks`. The person's settings are loaded unless the caller has them.

    Raises:
        DecryptionError: the settings do not decrypt.
        NotFound: this site lacks the instrument version of some answers.
    """
    settings = settings or preferences.load_settings(db, vault)
    first, last, scales = parse_first_week(settings), Week.of(now), scale_views(instrument)
    if first is None or first > last:
        return build_picture((), scales, last, last)
    entries, damaged = history.load_week_entries(
        db, vault, library, instrument.id, (first, last), parse_pauses(settings)
    )
    changes = change_marker_services.parse_change_markers(settings)
    return replace(build_picture(entries, scales, first, last, changes), damaged_weeks=damaged)


def load_week_result(
    db: Connection, vault: Vault, library: Library, sheet: Questionnaire, now: datetime
) -> WeekResult:
    """The result of the week and instrument of `sheet`.

    Raises:
        DecryptionError: a row does not decrypt.
        NotFound: the week is in the future, or this site lacks the instrument version of some
            answers.
    """
    instrument, week, this_week = sheet.instrument, sheet.week, Week.of(now)
    if week > this_week:
        raise NotFound(_("This week is still to come."))
    settings = preferences.load_settings(db, vault)
    picture = load_picture(db, vault, library, instrument, now, settings)
    row = vaults.load(db, vault, "answers", *sheet.key)
    is_open = week >= this_week + -1
    if not row.rev or row.value.get("away"):
        in_pause = is_paused(parse_pauses(settings), week)
        state: WeekResultState = "away" if row.rev else "paused" if in_pause else "none"
        return WeekResult(week, state, picture, instrument, is_open)
    return WeekResult(
        week,
        "answered",
        picture,
        library.version(instrument.id, row.value["version"]),
        is_open,
        is_saved_now=format_minute(now - JUST_SAVED_PERIOD) <= saved_at(row) <= format_minute(now),
        answers=row.value["answers"],
        texts=vaults.load(db, vault, "notes", *sheet.key).value.get("texts", {}),
        action=find_planned_action(load_actions(db, vault), week),
    )
