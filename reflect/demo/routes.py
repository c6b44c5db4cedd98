"""The demo's front page: impersonate one of the invented people, or reset the demo.

One click is a real login, with the password that the demo made and stores, through the same code as
everybody's. These routes exist only on a data folder of invented people.
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
from reflect.demo.seed import people, prepare
from reflect.demo.seed.colleagues import ROLE_HOLDERS, RoleHolder
from reflect.demo.seed.people import DemoPractitioner
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.current_site import current_settings

STATE_HASH_LENGTH = 8  # characters of a state, enough to compare by eye

bp = Blueprint("demo", __name__, url_prefix="/demo")


@bp.get("")
@allow(anyone)
def index() -> ResponseReturnValue:
    """The invented people, to choose one."""
    return _page(done="again" in request.args)


@bp.post("/be/<person>")
@allow(anyone)
def be(person: str) -> ResponseReturnValue:
    """Log in as one of them; the present session ends."""
    one = find_demo_user(person)
    try:
        sign_in_as_demo_user(one)
    except Invalid as error:
        return _page(problem=str(error)), 422
    if isinstance(one, RoleHolder):
        return redirect(one.lands_on, 303)
    return redirect(
        url_for("checkins.this_week" if one.starts_at_check_in else "trends.index"), 303
    )


@bp.post("/reset")
@allow(anyone)
def reset() -> ResponseReturnValue:
    """Reset all people to their first state."""
    prepare.reset_demo(current_settings())
    return redirect(url_for("demo.index", again=1), 303)


def _page(*, done: bool = False, problem: str = "") -> str:
    state, first = (
        prepare.hash_database(current_settings()),
        prepare.hash_snapshot(current_settings()),
    )
    return render_template(
        "demo/index.html",
        people=people.PEOPLE,
        leading=ROLE_HOLDERS,
        done=done,
        problem=problem,
        state=state[:STATE_HASH_LENGTH],
        is_first=state == first,
    )


def find_demo_user(name: str) -> DemoPractitioner | RoleHolder:
    """An invented person that visitors can impersonate.

    Raises:
        NotFound: nobody there signs in with `name`.
    """
    return next(
        (one for one in ROLE_HOLDERS if one.name == name), None
    ) or people.find_demo_practitioner(name)


def sign_in_as_demo_user(one: DemoPractitioner | RoleHolder) -> Vault:
    """Impersonate an invented person by a real login; the present session ends.

    Raises:
        Invalid: somebody changed the password of that person, or set a second factor.
    """
    try:
        signed = login_http.authenticate_user(
            one.name, prepare.load_demo_password(current_settings(), one.name), ""
        )
    except (Invalid, TooManyAttempts):  # a visitor changed the password or set a second factor
        locked_out = _("The password of {name} was changed in this demo. Begin again to get in.")
        raise Invalid(locked_out.format(name=one.shown)) from None
    strong = signed.strong or (isinstance(one, RoleHolder) and one.strong)
    account_http.start_session(NewSession(signed.account.id, signed.vault, strong))
    return signed.vault
