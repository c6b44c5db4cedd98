"""What a phone in the room shows: the door, the questions, waiting, the results."""

from dataclasses import dataclass, field
from typing import Any

from flask import render_template

from reflect.checkins import question_html
from reflect.core.crypto.room_codes import spaced
from reflect.db import reading
from reflect.workshops import http as workshop_http
from reflect.workshops import presenters as workshop_presenters
from reflect.workshops import questions
from reflect.workshops.cookies import phone_token
from reflect.workshops.forms import Read
from reflect.workshops.http import Seen
from reflect.workshops.participant import services


@dataclass(frozen=True, slots=True)
class Phone:
    """A browser at a room."""

    seen: Seen
    token: bytes = field(repr=False)
    is_here: bool  # it has joined
    own: dict[str, Any] | None  # what it answered in this round; None: nothing


def door(code: str, problem: str = "") -> str:
    """The page on which one joins, with what was typed."""
    problems = [("code", problem)] if problem else []
    return render_template("workshops/join.html", code=code, problem=problem, problems=problems)


def phone(code: str) -> Phone:
    """This browser at the room with a code.

    Raises:
        NotFound: no room has it, or not any more.
        TooMany: too many wrong codes came from here.
    """
    room, token = workshop_http.find(code), phone_token(code)
    with reading() as db:
        is_here = services.is_here(db, room, token)
        own = services.own_answers(db, room, token, room.round) if is_here else None
        return Phone(workshop_http.see(db, room), token, is_here, own)


def page(phone: Phone, *, change: bool, late: bool) -> str:
    """Where this browser is now."""
    if phone.seen.is_told:
        told = workshop_presenters.page(phone.seen.rounds, phone.own)
        return _show("workshops/phone-results.html", phone, told=told, late=late)
    if phone.own is None or change:
        values = {name: str(answer) for name, answer in (phone.own or {}).items()}
        return ask(phone, Read({}, values, {}), late=late)
    return _show("workshops/phone-waiting.html", phone)


def ask(phone: Phone, said: Read, *, late: bool = False) -> str:
    """The questions of the round, with what was chosen."""
    instrument = phone.seen.last.instrument
    parts = question_html.parts(
        questions.parts(instrument), question_html.Said(said.values, said.errors)
    )
    return _show(
        "workshops/phone-questions.html",
        phone,
        instrument=instrument,
        parts=parts,
        problems=said.problems,
        late=late,
    )


def _show(template: str, phone: Phone, **more: Any) -> str:
    room = phone.seen.room
    at = workshop_http.phone_state(phone.seen)
    return render_template(template, room=room, code=spaced(room.code), at=at, **more)
