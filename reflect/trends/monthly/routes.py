"""The monthly sets in the notebook: all of them, one answer in words, one set over the months."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.checkins.filling import sharer
from reflect.checkins.http import page_url, week_of
from reflect.checkins.monthly import services as monthly_services
from reflect.checkins.repository import Sheet
from reflect.checkins.sharing import services as sharing_services
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.trends.monthly import months_result, presenters, services
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import library

bp = Blueprint("months", __name__, url_prefix="/notebook/months")


@bp.get("")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """This month's sets, the others, and every month answered."""
    with reading() as db:
        found = services.overview(db, actor().vault, library(), now())
    return render_template("trends/months.html", found=found, index=presenters.index(found))


@bp.get("/<instrument>")
@allow(may_reflect)
def over_time(instrument: str) -> ResponseReturnValue:
    """One set over the months."""
    found = monthly_services.monthly_one(library(), instrument)
    with reading() as db:
        answers, closed = services.all_answers(db, actor().vault, library(), found, now())
    chart = presenters.chart(found, answers)
    return render_template(
        "trends/month-chart.html", instrument=found, chart=chart, closed=len(closed)
    )


@bp.get("/<instrument>/<week>")
@allow(may_reflect)
def result(instrument: str, week: str) -> ResponseReturnValue:
    """One month's answers in words; where a set leads to."""
    sheet = Sheet(monthly_services.monthly_one(library(), instrument), week_of(week))
    with reading() as db:
        one = services.one_month(db, actor().vault, library(), sheet, now())
        standing = sharing_services.standing(db, sharer(), sheet, now())
    return render_template(
        "trends/month-result.html",
        one=one,
        sheet=sheet,
        standing=standing,
        result=months_result.result(one),
        correct=page_url(sheet, sheet.layout.pages[0].id),
    )
