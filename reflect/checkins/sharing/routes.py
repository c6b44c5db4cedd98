"""Routes of /sharing: whether an answered week counts towards the team.

The question is asked for each week, and no answer is preselected.
"""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from reflect.charts.dates import format_day, spell_number
from reflect.charts.scale_style import scale_style
from reflect.charts.series import ChartScale
from reflect.checkins.forms import SharingForm
from reflect.checkins.http import current_sharer, result_url, retry_on_conflict, week_from_url
from reflect.checkins.repository import Questionnaire
from reflect.checkins.sharing import services
from reflect.checkins.sharing.services import SharingQuestion
from reflect.core.i18n import _
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.vaults.editing import Saved
from reflect.web.access_control import allow
from reflect.web.clock import now
from reflect.web.current_site import current_library

bp = Blueprint("sharing", __name__)


@bp.get("/sharing/<instrument>/<week>")
@allow(may_reflect)
def ask(instrument: str, week: str) -> ResponseReturnValue:
    """The page with the numbers, the team, the rule, and two buttons."""
    sheet = _questionnaire(instrument, week)
    with reading() as db:
        question = services.load_sharing_question(db, current_sharer(), sheet, now())
    return redirect(result_url(sheet), 303) if question is None else _render_page(sheet, question)


@bp.post("/sharing/<instrument>/<week>")
@allow(may_reflect)
def answer(instrument: str, week: str) -> ResponseReturnValue:
    """Share the week or keep it private."""
    sheet, form = _questionnaire(instrument, week), SharingForm()
    form.require_valid()
    if form.choice.data == "read":
        return redirect(request.path, 303)
    share, read = form.choice.data == "share", form.seen.data or ""
    result = retry_on_conflict(
        lambda db: services.save_sharing_choice(
            db, current_sharer(), sheet, now(), share=share, read=read
        )
    )
    if isinstance(result, Saved):
        return redirect(result_url(sheet), 303)
    words = _("The team changed since you opened this page. Read it once more, then choose.")
    return _render_page(sheet, result.stored, words), 409


def _render_page(sheet: Questionnaire, question: SharingQuestion, notice: str = "") -> str:
    points = {scale: hundredths / 100 for scale, hundredths in question.numbers.items()}
    numbers = [
        (scale_style(ChartScale(scale.id, scale.title)).cls, scale.title, f"{points[scale.id]:g}")
        for scale in sheet.instrument.scales
        if scale.id in points
    ]
    return render_template(
        "checkins/sharing.html",
        asked=question,
        numbers=numbers,
        count=spell_number(len(numbers)),
        notice=notice,
        day=format_day(sheet.week.monday),
        steps=len(sheet.layout.pages) + 1,
    )


def _questionnaire(instrument: str, week: str) -> Questionnaire:
    return Questionnaire(current_library().latest(instrument), week_from_url(week))
