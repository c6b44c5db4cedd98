"""/workshops/<room>: the presenter's screen. It runs on the cookie of the room, not on the session.

Everything it shows of answers before the results are shown is three numbers.

/workshops/<room>/summary: for the presenter to print or save before the room ends.

It shows what everybody in the room was shown. No answer is read for it.
"""

import secrets
from collections.abc import Callable

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from reflect.checkins import question_html
from reflect.content.http import current_resources
from reflect.content.teaching.running_order import format_clock
from reflect.core.crypto.codes import format_room_code
from reflect.core.errors import NotFound, PermissionDenied
from reflect.core.i18n import lazy_gettext as _l
from reflect.db import reading, vacuum_file, writing
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.clock import now
from reflect.web.current_site import current_library, current_settings, site_keys
from reflect.web.security_headers import attachment
from reflect.workshops import http as workshop_http
from reflect.workshops import presenters as workshop_presenters
from reflect.workshops import questions
from reflect.workshops import repository as workshop_repository
from reflect.workshops import services as workshop_services
from reflect.workshops.facilitator import presenters
from reflect.workshops.forms import RoomSubmission, parse_submission
from reflect.workshops.http import RoomView
from reflect.workshops.participant import services as participant_services
from reflect.workshops.participant.services import RoundClosed
from reflect.workshops.repository import Room
from reflect.workshops.routes import list_room_instruments

bp = Blueprint("presenter", __name__, url_prefix="/workshops/<room>")


@bp.get("")
@allow(anyone)
def show(room: str) -> ResponseReturnValue:
    """The room from the front: code, numbers, what to do next."""
    return _page(room)


@bp.get("/state")
@allow(anyone, quiet=True)
def state(room: str) -> ResponseReturnValue:
    """Which page this should be, and the numbers."""
    with reading() as db:
        found = _held(db, room)
        seen, counted = (
            workshop_http.load_room_view(db, found),
            workshop_repository.load_room_counts(db, found),
        )
    beside = presenters.find_facilitator_notes(current_resources(), found, now())
    return workshop_http.as_state_json(
        workshop_http.format_facilitator_state(seen, beside), counted
    )


@bp.post("/lock")
@allow(anyone)
def lock(room: str) -> ResponseReturnValue:
    """Let nobody else in, or let them in again."""
    locked = request.form.get("locked") == "1"
    return _do(room, lambda db, found: workshop_services.set_room_lock(db, found, locked=locked))


@bp.post("/clock")
@allow(anyone)
def set_clock(room: str) -> ResponseReturnValue:
    """Say which part of the running order is on."""
    at = workshop_http.parse_form_number("minutes")
    return _do(room, lambda db, found: workshop_services.set_room_clock(db, found, at, now()))


@bp.post("/reveal")
@allow(anyone)
def reveal(room: str) -> ResponseReturnValue:
    """Show the results of the round to all."""

    def tell(db: Connection, found: Room) -> None:
        workshop_services.reveal_round(
            db, found, workshop_http.load_room_view(db, found).current_round.instrument
        )

    return _do(room, tell)


@bp.post("/wall")
@allow(anyone)
def put_on_wall(room: str) -> ResponseReturnValue:
    """Put one result on the wall."""
    at = workshop_http.parse_form_number("at")
    return _do(room, lambda db, found: workshop_services.show_result_on_wall(db, found, at))


@bp.post("/round")
@allow(anyone)
def next_round(room: str) -> ResponseReturnValue:
    """Open another round."""
    instrument = current_library().get_offered(request.form.get("instrument", ""))
    return _do(room, lambda db, found: workshop_services.start_next_round(db, found, instrument))


@bp.get("/slips")
@allow(anyone)
def slips(room: str) -> ResponseReturnValue:
    """Key in slips of paper, one after the other."""
    return _slips(room, RoomSubmission({}, {}, {}), secrets.token_hex(16))


