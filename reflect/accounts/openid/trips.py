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

STATE_LIFETIME: Final = 600  # seconds
MAX_CLOCK_SKEW: Final = 60  # seconds by which another worker's clock may be ahead
_SIZE: Final = 160  # bytes, whatever page was wanted
_LONGEST_PATH: Final = 100


@dataclass(frozen=True, slots=True)
class AuthorisationRequest:
    """What goes along to the provider, and what it is for."""

    state: str
    nonce: str
    code_verifier: str
    is_linking: bool  # somebody signed in wants to join their account to it
    next_path: str  # the path where they want to go then, or nothing


def create_authorisation_request(
    token: bytes, wanted: str, now: datetime, *, join: bool
) -> AuthorisationRequest:
    """A new trip of the browser with this cookie."""
    wanted = wanted if wanted.isascii() and len(wanted) <= _LONGEST_PATH else ""
    told = {"at": int(now.timestamp()), "join": join, "wanted": wanted}
    plain = pad(canonical_json(told), size=_SIZE)
    return _trip(token, seal(_key(token), "openid", (), plain), join, wanted)


def authorisation_request_from_state(
    token: bytes, state: str, now: datetime
) -> AuthorisationRequest:
    """The trip that this browser comes back from.

    Raises:
        NotLetIn: another browser began it, it took too long, or it was never begun.
    """
    try:
        blob = base64.b64decode(state.encode("ascii") + b"==", altchars=b"-_", validate=True)
        told = parse_canonical_json(unpad(unseal(_key(token), "openid", (), blob), size=_SIZE))
    except (DecryptionError, ValueError):
        raise OpenidError("begun") from None
    if (
        not -MAX_CLOCK_SKEW <= now.timestamp() - told["at"] <= STATE_LIFETIME
        or _written(blob) != state
    ):
        raise OpenidError("begun")
    return _trip(token, blob, told["join"], told["wanted"])


def _trip(token: bytes, blob: bytes, join: bool, wanted: str) -> AuthorisationRequest:
    nonce = derive(token, "openid/nonce", blob).hex()
    verifier = derive(token, "openid/verifier", blob).hex()
    return AuthorisationRequest(_written(blob), nonce, verifier, join, wanted)


def _key(token: bytes) -> bytes:
    return derive(token, "openid/state")


def _written(blob: bytes) -> str:
    return base64.urlsafe_b64encode(blob).decode().rstrip("=")
