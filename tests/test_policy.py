"""Authorisation: every rule of policy.py for every kind of account, in one table."""

from functools import partial

import pytest

from reflect import policy
from reflect.core.crypto.vault import Vault
from reflect.core.errors import PermissionDenied
from reflect.policy import Actor, Role

KEY = Vault("a1" * 16, b"k" * 32)


def somebody(*roles: Role, code=True, strong=False, ended=False) -> Actor:
    return Actor("id", "name", frozenset(roles), KEY, code, strong, ended)


PEOPLE = {
    "nobody": Actor(),
    "locked": Actor("id", "name", frozenset(Role), None, code_checked=True, strong=True),
    "no code": somebody(code=False),
    "practitioner": somebody(),
    "with digits": somebody(strong=True),
    "trainer": somebody(Role.TRAINER),
    "leader": somebody(Role.LEADER),
    "weak": somebody(Role.ORGANISER),
    "organiser": somebody(Role.ORGANISER, strong=True),
    "organiser, no code": somebody(Role.ORGANISER, code=False, strong=True),
    "ended": somebody(ended=True),
    "ended, no code": somebody(code=False, ended=True),
    "ended, all roles": somebody(*Role, strong=True, ended=True),
}
OPEN = {"no code", "practitioner", "with digits", "trainer", "leader", "weak", "organiser"}
OPEN |= {"organiser, no code", "ended", "ended, no code", "ended, all roles"}
WORKING = {"practitioner", "with digits", "trainer", "leader", "weak", "organiser"}

TABLE = {
    "anyone": (policy.anyone, set(PEOPLE)),
    "is_signed_in": (policy.is_signed_in, OPEN),
    "may_reflect": (policy.may_reflect, WORKING),
    "may_export_or_delete": (policy.may_export_or_delete, WORKING | {"ended", "ended, all roles"}),
    "has_ended_account": (
        policy.has_ended_account,
        {"ended", "ended, no code", "ended, all roles"},
    ),
    "may_organise": (policy.may_organise, {"organiser"}),
    "needs_second_factor": (policy.needs_second_factor, {"weak"}),
    "may_see_across_teams": (policy.may_see_across_teams, {"leader"}),
    "may_run_workshop": (policy.may_run_workshop, {"trainer"}),
    "may_facilitate_room, holds the room": (
        lambda _who: policy.may_facilitate_room(holds=True),
        set(PEOPLE),
    ),
    "may_facilitate_room, does not": (lambda _who: policy.may_facilitate_room(holds=False), set()),
    "may_set_up_teams, leads none": (
        partial(policy.may_set_up_teams, leads=False),
        {"organiser"},
    ),
    "may_set_up_teams, leads one": (partial(policy.may_set_up_teams, leads=True), WORKING),
    "may_view_team, a stranger": (partial(policy.may_view_team, belongs=False), set()),
    "may_view_team, belongs": (partial(policy.may_view_team, belongs=True), WORKING),
    "may_lead_team, no supervisor": (partial(policy.may_lead_team, leads=False), {"organiser"}),
    "may_lead_team, a supervisor": (partial(policy.may_lead_team, leads=True), WORKING),
    "may_write_for_team, no supervisor": (
        partial(policy.may_write_for_team, leads=False),
        set(),
    ),
    "may_write_for_team, a supervisor": (
        partial(policy.may_write_for_team, leads=True),
        WORKING,
    ),
}


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("right", TABLE)
def test_who_has_which_right(right, person):
    rule, allowed = TABLE[right]
    assert rule(PEOPLE[person]) == (person in allowed)


def test_no_right_is_missing_from_the_table():
    rights = {
        name
        for name, found in vars(policy).items()
        if name.startswith(("may_", "is_", "has_", "needs_")) or name == "anyone"
        if callable(found)
    }
    assert rights == {name.partition(",")[0] for name in TABLE}


def test_require_stops_whoever_may_not():
    policy.require(True)
    with pytest.raises(PermissionDenied):
        policy.require(False)


def test_a_locked_vault_is_not_handed_out():
    with pytest.raises(PermissionDenied):
        _ = PEOPLE["locked"].vault
