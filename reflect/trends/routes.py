"""My picture: the whole of it, one week in words, and one scale more closely."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from reflect.charts.dates import day_words
from reflect.charts.series import Picture
from reflect.checkins.filling import sharer
from reflect.checkins.http import sheet_of
from reflect.checkins.sharing import services as sharing_services
from reflect.content.guides.model import Lead
from reflect.content.http import guides
from reflect.db import reading
from reflect.policy import anyone, may_reflect
from reflect.trends import looking, presenters, services, support_contacts
from reflect.trends.monthly import presenters as monthly_presenters
from reflect.trends.monthly import services as monthly_services
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import library, settings, weekly

bp = Blueprint("trends", __name__)


@bp.get("/my-picture")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """All weeks: in words, drawn, and as a table."""
    chart = presenters.chart(_picture(), _leads(), all_rows="all" in request.args)
    return render_template("trends/my-picture.html", chart=chart)


@bp.get("/my-picture/<week>")
@allow(may_reflect)
def result(week: str) -> ResponseReturnValue:
    """One week in words; where a check-in leads to."""
    sheet = sheet_of(week)
    with reading() as db:
        one = services.one_week(db, actor().vault, library(), (sheet.instrument, sheet.week), now())
        sets = monthly_services.offered(db, actor().vault, library(), sheet, now())
        standing = sharing_services.standing(db, sharer(), sheet, now())
    monday = day_words(one.week.monday)
    if one.state != "answered":
        return render_template("trends/no-answers.html", one=one, monday=monday, sheet=sheet)
    return render_template(
        "trends/result.html",
        one=one,
        result=presenters.result(one, guides()),
        sheet=sheet,
        standing=standing,
        once_a_month=monthly_presenters.offers(sets),
    )


@bp.get("/my-picture/look-closer/<scale>")
@allow(may_reflect)
def look_closer(scale: str) -> ResponseReturnValue:
    """One scale, or all together, for hovering and zooming."""
    whole = _picture()
    here = presenters.only(whole, scale)
    chart = presenters.chart(here, _leads())
    return render_template(
        "trends/look-closer.html",
        chart=chart,
        here_is=scale,
        others=presenters.others(whole),
        figures=looking.figures(here, scale) if chart else None,
        map_style=looking.map_style_id(),
    )


@bp.get("/where-to-turn")
@allow(anyone)
def where_to_turn() -> ResponseReturnValue:
    """People to talk to; open to everybody."""
    own = settings()
    return render_template(
        "trends/where-to-turn.html",
        own_words=support_contacts.own_words(own.data),
        own_lines=support_contacts.own_lines(own.organisation.where_to_turn),
    )


def _leads() -> dict[str, Lead]:
    return guides().of_scales(weekly().id)


def _picture() -> Picture:
    with reading() as db:
        return services.my_picture(db, actor().vault, library(), weekly(), now())
