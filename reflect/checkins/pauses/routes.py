"""/pause: a long absence, in one step, without a reason."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts.settings import preferences
from reflect.charts.dates import day_words
from reflect.checkins.http import sheet_of, unit
from reflect.checkins.pauses import services
from reflect.core.errors import Invalid, NotFound
from reflect.core.words import _
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow
from reflect.web.clock import now

bp = Blueprint("pauses", __name__)


@bp.get("/pause")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """The pause that goes on, or how to begin one; and those that were."""
    return _page()


@bp.post("/pause")
@allow(may_reflect)
def change() -> ResponseReturnValue:
    """Begin a pause, end it, or take one back."""
    vault, week, action = actor().vault, request.form.get("week", ""), request.form.get("action")
    try:
        match action:
            case "begin":
                first = sheet_of(week).week
                unit(lambda db: services.begin(db, vault, first, now()))
            case "end":
                unit(lambda db: services.end(db, vault, now()))
            case "take-back":
                first = sheet_of(week).week
                unit(lambda db: services.take_back(db, vault, first))
    except (Invalid, NotFound):
        return _page({"week": _("Choose the week with which the pause begins.")}), 422
    return redirect(url_for("pauses.index", done=action), 303)


def _page(errors: dict[str, str] | None = None) -> str:
    with reading() as db:
        kept = services.read(preferences.read(db, actor().vault))
    going_on = services.open_one(kept)
    return render_template(
        "checkins/pause.html",
        done=request.args.get("done"),
        since=day_words(going_on.first.monday, year=True) if going_on else "",
        first=going_on.first if going_on else None,
        earlier=[_earlier(each) for each in reversed(kept) if each.last],
        weeks=[(str(week), day_words(week.monday, year=True)) for week in services.choices(now())],
        errors=errors or {},
    )


def _earlier(pause: services.Pause) -> tuple[str, str]:
    """A pause that has ended: its first week as addresses name it, and in words."""
    assert pause.last is not None  # the caller asked
    words = _("From the week of {first} to the week of {last}")
    first, last = (day_words(week.monday, year=True) for week in (pause.first, pause.last))
    return str(pause.first), words.format(first=first, last=last)
