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
    Damaged,
    Part,
    canonical,
    derive,
    open_sealed,
    padded,
    parse,
    seal,
    unpadded,
)
from reflect.core.errors import Refused
from reflect.core.words import _

SIZE: Final = 3900  # bytes of the padded text: 64 seats fit, and every box is as large as any other
MOST: Final = 64  # members of a team
Place = tuple[str, str, int]  # team, instrument, number of the window
Share = Mapping[str, int]  # scale -> hundredths of a point; empty: nothing shared


@dataclass(frozen=True, slots=True)
class Box:
    """An opened box."""

    seats: frozenset[str] = frozenset()  # ids of the accounts that have shared
    totals: Share = field(default_factory=dict)  # summed over the seats


class Taken(Refused):
    """A seat was taken by a vault that is gone: what it added is not known any more."""

    def __init__(self) -> None:
        super().__init__(_("You shared before your space was replaced. That share stands."))


def put(box: Box, seat: str, was: Share, now: Share) -> Box:
    """The box once a person's share is `now`; empty withdraws it.

    `was` is what the person's own vault says stands in the box. Where the box knows no such seat,
    as after a restore, it is ignored.

    Raises:
        Taken: the seat is taken, and the vault knows nothing of it.
    """
    seats, totals = box.seats, dict(box.totals)
    if seat in seats:
        if not was:
            raise Taken
        seats, totals = seats - {seat}, _sum(totals, was, -1)
    if now:
        seats, totals = seats | {seat}, _sum(totals, now, 1)
    return Box(seats, totals if seats else {})


def seal_box(key: bytes, place: Place, box: Box, *, nonce: bytes | None = None) -> bytes:
    """The blob of a box under a site key, always of one length.

    Raises:
        ValueError: more seats than a team may have.
    """
    written = canonical({"seats": sorted(box.seats), "totals": box.totals})
    plain = padded(written, size=SIZE)
    return seal(_key(key, place), "box", _context(place), plain, nonce=nonce)


def open_box(key: bytes, place: Place, blob: bytes) -> Box:
    """What `seal_box` was given.

    Raises:
        Damaged: the blob was changed, or is the box of another team, instrument or window.
    """
    plain = open_sealed(_key(key, place), "box", _context(place), blob)
    found = parse(unpadded(plain, size=SIZE))
    try:
        return Box(frozenset(found["seats"]), {str(k): int(v) for k, v in found["totals"].items()})
    except (KeyError, TypeError, AttributeError, ValueError):
        raise Damaged from None


def _sum(totals: Share, share: Share, sign: int) -> dict[str, int]:
    return {scale: totals.get(scale, 0) + sign * share.get(scale, 0) for scale in {*totals, *share}}


def _key(key: bytes, place: Place) -> bytes:
    return derive(key, "box", *place)


def _context(place: Place) -> tuple[Part, ...]:
    return place
