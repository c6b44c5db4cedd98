"""Participant services: join a room, save or change answers; and enter a paper slip.

A browser counts once: its participant id in a round is derived from its cookie, so new answers
overwrite the earlier ones. The stored rows reveal neither who answered nor when.
"""

from sqlalchemy import Connection, LargeBinary, bindparam, func, select, text, update

from reflect.core.crypto.primitives import derive
from reflect.core.crypto.workshop_answers import participant_id, seal_answers, unseal_answers
from reflect.core.errors import NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.core.instruments.model import Answers
from reflect.models import room_answers, room_rounds
from reflect.workshops.repository import LOBBY_ROUND, Room

MAX_PARTICIPANTS = 400  # people in one room
_UPSERT_ANSWERS = text(
    "INSERT INTO room_answers (room, round, who, blob) VALUES (:room, :round, :who, :blob) "
    "ON CONFLICT (room, round, who) DO UPDATE SET blob = :blob"
).bindparams(bindparam("who", type_=LargeBinary), bindparam("blob", type_=LargeBinary))


class RoundClosed(PermissionDenied):
    """The round is not open any more; the answers were not saved."""


def join_room(db: Connection, room: Room, token: bytes) -> None:
    """Join the room; does nothing for a browser that has joined already.

    Raises:
        PermissionDenied: the room is locked or full.
    """
    if has_joined(db, room, token):
        return
    if room.is_locked:
        raise PermissionDenied(
            _("This room is locked: nobody else can join now. Ask the trainer to open it again.")
        )
    lobby = (room_answers.c.room == room.id) & (room_answers.c.round == LOBBY_ROUND)
    if db.execute(select(func.count()).where(lobby)).scalar_one() >= MAX_PARTICIPANTS:
        message = _("This room is full. Work with your neighbour, or ask for a paper slip.")
        raise PermissionDenied(message)
    who = participant_id(room.site, room.id, LOBBY_ROUND, token)
    _write_answers(db, room, LOBBY_ROUND, who, b"")


def has_joined(db: Connection, room: Room, token: bytes) -> bool:
    """Whether this browser has joined."""
    if not token:
        return False
    who = participant_id(room.site, room.id, LOBBY_ROUND, token)
    return _load_answers(db, room, LOBBY_ROUND, who) is not None


def save_answers(db: Connection, room: Room, token: bytes, number: int, answers: Answers) -> None:
    """Save this browser's answers to a round, in place of earlier ones.

    Raises:
        NotFound: it has not joined.
        RoundClosed: the round was revealed, or another one is open.
    """
    if not has_joined(db, room, token):
        raise NotFound(_("Join the room first."))
    _require_open_round(db, room, number)
    _seal_and_write(db, room, number, participant_id(room.site, room.id, number, token), answers)


def save_paper_slip(db: Connection, room: Room, slip: bytes, number: int, answers: Answers) -> None:
    """Save the answers of a paper slip; `slip` is random, and the same if its form is sent again.

    Raises:
        RoundClosed: the round was revealed, or another one is open.
    """
    _require_open_round(db, room, number)
    who = derive(room.site, "who", room.id, number, "slip", slip, length=16)
    if _load_answers(db, room, number, who) is None:
        current = (room_rounds.c.room == room.id) & (room_rounds.c.number == number)
        db.execute(update(room_rounds).where(current).values(slips=room_rounds.c.slips + 1))
    _seal_and_write(db, room, number, who, answers)


def load_own_answers(db: Connection, room: Room, token: bytes, number: int) -> Answers | None:
    """This browser's answers to a round; None: no answer."""
    who = participant_id(room.site, room.id, number, token)
    blob = _load_answers(db, room, number, who)
    if blob is None:
        return None
    answers: Answers = unseal_answers(room.site, room.id, number, who, blob)["answers"]
    return answers


def _require_open_round(db: Connection, room: Room, number: int) -> None:
    """Lock the round until the answers are saved, so that it is not revealed in between."""
    current = (room_rounds.c.room == room.id) & (room_rounds.c.number == number)
    row = db.execute(select(room_rounds.c.told).where(current).with_for_update(read=True)).first()
    if number != room.round or row is None or row.told is not None:
        raise RoundClosed(_("This round was closed a moment ago, so this was not counted."))


def _seal_and_write(db: Connection, room: Room, number: int, who: bytes, answers: Answers) -> None:
    blob = seal_answers(room.site, room.id, number, who, {"answers": answers})
    _write_answers(db, room, number, who, blob)


def _write_answers(db: Connection, room: Room, number: int, who: bytes, blob: bytes) -> None:
    db.execute(_UPSERT_ANSWERS, {"room": room.id, "round": number, "who": who, "blob": blob})


def _load_answers(db: Connection, room: Room, number: int, who: bytes) -> bytes | None:
    in_round = (room_answers.c.room == room.id) & (room_answers.c.round == number)
    statement = select(room_answers.c.blob).where(in_round, room_answers.c.who == who)
    blob = db.execute(statement).scalar()
    return None if blob is None else bytes(blob)
