"""What is chosen for a reminder. An hour may be typed as 17, 17:30, 17.30 or 1730."""

import re
from datetime import time
from typing import Any

from wtforms import BooleanField, Form, StringField
from wtforms.validators import AnyOf, Length, ValidationError

from reflect.core.words import _, later
from reflect.notebook.reminder.services import ALARMS, LONGEST, TITLE, Reminder

_HOUR = re.compile(r"([01]?\d|2[0-3])(?:[:.]?([0-5]\d))?", re.ASCII)
NO_ALARM = "none"


def hour(typed: str) -> time | None:
    """The time of day that was typed, or None: it is none."""
    found = _HOUR.fullmatch(typed.strip())
    return time(int(found[1]), int(found[2] or 0)) if found else None


def _is_hour(_form: Form, field: Any) -> None:
    if hour(field.data or "") is None:
        raise ValidationError(_("Use an hour of the day, such as 17:00 or 17."))


class Weekly(Form):
    """Day and hour, what the entry says, and whether one is told beforehand."""

    day = StringField(
        later("Day"), [AnyOf([str(n) for n in range(7)], later("Choose a day."))], default="4"
    )
    at = StringField(later("Hour"), [_is_hour], default="16:00")
    title = StringField(
        later("Title in your calendar"),
        [Length(max=LONGEST, message=later("This title is too long. Use 60 characters at most."))],
        default=TITLE,
    )
    alarm = StringField(
        later("With an alarm?"),
        [AnyOf([NO_ALARM, *map(str, ALARMS)], later("Choose one of these."))],
        default=NO_ALARM,
    )
    address = BooleanField(later("Put the address of this site in it"), default=False)

    def reminder(self, site: str) -> Reminder:
        """What was chosen, once it was validated; `site` is the address of this one."""
        at, alarm = hour(self.at.data), self.alarm.data
        assert at is not None
        return Reminder(
            int(self.day.data),
            at,
            _one_line(self.title.data or "") or TITLE,
            None if alarm == NO_ALARM else int(alarm),
            site if self.address.data else "",
        )


def _one_line(typed: str) -> str:
    """Without line breaks and other characters that nobody sees, which a calendar may trip over."""
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())


def alarm_options() -> tuple[tuple[str, str], ...]:
    """When one is told: value and label."""
    return (
        (NO_ALARM, _("No")),
        ("0", _("At the time")),
        ("10", _("Ten minutes before")),
    )
