"""/notebook/supervision: formal supervision over the year, to look at and to take along."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.charts.dates import day_words
from reflect.charts.svg import vouched
from reflect.db import reading
from reflect.notebook.supervision import chart, presenters, services
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import library, settings, weekly

bp = Blueprint("formal_supervision", __name__)


@bp.get("/notebook/supervision")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """How long since the last, and what the year was like."""
    with reading() as db:
        usual = settings().organisation.defaults
        seen = services.supervision(db, actor().vault, library(), weekly(), now(), usual)
    drawings = chart.wide(seen), chart.narrow(seen)
    return render_template(
        "notebook/supervision.html",
        seen=seen,
        today=day_words(today(), year=True),
        since=presenters.since(seen),
        lately=presenters.lately(seen),
        drawings=[vouched(each) for each in drawings],
        key=[(vouched(drawn), said) for drawn, said in chart.key(seen)],
        span=presenters.span(seen),
        lines=presenters.over_the_year(seen),
        rows=presenters.rows(seen),
    )
