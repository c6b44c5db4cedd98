"""Routes of /pause: record a long absence in one step, without a reason."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts.settings import preferences
from reflect.charts.dates import format_day
from reflect.checkins.forms import PauseForm
from reflect.checkins.http import questionnaire_from_url, retry_on_conflict
from reflect.checkins.pauses import services
from reflect.checkins.repository import Pause, parse_pauses
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow
from reflect.web.clock import now

bp = Blueprint("pauses", __name__)


@bp.get("/pause")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """The open pause, or the form to begin one; and earlier pauses."""
    return _render_page()


@bp.post("/pause")
@allow(may_reflect)
def change() -> ResponseReturnValue:
    """Begin, end or delete a pause."""
    vault, form = actor().vault, PauseForm()
    form.require_valid()
    week = form.week.data or ""
    try:
        match form.action.data:
            case "begin":
                first = questionnaire_from_url(week).week
                retry_on_conflict(lambda db: services.begin_pause(db, vault, first, now()))
            case "end":
                retry_on_conflict(lambda db: services.end_pause(db, vault, now()))
            case "take-back":
                first = questionnaire_from_url(week).week
                retry_on_conflict(lambda db: services.delete_pause(db, vault, first))
    except (Invalid, NotFound):
        return _render_page({"week": _("Choose the week with which the pause begins.")}), 422
    return redirect(url_for("pauses.index", done=form.action.data), 303)


def _render_page(errors: dict[str, str] | None = None) -> str:
    with reading() as db:
        pauses = parse_pauses(preferences.load_settings(db, actor().vault))
    current = services.find_open_pause(pauses)
    return render_template(
        "checkins/pause.html",
        done=request.args.get("done"),
        since=format_day(current.first.monday, year=True) if current else "",
        first=current.first if current else None,
        earlier=[_format_ended(each) for each in reversed(pauses) if each.last],
        weeks=[
            (str(week), format_day(week.monday, year=True))
            for week in services.list_pause_start_weeks(now())
        ],
        errors=errors or {},
    )


def _format_ended(pause: Pause) -> tuple[str, str]:
    """The option of an ended pause: its first week as in URLs, and a sentence."""
    assert pause.last is not None  # checked by the caller
    words = _("From the week of {first} to the week of {last}")
    first, last = (format_day(week.monday, year=True) for week in (pause.first, pause.last))
    return str(pause.first), words.format(first=first, last=last)
