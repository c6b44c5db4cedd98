"""What the pages of a room are made of: the room behind a code, its address, its picture.

The cookies of a room: the pass of a phone, and the token of the presenter's screens.

Each has the path of its room, so no other page is sent them, and is gone when the browser closes.
They carry nothing but random bytes and a mark. Presenter's pages run on their own token because the
session behind them may lock while a trainer talks; polling never keeps it awake.

Codes of rooms cannot be guessed at: wrong ones are counted, per network and in all.

A training room shares one address, and thirty people mistype. So a network has a hundred wrong
codes in a quarter of an hour. In all there are two thousand an hour: from then on a network that
has had none wrong may still try, so that nobody can keep a room from filling by guessing from many
places. At that rate somebody finds one of ten open rooms in three million with a chance of one in
forty thousand an hour. A browser that has been in the room carries a mark that shows it
(`room_seals.read_pass`) and is never counted.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from flask import Response, request
from markupsafe import Markup
from sqlalchemy import Connection

from reflect.accounts.rate_limit import (
    HOUR,
    MAX_NETWORK_FAILURES,
    QUARTER_HOUR,
    TooManyAttempts,
    load_counters,
    save_counter,
)
from reflect.core.crypto.codes import parse_room_code
from reflect.core.crypto.primitives import SiteKeys, derive
from reflect.core.crypto.workshop_answers import new_room_pass, verify_room_pass
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
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
from reflect.workshops import repository
from reflect.workshops.facilitator.presenters import FacilitatorNotes
from reflect.workshops.repository import Room, RoomCounts, RoomRound


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as a page finds it."""

    room: Room
    rounds: tuple[RoomRound, ...]

    @property
    def current_round(self) -> RoomRound:
        """The round that is open, or was told last."""
        return self.rounds[-1]

    @property
    def is_revealed(self) -> bool:
        """Whether the results stand there."""
        return self.current_round.result is not None


def load_room_view(db: Connection, room: Room) -> RoomView:
    """A room with its rounds."""
    return RoomView(room, tuple(repository.load_rounds(db, room, current_library())))


def find_room(code: str) -> Room:
    """The room with a code; a code that no room has is counted, unless this browser was in it.

    Raises:
        NotFound: no room has it, or not any more.
        TooMany: too many wrong codes came from here.
    """
    was_here, who = (
        bool(read_participant_token(code)),
        derive_code_attempt_keys(site_keys(), client_address()),
    )
    with reading() as db:
        if not was_here:
            check_code_limit(db, who, now())
        try:
            return repository.load_room_by_code(db, site_keys(), parse_room_code(code), now())
        except (NotFound, Invalid):
            pass
    if not was_here:
        with writing() as db:
            record_wrong_code(db, who, now())
    raise NotFound(_("This room has closed, or there is none with this code."))


