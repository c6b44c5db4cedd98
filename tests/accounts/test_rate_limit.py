from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.accounts import rate_limit
from reflect.accounts.rate_limit import TooManyAttempts
from tests.support.database import transaction

pytestmark = pytest.mark.both_databases


@given(st.integers(0, 1000))
def test_the_wait_never_shrinks_and_never_passes_a_quarter_of_an_hour(failures):
    assert (
        0
        <= rate_limit.delay_after_failures(failures)
        <= rate_limit.delay_after_failures(failures + 1)
        <= 900
    )


def test_five_tries_are_free_then_the_wait_doubles():
    minutes = [rate_limit.delay_after_failures(failures) // 60 for failures in range(1, 12)]
    assert minutes == [0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15]


@pytest.fixture
def who(app):
    keys = app.extensions["reflect.keys"]
    return lambda name, network="10.0.0.1": rate_limit.derive_attempt_keys(
        keys, "sign-in", name, network
    )


def fail(app, clock, who, times: int) -> None:
    with transaction(app) as db:
        for _ in range(times):
            rate_limit.record_failure(db, who, clock.now)


def allowed(app, clock, who) -> bool:
    try:
        with transaction(app) as db:
            rate_limit.check_limit(db, who, clock.now)
    except TooManyAttempts:
        return False
    return True


def test_after_five_failures_one_waits_a_minute(app, clock, who):
    fail(app, clock, who("sam"), 4)
    assert allowed(app, clock, who("sam"))
    fail(app, clock, who("sam"), 1)
    assert not allowed(app, clock, who("sam"))
    clock.forward(seconds=59)
    assert not allowed(app, clock, who("sam"))
    clock.forward(seconds=1)
    assert allowed(app, clock, who("sam"))


def test_the_sentence_says_how_long(app, clock, who):
    fail(app, clock, who("sam"), 7)
    with pytest.raises(TooManyAttempts, match="Wait 4 minutes"), transaction(app) as db:
        rate_limit.check_limit(db, who("sam"), clock.now)


def test_the_owner_gets_in_from_elsewhere_while_an_attacker_waits(app, clock, who):
    fail(app, clock, who("sam"), 60)
    assert not allowed(app, clock, who("sam"))
    assert allowed(app, clock, who("sam", "10.0.0.2"))


def test_thirty_failures_on_an_account_stop_every_network_that_failed_on_it(app, clock, who):
    for network in range(30):
        fail(app, clock, who("sam", f"10.0.1.{network}"), 1)
    assert not allowed(app, clock, who("sam", "10.0.1.0"))
    assert allowed(app, clock, who("sam", "10.0.2.0"))
    assert allowed(app, clock, who("joan", "10.0.1.0"))
    clock.forward(hours=1)
    assert allowed(app, clock, who("sam", "10.0.1.0"))


def test_a_hundred_failures_from_a_network_stop_it_for_a_quarter_of_an_hour(app, clock, who):
    for number in range(100):
        fail(app, clock, who(f"name{number}"), 1)
    assert not allowed(app, clock, who("joan"))
    assert allowed(app, clock, who("joan", "10.0.0.2"))
    clock.forward(minutes=15)
    assert allowed(app, clock, who("joan"))


def test_the_right_password_clears_the_wait_of_its_network_only(app, clock, who):
    fail(app, clock, who("sam"), 6)
    fail(app, clock, who("sam", "10.0.0.2"), 6)
    with transaction(app) as db:
        rate_limit.reset_attempts(db, who("sam"))
    assert allowed(app, clock, who("sam"))
    assert not allowed(app, clock, who("sam", "10.0.0.2"))


def test_purposes_have_counters_of_their_own(app, clock, who):
    fail(app, clock, who("sam"), 6)
    recovery = rate_limit.derive_attempt_keys(
        app.extensions["reflect.keys"], "recovery", "sam", "10.0.0.1"
    )
    assert allowed(app, clock, recovery)


def test_counters_hide_name_and_network(app, clock, who):
    fail(app, clock, who("sam"), 1)
    with transaction(app) as db:
        stored = db.exec_driver_sql("SELECT key FROM throttle").scalars().all()
    assert len(stored) == 3
    for key in map(bytes, stored):
        assert b"sam" not in key
        assert b"10.0.0.1" not in key
    assert who("sam") == replace(who("sam"))
    assert who("sam") != who("joan")


def test_a_failure_is_forgotten_after_an_hour(app, clock, who):
    fail(app, clock, who("sam"), 4)
    clock.now += timedelta(hours=1)
    fail(app, clock, who("sam"), 1)
    assert allowed(app, clock, who("sam"))
