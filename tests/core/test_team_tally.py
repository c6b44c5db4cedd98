"""The box: seats and sums, nobody's figures; whatever order people come in."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from reflect.core.crypto.primitives import DecryptionError
from reflect.core.crypto.team_tally import (
    MAX_TEAM_MEMBERS,
    Tally,
    UnknownContribution,
    seal_tally,
    unseal_tally,
    update_tally,
)

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "formats-1.json").read_text(encoding="utf-8")
)
KEY = b"k" * 32
PLACE = ("0f" * 16, "weekly-check-in", 37)
PEOPLE = [f"{n:032x}" for n in range(MAX_TEAM_MEMBERS)]
SCALES = ("connection", "supervision", "balance")
SHARE = st.fixed_dictionaries({scale: st.integers(0, 10_000) for scale in SCALES})
BOXES = st.builds(Tally, st.frozensets(st.sampled_from(PEOPLE)), SHARE)


class Room(RuleBasedStateMachine):
    """People share, amend, take back; each remembers what stands in the box."""

    def __init__(self) -> None:
        super().__init__()
        self.box = Tally()
        self.shares: dict[str, dict[str, int]] = {}

    @rule(who=st.sampled_from(PEOPLE[:5]), share=SHARE)
    def shares_or_amends(self, who, share):
        self.box = update_tally(self.box, who, self.shares.get(who, {}), share)
        self.shares[who] = share

    @rule(who=st.sampled_from(PEOPLE[:5]))
    def takes_back(self, who):
        self.box = update_tally(self.box, who, self.shares.pop(who, {}), {})

    @invariant()
    def the_box_holds_seats_and_sums(self):
        assert self.box.sharers == set(self.shares)
        for scale in SCALES:
            total = sum(share[scale] for share in self.shares.values())
            assert self.box.totals.get(scale, 0) == total

    @invariant()
    def once_everyone_took_back_it_is_as_at_first(self):
        if not self.shares:
            assert self.box == Tally()


TestRoom = Room.TestCase


@given(BOXES, SHARE)
def test_a_seat_of_a_vault_that_is_gone_stands(box, share):
    for who in sorted(box.sharers):
        for now in (share, {}):
            with pytest.raises(UnknownContribution) as told:
                update_tally(box, who, {}, now)
            sentence = "You shared before your space was replaced. That share stands."
            assert str(told.value) == sentence


@given(SHARE, SHARE)
def test_after_a_restore_the_next_check_in_puts_it_back(was, now):
    assert update_tally(Tally(), PEOPLE[0], was, now) == Tally(frozenset({PEOPLE[0]}), now)


def test_a_scale_that_only_some_have_is_the_sum_of_theirs():
    """As where somebody did not answer enough of one."""
    box = update_tally(
        update_tally(Tally(), "a", {}, {"balance": 30, "connection": 5}), "b", {}, {"connection": 7}
    )
    assert box.totals == {"balance": 30, "connection": 12}
    assert update_tally(box, "a", {"balance": 30, "connection": 5}, {"supervision": 9}).totals == {
        "balance": 0,
        "connection": 7,
        "supervision": 9,
    }


@given(BOXES)
def test_a_box_opens_as_it_was_sealed(box):
    assert unseal_tally(KEY, PLACE, seal_tally(KEY, PLACE, box)) == box


def test_every_box_is_as_large_as_any_other():
    share = dict.fromkeys(SCALES, 10_000 * MAX_TEAM_MEMBERS)
    sizes = {
        len(seal_tally(KEY, PLACE, Tally(frozenset(PEOPLE[:n]), share if n else {})))
        for n in range(MAX_TEAM_MEMBERS + 1)
    }
    assert sizes == {3929}


@given(BOXES, st.integers(0, 3928), st.integers(1, 255))
def test_a_byte_changed_is_found(box, at, bits):
    blob = bytearray(seal_tally(KEY, PLACE, box))
    blob[at] ^= bits
    with pytest.raises(DecryptionError):
        unseal_tally(KEY, PLACE, bytes(blob))


@pytest.mark.parametrize(
    "place",
    [("0e" * 16, PLACE[1], 37), (PLACE[0], "team-check", 37), (PLACE[0], PLACE[1], 38)],
    ids=["team", "instrument", "window"],
)
def test_a_box_opens_in_its_own_place_only(place):
    blob = seal_tally(KEY, PLACE, Tally())
    with pytest.raises(DecryptionError):
        unseal_tally(KEY, place, blob)
    with pytest.raises(DecryptionError):
        unseal_tally(b"o" * 32, PLACE, blob)


def test_the_box_is_the_published_one():
    box = VECTORS["box"]
    told = json.loads(box["json"])
    key = bytes.fromhex(VECTORS["password"]["site_key"])
    place = (box["team"], box["instrument"], box["window"])
    opened = Tally(frozenset(told["seats"]), told["totals"])
    blob = seal_tally(key, place, opened, nonce=bytes.fromhex(box["nonce"]))
    assert hashlib.sha256(blob).hexdigest() == box["blob_sha256"]
    assert unseal_tally(key, place, blob) == opened
