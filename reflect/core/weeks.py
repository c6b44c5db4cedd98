"""ISO weeks, Monday to Sunday, in Europe/London: the unit of time of check-ins and charts.

A check-in asks about one named week rather than "the last seven days", because a check-in filled
in on a Tuesday would otherwise ask about the wrong days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import total_ordering
from zoneinfo import ZoneInfo

from reflect.core.errors import Invalid
from reflect.core.i18n import _

LONDON = ZoneInfo("Europe/London")
ORIGIN = date(2024, 1, 1)  # a Monday; windows, prompts and monthly sets count from here
_FORMAT = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


def london_day(moment: int) -> date:
    """The date in London of a moment in seconds since 1970."""
    return datetime.fromtimestamp(moment, LONDON).date()


@total_ordering
@dataclass(frozen=True, slots=True)
class Week:
    """One ISO week, identified by its Monday."""

    monday: date

    @classmethod
    def of(cls, when: date | datetime) -> Week:
        """The week of a day, or of an aware moment (converted to London time first)."""
        day = when.astimezone(LONDON).date() if isinstance(when, datetime) else when
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def parse(cls, text: str) -> Week:
        """Parse `2026-W48`.

        Raises:
            Invalid: it is not an ISO week.
        """
        match = _FORMAT.fullmatch(text)
        try:
            year, number = map(int, match.groups() if match else ())
            return cls(date.fromisocalendar(year, number, 1))
        except ValueError:
            raise Invalid(_("There is no such week.")) from None

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def days(self) -> tuple[date, ...]:
        """Its seven days, Monday first."""
        return tuple(self.monday + timedelta(days=n) for n in range(7))

    @property
    def number(self) -> int:
        """Weeks since Monday 2024-01-01; negative before."""
        return (self.monday - ORIGIN).days // 7

    def __add__(self, weeks: int) -> Week:
        return Week(self.monday + timedelta(weeks=weeks))

    def __sub__(self, other: Week) -> int:
        """Weeks from `other` to this one."""
        return (self.monday - other.monday).days // 7

    def __lt__(self, other: Week) -> bool:
        return self.monday < other.monday

    def __eq__(self, other: object) -> bool:  # faster than the generated one: a page has thousands
        return isinstance(other, Week) and self.monday == other.monday

    def __hash__(self) -> int:
        return hash(self.monday)

    def __str__(self) -> str:
        year, number, _day = self.monday.isocalendar()
        return f"{year}-W{number:02}"


def weeks_between(first: Week, last: Week) -> list[Week]:
    """Every week from `first` to `last` inclusive, oldest first; empty if `last` is before."""
    return [first + n for n in range(last - first + 1)]
