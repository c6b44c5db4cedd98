"""/notebook/actions: planned actions and their outcomes."""

from functools import partial
from typing import get_args

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.checkins.actions import Decision, load_actions, set_action_outcome
from reflect.checkins.http import retry_on_conflict
from reflect.db import reading
from reflect.notebook.actions import presenters
from reflect.notebook.actions.forms import ActionOutcomeForm
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow

bp = Blueprint("tried", __name__)


@bp.get("/notebook/actions")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """All actions, or those with one outcome."""
    with reading() as db:
        actions = load_actions(db, actor().vault)[::-1]
    show = _parse_group(request.args.get("show"))
    return render_template(
        "notebook/actions.html",
        has_actions=bool(actions),
        show=show,
        titles=presenters.get_action_group_titles(),
        groups=presenters.build_action_groups(actions, show),
        is_noted="noted" in request.args,
    )


@bp.post("/notebook/actions")
@allow(may_reflect)
def decided() -> ResponseReturnValue:
    """Save the outcome of an action."""
    form, vault = ActionOutcomeForm(), actor().vault
    decided = [(form[name].data, name) for name in get_args(Decision) if form[name].data]
    if not decided:
        abort(422)
    for identity, decision in decided:
        save = partial(set_action_outcome, vault=vault, identity=identity, decision=decision)
        retry_on_conflict(save)
    show = _parse_group(form.show.data)
    return redirect(url_for("tried.index", show=show, noted=1), 303)


def _parse_group(name: str | None) -> str:
    return name if name in presenters.get_action_group_titles() else presenters.ALL_GROUPS
