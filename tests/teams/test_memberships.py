"""Who is in a team, who leads it, by which rules: always said to everybody in it."""

from datetime import timedelta

import pytest

from reflect.accounts import account_events
from reflect.core.crypto.team_tally import MAX_TEAM_MEMBERS
from reflect.core.crypto.vault import Vault
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.policy import Actor, Role
from reflect.teams import audit_events, rules
from reflect.teams import repository as team_repository
from reflect.teams import services as team_services
from tests.support.checkin_forms import make_vault
from tests.support.weeks import FRIDAY, LIBRARY

pytestmark = pytest.mark.both_databases

THIS = Window.of(Week.of(FRIDAY))


@pytest.fixture
def unit(app):
    def work(do):
        with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            return do(db)

    return work


@pytest.fixture
def actor(app):
    """Somebody with an account; each call makes another."""
    made = []

    def one(*roles, strong=True):
        number = len(made) + 1
        vault = make_vault(app, Vault(f"{number:032x}", bytes([number]) * 32))
        made.append(vault)
        held = frozenset(map(Role, roles))
        return Actor(vault.id, f"person{number}", held, vault, code_checked=True, strong=strong)

    return one


@pytest.fixture
def organiser(actor):
    return actor("organiser")


@pytest.fixture
def team(unit, organiser):
    return unit(lambda db: team_services.create_team(db, organiser, "Mill Lane", "", FRIDAY)).id


def joined(unit, team, *people, now=FRIDAY):
    for each in people:
        unit(lambda db, who=each: team_services.join_team(db, who, team, who.name, now))


def seen(unit, team):
    return [
        (each.what, each.name) for each in unit(lambda db: audit_events.load_team_events(db, team))
    ]


# Setting up


def test_a_practitioner_sets_up_no_team(unit, actor):
    with pytest.raises(PermissionDenied):
        unit(lambda db: team_services.create_team(db, actor(), "Mine", "x", FRIDAY))


def test_an_organiser_without_a_second_factor_does_not_either(unit, actor):
    with pytest.raises(PermissionDenied):
        unit(
            lambda db: team_services.create_team(
                db, actor("organiser", strong=False), "Mine", "", FRIDAY
            )
        )


def test_a_supervisor_sets_up_another_and_leads_it(unit, organiser, actor, team):
    helen = actor()
    unit(lambda db: team_services.add_supervisor(db, organiser, team, (helen.id, "Helen"), FRIDAY))
    second = unit(lambda db: team_services.create_team(db, helen, "Northgate", "Helen", FRIDAY))
    assert unit(lambda db: team_services.require_member(db, helen, second.id))[1] is True


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_team_needs_a_name(unit, organiser, name):
    with pytest.raises(Invalid):
        unit(lambda db: team_services.create_team(db, organiser, name, "", FRIDAY))


# Joining and leaving


def test_a_code_leads_to_its_team_until_it_is_replaced_or_over(unit, organiser, team):
    code = unit(lambda db: team_services.create_join_code(db, organiser, team, FRIDAY))
    assert unit(lambda db: team_services.find_team_by_code(db, code.lower(), FRIDAY)).id == team
    with pytest.raises(Invalid):
        unit(lambda db: team_services.find_team_by_code(db, code, FRIDAY + timedelta(days=31)))
    unit(lambda db: team_services.create_join_code(db, organiser, team, FRIDAY))
    with pytest.raises(Invalid):
        unit(lambda db: team_services.find_team_by_code(db, code, FRIDAY))


def test_the_code_itself_is_stored_nowhere(app, unit, organiser, team):
    code = unit(lambda db: team_services.create_join_code(db, organiser, team, FRIDAY))
    dump = unit(lambda db: str(db.exec_driver_sql("SELECT * FROM team_codes").all()))
    assert code not in dump
    assert code.replace("-", "") not in dump


def test_everyone_in_a_team_sees_who_joined_and_who_left(unit, actor, team):
    sam = actor()
    joined(unit, team, sam)
    unit(lambda db: team_services.leave_team(db, sam, team, FRIDAY + timedelta(days=1)))
    assert seen(unit, team)[0] == ("left", "person2")
    assert ("joined", "person2") in seen(unit, team)


def test_who_left_has_no_team_page(unit, actor, team):
    sam = actor()
    joined(unit, team, sam)
    assert unit(lambda db: team_services.require_member(db, sam, team)) is not None
    unit(lambda db: team_services.leave_team(db, sam, team, FRIDAY))
    with pytest.raises(NotFound):
        unit(lambda db: team_services.require_member(db, sam, team))


