"""Workshop answers: encryption, participant ids for one round, and room passes.

The key is derived from the site's key, so somebody with the key file can unseal the answers of a
room that has not ended; they contain no names. A participant's id in a round is derived one way
from the browser's cookie and differs in each round, so the answers of two rounds cannot be linked.
"""

import hmac
import os
from collections.abc import Mapping
from typing import Any

from reflect.core.crypto.primitives import KeyPart, RandomBytes, derive, seal_json, unseal_json

TOKEN_BYTES = 32
_MAC_BYTES = 16


def participant_id(site: bytes, room: str, number: int, token: bytes) -> bytes:
    """The id in one round of a room of the browser with this token: 16 bytes."""
    return derive(site, "who", room, number, token, length=16)


def seal_answers(
    site: bytes, room: str, number: int, participant: bytes, answers: Mapping[str, Any]
) -> bytes:
    """Seal the answers of one browser, or of one paper form, in one round."""
    return _seal(site, room, (number, participant), answers)


def unseal_answers(
    site: bytes, room: str, number: int, participant: bytes, blob: bytes
) -> dict[str, Any]:
    """The answers that `seal_answers` sealed.

    Raises:
        DecryptionError: another room, round or participant, or changed bytes.
    """
    return _unseal(site, room, (number, participant), blob)


def seal_result(site: bytes, room: str, number: int, result: Mapping[str, Any]) -> bytes:
    """Seal the result of a round, which is calculated only once."""
    return _seal(site, room, (number, "told"), result)


def unseal_result(site: bytes, room: str, number: int, blob: bytes) -> dict[str, Any]:
    """The result that `seal_result` sealed.

    Raises:
        DecryptionError: another room or round, or changed bytes.
    """
    return _unseal(site, room, (number, "told"), blob)


def new_room_pass(site: bytes, code: str, random: RandomBytes = os.urandom) -> str:
    """A room pass for a browser that joined the room with this code: a new token and its MAC.

    The MAC tells a phone that was in the room from one that guesses codes, even after the room has
    ended and nothing about it is stored.
    """
    token = random(TOKEN_BYTES)
    return (token + _room_mac(site, code, token)).hex()


def verify_room_pass(site: bytes, code: str, text: str) -> bytes:
    """The token in a room pass for this code; empty if the pass is not valid."""
    try:
        decoded = bytes.fromhex(text)
    except ValueError:
        return b""
    token, mac = decoded[:TOKEN_BYTES], decoded[TOKEN_BYTES:]
    return token if hmac.compare_digest(mac, _room_mac(site, code, token)) else b""


def _room_mac(site: bytes, code: str, token: bytes) -> bytes:
    return derive(site, "room/pass", code, token, length=_MAC_BYTES)


def _seal(site: bytes, room: str, place: tuple[KeyPart, ...], obj: Mapping[str, Any]) -> bytes:
    return seal_json(derive(site, "room", room), "room", (room, *place), obj)


def _unseal(site: bytes, room: str, place: tuple[KeyPart, ...], blob: bytes) -> dict[str, Any]:
    return unseal_json(derive(site, "room", room), "room", (room, *place), blob)
