"""Calendar months, `2026-11`: a week belongs to the month in which its Monday lies.

So every week has one month, every month has four or five weeks, and the first check-in of a month
is a matter of its weeks alone, whatever the day on which it was filled in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.weeks import Week, weeks_between

_WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@total_ordering
@dataclass(frozen=True, slots=True)
class Month:
    """One month, named by its first day."""

    first: date

    @classmethod
    def of(cls, when: date | Week) -> Month:
        """The month that holds a day; of a week, that of its Monday."""
        day = when.monday if isinstance(when, Week) else when
        return cls(day.replace(day=1))

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2026-11`.

        Raises:
            Invalid: it is no month.
        """
        found = _WRITTEN.fullmatch(text)
        try:
            year, number = map(int, found.groups() if found else ())
            return cls(date(year, number, 1))
        except ValueError:
            raise Invalid(_("There is no such month.")) from None

    @property
    def number(self) -> int:
        """Whole months since January of the year 0."""
        return self.first.year * 12 + self.first.month - 1

    @property
    def weeks(self) -> list[Week]:
        """The weeks that belong to it, oldest first."""
        first, next_first = (Week.of(month.first + timedelta(days=6)) for month in (self, self + 1))
        return weeks_between(first, next_first + -1)

    def __add__(self, months: int) -> Month:
        year, at = divmod(self.number + months, 12)
        return Month(date(year, at + 1, 1))

    def __sub__(self, other: Month) -> int:
        """Whole months from `other` to this one."""
        return self.number - other.number

    def __lt__(self, other: Month) -> bool:
        return self.first < other.first

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"
