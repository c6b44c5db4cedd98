"""Format dates, weeks and numbers as text: `2 March`, `Monday 2 to Sunday 8 March`, `seven`.

The names are in tables in this module: independent of the machine's locale and of libraries, and
fast, because the table of a chart formats hundreds of dates.
"""

from collections.abc import Sequence
from datetime import date
from math import floor

from reflect.core.i18n import LazyString, _, cache_per_locale, capitalise_first, format_list
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
_SHORT_MONTHS = _l("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")  # separated by spaces
_NUMBERS = _l("no one two three four five six seven eight nine ten")
_WEEKDAYS = _l("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_DAY, _DAY_YEAR = _l("{day} {month}"), _l("{day} {month} {year}")

MAX_GIVE_OR_TAKE = 13  # weeks; a change known less exactly is given as a span of months


@cache_per_locale()
def _split_words(names: LazyString) -> tuple[str, ...]:
    return tuple(str(names).split())


def format_day(day: date, year: bool = False) -> str:
    """`23 February`, with `year` `23 February 2026`."""
    form = _DAY_YEAR if year else _DAY
    return form.format(day=day.day, month=_MONTHS[day.month - 1], year=day.year)


def format_short_day(day: date, year: bool = False) -> str:
    """`23 Feb`, with `year` `23 Feb 2026`."""
    form = _DAY_YEAR if year else _DAY
    return form.format(day=day.day, month=format_short_month(day), year=day.year)


def format_month(day: date, year: bool = False) -> str:
    """`February`, with `year` `February 2026`."""
    month = str(_MONTHS[day.month - 1])
    return _("{month} {year}").format(month=month, year=day.year) if year else month


def format_short_month(day: date) -> str:
    """`Feb`."""
    return _split_words(_SHORT_MONTHS)[day.month - 1]


def spell_number(number: int) -> str:
    """Numbers from one to ten as words, for running text; others in figures."""
    words = _split_words(_NUMBERS)
    return words[number] if 0 < number < len(words) else str(number)


def spell_number_capitalised(number: int) -> str:
    """As `spell_number`, with a capital for the start of a sentence."""
    return capitalise_first(spell_number(number))


def format_days(days: list[date], year: bool = False) -> str:
    """`6 April`, `6 April and 4 May`, `6 April, 4 May and 1 June`."""
    return format_list([format_day(day, year) for day in days])


def format_since(span: Sequence[date], weeks: int, now: date) -> str:
    """When a change began: a month and how far off it may be, or a span of months.

    Args:
        span: the earliest, the most likely and the latest day on which it may have begun.
        weeks: from the most likely day to the further end of the span.
        now: a day of the present year; years are given if the span begins in an earlier one.
    """
    has_years = span[0].year != now.year
    earliest, month, latest = (format_month(day, has_years) for day in span)
    if weeks > MAX_GIVE_OR_TAKE:
        text = _("since some time between {earliest} and {latest}")
        return text.format(earliest=earliest, latest=latest)
    text = _("since about {month} (give or take {count} weeks)")
    return text.format(month=month, count=spell_number(weeks))


def round_half_up(value: float) -> int:
    """Round to the integer that sentences, table, drawing and plot show; halves are rounded up."""
    return floor(value + 0.5)


def weekdays() -> tuple[str, ...]:
    """The seven names of the weekdays, Monday first."""
    return _split_words(_WEEKDAYS)


def weekday_options() -> tuple[tuple[str, str], ...]:
    """Options of a select field: the number of the weekday, 0 for Monday, and its name."""
    return tuple((str(n), name) for n, name in enumerate(weekdays()))


def format_weekday(day: date) -> str:
    """`Monday 2 March`."""
    return _("{weekday} {day}").format(weekday=weekdays()[day.weekday()], day=format_day(day))


def format_week(week: Week) -> str:
    """`Monday 2 to Sunday 8 March`; both months if the week spans two."""
    monday = format_weekday(week.monday)
    if week.monday.month == week.sunday.month:
        monday = _("{weekday} {day}").format(weekday=weekdays()[0], day=week.monday.day)
    return _("{monday} to {sunday}").format(monday=monday, sunday=format_weekday(week.sunday))


def format_week_heading(week: Week, today: date) -> str:
    """`Monday 2 to Sunday 8 March`; followed by `, so far` if `today` is before the Sunday."""
    days = format_week(week)
    return _("{days}, so far").format(days=days) if today < week.sunday else days
