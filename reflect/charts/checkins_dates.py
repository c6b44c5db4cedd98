"""Weeks in words: *Monday 2 to Sunday 8 March*."""

from datetime import date

from reflect.charts.dates import day_words
from reflect.core.weeks import Week
from reflect.core.words import _, kept_by_language, later

_WEEKDAYS = later("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")


@kept_by_language()
def weekdays() -> tuple[str, ...]:
    """The seven names, Monday first."""
    return tuple(_WEEKDAYS.split())


def weekday_options() -> tuple[tuple[str, str], ...]:
    """The days of a week, to choose from: 0 for Monday, and its name."""
    return tuple((str(n), name) for n, name in enumerate(weekdays()))


def weekday_words(day: date) -> str:
    """`Monday 2 March`."""
    return _("{weekday} {day}").format(weekday=weekdays()[day.weekday()], day=day_words(day))


def week_words(week: Week) -> str:
    """`Monday 2 to Sunday 8 March`; both months where the week spans two."""
    monday = weekday_words(week.monday)
    if week.monday.month == week.sunday.month:
        monday = _("{weekday} {day}").format(weekday=weekdays()[0], day=week.monday.day)
    return _("{monday} to {sunday}").format(monday=monday, sunday=weekday_words(week.sunday))


def heading(week: Week, today: date) -> str:
    """`Monday 2 to Sunday 8 March`, and `so far` before Sunday."""
    days = week_words(week)
    return _("{days}, so far").format(days=days) if today < week.sunday else days
