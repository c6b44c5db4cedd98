"""The cookies of a room: the pass of a phone, and the token of the presenter's screens.

Each has the path of its room, so no other page is sent them, and is gone when the browser closes.
They carry nothing but random bytes and a mark. Presenter's pages run on their own token because the
session behind them may lock while a trainer talks; polling never keeps it awake.
"""

import hashlib

from flask import Response, request

from reflect.core.crypto.workshop_answers import new_room_pass, verify_room_pass
from reflect.web.access_control import browser_token
from reflect.web.current_site import current_settings, site_keys


def read_participant_token(code: str) -> bytes:
    """The token of a browser that has been in the room with this code; else empty."""
    given = request.cookies.get(_name("room"), "")
    found = (verify_room_pass(site, code, given) for site in site_keys().by_number.values())
    return next((token for token in found if token), b"")


def set_participant_cookie(response: Response, code: str) -> bytes:
    """A fresh pass for the room, sent with the response; its token."""
    site = site_keys()[site_keys().current_number]
    given = new_room_pass(site, code)
    _set(response, "room", given, f"/room/{code}")
    return verify_room_pass(site, code, given)


def read_facilitator_token() -> bytes:
    """The token of the presenter's screens; else empty."""
    try:
        return bytes.fromhex(request.cookies.get(_name("presenter"), ""))
    except ValueError:
        return b""


def set_facilitator_cookie(response: Response, room: str, token: bytes) -> None:
    """Let this browser hold the room."""
    _set(response, "presenter", token.hex(), f"/workshops/{room}")


def delete_facilitator_cookie(response: Response, room: str) -> None:
    """The room has ended: its cookie goes too."""
    response.delete_cookie(_name("presenter"), path=f"/workshops/{room}")


def derive_session_fingerprint() -> str:
    """Eight hex digits that change when somebody else signs in in this browser.

    A page that was open before has a form token that no longer fits; by this it can tell.
    """
    return hashlib.sha256(b"mark" + browser_token()).hexdigest()[:8]


def _name(plain: str) -> str:
    return current_settings().cookie_name(plain, "__Secure-")


def _set(response: Response, name: str, value: str, path: str) -> None:
    response.set_cookie(
        _name(name),
        value,
        path=path,
        secure=current_settings().is_https,
        httponly=True,
        samesite="Lax",
    )
