"""Four-week windows: the only periods for which a team's figures exist.

Windows are whole ISO weeks, counted from Monday 2024-01-01, and the same for every team, so that
two of them never overlap: the difference of two overlapping windows would be one week's figures. A
window stays open while its last week can be answered, until one week after its last Sunday. So two
windows are open in one week of four.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from reflect.core.weeks import LONDON, ORIGIN, Week

WEEKS_PER_WINDOW = 4


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """One window, identified by its number: weeks since Monday 2024-01-01, divided by four."""

    number: int

    @classmethod
    def of(cls, when: Week | date | datetime) -> Window:
        """The window in which the check-in of a week counts; for a day or moment, of its week."""
        week = when if isinstance(when, Week) else Week.of(when)
        return cls(week.number // WEEKS_PER_WINDOW)

    @property
    def first(self) -> Week:
        """Its first week."""
        return Week(ORIGIN) + self.number * WEEKS_PER_WINDOW

    @property
    def last(self) -> Week:
        """Its last week."""
        return self.first + (WEEKS_PER_WINDOW - 1)

    @property
    def weeks(self) -> tuple[Week, ...]:
        """Its four weeks, oldest first."""
        return tuple(self.first + n for n in range(WEEKS_PER_WINDOW))

    @property
    def opens_at(self) -> datetime:
        """Monday 00:00 of its first week, in London."""
        return datetime.combine(self.first.monday, time(), LONDON)

    @property
    def closes_at(self) -> datetime:
        """Monday 00:00 in London, one week after its last Sunday."""
        return datetime.combine(self.last.sunday + timedelta(days=8), time(), LONDON)

    def is_closed(self, now: datetime) -> bool:
        """Whether sharing and withdrawing are no longer possible."""
        return now >= self.closes_at

    def __add__(self, windows: int) -> Window:
        return Window(self.number + windows)

    def __sub__(self, other: Window) -> int:
        return self.number - other.number

    def __str__(self) -> str:
        return str(self.number)


def open_windows(now: datetime) -> tuple[Window, ...]:
    """The one or two windows in which a check-in can count now, the older first."""
    latest = Window.of(now)
    previous = latest + -1
    return (latest,) if previous.is_closed(now) else (previous, latest)
