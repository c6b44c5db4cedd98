"""Workshop rooms over HTTP: find a room by its code, rate limit, cookies, polled state, QR code.

A participant's cookie holds a pass, the facilitator's a token. Each is limited to the path of its
room, so no other page receives it, and expires when the browser closes. They contain only random
bytes and a MAC. The facilitator's screen does not use the session, because the session may lock
while the facilitator talks; polling does not extend the session.

Room codes are protected against guessing: wrong codes are counted per network and in total. The
people in a training room share one address, and thirty people mistype, so a network may send a
hundred wrong codes in a quarter of an hour. The total limit is two thousand an hour; beyond it, a
network without wrong codes may still try, so that nobody can block a room by guessing from many
networks. At that rate the chance of finding one of ten open rooms among three million codes is one
in forty thousand an hour. A browser that has been in the room has a valid pass
(`workshop_answers.verify_room_pass`) and is never counted.
"""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, request
from markupsafe import Markup
from sqlalchemy import Connection

from reflect.accounts import rate_limit
from reflect.checkins.question_html import QuestionInputs, render_sections
from reflect.core.crypto.codes import parse_room_code
from reflect.core.crypto.primitives import SiteKeys, derive
from reflect.core.crypto.workshop_answers import new_room_pass, verify_room_pass
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.core.instruments.model import Instrument
from reflect.db import reading, writing
from reflect.web.access_control import browser_token
from reflect.web.clock import now
from reflect.web.current_site import (
    client_address,
    current_library,
    current_settings,
    join_address,
    site_keys,
)
from reflect.web.forms import PageForm
from reflect.workshops import repository
from reflect.workshops.facilitator.presenters import FacilitatorNotes
from reflect.workshops.forms import RoomSubmission
from reflect.workshops.questions import select_question_parts
from reflect.workshops.repository import Room, RoomCounts, RoomRound

MAX_WRONG_CODES_PER_HOUR = 2000


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room and its rounds."""

    room: Room
    rounds: tuple[RoomRound, ...]

    @property
    def current_round(self) -> RoomRound:
        """The round that is open, or was revealed last."""
        return self.rounds[-1]

    @property
    def is_revealed(self) -> bool:
        """Whether the results of the current round are shown."""
        return self.current_round.result is not None


def load_room_view(db: Connection, room: Room) -> RoomView:
    """Load the rounds of a room."""
    return RoomView(room, tuple(repository.load_rounds(db, room, current_library())))


def find_room(code: str) -> Room:
    """The room with this code; a wrong code is counted, unless this browser was in the room.

    Raises:
        NotFound: there is no room with this code, or not any more.
        TooManyAttempts: too many wrong codes were sent from this network.
    """
    has_pass = bool(read_participant_token(code))
    keys = derive_code_attempt_keys(site_keys(), client_address())
    with reading() as db:
        if not has_pass:
            check_code_limit(db, keys, now())
        with suppress(NotFound, Invalid):
            return repository.load_room_by_code(db, site_keys(), parse_room_code(code), now())
    if not has_pass:
        with writing() as db:
            record_wrong_code(db, keys, now())
    raise NotFound(_("This room has closed, or there is none with this code."))


def parse_form_number(field: str) -> int:
    """A number from 0 to 999 in a form field; 0 if it is missing or invalid."""
    value = PageForm().posted.get(field, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 4 else 0


def render_questions(instrument: Instrument, submission: RoomSubmission) -> list[Markup]:
    """The sections of the question page as HTML, with the submitted answers and errors."""
    inputs = QuestionInputs(submission.values, submission.errors)
    return render_sections(current_app.jinja_env, select_question_parts(instrument), inputs)


def format_participant_state(view: RoomView) -> str:
    """The state that participants poll: round and reveal; a change reloads the page."""
    return f"{view.room.round}.{int(view.is_revealed)}"


def format_wall_state(view: RoomView) -> str:
    """The state that the wall polls: also the result that is shown."""
    return f"{format_participant_state(view)}.{view.room.showing}"


def format_facilitator_state(view: RoomView, notes: FacilitatorNotes | None) -> str:
    """The state that the facilitator's screen polls: also lock, part of the notes, and session.

    The session is eight hex digits that change when somebody else signs in with this browser. In a
    demonstration the facilitator may do so in another tab. The CSRF token of the screen is then no
    longer valid, and the screen reloads to get a valid one.
    """
    part = notes.now.starts if notes else 0
    session = hashlib.sha256(b"mark" + browser_token()).hexdigest()[:8]
    return f"{format_wall_state(view)}.{int(view.room.is_locked)}.{part}.{session}"


def as_state_json(state: str, counts: RoomCounts) -> dict[str, str | int]:
    """The response that the wall and the facilitator's screen poll: `state`, and three numbers."""
    return {"at": state, "here": counts.here, "answered": counts.answered, "slips": counts.slips}


