"""Rate limit (throttling) of login and other attempts with a secret, against brute force.

It is checked before the password hash, because the hash is what costs. Counters of failed attempts
are in the database, so that all workers share them, under keyed hashes of username and network;
they are deleted after an hour. The limits:

- Per account and network: five attempts are free, then each failure doubles the wait, from one
  minute to fifteen.
- Per account: after thirty failures in an hour, only a network without a failure on this account
  may try, so that an attacker cannot lock the owner out.
- Per network: a hundred failures in a quarter of an hour, because an office shares one address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, LargeBinary, bindparam, text

from reflect.core.crypto.primitives import SiteKeys, derive
from reflect.core.errors import ReflectError
from reflect.core.i18n import _, ngettext

USERNAME_PURPOSES = ("sign-in", "recovery", "bring-back")  # attempts with a username
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
    """Too many failed attempts; the message says how long to wait."""

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
    """The number of failures, and until when no attempt is accepted."""

    failures: int = 0
    since: int = 0  # epoch seconds, of the first failure
    until: int = 0  # epoch seconds

    def within_window(self, span: int, now: int) -> "FailureCounter":
        """The counter, or an empty one if it began `span` seconds ago or earlier."""
        return self if self.failures and now - self.since < span else FailureCounter()


@dataclass(frozen=True, slots=True)
class AttemptKeys:
    """The keys of the three counters of one attempt."""

    pair: bytes  # account and network
    account: bytes
    network: bytes


def derive_attempt_keys(keys: SiteKeys, purpose: str, name: str, network: str) -> AttemptKeys:
    """The keys of the counters for `name` (a normalised username) and `network` (an address).

    Each `purpose` (sign-in, recovery, invitation...) has its own counters.
    """
    site = keys[keys.current_number]
    return AttemptKeys(
        derive(site, "throttle", purpose, "pair", name, network),
        derive(site, "throttle", purpose, "account", name),
        derive(site, "throttle", purpose, "network", network),
    )


def check_limit(db: Connection, keys: AttemptKeys, now: datetime) -> None:
    """Reject an attempt over the rate limit.

    Raises:
        TooManyAttempts: too many attempts failed before.
    """
    moment = int(now.timestamp())
    pair, account, network = _load_counters_of_attempt(db, keys, moment)
    waits = [pair.until - moment]
    if account.failures >= MAX_ACCOUNT_FAILURES and pair.failures:
        waits.append(account.since + HOUR - moment)
    if network.failures >= MAX_NETWORK_FAILURES:
        waits.append(network.since + QUARTER_HOUR - moment)
    if max(waits) > 0:
        raise TooManyAttempts(max(waits))


def record_failure(db: Connection, keys: AttemptKeys, now: datetime) -> None:
    """Count one failure on all three counters."""
    moment = int(now.timestamp())
    pair, account, network = _load_counters_of_attempt(db, keys, moment)
    wait = delay_after_failures(pair.failures + 1)
    for key, counter, until in (
        (keys.pair, pair, moment + wait if wait else 0),
        (keys.account, account, 0),
        (keys.network, network, 0),
    ):
        save_counter(db, key, counter.failures + 1, counter.since or moment, until)


def reset_attempts(db: Connection, keys: AttemptKeys) -> None:
    """Reset the counter of this account and network after a right password."""
    db.execute(_DELETE_COUNTERS, {"keys": [keys.pair]})


def delete_counters(db: Connection, keys: SiteKeys, name: str, network: str) -> None:
    """Delete the counters of a deleted username: of the account, and of its pair with `network`.

    Pairs with other networks cannot be found; they are deleted after an hour.
    """
    attempts = [derive_attempt_keys(keys, purpose, name, network) for purpose in USERNAME_PURPOSES]
    own = [key for attempt in attempts for key in (attempt.pair, attempt.account)]
    db.execute(_DELETE_COUNTERS, {"keys": own})


def delay_after_failures(failures: int) -> int:
    """Seconds to wait after the failures: 0 for the first four, then 1, 2, 4, 8, 15 minutes."""
    if failures < FREE_ATTEMPTS:
        return 0
    seconds: int = 60 * 2 ** min(failures - FREE_ATTEMPTS, 10)
    return min(seconds, QUARTER_HOUR)


def load_counters(db: Connection, spans: Mapping[bytes, int], now: int) -> list[FailureCounter]:
    """The counters of the keys of `spans`, in its order, each empty after its span (seconds)."""
    stored = {
        bytes(row.key): FailureCounter(row.failures, row.since, row.until)
        for row in db.execute(_SELECT_COUNTERS, {"keys": list(spans)})
    }
    empty = FailureCounter()
    return [stored.get(key, empty).within_window(span, now) for key, span in spans.items()]


def save_counter(db: Connection, key: bytes, failures: int, since: int, until: int) -> None:
    """Save a counter; `since` and `until` in epoch seconds."""
    values = {"failures": failures, "since": since, "until": until}
    db.execute(_UPSERT_COUNTER, {"key": key, **values})


def _load_counters_of_attempt(db: Connection, keys: AttemptKeys, now: int) -> list[FailureCounter]:
    spans = {keys.pair: HOUR, keys.account: HOUR, keys.network: QUARTER_HOUR}
    return load_counters(db, spans, now)
