"""/notebook/actions: what was planned, and what became of it."""

from functools import partial
from typing import get_args

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.checkins.actions import Decision, decide
from reflect.checkins.requests import unit
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.portfolio import tried, tried_words
from reflect.web.clock import now
from reflect.web.guard import actor, allow
from reflect.web.site import library, weekly

bp = Blueprint("tried", __name__)


@bp.get("/notebook/actions")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """All actions, or those of which the same became."""
    with reading() as db:
        found = tried.actions(db, actor().vault, library(), weekly(), now())
    show = _show(request.args.get("show"))
    return render_template(
        "portfolio/actions.html",
        found=found,
        show=show,
        titles=tried_words.titles(),
        groups=tried_words.groups(found, show),
        ordinary=tried_words.ordinary(found),
        is_noted="noted" in request.args,
    )


@bp.post("/notebook/actions")
@allow(may_reflect)
def decided() -> ResponseReturnValue:
    """What became of one of them; the name of the button says what, its value of which."""
    for decision in get_args(Decision):
        if one := request.form.get(decision):
            unit(partial(decide, vault=actor().vault, identity=one, decision=decision))
    return redirect(url_for("tried.index", show=_show(request.form.get("show")), noted=1), 303)


def _show(asked: str | None) -> str:
    return asked if asked in tried_words.titles() else tried_words.ALL
