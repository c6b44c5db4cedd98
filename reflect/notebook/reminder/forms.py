"""The form of the calendar reminder. A time may be typed as 17, 17:30, 17.30 or 1730."""

import re
from datetime import time
from typing import Any

from wtforms import BooleanField, StringField
from wtforms.validators import AnyOf, Length, ValidationError

from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.notebook.reminder import services
from reflect.notebook.reminder.services import DEFAULT_REMINDER_TITLE, Reminder
from reflect.web.forms import PageForm

_HOUR_PATTERN = re.compile(r"([01]?\d|2[0-3])(?:[:.]?([0-5]\d))?", re.ASCII)
_WEEKDAY_NUMBERS = [str(n) for n in range(7)]  # 0 is Monday
_TITLE_TOO_LONG = _l("This title is too long. Use 60 characters at most.")
NO_ALARM = "none"


def parse_hour(typed: str) -> time | None:
    """The time of day in `typed`; None: it is not a time of day."""
    match = _HOUR_PATTERN.fullmatch(typed.strip())
    return time(int(match[1]), int(match[2] or 0)) if match else None


def _check_hour(_form: PageForm, field: Any) -> None:
    if parse_hour(field.data or "") is None:
        raise ValidationError(_("Use an hour of the day, such as 17:00 or 17."))


class ReminderForm(PageForm):
    """Day, time, title and alarm of the reminder."""

    day = StringField(_l("Day"), [AnyOf(_WEEKDAY_NUMBERS, _l("Choose a day."))], default="4")
    at = StringField(_l("Hour"), [_check_hour], default="16:00")
    title = StringField(
        _l("Title in your calendar"),
        [Length(max=services.MAX_REMINDER_TITLE_LENGTH, message=_TITLE_TOO_LONG)],
        default=DEFAULT_REMINDER_TITLE,
    )
    alarm = StringField(
        _l("With an alarm?"),
        [AnyOf([NO_ALARM, *map(str, services.ALARM_MINUTES)], _l("Choose one of these."))],
        default=NO_ALARM,
    )
    address = BooleanField(_l("Put the address of this site in it"), default=False)

    def to_reminder(self, site: str) -> Reminder:
        """The reminder of a valid form; `site` is the address of this site."""
        hour, alarm = parse_hour(self.at.data), self.alarm.data
        assert hour is not None
        return Reminder(
            int(self.day.data),
            hour,
            _normalise_title(self.title.data or "") or DEFAULT_REMINDER_TITLE,
            None if alarm == NO_ALARM else int(alarm),
            site if self.address.data else "",
        )


def _normalise_title(typed: str) -> str:
    """Remove line breaks and other unprintable characters, which some calendars cannot read."""
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())


def alarm_options() -> tuple[tuple[str, str], ...]:
    """The alarms to choose from: value and label."""
    return ((NO_ALARM, _("No")), ("0", _("At the time")), ("10", _("Ten minutes before")))
