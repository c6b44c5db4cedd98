"""Who has come back from the provider, for ten minutes: the vault's password is still to be typed.

A row lies under an id that only the browser's cookie gives, and holds, sealed under that cookie,
the keyed hashes of whom the provider named. A second, empty row says that a state was used.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, LargeBinary, bindparam, delete, select, text

from reflect.accounts.openid.errors import OpenidError
from reflect.accounts.openid.trips import AuthorisationRequest
from reflect.core.crypto.primitives import (
    DecryptionError,
    canonical_json,
    derive,
    pad,
    parse_canonical_json,
    seal,
    unpad,
    unseal,
)
from reflect.models import arrivals

PENDING_LOGIN_LIFETIME: Final = 600  # seconds
_NEW = text(
    "INSERT INTO arrivals (id, blob, expires) VALUES (:id, :blob, :expires) ON CONFLICT DO NOTHING"
).bindparams(bindparam("id", type_=LargeBinary), bindparam("blob", type_=LargeBinary))


@dataclass(frozen=True, slots=True)
class PendingLogin:
    """Whom the provider named, by the numbers of the site keys, and where they want to go."""

    subject_hashes: dict[int, bytes]
    is_linking: bool
    next_path: str


def mark_state_used(
    db: Connection, token: bytes, trip: AuthorisationRequest, now: datetime
) -> None:
    """A state is good once.

    Raises:
        NotLetIn: it was used before.
    """
    found = derive(token, "openid/used", trip.state)
    expires = (
        int(now.timestamp()) + PENDING_LOGIN_LIFETIME + PENDING_LOGIN_LIFETIME
    )  # longer than the trip itself may take
    if db.execute(_NEW, {"id": found, "blob": b"", "expires": expires}).rowcount != 1:
        raise OpenidError("begun")


def save_pending_login(db: Connection, token: bytes, arrival: PendingLogin, now: datetime) -> None:
    """Keep who has come back to this browser, in the place of who came before."""
    hashes = {str(number): each.hex() for number, each in arrival.subject_hashes.items()}
    told = {"hashes": hashes, "join": arrival.is_linking, "wanted": arrival.next_path}
    blob = seal(_key(token), "arrival", (), pad(canonical_json(told)))
    delete_pending_login(db, token)
    expires = int(now.timestamp()) + PENDING_LOGIN_LIFETIME
    db.execute(_NEW, {"id": _id(token), "blob": blob, "expires": expires})


def load_pending_login(db: Connection, token: bytes, now: datetime) -> PendingLogin | None:
    """Who has come back to this browser in the last ten minutes."""
    mine = select(arrivals.c.blob).where(
        arrivals.c.id == _id(token), arrivals.c.expires > int(now.timestamp())
    )
    blob = db.execute(mine).scalar_one_or_none()
    if blob is None:
        return None
    try:
        told = parse_canonical_json(unpad(unseal(_key(token), "arrival", (), bytes(blob))))
    except DecryptionError:  # nobody, so that beginning again mends it
        return None
    hashes = {int(number): bytes.fromhex(each) for number, each in told["hashes"].items()}
    return PendingLogin(hashes, told["join"], told["wanted"])


def delete_pending_login(db: Connection, token: bytes) -> None:
    """They are in, or joined."""
    db.execute(delete(arrivals).where(arrivals.c.id == _id(token)))


def delete_expired_logins(db: Connection, moment: int) -> None:
    """Delete what is over at a moment (epoch seconds)."""
    db.execute(delete(arrivals).where(arrivals.c.expires <= moment))


def _id(token: bytes) -> bytes:
    return derive(token, "openid/arrival")


def _key(token: bytes) -> bytes:
    return derive(token, "openid/arrival/key")
