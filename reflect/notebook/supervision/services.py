"""Formal supervision over time, as reported in check-ins.

Intervals are in calendar weeks, as in the check-in: a meeting every four weeks is four weeks after
the one before, even if it is held a day earlier or later. A week without answers is unknown, and
does not count as a week without supervision.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection

from reflect.accounts.settings.preferences import load_settings
from reflect.core.crypto.vault import Vault
from reflect.core.instruments.library import WEEKLY_INSTRUMENT_ID, Library
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Defaults
from reflect.core.week_entries import SUPERVISION_MISSED, SupervisionMeeting, WeekEntry
from reflect.core.weeks import Week, weeks_between
from reflect.trends.services import load_picture

LOOKBACK_WEEKS: Final = 52  # including this week

IntervalSource = Literal["own", "stage", "neither"]


@dataclass(frozen=True, slots=True)
class SupervisionInterval:
    """The expected number of weeks between meetings, and where the number comes from."""

    weeks: int
    why: IntervalSource


@dataclass(frozen=True, slots=True)
class SupervisionSession:
    """One formal supervision meeting."""

    week: Week
    meeting: SupervisionMeeting
    after: int | None = None  # weeks since the meeting before; None: none is known

    @property
    def day(self) -> date | None:
        """The day, if it was reported."""
        return date.fromisoformat(self.meeting.day) if self.meeting.day else None


@dataclass(frozen=True, slots=True)
class SupervisionHistory:
    """What a person's check-ins report about formal supervision, over the last 52 weeks."""

    shown: str  # the person's name, for paper; may be empty
    first: Week  # of the span: 52 weeks, or since the first check-in
    last: Week  # of the span: this week
    entries: Mapping[Week, WeekEntry]  # in the span, oldest first
    sessions: tuple[SupervisionSession, ...]  # in the span, oldest first
    latest: SupervisionSession | None  # may be before the span
    due: tuple[Week, ...]  # weeks since the latest meeting that report that one was due
    interval: SupervisionInterval
    standard: int  # the least number of minutes that a meeting should last

    @property
    def weeks_since_latest(self) -> int | None:
        """Weeks since the latest meeting; None: there is none."""
        return None if self.latest is None else self.last - self.latest.week

    @property
    def is_overdue(self) -> bool:
        """Whether the latest meeting is longer ago than the interval."""
        return self.weeks_since_latest is not None and self.weeks_since_latest > self.interval.weeks

    @property
    def weeks(self) -> list[Week]:
        """All weeks of the span."""
        return weeks_between(self.first, self.last)

    @property
    def reported_weeks(self) -> list[Week]:
        """The weeks of the span that report whether there was a meeting."""
        return [week for week, entry in self.entries.items() if entry.held and not entry.away]

    @property
    def noted_due_weeks(self) -> list[Week]:
        """The weeks of the span that report that a meeting was due and did not take place."""
        weeks, entries = self.reported_weeks, self.entries
        return [week for week in weeks if entries[week].held == SUPERVISION_MISSED]

    @property
    def away_weeks(self) -> list[Week]:
        """The weeks away in the span."""
        return [week for week, entry in self.entries.items() if entry.away]

    @property
    def unreported_weeks(self) -> list[Week]:
        """The weeks of the span that report nothing, without this week, which is still open."""
        excluded = {*self.reported_weeks, *self.away_weeks, self.last}
        return [week for week in self.weeks if week not in excluded]

    @property
    def gaps(self) -> list[int]:
        """Weeks from each meeting to the next, for the meetings in the span."""
        return [each.after for each in self.sessions if each.after is not None]


def load_supervision_history(
    db: Connection, vault: Vault, library: Library, now: datetime, defaults: Defaults
) -> SupervisionHistory:
    """Formal supervision up to this week; `defaults` stand in for settings that are not set.

    Raises:
        DecryptionError: a row cannot be decrypted.
        NotFound: this site lacks the instrument version that some answers were given to.
    """
    settings, instrument = load_settings(db, vault, defaults), library.latest(WEEKLY_INSTRUMENT_ID)
    picture = load_picture(db, vault, library, instrument, now, settings)
    this_week, minutes = Week.of(now), defaults.supervision_minutes
    return build_supervision_history(picture.entries, picture.first, this_week, settings, minutes)


def build_supervision_history(
    entries: Mapping[Week, WeekEntry],
    first: Week,
    last: Week,
    settings: Mapping[str, Any],
    standard: int = DEFAULT_ORGANISATION.defaults.supervision_minutes,
) -> SupervisionHistory:
    """Formal supervision from `entries`, which are sorted by week, oldest first.

    `first` is the week of the first check-in, `last` is this week; `standard` is in minutes.
    """
    why: IntervalSource = "stage" if settings["stage"] else "neither"
    sessions = _list_sessions(entries)
    latest = sessions[-1] if sessions else None
    missed = [week for week, entry in entries.items() if entry.held == SUPERVISION_MISSED]
    span_first = max(first, last + -(LOOKBACK_WEEKS - 1))
    return SupervisionHistory(
        shown=settings["shown"],
        first=span_first,
        last=last,
        entries={week: entry for week, entry in entries.items() if week >= span_first},
        sessions=tuple(each for each in sessions if each.week >= span_first),
        latest=latest,
        due=tuple(week for week in missed if latest is None or week > latest.week),
        interval=SupervisionInterval(
            settings["interval"], "own" if settings["own_interval"] else why
        ),
        standard=standard,
    )


def _list_sessions(entries: Mapping[Week, WeekEntry]) -> list[SupervisionSession]:
    sessions: list[SupervisionSession] = []
    for week, entry in entries.items():
        if entry.had_supervision and not entry.away:
            after = week - sessions[-1].week if sessions else None
            sessions.append(SupervisionSession(week, entry.meeting or SupervisionMeeting(), after))
    return sessions
