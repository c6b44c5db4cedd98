"""Repository of workshop rooms and rounds; results of rounds are serialised and sealed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.workshop_answers import unseal_result
from reflect.core.disclosure.workshop_rounds import (
    AnswerCounts,
    ItemResult,
    MedianAnswer,
    RoundResult,
    TooFewAnswers,
)
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.models import room_answers, room_rounds, rooms

ROOM_LIFETIME = timedelta(days=1)  # after it was opened; then it is deleted, if it was not ended
LOBBY_ROUND = 0  # the round under which participants are stored when they join


@dataclass(frozen=True, slots=True)
class Room:
    """An open room."""

    id: str
    account: str  # id of its owner
    code: str
    title: str
    running_order: str  # id; empty: none
    opened: datetime
    began: datetime  # 0:00 on the facilitator's clock
    is_locked: bool
    round: int  # the one that is open, or was revealed last; from 1
    showing: int  # the result on the wall, from 0
    site: bytes = field(repr=False)  # the site key that seals its answers


@dataclass(frozen=True, slots=True)
class RoomRound:
    """A round; `result` is None while it is open."""

    number: int
    instrument: Instrument
    slips: int
    result: RoundResult | None

    @property
    def title(self) -> str:
        """The title of the instrument, and the number of the round."""
        return _("{name}, round {n}").format(name=self.instrument.title, n=self.number)


@dataclass(frozen=True, slots=True)
class RoomCounts:
    """The numbers that are shown about a room before its results are revealed, and nothing else."""

    here: int  # participants who have joined
    answered: int  # in the current round, paper slips included
    slips: int


def load_room_by_code(db: Connection, keys: SiteKeys, code: str, now: datetime) -> Room:
    """The room with this code.

    Raises:
        NotFound: there is no room with it, or not any more.
    """
    return _load_room(db, keys, rooms.c.code == code, now)


def load_room(db: Connection, keys: SiteKeys, room: str, now: datetime) -> Room:
    """The room with this id.

    Raises:
        NotFound: there is none, or not any more.
    """
    return _load_room(db, keys, rooms.c.id == room, now)


def load_open_rooms(db: Connection, keys: SiteKeys, account: str, now: datetime) -> list[Room]:
    """The open rooms of an account, oldest first."""
    own = select(rooms).where(rooms.c.account == account, _is_open(now)).order_by(rooms.c.opened)
    return [_room_from_row(row, keys) for row in db.execute(own)]


def load_rounds(db: Connection, room: Room, library: Library) -> list[RoomRound]:
    """All rounds of a room, oldest first."""
    own = select(room_rounds).where(room_rounds.c.room == room.id).order_by(room_rounds.c.number)
    return [
        RoomRound(
            row.number,
            library.version(row.instrument, row.version),
            row.slips,
            None if row.told is None else _unseal_round(room, row),
        )
        for row in db.execute(own)
    ]


def load_room_counts(db: Connection, room: Room) -> RoomCounts:
    """How many joined, how many answered the current round, and how many of those on paper."""
    statement = (
        select(room_answers.c.round, func.count())
        .where(room_answers.c.room == room.id, room_answers.c.round.in_((LOBBY_ROUND, room.round)))
        .group_by(room_answers.c.round)
    )
    counts = {row[0]: row[1] for row in db.execute(statement)}
    current = (room_rounds.c.room == room.id) & (room_rounds.c.number == room.round)
    slips = db.execute(select(room_rounds.c.slips).where(current)).scalar() or 0
    return RoomCounts(counts.get(LOBBY_ROUND, 0), counts.get(room.round, 0), slips)


def serialise_round(result: RoundResult) -> dict[str, Any]:
    """The stored form of the result of a round."""
    items: dict[str, Any] = {}
    for name, each in result.items.items():
        match each:
            case TooFewAnswers():
                items[name] = {}
            case MedianAnswer(low, high):
                items[name] = {"middle": [low, high]}
            case AnswerCounts(counts):
                items[name] = {"bars": list(counts)}
    scales = dict(result.scales)
    return {"people": result.people, "slips": result.slips, "items": items, "scales": scales}


def _deserialise_item(stored: Mapping[str, Any]) -> ItemResult:
    if "bars" in stored:
        return AnswerCounts(tuple(stored["bars"]))
    return MedianAnswer(*stored["middle"]) if "middle" in stored else TooFewAnswers()


def _unseal_round(room: Room, row: Row[Any]) -> RoundResult:
    """The result of a revealed round from its stored form, as `serialise_round` makes it."""
    stored = unseal_result(room.site, room.id, row.number, bytes(row.told))
    items = {name: _deserialise_item(each) for name, each in stored["items"].items()}
    return RoundResult(stored["people"], stored["slips"], items, stored["scales"])


def _is_open(now: datetime) -> ColumnElement[bool]:
    return rooms.c.opened > int((now - ROOM_LIFETIME).timestamp())


def _load_room(db: Connection, keys: SiteKeys, matches: ColumnElement[bool], now: datetime) -> Room:
    row = db.execute(select(rooms).where(matches, _is_open(now))).first()
    if row is None:
        raise NotFound(_("This room has closed, or there is none with this code."))
    return _room_from_row(row, keys)


def _room_from_row(row: Row[Any], keys: SiteKeys) -> Room:
    return Room(
        id=row.id,
        account=row.account,
        code=row.code,
        title=row.title,
        running_order=row.running_order,
        opened=datetime.fromtimestamp(row.opened, UTC),
        began=datetime.fromtimestamp(row.began, UTC),
        is_locked=bool(row.locked),
        round=row.round,
        showing=row.showing,
        site=keys[row.site_key],
    )
