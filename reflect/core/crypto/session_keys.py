"""What one cookie can do: name its session, guard its forms, open the vault for a while.

The cookie's token is never stored. The database holds only what follows from it in one direction,
so that whoever reads the database can neither ride on a session nor open a vault through one. A
form that comes in after the vault was locked is sealed under the same token and bound to its
account, because the next person at that desk may sign in on the same browser.
"""

import hmac
import os
from collections.abc import Mapping
from typing import Any, Final

from reflect.core.crypto.primitives import (
    KEY_BYTES,
    RandomBytes,
    canonical_json,
    derive,
    pad,
    parse_canonical_json,
    seal,
    unpad,
    unseal,
)
from reflect.core.crypto.vault import Vault

_MASKED: Final = 2 * 2 * KEY_BYTES  # hex digits: the pad, then the token under it


def new_token(random: RandomBytes = os.urandom) -> bytes:
    """A fresh cookie's 32 bytes."""
    return random(KEY_BYTES)


def session_id(token: bytes) -> bytes:
    """The id of the session's row, 32 bytes."""
    return derive(token, "session/id")


def derive_csrf_token(token: bytes) -> bytes:
    """What every form of this browser carries, 32 bytes; masked before it goes into a page."""
    return derive(token, "session/csrf")


def wrap_vault_key(token: bytes, vault: Vault, *, nonce: bytes | None = None) -> bytes:
    """The vault's key, sealed under the cookie: deleted from its row when the session locks."""
    return seal(derive(token, "session/kek"), "session", (vault.id,), vault.dek, nonce=nonce)


def unwrap_vault_key(token: bytes, vault_id: str, blob: bytes) -> Vault:
    """The open vault of a session.

    Raises:
        Damaged: another cookie, another vault, or changed bytes.
    """
    return Vault(vault_id, unseal(derive(token, "session/kek"), "session", (vault_id,), blob))


def saved_form_id(token: bytes) -> bytes:
    """The id of the row that keeps a form for a session that has just locked, 32 bytes."""
    return derive(token, "lapsed/id")


def seal_saved_form(
    token: bytes, account: str, form: Mapping[str, Any], *, nonce: bytes | None = None
) -> bytes:
    """A form that came too late, sealed for the same account on the same cookie."""
    plain = pad(canonical_json(form))
    return seal(derive(token, "lapsed"), "lapsed", (account,), plain, nonce=nonce)


def unseal_saved_form(token: bytes, account: str, blob: bytes) -> dict[str, Any]:
    """The form again.

    Raises:
        Damaged: another account, another cookie, or changed bytes.
    """
    return parse_canonical_json(unpad(unseal(derive(token, "lapsed"), "lapsed", (account,), blob)))


def mask_csrf_token(csrf: bytes, pad: bytes | None = None) -> str:
    """The form token as one page carries it, 128 hex digits, different in every page.

    A compressed page that repeats one secret lets its size betray it (BREACH); a fresh pad of 32
    random bytes leaves nothing that repeats.
    """
    pad = os.urandom(KEY_BYTES) if pad is None else pad
    return (pad + _xor(csrf, pad)).hex()


def unmask_csrf_token(text: str) -> bytes:
    """The form token that a page carried; empty if it is none at all."""
    if len(text) != _MASKED or set(text) - set("0123456789abcdef"):
        return b""
    both = bytes.fromhex(text)
    return _xor(both[:KEY_BYTES], both[KEY_BYTES:])


def is_valid_csrf_token(csrf: bytes, text: str) -> bool:
    """Whether a page's token belongs to this browser, in constant time."""
    return hmac.compare_digest(csrf, unmask_csrf_token(text))


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(KEY_BYTES)
