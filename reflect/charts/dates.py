"""Dates, weeks and numbers in words, for charts and pages.

The names are a table of our own, which depends neither on the machine's locale nor on a library: a
long table of weeks uses it hundreds of times.
"""

from datetime import date
from math import floor

from reflect.core.i18n import _, cache_per_locale, format_list
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.weeks import Week

_MONTHS = (
    _l("January"),
    _l("February"),
    _l("March"),
    _l("April"),
    _l("May"),
    _l("June"),
    _l("July"),
    _l("August"),
    _l("September"),
    _l("October"),
    _l("November"),
    _l("December"),
)
_SHORT = _l("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")  # twelve, parted by blanks
_NUMBERS = _l("no one two three four five six seven eight nine ten")
_DAY, _DAY_YEAR = _l("{day} {month}"), _l("{day} {month} {year}")


@cache_per_locale()
def _words(parted: str) -> tuple[str, ...]:
    return tuple(str(parted).split())


def format_day(day: date, year: bool = False) -> str:
    """`23 February`, with `year` `23 February 2026`."""
    form = _DAY_YEAR if year else _DAY
    return form.format(day=day.day, month=_MONTHS[day.month - 1], year=day.year)


def format_short_day(day: date, year: bool = False) -> str:
    """`23 Feb`, with `year` `23 Feb 2026`."""
    form = _DAY_YEAR if year else _DAY
    return form.format(day=day.day, month=_words(_SHORT)[day.month - 1], year=day.year)


def format_month(day: date, year: bool = False) -> str:
    """`February`, with `year` `February 2026`."""
    month = str(_MONTHS[day.month - 1])
    return _("{month} {year}").format(month=month, year=day.year) if year else month


def format_short_month(day: date) -> str:
    """`Feb`."""
    return _words(_SHORT)[day.month - 1]


def spell_number(number: int) -> str:
    """Numbers up to ten as words, as in running text; above, figures."""
    words = _words(_NUMBERS)
    return words[number] if 0 < number < len(words) else str(number)


def spell_number_capitalised(number: int) -> str:
    """The same where a sentence begins with it."""
    words = spell_number(number)
    return words[:1].upper() + words[1:]


def format_days(days: list[date], year: bool = False) -> str:
    """`6 April`, `6 April and 4 May`, `6 April, 4 May and 1 June`."""
    return format_list([format_day(day, year) for day in days])


def round_half_up(value: float) -> int:
    """The whole number that words, table, drawing and plot all show; a half goes up."""
    return floor(value + 0.5)


_WEEKDAYS = _l("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")


@cache_per_locale()
def weekdays() -> tuple[str, ...]:
    """The seven names, Monday first."""
    return tuple(_WEEKDAYS.split())


def weekday_options() -> tuple[tuple[str, str], ...]:
    """The days of a week, to choose from: 0 for Monday, and its name."""
    return tuple((str(n), name) for n, name in enumerate(weekdays()))


def format_weekday(day: date) -> str:
    """`Monday 2 March`."""
    return _("{weekday} {day}").format(weekday=weekdays()[day.weekday()], day=format_day(day))


def format_week(week: Week) -> str:
    """`Monday 2 to Sunday 8 March`; both months where the week spans two."""
    monday = format_weekday(week.monday)
    if week.monday.month == week.sunday.month:
        monday = _("{weekday} {day}").format(weekday=weekdays()[0], day=week.monday.day)
    return _("{monday} to {sunday}").format(monday=monday, sunday=format_weekday(week.sunday))


def format_week_heading(week: Week, today: date) -> str:
    """`Monday 2 to Sunday 8 March`, and `so far` before Sunday."""
    days = format_week(week)
    return _("{days}, so far").format(days=days) if today < week.sunday else days
