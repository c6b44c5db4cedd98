"""The page on which a visitor begins a copy of the demo, or hears that theirs is gone."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reflect.demo.public import visitors
from reflect.demo.public.copies import CopyLimitReached, NetworkCopyLimitReached
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.clock import now
from reflect.web.current_site import client_address, current_settings

bp = Blueprint("public", __name__, url_prefix="/demo")


@bp.get("/begin")
@allow(anyone)
def begin_page() -> ResponseReturnValue:
    """What this is, and one button."""
    return redirect(url_for("demo.index"), 303) if visitors.current_copy() else _page()


@bp.post("/begin")
@allow(anyone)
def begin() -> ResponseReturnValue:
    """A copy for this visitor; whoever has one keeps it."""
    response = redirect(url_for("demo.index"), 303)
    if visitors.current_copy():
        return response
    try:
        token = visitors.current_copy_pool().create_copy(client_address(), now())
    except CopyLimitReached as error:
        wait = max(1, int((error.until - now()).total_seconds()))
        status = 429 if isinstance(error, NetworkCopyLimitReached) else 503
        return _page(str(error)), status, {"Retry-After": str(wait)}
    response.set_cookie(
        visitors.copy_cookie_name(),
        token.hex(),
        secure=current_settings().is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def _page(problem: str = "") -> str:
    return render_template(
        "demo/begin.html", had_one=bool(visitors.read_copy_token()), problem=problem
    )
