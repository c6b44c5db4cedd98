"""The registration year of Social Work England: from 1 December to 30 November.

At least two different pieces of CPD belong to each, one of them with peer reflection, written down
by 30 November (Social Work England). The other nations have regulators and rules of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from reflect.core.errors import Invalid
from reflect.core.weeks import LONDON
from reflect.core.words import _

_WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class RegistrationYear:
    """One registration year, named by the calendar year in whose December it begins."""

    begins: int  # from 1 to 9998

    @classmethod
    def of(cls, when: date | datetime) -> RegistrationYear:
        """The year that holds a day, or a moment (aware; taken to London first).

        Raises:
            Invalid: it lies before the first of December of the year 1, or in the last month.
        """
        day = when.astimezone(LONDON).date() if isinstance(when, datetime) else when
        return cls._checked(day.year if day.month == 12 else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> RegistrationYear:
        """Read `2026-27`.

        Raises:
            Invalid: it is no such year.
        """
        hit = _WRITTEN.fullmatch(text)
        begins, ends = map(int, hit.groups()) if hit else (0, 0)
        if (begins + 1) % 100 != ends:
            raise Invalid(_("There is no such year."))
        return cls._checked(begins)

    @classmethod
    def _checked(cls, begins: int) -> RegistrationYear:
        if not 1 <= begins <= 9998:
            raise Invalid(_("There is no such year."))
        return cls(begins)

    @property
    def first(self) -> date:
        """1 December."""
        return date(self.begins, 12, 1)

    @property
    def last(self) -> date:
        """30 November."""
        return date(self.begins + 1, 11, 30)

    def __add__(self, years: int) -> RegistrationYear:
        return RegistrationYear(self.begins + years)

    def __str__(self) -> str:
        return f"{self.begins:04}-{(self.begins + 1) % 100:02}"