def test_who_never_belonged_is_told_the_same_as_of_no_team(unit, actor, organiser, team):
    for stranger in (actor(), organiser):
        told = []
        for wanted in (team, "f" * 32):
            with pytest.raises(NotFound) as error:
                unit(lambda db, who=stranger, at=wanted: team_services.require_member(db, who, at))
            told.append(str(error.value))
        assert told[0] == told[1]


def test_a_second_team_is_refused(unit, actor, organiser, team):
    sam = actor()
    joined(unit, team, sam)
    other = unit(lambda db: team_services.create_team(db, organiser, "Northgate", "", FRIDAY)).id
    with pytest.raises(PermissionDenied, match="in a team already"):
        joined(unit, other, sam)


def test_the_sixty_fifth_member_is_refused(unit, actor, team):
    joined(unit, team, *(actor() for _ in range(MAX_TEAM_MEMBERS)))
    with pytest.raises(PermissionDenied, match="64 members"):
        joined(unit, team, actor())


def test_a_name_is_needed_and_shown_as_it_was_given(unit, actor, team):
    sam = actor()
    with pytest.raises(Invalid):
        unit(lambda db: team_services.join_team(db, sam, team, "  ", FRIDAY))
    seat = unit(lambda db: team_services.join_team(db, sam, team, " Sam   Tully ", FRIDAY))
    assert seat.shown == "Sam Tully"
    assert seat.first_window == THIS.number + 1


# Leading


def test_a_supervisor_who_goes_loses_the_page_at_once(unit, actor, organiser, team):
    helen = actor()
    unit(lambda db: team_services.add_supervisor(db, organiser, team, (helen.id, "Helen"), FRIDAY))
    assert unit(lambda db: team_services.require_member(db, helen, team))[1] is True
    unit(lambda db: team_services.remove_supervisor(db, organiser, team, helen.id, FRIDAY))
    with pytest.raises(NotFound):
        unit(lambda db: team_services.require_member(db, helen, team))
    assert {what for what, _name in seen(unit, team)} == {"leads no more", "leads", "made"}


def test_a_member_who_leads_is_a_member_no_more(unit, actor, organiser, team):
    helen = actor()
    joined(unit, team, helen)
    unit(lambda db: team_services.add_supervisor(db, organiser, team, (helen.id, "Helen"), FRIDAY))
    kinds = [seat.kind for seat in unit(lambda db: team_repository.load_team_memberships(db, team))]
    assert kinds == ["supervisor"]
    with pytest.raises(PermissionDenied, match="You lead this team"):
        joined(unit, team, helen)


def test_a_supervisor_may_be_a_member_elsewhere(unit, actor, organiser, team):
    helen = actor()
    unit(lambda db: team_services.add_supervisor(db, organiser, team, (helen.id, "Helen"), FRIDAY))
    other = unit(lambda db: team_services.create_team(db, organiser, "Managers", "", FRIDAY)).id
    joined(unit, other, helen)
    assert unit(lambda db: team_services.require_member(db, helen, other))[1] is False


def test_nobody_leads_a_team_twice(unit, actor, organiser, team):
    helen = actor()
    unit(lambda db: team_services.add_supervisor(db, organiser, team, (helen.id, "Helen"), FRIDAY))
    with pytest.raises(PermissionDenied, match="lead this team already"):
        unit(
            lambda db: team_services.add_supervisor(
                db, organiser, team, (helen.id, "Helen"), FRIDAY
            )
        )


@pytest.mark.parametrize(
    "change",
    [
        lambda db, who, team: team_services.rename_team(db, who, team, "Other", FRIDAY),
        lambda db, who, team: team_services.create_join_code(db, who, team, FRIDAY),
        lambda db, who, team: team_services.add_supervisor(db, who, team, (who.id, "me"), FRIDAY),
        lambda db, who, team: team_services.remove_supervisor(db, who, team, who.id, FRIDAY),
        lambda db, who, team: team_services.dissolve_team(db, who, LIBRARY, team, FRIDAY),
        lambda db, who, team: rules.raise_min_sharers(db, who, team, 8, FRIDAY),
        lambda db, who, team: rules.start_instrument(db, who, team, "team-check", FRIDAY),
        lambda db, who, team: rules.stop_instrument(db, who, team, "team-check", FRIDAY),
    ],
)
def test_a_member_changes_nothing_for_the_others(unit, actor, team, change):
    sam = actor()
    joined(unit, team, sam)
    with pytest.raises(NotFound):
        unit(lambda db: change(db, sam, team))


# Rules


