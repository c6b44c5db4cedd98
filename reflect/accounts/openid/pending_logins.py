"""Who has come back from the provider, for ten minutes: the vault's password is still to be typed.

A row lies under an id that only the browser's cookie gives, and holds, sealed under that cookie,
the keyed hashes of whom the provider named. A second, empty row says that a state was used.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, LargeBinary, bindparam, delete, select, text

from reflect.accounts.openid.errors import NotLetIn
from reflect.accounts.openid.trips import Trip
from reflect.core.crypto.primitives import (
    Damaged,
    canonical,
    derive,
    open_sealed,
    padded,
    parse,
    seal,
    unpadded,
)
from reflect.models import arrivals

LIFETIME: Final = 600  # seconds
_NEW = text(
    "INSERT INTO arrivals (id, blob, expires) VALUES (:id, :blob, :expires) ON CONFLICT DO NOTHING"
).bindparams(bindparam("id", type_=LargeBinary), bindparam("blob", type_=LargeBinary))


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whom the provider named, by the numbers of the site keys, and where they want to go."""

    hashes: dict[int, bytes]
    join: bool
    wanted: str


def use_up(db: Connection, token: bytes, trip: Trip, now: datetime) -> None:
    """A state is good once.

    Raises:
        NotLetIn: it was used before.
    """
    found = derive(token, "openid/used", trip.state)
    expires = int(now.timestamp()) + LIFETIME + LIFETIME  # longer than the trip itself may take
    if db.execute(_NEW, {"id": found, "blob": b"", "expires": expires}).rowcount != 1:
        raise NotLetIn("begun")


def keep(db: Connection, token: bytes, arrival: Arrival, now: datetime) -> None:
    """Keep who has come back to this browser, in the place of who came before."""
    hashes = {str(number): each.hex() for number, each in arrival.hashes.items()}
    told = {"hashes": hashes, "join": arrival.join, "wanted": arrival.wanted}
    blob = seal(_key(token), "arrival", (), padded(canonical(told)))
    drop(db, token)
    expires = int(now.timestamp()) + LIFETIME
    db.execute(_NEW, {"id": _id(token), "blob": blob, "expires": expires})


def find(db: Connection, token: bytes, now: datetime) -> Arrival | None:
    """Who has come back to this browser in the last ten minutes."""
    mine = select(arrivals.c.blob).where(
        arrivals.c.id == _id(token), arrivals.c.expires > int(now.timestamp())
    )
    blob = db.execute(mine).scalar_one_or_none()
    if blob is None:
        return None
    try:
        told = parse(unpadded(open_sealed(_key(token), "arrival", (), bytes(blob))))
    except Damaged:  # nobody, so that beginning again mends it
        return None
    hashes = {int(number): bytes.fromhex(each) for number, each in told["hashes"].items()}
    return Arrival(hashes, told["join"], told["wanted"])


def drop(db: Connection, token: bytes) -> None:
    """They are in, or joined."""
    db.execute(delete(arrivals).where(arrivals.c.id == _id(token)))


def clean_up(db: Connection, moment: int) -> None:
    """Delete what is over at a moment (epoch seconds)."""
    db.execute(delete(arrivals).where(arrivals.c.expires <= moment))


def _id(token: bytes) -> bytes:
    return derive(token, "openid/arrival")


def _key(token: bytes) -> bytes:
    return derive(token, "openid/arrival/key")
