"""The weekly check-in: its pages, and saving them."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.checkins import filling, presenters, services
from reflect.checkins.drafts import DraftConflict, Submission
from reflect.checkins.http import (
    page_url,
    questionnaire_from_url,
    retry_on_conflict,
    submission_from_form,
)
from reflect.checkins.repository import Questionnaire
from reflect.core.errors import Invalid
from reflect.core.weeks import Week
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import weekly_instrument

bp = Blueprint("checkins", __name__)


@bp.get("/check-in")
@allow(may_reflect)
def this_week() -> ResponseReturnValue:
    """The first page of this week, or what can be done with a week that is answered."""
    sheet = Questionnaire(weekly_instrument(), Week.of(now()))
    stored = filling.load_own_week(sheet)
    is_quiet = stored.is_answered or stored.is_paused
    if stored.is_away or (is_quiet and not stored.is_begun):
        shown = presenters.build_page_view(stored, sheet.layout.pages[0].id, today())
        return render_template("checkins/this-week.html", view=shown, stored=stored)
    return redirect(page_url(sheet, sheet.layout.pages[0].id), 303)


@bp.get("/check-in/<week>/<page>")
@allow(may_reflect)
def page(week: str, page: str) -> ResponseReturnValue:
    """One page, with what was typed so far."""
    stored = filling.load_own_week(questionnaire_from_url(week))
    if stored.is_away:
        return redirect(url_for("weeks.away", week=week), 303)
    return filling.render_page(stored, page, _copied())


@bp.post("/check-in/<week>/<page>")
@allow(may_reflect)
def save(week: str, page: str) -> ResponseReturnValue:
    """Keep a page and go on; from the last page, send the check-in."""
    sheet = questionnaire_from_url(week)
    typed = submission_from_form(sheet, page, request.form)
    if "copy" in request.form:
        return _same_as_last_week(sheet, typed)
    return filling.submit_page(sheet, typed)


@bp.post("/check-in/<week>/draft")
@allow(may_reflect)
def draft(week: str) -> ResponseReturnValue:
    """Keep a page while it is typed; asked by the script."""
    return filling.autosave_page(questionnaire_from_url(week))


def _same_as_last_week(sheet: Questionnaire, typed: Submission) -> ResponseReturnValue:
    done, week = retry_on_conflict(
        lambda db: services.copy_last_places(db, actor().vault, sheet, typed, now())
    )
    if isinstance(done, DraftConflict):
        return filling.render_conflict(sheet, typed.page, done)
    return redirect(page_url(sheet, typed.page, copied=week or "none"), 303)


def _copied() -> str:
    try:
        return presenters.format_copied_notice(request.args.get("copied", ""))
    except Invalid:
        return ""
