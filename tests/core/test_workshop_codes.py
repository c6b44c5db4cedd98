"""The code on the wall."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.crypto.codes import (
    ROOM_CODE_ALPHABET,
    ROOM_CODE_LENGTH,
    format_room_code,
    new_room_code,
    parse_room_code,
)
from reflect.core.errors import Invalid

CODES = st.text(ROOM_CODE_ALPHABET, min_size=ROOM_CODE_LENGTH, max_size=ROOM_CODE_LENGTH)


def test_thirty_symbols_none_of_which_looks_like_another():
    assert len(set(ROOM_CODE_ALPHABET)) == 30
    assert not set("01OILU") & set(ROOM_CODE_ALPHABET)


@given(
    CODES,
    st.sampled_from(
        [str.lower, str.upper, format_room_code, lambda code: f" {code[:2]}-{code[2:]}"]
    ),
)
def test_however_it_is_typed_it_is_read(code, typed):
    assert parse_room_code(typed(code)) == code


def test_a_fresh_code_can_be_read():
    assert parse_room_code(new_room_code()) != parse_room_code(new_room_code())


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
        parse_room_code(typed)
