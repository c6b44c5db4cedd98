"""Facilitator services: open a room, take it over, reveal a round, start the next, delete the room.

A round is revealed once, to everybody, and accepts no answers afterwards. The facilitator's cookie
gives control of a room; its owner can take it over on another device. When a room ends, all its
data is deleted; rooms older than `repository.ROOM_LIFETIME` are deleted by the clean-up.
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from reflect.core.crypto.codes import new_room_code
from reflect.core.crypto.primitives import DecryptionError, SiteKeys
from reflect.core.crypto.workshop_answers import TOKEN_BYTES, seal_result, unseal_answers
from reflect.core.disclosure import workshop_rounds
from reflect.core.disclosure.workshop_rounds import RoundResult
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.core.instruments.model import Answers, Instrument
from reflect.core.instruments.scoring import score
from reflect.models import room_answers, room_rounds, rooms
from reflect.policy import Actor, may_facilitate_room, may_run_workshop, require
from reflect.workshops import questions, repository
from reflect.workshops.repository import ROOM_LIFETIME, Room

MAX_OPEN_ROOMS = 5  # for one trainer at a time
MAX_ROUNDS = 20
MAX_ROOM_TITLE_LENGTH = 80  # letters


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """The settings of a new room."""

    instrument: Instrument
    title: str = ""  # shown on the wall
    running_order: str = ""  # for the facilitator's notes; empty: none


def open_room(
    db: Connection, actor: Actor, keys: SiteKeys, plan: RoomPlan, now: datetime
) -> tuple[Room, bytes]:
    """Open a room with its first round; returns the room and the facilitator's token.

    Raises:
        PermissionDenied: the actor may not, or has too many rooms open.
        Invalid: the title is too long, or the instrument has no questions for a room.
    """
    require(may_run_workshop(actor))
    if len(plan.title) > MAX_ROOM_TITLE_LENGTH:
        raise Invalid(_("Use up to {most} letters.").format(most=MAX_ROOM_TITLE_LENGTH))
    if len(repository.load_open_rooms(db, keys, actor.id, now)) >= MAX_OPEN_ROOMS:
        message = _("You have {most} rooms open. End one of them.")
        raise PermissionDenied(message.format(most=MAX_OPEN_ROOMS))
    room, token, moment = secrets.token_hex(16), os.urandom(TOKEN_BYTES), int(now.timestamp())
    used = set(db.execute(select(rooms.c.code)).scalars())
    state = {"opened": moment, "began": moment, "locked": 0, "round": 1, "showing": 0}
    values = {
        "id": room,
        "code": next(code for code in iter(new_room_code, None) if code not in used),
        "account": actor.id,
        "title": plan.title,
        "running_order": plan.running_order,
        "presenter": hashlib.sha256(token).digest(),
        "site_key": keys.current_number,
    }
    db.execute(insert(rooms).values(**values, **state))
    _add_round(db, room, 1, plan.instrument)
    return repository.load_room(db, keys, room, now), token


def take_over_room(db: Connection, actor: Actor, keys: SiteKeys, room: str, now: datetime) -> bytes:
    """Issue a new facilitator's token, which replaces the one in another browser.

    Raises:
        PermissionDenied: the actor may not run workshops.
        NotFound: the actor has no such room.
    """
    require(may_run_workshop(actor))
    if repository.load_room(db, keys, room, now).account != actor.id:
        raise NotFound(_("There is no such room."))
    token = os.urandom(TOKEN_BYTES)
    token_hash = hashlib.sha256(token).digest()
    db.execute(update(rooms).where(rooms.c.id == room).values(presenter=token_hash))
    return token


def require_facilitator(
    db: Connection, keys: SiteKeys, room: str, token: bytes, now: datetime
) -> Room:
    """The room of a facilitator's token.

    Raises:
        NotFound: there is no such room, or the token is not valid for it.
    """
    record = repository.load_room(db, keys, room, now)
    stored = db.execute(select(rooms.c.presenter).where(rooms.c.id == room)).scalar_one()
    if not may_facilitate_room(holds=hmac.compare_digest(stored, hashlib.sha256(token).digest())):
        raise NotFound(_("There is no such room."))
    return record


def set_room_lock(db: Connection, room: Room, *, locked: bool) -> None:
    """Lock the room for further participants, or unlock it."""
    db.execute(update(rooms).where(rooms.c.id == room.id).values(locked=int(locked)))


def set_room_clock(db: Connection, room: Room, minutes: int, now: datetime) -> None:
    """Set the facilitator's clock to a number of minutes."""
    began = int(now.timestamp()) - 60 * minutes
    db.execute(update(rooms).where(rooms.c.id == room.id).values(began=began))


