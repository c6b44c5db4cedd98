"""Routes of the weekly check-in: its pages, autosave, the list of weeks, and weeks away.

The reason for a week away is neither asked nor stored.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from reflect.checkins import history, http, presenters, services
from reflect.checkins.fields import read_submission
from reflect.checkins.forms import AwayForm
from reflect.checkins.http import (
    current_sharer,
    page_url,
    questionnaire_from_url,
    retry_on_conflict,
)
from reflect.checkins.repository import Questionnaire, WeekState, is_week_open, load_week
from reflect.checkins.sharing import services as sharing_services
from reflect.core.errors import Invalid
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.teams import contributions
from reflect.vaults.editing import Conflict, Saved
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import weekly_instrument
from reflect.web.forms import PageForm

bp = Blueprint("checkins", __name__)


@bp.get("/check-in")
@allow(may_reflect)
def this_week() -> ResponseReturnValue:
    """Redirect to the first page of this week; if it is answered, away or paused, the choices."""
    sheet = Questionnaire(weekly_instrument(), Week.of(now()))
    stored = http.load_own_week(sheet)
    is_quiet = stored.is_answered or stored.is_paused
    if stored.is_away or (is_quiet and not stored.is_begun):
        view = presenters.build_page_view(stored, sheet.layout.pages[0].id, today())
        return render_template("checkins/this-week.html", view=view, stored=stored)
    return redirect(page_url(sheet, sheet.layout.pages[0].id), 303)


@bp.get("/check-in/<week>/<page>")
@allow(may_reflect)
def page(week: str, page: str) -> ResponseReturnValue:
    """One page, with the values of the draft."""
    stored = http.load_own_week(questionnaire_from_url(week))
    if stored.is_away:
        return redirect(url_for("weeks.away", week=week), 303)
    return http.render_page(stored, page, _format_notice())


@bp.post("/check-in/<week>/<page>")
@allow(may_reflect)
def save(week: str, page: str) -> ResponseReturnValue:
    """Save a page and go to the next; from the last page, submit the check-in."""
    sheet = questionnaire_from_url(week)
    if "copy" in PageForm().posted:
        return _copy_last_week(sheet, page)
    return http.submit_page(sheet, page)


@bp.post("/check-in/<week>/draft")
@allow(may_reflect)
def draft(week: str) -> ResponseReturnValue:
    """Autosave a page; called by the script."""
    return http.autosave_page(questionnaire_from_url(week))


def _copy_last_week(sheet: Questionnaire, page: str) -> ResponseReturnValue:
    typed = read_submission(sheet.layout, page, PageForm().posted)
    result, week = retry_on_conflict(
        lambda db: services.copy_last_places(db, actor().vault, sheet, typed, now())
    )
    if isinstance(result, Conflict):
        return http.render_conflict(result.stored, typed)
    return redirect(page_url(sheet, page, copied=week or "none"), 303)


def _format_notice() -> str:
    """The result of *Same as last week*, which redirects to the page."""
    try:
        return presenters.format_copied_notice(request.args.get("copied", ""))
    except Invalid:
        return ""


weeks_bp = Blueprint("weeks", __name__)


@weeks_bp.get("/weeks")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """The list of the person's weeks, newest first."""
    until = request.args.get("until")
    last = questionnaire_from_url(until).week if until else Week.of(now())
    with reading() as db:
        rows, earlier = history.list_weeks(db, actor().vault, weekly_instrument(), last, now())
        answered = [row.week for row in rows if row.state == "answered"]
        open_weeks = [week for week in answered if not Window.of(week).is_closed(now())]
        statuses = sharing_services.load_sharing_statuses(
            db, current_sharer(), weekly_instrument().id, open_weeks, now()
        )
    first_page = weekly_instrument().pages[0].id
    week_rows = [presenters.build_week_row(row, first_page) for row in rows]
    is_new = not until and all(row.state == "none" for row in rows)
    return render_template(
        "checkins/weeks.html",
        rows=week_rows,
        earlier=earlier,
        is_new=is_new,
        standings=statuses,
        instrument=weekly_instrument().id,
    )


@weeks_bp.get("/check-in/<week>/away")
@allow(may_reflect)
def away(week: str) -> ResponseReturnValue:
    """The page of a week away: mark it, undo it, or choose between it and answers."""
    sheet = questionnaire_from_url(week)
    with reading() as db:
        stored = load_week(db, actor().vault, sheet)
    services.require_markable_week(stored, now())
    view = presenters.build_page_view(stored, sheet.layout.pages[0].id, today())
    can_open = is_week_open(stored, now())
    return render_template("checkins/away.html", view=view, stored=stored, can_open=can_open)


@weeks_bp.post("/check-in/<week>/away")
@allow(may_reflect)
def mark(week: str) -> ResponseReturnValue:
    """Mark the week, remove the mark, or decide about its answers."""
    sheet, vault, form = questionnaire_from_url(week), actor().vault, AwayForm()
    form.require_valid()
    match form.action.data:
        case "away":
            retry_on_conflict(lambda db: services.mark_away(db, vault, sheet, now()))
        case "delete":
            read = form.edition.data or ""
            result = retry_on_conflict(lambda db: _delete_and_mark(db, sheet, read))
            if isinstance(result, Conflict):
                return redirect(f"{request.path}?changed=1", 303)
        case "keep":
            return redirect(url_for("weeks.index"), 303)
        case "undo":
            retry_on_conflict(lambda db: services.undo_away(db, vault, sheet))
    return redirect(url_for("weeks.away", week=week), 303)


def _delete_and_mark(
    db: Connection, sheet: Questionnaire, read: str
) -> Saved[None] | Conflict[WeekState]:
    """Delete the answers and mark the week; its share is removed from the team's tally too."""
    result = services.delete_and_mark_away(db, actor().vault, sheet, read, now())
    if isinstance(result, Saved):
        sharer, instrument = current_sharer(), sheet.instrument.id
        contributions.update_contribution(db, sharer, instrument, sheet.week, now())
    return result
