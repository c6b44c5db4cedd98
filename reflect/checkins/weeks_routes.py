"""A person's weeks: the list of them, and weeks away. The reason is neither asked nor stored."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from reflect.checkins import history, pages, service, sharing
from reflect.checkins.filling import sharer
from reflect.checkins.requests import sheet_of, unit
from reflect.checkins.stored import Sheet, is_open, load
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.teams import releases
from reflect.web.clock import now, today
from reflect.web.guard import actor, allow
from reflect.web.site import weekly

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
        standings = sharing.standings(db, sharer(), weekly().id, open_ones, now())
    first_page = weekly().pages[0].id
    shown = [pages.row(row, first_page) for row in rows]
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
    service.check_markable(stored, now())
    view = pages.view(stored, sheet.layout.pages[0].id, today())
    can_open = is_open(stored, now())
    return render_template("checkins/away.html", view=view, stored=stored, can_open=can_open)


@bp.post("/check-in/<week>/away")
@allow(may_reflect)
def mark(week: str) -> ResponseReturnValue:
    """Mark the week, take the mark back, or decide about its answers."""
    sheet, vault = sheet_of(week), actor().vault
    match request.form.get("action"):
        case "away":
            unit(lambda db: service.mark_away(db, vault, sheet, now()))
        case "delete":
            edition = request.form.get("edition", "")
            if not unit(lambda db: _delete_and_mark(db, sheet, edition)):
                return redirect(f"{request.path}?changed=1", 303)
        case "keep":
            return redirect(url_for("weeks.index"), 303)
        case "undo":
            unit(lambda db: service.undo_away(db, vault, sheet))
    return redirect(url_for("weeks.away", week=week), 303)


def _delete_and_mark(db: Connection, sheet: Sheet, edition: str) -> bool:
    """What the week had added to a team's box is taken out with it."""
    if not service.delete_and_mark_away(db, actor().vault, sheet, edition, now()):
        return False
    releases.rewrite(db, sharer(), sheet.instrument.id, sheet.week, now())
    return True
