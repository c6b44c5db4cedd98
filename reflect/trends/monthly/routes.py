"""The monthly sets in the notebook: all of them, one answer in words, one set over the months."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.checkins.http import current_sharer, page_url, week_from_url
from reflect.checkins.monthly import services as monthly_services
from reflect.checkins.repository import Questionnaire
from reflect.checkins.sharing import services as sharing_services
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.trends.monthly import presenters, services
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import current_library

bp = Blueprint("months", __name__, url_prefix="/notebook/months")


@bp.get("")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """This month's sets, the others, and every month that was answered."""
    with reading() as db:
        found = services.load_monthly_overview(db, actor().vault, current_library(), now())
    return render_template(
        "trends/months.html", found=found, index=presenters.build_monthly_index(found)
    )


@bp.get("/<instrument>")
@allow(may_reflect)
def over_time(instrument: str) -> ResponseReturnValue:
    """One set over the months."""
    found = monthly_services.get_monthly_set(current_library(), instrument)
    with reading() as db:
        answers, closed = services.load_monthly_answers(
            db, actor().vault, current_library(), found, now()
        )
    chart = presenters.build_month_chart(found, answers)
    return render_template(
        "trends/month-chart.html", instrument=found, chart=chart, closed=len(closed)
    )


@bp.get("/<instrument>/<week>")
@allow(may_reflect)
def result(instrument: str, week: str) -> ResponseReturnValue:
    """The result of one month; a set leads here when it is sent."""
    sheet = Questionnaire(
        monthly_services.get_monthly_set(current_library(), instrument), week_from_url(week)
    )
    with reading() as db:
        one = services.load_monthly_result(db, actor().vault, current_library(), sheet, now())
        standing = sharing_services.load_sharing_status(db, current_sharer(), sheet, now())
    return render_template(
        "trends/month-result.html",
        one=one,
        sheet=sheet,
        standing=standing,
        result=presenters.build_month_result(one),
        correct=page_url(sheet, sheet.layout.pages[0].id),
    )
