"""What a trainer does with a room: open it, hold it, show a round, go on, end it.

A round is told once, to all alike, and takes no answer from then on. Whoever holds the presenter's
cookie holds the room; its owner can take it over on another machine. When a room ends, everything
of it is deleted; `records.LIFE` after it was opened the clean-up does the same.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from reflect.core.crypto.codes import new_room_code
from reflect.core.crypto.primitives import DecryptionError, SiteKeys
from reflect.core.crypto.workshop_answers import TOKEN_BYTES, seal_result, unseal_answers
from reflect.core.disclosure.workshop_rounds import (
    MIN_ANSWERS,
    RoundResult,
    has_enough_answers,
    summarise_answers,
    summarise_scale,
)
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.core.instruments.model import Instrument, Scale
from reflect.core.instruments.scoring import score
from reflect.models import room_answers, room_rounds, rooms
from reflect.policy import Actor, may_facilitate_room, may_run_workshop, require
from reflect.workshops import repository
from reflect.workshops.questions import (
    can_be_asked,
    find_answer_position,
    list_answer_labels,
    select_questions,
)
from reflect.workshops.repository import ROOM_LIFETIME, Room

MAX_OPEN_ROOMS = 5  # that one trainer has open at a time
MAX_ROUNDS = 20
MAX_ROOM_TITLE_LENGTH = 80  # letters of a title


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """What a room is opened with."""

    instrument: Instrument
    title: str = ""  # above the wall
    running_order: str = ""  # the notes beside the presenter's clock; empty: none


def open_room(
    db: Connection, actor: Actor, keys: SiteKeys, plan: RoomPlan, now: datetime
) -> tuple[Room, bytes]:
    """A new room, its first round open; and the token of the presenter's screens.

    Raises:
        Refused: they may not, or have too many rooms open.
        Invalid: the title is too long, or a room cannot be asked this instrument.
    """
    require(may_run_workshop(actor))
    if len(plan.title) > MAX_ROOM_TITLE_LENGTH:
        raise Invalid(_("Use up to {most} letters.").format(most=MAX_ROOM_TITLE_LENGTH))
    if len(repository.load_open_rooms(db, keys, actor.id, now)) >= MAX_OPEN_ROOMS:
        raise PermissionDenied(
            _("You have {most} rooms open. End one of them.").format(most=MAX_OPEN_ROOMS)
        )
    room, token = secrets.token_hex(16), os.urandom(TOKEN_BYTES)
    values = {
        "id": room,
        "account": actor.id,
        "title": plan.title,
        "running_order": plan.running_order,
        "presenter": hashlib.sha256(token).digest(),
        "site_key": keys.current_number,
        "opened": int(now.timestamp()),
        "began": int(now.timestamp()),
        "locked": 0,
        "round": 1,
        "showing": 0,
    }
    taken = set(db.execute(select(rooms.c.code)).scalars())
    code = next(code for code in iter(new_room_code, None) if code not in taken)
    db.execute(insert(rooms).values(code=code, **values))
    _add_round(db, room, 1, plan.instrument)
    return repository.load_room(db, keys, room, now), token


def take_over_room(db: Connection, actor: Actor, keys: SiteKeys, room: str, now: datetime) -> bytes:
    """A new token for the presenter's screens; another browser that held the room no longer does.

    Raises:
        NotFound: they have no such room.
    """
    require(may_run_workshop(actor))
    if repository.load_room(db, keys, room, now).account != actor.id:
        raise NotFound(_("There is no such room."))
    token = os.urandom(TOKEN_BYTES)
    held_by = hashlib.sha256(token).digest()
    db.execute(update(rooms).where(rooms.c.id == room).values(presenter=held_by))
    return token


def require_facilitator(
    db: Connection, keys: SiteKeys, room: str, token: bytes, now: datetime
) -> Room:
    """The room behind a presenter's screen.

    Raises:
        NotFound: there is none, or this browser does not hold it.
    """
    found = repository.load_room(db, keys, room, now)
    kept = db.execute(select(rooms.c.presenter).where(rooms.c.id == room)).scalar_one()
    if not may_facilitate_room(holds=hmac.compare_digest(kept, hashlib.sha256(token).digest())):
        raise NotFound(_("There is no such room."))
    return found


def set_room_lock(db: Connection, room: Room, *, locked: bool) -> None:
    """Let nobody else in, or let them in again."""
    db.execute(update(rooms).where(rooms.c.id == room.id).values(locked=int(locked)))


def set_room_clock(db: Connection, room: Room, minutes: int, now: datetime) -> None:
    """Let the presenter's clock stand at so many minutes now."""
    began = int(now.timestamp()) - 60 * minutes
    db.execute(update(rooms).where(rooms.c.id == room.id).values(began=began))


