"""The registration year of the regulator: by default from 1 December to 30 November.

The default is that of Social Work England. Regulators of the other nations have other rules, so
the organisation can set another start. The key of a row is the name of the year, so a changed start
changes no stored entry.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.organisation.model import DEFAULT_ORGANISATION
from reflect.core.weeks import LONDON

YearStart = tuple[int, int]  # month and day
DEFAULT_YEAR_START: Final = DEFAULT_ORGANISATION.regulator.year_start


@dataclass(frozen=True, slots=True, order=True)
class RegistrationYear:
    """One registration year, identified by the calendar year in which it begins."""

    begins: int  # that calendar year, from 1 to 9998
    starts: YearStart = field(default=DEFAULT_YEAR_START, compare=False)

    @classmethod
    def of(cls, when: date | datetime, starts: YearStart = DEFAULT_YEAR_START) -> RegistrationYear:
        """The year that contains a date, or an aware datetime (its date in London).

        Raises:
            Invalid: the year begins before 1 or after 9998.
        """
        day = when.astimezone(LONDON).date() if isinstance(when, datetime) else when
        begins = day.year if (day.month, day.day) >= starts else day.year - 1
        if not 1 <= begins <= 9998:
            raise Invalid(_("There is no such year."))
        return cls(begins, starts)

    @property
    def first(self) -> date:
        """The first day: 1 December, or the regulator's own."""
        return date(self.begins, *self.starts)

    @property
    def last(self) -> date:
        """The last day, the one before the next year begins."""
        return date(self.begins + 1, *self.starts) - timedelta(days=1)

    def __add__(self, years: int) -> RegistrationYear:
        return RegistrationYear(self.begins + years, self.starts)

    def __str__(self) -> str:
        return f"{self.begins:04}-{(self.begins + 1) % 100:02}"
