"""Optimistic editing: a save or a deletion changes what its page showed, and nothing newer.

A page carries the edition of what it was made from. If another tab, or another browser, has changed
that since, nothing is changed and the service returns a `Conflict` with what is stored now, for the
page to show. Two requests at the same moment are told apart by the revisions of the rows
(`repository.EditConflict`); the second is run again and finds the conflict here.
"""

import hashlib
from dataclasses import dataclass
from typing import Generic, TypeVar

from reflect.core.crypto.primitives import KeyPart, length_prefixed
from reflect.vaults.repository import StoredRow

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Saved(Generic[T]):
    """The edit was made."""

    value: T  # as it is stored now


@dataclass(frozen=True, slots=True)
class Conflict(Generic[T]):
    """What is stored is not what the page showed; nothing was changed."""

    stored: T  # as it is stored now


def edition_of(*parts: KeyPart) -> str:
    """The edition of a state that these parts describe: 32 hex digits, others if one changes."""
    return hashlib.sha256(length_prefixed(*parts)).hexdigest()[:32]


def row_edition(row: StoredRow) -> str:
    """The edition of a row; empty if there is no row.

    The revision alone would not tell the row from one that was deleted and then created again.
    """
    return edition_of(row.rev, row.value["saved"]) if row.rev else ""


def find_conflict(
    stored: T, current: str, read: str | None, *, is_same: bool = False
) -> Conflict[T] | None:
    """The conflict of an edit with what is stored, or None.

    `current` is the edition of `stored`; empty: nothing is stored. `read` has the editions that the
    edit may follow, separated by blanks; None: any. An edit that says what is stored (`is_same`: a
    double click, the back button) is never in conflict.
    """
    if is_same or read is None or current in (read.split() or [""]):
        return None
    return Conflict(stored)
