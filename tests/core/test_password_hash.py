"""The cost of a guess: read strictly, within bounds, the same for both spellings of an accent."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.pwhash import argon2id

from reflect.core.crypto.password_hash import Kdf, stretch_new_password, stretch_password
from reflect.core.crypto.primitives import SiteKeys, derive
from reflect.core.errors import Invalid

WEAK = Kdf(8, 1, 1)
SALT, SITE = b"\x05" * 16, b"\x06" * 32


@st.composite
def kdfs(draw: st.DrawFn) -> Kdf:
    lanes = draw(st.integers(1, 16))
    return Kdf(draw(st.integers(8 * lanes, 1024 * 1024)), draw(st.integers(1, 16)), lanes)


@given(kdfs())
def test_a_cost_is_read_as_it_was_written(kdf: Kdf) -> None:
    assert Kdf.parse(str(kdf)) == kdf


@given(kdfs(), kdfs())
def test_of_two_costs_neither_is_weaker_only_if_they_cost_a_guesser_the_same(
    one: Kdf, other: Kdf
) -> None:
    same = (one.memory, one.passes) == (other.memory, other.passes)
    assert (not one.is_weaker_than(other) and not other.is_weaker_than(one)) == same


def test_todays_cost_is_64_mib_in_three_passes() -> None:
    assert str(Kdf.current) == "argon2id,19,65536,3,1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "argon2i,19,65536,3,1",
        "argon2id,16,65536,3,1",
        "argon2id,19,65536,3",
        "argon2id,19,65536,3,1,",
        "argon2id,19,065536,3,1",
        "argon2id,19,65536,3,1\n",
        "argon2id,19,-1,3,1",
        "argon2id,19,\u0661\u0666,3,1",
        "argon2id,19,9999999999,3,1",
    ],
)
def test_what_is_no_known_method_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="not known"):
        Kdf.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "argon2id,19,1048577,3,1",
        "argon2id,19,7,1,1",
        "argon2id,19,31,1,4",
        "argon2id,19,65536,0,1",
        "argon2id,19,65536,17,1",
        "argon2id,19,65536,3,0",
        "argon2id,19,65536,3,17",
    ],
)
def test_an_absurd_cost_is_refused_before_it_is_paid(text: str) -> None:
    with pytest.raises(Invalid, match="out of bounds"):
        Kdf.parse(text)


def test_the_hash_is_argon2id_as_another_library_has_it() -> None:
    hashed = argon2id.kdf(32, b"a small boat", SALT, opslimit=2, memlimit=64 * 1024)
    expected = hmac.new(derive(SITE, "pepper"), hashed, hashlib.sha256).digest()
    assert stretch_password("a small boat", SALT, Kdf(64, 2, 1), SITE) == expected


def test_one_password_in_two_spellings_comes_to_the_same() -> None:
    composed, apart = "caf\u00e9 \ufb01ve", "cafe\u0301 five"
    assert stretch_password(composed, SALT, WEAK, SITE) == stretch_password(apart, SALT, WEAK, SITE)


def test_everything_that_goes_in_matters() -> None:
    results = {
        stretch_password("a small boat", SALT, WEAK, SITE),
        stretch_password("A small boat", SALT, WEAK, SITE),
        stretch_password("a small boat ", SALT, WEAK, SITE),
        stretch_password("a small boat", b"\x07" * 16, WEAK, SITE),
        stretch_password("a small boat", SALT, Kdf(16, 1, 1), SITE),
        stretch_password("a small boat", SALT, Kdf(8, 2, 1), SITE),
        stretch_password("a small boat", SALT, WEAK, b"\x07" * 32),
    }
    assert len(results) == 7


def test_half_a_character_is_refused_in_a_sentence() -> None:
    with pytest.raises(Invalid) as told:
        stretch_password("a small boat \ud83d", SALT, WEAK, SITE)
    assert str(told.value) == "This password holds a character that cannot be used."


def test_a_new_password_gets_a_fresh_salt_and_the_last_site_key() -> None:
    keys = SiteKeys({3: b"\0" * 32, 5: SITE})
    one, other = (stretch_new_password("a small boat", keys, WEAK) for _ in range(2))
    assert one.site_key_number == 5
    assert one.salt != other.salt
    assert one.result == stretch_password("a small boat", one.salt, WEAK, SITE)
    assert repr(one.result) not in repr(one)