@bp.post("/slips")
@allow(anyone)
def keep_slip(room: str) -> ResponseReturnValue:
    """Keep one slip; the same form sent again writes over it."""
    slip = request.form.get("slip", "")[:64]
    try:
        with writing() as db:
            found = _held(db, room)
            said = parse_submission(
                workshop_http.load_room_view(db, found).current_round.instrument, request.form
            )
            if not said.errors:
                number = workshop_http.parse_form_number("round")
                participant_services.save_paper_slip(db, found, slip.encode(), number, said.answers)
    except RoundClosed as error:
        return _page(room, str(error)), 422
    if said.errors:
        return _slips(room, said, slip), 422
    return redirect(url_for("presenter.slips", room=room, kept=1), 303)


@bp.route("/end", methods=["GET", "POST"])
@allow(anyone)
def end(room: str) -> ResponseReturnValue:
    """Ask, then delete the room and everything in it."""
    with reading() as db:
        found = _held(db, room)
    if request.method == "GET":
        return render_template("workshops/end.html", room=found)
    with writing() as db:
        workshop_services.delete_room(db, _held(db, room).id)
    vacuum_file()
    response = make_response(redirect(url_for("workshops.ended"), 303))
    workshop_http.delete_facilitator_cookie(response, room)
    return response


def _held(db: Connection, room: str) -> Room:
    return workshop_services.require_facilitator(
        db, site_keys(), room, workshop_http.read_facilitator_token(), now()
    )


def _do(room: str, step: Callable[[Connection, Room], None]) -> ResponseReturnValue:
    """One step of the trainer, then the page again; a refusal is a sentence on it."""
    try:
        with writing() as db:
            step(db, _held(db, room))
    except NotFound:
        raise
    except PermissionDenied as error:
        return _page(room, str(error)), 422
    return redirect(url_for("presenter.show", room=room), 303)


def _slips(room: str, said: RoomSubmission, slip: str) -> str:
    with reading() as db:
        found = _held(db, room)
        seen, counted = (
            workshop_http.load_room_view(db, found),
            workshop_repository.load_room_counts(db, found),
        )
    asked = questions.select_question_parts(seen.current_round.instrument)
    return render_template(
        "workshops/slips.html",
        seen=seen,
        counted=counted,
        slip=slip,
        parts=question_html.render_sections(
            current_app.jinja_env, asked, question_html.QuestionInputs(said.values, said.errors)
        ),
        problems=said.problems,
        kept="kept" in request.args,
    )


def _page(room: str, problem: str = "") -> str:
    with reading() as db:
        found = _held(db, room)
        seen, counted = (
            workshop_http.load_room_view(db, found),
            workshop_repository.load_room_counts(db, found),
        )
    beside = presenters.find_facilitator_notes(current_resources(), found, now())
    return render_template(
        "workshops/presenter.html",
        seen=seen,
        counted=counted,
        at=workshop_http.format_facilitator_state(seen, beside),
        notes=beside,
        clock=format_clock,
        told=workshop_presenters.build_round_results(seen.rounds) if seen.is_revealed else None,
        minutes=presenters.count_elapsed_minutes(found, now()),
        sets=list_room_instruments(),
        problem=problem,
        code=format_room_code(found.code),
        address=workshop_http.format_join_address(),
        picture=workshop_http.draw_join_qr_code(found.code),
    )


summary_bp = Blueprint("summary", __name__, url_prefix="/workshops/<room>/summary")
CAUTION = _l(
    "This shows one hour and whoever was in it. It is no survey: do not use it to judge a team or "
    "a service."
)


@summary_bp.get("", endpoint="show")
@allow(anyone)
def show_summary(room: str) -> ResponseReturnValue:
    """All that was shown in the room."""
    seen = _seen(room)
    found = presenters.build_summary_chapters(seen.rounds)
    return render_template("workshops/summary.html", seen=seen, chapters=found, caution=CAUTION)


@summary_bp.get("/file")
@allow(anyone)
def file(room: str) -> ResponseReturnValue:
    """The same as a file."""
    seen = _seen(room)
    whose = current_settings().organisation.name
    text = presenters.format_summary_markdown(
        seen.room, presenters.build_summary_chapters(seen.rounds), CAUTION, whose
    )
    return attachment(text, "workshop-summary.md", "text/markdown")


def _seen(room: str) -> RoomView:
    with reading() as db:
        return workshop_http.load_room_view(
            db,
            workshop_services.require_facilitator(
                db, site_keys(), room, workshop_http.read_facilitator_token(), now()
            ),
        )
