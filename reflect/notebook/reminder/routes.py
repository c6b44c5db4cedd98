"""/notebook/reminder: a file for one's own calendar. Nothing of it is stored."""

from secrets import token_hex

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from reflect.accounts.forms import list_form_errors
from reflect.charts.dates import weekday_options
from reflect.notebook.reminder.forms import ReminderForm, alarm_options
from reflect.notebook.reminder.services import render_calendar_file
from reflect.policy import may_reflect
from reflect.web.access_control import allow, load_saved_form
from reflect.web.clock import now
from reflect.web.current_site import current_settings

bp = Blueprint("reminder", __name__)


@bp.route("/notebook/reminder", methods=["GET", "POST"])
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """Choose day and hour; the answer is the file."""
    posted = request.method == "POST"
    usual = current_settings().organisation.defaults
    at = {"day": str(usual.reminder_weekday), "at": usual.reminder_hour}
    form = ReminderForm(request.form if posted else load_saved_form(), data=at)
    if posted and form.validate():
        file = render_calendar_file(form.to_reminder(current_settings().url), now(), token_hex(16))
        answer = Response(file, content_type="text/calendar; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="weekly.ics"'
        return answer
    page = render_template(
        "notebook/reminder.html",
        form=form,
        problems=list_form_errors(form),
        days=weekday_options(),
        alarms=alarm_options(),
    )
    return page, 422 if posted else 200
