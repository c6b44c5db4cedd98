"""Answers given in a room: sealed until it ends, under names that fit one round only.

The key follows from the site's key, so whoever has the key file can open the answers of a room that
still runs; there is no name in them. What a browser is called in a round follows from its cookie
in one direction, and differs from round to round, so that no two rounds can be paired.
"""

import hmac
import os
from collections.abc import Mapping
from typing import Any

from reflect.core.crypto.primitives import (
    KeyPart,
    RandomBytes,
    canonical_json,
    derive,
    pad,
    parse_canonical_json,
    seal,
    unpad,
    unseal,
)

TOKEN_BYTES = 32  # bytes
_MARK = 16  # bytes


def participant_id(site: bytes, room: str, number: int, token: bytes) -> bytes:
    """What the browser with this token is called in a round of a room: 16 bytes."""
    return derive(site, "who", room, number, token, length=16)


def seal_answers(
    site: bytes, room: str, number: int, who: bytes, answers: Mapping[str, Any]
) -> bytes:
    """The answers of one browser, or of one slip, in one round."""
    return _seal(site, room, (number, who), answers)


def unseal_answers(site: bytes, room: str, number: int, who: bytes, blob: bytes) -> dict[str, Any]:
    """What `seal_answers` was given.

    Raises:
        Damaged: another room, round, or name; or changed bytes.
    """
    return _open(site, room, (number, who), blob)


def seal_result(site: bytes, room: str, number: int, told: Mapping[str, Any]) -> bytes:
    """What a round is told as, so that it is worked out once."""
    return _seal(site, room, (number, "told"), told)


def unseal_result(site: bytes, room: str, number: int, blob: bytes) -> dict[str, Any]:
    """What `seal_told` was given.

    Raises:
        Damaged: another room or round, or changed bytes.
    """
    return _open(site, room, (number, "told"), blob)


def new_room_pass(site: bytes, code: str, random: RandomBytes = os.urandom) -> str:
    """What a browser is given that joined the room with this code: its token, and a mark on it.

    By the mark a phone that has been in the room is told from a guesser, even after the room has
    ended and nothing about it is stored.
    """
    token = random(TOKEN_BYTES)
    return (token + _mark(site, code, token)).hex()


def verify_room_pass(site: bytes, code: str, text: str) -> bytes:
    """The token in a pass for this code; empty if it is none."""
    try:
        both = bytes.fromhex(text)
    except ValueError:
        return b""
    token, mark = both[:TOKEN_BYTES], both[TOKEN_BYTES:]
    return token if hmac.compare_digest(mark, _mark(site, code, token)) else b""


def _mark(site: bytes, code: str, token: bytes) -> bytes:
    return derive(site, "room/pass", code, token, length=_MARK)


def _seal(site: bytes, room: str, place: tuple[KeyPart, ...], obj: Mapping[str, Any]) -> bytes:
    return seal(derive(site, "room", room), "room", (room, *place), pad(canonical_json(obj)))


def _open(site: bytes, room: str, place: tuple[KeyPart, ...], blob: bytes) -> dict[str, Any]:
    return parse_canonical_json(
        unpad(unseal(derive(site, "room", room), "room", (room, *place), blob))
    )
