"""Fuzz tests of forms, a few hundred requests; bench/fuzz.py sends a million."""

import pytest

from tests.support.fuzz_data import CANARY, CANARY_TAG, FuzzData
from tests.support.fuzz_forms import BATCH_SIZE, FormFuzzer, find_violation
from tests.support.fuzz_users import FuzzUsers
from tests.support.site_fixture import open_site


@pytest.fixture(scope="module")
def crowd(tmp_path_factory, static):
    """On a site of its own, whose database is a file that can be put back."""
    with open_site(tmp_path_factory.mktemp("crowd"), static) as (app, clock):
        yield FuzzUsers(app, clock)


@pytest.mark.parametrize("first", [0, BATCH_SIZE, 2 * BATCH_SIZE])
def test_nothing_that_is_sent_breaks_anything_or_is_told(crowd, first):
    assert [str(failed) for failed in FormFuzzer(crowd, 8).batch(first, first + BATCH_SIZE)] == []


def test_the_same_seed_sends_the_same(crowd):
    crowd.reset()
    one, other = (FormFuzzer(crowd, 8).case(17) for _time in range(2))
    assert (one.who, one.path, one.fields) == (other.who, other.path, other.fields)
    assert FormFuzzer(crowd, 9).case(17).fields != one.fields


def test_most_doors_have_a_form_and_what_fits_is_taken(crowd):
    """Else nothing would come past the first check."""
    posts = {rule.endpoint for rule in crowd.rules if "POST" in rule.methods}
    assert len(crowd.forms) > 0.75 * len(posts)
    fuzzer = FormFuzzer(crowd, 8)
    fuzzer.batch(0, 2 * BATCH_SIZE)
    assert fuzzer.statuses[303] > 0.15 * 2 * BATCH_SIZE


def test_an_error_of_ours_would_have_been_seen(crowd, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError(CANARY)

    monkeypatch.setattr("reflect.vaults.load", broken)
    failures = FormFuzzer(crowd, 8).batch(0, BATCH_SIZE)
    assert any("status 500" in failed.what and "RuntimeError" in failed.what for failed in failures)
    assert not any("tells" in failed.what for failed in failures)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((500, "", "", ""), "status 500"),
        ((200, CANARY_TAG, "", ""), "a tag of theirs"),
        ((303, "", f"/?q={CANARY}", ""), "an address tells"),
        ((200, "", "", CANARY), "the log tells"),
        ((200, "", "", "error type=KeyError at=x.py:1"), "an error in the log"),
    ],
)
def test_what_must_not_be_is_seen(answer, said):
    assert find_violation(*answer).startswith(said)


def test_rubbish_is_made_of_bytes_that_no_browser_sends():
    made = b"".join(FuzzData(n).text() for n in range(400))
    assert b"\xed\xa0\x80" in made  # half a character
    assert b"\0" in made
