"""/notebook/actions: what was planned, and what became of it."""

from functools import partial
from typing import get_args

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.checkins.actions import Decision, set_action_outcome
from reflect.checkins.http import retry_on_conflict
from reflect.db import reading
from reflect.notebook.actions import presenters, services
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import current_library, weekly_instrument

bp = Blueprint("tried", __name__)


@bp.get("/notebook/actions")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """All actions, or those of which the same became."""
    with reading() as db:
        found = services.load_action_review(
            db, actor().vault, current_library(), weekly_instrument(), now()
        )
    show = _show(request.args.get("show"))
    return render_template(
        "notebook/actions.html",
        found=found,
        show=show,
        titles=presenters.get_action_group_titles(),
        groups=presenters.build_action_groups(found, show),
        ordinary=presenters.describe_typical_difference(found),
        is_noted="noted" in request.args,
    )


@bp.post("/notebook/actions")
@allow(may_reflect)
def decided() -> ResponseReturnValue:
    """What became of one of them; the name of the button says what, its value of which."""
    for decision in get_args(Decision):
        if one := request.form.get(decision):
            retry_on_conflict(
                partial(set_action_outcome, vault=actor().vault, identity=one, decision=decision)
            )
    return redirect(url_for("tried.index", show=_show(request.form.get("show")), noted=1), 303)


def _show(asked: str | None) -> str:
    return asked if asked in presenters.get_action_group_titles() else presenters.ALL_GROUPS
