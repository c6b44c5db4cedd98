"""The routes of the demo, and its front page: impersonate an invented person, or reset the demo.

They exist only on a data folder of invented people.
"""

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.config import Settings
from reflect.core.errors import Invalid
from reflect.demo import http
from reflect.demo.exercise.routes import bp as exercise
from reflect.demo.public import routes as public_routes
from reflect.demo.seed import prepare
from reflect.demo.seed.colleagues import ROLE_HOLDERS, RoleHolder
from reflect.demo.seed.people import PEOPLE
from reflect.demo.tour.routes import bp as tour
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.current_site import current_settings

STATE_HASH_LENGTH = 8  # characters of a database hash that the page shows

bp = Blueprint("demo", __name__, url_prefix="/demo")


def init_app(app: Flask, settings: Settings) -> None:
    """Register the routes of the demo; in a public one, let each visitor work in their own copy.

    Before access control, which reads the database of the copy.
    """
    for blueprint in (bp, exercise, tour):
        app.register_blueprint(blueprint)
    if settings.public:
        public_routes.init_app(app, settings)


@bp.get("")
@allow(anyone)
def index() -> ResponseReturnValue:
    """The list of invented people to impersonate."""
    return _page(done="again" in request.args)


@bp.post("/be/<person>")
@allow(anyone)
def be(person: str) -> ResponseReturnValue:
    """Log in as one of them; the present session ends."""
    user = http.find_demo_user(person)
    try:
        http.sign_in_as_demo_user(user)
    except Invalid as error:
        return _page(problem=str(error)), 422
    if isinstance(user, RoleHolder):
        return redirect(user.lands_on, 303)
    endpoint = "checkins.this_week" if user.starts_at_check_in else "trends.index"
    return redirect(url_for(endpoint), 303)


@bp.post("/reset")
@allow(anyone)
def reset() -> ResponseReturnValue:
    """Reset all people to their first state."""
    prepare.reset_demo(current_settings())
    return redirect(url_for("demo.index", again=1), 303)


def _page(*, done: bool = False, problem: str = "") -> str:
    state = prepare.hash_database(current_settings())
    return render_template(
        "demo/index.html",
        people=PEOPLE,
        leading=ROLE_HOLDERS,
        done=done,
        problem=problem,
        state=state[:STATE_HASH_LENGTH],
        is_first=state == prepare.hash_snapshot(current_settings()),
    )
