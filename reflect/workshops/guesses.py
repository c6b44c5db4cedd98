"""Codes of rooms cannot be guessed at: wrong ones are counted, per network and in all.

A training room shares one address, and thirty people mistype. So a network has a hundred wrong
codes in a quarter of an hour. In all there are two thousand an hour: from then on a network that
has had none wrong may still try, so that nobody can keep a room from filling by guessing from many
places. At that rate somebody finds one of ten open rooms in three million with a chance of one in
forty thousand an hour. A browser that has been in the room carries a mark that shows it
(`room_seals.read_pass`) and is never counted.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from reflect.accounts.rate_limit import HOUR, PER_NETWORK, QUARTER, TooMany, counters, put
from reflect.core.crypto.primitives import SiteKeys, derive

IN_ALL = 2000  # an hour


@dataclass(frozen=True, slots=True)
class Guess:
    """The keys of the two counters of a try at a code."""

    network: bytes
    everybody: bytes


def guess(keys: SiteKeys, network: str) -> Guess:
    """The counters of a try from a network (an address)."""
    site = keys[keys.last]
    return Guess(
        derive(site, "throttle", "room", "network", network),
        derive(site, "throttle", "room", "everybody"),
    )


def check(db: Connection, who: Guess, now: datetime) -> None:
    """Refuse a try that comes too soon.

    Raises:
        TooMany: says how long to wait.
    """
    moment = int(now.timestamp())
    network, everybody = counters(db, {who.network: QUARTER, who.everybody: HOUR}, moment)
    waits = [0]
    if network.failures >= PER_NETWORK:
        waits.append(network.since + QUARTER - moment)
    if everybody.failures >= IN_ALL and network.failures:
        waits.append(everybody.since + HOUR - moment)
    if max(waits) > 0:
        raise TooMany(max(waits))


def failed(db: Connection, who: Guess, now: datetime) -> None:
    """Count a code that no room has."""
    moment, spans = int(now.timestamp()), {who.network: QUARTER, who.everybody: HOUR}
    for key, counter in zip(spans, counters(db, spans, moment), strict=True):
        put(db, key, counter.failures + 1, counter.since or moment, 0)
