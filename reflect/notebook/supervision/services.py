"""Formal supervision over time, as far as the check-ins tell of it.

All is counted in calendar weeks, as the check-in counts: a meeting every four weeks is four weeks
after the one before, also when it is held a day earlier or later. What a check-in does not say
stays unsaid; a week without answers is no week without supervision.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection

from reflect.accounts.settings import preferences
from reflect.core.crypto.vault import Vault
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Defaults
from reflect.core.week_entries import SUPERVISION_MISSED, SupervisionMeeting, WeekEntry
from reflect.core.weeks import Week, weeks_between
from reflect.trends import services as trends_services

LOOKBACK_WEEKS: Final = 52  # weeks looked back over, this one included

IntervalSource = Literal["own", "stage", "neither"]


@dataclass(frozen=True, slots=True)
class SupervisionInterval:
    """Weeks between formal supervisions, and where the number comes from."""

    weeks: int
    why: IntervalSource


@dataclass(frozen=True, slots=True)
class SupervisionSession:
    """One formal supervision."""

    week: Week
    meeting: SupervisionMeeting
    after: int | None = None  # weeks since the one before; None: none is known before it

    @property
    def day(self) -> date | None:
        """The day, if it was said."""
        return date.fromisoformat(self.meeting.day) if self.meeting.day else None


@dataclass(frozen=True, slots=True)
class SupervisionHistory:
    """What one's check-ins say of formal supervision, over the last 52 weeks and lately."""

    shown: str  # the person's name, for paper; may be empty
    first: Week  # of the span: 52 weeks, or since the first check-in
    last: Week  # of the span: this week
    entries: Mapping[Week, WeekEntry]  # of the span, oldest first
    sessions: tuple[SupervisionSession, ...]  # in the span, oldest first
    latest: SupervisionSession | None  # may lie before the span
    due: tuple[Week, ...]  # since the latest: weeks that say that it was due
    interval: SupervisionInterval
    standard: int  # minutes that one is to last, at least

    @property
    def weeks_since_latest(self) -> int | None:
        """Weeks since the latest; None: there is none."""
        return None if self.latest is None else self.last - self.latest.week

    @property
    def is_overdue(self) -> bool:
        """Whether it is longer ago than the interval."""
        return self.weeks_since_latest is not None and self.weeks_since_latest > self.interval.weeks

    @property
    def weeks(self) -> list[Week]:
        """The span."""
        return weeks_between(self.first, self.last)

    @property
    def reported_weeks(self) -> list[Week]:
        """The weeks of the span that say whether there was one."""
        return [week for week, entry in self.entries.items() if entry.held and not entry.away]

    @property
    def noted_due_weeks(self) -> list[Week]:
        """The weeks of the span that say that there was none, and that it was due."""
        return [
            week for week in self.reported_weeks if self.entries[week].held == SUPERVISION_MISSED
        ]

    @property
    def away_weeks(self) -> list[Week]:
        """Its weeks away."""
        return [week for week, entry in self.entries.items() if entry.away]

    @property
    def unreported_weeks(self) -> list[Week]:
        """Its weeks that say nothing: left out, or not answered there. This week is still open."""
        known = {*self.reported_weeks, *self.away_weeks, self.last}
        return [week for week in self.weeks if week not in known]

    @property
    def gaps(self) -> list[int]:
        """Weeks from each to the next, for those in the span."""
        return [held.after for held in self.sessions if held.after is not None]


def load_supervision_history(
    db: Connection,
    vault: Vault,
    library: Library,
    instrument: Instrument,
    now: datetime,
    usual: Defaults = DEFAULT_ORGANISATION.defaults,
) -> SupervisionHistory:
    """Formal supervision up to this week; `usual` holds for what the person did not choose.

    Raises:
        Damaged: a row does not open.
        NotFound: this site lacks the version that some answers were given to.
    """
    picture = trends_services.load_picture(db, vault, library, instrument, now)
    own = preferences.load_settings(db, vault, usual)
    return build_supervision_history(
        picture.entries, picture.first, Week.of(now), own, usual.supervision_minutes
    )


def build_supervision_history(
    entries: Mapping[Week, WeekEntry],
    first: Week,
    last: Week,
    own: Mapping[str, Any],
    standard: int = DEFAULT_ORGANISATION.defaults.supervision_minutes,
) -> SupervisionHistory:
    """The same from the weeks since `first`, oldest first; `last` is this week, `own` settings."""
    held = _held(entries)
    latest = held[-1] if held else None
    begin = max(first, last + -(LOOKBACK_WEEKS - 1))
    return SupervisionHistory(
        shown=own["shown"],
        first=begin,
        last=last,
        entries={week: entry for week, entry in entries.items() if week >= begin},
        sessions=tuple(each for each in held if each.week >= begin),
        latest=latest,
        due=tuple(
            week
            for week, entry in entries.items()
            if entry.held == SUPERVISION_MISSED and (latest is None or week > latest.week)
        ),
        interval=SupervisionInterval(own["interval"], _why(own)),
        standard=standard,
    )


def _held(entries: Mapping[Week, WeekEntry]) -> list[SupervisionSession]:
    found: list[SupervisionSession] = []
    for week, entry in entries.items():
        if entry.had_supervision and not entry.away:
            after = week - found[-1].week if found else None
            found.append(SupervisionSession(week, entry.meeting or SupervisionMeeting(), after))
    return found


def _why(own: Mapping[str, Any]) -> IntervalSource:
    if own["own_interval"]:
        return "own"
    return "stage" if own["stage"] else "neither"
