"""*Find the person*: learners look for one invented person, fail, and then succeed.

The first page has what Reflect publishes; the second has what it never makes, from invented weeks,
by a function of its own (`unprotected`). Both exist on a data folder of invented people only, and
on a laptop with phones around it they open on the laptop alone.
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
