"""Calendar months, named as the rows of the journal name them: `2026-11`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

from reflect.core.errors import Invalid
from reflect.core.weeks import Week, weeks_between
from reflect.core.words import _

_WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@total_ordering
@dataclass(frozen=True, slots=True)
class Month:
    """One month, named by its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that holds a day."""
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
    def weeks(self) -> list[Week]:
        """The weeks whose Monday lies in it, oldest first: each week belongs to one month."""
        first, after = (Week.of(month.first) for month in (self, self + 1))
        weeks = weeks_between(first, after)
        return [week for week in weeks if Month.of(week.monday) == self]

    def __add__(self, months: int) -> Month:
        year, at = divmod(self.first.year * 12 + self.first.month - 1 + months, 12)
        return Month(date(year, at + 1, 1))

    def __sub__(self, other: Month) -> int:
        """Months from `other` to this one."""
        years = self.first.year - other.first.year
        return years * 12 + self.first.month - other.first.month

    def __lt__(self, other: Month) -> bool:
        return self.first < other.first

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"
