"""The demo's front page: step into one of the invented people, or begin again.

One click is a real sign-in with the password that the demo keeps, through the same door as
everybody's. These routes exist on a data folder of invented people only.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts import entering, proof
from reflect.accounts.sessions import Opening
from reflect.accounts.throttle import TooMany
from reflect.core.errors import Invalid
from reflect.core.words import _
from reflect.demo import people, prepare
from reflect.demo.colleagues import LEADING, Leading
from reflect.demo.people import Person
from reflect.policy import anyone
from reflect.web.guard import allow
from reflect.web.site import settings

bp = Blueprint("demo", __name__, url_prefix="/demo")


@bp.get("")
@allow(anyone)
def index() -> ResponseReturnValue:
    """Everyone here is invented: whom to be."""
    return _page(done="again" in request.args)


@bp.post("/be/<person>")
@allow(anyone)
def be(person: str) -> ResponseReturnValue:
    """Sign in as one of them; whoever was signed in here before is signed out."""
    one = _named(person)
    try:
        signed = proof.sign_in_with(one.name, prepare.password_of(settings(), one.name), "")
    except (Invalid, TooMany):  # somebody tried another password or a second factor here
        locked_out = _("The password of {name} was changed in this demo. Begin again to get in.")
        return _page(problem=locked_out.format(name=one.shown)), 422
    strong = signed.strong or (isinstance(one, Leading) and one.strong)
    entering.enter(Opening(signed.account.id, signed.vault, strong))
    if isinstance(one, Leading):
        return redirect(one.lands_on, 303)
    return redirect(url_for("checkins.this_week" if one.starts_here else "trends.index"), 303)


@bp.post("/reset")
@allow(anyone)
def reset() -> ResponseReturnValue:
    """All of them as they were at first."""
    prepare.reset(settings())
    return redirect(url_for("demo.index", again=1), 303)


def _named(name: str) -> Person | Leading:
    """One of those into whom one can step."""
    return next((one for one in LEADING if one.name == name), None) or people.named(name)


def _page(*, done: bool = False, problem: str = "") -> str:
    return render_template(
        "demo/index.html", people=people.PEOPLE, leading=LEADING, done=done, problem=problem
    )