def format_join_address() -> str:
    """The address of the join page as people type it, without the scheme."""
    return f"{join_address().split('://', 1)[-1]}/join"


def draw_join_qr_code(code: str) -> Markup:
    """The link to the join page with the code filled in, as a QR code."""
    import segno  # noqa: PLC0415  # most workers never need the memory

    qr_code = segno.make(f"{join_address()}/join/{code}", micro=False, error="m")
    look = {"dark": "#000", "light": "#fff", "svgclass": "qr"}
    title = _("Picture of the link to join")
    svg = qr_code.svg_inline(omitsize=True, border=4, title=title, **look)
    return Markup(svg)  # noqa: S704  # nosec B704  # segno's


def read_participant_token(code: str) -> bytes:
    """The token in the cookie of a participant of this room; empty if there is no valid pass."""
    room_pass = request.cookies.get(_cookie_name("room"), "")
    tokens = (verify_room_pass(site, code, room_pass) for site in site_keys().by_number.values())
    return next((token for token in tokens if token), b"")


def set_participant_cookie(response: Response, code: str) -> bytes:
    """Set a cookie with a new pass for the room, and return its token."""
    site = site_keys()[site_keys().current_number]
    room_pass = new_room_pass(site, code)
    _set_cookie(response, "room", room_pass, f"/room/{code}")
    return verify_room_pass(site, code, room_pass)


def read_facilitator_token() -> bytes:
    """The token in the facilitator's cookie; empty if there is none."""
    try:
        return bytes.fromhex(request.cookies.get(_cookie_name("presenter"), ""))
    except ValueError:
        return b""


def set_facilitator_cookie(response: Response, room: str, token: bytes) -> None:
    """Set the cookie that makes this browser the facilitator's."""
    _set_cookie(response, "presenter", token.hex(), f"/workshops/{room}")


def delete_facilitator_cookie(response: Response, room: str) -> None:
    """Delete the facilitator's cookie of a room that has ended."""
    response.delete_cookie(_cookie_name("presenter"), path=f"/workshops/{room}")


def derive_code_attempt_keys(keys: SiteKeys, network: str) -> dict[bytes, int]:
    """The counters of wrong codes: of a network (an address), and in total; key -> seconds."""
    site = keys[keys.current_number]
    return {
        derive(site, "throttle", "room", "network", network): rate_limit.QUARTER_HOUR,
        derive(site, "throttle", "room", "everybody"): rate_limit.HOUR,
    }


def check_code_limit(db: Connection, keys: Mapping[bytes, int], now: datetime) -> None:
    """Check the rate limit for room codes.

    Raises:
        TooManyAttempts: the limit is reached; it says how long to wait.
    """
    moment = int(now.timestamp())
    network, total = rate_limit.load_counters(db, keys, moment)
    waits = [0]
    if network.failures >= rate_limit.MAX_NETWORK_FAILURES:
        waits.append(network.since + rate_limit.QUARTER_HOUR - moment)
    if total.failures >= MAX_WRONG_CODES_PER_HOUR and network.failures:
        waits.append(total.since + rate_limit.HOUR - moment)
    if max(waits) > 0:
        raise rate_limit.TooManyAttempts(max(waits))


def record_wrong_code(db: Connection, keys: Mapping[bytes, int], now: datetime) -> None:
    """Count a wrong code, for the network and in total."""
    moment = int(now.timestamp())
    for key, counter in zip(keys, rate_limit.load_counters(db, keys, moment), strict=True):
        rate_limit.save_counter(db, key, counter.failures + 1, counter.since or moment, 0)


def _cookie_name(name: str) -> str:
    return current_settings().cookie_name(name, "__Secure-")


def _set_cookie(response: Response, name: str, value: str, path: str) -> None:
    response.set_cookie(
        _cookie_name(name),
        value,
        path=path,
        secure=current_settings().is_https,
        httponly=True,
        samesite="Lax",
    )
