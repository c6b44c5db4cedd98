"""Encrypted rows of a user's vault: load, save, delete, merge, re-encrypt."""

from reflect.vaults.repository import (
    RowKey,
    delete,
    delete_if_unchanged,
    load,
    load_all,
    load_kinds,
    load_many,
    merge_rows,
    reencrypt_all,
    save,
)

__all__ = [
    "RowKey",
    "delete",
    "delete_if_unchanged",
    "load",
    "load_all",
    "load_kinds",
    "load_many",
    "merge_rows",
    "reencrypt_all",
    "save",
]
