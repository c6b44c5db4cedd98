"""The weekly check-in: its pages, and saving them."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.checkins import filling, presenters, services
from reflect.checkins.drafts import Conflict, Typed
from reflect.checkins.http import page_url, sheet_of, typed_on, unit
from reflect.checkins.repository import Sheet
from reflect.core.errors import Invalid
from reflect.core.weeks import Week
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import weekly

bp = Blueprint("checkins", __name__)


@bp.get("/check-in")
@allow(may_reflect)
def this_week() -> ResponseReturnValue:
    """The first page of this week, or what can be done with a week that is answered."""
    sheet = Sheet(weekly(), Week.of(now()))
    stored = filling.stored_of(sheet)
    is_quiet = stored.is_answered or stored.is_paused
    if stored.is_away or (is_quiet and not stored.is_begun):
        shown = presenters.view(stored, sheet.layout.pages[0].id, today())
        return render_template("checkins/this-week.html", view=shown, stored=stored)
    return redirect(page_url(sheet, sheet.layout.pages[0].id), 303)


@bp.get("/check-in/<week>/<page>")
@allow(may_reflect)
def page(week: str, page: str) -> ResponseReturnValue:
    """One page, with what was typed so far."""
    stored = filling.stored_of(sheet_of(week))
    if stored.is_away:
        return redirect(url_for("weeks.away", week=week), 303)
    return filling.opened(stored, page, _copied())


@bp.post("/check-in/<week>/<page>")
@allow(may_reflect)
def save(week: str, page: str) -> ResponseReturnValue:
    """Keep a page and go on; from the last page, send the check-in."""
    sheet = sheet_of(week)
    typed = typed_on(sheet, page, request.form)
    if "copy" in request.form:
        return _same_as_last_week(sheet, typed)
    return filling.saved(sheet, typed)


@bp.post("/check-in/<week>/draft")
@allow(may_reflect)
def draft(week: str) -> ResponseReturnValue:
    """Keep a page while it is typed; asked by the script."""
    return filling.kept_while_typing(sheet_of(week))


def _same_as_last_week(sheet: Sheet, typed: Typed) -> ResponseReturnValue:
    done, week = unit(lambda db: services.same_as_last_week(db, actor().vault, sheet, typed, now()))
    if isinstance(done, Conflict):
        return filling.choose(sheet, typed.page, done)
    return redirect(page_url(sheet, typed.page, copied=week or "none"), 303)


def _copied() -> str:
    try:
        return presenters.copied_words(request.args.get("copied", ""))
    except Invalid:
        return ""
