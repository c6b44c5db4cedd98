"""A person's weeks, read back: scored for the charts, listed for going back to one.

Charts open the `answers` rows alone, never the texts. Each week is scored with the version its
answers were given to, so that a changed wording never passes for a changed person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection

from reflect import vaults
from reflect.accounts.settings import preferences
from reflect.checkins.page_layout import layout_of
from reflect.checkins.repository import (
    MAX_LOOKBACK_WEEKS,
    Name,
    Pause,
    WeekState,
    is_paused,
    parse_first_week,
    parse_pauses,
    saved_at,
)
from reflect.core.crypto.vault import Vault
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.instruments.scoring import score_stored
from reflect.core.week_entries import SUPERVISION_HELD, SupervisionMeeting, WeekEntry
from reflect.core.weeks import Week, weeks_between
from reflect.vaults.repository import EMPTY, StoredRow

CONTACT_ITEM, SUPERVISION_HELD_ITEM = "contact", "held"
WEEKS_PER_PAGE = 52  # weeks on one page of the list

ListedWeekState = Literal["answered", "away", "paused", "begun", "none", "closed"]


@dataclass(frozen=True, slots=True)
class ListedWeek:
    """One week in the list."""

    week: Week
    state: ListedWeekState
    has_changes: bool  # something is typed that was not sent yet
    can_open: bool
    can_mark: bool


def load_week_entries(
    db: Connection,
    vault: Vault,
    library: Library,
    instrument: str,
    span: tuple[Week, Week],
    paused: Sequence[Pause] = (),
) -> tuple[list[WeekEntry], frozenset[Week]]:
    """Every week of `span` (both ends in it) that has answers or is a week away, oldest first.

    A week of a pause without answers is a week away. Beside them the weeks that do not open: one
    of them must not close the others.

    Raises:
        NotFound: this site lacks the version that some answers were given to.
    """
    weeks, closed = weeks_between(*span), set[Week]()
    rows = _answers(db, vault, instrument, weeks, closed)
    entries = [
        _entry(week, rows[week].value, library.version(instrument, rows[week].value["version"]))
        if week in rows
        else WeekEntry(week, away=True)
        for week in weeks
        if week in rows or (week not in closed and is_paused(paused, week))
    ]
    return entries, frozenset(closed)


def load_first_week(db: Connection, vault: Vault) -> Week | None:
    """The first week with a check-in or a monthly set; None if there is none."""
    return parse_first_week(vaults.load(db, vault, "settings").value, "first_week", "first_set")


def record_first_week(db: Connection, vault: Vault, stored: WeekState) -> None:
    """Record the week in the settings row if it is earlier than those searched for rows so far.

    A check-in sets `first_week`. A monthly set is no check-in, so it sets `first_set`.

    Raises:
        EditConflict: the settings were saved elsewhere in this very moment; try again.
    """
    own, week = stored.settings.value, stored.questionnaire.week
    names = (
        ["first_week"] if stored.questionnaire.instrument.is_weekly else ["first_week", "first_set"]
    )
    first = parse_first_week(own, *names)
    if first is None or week < first:
        changed = {**own, names[-1]: str(week)}
        vaults.save(db, vault, "settings", (), changed, read=stored.settings.rev)


def find_last_places(
    db: Connection, vault: Vault, instrument: Instrument, before: Week
) -> tuple[Week, dict[str, int]] | None:
    """The latest week before `before` in which places were counted, at most two years back."""
    start = max(load_first_week(db, vault) or before, before + -MAX_LOOKBACK_WEEKS)
    rows = _answers(db, vault, instrument.id, weeks_between(start, before + -1))
    names = layout_of(instrument).places
    for week, row in reversed(rows.items()):
        given = row.value["answers"]
        places = {name: given[name] for name in names if isinstance(given.get(name), int)}
        if places:
            return week, places
    return None


def list_weeks(
    db: Connection, vault: Vault, instrument: Instrument, until: Week, now: datetime
) -> tuple[list[ListedWeek], Week | None]:
    """Up to 52 weeks, from `until` (at most this week) back, newest first; and where to go on.

    A week of which a row does not open is in the list as `closed`.
    """
    this_week = Week.of(now)
    last = min(until, this_week)
    own = preferences.load_settings(db, vault)
    paused = parse_pauses(own)
    first = min(parse_first_week(own) or this_week, this_week + -1)
    weeks = weeks_between(max(first, last + -(WEEKS_PER_PAGE - 1)), last)
    kinds: tuple[Literal["answers", "draft"], ...] = ("answers", "draft")
    names: list[Name] = [(kind, (instrument.id, str(week))) for week in weeks for kind in kinds]
    closed: set[Name] = set()
    found = vaults.load_kinds(db, vault, names, closed)
    shut = {key for _kind, key in closed}
    rows = []
    for week in reversed(weeks):
        if (instrument.id, str(week)) in shut:
            rows.append(
                ListedWeek(week, "closed", has_changes=False, can_open=False, can_mark=False)
            )
            continue
        answers, draft = (found.get((k, (instrument.id, str(week))), EMPTY) for k in kinds)
        row = _listed(week, this_week, answers, draft)
        is_gap = row.state == "none" and is_paused(paused, week)
        rows.append(replace(row, state="paused", can_mark=False) if is_gap else row)
    return rows, (weeks[0] + -1 if weeks and weeks[0] > first else None)


def _listed(week: Week, this_week: Week, answers: StoredRow, draft: StoredRow) -> ListedWeek:
    is_away = bool(answers.value.get("away"))
    has_draft = draft.rev > 0 and (is_away or saved_at(draft) >= saved_at(answers))
    state: ListedWeekState = "none"
    if answers.rev:
        state = "away" if is_away else "answered"
    elif has_draft:
        state = "begun"
    recent = week >= this_week + -1
    can_open = not is_away and (recent or state != "none")
    can_mark = not answers.rev and week >= this_week + -MAX_LOOKBACK_WEEKS
    return ListedWeek(week, state, has_draft and not is_away, can_open, can_mark)


def _answers(
    db: Connection,
    vault: Vault,
    instrument: str,
    weeks: list[Week],
    closed: set[Week] | None = None,
) -> dict[Week, StoredRow]:
    keys = {(instrument, str(week)): week for week in weeks}
    shut: set[vaults.RowKey] | None = None if closed is None else set()
    found = vaults.load_many(db, vault, "answers", keys, shut)
    if closed is not None and shut:
        closed.update(week for key, week in keys.items() if ("answers", key) in shut)
    return {week: found[key] for key, week in keys.items() if key in found}


def _entry(week: Week, row: Mapping[str, Any], instrument: Instrument) -> WeekEntry:
    if row.get("away"):
        return WeekEntry(week, away=True)
    given: dict[str, Any] = row["answers"]
    scores, held = score_stored(instrument, given), _label(given, SUPERVISION_HELD_ITEM)
    return WeekEntry(
        week,
        scores=scores,
        missing=_missing(instrument, given, scores),
        places={name: given[name] for name in layout_of(instrument).places if name in given},
        contact=_label(given, CONTACT_ITEM) or None,
        held=held or None,
        meeting=_meeting(given) if held == SUPERVISION_HELD else None,
    )


def _missing(
    instrument: Instrument, given: Mapping[str, Any], scores: Mapping[str, float]
) -> dict[str, frozenset[str]]:
    return {
        scale.id: names
        for scale in instrument.scales
        if scale.id in scores
        and (names := frozenset(n for n in scale.items if not isinstance(given.get(n), int)))
    }


def _meeting(given: Mapping[str, Any]) -> SupervisionMeeting:
    labels = {name: _label(given, name) for name in ("minutes", "how", "who", "free", "reflect")}
    return SupervisionMeeting(day=str(given.get("date", "")), **labels)


def _label(given: Mapping[str, Any], name: str) -> int:
    """A whole number, or 0 if there is none."""
    found = given.get(name)
    return found if isinstance(found, int) else 0
