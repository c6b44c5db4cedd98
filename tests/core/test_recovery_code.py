"""Codes that people copy by hand: what is read alike, and what is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.crypto.codes import (
    CODE_ALPHABET,
    is_last_group,
    key_material,
    last_group,
    new_recovery_code,
    new_short_code,
    parse_recovery_code,
    parse_short_code,
)
from reflect.core.errors import Invalid

CODE = "28T5-CY4T-QKFF-0492-6D25-ASKQ-HRXQ"
DASHES = "-‐‑–—"  # noqa: RUF001  the point is that a word processor puts such dashes in

codes = st.binary(min_size=16, max_size=16).map(
    lambda bits: new_recovery_code(lambda _length: bits)
)
short_codes = st.binary(min_size=10, max_size=10).map(lambda bits: new_short_code(lambda _n: bits))


def with_some_typing(code: str, data: st.DataObject) -> str:
    """The code as somebody may type it: case, lookalikes, blanks and dashes at will."""
    typed = []
    for symbol in code.replace("-", ""):
        ways = {"0": "0Oo", "1": "1IiLl"}.get(symbol, symbol + symbol.lower())
        typed.append(data.draw(st.text(" \t\n\u00a0" + DASHES, max_size=2)))
        typed.append(data.draw(st.sampled_from(ways)))
    return "".join(typed)


@given(codes, st.data())
def test_a_code_is_read_alike_however_it_is_typed(code: str, data: st.DataObject) -> None:
    assert parse_recovery_code(with_some_typing(code, data)) == code


@given(short_codes, st.data())
def test_a_short_code_is_read_alike_however_it_is_typed(code: str, data: st.DataObject) -> None:
    assert parse_short_code(with_some_typing(code, data)) == code


@given(codes)
def test_a_code_is_seven_groups_of_four_and_its_key_the_first_25_symbols(code: str) -> None:
    groups = code.split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert set("".join(groups)) <= set(CODE_ALPHABET)
    assert key_material(code) == "".join(groups)[:25].encode()
    assert last_group(code) == groups[-1]


@given(st.binary(min_size=16, max_size=16), st.integers(0, 127))
def test_each_of_the_125_bits_is_in_the_code(bits: bytes, bit: int) -> None:
    other = (int.from_bytes(bits, "big") ^ 1 << bit).to_bytes(16, "big")
    same = new_recovery_code(lambda _length: bits) == new_recovery_code(lambda _length: other)
    assert same == (bit < 3)


@given(st.binary(min_size=10, max_size=10), st.integers(0, 79))
def test_each_of_the_80_bits_is_in_the_short_code(bits: bytes, bit: int) -> None:
    other = (int.from_bytes(bits, "big") ^ 1 << bit).to_bytes(10, "big")
    assert new_short_code(lambda _length: bits) != new_short_code(lambda _length: other)


def test_every_single_wrong_symbol_of_a_code_is_noticed() -> None:
    """Exhaustive for one code: of others, one wrong symbol in 32,768 would pass."""
    bare = CODE.replace("-", "")
    for at, right in enumerate(bare):
        for wrong in set(CODE_ALPHABET) - {right}:
            with pytest.raises(Invalid, match="does not fit"):
                parse_recovery_code(bare[:at] + wrong + bare[at + 1 :])


def test_every_swap_of_neighbours_is_noticed() -> None:
    bare = CODE.replace("-", "")
    for at in range(len(bare) - 1):
        swapped = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]
        if swapped != bare:
            with pytest.raises(Invalid, match="does not fit"):
                parse_recovery_code(swapped)


def test_the_alphabet_has_32_symbols_and_no_lookalikes() -> None:
    assert len(set(CODE_ALPHABET)) == 32
    assert not set("OILU") & set(CODE_ALPHABET)


def test_the_lowest_and_the_highest_code_are_written_out() -> None:
    assert new_recovery_code(bytes)[:30] == "0000-0000-0000-0000-0000-0000-"
    assert (
        new_recovery_code(lambda length: b"\xff" * length)[:31] == "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-Z"
    )
    assert new_short_code(bytes) == "0000-0000-0000-0000"
    assert new_short_code(lambda length: b"\xff" * length) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "A recovery code has 28 letters and figures. This one has 0."),
        (CODE[:-1], "A recovery code has 28 letters and figures. This one has 27."),
        (CODE + "0", "A recovery code has 28 letters and figures. This one has 29."),
        (
            CODE.replace("T", "U"),
            "A code is made of figures and of letters from A to Z, and never has a U in it.",
        ),
        (
            CODE.replace("T", "!"),
            "A code is made of figures and of letters from A to Z, and never has a U in it.",
        ),
        (
            CODE.replace("28", "29"),
            (
                "The check at the end of the code does not fit, so a letter or figure is mistyped. "
                "Compare the code group by group."
            ),
        ),
    ],
)
def test_a_typing_error_is_told_as_one(typed: str, sentence: str) -> None:
    with pytest.raises(Invalid) as told:
        parse_recovery_code(typed)
    assert str(told.value) == sentence


def test_a_short_code_of_another_length_is_told() -> None:
    with pytest.raises(Invalid) as told:
        parse_short_code("ABCD-EFGH-JKM")
    assert str(told.value) == "This code has 16 letters and figures. You typed 11."


@pytest.mark.parametrize("typed", ["HRXQ", "hrxq", " h-r x q "])
def test_the_last_group_may_be_typed_as_freely_as_the_code(typed: str) -> None:
    assert is_last_group(CODE, typed)


@pytest.mark.parametrize("typed", ["", "HRX", "HRXR", "28T5", CODE, "HRXU", "ÄÖÜß"])
def test_anything_but_the_last_group_is_not_it(typed: str) -> None:
    assert not is_last_group(CODE, typed)


def test_two_codes_differ() -> None:
    assert new_recovery_code() != new_recovery_code()
    assert new_short_code() != new_short_code()
