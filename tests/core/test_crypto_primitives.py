"""Laws of the sealed formats: parts, keys, seals, padding, JSON."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.crypto.primitives import (
    DecryptionError,
    canonical_json,
    derive,
    length_prefixed,
    pad,
    parse_canonical_json,
    seal,
    unpad,
    unseal,
)
from reflect.core.errors import ReflectError

KEY, OTHER_KEY = b"\x11" * 32, b"\x12" * 32
PLAIN = b"two short words"
parts = st.one_of(st.text(max_size=8), st.integers(min_value=0), st.binary(max_size=8))
contexts = st.lists(parts, max_size=4).map(tuple)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)
json_objects = st.dictionaries(st.text(), json_values, max_size=4)


def as_bytes(part: str | int | bytes) -> bytes:
    return part if isinstance(part, bytes) else str(part).encode()


# Parts and keys


@given(contexts, contexts)
def test_two_lists_of_parts_are_written_alike_only_if_they_are_alike(
    one: tuple[Any, ...], other: tuple[Any, ...]
) -> None:
    alike = [as_bytes(part) for part in one] == [as_bytes(part) for part in other]
    assert (length_prefixed(*one) == length_prefixed(*other)) == alike


def test_parts_are_written_with_their_lengths() -> None:
    assert (
        length_prefixed("é", 37, b"\xff") == b"\0\0\0\2\xc3\xa9" + b"\0\0\0\x0237" + b"\0\0\0\1\xff"
    )
    assert length_prefixed() == b""


def test_a_part_is_never_below_zero() -> None:
    with pytest.raises(ValueError, match=r"^a part is never below zero$"):
        length_prefixed("window", -1)


def test_derived_keys_follow_rfc_5869() -> None:
    # Test case 1 of the RFC uses an info that is no list of parts; without parts info is empty,
    # which is test case 3.
    okm = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    assert derive(b"\x0b" * 22, length=42).hex() == okm


def test_another_salt_or_another_name_is_another_key() -> None:
    keys = {
        derive(KEY, "a", "b"),
        derive(KEY, "ab"),
        derive(KEY, "a", "b", salt=b"s"),
        derive(OTHER_KEY, "a", "b"),
    }
    assert len(keys) == 4


# Seals


@given(st.binary(max_size=400), st.text(max_size=8), contexts)
def test_what_was_sealed_opens_again(plain: bytes, label: str, context: tuple[Any, ...]) -> None:
    blob = seal(KEY, label, context, plain)
    assert unseal(KEY, label, context, blob) == plain
    assert len(blob) == len(plain) + 29


@given(contexts, contexts)
def test_another_context_opens_nothing(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    blob = seal(KEY, "row", one, PLAIN)
    if length_prefixed(*one) == length_prefixed(*other):
        assert unseal(KEY, "row", other, blob) == PLAIN
    else:
        with pytest.raises(DecryptionError):
            unseal(KEY, "row", other, blob)


@pytest.mark.parametrize("bit", range(8))
def test_every_flipped_bit_is_noticed(bit: int) -> None:
    blob = seal(KEY, "row", ("here", 1), PLAIN)
    for at in range(len(blob)):
        flipped = blob[:at] + bytes([blob[at] ^ 1 << bit]) + blob[at + 1 :]
        with pytest.raises(DecryptionError):
            unseal(KEY, "row", ("here", 1), flipped)


def test_every_cut_is_noticed() -> None:
    blob = seal(KEY, "row", (), PLAIN)
    for length in range(len(blob)):
        with pytest.raises(DecryptionError):
            unseal(KEY, "row", (), blob[:length])
    with pytest.raises(DecryptionError):
        unseal(KEY, "row", (), blob + b"\0")


def test_another_key_or_label_or_order_opens_nothing() -> None:
    blob = seal(KEY, "row", ("a", "b"), PLAIN)
    for key, label, context in [
        (OTHER_KEY, "row", ("a", "b")),
        (KEY, "box", ("a", "b")),
        (KEY, "row", ("b", "a")),
        (KEY, "row", ("ab",)),
    ]:
        with pytest.raises(DecryptionError):
            unseal(key, label, context, blob)


def test_two_seals_of_one_text_differ() -> None:
    assert seal(KEY, "row", (), PLAIN) != seal(KEY, "row", (), PLAIN)


def test_a_nonce_has_twelve_bytes() -> None:
    with pytest.raises(ValueError, match=r"^a nonce has 12 bytes$"):
        seal(KEY, "row", (), PLAIN, nonce=b"\0" * 16)


def test_damage_is_told_in_a_sentence_that_a_person_may_read() -> None:
    assert issubclass(DecryptionError, ReflectError)
    sentence = "Something kept here could not be opened. It was left as it is."
    with pytest.raises(DecryptionError) as told:
        unseal(KEY, "row", (), b"")
    assert str(told.value) == sentence


# Padding


@given(st.binary(max_size=9000))
def test_padding_comes_off_again_and_leaves_only_a_few_sizes(plain: bytes) -> None:
    block = pad(plain)
    assert unpad(block) == plain
    assert len(block) in {256, 900, 1900, 3900, 4000, 8000, 12000}


@pytest.mark.parametrize(
    ("length", "size"),
    [
        (0, 256),
        (252, 256),
        (253, 900),
        (896, 900),
        (897, 1900),
        (1896, 1900),
        (1897, 3900),
        (3896, 3900),
        (3897, 4000),
        (3996, 4000),
        (3997, 8000),
        (7996, 8000),
        (7997, 12000),
    ],
)
def test_each_size_is_used_to_its_last_byte(length: int, size: int) -> None:
    block = pad(b"x" * length)
    assert len(block) == size
    assert unpad(block) == b"x" * length


def test_a_size_may_be_asked_for() -> None:
    block = pad(b"a", size=3900)
    assert len(block) == 3900
    assert unpad(block, size=3900) == b"a"
    with pytest.raises(ValueError, match="3901 bytes do not fit into 3900"):
        pad(b"x" * 3897, size=3900)


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\0\0\0", id="no length"),
        pytest.param(b"\0\0\0\0", id="no zeros"),
        pytest.param(pad(b"ab")[:-1], id="a zero missing"),
        pytest.param(pad(b"ab") + b"\0", id="a zero too many"),
        pytest.param(pad(b"ab")[:-1] + b"\1", id="not a zero"),
        pytest.param(pad(b"ab", size=900), id="not the smallest size"),
        pytest.param(b"\0\0\0\xfd" + b"x" * 252, id="longer than its size"),
        pytest.param(b"\xff" * 256, id="absurdly long"),
    ],
)
def test_padding_that_is_not_as_it_is_made_is_damage(block: bytes) -> None:
    with pytest.raises(DecryptionError):
        unpad(block)


def test_a_text_of_another_size_than_asked_for_is_damage() -> None:
    with pytest.raises(DecryptionError):
        unpad(pad(b"a"), size=3900)
    with pytest.raises(DecryptionError):
        unpad(b"\0\0\1\0" + b"x" * 252, size=256)


# JSON


@given(json_objects)
def test_canonical_json_reads_back_and_is_written_alike_again(obj: dict[str, Any]) -> None:
    written = canonical_json(obj)
    assert parse_canonical_json(written) == obj
    assert canonical_json(parse_canonical_json(written)) == written


@given(json_objects)
def test_the_order_in_which_an_object_was_filled_does_not_matter(obj: dict[str, Any]) -> None:
    assert canonical_json(dict(reversed(obj.items()))) == canonical_json(obj)


def test_canonical_json_has_no_blanks_sorted_keys_and_letters_as_they_are() -> None:
    obj = {"week": "2026-W48", "b": [1, (True, None)], "é": "“a”\n", "a": {"y": 1, "x": 2}}
    expected = '{"a":{"x":2,"y":1},"b":[1,[true,null]],"week":"2026-W48","é":"“a”\\n"}'
    assert canonical_json(obj) == expected.encode()


@pytest.mark.parametrize("value", [1.0, float("nan"), {1: "a"}, {"a": {None: 1}}, b"a", {1, 2}])
def test_what_two_languages_might_write_differently_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="canonical JSON"):
        canonical_json({"a": [value]})


def test_what_has_no_place_is_named() -> None:
    with pytest.raises(TypeError, match=r"^no place in canonical JSON for float$"):
        canonical_json({"a": 1.0})


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        canonical_json({"a": "\ud83d"})


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"a":1.5}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":"\xff"}',
        b'{"a":' + b"[" * 100_000,
    ],
)
def test_what_is_no_canonical_object_is_damage(written: bytes) -> None:
    with pytest.raises(DecryptionError):
        parse_canonical_json(written)
