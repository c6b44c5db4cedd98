"""Rooms and rounds as they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.workshop_answers import open_told
from reflect.core.disclosure.workshop_rounds import Bars, Few, Middle, Round, Told
from reflect.core.errors import NotFound
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.words import _
from reflect.models import room_answers, room_rounds, rooms

LIFE = timedelta(days=1)
HERE = 0  # the round under which those who joined are counted


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
    def ends(self) -> datetime:
        """When it is deleted if nobody ends it before."""
        return self.opened + LIFE


@dataclass(frozen=True, slots=True)
class RoundKept:
    """A round; `told` is None as long as it is open."""

    number: int
    instrument: Instrument
    slips: int
    told: Round | None

    @property
    def title(self) -> str:
        """What was asked, and in which round."""
        return _("{name}, round {n}").format(name=self.instrument.title, n=self.number)


@dataclass(frozen=True, slots=True)
class Numbers:
    """All that is known of a room before its results are shown."""

    here: int
    answered: int
    slips: int


def room_of_code(db: Connection, keys: SiteKeys, code: str, now: datetime) -> Room:
    """The room with this code.

    Raises:
        NotFound: no room has it, or not any more.
    """
    return _room(db, keys, rooms.c.code == code, now)


def room_of_id(db: Connection, keys: SiteKeys, room: str, now: datetime) -> Room:
    """The room with this id.

    Raises:
        NotFound: there is none, or not any more.
    """
    return _room(db, keys, rooms.c.id == room, now)


def rooms_of(db: Connection, keys: SiteKeys, account: str, now: datetime) -> list[Room]:
    """The rooms that somebody opened and that still run, oldest first."""
    found = select(rooms).where(rooms.c.account == account, _runs(now)).order_by(rooms.c.opened)
    return [_as_room(row, keys) for row in db.execute(found)]


def rounds_of(db: Connection, room: Room, library: Library) -> list[RoundKept]:
    """All rounds of a room, the first first."""
    found = select(room_rounds).where(room_rounds.c.room == room.id).order_by(room_rounds.c.number)
    return [
        RoundKept(
            row.number,
            library.version(row.instrument, row.version),
            row.slips,
            None if row.told is None else as_round(_opened(room, row)),
        )
        for row in db.execute(found)
    ]


def numbers(db: Connection, room: Room) -> Numbers:
    """How many are here, how many of them have answered the round, how many on paper."""
    counted = (
        select(room_answers.c.round, func.count())
        .where(room_answers.c.room == room.id, room_answers.c.round.in_((HERE, room.round)))
        .group_by(room_answers.c.round)
    )
    found = {row[0]: row[1] for row in db.execute(counted)}
    slips = select(room_rounds.c.slips).where(
        room_rounds.c.room == room.id, room_rounds.c.number == room.round
    )
    return Numbers(found.get(HERE, 0), found.get(room.round, 0), db.execute(slips).scalar() or 0)


def as_round(kept: Mapping[str, Any]) -> Round:
    """A round as it was told, from what was kept of it."""
    return Round(
        kept["people"],
        kept["slips"],
        {name: _told(each) for name, each in kept["items"].items()},
        kept["scales"],
    )


def as_kept(told: Round) -> dict[str, Any]:
    """What is kept of a round that was told."""
    items: dict[str, Any] = {}
    for name, each in told.items.items():
        match each:
            case Few():
                items[name] = {}
            case Middle(low, high):
                items[name] = {"middle": [low, high]}
            case Bars(counts):
                items[name] = {"bars": list(counts)}
    scales = dict(told.scales)
    return {"people": told.people, "slips": told.slips, "items": items, "scales": scales}


def _told(kept: Mapping[str, Any]) -> Told:
    if "bars" in kept:
        return Bars(tuple(kept["bars"]))
    return Middle(*kept["middle"]) if "middle" in kept else Few()


def _opened(room: Room, row: Row[Any]) -> dict[str, Any]:
    return open_told(room.site, room.id, row.number, bytes(row.told))


def _runs(now: datetime) -> ColumnElement[bool]:
    return rooms.c.opened > int((now - LIFE).timestamp())


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
