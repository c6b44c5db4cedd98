"""Session keys: session id, CSRF token, wrapped vault key and saved forms, from a cookie's token.

The token is not stored. The database has only values derived from it one way, so somebody who reads
the database can neither take over a session nor open a vault through one. A form that arrives after
the session locked is sealed under the same token and bound to its account, because the next person
to sign in may use the same browser.
"""

import hmac
import os
from collections.abc import Mapping
from typing import Any, Final

from reflect.core.crypto.primitives import (
    KEY_BYTES,
    RandomBytes,
    derive,
    seal,
    seal_json,
    unseal,
    unseal_json,
)
from reflect.core.crypto.vault import Vault

_MASKED_LENGTH: Final = 2 * 2 * KEY_BYTES  # hex digits of the pad, then of the masked token


def new_token(random: RandomBytes = os.urandom) -> bytes:
    """A new token for a cookie: 32 random bytes."""
    return random(KEY_BYTES)


def session_id(token: bytes) -> bytes:
    """The id of the session's row: 32 bytes."""
    return derive(token, "session/id")


def derive_csrf_token(token: bytes) -> bytes:
    """The CSRF token of this browser's forms: 32 bytes, masked before it is put on a page."""
    return derive(token, "session/csrf")


def wrap_vault_key(token: bytes, vault: Vault, *, nonce: bytes | None = None) -> bytes:
    """The vault's key sealed under the cookie; the row loses it when the session locks."""
    return seal(derive(token, "session/kek"), "session", (vault.id,), vault.dek, nonce=nonce)


def unwrap_vault_key(token: bytes, vault_id: str, blob: bytes) -> Vault:
    """The unlocked vault of a session.

    Raises:
        DecryptionError: another cookie, another vault, or changed bytes.
    """
    return Vault(vault_id, unseal(derive(token, "session/kek"), "session", (vault_id,), blob))


def saved_form_id(token: bytes) -> bytes:
    """The id of the row that stores a form of a session that has just locked: 32 bytes."""
    return derive(token, "lapsed/id")


def seal_saved_form(
    token: bytes, account: str, form: Mapping[str, Any], *, nonce: bytes | None = None
) -> bytes:
    """Seal a form that was posted after the session locked, for this account and cookie."""
    return seal_json(derive(token, "lapsed"), "lapsed", (account,), form, nonce=nonce)


def unseal_saved_form(token: bytes, account: str, blob: bytes) -> dict[str, Any]:
    """The form that `seal_saved_form` sealed.

    Raises:
        DecryptionError: another account, another cookie, or changed bytes.
    """
    return unseal_json(derive(token, "lapsed"), "lapsed", (account,), blob)


def mask_csrf_token(csrf: bytes, pad: bytes | None = None) -> str:
    """The CSRF token for one page: 128 hex digits, different on every page.

    The size of a compressed page can reveal a secret that repeats (BREACH); a new random pad of 32
    bytes means that nothing repeats.
    """
    pad = os.urandom(KEY_BYTES) if pad is None else pad
    return (pad + _xor(csrf, pad)).hex()


def unmask_csrf_token(text: str) -> bytes:
    """The CSRF token from a page; empty if the text is not a masked token."""
    if len(text) != _MASKED_LENGTH or set(text) - set("0123456789abcdef"):
        return b""
    both = bytes.fromhex(text)
    return _xor(both[:KEY_BYTES], both[KEY_BYTES:])


def is_valid_csrf_token(csrf: bytes, text: str) -> bool:
    """Whether a page's CSRF token belongs to this browser; compares in constant time."""
    return hmac.compare_digest(csrf, unmask_csrf_token(text))


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(KEY_BYTES)
