"""/join and /room: for those in the room, without an account; and the wall, which shows no more.

The wall stands at the room's own address, so that it can run on the machine of the lecture hall. It
shows nothing that a phone in the room may not see: a number of people, and then the results.
"""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts.rate_limit import TooManyAttempts
from reflect.core.crypto.room_codes import format_room_code, parse_room_code
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.db import reading, writing
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.workshops import cookies
from reflect.workshops import http as workshop_http
from reflect.workshops import presenters as workshop_presenters
from reflect.workshops import repository as workshop_repository
from reflect.workshops.forms import parse_submission
from reflect.workshops.participant import phones, services

bp = Blueprint("rooms", __name__)


@bp.errorhandler(NotFound)
@bp.errorhandler(TooManyAttempts)
def handle_room_gone(error: NotFound | TooManyAttempts) -> ResponseReturnValue:
    """A room that has closed, or never was: both look alike."""
    on_wall = request.endpoint == "rooms.wall"
    template = "workshops/wall-gone.html" if on_wall else "workshops/gone.html"
    return render_template(template, sentence=str(error)), 429 if isinstance(
        error, TooManyAttempts
    ) else 404


@bp.get("/join")
@allow(anyone, nearby=True)
def join() -> ResponseReturnValue:
    """Type the code that stands on the wall."""
    return phones.render_room_join_page("")


@bp.get("/join/<code>")
@allow(anyone, nearby=True)
def join_with(code: str) -> ResponseReturnValue:
    """The same with the code filled in, for those who come by the picture."""
    return phones.render_room_join_page(code)


@bp.post("/join")
@allow(anyone, nearby=True)
def enter() -> ResponseReturnValue:
    """Send a typed code on to the door of its room, the only place that sees the room's cookie."""
    typed = request.form.get("code", "")
    try:
        code = parse_room_code(typed)
        workshop_http.find_room(code)
    except (Invalid, NotFound, TooManyAttempts) as error:
        return phones.render_room_join_page(typed, str(error)), 422
    return redirect(url_for("rooms.come_in", code=code), 307)


@bp.post("/room/<code>/join")
@allow(anyone, nearby=True)
def come_in(code: str) -> ResponseReturnValue:
    """Be in the room; a browser that is in it already comes back to where it was."""
    room = workshop_http.find_room(code)
    response = make_response(redirect(url_for("rooms.here", code=code), 303))
    token = cookies.read_participant_token(code) or cookies.set_participant_cookie(response, code)
    try:
        with writing() as db:
            services.join_room(db, room, token)
    except PermissionDenied as error:
        return phones.render_room_join_page(code, str(error)), 422
    return response


@bp.get("/room/<code>")
@allow(anyone, nearby=True)
def here(code: str) -> ResponseReturnValue:
    """Where somebody in the room is now: to answer, waiting, or the results."""
    phone = phones.load_participant(code)
    if not phone.is_here:
        return redirect(url_for("rooms.join_with", code=code))
    return phones.render_participant_page(
        phone, change="change" in request.args, late="late" in request.args
    )


@bp.post("/room/<code>")
@allow(anyone, nearby=True)
def answer(code: str) -> ResponseReturnValue:
    """Keep the answers of this browser."""
    phone = phones.load_participant(code)
    if not phone.is_here:
        return redirect(url_for("rooms.join_with", code=code), 303)
    if workshop_http.parse_form_number("round") != phone.seen.room.round:
        return redirect(url_for("rooms.here", code=code, late=1), 303)
    said = parse_submission(phone.seen.current_round.instrument, request.form)
    if said.errors:
        return phones.render_question_page(phone, said), 422
    try:
        with writing() as db:
            number = phone.seen.room.round
            services.save_answers(db, phone.seen.room, phone.token, number, said.answers)
    except services.RoundClosed:
        return redirect(url_for("rooms.here", code=code, late=1), 303)
    return redirect(url_for("rooms.here", code=code), 303)


@bp.get("/room/<code>/state")
@allow(anyone, quiet=True, nearby=True)
def state(code: str) -> ResponseReturnValue:
    """Which page a phone should be on."""
    room = workshop_http.find_room(code)
    with reading() as db:
        return {
            "at": workshop_http.format_participant_state(workshop_http.load_room_view(db, room))
        }


@bp.get("/room/<code>/wall")
@allow(anyone, nearby=True)
def wall(code: str) -> ResponseReturnValue:
    """What the room looks at together: the code and a number, or a result."""
    room = workshop_http.find_room(code)
    with reading() as db:
        seen, counted = (
            workshop_http.load_room_view(db, room),
            workshop_repository.load_room_counts(db, room),
        )
    told = workshop_presenters.build_round_results(seen.rounds) if seen.is_revealed else None
    return render_template(
        "workshops/wall-result.html" if told else "workshops/wall-lobby.html",
        seen=seen,
        counted=counted,
        told=told,
        at=workshop_http.format_wall_state(seen),
        code=format_room_code(room.code),
        address=workshop_http.format_join_address(),
        picture=workshop_http.draw_join_qr_code(room.code),
    )


@bp.get("/room/<code>/wall/state")
@allow(anyone, quiet=True, nearby=True)
def wall_state(code: str) -> ResponseReturnValue:
    """Which page the wall should be on, and the numbers."""
    room = workshop_http.find_room(code)
    with reading() as db:
        seen, counted = (
            workshop_http.load_room_view(db, room),
            workshop_repository.load_room_counts(db, room),
        )
    return workshop_http.as_state_json(workshop_http.format_wall_state(seen), counted)
