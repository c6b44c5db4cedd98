"""The code on the wall."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.crypto.room_codes import (
    LENGTH,
    ROOM_SYMBOLS,
    new_room_code,
    read_room_code,
    spaced,
)
from reflect.core.errors import Invalid

CODES = st.text(ROOM_SYMBOLS, min_size=LENGTH, max_size=LENGTH)


def test_thirty_symbols_none_of_which_looks_like_another():
    assert len(set(ROOM_SYMBOLS)) == 30
    assert not set("01OILU") & set(ROOM_SYMBOLS)


@given(
    CODES, st.sampled_from([str.lower, str.upper, spaced, lambda code: f" {code[:2]}-{code[2:]}"])
)
def test_however_it_is_typed_it_is_read(code, typed):
    assert read_room_code(typed(code)) == code


def test_a_fresh_code_can_be_read():
    assert read_room_code(new_room_code()) != read_room_code(new_room_code())


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("  ", "Type the code"),
        ("K7M 4Q", "This one has 5"),
        ("K7M 4QXX", "This one has 7"),
        ("K0M 4QX", "No code has “0”"),
        ("<b>", "No code has “<”"),
    ],
)
def test_what_cannot_be_a_code_is_told_why(typed, told):
    with pytest.raises(Invalid, match=told):
        read_room_code(typed)