def reveal_round(db: Connection, room: Room, instrument: Instrument) -> RoundResult:
    """Show the open round to all: worked out once, closed from then on.

    Raises:
        Refused: fewer than five have answered, or it was shown before.
    """
    here = (room_rounds.c.room == room.id) & (room_rounds.c.number == room.round)
    row = db.execute(select(room_rounds).where(here).with_for_update()).one()
    if row.told is not None:
        raise PermissionDenied(_("The results of this round stand there already."))
    given = _answers(db, room)
    if not has_enough_answers(len(given)):
        raise PermissionDenied(
            _("Results can be shown once {least} have answered.").format(least=MIN_ANSWERS)
        )
    items = {}
    for item in select_questions(instrument):
        chosen = [find_answer_position(item, each.get(item.id)) for each in given]
        items[item.id] = summarise_answers(
            [at for at in chosen if at is not None], len(list_answer_labels(item))
        )
    scored = [score(instrument, each) for each in given]
    scales = {
        scale.id: middle
        for scale in instrument.scales
        if (
            middle := summarise_scale([s[scale.id] for s in scored if scale.id in s], *_ends(scale))
        )
        is not None
    }
    told = RoundResult(len(given), row.slips, items, scales)
    blob = seal_result(room.site, room.id, room.round, repository.serialise_round(told))
    db.execute(update(room_rounds).where(here).values(told=blob))
    show_result_on_wall(db, room, 0)
    return told


def show_result_on_wall(db: Connection, room: Room, at: int) -> None:
    """Put one result of the round on the wall, counted from 0."""
    db.execute(update(rooms).where(rooms.c.id == room.id).values(showing=max(0, at)))


def start_next_round(db: Connection, room: Room, instrument: Instrument) -> None:
    """Open another round. If the one before was not shown, its answers are deleted unseen.

    Raises:
        Refused: there have been very many.
        Invalid: a room cannot be asked this instrument.
    """
    if room.round >= MAX_ROUNDS:
        raise PermissionDenied(_("This room has had {most} rounds.").format(most=MAX_ROUNDS))
    here = (room_rounds.c.room == room.id) & (room_rounds.c.number == room.round)
    if db.execute(select(room_rounds.c.told).where(here).with_for_update()).scalar() is None:
        unseen = (room_answers.c.room == room.id) & (room_answers.c.round == room.round)
        db.execute(delete(room_answers).where(unseen))
    number = room.round + 1
    _add_round(db, room.id, number, instrument)
    db.execute(update(rooms).where(rooms.c.id == room.id).values(round=number, showing=0))


def delete_room(db: Connection, room: str) -> None:
    """Delete a room (its id) and everything in it."""
    for part in (room_answers, room_rounds):
        db.execute(delete(part).where(part.c.room == room))
    db.execute(delete(rooms).where(rooms.c.id == room))


def delete_expired_rooms(db: Connection, now: datetime) -> None:
    """End the rooms that are a day old."""
    old = select(rooms.c.id).where(rooms.c.opened <= int((now - ROOM_LIFETIME).timestamp()))
    for room in db.execute(old).scalars().all():
        delete_room(db, room)


def _ends(scale: Scale) -> tuple[float, float]:
    return scale.low, scale.high


def _add_round(db: Connection, room: str, number: int, instrument: Instrument) -> None:
    if not can_be_asked(instrument):
        raise Invalid(_("A room cannot be asked this set: it has no questions to choose from."))
    values = {"instrument": instrument.id, "version": instrument.version, "slips": 0}
    db.execute(insert(room_rounds).values(room=room, number=number, **values))


def _answers(db: Connection, room: Room) -> list[dict[str, object]]:
    """What was answered in the open round; what does not open counts for nothing."""
    found = select(room_answers.c.who, room_answers.c.blob).where(
        room_answers.c.room == room.id, room_answers.c.round == room.round
    )
    given = []
    for who, blob in db.execute(found):
        try:
            given.append(unseal_answers(room.site, room.id, room.round, bytes(who), bytes(blob)))
        except DecryptionError:
            continue
    return [each["answers"] for each in given]
