import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.accounts.credentials import (
    MAX_PASSWORD_LENGTH,
    MIN_PASSWORD_LENGTH,
    validate_new_password,
)
from reflect.core.errors import Invalid

GUESSABLE = [
    ("Manchester2024", "it is a common password and a year"),
    ("qwertyuiopas", "a common password"),
    ("correcthorse", "a word and a common password"),
    ("abcdefghijkl", "it is a row such as abc or 123"),
    ("aaaaaaaaaaaaa", "it is the same again and again"),
    ("12/03/1987aaaa", "a date and the same again and again"),
    ("nbvcxzlkjhgf", "keys side by side"),
]


@given(st.text(max_size=MIN_PASSWORD_LENGTH - 1))
def test_a_short_password_is_refused_whatever_is_in_it(password):
    with pytest.raises(Invalid, match=r"12 characters|easy to guess"):
        validate_new_password(password)


@given(st.integers(1, 300), st.sampled_from("ab1 "))
def test_one_sign_again_and_again_is_refused_at_any_length(length, sign):
    with pytest.raises(Invalid):
        validate_new_password(sign * length)


@pytest.mark.parametrize(("password", "why"), GUESSABLE)
def test_the_refusal_says_why_it_is_easy_to_guess(password, why):
    with pytest.raises(Invalid) as refused:
        validate_new_password(password)
    assert why in str(refused.value)
    assert str(refused.value).endswith("Four unrelated words work well.")


@pytest.mark.parametrize(("password", "_why"), GUESSABLE)
def test_the_refusal_never_repeats_the_password(password, _why):
    with pytest.raises(Invalid) as refused:
        validate_new_password(password)
    assert password not in str(refused.value)


def test_ones_own_sign_in_name_is_no_secret():
    with pytest.raises(Invalid, match="your own name here"):
        validate_new_password("sam@example.org", "sam@example.org")
    with pytest.raises(Invalid, match="your own name here"):
        validate_new_password("wetherby-moor", "wetherby-moor@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "four small boats adrift",
        "Tz9!vq04_hhQe",
        "wachtelweizen über dem fluß",
        "x" * 5 + "kq" * 40,
    ],
)
def test_what_is_hard_to_guess_is_taken_without_rules_of_composition(password):
    validate_new_password(password, "sam@example.org")


def test_the_length_is_counted_as_people_count():
    with pytest.raises(Invalid, match="256"):
        validate_new_password("four small boats adrift " * 20)
    validate_new_password("e\u0301" * 3 + " four small boats")
    validate_new_password("four small boats adrift " + "~" * (MAX_PASSWORD_LENGTH - 24))


def test_the_word_lists_are_read_only_when_a_password_is_set():
    code = "import sys, reflect.accounts.credentials; print('zxcvbn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
