"""/my-picture/changes: what a person marked as changed, and marking more."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts.forms import problems
from reflect.charts.dates import day_words
from reflect.checkins.http import sheet_of, unit
from reflect.core.errors import Invalid
from reflect.core.weeks import Week
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.trends.change_markers import changing, presenters
from reflect.trends.change_markers.changing import Taken
from reflect.trends.change_markers.forms import Marking
from reflect.trends.change_markers.services import kind_options
from reflect.web.access_control import actor, allow, returned_form
from reflect.web.clock import now
from reflect.web.current_site import weekly

bp = Blueprint("changes", __name__, url_prefix="/my-picture/changes")


@bp.get("")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """All marks, and a form for one more."""
    return _list(Marking(returned_form()), presenters.done(request.args.get("done", "")))


@bp.post("")
@allow(may_reflect)
def add() -> ResponseReturnValue:
    """One more mark."""
    form = Marking(request.form)
    return _go("marked") if _is_marked(form) else (_list(form), 422)


@bp.get("/<week>")
@allow(may_reflect)
def edit(week: str) -> ResponseReturnValue:
    """One mark: to be changed, or taken away."""
    at = sheet_of(week).week
    with reading() as db:
        change = changing.marked(db, actor().vault, at)
    back = returned_form()
    form = Marking(back) if back else Marking.of(change, changing.seen(change))
    return _one(form, at)


@bp.post("/<week>")
@allow(may_reflect)
def save(week: str) -> ResponseReturnValue:
    """Change a mark, or take it away."""
    at, vault = sheet_of(week).week, actor().vault
    form = Marking(request.form)
    if request.form.get("action") == "remove":
        seen = form.seen.data or ""
        if not unit(lambda db: changing.remove(db, vault, at, seen)):
            return redirect(f"{request.path}?changed=1", 303)
        return _go("removed")
    return _go("marked") if _is_marked(form, at) else (_one(form, at), 422)


def _is_marked(form: Marking, before: Week | None = None) -> bool:
    """Whether it stands now; if not, the form says why."""
    if not form.validate():
        return False
    change, seen, vault = form.change(), form.seen.data or "", actor().vault
    try:
        found = unit(lambda db: changing.mark(db, vault, change, seen, now(), before=before))
    except Invalid as error:
        form.day.errors = [str(error)]
        return False
    if isinstance(found, Taken):
        form.day.errors = [presenters.taken(found.there)]
        form.seen.data = changing.seen(found.there)
        return False
    return True


def _list(form: Marking, done: str = "") -> str:
    with reading() as db:
        marks = changing.marks(db, actor().vault, weekly(), now())
    return render_template(
        "trends/changes.html",
        rows=presenters.rows(marks, now()),
        has_weeks=marks.first is not None,
        form=form,
        kinds=kind_options(),
        problems=problems(form),
        done=done,
    )


def _one(form: Marking, week: Week) -> str:
    return render_template(
        "trends/change.html",
        week=week,
        monday=day_words(week.monday, year=True),
        form=form,
        kinds=kind_options(),
        problems=problems(form),
    )


def _go(done: str) -> ResponseReturnValue:
    return redirect(url_for("changes.index", done=done), 303)
