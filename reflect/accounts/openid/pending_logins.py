"""OpenID Connect state, nonce and PKCE verifier; and pending logins that need the vault's password.

`state` is sealed under the browser's cookie: only the browser that began the login can return it,
and it reveals neither its time nor the next page. The nonce and the PKCE verifier are derived from
both, so nothing is stored before the browser returns.

After the callback, a row stores the keyed hashes of the subject for ten minutes, until the vault's
own password is typed. Its id is derived from the cookie, and it is sealed under the cookie. A
second, empty row records that a state was used.
"""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, LargeBinary, bindparam, delete, select, text

from reflect.accounts.openid.errors import OpenidError
from reflect.core.crypto.primitives import DecryptionError, derive, seal_json, unseal_json
from reflect.models import arrivals

STATE_LIFETIME: Final = 600  # seconds
MAX_CLOCK_SKEW: Final = 60  # seconds by which another worker's clock may be ahead
PENDING_LOGIN_LIFETIME: Final = 600  # seconds
_STATE_BYTES: Final = 160  # plaintext, padded, so that the length does not reveal the next page
_MAX_PATH_LENGTH: Final = 100
_INSERT = text(
    "INSERT INTO arrivals (id, blob, expires) VALUES (:id, :blob, :expires) ON CONFLICT DO NOTHING"
).bindparams(bindparam("id", type_=LargeBinary), bindparam("blob", type_=LargeBinary))


@dataclass(frozen=True, slots=True)
class AuthorisationRequest:
    """An authorisation request: state, nonce, PKCE verifier, and its purpose."""

    state: str
    nonce: str
    code_verifier: str
    is_linking: bool  # a logged-in user wants to link their account
    next_path: str  # the path after login, or empty


@dataclass(frozen=True, slots=True)
class PendingLogin:
    """A user whom the provider has identified, as the keyed hashes of the subject."""

    subject_hashes: dict[int, bytes]  # by the number of the site key
    is_linking: bool
    next_path: str


def create_authorisation_request(
    token: bytes, next_path: str, now: datetime, *, is_linking: bool
) -> AuthorisationRequest:
    """Create an authorisation request for the browser with this cookie.

    A `next_path` that is too long or not ASCII is dropped.
    """
    path = next_path if next_path.isascii() and len(next_path) <= _MAX_PATH_LENGTH else ""
    content = {"at": int(now.timestamp()), "join": is_linking, "wanted": path}
    blob = seal_json(_state_key(token), "openid", (), content, size=_STATE_BYTES)
    return _build_request(token, blob, is_linking, path)


def authorisation_request_from_state(
    token: bytes, state: str, now: datetime
) -> AuthorisationRequest:
    """The authorisation request that a returned `state` belongs to.

    Raises:
        OpenidError: it is forged, expired or from another browser.
    """
    try:
        blob = base64.b64decode(state.encode("ascii") + b"==", altchars=b"-_", validate=True)
        content = unseal_json(_state_key(token), "openid", (), blob, size=_STATE_BYTES)
    except (DecryptionError, ValueError):
        raise OpenidError("begun") from None
    age = now.timestamp() - content["at"]
    if not -MAX_CLOCK_SKEW <= age <= STATE_LIFETIME or _encode_state(blob) != state:
        raise OpenidError("begun")
    return _build_request(token, blob, content["join"], content["wanted"])


def mark_state_used(db: Connection, token: bytes, state: str, now: datetime) -> None:
    """Record that a state was used; a state is valid once.

    Raises:
        OpenidError: it was used before.
    """
    used_id = derive(token, "openid/used", state)
    expires = int(now.timestamp()) + 2 * STATE_LIFETIME  # longer than the state is valid
    if db.execute(_INSERT, {"id": used_id, "blob": b"", "expires": expires}).rowcount != 1:
        raise OpenidError("begun")


def save_pending_login(db: Connection, token: bytes, pending: PendingLogin, now: datetime) -> None:
    """Store the pending login of this browser, replacing an earlier one."""
    hashes = {str(number): each.hex() for number, each in pending.subject_hashes.items()}
    content = {"hashes": hashes, "join": pending.is_linking, "wanted": pending.next_path}
    blob = seal_json(_login_key(token), "arrival", (), content)
    delete_pending_login(db, token)
    expires = int(now.timestamp()) + PENDING_LOGIN_LIFETIME
    db.execute(_INSERT, {"id": _login_id(token), "blob": blob, "expires": expires})


def load_pending_login(db: Connection, token: bytes, now: datetime) -> PendingLogin | None:
    """The pending login of this browser from the last ten minutes, or None."""
    statement = select(arrivals.c.blob).where(
        arrivals.c.id == _login_id(token), arrivals.c.expires > int(now.timestamp())
    )
    blob = db.execute(statement).scalar_one_or_none()
    if blob is None:
        return None
    try:
        content = unseal_json(_login_key(token), "arrival", (), bytes(blob))
    except DecryptionError:
        return None  # so that the user can begin again
    hashes = {int(number): bytes.fromhex(each) for number, each in content["hashes"].items()}
    return PendingLogin(hashes, content["join"], content["wanted"])


def delete_pending_login(db: Connection, token: bytes) -> None:
    """Delete the pending login of this browser."""
    db.execute(delete(arrivals).where(arrivals.c.id == _login_id(token)))


def _build_request(
    token: bytes, blob: bytes, is_linking: bool, next_path: str
) -> AuthorisationRequest:
    nonce = derive(token, "openid/nonce", blob).hex()
    verifier = derive(token, "openid/verifier", blob).hex()
    return AuthorisationRequest(_encode_state(blob), nonce, verifier, is_linking, next_path)


def _state_key(token: bytes) -> bytes:
    return derive(token, "openid/state")


def _encode_state(blob: bytes) -> str:
    return base64.urlsafe_b64encode(blob).decode().rstrip("=")


def _login_id(token: bytes) -> bytes:
    return derive(token, "openid/arrival")


def _login_key(token: bytes) -> bytes:
    return derive(token, "openid/arrival/key")
