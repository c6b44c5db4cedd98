"""/join and /room: for those in the room, without an account; and the wall, which shows no more.

The wall stands at the room's own address, so that it can run on the machine of the lecture hall. It
shows nothing that a phone in the room may not see: a number of people, and then the results.

What a phone in the room shows: the door, the questions, waiting, the results.
"""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts.rate_limit import TooManyAttempts
from reflect.checkins import question_html
from reflect.core.crypto.codes import format_room_code, parse_room_code
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.db import reading, writing
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.workshops import http as workshop_http
from reflect.workshops import presenters as workshop_presenters
from reflect.workshops import questions
from reflect.workshops import repository as workshop_repository
from reflect.workshops.forms import RoomSubmission, parse_submission
from reflect.workshops.http import RoomView, read_participant_token
from reflect.workshops.participant import services

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
    return render_room_join_page("")


@bp.get("/join/<code>")
@allow(anyone, nearby=True)
def join_with(code: str) -> ResponseReturnValue:
    """The same with the code filled in, for those who come by the picture."""
    return render_room_join_page(code)


@bp.post("/join")
@allow(anyone, nearby=True)
def enter() -> ResponseReturnValue:
    """Send a typed code on to the door of its room, the only place that sees the room's cookie."""
    typed = request.form.get("code", "")
    try:
        code = parse_room_code(typed)
        workshop_http.find_room(code)
    except (Invalid, NotFound, TooManyAttempts) as error:
        return render_room_join_page(typed, str(error)), 422
    return redirect(url_for("rooms.come_in", code=code), 307)


@bp.post("/room/<code>/join")
@allow(anyone, nearby=True)
def come_in(code: str) -> ResponseReturnValue:
    """Be in the room; a browser that is in it already comes back to where it was."""
    room = workshop_http.find_room(code)
    response = make_response(redirect(url_for("rooms.here", code=code), 303))
    token = workshop_http.read_participant_token(code) or workshop_http.set_participant_cookie(
        response, code
    )
    try:
        with writing() as db:
            services.join_room(db, room, token)
    except PermissionDenied as error:
        return render_room_join_page(code, str(error)), 422
    return response


@bp.get("/room/<code>")
@allow(anyone, nearby=True)
def here(code: str) -> ResponseReturnValue:
    """Where somebody in the room is now: to answer, waiting, or the results."""
    phone = load_participant(code)
    if not phone.is_here:
        return redirect(url_for("rooms.join_with", code=code))
    return render_participant_page(
        phone, change="change" in request.args, late="late" in request.args
    )


@bp.post("/room/<code>")
@allow(anyone, nearby=True)
def answer(code: str) -> ResponseReturnValue:
    """Keep the answers of this browser."""
    phone = load_participant(code)
    if not phone.is_here:
        return redirect(url_for("rooms.join_with", code=code), 303)
    if workshop_http.parse_form_number("round") != phone.seen.room.round:
        return redirect(url_for("rooms.here", code=code, late=1), 303)
    said = parse_submission(phone.seen.current_round.instrument, request.form)
    if said.errors:
        return render_question_page(phone, said), 422
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


@dataclass(frozen=True, slots=True)
class Participant:
    """A browser at a room."""

    seen: RoomView
    token: bytes = field(repr=False)
    is_here: bool  # it has joined
    own: dict[str, Any] | None  # what it answered in this round; None: nothing


def render_room_join_page(code: str, problem: str = "") -> str:
    """The page on which one joins, with what was typed."""
    problems = [("code", problem)] if problem else []
    return render_template("workshops/join.html", code=code, problem=problem, problems=problems)


def load_participant(code: str) -> Participant:
    """This browser at the room with a code.

    Raises:
        NotFound: no room has it, or not any more.
        TooMany: too many wrong codes came from here.
    """
    room, token = workshop_http.find_room(code), read_participant_token(code)
    with reading() as db:
        is_here = services.has_joined(db, room, token)
        own = services.load_own_answers(db, room, token, room.round) if is_here else None
        return Participant(workshop_http.load_room_view(db, room), token, is_here, own)


def render_participant_page(phone: Participant, *, change: bool, late: bool) -> str:
    """Where this browser is now."""
    if phone.seen.is_revealed:
        told = workshop_presenters.build_round_results(phone.seen.rounds, phone.own)
        return _show("workshops/phone-results.html", phone, told=told, late=late)
    if phone.own is None or change:
        values = {name: str(answer) for name, answer in (phone.own or {}).items()}
        return render_question_page(phone, RoomSubmission({}, values, {}), late=late)
    return _show("workshops/phone-waiting.html", phone)


def render_question_page(phone: Participant, said: RoomSubmission, *, late: bool = False) -> str:
    """The questions of the round, with what was chosen."""
    instrument = phone.seen.current_round.instrument
    parts = question_html.render_sections(
        current_app.jinja_env,
        questions.select_question_parts(instrument),
        question_html.QuestionInputs(said.values, said.errors),
    )
    return _show(
        "workshops/phone-questions.html",
        phone,
        instrument=instrument,
        parts=parts,
        problems=said.problems,
        late=late,
    )


def _show(template: str, phone: Participant, **more: Any) -> str:
    room = phone.seen.room
    at = workshop_http.format_participant_state(phone.seen)
    return render_template(template, room=room, code=format_room_code(room.code), at=at, **more)
