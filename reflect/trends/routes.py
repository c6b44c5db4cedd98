"""My picture, one week beside the others, and looking closer."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from reflect.charts import plots
from reflect.core.errors import Invalid, NotFound
from reflect.core.weeks import Week
from reflect.core.words import _
from reflect.db import reading
from reflect.policy import anyone, may_reflect
from reflect.trends import looking, service, views
from reflect.web.clock import now
from reflect.web.guard import actor, allow
from reflect.web.site import library, settings, weekly

bp = Blueprint("trends", __name__)


@bp.get("/my-picture")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """All weeks, as sentences, drawing and table."""
    with reading() as db:
        picture = service.my_picture(db, actor().vault, library(), weekly(), now())
    if not picture.entries:
        return render_template("trends/empty.html")
    latest = None if "all" in request.args else views.LATEST
    return render_template("trends/picture.html", shown=views.chart(picture, latest))


@bp.get("/my-picture/<week>")
@allow(may_reflect)
def result(week: str) -> ResponseReturnValue:
    """One week in words, beside one's usual: the page after a check-in."""
    when = _week(week)
    with reading() as db:
        found = service.this_week(db, actor().vault, library(), weekly(), when, now())
    return render_template("trends/week.html", shown=views.week(found, weekly()))


@bp.get("/my-picture/look-closer/<scale>")
@allow(may_reflect)
def look_closer(scale: str) -> ResponseReturnValue:
    """One scale, or all together, to hover over and to zoom into."""
    with reading() as db:
        picture = service.my_picture(db, actor().vault, library(), weekly(), now())
    if not picture.entries:
        return render_template("trends/empty.html")
    shown = views.closer(picture, scale)
    return render_template("trends/closer.html", shown=shown, map_style=looking.map_style())


@bp.get("/my-picture/look-closer/<scale>/figure")
@allow(may_reflect)
def figure(scale: str) -> ResponseReturnValue:
    """The figure of a page that looks closer, as JSON; `dark` for a dark page."""
    with reading() as db:
        picture = service.my_picture(db, actor().vault, library(), weekly(), now())
    dark = "dark" in request.args
    if scale == views.TOGETHER:
        return plots.together(picture, dark=dark)
    return plots.figure(views.panel_of(picture, scale), picture, dark=dark)


@bp.get("/where-to-turn")
@allow(anyone)
def where_to_turn() -> ResponseReturnValue:
    """Whom one can talk to, inside and outside the organisation."""
    return render_template("trends/where-to-turn.html", own=looking.own_contacts(settings().data))


def _week(text: str) -> Week:
    try:
        return Week.parse(text)
    except Invalid:
        raise NotFound(_("There is no such week.")) from None
