"""A trip to the provider and back, tied to the browser that began it.

`state` is a text sealed under the browser's cookie: only that browser can bring it back, and it
tells nobody when it was begun, what for, or which page was wanted. `nonce` and the verifier of PKCE
follow from both. So nothing has to be stored before somebody comes back; that a state was used is
kept then (`arrivals`).
"""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from reflect.accounts.openid.errors import NotLetIn
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

LIFETIME: Final = 600  # seconds
AHEAD: Final = 60  # seconds by which another worker's clock may be ahead
_SIZE: Final = 160  # bytes, whatever page was wanted
_LONGEST_PATH: Final = 100


@dataclass(frozen=True, slots=True)
class Trip:
    """What goes along to the provider, and what it is for."""

    state: str
    nonce: str
    verifier: str
    join: bool  # somebody signed in wants to join their account to it
    wanted: str  # the path where they want to go then, or nothing


def begin(token: bytes, wanted: str, now: datetime, *, join: bool) -> Trip:
    """A new trip of the browser with this cookie."""
    wanted = wanted if wanted.isascii() and len(wanted) <= _LONGEST_PATH else ""
    told = {"at": int(now.timestamp()), "join": join, "wanted": wanted}
    plain = padded(canonical(told), size=_SIZE)
    return _trip(token, seal(_key(token), "openid", (), plain), join, wanted)


def back(token: bytes, state: str, now: datetime) -> Trip:
    """The trip that this browser comes back from.

    Raises:
        NotLetIn: another browser began it, it took too long, or it was never begun.
    """
    try:
        blob = base64.b64decode(state.encode("ascii") + b"==", altchars=b"-_", validate=True)
        told = parse(unpadded(open_sealed(_key(token), "openid", (), blob), size=_SIZE))
    except (Damaged, ValueError):
        raise NotLetIn("begun") from None
    if not -AHEAD <= now.timestamp() - told["at"] <= LIFETIME or _written(blob) != state:
        raise NotLetIn("begun")
    return _trip(token, blob, told["join"], told["wanted"])


def _trip(token: bytes, blob: bytes, join: bool, wanted: str) -> Trip:
    nonce = derive(token, "openid/nonce", blob).hex()
    verifier = derive(token, "openid/verifier", blob).hex()
    return Trip(_written(blob), nonce, verifier, join, wanted)


def _key(token: bytes) -> bytes:
    return derive(token, "openid/state")


def _written(blob: bytes) -> str:
    return base64.urlsafe_b64encode(blob).decode().rstrip("=")
