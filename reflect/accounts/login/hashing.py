"""The gate before Argon2: two hashes at once, a short queue, then "busy".

A hash takes 64 MiB and a fifth of a second. Without a gate, a crowd of sign-ins (or an attacker)
would take all memory and starve every other page. The hashes run in two threads of their own,
because each thread that ever hashed keeps a block of that size for its memory arena.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.vault import Kdf, StretchedPassword, stretch_new_password, stretch_password
from reflect.core.errors import Busy
from reflect.core.words import _

MAX_CONCURRENT_HASHES = 2
MAX_QUEUED_HASHES = 4

R = TypeVar("R")
_threads = ThreadPoolExecutor(MAX_CONCURRENT_HASHES, thread_name_prefix="hashing")
_places = threading.BoundedSemaphore(MAX_CONCURRENT_HASHES + MAX_QUEUED_HASHES)


def hash_password(password: str, salt: bytes, kdf: Kdf, site_key: bytes) -> bytes:
    """The stretched password (`vault.stretch`), when it is its turn.

    Raises:
        Busy: the queue is full.
    """
    return _in_turn(lambda: stretch_password(password, salt, kdf, site_key))


def hash_with_fresh_salt(password: str, keys: SiteKeys, kdf: Kdf) -> StretchedPassword:
    """A password that shall be kept (`vault.stretch_new`), when it is its turn.

    Raises:
        Busy: the queue is full.
    """
    return _in_turn(lambda: stretch_new_password(password, keys, kdf))


def _in_turn(work: Callable[[], R]) -> R:
    if not _places.acquire(blocking=False):
        raise Busy(_("Many people are signing in at once. Wait a few seconds, then try again."))
    try:
        return _threads.submit(work).result()
    finally:
        _places.release()
