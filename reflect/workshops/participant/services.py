"""What somebody in the room does: join, answer, change the answer; and a slip of paper.

One browser counts once: its place in a round follows from its cookie, so a second try writes over
the first. Rounds and rows tell neither who nor when.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, LargeBinary, bindparam, func, select, text, update

from reflect.core.crypto.primitives import derive
from reflect.core.crypto.workshop_answers import participant_id, seal_answers, unseal_answers
from reflect.core.errors import NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.models import room_answers, room_rounds
from reflect.workshops.repository import LOBBY_ROUND, Room

MAX_PARTICIPANTS = 400  # people in one room
_PUT = text(
    "INSERT INTO room_answers (room, round, who, blob) VALUES (:room, :round, :who, :blob) "
    "ON CONFLICT (room, round, who) DO UPDATE SET blob = :blob"
).bindparams(bindparam("who", type_=LargeBinary), bindparam("blob", type_=LargeBinary))


class RoundClosed(PermissionDenied):
    """The round is not open any more; nothing was counted."""


def join_room(db: Connection, room: Room, token: bytes) -> None:
    """Be in the room; who is in it already comes back to where they were.

    Raises:
        Refused: it is locked, or full.
    """
    if has_joined(db, room, token):
        return
    if room.is_locked:
        raise PermissionDenied(
            _("This room is locked: nobody else can join now. Ask the trainer to open it again.")
        )
    if _people(db, room) >= MAX_PARTICIPANTS:
        raise PermissionDenied(
            _("This room is full. Work with your neighbour, or ask for a paper slip.")
        )
    _put(db, room, LOBBY_ROUND, participant_id(room.site, room.id, LOBBY_ROUND, token), b"")


def has_joined(db: Connection, room: Room, token: bytes) -> bool:
    """Whether this browser has joined."""
    return (
        bool(token)
        and _found(db, room, LOBBY_ROUND, participant_id(room.site, room.id, LOBBY_ROUND, token))
        is not None
    )


def save_answers(
    db: Connection, room: Room, token: bytes, number: int, answers: Mapping[str, Any]
) -> None:
    """Keep what this browser answered in a round, instead of what it answered before.

    Raises:
        NotFound: it has not joined.
        Closed: the round was shown, or another is open.
    """
    if not has_joined(db, room, token):
        raise NotFound(_("Join the room first."))
    _must_be_open(db, room, number)
    _keep(db, room, number, participant_id(room.site, room.id, number, token), answers)


def save_paper_slip(
    db: Connection, room: Room, slip: bytes, number: int, answers: Mapping[str, Any]
) -> None:
    """Key in a slip of paper; `slip` is random, and the same when its form is sent again.

    Raises:
        Closed: the round was shown, or another is open.
    """
    _must_be_open(db, room, number)
    who = derive(room.site, "who", room.id, number, "slip", slip, length=16)
    if _found(db, room, number, who) is None:
        here = (room_rounds.c.room == room.id) & (room_rounds.c.number == number)
        db.execute(update(room_rounds).where(here).values(slips=room_rounds.c.slips + 1))
    _keep(db, room, number, who, answers)


def load_own_answers(
    db: Connection, room: Room, token: bytes, number: int
) -> dict[str, Any] | None:
    """What this browser answered in a round; None: nothing."""
    who = participant_id(room.site, room.id, number, token)
    blob = _found(db, room, number, who)
    if blob is None:
        return None
    found: dict[str, Any] = unseal_answers(room.site, room.id, number, who, blob)["answers"]
    return found


def _must_be_open(db: Connection, room: Room, number: int) -> None:
    """Hold the round open until the answer is in, so that a reveal comes before or after it."""
    here = (room_rounds.c.room == room.id) & (room_rounds.c.number == number)
    row = db.execute(select(room_rounds.c.told).where(here).with_for_update(read=True)).first()
    if number != room.round or row is None or row.told is not None:
        raise RoundClosed(_("This round was closed a moment ago, so this was not counted."))


def _keep(db: Connection, room: Room, number: int, who: bytes, answers: Mapping[str, Any]) -> None:
    blob = seal_answers(room.site, room.id, number, who, {"answers": answers})
    _put(db, room, number, who, blob)


def _put(db: Connection, room: Room, number: int, who: bytes, blob: bytes) -> None:
    db.execute(_PUT, {"room": room.id, "round": number, "who": who, "blob": blob})


def _found(db: Connection, room: Room, number: int, who: bytes) -> bytes | None:
    here = (
        (room_answers.c.room == room.id)
        & (room_answers.c.round == number)
        & (room_answers.c.who == who)
    )
    blob = db.execute(select(room_answers.c.blob).where(here)).scalar()
    return None if blob is None else bytes(blob)


def _people(db: Connection, room: Room) -> int:
    here = (room_answers.c.room == room.id) & (room_answers.c.round == LOBBY_ROUND)
    return db.execute(select(func.count()).where(here)).scalar_one()