def reveal_round(db: Connection, room: Room, instrument: Instrument) -> RoundResult:
    """Reveal the open round to everybody: summarise its answers once, and close it.

    Raises:
        PermissionDenied: fewer than five people have answered, or it was revealed before.
    """
    current = (room_rounds.c.room == room.id) & (room_rounds.c.number == room.round)
    row = db.execute(select(room_rounds).where(current).with_for_update()).one()
    if row.told is not None:
        raise PermissionDenied(_("The results of this round stand there already."))
    answers = _load_answers(db, room)
    if not workshop_rounds.has_enough_answers(len(answers)):
        message = _("Results can be shown once {least} have answered.")
        raise PermissionDenied(message.format(least=workshop_rounds.MIN_ANSWERS))
    result = _summarise_round(instrument, answers, row.slips)
    blob = seal_result(room.site, room.id, room.round, repository.serialise_round(result))
    db.execute(update(room_rounds).where(current).values(told=blob))
    show_result_on_wall(db, room, 0)
    return result


def show_result_on_wall(db: Connection, room: Room, index: int) -> None:
    """Show one result of the round on the wall; `index` counts from 0."""
    db.execute(update(rooms).where(rooms.c.id == room.id).values(showing=max(0, index)))


def start_next_round(db: Connection, room: Room, instrument: Instrument) -> None:
    """Start another round; the answers to a round that was not revealed are deleted.

    Raises:
        PermissionDenied: the room has had the maximum number of rounds.
        Invalid: the instrument has no questions for a room.
    """
    if room.round >= MAX_ROUNDS:
        raise PermissionDenied(_("This room has had {most} rounds.").format(most=MAX_ROUNDS))
    current = (room_rounds.c.room == room.id) & (room_rounds.c.number == room.round)
    if db.execute(select(room_rounds.c.told).where(current).with_for_update()).scalar() is None:
        unrevealed = (room_answers.c.room == room.id) & (room_answers.c.round == room.round)
        db.execute(delete(room_answers).where(unrevealed))
    number = room.round + 1
    _add_round(db, room.id, number, instrument)
    db.execute(update(rooms).where(rooms.c.id == room.id).values(round=number, showing=0))


def delete_room(db: Connection, room: str) -> None:
    """Delete a room (its id) with all rounds and answers."""
    for table in (room_answers, room_rounds):
        db.execute(delete(table).where(table.c.room == room))
    db.execute(delete(rooms).where(rooms.c.id == room))


def delete_expired_rooms(db: Connection, now: datetime) -> None:
    """Delete the rooms that are older than a day."""
    expired = select(rooms.c.id).where(rooms.c.opened <= int((now - ROOM_LIFETIME).timestamp()))
    for room in db.execute(expired).scalars().all():
        delete_room(db, room)


def _summarise_round(instrument: Instrument, answers: list[Answers], slips: int) -> RoundResult:
    items = {}
    for item in questions.select_questions(instrument):
        positions = [questions.find_answer_position(item, each.get(item.id)) for each in answers]
        chosen = [position for position in positions if position is not None]
        label_count = len(questions.list_answer_labels(item))
        items[item.id] = workshop_rounds.summarise_answers(chosen, label_count)
    scored = [score(instrument, each) for each in answers]
    scales = {}
    for scale in instrument.scales:
        scores = [each[scale.id] for each in scored if scale.id in each]
        median = workshop_rounds.summarise_scale(scores, scale.low, scale.high)
        if median is not None:
            scales[scale.id] = median
    return RoundResult(len(answers), slips, items, scales)


def _add_round(db: Connection, room: str, number: int, instrument: Instrument) -> None:
    if not questions.can_be_asked(instrument):
        raise Invalid(_("A room cannot be asked this set: it has no questions to choose from."))
    values = {"instrument": instrument.id, "version": instrument.version, "slips": 0}
    db.execute(insert(room_rounds).values(room=room, number=number, **values))


def _load_answers(db: Connection, room: Room) -> list[Answers]:
    """The answers to the open round; rows that do not decrypt are skipped."""
    current = (room_answers.c.room == room.id) & (room_answers.c.round == room.round)
    unsealed = []
    for who, blob in db.execute(select(room_answers.c.who, room_answers.c.blob).where(current)):
        with suppress(DecryptionError):
            unsealed.append(unseal_answers(room.site, room.id, room.round, bytes(who), bytes(blob)))
    return [each["answers"] for each in unsealed]
