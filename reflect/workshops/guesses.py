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

from reflect.accounts.rate_limit import (
    HOUR,
    MAX_NETWORK_FAILURES,
    QUARTER_HOUR,
    TooManyAttempts,
    load_counters,
    save_counter,
)
from reflect.core.crypto.primitives import SiteKeys, derive

MAX_WRONG_CODES_PER_HOUR = 2000  # an hour


@dataclass(frozen=True, slots=True)
class CodeAttemptKeys:
    """The keys of the two counters of a try at a code."""

    network: bytes
    everybody: bytes


def derive_code_attempt_keys(keys: SiteKeys, network: str) -> CodeAttemptKeys:
    """The counters of a try from a network (an address)."""
    site = keys[keys.current_number]
    return CodeAttemptKeys(
        derive(site, "throttle", "room", "network", network),
        derive(site, "throttle", "room", "everybody"),
    )


def check_code_limit(db: Connection, who: CodeAttemptKeys, now: datetime) -> None:
    """Refuse a try that comes too soon.

    Raises:
        TooMany: says how long to wait.
    """
    moment = int(now.timestamp())
    network, everybody = load_counters(db, {who.network: QUARTER_HOUR, who.everybody: HOUR}, moment)
    waits = [0]
    if network.failures >= MAX_NETWORK_FAILURES:
        waits.append(network.since + QUARTER_HOUR - moment)
    if everybody.failures >= MAX_WRONG_CODES_PER_HOUR and network.failures:
        waits.append(everybody.since + HOUR - moment)
    if max(waits) > 0:
        raise TooManyAttempts(max(waits))


def record_wrong_code(db: Connection, who: CodeAttemptKeys, now: datetime) -> None:
    """Count a code that no room has."""
    moment, spans = int(now.timestamp()), {who.network: QUARTER_HOUR, who.everybody: HOUR}
    for key, counter in zip(spans, load_counters(db, spans, moment), strict=True):
        save_counter(db, key, counter.failures + 1, counter.since or moment, 0)
