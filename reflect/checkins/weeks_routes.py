"""A person's weeks: the list of them, and weeks away. The reason is neither asked nor stored."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from reflect.checkins import history, presenters, services
from reflect.checkins.filling import sharer
from reflect.checkins.http import sheet_of, unit
from reflect.checkins.repository import Sheet, is_open, load
from reflect.checkins.sharing import services as sharing_services
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.teams import contributions
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import weekly

bp = Blueprint("weeks", __name__)


@bp.get("/weeks")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """My weeks, newest first."""
    until = request.args.get("until")
    last = sheet_of(until).week if until else Week.of(now())
    with reading() as db:
        rows, earlier = history.listed(db, actor().vault, weekly(), last, now())
        answered = [row.week for row in rows if row.state == "answered"]
        open_ones = [week for week in answered if not Window.of(week).is_closed(now())]
        standings = sharing_services.standings(db, sharer(), weekly().id, open_ones, now())
    first_page = weekly().pages[0].id
    shown = [presenters.row(row, first_page) for row in rows]
    is_new = not until and all(row.state == "none" for row in rows)
    return render_template(
        "checkins/weeks.html",
        rows=shown,
        earlier=earlier,
        is_new=is_new,
        standings=standings,
        instrument=weekly().id,
    )


@bp.get("/check-in/<week>/away")
@allow(may_reflect)
def away(week: str) -> ResponseReturnValue:
    """A week away: mark it, undo it, or choose between it and answers."""
    sheet = sheet_of(week)
    with reading() as db:
        stored = load(db, actor().vault, sheet)
    services.check_markable(stored, now())
    view = presenters.view(stored, sheet.layout.pages[0].id, today())
    can_open = is_open(stored, now())
    return render_template("checkins/away.html", view=view, stored=stored, can_open=can_open)


@bp.post("/check-in/<week>/away")
@allow(may_reflect)
def mark(week: str) -> ResponseReturnValue:
    """Mark the week, take the mark back, or decide about its answers."""
    sheet, vault = sheet_of(week), actor().vault
    match request.form.get("action"):
        case "away":
            unit(lambda db: services.mark_away(db, vault, sheet, now()))
        case "delete":
            edition = request.form.get("edition", "")
            if not unit(lambda db: _delete_and_mark(db, sheet, edition)):
                return redirect(f"{request.path}?changed=1", 303)
        case "keep":
            return redirect(url_for("weeks.index"), 303)
        case "undo":
            unit(lambda db: services.undo_away(db, vault, sheet))
    return redirect(url_for("weeks.away", week=week), 303)


def _delete_and_mark(db: Connection, sheet: Sheet, edition: str) -> bool:
    """What the week had added to a team's box is taken out with it."""
    if not services.delete_and_mark_away(db, actor().vault, sheet, edition, now()):
        return False
    contributions.rewrite(db, sharer(), sheet.instrument.id, sheet.week, now())
    return True
