"""What the pages of a room are made of: the room behind a code, its address, its picture."""

from dataclasses import dataclass

from flask import request
from markupsafe import Markup
from sqlalchemy import Connection

from reflect.core.crypto.room_codes import parse_room_code
from reflect.core.errors import Invalid, NotFound
from reflect.core.words import _
from reflect.db import reading, writing
from reflect.web.clock import now
from reflect.web.current_site import client_address, current_library, join_address, site_keys
from reflect.workshops import guesses, repository
from reflect.workshops.cookies import derive_session_fingerprint, read_participant_token
from reflect.workshops.facilitator.notes import FacilitatorNotes
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
        guesses.derive_code_attempt_keys(site_keys(), client_address()),
    )
    with reading() as db:
        if not was_here:
            guesses.check_code_limit(db, who, now())
        try:
            return repository.load_room_by_code(db, site_keys(), parse_room_code(code), now())
        except (NotFound, Invalid):
            pass
    if not was_here:
        with writing() as db:
            guesses.record_wrong_code(db, who, now())
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
