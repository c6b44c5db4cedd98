"""Sealed rows of a person's vault: load, save, delete, re-encrypt. Nothing else touches them."""

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
