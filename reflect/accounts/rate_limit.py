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
from reflect.core.i18n import _, ngettext

USERNAME_PURPOSES = (
    "sign-in",
    "recovery",
    "bring-back",
)  # purposes whose attempts contain a username
FREE_ATTEMPTS = 5
MAX_ACCOUNT_FAILURES, MAX_NETWORK_FAILURES = 30, 100
HOUR, QUARTER_HOUR = 3600, 900  # seconds

_SELECT_COUNTERS = text(
    "SELECT key, failures, since, until FROM throttle WHERE key IN :keys"
).bindparams(bindparam("keys", expanding=True, type_=LargeBinary))
_UPSERT_COUNTER = text(
    "INSERT INTO throttle (key, failures, since, until) VALUES (:key, :failures, :since, :until) "
    "ON CONFLICT (key) DO UPDATE SET failures = :failures, since = :since, until = :until"
).bindparams(bindparam("key", type_=LargeBinary))
_DELETE_COUNTERS = text("DELETE FROM throttle WHERE key IN :keys").bindparams(
    bindparam("keys", expanding=True, type_=LargeBinary)
)


class TooManyAttempts(ReflectError):
    """Too many failed attempts; the sentence says how long to wait."""

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
class FailureCounter:
    """Failures since a moment, and until when no attempt is accepted (epoch seconds)."""

    failures: int = 0
    since: int = 0
    until: int = 0

    def within_window(self, span: int, now: int) -> "FailureCounter":
        """The counter, or an empty one when its span (seconds) is over."""
        return self if self.failures and now - self.since < span else FailureCounter()


@dataclass(frozen=True, slots=True)
class AttemptKeys:
    """The keys of the three counters of one attempt."""

    pair: bytes
    account: bytes
    network: bytes


def derive_attempt_keys(keys: SiteKeys, purpose: str, name: str, network: str) -> AttemptKeys:
    """The counters of an attempt at `name` (normalised username) from `network` (an address).

    A purpose (sign-in, recovery, invitation) has counters of its own.
    """
    site = keys[keys.current_number]
    return AttemptKeys(
        derive(site, "throttle", purpose, "pair", name, network),
        derive(site, "throttle", purpose, "account", name),
        derive(site, "throttle", purpose, "network", network),
    )


def check_limit(db: Connection, who: AttemptKeys, now: datetime) -> None:
    """Reject an attempt that comes too soon.

    Raises:
        TooManyAttempts: says how long to wait.
    """
    moment = int(now.timestamp())
    pair, account, network = _load_three(db, who, moment)
    waits = [pair.until - moment]
    if account.failures >= MAX_ACCOUNT_FAILURES and pair.failures:
        waits.append(account.since + HOUR - moment)
    if network.failures >= MAX_NETWORK_FAILURES:
        waits.append(network.since + QUARTER_HOUR - moment)
    if max(waits) > 0:
        raise TooManyAttempts(max(waits))


def record_failure(db: Connection, who: AttemptKeys, now: datetime) -> None:
    """Count one failure on all three counters."""
    moment = int(now.timestamp())
    pair, account, network = _load_three(db, who, moment)
    wait = delay_after_failures(pair.failures + 1)
    for key, counter, until in (
        (who.pair, pair, moment + wait if wait else 0),
        (who.account, account, 0),
        (who.network, network, 0),
    ):
        since = counter.since or moment
        save_counter(db, key, counter.failures + 1, since, until)


def reset_attempts(db: Connection, who: AttemptKeys) -> None:
    """Reset the counter of this account and network after a right password."""
    db.execute(_DELETE_COUNTERS, {"keys": [who.pair]})


def delete_counters(db: Connection, keys: SiteKeys, name: str, network: str) -> None:
    """Delete the counters of a username that no longer exists, where they can be found."""
    mine = [derive_attempt_keys(keys, purpose, name, network) for purpose in USERNAME_PURPOSES]
    db.execute(_DELETE_COUNTERS, {"keys": [key for who in mine for key in (who.pair, who.account)]})


def delay_after_failures(failures: int) -> int:
    """Seconds to wait after so many failures: none for five, then 1, 2, 4, 8, 15 minutes."""
    return (
        0
        if failures < FREE_ATTEMPTS
        else min(60 * 2 ** min(failures - FREE_ATTEMPTS, 10), QUARTER_HOUR)
    )


def load_counters(db: Connection, spans: Mapping[bytes, int], now: int) -> list[FailureCounter]:
    """The counters of some keys, each empty after its span (seconds)."""
    found = {
        bytes(row.key): FailureCounter(row.failures, row.since, row.until)
        for row in db.execute(_SELECT_COUNTERS, {"keys": list(spans)})
    }
    return [
        found.get(key, FailureCounter()).within_window(span, now) for key, span in spans.items()
    ]


def save_counter(db: Connection, key: bytes, failures: int, since: int, until: int) -> None:
    """Save a counter."""
    values = {"failures": failures, "since": since, "until": until}
    db.execute(_UPSERT_COUNTER, {"key": key, **values})


def _load_three(
    db: Connection, who: AttemptKeys, now: int
) -> tuple[FailureCounter, FailureCounter, FailureCounter]:
    spans = {who.pair: HOUR, who.account: HOUR, who.network: QUARTER_HOUR}
    pair, account, network = load_counters(db, spans, now)
    return pair, account, network
