"""*Find the person*: learners try to find one invented person, fail, and then succeed.

The first page has the figures that Reflect publishes. The second has exact figures, which Reflect
never calculates: `unprotected` makes them from invented weeks. Both pages exist only on a data
folder of invented people, and are not opened to phones on a local network (`--lan`).
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.db import reading
from reflect.demo.exercise import presenters, solution
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.current_site import weekly_instrument

bp = Blueprint("exercise", __name__, url_prefix="/demo/find-the-person")


@bp.get("")
@allow(anyone)
def find() -> ResponseReturnValue:
    """The published figures, five attempts, and the rule that stops each."""
    with reading() as db:
        task = presenters.build_exercise_view(db, weekly_instrument())
    return render_template("demo/find.html", task=task)


@bp.get("/without")
@allow(anyone)
def without() -> ResponseReturnValue:
    """The same weeks without the rules: one subtraction finds one person."""
    with reading() as db:
        this_week = presenters.load_demo_week(db)
    return render_template(
        "demo/without.html",
        found=solution.build_reidentification_view(this_week, weekly_instrument()),
    )
