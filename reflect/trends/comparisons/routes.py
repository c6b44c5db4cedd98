"""What goes with what: places, contact, supervision and marked changes beside the scales."""

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
    """*What goes with what*: each scale in one kind of week and in another."""
    with reading() as db:
        picture, marked = services.load_picture_and_changes(
            db, actor().vault, current_library(), weekly_instrument(), now()
        )
    page = presenters.build_comparison_page(picture, services.compare_weeks(picture, marked))
    return render_template("trends/what-goes-with-what.html", page=page)
