"""The monthly sets in the notebook: all of them, one answer in words, one set over the months."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.checkins import modules, sharing
from reflect.checkins.filling import sharer
from reflect.checkins.requests import page_url, week_of
from reflect.checkins.stored import Sheet
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.trends import months, months_pages, months_result
from reflect.web.clock import now
from reflect.web.guard import actor, allow
from reflect.web.site import library

bp = Blueprint("months", __name__, url_prefix="/notebook/months")


@bp.get("")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """This month's sets, the others, and every month answered."""
    with reading() as db:
        found = months.overview(db, actor().vault, library(), now())
    return render_template("trends/months.html", found=found, index=months_pages.index(found))


@bp.get("/<instrument>")
@allow(may_reflect)
def over_time(instrument: str) -> ResponseReturnValue:
    """One set over the months."""
    found = modules.monthly_one(library(), instrument)
    with reading() as db:
        answers, closed = months.all_answers(db, actor().vault, library(), found, now())
    chart = months_pages.chart(found, answers)
    return render_template(
        "trends/month-chart.html", instrument=found, chart=chart, closed=len(closed)
    )


@bp.get("/<instrument>/<week>")
@allow(may_reflect)
def result(instrument: str, week: str) -> ResponseReturnValue:
    """One month's answers in words; where a set leads to."""
    sheet = Sheet(modules.monthly_one(library(), instrument), week_of(week))
    with reading() as db:
        one = months.one_month(db, actor().vault, library(), sheet, now())
        standing = sharing.standing(db, sharer(), sheet, now())
    return render_template(
        "trends/month-result.html",
        one=one,
        sheet=sheet,
        standing=standing,
        result=months_result.result(one),
        correct=page_url(sheet, sheet.layout.pages[0].id),
    )
