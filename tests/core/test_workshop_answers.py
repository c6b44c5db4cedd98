"""Answers of a room: bound to it, to the round, and to a name that fits this round alone."""

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from reflect.core.crypto.primitives import DecryptionError
from reflect.core.crypto.workshop_answers import (
    new_room_pass,
    participant_id,
    seal_answers,
    seal_result,
    unseal_answers,
    unseal_result,
    verify_room_pass,
)

SITE, ROOM, TOKEN = b"s" * 32, "d" * 32, b"t" * 32
ANSWERS = {"answers": {"sense": 4, "calls": "n/a"}}


def lp(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def test_a_browser_is_called_as_the_page_on_privacy_has_it():
    info = lp(b"who", ROOM.encode(), b"2", TOKEN)
    assert participant_id(SITE, ROOM, 2, TOKEN) == HKDF(SHA256(), 16, None, info).derive(SITE)


def test_one_browser_has_another_name_in_each_round_and_room():
    names = {participant_id(SITE, room, n, TOKEN) for room in (ROOM, "e" * 32) for n in range(5)}
    assert len(names) == 10


def test_answers_open_in_their_place_alone():
    who = participant_id(SITE, ROOM, 1, TOKEN)
    blob = seal_answers(SITE, ROOM, 1, who, ANSWERS)
    assert unseal_answers(SITE, ROOM, 1, who, blob) == ANSWERS
    places = [
        (b"x" * 32, ROOM, 1, who),
        (SITE, "e" * 32, 1, who),
        (SITE, ROOM, 2, who),
        (SITE, ROOM, 1, participant_id(SITE, ROOM, 2, TOKEN)),
    ]
    for place in places:
        with pytest.raises(DecryptionError):
            unseal_answers(*place, blob)
    with pytest.raises(DecryptionError):
        unseal_result(SITE, ROOM, 1, blob)


def test_what_was_told_opens_again():
    assert unseal_result(SITE, ROOM, 1, seal_result(SITE, ROOM, 1, {"people": 7})) == {"people": 7}


def test_every_set_of_answers_has_the_same_size():
    sizes = {
        len(seal_answers(SITE, ROOM, 1, b"w" * 16, {"answers": dict.fromkeys("abcde"[:n], 5)}))
        for n in range(6)
    }
    assert len(sizes) == 1


def test_a_pass_is_known_for_its_own_code_alone():
    given = new_room_pass(SITE, "K7M4QX")
    assert len(verify_room_pass(SITE, "K7M4QX", given)) == 32
    changed = given[:-1] + ("0" if given[-1] != "0" else "1")
    for code, text in [("K7M4QY", given), ("K7M4QX", changed), ("K7M4QX", ""), ("K7M4QX", "zz")]:
        assert verify_room_pass(SITE, code, text) == b""
