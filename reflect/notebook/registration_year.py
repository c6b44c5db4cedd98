"""The registration year: unless the organisation says otherwise, from 1 December to 30 November.

These are the days of Social Work England. The other nations have regulators and rules of their own.
What is kept of a year lies under its name, so that other days change no entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.organisation.model import DEFAULT_ORGANISATION
from reflect.core.weeks import LONDON

YearStart = tuple[int, int]  # month and day
DEFAULT_YEAR_START: Final = DEFAULT_ORGANISATION.regulator.year_start
_WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class RegistrationYear:
    """One registration year, named by the calendar year in whose December it begins."""

    begins: int  # from 1 to 9998
    starts: YearStart = field(default=DEFAULT_YEAR_START, compare=False)

    @classmethod
    def of(cls, when: date | datetime, starts: YearStart = DEFAULT_YEAR_START) -> RegistrationYear:
        """The year that holds a day, or a moment (aware; taken to London first).

        Raises:
            Invalid: it lies before the first day of the first year, or in the last year.
        """
        day = when.astimezone(LONDON).date() if isinstance(when, datetime) else when
        return cls._checked(day.year if (day.month, day.day) >= starts else day.year - 1, starts)

    @classmethod
    def parse(cls, text: str, starts: YearStart = DEFAULT_YEAR_START) -> RegistrationYear:
        """Read `2026-27`.

        Raises:
            Invalid: it is no such year.
        """
        hit = _WRITTEN.fullmatch(text)
        begins, ends = map(int, hit.groups()) if hit else (0, 0)
        if (begins + 1) % 100 != ends:
            raise Invalid(_("There is no such year."))
        return cls._checked(begins, starts)

    @classmethod
    def _checked(cls, begins: int, starts: YearStart) -> RegistrationYear:
        if not 1 <= begins <= 9998:
            raise Invalid(_("There is no such year."))
        return cls(begins, starts)

    @property
    def first(self) -> date:
        """1 December, or as the regulator has it."""
        return date(self.begins, *self.starts)

    @property
    def last(self) -> date:
        """The day before the next one begins."""
        return date(self.begins + 1, *self.starts) - timedelta(days=1)

    def __add__(self, years: int) -> RegistrationYear:
        return RegistrationYear(self.begins + years, self.starts)

    def __str__(self) -> str:
        return f"{self.begins:04}-{(self.begins + 1) % 100:02}"
