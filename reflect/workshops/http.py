"""What the pages of a room are made of: the room behind a code, its address, its picture."""

from dataclasses import dataclass

from flask import request
from markupsafe import Markup
from sqlalchemy import Connection

from reflect.core.crypto.room_codes import read_room_code
from reflect.core.errors import Invalid, NotFound
from reflect.core.words import _
from reflect.db import reading, writing
from reflect.web.clock import now
from reflect.web.current_site import join_address, keys, library, network
from reflect.workshops import guesses, repository
from reflect.workshops.cookies import browser_mark, phone_token
from reflect.workshops.facilitator.notes import Notes
from reflect.workshops.repository import Numbers, Room, RoundKept


@dataclass(frozen=True, slots=True)
class Seen:
    """A room as a page finds it."""

    room: Room
    rounds: tuple[RoundKept, ...]

    @property
    def last(self) -> RoundKept:
        """The round that is open, or was told last."""
        return self.rounds[-1]

    @property
    def is_told(self) -> bool:
        """Whether the results stand there."""
        return self.last.told is not None


def see(db: Connection, room: Room) -> Seen:
    """A room with its rounds."""
    return Seen(room, tuple(repository.rounds_of(db, room, library())))


def find(code: str) -> Room:
    """The room with a code; a code that no room has is counted, unless this browser was in it.

    Raises:
        NotFound: no room has it, or not any more.
        TooMany: too many wrong codes came from here.
    """
    was_here, who = bool(phone_token(code)), guesses.guess(keys(), network())
    with reading() as db:
        if not was_here:
            guesses.check(db, who, now())
        try:
            return repository.room_of_code(db, keys(), read_room_code(code), now())
        except (NotFound, Invalid):
            pass
    if not was_here:
        with writing() as db:
            guesses.failed(db, who, now())
    raise NotFound(_("This room has closed, or there is none with this code."))


def number_sent(field: str) -> int:
    """A small number that a form of ours carries; 0: none, or it was tampered with."""
    sent = request.form.get(field, "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 4 else 0


def phone_state(seen: Seen) -> str:
    """Which page a phone should be on; it changes when the trainer goes on."""
    return f"{seen.room.round}.{int(seen.is_told)}"


def wall_state(seen: Seen) -> str:
    """The same for the wall."""
    return f"{phone_state(seen)}.{seen.room.showing}"


def presenter_state(seen: Seen, beside: Notes | None) -> str:
    """The same for the presenter's screen, which has notes beside it, and buttons.

    In a demonstration the trainer becomes somebody else in another tab: then it is made anew, so
    that its next button is taken.
    """
    part = beside.now.starts if beside else 0
    return f"{wall_state(seen)}.{int(seen.room.is_locked)}.{part}.{browser_mark()}"


def as_json(at: str, counted: Numbers) -> dict[str, str | int]:
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


def typed_address() -> str:
    """The address as people type it, without what a browser adds by itself."""
    return f"{join_address().split('://', 1)[-1]}/join"


def picture(code: str) -> Markup:
    """The link to join as a QR code."""
    import segno  # noqa: PLC0415  # memory that most workers never need

    made = segno.make(join_url(code), micro=False, error="m")
    look = {"dark": "#000", "light": "#fff", "svgclass": "qr"}
    title = _("Picture of the link to join")
    drawn = made.svg_inline(omitsize=True, border=4, title=title, **look)
    return Markup(drawn)  # noqa: S704  # nosec B704  # segno's
