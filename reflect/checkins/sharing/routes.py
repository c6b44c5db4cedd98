"""/sharing: whether an answered week counts towards the team; asked each time, nothing chosen."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from reflect.charts.dates import format_day, spell_number
from reflect.charts.series import ChartScale
from reflect.charts.svg_chart import scale_class
from reflect.checkins.http import current_sharer, result_url, retry_on_conflict, week_from_url
from reflect.checkins.repository import Questionnaire
from reflect.checkins.sharing import services
from reflect.checkins.sharing.services import SharingQuestion
from reflect.core.i18n import _
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.web.access_control import allow
from reflect.web.clock import now
from reflect.web.current_site import current_library

bp = Blueprint("sharing", __name__)


@bp.get("/sharing/<instrument>/<week>")
@allow(may_reflect)
def ask(instrument: str, week: str) -> ResponseReturnValue:
    """The scores, the team, the rule, and two buttons."""
    sheet = _sheet(instrument, week)
    with reading() as db:
        asked = services.load_sharing_question(db, current_sharer(), sheet, now())
    return redirect(result_url(sheet), 303) if asked is None else _page(sheet, asked)


@bp.post("/sharing/<instrument>/<week>")
@allow(may_reflect)
def answer(instrument: str, week: str) -> ResponseReturnValue:
    """Share the week, or keep it private."""
    sheet, choice = _sheet(instrument, week), request.form.get("choice")
    if choice not in {"share", "keep"}:
        return redirect(request.path, 303)
    given = (choice == "share", request.form.get("seen", ""))
    changed = retry_on_conflict(
        lambda db: services.save_sharing_choice(db, current_sharer(), sheet, given, now())
    )
    if changed is None:
        return redirect(result_url(sheet), 303)
    words = _("The team changed since you opened this page. Read it once more, then choose.")
    return _page(sheet, changed, words), 409


def _page(sheet: Questionnaire, asked: SharingQuestion, notice: str = "") -> str:
    scales = [scale for scale in sheet.instrument.scales if scale.id in asked.numbers]
    numbers = [
        (scale_class(ChartScale(one.id, one.title)), one.title, f"{asked.numbers[one.id] / 100:g}")
        for one in scales
    ]
    return render_template(
        "checkins/sharing.html",
        asked=asked,
        numbers=numbers,
        count=spell_number(len(numbers)),
        notice=notice,
        day=format_day(sheet.week.monday),
        steps=len(sheet.layout.pages) + 1,
    )


def _sheet(instrument: str, week: str) -> Questionnaire:
    return Questionnaire(current_library().latest(instrument), week_from_url(week))
