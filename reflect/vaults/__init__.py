"""Sealed rows of a person's vault: load, save, delete, re-encrypt. Nothing else touches them."""

from reflect.vaults.repository import (
    Name,
    erase,
    erase_read,
    everything,
    fetch,
    fetch_kinds,
    fetch_many,
    keep,
    seal_anew,
    take_over,
)

__all__ = [
    "Name",
    "erase",
    "erase_read",
    "everything",
    "fetch",
    "fetch_kinds",
    "fetch_many",
    "keep",
    "seal_anew",
    "take_over",
]