def parse_form_number(field: str) -> int:
    """A small number that a form of ours carries; 0: none, or it was tampered with."""
    sent = request.form.get(field, "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 4 else 0


def format_participant_state(seen: RoomView) -> str:
    """Which page a phone should be on; it changes when the trainer goes on."""
    return f"{seen.room.round}.{int(seen.is_revealed)}"


def format_wall_state(seen: RoomView) -> str:
    """The same for the wall."""
    return f"{format_participant_state(seen)}.{seen.room.showing}"


def format_facilitator_state(seen: RoomView, beside: FacilitatorNotes | None) -> str:
    """The same for the presenter's screen, which has notes beside it, and buttons.

    In a demonstration the trainer becomes somebody else in another tab: then it is made anew, so
    that its next button is taken.
    """
    part = beside.now.starts if beside else 0
    lock, session = int(seen.room.is_locked), derive_session_fingerprint()
    return f"{format_wall_state(seen)}.{lock}.{part}.{session}"


def as_state_json(at: str, counted: RoomCounts) -> dict[str, str | int]:
    """What wall and presenter ask for again and again: which page, and three numbers."""
    return {
        "at": at,
        "here": counted.here,
        "answered": counted.answered,
        "slips": counted.slips,
    }


def join_url(code: str) -> str:
    """The address in the picture: it opens the room's door with the code filled in."""
    return f"{join_address()}/join/{code}"


def format_join_address() -> str:
    """The address as people type it, without what a browser adds by itself."""
    return f"{join_address().split('://', 1)[-1]}/join"


def draw_join_qr_code(code: str) -> Markup:
    """The link to join as a QR code."""
    import segno  # noqa: PLC0415  # memory that most workers never need

    made = segno.make(join_url(code), micro=False, error="m")
    look = {"dark": "#000", "light": "#fff", "svgclass": "qr"}
    title = _("Picture of the link to join")
    drawn = made.svg_inline(omitsize=True, border=4, title=title, **look)
    return Markup(drawn)  # noqa: S704  # nosec B704  # segno's


def read_participant_token(code: str) -> bytes:
    """The token of a browser that has been in the room with this code; else empty."""
    given = request.cookies.get(_name("room"), "")
    found = (verify_room_pass(site, code, given) for site in site_keys().by_number.values())
    return next((token for token in found if token), b"")


def set_participant_cookie(response: Response, code: str) -> bytes:
    """A fresh pass for the room, sent with the response; its token."""
    site = site_keys()[site_keys().current_number]
    given = new_room_pass(site, code)
    _set(response, "room", given, f"/room/{code}")
    return verify_room_pass(site, code, given)


def read_facilitator_token() -> bytes:
    """The token of the presenter's screens; else empty."""
    try:
        return bytes.fromhex(request.cookies.get(_name("presenter"), ""))
    except ValueError:
        return b""


def set_facilitator_cookie(response: Response, room: str, token: bytes) -> None:
    """Let this browser hold the room."""
    _set(response, "presenter", token.hex(), f"/workshops/{room}")


def delete_facilitator_cookie(response: Response, room: str) -> None:
    """The room has ended: its cookie goes too."""
    response.delete_cookie(_name("presenter"), path=f"/workshops/{room}")


def derive_session_fingerprint() -> str:
    """Eight hex digits that change when somebody else signs in in this browser.

    A page that was open before has a form token that no longer fits; by this it can tell.
    """
    return hashlib.sha256(b"mark" + browser_token()).hexdigest()[:8]


def _name(plain: str) -> str:
    return current_settings().cookie_name(plain, "__Secure-")


def _set(response: Response, name: str, value: str, path: str) -> None:
    response.set_cookie(
        _name(name),
        value,
        path=path,
        secure=current_settings().is_https,
        httponly=True,
        samesite="Lax",
    )


MAX_WRONG_CODES_PER_HOUR = 2000  # an hour


@dataclass(frozen=True, slots=True)
class CodeAttemptKeys:
    """The keys of the two counters of a try at a code."""

    network: bytes
    everybody: bytes


def derive_code_attempt_keys(keys: SiteKeys, network: str) -> CodeAttemptKeys:
    """The counters of a try from a network (an address)."""
    site = keys[keys.current_number]
    return CodeAttemptKeys(
        derive(site, "throttle", "room", "network", network),
        derive(site, "throttle", "room", "everybody"),
    )


def check_code_limit(db: Connection, who: CodeAttemptKeys, now: datetime) -> None:
    """Refuse a try that comes too soon.

    Raises:
        TooMany: says how long to wait.
    """
    moment = int(now.timestamp())
    network, everybody = load_counters(db, {who.network: QUARTER_HOUR, who.everybody: HOUR}, moment)
    waits = [0]
    if network.failures >= MAX_NETWORK_FAILURES:
        waits.append(network.since + QUARTER_HOUR - moment)
    if everybody.failures >= MAX_WRONG_CODES_PER_HOUR and network.failures:
        waits.append(everybody.since + HOUR - moment)
    if max(waits) > 0:
        raise TooManyAttempts(max(waits))


def record_wrong_code(db: Connection, who: CodeAttemptKeys, now: datetime) -> None:
    """Count a code that no room has."""
    moment, spans = int(now.timestamp()), {who.network: QUARTER_HOUR, who.everybody: HOUR}
    for key, counter in zip(spans, load_counters(db, spans, moment), strict=True):
        save_counter(db, key, counter.failures + 1, counter.since or moment, 0)
