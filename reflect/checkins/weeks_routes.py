"""A person's weeks: the list of them, and weeks away. The reason is neither asked nor stored."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from reflect.checkins import history, presenters, services
from reflect.checkins.filling import current_sharer
from reflect.checkins.http import questionnaire_from_url, retry_on_conflict
from reflect.checkins.repository import Questionnaire, is_week_open, load_week
from reflect.checkins.sharing import services as sharing_services
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.teams import contributions
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import weekly_instrument

bp = Blueprint("weeks", __name__)


@bp.get("/weeks")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """My weeks, newest first."""
    until = request.args.get("until")
    last = questionnaire_from_url(until).week if until else Week.of(now())
    with reading() as db:
        rows, earlier = history.list_weeks(db, actor().vault, weekly_instrument(), last, now())
        answered = [row.week for row in rows if row.state == "answered"]
        open_ones = [week for week in answered if not Window.of(week).is_closed(now())]
        standings = sharing_services.load_sharing_statuses(
            db, current_sharer(), weekly_instrument().id, open_ones, now()
        )
    first_page = weekly_instrument().pages[0].id
    shown = [presenters.build_week_row(row, first_page) for row in rows]
    is_new = not until and all(row.state == "none" for row in rows)
    return render_template(
        "checkins/weeks.html",
        rows=shown,
        earlier=earlier,
        is_new=is_new,
        standings=standings,
        instrument=weekly_instrument().id,
    )


@bp.get("/check-in/<week>/away")
@allow(may_reflect)
def away(week: str) -> ResponseReturnValue:
    """A week away: mark it, undo it, or choose between it and answers."""
    sheet = questionnaire_from_url(week)
    with reading() as db:
        stored = load_week(db, actor().vault, sheet)
    services.require_markable_week(stored, now())
    view = presenters.build_page_view(stored, sheet.layout.pages[0].id, today())
    can_open = is_week_open(stored, now())
    return render_template("checkins/away.html", view=view, stored=stored, can_open=can_open)


@bp.post("/check-in/<week>/away")
@allow(may_reflect)
def mark(week: str) -> ResponseReturnValue:
    """Mark the week, take the mark back, or decide about its answers."""
    sheet, vault = questionnaire_from_url(week), actor().vault
    match request.form.get("action"):
        case "away":
            retry_on_conflict(lambda db: services.mark_away(db, vault, sheet, now()))
        case "delete":
            edition = request.form.get("edition", "")
            if not retry_on_conflict(lambda db: _delete_and_mark(db, sheet, edition)):
                return redirect(f"{request.path}?changed=1", 303)
        case "keep":
            return redirect(url_for("weeks.index"), 303)
        case "undo":
            retry_on_conflict(lambda db: services.undo_away(db, vault, sheet))
    return redirect(url_for("weeks.away", week=week), 303)


def _delete_and_mark(db: Connection, sheet: Questionnaire, edition: str) -> bool:
    """What the week had added to a team's box is taken out with it."""
    if not services.delete_and_mark_away(db, actor().vault, sheet, edition, now()):
        return False
    contributions.update_contribution(db, current_sharer(), sheet.instrument.id, sheet.week, now())
    return True
