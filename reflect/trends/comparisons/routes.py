"""/my-picture/what-goes-with-what: scores compared by place, contact, supervision and change."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.db import reading
from reflect.policy import may_reflect
from reflect.trends.comparisons import presenters, services
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import current_library, weekly_instrument

bp = Blueprint("comparing", __name__)


@bp.get("/my-picture/what-goes-with-what")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """*What goes with what*: the scores of one kind of week compared with those of another."""
    with reading() as db:
        picture, changes = services.load_picture_and_changes(
            db, actor().vault, current_library(), weekly_instrument(), now()
        )
    page = presenters.build_comparison_page(picture, services.look_at_weeks(picture, changes))
    return render_template("trends/what-goes-with-what.html", page=page)
