"""What a phone in the room shows: the door, the questions, waiting, the results."""

from dataclasses import dataclass, field
from typing import Any

from flask import render_template

from reflect.checkins import question_html
from reflect.core.crypto.room_codes import format_room_code
from reflect.db import reading
from reflect.workshops import http as workshop_http
from reflect.workshops import presenters as workshop_presenters
from reflect.workshops import questions
from reflect.workshops.cookies import read_participant_token
from reflect.workshops.forms import RoomSubmission
from reflect.workshops.http import RoomView
from reflect.workshops.participant import services


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
