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
from reflect.core.organisation.model import NOBODYS, Defaults
from reflect.core.week_entries import WAS_DUE, Entry, Meeting
from reflect.core.weeks import Week, weeks_between
from reflect.trends import services as trends_services

YEAR: Final = 52  # weeks looked back over, this one included

Why = Literal["own", "stage", "neither"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Weeks between formal supervisions, and where the number comes from."""

    weeks: int
    why: Why


@dataclass(frozen=True, slots=True)
class Held:
    """One formal supervision."""

    week: Week
    meeting: Meeting
    after: int | None = None  # weeks since the one before; None: none is known before it

    @property
    def day(self) -> date | None:
        """The day, if it was said."""
        return date.fromisoformat(self.meeting.day) if self.meeting.day else None


@dataclass(frozen=True, slots=True)
class Supervision:
    """What one's check-ins say of formal supervision, over the last 52 weeks and lately."""

    shown: str  # the person's name, for paper; may be empty
    first: Week  # of the span: 52 weeks, or since the first check-in
    last: Week  # of the span: this week
    entries: Mapping[Week, Entry]  # of the span, oldest first
    held: tuple[Held, ...]  # in the span, oldest first
    latest: Held | None  # may lie before the span
    due: tuple[Week, ...]  # since the latest: weeks that say that it was due
    interval: Interval
    standard: int  # minutes that one is to last, at least

    @property
    def since(self) -> int | None:
        """Weeks since the latest; None: there is none."""
        return None if self.latest is None else self.last - self.latest.week

    @property
    def is_over(self) -> bool:
        """Whether it is longer ago than the interval."""
        return self.since is not None and self.since > self.interval.weeks

    @property
    def weeks(self) -> list[Week]:
        """The span."""
        return weeks_between(self.first, self.last)

    @property
    def told(self) -> list[Week]:
        """The weeks of the span that say whether there was one."""
        return [week for week, entry in self.entries.items() if entry.held and not entry.away]

    @property
    def noted_due(self) -> list[Week]:
        """The weeks of the span that say that there was none, and that it was due."""
        return [week for week in self.told if self.entries[week].held == WAS_DUE]

    @property
    def away(self) -> list[Week]:
        """Its weeks away."""
        return [week for week, entry in self.entries.items() if entry.away]

    @property
    def silent(self) -> list[Week]:
        """Its weeks that say nothing: left out, or not answered there. This week is still open."""
        known = {*self.told, *self.away, self.last}
        return [week for week in self.weeks if week not in known]

    @property
    def gaps(self) -> list[int]:
        """Weeks from each to the next, for those in the span."""
        return [held.after for held in self.held if held.after is not None]


def supervision(
    db: Connection,
    vault: Vault,
    library: Library,
    instrument: Instrument,
    now: datetime,
    usual: Defaults = NOBODYS.defaults,
) -> Supervision:
    """Formal supervision up to this week; `usual` holds for what the person did not choose.

    Raises:
        Damaged: a row does not open.
        NotFound: this site lacks the version that some answers were given to.
    """
    picture = trends_services.my_picture(db, vault, library, instrument, now)
    own = preferences.read(db, vault, usual)
    return seen(picture.entries, picture.first, Week.of(now), own, usual.supervision_minutes)


def seen(
    entries: Mapping[Week, Entry],
    first: Week,
    last: Week,
    own: Mapping[str, Any],
    standard: int = NOBODYS.defaults.supervision_minutes,
) -> Supervision:
    """The same from the weeks since `first`, oldest first; `last` is this week, `own` settings."""
    held = _held(entries)
    latest = held[-1] if held else None
    begin = max(first, last + -(YEAR - 1))
    return Supervision(
        shown=own["shown"],
        first=begin,
        last=last,
        entries={week: entry for week, entry in entries.items() if week >= begin},
        held=tuple(each for each in held if each.week >= begin),
        latest=latest,
        due=tuple(
            week
            for week, entry in entries.items()
            if entry.held == WAS_DUE and (latest is None or week > latest.week)
        ),
        interval=Interval(own["interval"], _why(own)),
        standard=standard,
    )


def _held(entries: Mapping[Week, Entry]) -> list[Held]:
    found: list[Held] = []
    for week, entry in entries.items():
        if entry.supervised and not entry.away:
            after = week - found[-1].week if found else None
            found.append(Held(week, entry.meeting or Meeting(), after))
    return found


def _why(own: Mapping[str, Any]) -> Why:
    if own["own_interval"]:
        return "own"
    return "stage" if own["stage"] else "neither"
