"""/notebook/reminder: an iCalendar file for the user's own calendar. Nothing is stored."""

from secrets import token_hex

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from reflect.accounts.forms import list_form_errors
from reflect.charts.dates import weekday_options
from reflect.notebook.reminder.forms import ReminderForm, alarm_options
from reflect.notebook.reminder.services import render_calendar_file
from reflect.policy import may_reflect
from reflect.web.access_control import allow
from reflect.web.clock import now
from reflect.web.current_site import current_settings

bp = Blueprint("reminder", __name__)


@bp.route("/notebook/reminder", methods=["GET", "POST"])
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """Show the form; a valid form is answered with the file."""
    defaults = current_settings().organisation.defaults
    data = {"day": str(defaults.reminder_weekday), "at": defaults.reminder_hour}
    form = ReminderForm(data=data)
    if form.validate_on_submit():
        file = render_calendar_file(form.to_reminder(current_settings().url), now(), token_hex(16))
        response = Response(file, content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="weekly.ics"'
        return response
    page = render_template(
        "notebook/reminder.html",
        form=form,
        problems=list_form_errors(form),
        days=weekday_options(),
        alarms=alarm_options(),
    )
    return page, 422 if form.is_submitted() else 200
