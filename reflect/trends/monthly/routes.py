"""/notebook/months: the list of monthly sets, one set over the months, and one month's result."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.charts.dates import format_month
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
        overview = services.load_monthly_overview(db, actor().vault, current_library(), now())
    return render_template(
        "trends/months.html",
        found=overview,
        month=format_month(overview.month.first),
        now=[presenters.build_set_row(each, overview.month) for each in overview.now],
        others=[presenters.build_set_row(each, overview.month) for each in overview.others],
    )


@bp.get("/<instrument>")
@allow(may_reflect)
def over_time(instrument: str) -> ResponseReturnValue:
    """One set over the months."""
    library = current_library()
    latest = monthly_services.get_monthly_set(library, instrument)
    with reading() as db:
        answers, damaged = services.load_monthly_answers(db, actor().vault, library, latest, now())
    chart = presenters.build_month_chart(latest, answers)
    return render_template(
        "trends/month-chart.html", instrument=latest, chart=chart, closed=len(damaged)
    )


@bp.get("/<instrument>/<week>")
@allow(may_reflect)
def result(instrument: str, week: str) -> ResponseReturnValue:
    """The result of one month; submitting a set redirects to it."""
    library = current_library()
    latest = monthly_services.get_monthly_set(library, instrument)
    sheet = Questionnaire(latest, week_from_url(week))
    with reading() as db:
        loaded = services.load_monthly_result(db, actor().vault, library, sheet, now())
        sharing = sharing_services.load_sharing_status(db, current_sharer(), sheet, now())
    return render_template(
        "trends/month-result.html",
        one=loaded,
        sheet=sheet,
        standing=sharing,
        result=presenters.build_month_result(loaded),
        correct=page_url(sheet, sheet.layout.pages[0].id),
    )
