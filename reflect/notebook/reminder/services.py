"""A reminder that proves nothing: a calendar file for one's own calendar.

It names no person, no organisation and, unless one asks for it, no site; nothing of it is stored.
An hour is an hour in London, summer and winter: the zone stands in the file, as rules and not as a
list of dates, so that it never ends. The entry is marked as private and leaves the time free, for
calendars that others can see. Its library is read when the first file is asked for: it takes a
twelfth of a worker's memory, and most workers never make one.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from reflect.core.weeks import LONDON, Week

if TYPE_CHECKING:
    from icalendar import Alarm, Timezone

REMINDER_DURATION: Final = timedelta(minutes=10)
DEFAULT_REMINDER_TITLE: Final = "Notes"
MAX_REMINDER_TITLE_LENGTH: Final = 60  # characters of a title
ALARM_MINUTES: Final = (0, 10)  # minutes before
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a person chose."""

    weekday: int  # 0 Monday to 6 Sunday
    at: time  # in London
    title: str = DEFAULT_REMINDER_TITLE
    alarm: int | None = None  # minutes before; None: no alarm
    address: str = ""  # of the site; empty: left out


def find_next_occurrence(reminder: Reminder, now: datetime) -> datetime:
    """The next such day and hour, in London; `now` is aware."""
    week = Week.of(now)
    found = datetime.combine(week.days[reminder.weekday], reminder.at, LONDON)
    return found if found > now else found + timedelta(weeks=1)


def render_calendar_file(reminder: Reminder, now: datetime, uid: str) -> bytes:
    """The file, as RFC 5545 has it; `uid` is random and means nothing."""
    from icalendar import Calendar, Event  # noqa: PLC0415  # see above

    start = find_next_occurrence(reminder, now)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("dtstart", start)
    event.add("dtend", start + REMINDER_DURATION)
    event.add("rrule", {"freq": "weekly", "byday": _DAYS[reminder.weekday]})
    event.add("summary", reminder.title)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if reminder.address:
        event.add("description", reminder.address)
    if reminder.alarm is not None:
        event.add_component(_alarm(reminder.title, reminder.alarm))
    calendar = Calendar()
    calendar.add("prodid", "-//Weekly entry//EN")
    calendar.add("version", "2.0")
    calendar.add_component(_london())
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _alarm(title: str, minutes: int) -> "Alarm":
    from icalendar import Alarm  # noqa: PLC0415  # see above

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm


def _london() -> "Timezone":
    """British time since 1996: one hour on from the last Sunday of March to that of October."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard  # noqa: PLC0415  # see above

    zone = Timezone()
    zone.add("tzid", "Europe/London")
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    summer.add("dtstart", datetime(1996, 3, 31, 1))  # noqa: DTZ001  # local by definition
    winter.add("dtstart", datetime(1996, 10, 27, 2))  # noqa: DTZ001  # likewise
    for part, name, before, after, month in (
        (summer, "BST", timedelta(0), _HOUR, 3),
        (winter, "GMT", _HOUR, timedelta(0), 10),
    ):
        part.add("tzname", name)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        zone.add_component(part)
    return zone
