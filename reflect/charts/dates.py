"""Days and numbers in words, the one place where charts write them.

A table of our own: it asks neither the machine's locale nor a library, and a long table of weeks
reads it hundreds of times.
"""

from datetime import date
from math import floor

from reflect.core.words import _, joined, kept_by_language, later

_MONTHS = (
    later("January"),
    later("February"),
    later("March"),
    later("April"),
    later("May"),
    later("June"),
    later("July"),
    later("August"),
    later("September"),
    later("October"),
    later("November"),
    later("December"),
)
_SHORT = later("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")  # twelve, parted by blanks
_NUMBERS = later("no one two three four five six seven eight nine ten")
_DAY, _DAY_YEAR = later("{day} {month}"), later("{day} {month} {year}")


@kept_by_language()
def _words(parted: str) -> tuple[str, ...]:
    return tuple(str(parted).split())


def day_words(day: date, year: bool = False) -> str:
    """`23 February`, with `year` `23 February 2026`."""
    form = _DAY_YEAR if year else _DAY
    return form.format(day=day.day, month=_MONTHS[day.month - 1], year=day.year)


def short_day(day: date, year: bool = False) -> str:
    """`23 Feb`, with `year` `23 Feb 2026`."""
    form = _DAY_YEAR if year else _DAY
    return form.format(day=day.day, month=_words(_SHORT)[day.month - 1], year=day.year)


def month_words(day: date, year: bool = False) -> str:
    """`February`, with `year` `February 2026`."""
    month = str(_MONTHS[day.month - 1])
    return _("{month} {year}").format(month=month, year=day.year) if year else month


def short_month(day: date) -> str:
    """`Feb`."""
    return _words(_SHORT)[day.month - 1]


def number_words(number: int) -> str:
    """Numbers up to ten as words, as in running text; above, figures."""
    words = _words(_NUMBERS)
    return words[number] if 0 < number < len(words) else str(number)


def number_starts(number: int) -> str:
    """The same where a sentence begins with it."""
    words = number_words(number)
    return words[:1].upper() + words[1:]


def days_list(days: list[date], year: bool = False) -> str:
    """`6 April`, `6 April and 4 May`, `6 April, 4 May and 1 June`."""
    return joined([day_words(day, year) for day in days])


def whole(value: float) -> int:
    """The whole number that words, table, drawing and plot all show; a half goes up."""
    return floor(value + 0.5)
