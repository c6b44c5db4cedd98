"""A weekly reminder as an iCalendar (.ics) file for the user's own calendar.

The file names no person, no organisation and, unless the user asks for it, no site; nothing is
stored. Times are London time in summer and winter: the file contains the time zone as rules, not as
a list of dates, so that it does not expire. The event is private and does not block the time,
because others may see the calendar. The icalendar library is imported lazily: it takes a twelfth of
a worker's memory, and most workers never make a file.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from reflect.core.weeks import LONDON, Week

if TYPE_CHECKING:
    from icalendar import Timezone

REMINDER_DURATION: Final = timedelta(minutes=10)
DEFAULT_REMINDER_TITLE: Final = "Notes"
MAX_REMINDER_TITLE_LENGTH: Final = 60  # characters
ALARM_MINUTES: Final = (0, 10)  # before the event
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What the user chose."""

    weekday: int  # 0 Monday to 6 Sunday
    at: time  # in London
    title: str = DEFAULT_REMINDER_TITLE
    alarm: int | None = None  # minutes before the event; None: no alarm
    address: str = ""  # of the site; empty: left out of the file


def find_next_occurrence(reminder: Reminder, now: datetime) -> datetime:
    """The next time of the reminder after `now` (aware), in London time."""
    start = datetime.combine(Week.of(now).days[reminder.weekday], reminder.at, LONDON)
    return start if start > now else start + timedelta(weeks=1)


def render_calendar_file(reminder: Reminder, now: datetime, uid: str) -> bytes:
    """Serialise the file as RFC 5545 defines it; `uid` is random and identifies nobody."""
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415  # lazy, see above

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
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", reminder.title)
        alarm.add("trigger", timedelta(minutes=-reminder.alarm))
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Weekly entry//EN")
    calendar.add("version", "2.0")
    calendar.add_component(_build_london_timezone())
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _build_london_timezone() -> "Timezone":
    """British time since 1996: summer time from the last Sunday of March to that of October."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard  # noqa: PLC0415  # lazy

    zone = Timezone()
    zone.add("tzid", "Europe/London")
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    summer.add("dtstart", datetime(1996, 3, 31, 1))  # noqa: DTZ001  # local by definition
    winter.add("dtstart", datetime(1996, 10, 27, 2))  # noqa: DTZ001  # likewise
    for part, name, old_offset, new_offset, month in (
        (summer, "BST", timedelta(0), _HOUR, 3),
        (winter, "GMT", _HOUR, timedelta(0), 10),
    ):
        part.add("tzname", name)
        part.add("tzoffsetfrom", old_offset)
        part.add("tzoffsetto", new_offset)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        zone.add_component(part)
    return zone
