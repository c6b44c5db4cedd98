"""The key file: what is read, what is refused, and who may read it."""

import os
from pathlib import Path

import pytest

from reflect.core.crypto.primitives import (
    DecryptionError,
    SiteKeys,
    add_site_key,
    is_private,
    read_key_file,
    write_key_file,
)
from reflect.core.errors import Invalid

FIRST, SECOND = "ab" * 32, "CD" * 32


def test_the_last_line_seals_and_all_open() -> None:
    keys = SiteKeys.parse(f"1 {FIRST}\n\n7 {SECOND}\r\n")
    assert keys.current_number == 7
    assert keys[1] == b"\xab" * 32
    assert keys[7] == b"\xcd" * 32


def test_a_number_that_the_file_does_not_have_opens_nothing() -> None:
    with pytest.raises(DecryptionError) as told:
        SiteKeys.parse(f"1 {FIRST}")[2]
    assert str(told.value) == "The key file has no key with the number 2."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The key file is empty."),
        ("\n \n", "The key file is empty."),
        (f"1 {FIRST}\nx {SECOND}", "Line 2 of the key file is not a number and 64 hex digits."),
        (f"{FIRST}", "Line 1 of the key file is not a number and 64 hex digits."),
        (f"1 {FIRST[:-1]}", "Line 1 of the key file is not a number and 64 hex digits."),
        (f"1 {FIRST}00", "Line 1 of the key file is not a number and 64 hex digits."),
        (f"0 {FIRST}", "Line 1 of the key file is not a number and 64 hex digits."),
        (f"\u0661 {FIRST}", "Line 1 of the key file is not a number and 64 hex digits."),
        (
            f"2 {FIRST}\n\n2 {SECOND}",
            "Line 3 of the key file: its number is not above the one before.",
        ),
        (
            f"2 {FIRST}\n1 {SECOND}",
            "Line 2 of the key file: its number is not above the one before.",
        ),
    ],
)
def test_a_wrong_line_is_named_and_never_shown(text: str, sentence: str) -> None:
    with pytest.raises(Invalid) as told:
        SiteKeys.parse(text)
    assert str(told.value) == sentence


def test_site_keys_do_not_print_themselves() -> None:
    keys = SiteKeys.parse(f"1 {FIRST}")
    assert FIRST not in repr(keys)
    assert repr(keys[1]) not in repr(keys)


def test_a_new_line_has_the_next_number_and_is_read_with_the_others() -> None:
    line = SiteKeys.parse(f"4 {FIRST}").new_line(lambda length: b"\x07" * length)
    assert line == f"5 {'07' * 32}\n"
    assert SiteKeys.parse(f"4 {FIRST}\n{line}")[5] == b"\x07" * 32


def test_a_key_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "site.key"
    made = write_key_file(path)
    assert read_key_file(path) == made
    assert made.current_number == 1
    assert is_private(path)
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o640)
        assert not is_private(path)


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "site.key"
    made = write_key_file(path)
    with pytest.raises(Invalid) as told:
        write_key_file(path)
    assert str(told.value) == f"There is a key file at {path} already. It was left as it is."
    assert read_key_file(path) == made


def test_an_added_key_seals_and_the_old_one_still_opens(tmp_path: Path) -> None:
    path = tmp_path / "site.key"
    made = write_key_file(path)
    added = add_site_key(path)
    assert added.current_number == 2
    assert added[1] == made[1] != added[2]
    assert "\n\n" not in path.read_text("ascii")


def test_a_key_is_added_to_a_line_without_an_end(tmp_path: Path) -> None:
    path = tmp_path / "site.key"
    path.write_bytes(b"\xef\xbb\xbf" + f"1 {FIRST}".encode())  # as Notepad saves it
    assert add_site_key(path).current_number == 2
    assert read_key_file(path)[1] == b"\xab" * 32


def test_a_key_file_that_is_missing_or_unreadable_is_told(tmp_path: Path) -> None:
    path = tmp_path / "site.key"
    with pytest.raises(Invalid) as told:
        read_key_file(path)
    assert str(told.value) == f"The key file {path} is not there or cannot be read."
    path.write_bytes(b"\xff\xfe1")
    with pytest.raises(Invalid, match="cannot be read"):
        read_key_file(path)
