"""Calendar months, `2026-11`: a week belongs to the month of its Monday.

So every week has one month, every month has four or five weeks, and the first check-in of a month
depends on its weeks only, not on the day on which it was filled in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.weeks import Week, weeks_between

_FORMAT = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month, identified by its first day."""

    first: date

    @classmethod
    def of(cls, when: date | Week) -> Month:
        """The month of a day; for a week, the month of its Monday."""
        day = when.monday if isinstance(when, Week) else when
        return cls(day.replace(day=1))

    @classmethod
    def parse(cls, text: str) -> Month:
        """Parse `2026-11`.

        Raises:
            Invalid: it is not a month.
        """
        match = _FORMAT.fullmatch(text)
        try:
            year, number = map(int, match.groups() if match else ())
            return cls(date(year, number, 1))
        except ValueError:
            raise Invalid(_("There is no such month.")) from None

    @property
    def number(self) -> int:
        """Months since January of the year 0."""
        return self.first.year * 12 + self.first.month - 1

    @property
    def weeks(self) -> list[Week]:
        """Its weeks, oldest first."""
        first, next_first = (Week.of(month.first + timedelta(days=6)) for month in (self, self + 1))
        return weeks_between(first, next_first + -1)

    def __add__(self, months: int) -> Month:
        year, at = divmod(self.number + months, 12)
        return Month(date(year, at + 1, 1))

    def __sub__(self, other: Month) -> int:
        """Months from `other` to this one."""
        return self.number - other.number

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"
