"""Failed tries are counted before a password is hashed, because the hash is what costs.

Counters lie in the database, so that all workers share them, under keys that hide name and
network, and are kept for an hour. Per account and network five tries are free, then each failure
doubles the wait from one minute to fifteen. Per account thirty failures an hour, from then on only
a network without a failure of its own on this account may try, so that an attacker cannot shut
the owner out. Per network a hundred failures in a quarter of an hour, because an office shares one
address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, LargeBinary, bindparam, text

from reflect.core.crypto.primitives import SiteKeys, derive
from reflect.core.errors import ReflectError
from reflect.core.words import _, ngettext

OF_A_NAME = ("sign-in", "recovery", "bring-back")  # purposes whose tries name somebody
FREE = 5
PER_ACCOUNT, PER_NETWORK = 30, 100
HOUR, QUARTER = 3600, 900  # seconds

_READ = text("SELECT key, failures, since, until FROM throttle WHERE key IN :keys").bindparams(
    bindparam("keys", expanding=True, type_=LargeBinary)
)
_PUT = text(
    "INSERT INTO throttle (key, failures, since, until) VALUES (:key, :failures, :since, :until) "
    "ON CONFLICT (key) DO UPDATE SET failures = :failures, since = :since, until = :until"
).bindparams(bindparam("key", type_=LargeBinary))
_FORGET = text("DELETE FROM throttle WHERE key IN :keys").bindparams(
    bindparam("keys", expanding=True, type_=LargeBinary)
)


class TooMany(ReflectError):
    """Too many failed tries; the sentence says how long to wait."""

    def __init__(self, seconds: int) -> None:
        minutes = max(1, -(-seconds // 60))
        super().__init__(
            ngettext(
                "Several tries did not fit. Wait a minute, then try again.",
                "Several tries did not fit. Wait {minutes} minutes, then try again.",
                minutes,
            ).format(minutes=minutes)
            + " "
            + _("Nothing is lost.")
        )


@dataclass(frozen=True, slots=True)
class Counter:
    """Failures since a moment, and the moment before which no try is taken (epoch seconds)."""

    failures: int = 0
    since: int = 0
    until: int = 0

    def within(self, span: int, now: int) -> "Counter":
        """The counter, or an empty one when its span (seconds) is over."""
        return self if self.failures and now - self.since < span else Counter()


@dataclass(frozen=True, slots=True)
class Tries:
    """The keys of the three counters of one try."""

    pair: bytes
    account: bytes
    network: bytes


def tries(keys: SiteKeys, purpose: str, name: str, network: str) -> Tries:
    """The counters of a try at `name` (a sign-in name, folded) from `network` (an address).

    A purpose (sign-in, recovery, invitation) has counters of its own.
    """
    site = keys[keys.last]
    return Tries(
        derive(site, "throttle", purpose, "pair", name, network),
        derive(site, "throttle", purpose, "account", name),
        derive(site, "throttle", purpose, "network", network),
    )


def check(db: Connection, who: Tries, now: datetime) -> None:
    """Refuse a try that comes too soon.

    Raises:
        TooMany: says how long to wait.
    """
    moment = int(now.timestamp())
    pair, account, network = _read(db, who, moment)
    waits = [pair.until - moment]
    if account.failures >= PER_ACCOUNT and pair.failures:
        waits.append(account.since + HOUR - moment)
    if network.failures >= PER_NETWORK:
        waits.append(network.since + QUARTER - moment)
    if max(waits) > 0:
        raise TooMany(max(waits))


def failed(db: Connection, who: Tries, now: datetime) -> None:
    """Count one failure on all three counters."""
    moment = int(now.timestamp())
    pair, account, network = _read(db, who, moment)
    wait = delay(pair.failures + 1)
    for key, counter, until in (
        (who.pair, pair, moment + wait if wait else 0),
        (who.account, account, 0),
        (who.network, network, 0),
    ):
        since = counter.since or moment
        put(db, key, counter.failures + 1, since, until)


def succeeded(db: Connection, who: Tries) -> None:
    """The right password clears the counter of this account from this network."""
    db.execute(_FORGET, {"keys": [who.pair]})


def forget(db: Connection, keys: SiteKeys, name: str, network: str) -> None:
    """Delete the counters of a name that is no longer anybody's, as far as they can be found."""
    mine = [tries(keys, purpose, name, network) for purpose in OF_A_NAME]
    db.execute(_FORGET, {"keys": [key for who in mine for key in (who.pair, who.account)]})


def delay(failures: int) -> int:
    """Seconds to wait after so many failures: none for five, then 1, 2, 4, 8, 15 minutes."""
    return 0 if failures < FREE else min(60 * 2 ** min(failures - FREE, 10), QUARTER)


def counters(db: Connection, spans: Mapping[bytes, int], now: int) -> list[Counter]:
    """The counters under some keys, each empty once its span (seconds) is over."""
    found = {
        bytes(row.key): Counter(row.failures, row.since, row.until)
        for row in db.execute(_READ, {"keys": list(spans)})
    }
    return [found.get(key, Counter()).within(span, now) for key, span in spans.items()]


def put(db: Connection, key: bytes, failures: int, since: int, until: int) -> None:
    """Keep a counter."""
    values = {"failures": failures, "since": since, "until": until}
    db.execute(_PUT, {"key": key, **values})


def _read(db: Connection, who: Tries, now: int) -> tuple[Counter, Counter, Counter]:
    spans = {who.pair: HOUR, who.account: HOUR, who.network: QUARTER}
    pair, account, network = counters(db, spans, now)
    return pair, account, network
