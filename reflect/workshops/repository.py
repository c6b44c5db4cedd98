"""Rooms and rounds as they are kept."""

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

ROOM_LIFETIME = timedelta(days=1)
LOBBY_ROUND = 0  # the round under which those who joined are counted


@dataclass(frozen=True, slots=True)
class Room:
    """A room that runs."""

    id: str
    account: str
    code: str
    title: str
    running_order: str
    opened: datetime
    began: datetime  # when the presenter's clock stood at 0:00
    is_locked: bool
    round: int  # the one that is open, or was told last; from 1
    showing: int  # which result stands on the wall
    site: bytes = field(repr=False)  # the site's key under which its answers are sealed

    @property
    def expires_at(self) -> datetime:
        """When it is deleted if nobody ends it before."""
        return self.opened + ROOM_LIFETIME


@dataclass(frozen=True, slots=True)
class RoomRound:
    """A round; `told` is None as long as it is open."""

    number: int
    instrument: Instrument
    slips: int
    result: RoundResult | None

    @property
    def title(self) -> str:
        """What was asked, and in which round."""
        return _("{name}, round {n}").format(name=self.instrument.title, n=self.number)


@dataclass(frozen=True, slots=True)
class RoomCounts:
    """All that is known of a room before its results are shown."""

    here: int
    answered: int
    slips: int


def load_room_by_code(db: Connection, keys: SiteKeys, code: str, now: datetime) -> Room:
    """The room with this code.

    Raises:
        NotFound: no room has it, or not any more.
    """
    return _room(db, keys, rooms.c.code == code, now)


def load_room(db: Connection, keys: SiteKeys, room: str, now: datetime) -> Room:
    """The room with this id.

    Raises:
        NotFound: there is none, or not any more.
    """
    return _room(db, keys, rooms.c.id == room, now)


def load_open_rooms(db: Connection, keys: SiteKeys, account: str, now: datetime) -> list[Room]:
    """The rooms that somebody opened and that still run, oldest first."""
    found = select(rooms).where(rooms.c.account == account, _runs(now)).order_by(rooms.c.opened)
    return [_as_room(row, keys) for row in db.execute(found)]


def load_rounds(db: Connection, room: Room, library: Library) -> list[RoomRound]:
    """All rounds of a room, the first first."""
    found = select(room_rounds).where(room_rounds.c.room == room.id).order_by(room_rounds.c.number)
    return [
        RoomRound(
            row.number,
            library.version(row.instrument, row.version),
            row.slips,
            None if row.told is None else deserialise_round(_opened(room, row)),
        )
        for row in db.execute(found)
    ]


def load_room_counts(db: Connection, room: Room) -> RoomCounts:
    """How many are here, how many of them have answered the round, how many on paper."""
    counted = (
        select(room_answers.c.round, func.count())
        .where(room_answers.c.room == room.id, room_answers.c.round.in_((LOBBY_ROUND, room.round)))
        .group_by(room_answers.c.round)
    )
    found = {row[0]: row[1] for row in db.execute(counted)}
    slips = select(room_rounds.c.slips).where(
        room_rounds.c.room == room.id, room_rounds.c.number == room.round
    )
    return RoomCounts(
        found.get(LOBBY_ROUND, 0), found.get(room.round, 0), db.execute(slips).scalar() or 0
    )


def deserialise_round(kept: Mapping[str, Any]) -> RoundResult:
    """A round as it was told, from what was kept of it."""
    return RoundResult(
        kept["people"],
        kept["slips"],
        {name: _told(each) for name, each in kept["items"].items()},
        kept["scales"],
    )


def serialise_round(told: RoundResult) -> dict[str, Any]:
    """What is kept of a round that was told."""
    items: dict[str, Any] = {}
    for name, each in told.items.items():
        match each:
            case TooFewAnswers():
                items[name] = {}
            case MedianAnswer(low, high):
                items[name] = {"middle": [low, high]}
            case AnswerCounts(counts):
                items[name] = {"bars": list(counts)}
    scales = dict(told.scales)
    return {"people": told.people, "slips": told.slips, "items": items, "scales": scales}


def _told(kept: Mapping[str, Any]) -> ItemResult:
    if "bars" in kept:
        return AnswerCounts(tuple(kept["bars"]))
    return MedianAnswer(*kept["middle"]) if "middle" in kept else TooFewAnswers()


def _opened(room: Room, row: Row[Any]) -> dict[str, Any]:
    return unseal_result(room.site, room.id, row.number, bytes(row.told))


def _runs(now: datetime) -> ColumnElement[bool]:
    return rooms.c.opened > int((now - ROOM_LIFETIME).timestamp())


def _room(db: Connection, keys: SiteKeys, which: ColumnElement[bool], now: datetime) -> Room:
    row = db.execute(select(rooms).where(which, _runs(now))).first()
    if row is None:
        raise NotFound(_("This room has closed, or there is none with this code."))
    return _as_room(row, keys)


def _as_room(row: Row[Any], keys: SiteKeys) -> Room:
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
