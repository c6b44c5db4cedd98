"""What one cookie opens, and what another does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.crypto.primitives import DecryptionError
from reflect.core.crypto.session_keys import (
    derive_csrf_token,
    is_valid_csrf_token,
    mask_csrf_token,
    new_token,
    saved_form_id,
    seal_saved_form,
    session_id,
    unmask_csrf_token,
    unseal_saved_form,
    unwrap_vault_key,
    wrap_vault_key,
)
from reflect.core.crypto.vault import Vault

ACCOUNT, OTHER_ACCOUNT = "a0" * 16, "b0" * 16
VAULT = Vault("0f" * 16, b"\x42" * 32)
tokens = st.binary(min_size=32, max_size=32)


@given(tokens, tokens)
def test_a_form_token_fits_its_own_cookie_only(token: bytes, other: bytes) -> None:
    page = mask_csrf_token(derive_csrf_token(token))
    assert is_valid_csrf_token(derive_csrf_token(token), page)
    assert is_valid_csrf_token(derive_csrf_token(other), page) == (token == other)


@given(tokens, tokens)
def test_a_mask_comes_off_whatever_the_pad(csrf: bytes, pad: bytes) -> None:
    assert unmask_csrf_token(mask_csrf_token(csrf, pad)) == csrf


@given(st.text())
def test_no_text_from_outside_breaks_the_check(text: str) -> None:
    assert not is_valid_csrf_token(derive_csrf_token(b"\0" * 32), text)


@given(tokens, tokens)
def test_a_vault_opens_for_its_own_cookie_only(token: bytes, other: bytes) -> None:
    blob = wrap_vault_key(token, VAULT)
    assert unwrap_vault_key(token, VAULT.id, blob) == VAULT
    if other != token:
        with pytest.raises(DecryptionError):
            unwrap_vault_key(other, VAULT.id, blob)


def test_two_pages_never_carry_the_same_token() -> None:
    assert mask_csrf_token(b"\1" * 32) != mask_csrf_token(b"\1" * 32)


def test_a_mask_is_a_pad_and_the_token_under_it() -> None:
    assert mask_csrf_token(b"\x0f" * 32, b"\xf0" * 32) == "f0" * 32 + "ff" * 32


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00" * 63,
        "00" * 65,
        ("ab" * 64).upper(),
        "0x" + "00" * 63,
        " 0" * 64,
        "\u0660" * 128,
        derive_csrf_token(b"\0" * 32).hex(),
    ],
)
def test_what_is_no_mask_is_nothing(text: str) -> None:
    assert unmask_csrf_token(text) == b""


def test_another_vault_is_not_opened_by_a_wrap() -> None:
    with pytest.raises(DecryptionError):
        unwrap_vault_key(b"\0" * 32, "1f" * 16, wrap_vault_key(b"\0" * 32, VAULT))


def test_a_lapsed_form_comes_back_to_the_same_account_on_the_same_cookie_only() -> None:
    token, form = new_token(), {"reach": ["5"], "went": ["Long day, “fine” in the end"]}
    blob = seal_saved_form(token, ACCOUNT, form)
    assert unseal_saved_form(token, ACCOUNT, blob) == form
    for other_token, account in [(token, OTHER_ACCOUNT), (new_token(), ACCOUNT)]:
        with pytest.raises(DecryptionError):
            unseal_saved_form(other_token, account, blob)


def test_the_length_of_a_lapsed_form_is_hidden() -> None:
    token = new_token()
    short = seal_saved_form(token, ACCOUNT, {"went": ""})
    assert len(short) == len(seal_saved_form(token, ACCOUNT, {"went": "x" * 200}))


def test_what_the_database_holds_of_a_cookie_are_different_things() -> None:
    token = new_token()
    assert len({token, session_id(token), derive_csrf_token(token), saved_form_id(token)}) == 4
    assert len(token) == 32
    assert new_token() != token
