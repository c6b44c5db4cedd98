"""/notebook/reminder: a file for one's own calendar. Nothing of it is stored."""

from secrets import token_hex

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from reflect.accounts.forms import problems
from reflect.charts.checkins_dates import weekday_options
from reflect.notebook.reminder.forms import Weekly, alarm_options
from reflect.notebook.reminder.services import calendar_file
from reflect.policy import may_reflect
from reflect.web.access_control import allow, returned_form
from reflect.web.clock import now
from reflect.web.current_site import settings

bp = Blueprint("reminder", __name__)


@bp.route("/notebook/reminder", methods=["GET", "POST"])
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """Choose day and hour; the answer is the file."""
    posted = request.method == "POST"
    usual = settings().organisation.defaults
    at = {"day": str(usual.weekday), "at": usual.reminder_hour}
    form = Weekly(request.form if posted else returned_form(), data=at)
    if posted and form.validate():
        file = calendar_file(form.reminder(settings().url), now(), token_hex(16))
        answer = Response(file, content_type="text/calendar; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="weekly.ics"'
        return answer
    page = render_template(
        "notebook/reminder.html",
        form=form,
        problems=problems(form),
        days=weekday_options(),
        alarms=alarm_options(),
    )
    return page, 422 if posted else 200
