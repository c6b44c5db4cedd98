"""Routes of monthly sets: pages and autosave, with the same wizard as the weekly check-in."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from reflect.checkins import http as checkin_http
from reflect.checkins.http import page_url, week_from_url
from reflect.checkins.monthly import services
from reflect.checkins.repository import Questionnaire
from reflect.core.weeks import Week
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import current_library

bp = Blueprint("modules", __name__, url_prefix="/monthly")


@bp.get("/<instrument>")
@allow(may_reflect)
def start(instrument: str) -> ResponseReturnValue:
    """Redirect to the first page of this month's set."""
    sheet = _load_questionnaire(instrument, Week.of(now()))
    return redirect(page_url(sheet, sheet.layout.pages[0].id), 303)


@bp.get("/<instrument>/<week>/<page>")
@allow(may_reflect)
def page(instrument: str, week: str, page: str) -> ResponseReturnValue:
    """One page, with the values of the draft."""
    sheet = _load_questionnaire(instrument, week_from_url(week))
    return checkin_http.render_page(checkin_http.load_own_week(sheet), page)


@bp.post("/<instrument>/<week>/<page>")
@allow(may_reflect)
def save(instrument: str, week: str, page: str) -> ResponseReturnValue:
    """Save a page and go to the next; from the last page, submit the set."""
    sheet = _load_questionnaire(instrument, week_from_url(week))
    return checkin_http.submit_page(sheet, page)


@bp.post("/<instrument>/<week>/draft")
@allow(may_reflect)
def draft(instrument: str, week: str) -> ResponseReturnValue:
    """Autosave a page; called by the script."""
    return checkin_http.autosave_page(_load_questionnaire(instrument, week_from_url(week)))


def _load_questionnaire(instrument: str, week: Week) -> Questionnaire:
    """The month's questionnaire: a page opened in another week of the month uses the same row."""
    monthly_set = services.get_monthly_set(current_library(), instrument)
    with reading() as db:
        return services.load_month_questionnaire(db, actor().vault, monthly_set, week)
