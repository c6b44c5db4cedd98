"""/notebook: the index page, with a link to each page of the notebook."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.charts.dates import format_month
from reflect.db import reading
from reflect.notebook.journal import monthly_reflection
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow
from reflect.web.clock import now

bp = Blueprint("portfolio", __name__)


@bp.get("/notebook")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """The index page."""
    with reading() as db:
        month = monthly_reflection.load_suggested_month(db, actor().vault, now())
    deeper = (month, format_month(month.first)) if month else None
    return render_template("notebook/index.html", deeper=deeper)
