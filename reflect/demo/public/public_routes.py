"""The page on which a visitor begins a copy of the demo, or hears that theirs is gone."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reflect.demo.public import visitors
from reflect.demo.public.copies import ManyFromHere, NoneFree
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.clock import now
from reflect.web.current_site import network, settings

bp = Blueprint("public", __name__, url_prefix="/demo")


@bp.get("/begin")
@allow(anyone)
def begin_page() -> ResponseReturnValue:
    """What this is, and one button."""
    return redirect(url_for("demo.index"), 303) if visitors.own_copy() else _page()


@bp.post("/begin")
@allow(anyone)
def begin() -> ResponseReturnValue:
    """A copy for this visitor; whoever has one keeps it."""
    response = redirect(url_for("demo.index"), 303)
    if visitors.own_copy():
        return response
    try:
        token = visitors.copies().begin(network(), now())
    except NoneFree as error:
        wait = max(1, int((error.until - now()).total_seconds()))
        status = 429 if isinstance(error, ManyFromHere) else 503
        return _page(str(error)), status, {"Retry-After": str(wait)}
    response.set_cookie(
        visitors.cookie_name(),
        token.hex(),
        secure=settings().secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def _page(problem: str = "") -> str:
    return render_template("demo/begin.html", had_one=bool(visitors.given_token()), problem=problem)
