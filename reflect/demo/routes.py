"""The demo's front page: impersonate one of the invented people, or reset the demo.

Impersonating somebody is a real login with the password that the demo generated and stores, through
the code that every login uses. These routes exist only on a data folder of invented people.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts import http as account_http
from reflect.accounts.login import http as login_http
from reflect.accounts.rate_limit import TooManyAttempts
from reflect.accounts.sessions import NewSession
from reflect.core.crypto.vault import Vault
from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.demo.seed import prepare
from reflect.demo.seed.colleagues import ROLE_HOLDERS, RoleHolder
from reflect.demo.seed.people import PEOPLE, DemoPractitioner, find_demo_practitioner
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.current_site import current_settings

STATE_HASH_LENGTH = 8  # characters of a database hash that the page shows

bp = Blueprint("demo", __name__, url_prefix="/demo")


@bp.get("")
@allow(anyone)
def index() -> ResponseReturnValue:
    """The list of invented people to impersonate."""
    return _page(done="again" in request.args)


@bp.post("/be/<person>")
@allow(anyone)
def be(person: str) -> ResponseReturnValue:
    """Log in as one of them; the present session ends."""
    user = find_demo_user(person)
    try:
        sign_in_as_demo_user(user)
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


def find_demo_user(name: str) -> DemoPractitioner | RoleHolder:
    """An invented person that visitors can impersonate.

    Raises:
        NotFound: there is none with the username `name`.
    """
    role_holder = next((user for user in ROLE_HOLDERS if user.name == name), None)
    return role_holder or find_demo_practitioner(name)


def sign_in_as_demo_user(user: DemoPractitioner | RoleHolder) -> Vault:
    """Impersonate an invented person by a real login; the present session ends.

    Raises:
        Invalid: somebody changed the password of that person, or set a second factor.
    """
    password = prepare.load_demo_password(current_settings(), user.name)
    try:
        login = login_http.authenticate_user(user.name, password, "")
    except (Invalid, TooManyAttempts):  # a visitor changed the password or set a second factor
        locked_out = _("The password of {name} was changed in this demo. Begin again to get in.")
        raise Invalid(locked_out.format(name=user.shown)) from None
    strong = login.strong or (isinstance(user, RoleHolder) and user.strong)
    account_http.start_session(NewSession(login.account.id, login.vault, strong))
    return login.vault
