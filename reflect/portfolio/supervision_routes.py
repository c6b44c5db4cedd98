"""/notebook/supervision: formal supervision over the year, to look at and to take along."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.charts.dates import day_words
from reflect.charts.svg import vouched
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.portfolio import supervision, supervision_drawing
from reflect.portfolio import supervision_words as words
from reflect.web.clock import now, today
from reflect.web.guard import actor, allow
from reflect.web.site import library, settings, weekly

bp = Blueprint("formal_supervision", __name__)


@bp.get("/notebook/supervision")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """How long since the last, and what the year was like."""
    with reading() as db:
        usual = settings().organisation.defaults
        seen = supervision.supervision(db, actor().vault, library(), weekly(), now(), usual)
    drawings = supervision_drawing.wide(seen), supervision_drawing.narrow(seen)
    return render_template(
        "portfolio/supervision.html",
        seen=seen,
        today=day_words(today(), year=True),
        since=words.since(seen),
        lately=words.lately(seen),
        drawings=[vouched(each) for each in drawings],
        key=[(vouched(drawn), said) for drawn, said in supervision_drawing.key(seen)],
        span=words.span(seen),
        lines=words.over_the_year(seen),
        rows=words.rows(seen),
    )
