"""The sealed box of a team: who has shared in a window, and the sums. Never anybody's figures.

A vote is never kept singly. Whoever shares adds their figures to the sums and takes a seat; whoever
takes back subtracts what their own vault says they had added. So an opened box gives names and
sums, and only while a single person has shared are the sums that person's. A box has one size, and
neither version nor time stands beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from reflect.core.crypto.primitives import (
    DecryptionError,
    KeyPart,
    canonical_json,
    derive,
    pad,
    parse_canonical_json,
    seal,
    unpad,
    unseal,
)
from reflect.core.errors import PermissionDenied
from reflect.core.i18n import _

TALLY_SIZE_BYTES: Final = (
    3900  # bytes of the padded text: 64 seats fit, and every box is as large as any other
)
MAX_TEAM_MEMBERS: Final = 64  # members of a team
WindowKey = tuple[str, str, int]  # team, instrument, number of the window
Contribution = Mapping[str, int]  # scale -> hundredths of a point; empty: nothing shared


@dataclass(frozen=True, slots=True)
class Tally:
    """An opened box."""

    sharers: frozenset[str] = frozenset()  # ids of the accounts that have shared
    totals: Contribution = field(default_factory=dict)  # summed over the seats


class UnknownContribution(PermissionDenied):
    """A seat was taken by a vault that is gone: what it added is not known any more."""

    def __init__(self) -> None:
        super().__init__(_("You shared before your space was replaced. That share stands."))


def update_tally(box: Tally, seat: str, was: Contribution, now: Contribution) -> Tally:
    """The box once a person's share is `now`; empty withdraws it.

    `was` is what the person's own vault says stands in the box. Where the box knows no such seat,
    as after a restore, it is ignored.

    Raises:
        Taken: the seat is taken, and the vault knows nothing of it.
    """
    seats, totals = box.sharers, dict(box.totals)
    if seat in seats:
        if not was:
            raise UnknownContribution
        seats, totals = seats - {seat}, _sum(totals, was, -1)
    if now:
        seats, totals = seats | {seat}, _sum(totals, now, 1)
    return Tally(seats, totals if seats else {})


def seal_tally(key: bytes, place: WindowKey, box: Tally, *, nonce: bytes | None = None) -> bytes:
    """The blob of a box under a site key, always of one length.

    Raises:
        ValueError: more seats than a team may have.
    """
    written = canonical_json({"seats": sorted(box.sharers), "totals": box.totals})
    plain = pad(written, size=TALLY_SIZE_BYTES)
    return seal(_key(key, place), "box", _context(place), plain, nonce=nonce)


def unseal_tally(key: bytes, place: WindowKey, blob: bytes) -> Tally:
    """What `seal_box` was given.

    Raises:
        Damaged: the blob was changed, or is the box of another team, instrument or window.
    """
    plain = unseal(_key(key, place), "box", _context(place), blob)
    found = parse_canonical_json(unpad(plain, size=TALLY_SIZE_BYTES))
    try:
        return Tally(
            frozenset(found["seats"]), {str(k): int(v) for k, v in found["totals"].items()}
        )
    except (KeyError, TypeError, AttributeError, ValueError):
        raise DecryptionError from None


def _sum(totals: Contribution, share: Contribution, sign: int) -> dict[str, int]:
    return {scale: totals.get(scale, 0) + sign * share.get(scale, 0) for scale in {*totals, *share}}


def _key(key: bytes, place: WindowKey) -> bytes:
    return derive(key, "box", *place)


def _context(place: WindowKey) -> tuple[KeyPart, ...]:
    return place
