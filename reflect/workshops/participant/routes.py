"""/join and /room: the pages of workshop participants, without an account, and the wall.

A participant sees the join page, the questions, a waiting page, and the results. The wall (the
shared screen) needs only the room's code, so that it can run on the lecture hall's computer. It
shows nothing that participants may not see: the number of people, and then the results.
"""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts.rate_limit import TooManyAttempts
from reflect.core.crypto.codes import format_room_code, parse_room_code
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.core.instruments.model import Answers
from reflect.db import reading, writing
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.forms import PageForm
from reflect.workshops import http
from reflect.workshops.forms import RoomSubmission, parse_submission
from reflect.workshops.http import RoomView
from reflect.workshops.participant import services
from reflect.workshops.presenters import build_round_results
from reflect.workshops.repository import Room, RoomCounts, load_room_counts

bp = Blueprint("rooms", __name__)


@dataclass(frozen=True, slots=True)
class Participant:
    """A browser at a room, joined or not."""

    seen: RoomView
    token: bytes = field(repr=False)
    is_here: bool  # whether it has joined
    own: Answers | None  # its answers to the current round; None: no answers


@bp.errorhandler(NotFound)
@bp.errorhandler(TooManyAttempts)
def handle_room_gone(error: NotFound | TooManyAttempts) -> ResponseReturnValue:
    """The error page, which is the same for rooms that have closed and for unknown codes."""
    on_wall = request.endpoint == "rooms.wall"
    template = "workshops/wall-gone.html" if on_wall else "workshops/gone.html"
    status = 429 if isinstance(error, TooManyAttempts) else 404
    return render_template(template, sentence=str(error)), status


@bp.get("/join")
@allow(anyone, nearby=True)
def join() -> ResponseReturnValue:
    """A form for the code that the wall shows."""
    return render_room_join_page("")


@bp.get("/join/<code>")
@allow(anyone, nearby=True)
def join_with(code: str) -> ResponseReturnValue:
    """The join page with the code filled in, as linked from the QR code."""
    return render_room_join_page(code)


@bp.post("/join")
@allow(anyone, nearby=True)
def enter() -> ResponseReturnValue:
    """Redirect a typed code to its room, the only path that receives the room's cookie."""
    typed = PageForm().posted.get("code", "")
    try:
        code = parse_room_code(typed)
        http.find_room(code)
    except (Invalid, NotFound, TooManyAttempts) as error:
        return render_room_join_page(typed, str(error)), 422
    return redirect(url_for("rooms.come_in", code=code), 307)


@bp.post("/room/<code>/join")
@allow(anyone, nearby=True)
def come_in(code: str) -> ResponseReturnValue:
    """Join the room; a browser that has joined before continues where it was."""
    room = http.find_room(code)
    response = make_response(redirect(url_for("rooms.here", code=code), 303))
    token = http.read_participant_token(code) or http.set_participant_cookie(response, code)
    try:
        with writing() as db:
            services.join_room(db, room, token)
    except PermissionDenied as error:
        return render_room_join_page(code, str(error)), 422
    return response


@bp.get("/room/<code>")
@allow(anyone, nearby=True)
def here(code: str) -> ResponseReturnValue:
    """The participant's current page: questions, waiting, or results."""
    participant = load_participant(code)
    if not participant.is_here:
        return redirect(url_for("rooms.join_with", code=code))
    late = "late" in request.args
    if participant.seen.is_revealed:
        results = build_round_results(participant.seen.rounds, participant.own)
        return _render("workshops/phone-results.html", participant, told=results, late=late)
    if participant.own is None or "change" in request.args:
        values = {name: str(answer) for name, answer in (participant.own or {}).items()}
        return render_question_page(participant, RoomSubmission({}, values, {}), late=late)
    return _render("workshops/phone-waiting.html", participant)


@bp.post("/room/<code>")
@allow(anyone, nearby=True)
def answer(code: str) -> ResponseReturnValue:
    """Save the participant's answers."""
    participant = load_participant(code)
    if not participant.is_here:
        return redirect(url_for("rooms.join_with", code=code), 303)
    if http.parse_form_number("round") != participant.seen.room.round:
        return redirect(url_for("rooms.here", code=code, late=1), 303)
    instrument = participant.seen.current_round.instrument
    submission = parse_submission(instrument, PageForm().posted)
    if submission.errors:
        return render_question_page(participant, submission), 422
    try:
        with writing() as db:
            room = participant.seen.room
            services.save_answers(db, room, participant.token, room.round, submission.answers)
    except services.RoundClosed:
        return redirect(url_for("rooms.here", code=code, late=1), 303)
    return redirect(url_for("rooms.here", code=code), 303)


@bp.get("/room/<code>/state")
@allow(anyone, quiet=True, nearby=True)
def state(code: str) -> ResponseReturnValue:
    """Polled: a string that changes when the participant's page must reload."""
    room = http.find_room(code)
    with reading() as db:
        view = http.load_room_view(db, room)
    return {"at": http.format_participant_state(view)}


@bp.get("/room/<code>/wall")
@allow(anyone, nearby=True)
def wall(code: str) -> ResponseReturnValue:
    """The shared screen: the code and the number of people, or a result."""
    room = http.find_room(code)
    view, counts = _load_room(room)
    results = build_round_results(view.rounds) if view.is_revealed else None
    return render_template(
        "workshops/wall-result.html" if results else "workshops/wall-lobby.html",
        seen=view,
        counted=counts,
        told=results,
        at=http.format_wall_state(view),
        code=format_room_code(room.code),
        address=http.format_join_address(),
        picture=http.draw_join_qr_code(room.code),
    )


@bp.get("/room/<code>/wall/state")
@allow(anyone, quiet=True, nearby=True)
def wall_state(code: str) -> ResponseReturnValue:
    """Polled: a string that changes when the wall must reload, and the numbers."""
    view, counts = _load_room(http.find_room(code))
    return http.as_state_json(http.format_wall_state(view), counts)


def render_room_join_page(code: str, problem: str = "") -> str:
    """The join page with the typed code."""
    problems = [("code", problem)] if problem else []
    return render_template("workshops/join.html", code=code, problem=problem, problems=problems)


def load_participant(code: str) -> Participant:
    """This browser at the room with a code.

    Raises:
        NotFound: there is no room with this code, or not any more.
        TooManyAttempts: too many wrong codes were sent from this network.
    """
    room, token = http.find_room(code), http.read_participant_token(code)
    with reading() as db:
        is_here = services.has_joined(db, room, token)
        own = services.load_own_answers(db, room, token, room.round) if is_here else None
        return Participant(http.load_room_view(db, room), token, is_here, own)


def render_question_page(
    participant: Participant, submission: RoomSubmission, *, late: bool = False
) -> str:
    """The questions of the round, with the submitted answers and errors."""
    instrument = participant.seen.current_round.instrument
    parts = http.render_questions(instrument, submission)
    page = {"parts": parts, "problems": submission.problems, "late": late}
    return _render("workshops/phone-questions.html", participant, instrument=instrument, **page)


def _load_room(room: Room) -> tuple[RoomView, RoomCounts]:
    with reading() as db:
        return http.load_room_view(db, room), load_room_counts(db, room)


def _render(template: str, participant: Participant, **more: Any) -> str:
    room, state = participant.seen.room, http.format_participant_state(participant.seen)
    return render_template(template, room=room, code=format_room_code(room.code), at=state, **more)
