"""/my-picture/changes: list, add, edit and delete a person's change markers."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts.forms import list_form_errors
from reflect.charts.dates import format_day
from reflect.checkins.http import retry_on_conflict, week_from_url
from reflect.core.errors import Invalid
from reflect.core.weeks import Week
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.trends.change_markers import presenters, services
from reflect.trends.change_markers.forms import ChangeMarkerForm, MarkerActionForm
from reflect.trends.change_markers.services import change_kind_options
from reflect.vaults.editing import Conflict, Saved
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import weekly_instrument

bp = Blueprint("changes", __name__, url_prefix="/my-picture/changes")


@bp.get("")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """All markers, and a form to add one."""
    done = presenters.format_done_notice(request.args.get("done", ""))
    return _render_list(ChangeMarkerForm(), done)


@bp.post("")
@allow(may_reflect)
def add() -> ResponseReturnValue:
    """Add a marker."""
    form = ChangeMarkerForm()
    return _redirect_to_list("marked") if _save_marker(form) else (_render_list(form), 422)


@bp.get("/<week>")
@allow(may_reflect)
def edit(week: str) -> ResponseReturnValue:
    """One marker, to edit or delete."""
    marked_week = week_from_url(week)
    with reading() as db:
        change = services.load_change_marker(db, actor().vault, marked_week)
    return _render_marker(ChangeMarkerForm.from_change(change), marked_week)


@bp.post("/<week>")
@allow(may_reflect)
def save(week: str) -> ResponseReturnValue:
    """Save or delete a marker."""
    marked_week, vault, pressed = week_from_url(week), actor().vault, MarkerActionForm()
    pressed.require_valid()
    if not pressed.action.data:
        form = ChangeMarkerForm()
        is_saved = _save_marker(form, marked_week)
        return _redirect_to_list("marked") if is_saved else (_render_marker(form, marked_week), 422)
    seen = pressed.seen.data or ""
    result = retry_on_conflict(
        lambda db: services.delete_change_marker(db, vault, marked_week, seen)
    )
    if isinstance(result, Conflict):
        return redirect(f"{request.path}?changed=1", 303)
    return _redirect_to_list("removed")


def _save_marker(form: ChangeMarkerForm, old_week: Week | None = None) -> bool:
    """Save the marker, of which `old_week` is the week so far; False if the form has an error."""
    if not form.validate_on_submit():
        return False
    change, seen, vault = form.to_change(), form.seen.data or "", actor().vault
    try:
        result = retry_on_conflict(
            lambda db: services.save_change_marker(db, vault, change, seen, now(), old_week)
        )
    except Invalid as error:
        form.day.errors = [str(error)]
        return False
    if isinstance(result, Conflict):
        form.day.errors = [presenters.format_marker_conflict(result.stored)]
        form.seen.data = services.marker_edition(result.stored)
    return isinstance(result, Saved)


def _render_list(form: ChangeMarkerForm, done: str = "") -> str:
    with reading() as db:
        marks = services.load_change_markers(db, actor().vault, weekly_instrument(), now())
    return render_template(
        "trends/changes.html",
        rows=presenters.build_change_marker_rows(marks, now()),
        has_weeks=marks.first is not None,
        form=form,
        kinds=change_kind_options(),
        problems=list_form_errors(form),
        done=done,
    )


def _render_marker(form: ChangeMarkerForm, week: Week) -> str:
    return render_template(
        "trends/change.html",
        week=week,
        monday=format_day(week.monday, year=True),
        form=form,
        kinds=change_kind_options(),
        problems=list_form_errors(form),
    )


def _redirect_to_list(done: str) -> ResponseReturnValue:
    return redirect(url_for("changes.index", done=done), 303)
