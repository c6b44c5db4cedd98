"""Monthly sets: filling one in, with the promises of the weekly check-in."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from reflect.checkins import http as checkin_http
from reflect.checkins.http import page_url, submission_from_form, week_from_url
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
    """This month's answer to a set: its first page, begun or not."""
    sheet = _held(instrument, Week.of(now()))
    return redirect(page_url(sheet, sheet.layout.pages[0].id), 303)


@bp.get("/<instrument>/<week>/<page>")
@allow(may_reflect)
def page(instrument: str, week: str, page: str) -> ResponseReturnValue:
    """One page, with what was typed so far."""
    return checkin_http.render_page(
        checkin_http.load_own_week(_held(instrument, week_from_url(week))), page
    )


@bp.post("/<instrument>/<week>/<page>")
@allow(may_reflect)
def save(instrument: str, week: str, page: str) -> ResponseReturnValue:
    """Keep a page and go on; from the last page, send the set."""
    sheet = _held(instrument, week_from_url(week))
    return checkin_http.submit_page(sheet, submission_from_form(sheet, page, request.form))


@bp.post("/<instrument>/<week>/draft")
@allow(may_reflect)
def draft(instrument: str, week: str) -> ResponseReturnValue:
    """Keep a page while it is typed; asked by the script."""
    return checkin_http.autosave_page(_held(instrument, week_from_url(week)))


def _held(instrument: str, week: Week) -> Questionnaire:
    """A page left open in an earlier week goes to the month's own row, whatever its address."""
    found = services.get_monthly_set(current_library(), instrument)
    with reading() as db:
        return services.load_month_questionnaire(db, actor().vault, found, week)