def test_the_least_number_is_raised_from_the_next_window_and_never_lowered(unit, organiser, team):
    unit(lambda db: rules.raise_min_sharers(db, organiser, team, 8, FRIDAY))
    for least in (5, 8):
        with pytest.raises(Invalid, match="never lowered"):
            unit(lambda db, to=least: rules.raise_min_sharers(db, organiser, team, to, FRIDAY))
    unit(lambda db: rules.raise_min_sharers(db, organiser, team, 10, FRIDAY))
    windows = [THIS, THIS + 1, THIS + 2]
    assert [
        unit(lambda db, at=w: team_repository.load_min_sharers(db, team, at)) for w in windows
    ] == [
        5,
        10,
        10,
    ]
    assert ("least raised", "") in seen(unit, team)


def test_a_doubt_is_seen_by_all_and_whose_it_is_by_none(unit, actor, organiser, team):
    sam = actor()
    joined(unit, team, sam)
    unit(lambda db: rules.dispute_roster(db, sam, team, FRIDAY))
    unit(lambda db: rules.dispute_roster(db, sam, team, FRIDAY))
    assert [each for each in seen(unit, team) if each[0] == "doubted"] == [("doubted", "")]
    assert unit(lambda db: team_repository.is_disputed(db, team))
    with pytest.raises(Invalid):
        unit(lambda db: rules.settle_dispute(db, organiser, team, " ", FRIDAY))
    with pytest.raises(PermissionDenied):
        unit(lambda db: rules.settle_dispute(db, sam, team, "All is well", FRIDAY))
    unit(lambda db: rules.settle_dispute(db, organiser, team, "Kim is the new student", FRIDAY))
    assert not unit(lambda db: team_repository.is_disputed(db, team))
    with pytest.raises(NotFound):
        unit(lambda db: rules.settle_dispute(db, organiser, team, "Again", FRIDAY))


def test_an_instrument_is_run_from_the_next_window_on(unit, organiser, team):
    from reflect.teams.contributions import load_team_instruments  # noqa: PLC0415

    with pytest.raises(PermissionDenied, match="An organiser says which"):
        unit(lambda db: rules.start_instrument(db, organiser, team, "team-check", FRIDAY))
    unit(lambda db: rules.set_instrument_allowed(db, organiser, "team-check", FRIDAY, yes=True))
    unit(lambda db: rules.start_instrument(db, organiser, team, "team-check", FRIDAY))
    with pytest.raises(PermissionDenied):
        unit(lambda db: rules.start_instrument(db, organiser, team, "team-check", FRIDAY))
    later = FRIDAY + timedelta(weeks=4)
    unit(lambda db: rules.stop_instrument(db, organiser, team, "team-check", later))
    found = [unit(lambda db, at=THIS + n: load_team_instruments(db, team, at)) for n in range(3)]
    assert [len(each) for each in found] == [1, 2, 1]


def test_a_dissolved_team_stays_with_those_who_were_in_it(unit, actor, organiser, team):
    sam, kim = actor(), actor()
    joined(unit, team, sam, kim)
    unit(lambda db: team_services.leave_team(db, kim, team, FRIDAY))
    unit(
        lambda db: team_services.dissolve_team(
            db, organiser, LIBRARY, team, FRIDAY + timedelta(hours=1)
        )
    )
    assert unit(lambda db: team_services.require_member(db, sam, team))[0].dissolved
    for who in (kim, organiser):
        with pytest.raises(NotFound):
            unit(lambda db, one=who: team_services.require_member(db, one, team))
    with pytest.raises(NotFound):
        joined(unit, team, kim)


# What organisers did


def test_what_an_organiser_does_is_seen_by_whom_it_concerns(unit, actor, organiser, team):
    helen = actor()
    unit(lambda db: team_services.add_supervisor(db, organiser, team, (helen.id, "Helen"), FRIDAY))
    assert [e.what for e in unit(lambda db: audit_events.load_account_events(db, helen.id))] == [
        "leads"
    ]
    assert {e.what for e in unit(audit_events.load_organiser_events)} == {"made", "leads"}


def test_what_a_supervisor_does_is_in_no_audit(unit, actor, organiser, team):
    helen = actor()
    unit(lambda db: team_services.add_supervisor(db, organiser, team, (helen.id, "Helen"), FRIDAY))
    unit(lambda db: rules.raise_min_sharers(db, helen, team, 7, FRIDAY))
    assert "least raised" not in {e.what for e in unit(audit_events.load_organiser_events)}


def test_a_person_who_goes_leaves_no_name_behind(unit, actor, team):
    sam = actor()
    joined(unit, team, sam)
    unit(lambda db: account_events.anonymise_events(db, sam.id))
    assert ("joined", "") in seen(unit, team)
    dump = unit(lambda db: str(db.exec_driver_sql("SELECT * FROM events").all()))
    assert sam.id not in dump
    assert "person2" not in dump
