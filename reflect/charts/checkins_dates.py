"""Weeks in words: *Monday 2 to Sunday 8 March*."""

from datetime import date

from reflect.charts.dates import format_day
from reflect.core.weeks import Week
from reflect.core.words import _, cache_per_locale
from reflect.core.words import lazy_gettext as _l

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
