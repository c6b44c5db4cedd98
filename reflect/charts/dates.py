"""Days and numbers in words, the one place where charts write them.

A table of our own: it asks neither the machine's locale nor a library, and a long table of weeks
reads it hundreds of times.
"""

from datetime import date
from math import floor

from reflect.core.words import _

_MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)
_SHORT = tuple(
    _("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()  # twelve, parted by blanks
)
_NUMBERS = tuple(_("no one two three four five six seven eight nine ten").split())
_DAY, _DAY_YEAR = _("{day} {month}"), _("{day} {month} {year}")
_MONTH_YEAR = _("{month} {year}")
_BOTH = _("{some} and {last}")


def day_words(day: date, year: bool = False) -> str:
    """`23 February`, with `year` `23 February 2026`."""
    form = _DAY_YEAR if year else _DAY
    return form.format(day=day.day, month=_MONTHS[day.month - 1], year=day.year)


def short_day(day: date, year: bool = False) -> str:
    """`23 Feb`, with `year` `23 Feb 2026`."""
    form = _DAY_YEAR if year else _DAY
    return form.format(day=day.day, month=_SHORT[day.month - 1], year=day.year)


def month_words(day: date, year: bool = False) -> str:
    """`February`, with `year` `February 2026`."""
    month = _MONTHS[day.month - 1]
    return _("{month} {year}").format(month=month, year=day.year) if year else month


def short_month(day: date) -> str:
    """`Feb`."""
    return _SHORT[day.month - 1]


def number_words(number: int) -> str:
    """Numbers up to ten as words, as in running text; above, figures."""
    return _NUMBERS[number] if 0 < number < len(_NUMBERS) else str(number)


def number_starts(number: int) -> str:
    """The same where a sentence begins with it."""
    words = number_words(number)
    return words[:1].upper() + words[1:]


def days_list(days: list[date], year: bool = False) -> str:
    """`6 April`, `6 April and 4 May`, `6 April, 4 May and 1 June`."""
    words = [day_words(day, year) for day in days]
    if len(words) < 2:
        return "".join(words)
    return _BOTH.format(some=", ".join(words[:-1]), last=words[-1])


def whole(value: float) -> int:
    """The whole number that words, table, drawing and plot all show; a half goes up."""
    return floor(value + 0.5)
