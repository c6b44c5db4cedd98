"""What is chosen for a reminder. An hour may be typed as 17, 17:30, 17.30 or 1730."""

import re
from datetime import time
from typing import Any

from wtforms import BooleanField, Form, StringField
from wtforms.validators import AnyOf, Length, ValidationError

from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.notebook.reminder.services import (
    ALARM_MINUTES,
    DEFAULT_REMINDER_TITLE,
    MAX_REMINDER_TITLE_LENGTH,
    Reminder,
)

_HOUR = re.compile(r"([01]?\d|2[0-3])(?:[:.]?([0-5]\d))?", re.ASCII)
NO_ALARM = "none"


def parse_hour(typed: str) -> time | None:
    """The time of day that was typed, or None: it is none."""
    found = _HOUR.fullmatch(typed.strip())
    return time(int(found[1]), int(found[2] or 0)) if found else None


def _is_hour(_form: Form, field: Any) -> None:
    if parse_hour(field.data or "") is None:
        raise ValidationError(_("Use an hour of the day, such as 17:00 or 17."))


class ReminderForm(Form):
    """Day and hour, what the entry says, and whether one is told beforehand."""

    day = StringField(
        _l("Day"), [AnyOf([str(n) for n in range(7)], _l("Choose a day."))], default="4"
    )
    at = StringField(_l("Hour"), [_is_hour], default="16:00")
    title = StringField(
        _l("Title in your calendar"),
        [
            Length(
                max=MAX_REMINDER_TITLE_LENGTH,
                message=_l("This title is too long. Use 60 characters at most."),
            )
        ],
        default=DEFAULT_REMINDER_TITLE,
    )
    alarm = StringField(
        _l("With an alarm?"),
        [AnyOf([NO_ALARM, *map(str, ALARM_MINUTES)], _l("Choose one of these."))],
        default=NO_ALARM,
    )
    address = BooleanField(_l("Put the address of this site in it"), default=False)

    def to_reminder(self, site: str) -> Reminder:
        """What was chosen, once it was validated; `site` is the address of this one."""
        at, alarm = parse_hour(self.at.data), self.alarm.data
        assert at is not None
        return Reminder(
            int(self.day.data),
            at,
            _one_line(self.title.data or "") or DEFAULT_REMINDER_TITLE,
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
