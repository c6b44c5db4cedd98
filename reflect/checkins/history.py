"""The history of a person's weeks: scored entries for the charts, and the list of weeks.

Charts decrypt only the `answers` rows, never the texts. Each week is scored with the instrument
version that was answered, so that a changed wording does not look like a changed person.
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
from reflect.core.instruments.scoring import collect_points, score_stored
from reflect.core.week_entries import SUPERVISION_HELD, SupervisionMeeting, WeekEntry
from reflect.core.weeks import Week, weeks_between
from reflect.vaults.repository import EMPTY, StoredRow

CONTACT_ITEM, SUPERVISION_HELD_ITEM = "contact", "held"
WEEKS_PER_PAGE = 52  # of the list

ListedWeekState = Literal["answered", "away", "paused", "begun", "none", "closed"]


@dataclass(frozen=True, slots=True)
class ListedWeek:
    """One week of the list of weeks."""

    week: Week
    state: ListedWeekState
    has_changes: bool  # there is a draft
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
    """The weeks of `span` (inclusive) that have answers or are weeks away, oldest first.

    A week of a pause without answers is a week away. Also returns the weeks that do not decrypt,
    because one damaged week must not hide the others.

    Raises:
        NotFound: this site lacks an instrument version that was answered.
    """
    weeks, damaged = weeks_between(*span), set[vaults.RowKey]()
    rows = _load_answers(db, vault, instrument, weeks, damaged)
    values = {week: row.value for week, row in rows.items()}
    closed = frozenset(Week.parse(str(key[1])) for _kind, key in damaged)
    entries = [
        _build_entry(week, values[week], library.version(instrument, values[week]["version"]))
        if week in values
        else WeekEntry(week, away=True)
        for week in weeks
        if week in values or (week not in closed and is_paused(paused, week))
    ]
    return entries, closed


def load_first_week(db: Connection, vault: Vault) -> Week | None:
    """The first week with a check-in or a monthly set; None: there is neither yet."""
    return parse_first_week(vaults.load(db, vault, "settings").value, "first_week", "first_set")


def record_first_week(db: Connection, vault: Vault, stored: WeekState) -> None:
    """Record the week in the settings row if it is earlier than the first week recorded so far.

    A check-in sets `first_week`. A monthly set is not a check-in, so it sets `first_set`.

    Raises:
        EditConflict: another request saved the settings meanwhile; retry.
    """
    own, week = stored.settings.value, stored.questionnaire.week
    is_weekly = stored.questionnaire.instrument.is_weekly
    names = ["first_week"] if is_weekly else ["first_week", "first_set"]
    first = parse_first_week(own, *names)
    if first is None or week < first:
        updated = {**own, names[-1]: str(week)}
        vaults.save(db, vault, "settings", (), updated, read=stored.settings.rev)


def find_last_places(
    db: Connection, vault: Vault, instrument: Instrument, before: Week
) -> tuple[Week, dict[str, int]] | None:
    """The latest week before `before` with answers about places, at most two years back."""
    start = max(load_first_week(db, vault) or before, before + -MAX_LOOKBACK_WEEKS)
    rows = _load_answers(db, vault, instrument.id, weeks_between(start, before + -1))
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
    """A page of the list: up to 52 weeks, from `until` (at most this week) back, newest first.

    Also returns the `until` of the next page, if there is one. A week with a row that does not
    decrypt has the state `closed`.
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
    stored = vaults.load_kinds(db, vault, names, closed)
    damaged = {key for _kind, key in closed}
    rows = []
    for week in reversed(weeks):
        key = (instrument.id, str(week))
        if key in damaged:
            rows.append(ListedWeek(week, "closed", False, False, False))
            continue
        answers, draft = (stored.get((kind, key), EMPTY) for kind in kinds)
        row = _build_listed_week(week, this_week, answers, draft)
        is_gap = row.state == "none" and is_paused(paused, week)
        rows.append(replace(row, state="paused", can_mark=False) if is_gap else row)
    return rows, (weeks[0] + -1 if weeks and weeks[0] > first else None)


def _build_listed_week(
    week: Week, this_week: Week, answers: StoredRow, draft: StoredRow
) -> ListedWeek:
    is_away = bool(answers.value.get("away"))
    has_draft = draft.rev > 0 and (is_away or saved_at(draft) >= saved_at(answers))
    state: ListedWeekState = "none"
    if answers.rev:
        state = "away" if is_away else "answered"
    elif has_draft:
        state = "begun"
    is_recent = week >= this_week + -1
    can_open = not is_away and (is_recent or state != "none")
    can_mark = not answers.rev and week >= this_week + -MAX_LOOKBACK_WEEKS
    return ListedWeek(week, state, has_draft and not is_away, can_open, can_mark)


def _load_answers(
    db: Connection,
    vault: Vault,
    instrument: str,
    weeks: list[Week],
    closed: set[vaults.RowKey] | None = None,
) -> dict[Week, StoredRow]:
    keys = {week: (instrument, str(week)) for week in weeks}
    rows = vaults.load_many(db, vault, "answers", keys.values(), closed)
    return {week: rows[key] for week, key in keys.items() if key in rows}


def _build_entry(week: Week, row: Mapping[str, Any], instrument: Instrument) -> WeekEntry:
    if row.get("away"):
        return WeekEntry(week, away=True)
    given: dict[str, Any] = row["answers"]
    scores, held = score_stored(instrument, given), _get_number(given, SUPERVISION_HELD_ITEM)
    return WeekEntry(
        week,
        scores=scores,
        points={name: collect_points(instrument, instrument.scale(name), given) for name in scores},
        places={name: given[name] for name in layout_of(instrument).places if name in given},
        contact=_get_number(given, CONTACT_ITEM) or None,
        held=held or None,
        meeting=_build_meeting(given) if held == SUPERVISION_HELD else None,
        version=instrument.version,
    )


def _build_meeting(given: Mapping[str, Any]) -> SupervisionMeeting:
    names = ("minutes", "how", "who", "free", "reflect")
    numbers = {name: _get_number(given, name) for name in names}
    return SupervisionMeeting(day=str(given.get("date", "")), **numbers)


def _get_number(given: Mapping[str, Any], name: str) -> int:
    """The answer if it is a whole number, else 0."""
    answer = given.get(name)
    return answer if isinstance(answer, int) else 0
