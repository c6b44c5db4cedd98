"""OpenID Connect state, and logins that wait for the vault's password.

`state` is sealed under the browser's cookie: only the browser that began the login can bring it
back, and it reveals neither when it was made nor which page comes next. The nonce and the PKCE
verifier are derived from both, so nothing is stored before the browser returns.

After the callback, a row keeps the keyed hashes of the subject for ten minutes, until the vault's
own password is typed. It is stored under an id derived from the cookie and sealed under the cookie.
A second, empty row records that a state was used.
"""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, LargeBinary, bindparam, delete, select, text

from reflect.accounts.openid.errors import OpenidError
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

STATE_LIFETIME: Final = 600  # seconds
MAX_CLOCK_SKEW: Final = 60  # seconds by which another worker's clock may be ahead
_SIZE: Final = 160  # bytes, whatever page was wanted
_LONGEST_PATH: Final = 100


@dataclass(frozen=True, slots=True)
class AuthorisationRequest:
    """An authorisation request: state, nonce, PKCE verifier, and its purpose."""

    state: str
    nonce: str
    code_verifier: str
    is_linking: bool  # a logged-in user wants to link their account
    next_path: str  # the path after login, or empty


def create_authorisation_request(
    token: bytes, wanted: str, now: datetime, *, join: bool
) -> AuthorisationRequest:
    """Create an authorisation request of the browser with this cookie."""
    wanted = wanted if wanted.isascii() and len(wanted) <= _LONGEST_PATH else ""
    told = {"at": int(now.timestamp()), "join": join, "wanted": wanted}
    plain = pad(canonical_json(told), size=_SIZE)
    return _make_request(token, seal(_state_key(token), "openid", (), plain), join, wanted)


def authorisation_request_from_state(
    token: bytes, state: str, now: datetime
) -> AuthorisationRequest:
    """The authorisation request that a returned `state` belongs to.

    Raises:
        OpenidError: another browser began it, it took too long, or it was never begun.
    """
    try:
        blob = base64.b64decode(state.encode("ascii") + b"==", altchars=b"-_", validate=True)
        told = parse_canonical_json(
            unpad(unseal(_state_key(token), "openid", (), blob), size=_SIZE)
        )
    except (DecryptionError, ValueError):
        raise OpenidError("begun") from None
    if (
        not -MAX_CLOCK_SKEW <= now.timestamp() - told["at"] <= STATE_LIFETIME
        or _encode_state(blob) != state
    ):
        raise OpenidError("begun")
    return _make_request(token, blob, told["join"], told["wanted"])


def _make_request(token: bytes, blob: bytes, join: bool, wanted: str) -> AuthorisationRequest:
    nonce = derive(token, "openid/nonce", blob).hex()
    verifier = derive(token, "openid/verifier", blob).hex()
    return AuthorisationRequest(_encode_state(blob), nonce, verifier, join, wanted)


def _state_key(token: bytes) -> bytes:
    return derive(token, "openid/state")


def _encode_state(blob: bytes) -> str:
    return base64.urlsafe_b64encode(blob).decode().rstrip("=")


PENDING_LOGIN_LIFETIME: Final = 600  # seconds
_NEW = text(
    "INSERT INTO arrivals (id, blob, expires) VALUES (:id, :blob, :expires) ON CONFLICT DO NOTHING"
).bindparams(bindparam("id", type_=LargeBinary), bindparam("blob", type_=LargeBinary))


@dataclass(frozen=True, slots=True)
class PendingLogin:
    """The subject that the provider named, as hashes by site key, and the next page."""

    subject_hashes: dict[int, bytes]
    is_linking: bool
    next_path: str


def mark_state_used(
    db: Connection, token: bytes, trip: AuthorisationRequest, now: datetime
) -> None:
    """Record that a state was used; a state is valid once.

    Raises:
        OpenidError: it was used before.
    """
    found = derive(token, "openid/used", trip.state)
    expires = (
        int(now.timestamp()) + PENDING_LOGIN_LIFETIME + PENDING_LOGIN_LIFETIME
    )  # longer than the trip itself may take
    if db.execute(_NEW, {"id": found, "blob": b"", "expires": expires}).rowcount != 1:
        raise OpenidError("begun")


def save_pending_login(db: Connection, token: bytes, arrival: PendingLogin, now: datetime) -> None:
    """Store the pending login of this browser, replacing an earlier one."""
    hashes = {str(number): each.hex() for number, each in arrival.subject_hashes.items()}
    told = {"hashes": hashes, "join": arrival.is_linking, "wanted": arrival.next_path}
    blob = seal(_key(token), "arrival", (), pad(canonical_json(told)))
    delete_pending_login(db, token)
    expires = int(now.timestamp()) + PENDING_LOGIN_LIFETIME
    db.execute(_NEW, {"id": _id(token), "blob": blob, "expires": expires})


def load_pending_login(db: Connection, token: bytes, now: datetime) -> PendingLogin | None:
    """The pending login of this browser from the last ten minutes."""
    mine = select(arrivals.c.blob).where(
        arrivals.c.id == _id(token), arrivals.c.expires > int(now.timestamp())
    )
    blob = db.execute(mine).scalar_one_or_none()
    if blob is None:
        return None
    try:
        told = parse_canonical_json(unpad(unseal(_key(token), "arrival", (), bytes(blob))))
    except DecryptionError:  # none, so that the user can begin again
        return None
    hashes = {int(number): bytes.fromhex(each) for number, each in told["hashes"].items()}
    return PendingLogin(hashes, told["join"], told["wanted"])


def delete_pending_login(db: Connection, token: bytes) -> None:
    """Delete the pending login: it was completed."""
    db.execute(delete(arrivals).where(arrivals.c.id == _id(token)))


def delete_expired_logins(db: Connection, moment: int) -> None:
    """Delete pending logins that expired before a moment (epoch seconds)."""
    db.execute(delete(arrivals).where(arrivals.c.expires <= moment))


def _id(token: bytes) -> bytes:
    return derive(token, "openid/arrival")


def _key(token: bytes) -> bytes:
    return derive(token, "openid/arrival/key")
