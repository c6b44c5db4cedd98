"""The front page of the notebook: the ways to all that grows out of the weeks."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.policy import may_reflect
from reflect.web.guard import allow

bp = Blueprint("portfolio", __name__)


@bp.get("/notebook")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """What there is in it."""
    return render_template("portfolio/index.html")
