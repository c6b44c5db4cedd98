"""/workshops: the open rooms of a trainer, opening a room, paper slips to print."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reflect.content.http import current_resources
from reflect.core.crypto.codes import format_room_code
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.db import reading, writing
from reflect.policy import anyone, may_run_workshop
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import current_library, site_keys
from reflect.workshops import http, repository, services
from reflect.workshops.facilitator.presenters import list_running_orders
from reflect.workshops.forms import OpenRoomForm
from reflect.workshops.questions import can_be_asked, list_answer_labels, select_questions
from reflect.workshops.services import RoomPlan

bp = Blueprint("workshops", __name__, url_prefix="/workshops")
DEFAULT_INSTRUMENT = "workshop-week"


@bp.get("")
@allow(may_run_workshop)
def index() -> ResponseReturnValue:
    """The actor's open rooms, and a form to open another."""
    return _render_index(OpenRoomForm(), {})


@bp.post("")
@allow(may_run_workshop)
def start() -> ResponseReturnValue:
    """Open a room and make this browser its facilitator's."""
    form = OpenRoomForm()
    order = form.running_order.data or ""
    if order and order not in dict(list_running_orders(current_resources())):
        return _render_index(form, {"running_order": _("Choose one from the list, or none.")}), 422
    try:
        instrument = current_library().get_offered(form.instrument.data or "")
        plan = RoomPlan(instrument, (form.title.data or "").strip(), order)
        with writing() as db:
            room, token = services.open_room(db, actor(), site_keys(), plan, now())
    except NotFound:
        return _render_index(form, {"instrument": _("Choose a set of questions.")}), 422
    except Invalid as error:
        return _render_index(form, {"title": str(error)}), 422
    except PermissionDenied as error:
        return _render_index(form, {"rooms": str(error)}), 422
    response = make_response(redirect(url_for("presenter.show", room=room.id), 303))
    http.set_facilitator_cookie(response, room.id, token)
    return response


@bp.get("/paper/<instrument>")
@allow(anyone)
def paper(instrument: str) -> ResponseReturnValue:
    """Paper slips to print, for people who do not use a phone."""
    latest = current_library().latest(instrument)
    if not can_be_asked(latest):
        raise NotFound(_("A room cannot be asked this set."))
    asked = [(item, list_answer_labels(item)) for item in select_questions(latest)]
    return render_template("workshops/paper.html", instrument=latest, asked=asked)


@bp.post("/<room>/take-over")
@allow(may_run_workshop)
def take_over(room: str) -> ResponseReturnValue:
    """Take over the actor's own room in this browser."""
    with writing() as db:
        token = services.take_over_room(db, actor(), site_keys(), room, now())
    response = make_response(redirect(url_for("presenter.show", room=room), 303))
    http.set_facilitator_cookie(response, room, token)
    return response


@bp.get("/ended")
@allow(anyone)
def ended() -> ResponseReturnValue:
    """The page after a room has ended and was deleted."""
    return render_template("workshops/ended.html")


def _render_index(form: OpenRoomForm, errors: dict[str, str]) -> str:
    with reading() as db:
        rooms = repository.load_open_rooms(db, site_keys(), actor().id, now())
    return render_template(
        "workshops/index.html",
        rooms=rooms,
        spaced=format_room_code,
        instruments=list_room_instruments(),
        orders=list_running_orders(current_resources()),
        chosen=form.instrument.data or DEFAULT_INSTRUMENT,
        order=form.running_order.data or "",
        title=form.title.data or "",
        errors=errors,
        problems=list(errors.items()),
    )


def list_room_instruments() -> list[tuple[str, str]]:
    """(Id, title) of the instruments for a room: those for workshops first, then by title."""
    instruments = [each for each in current_library().list_offered() if can_be_asked(each)]
    instruments.sort(key=lambda each: (each.rhythm != "session", each.title))
    return [(each.id, each.title) for each in instruments]
