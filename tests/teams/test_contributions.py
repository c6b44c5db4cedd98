"""Sharing: what leaves a vault, what stands in the box, and that nobody can tell who shares."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from reflect import vaults
from reflect.core.crypto.team_tally import Tally, unseal_tally
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.models import boxes, rows
from reflect.teams import contributions
from reflect.teams import repository as team_repository
from reflect.teams.contributions import Sharer
from tests.support.factories import (
    SCALE_IDS,
    SITE_KEYS,
    WEEKLY_ID,
    WINDOW,
    current_membership,
    friday_of,
    make_team,
)

pytestmark = pytest.mark.both_databases

FIRST, SECOND, THIRD, FOURTH = WINDOW.weeks


@pytest.fixture
def six(app):
    return make_team(app, 6)


def box_of(people, number=WINDOW.number) -> Tally:
    place = (people.team, WEEKLY_ID, number)
    row = people.run(lambda db: db.execute(select(boxes).where(boxes.c.window == number)).one())
    return unseal_tally(SITE_KEYS[row.site_key], place, bytes(row.blob))


def stored(people, who) -> dict[bytes, tuple[int, int]]:
    """Slot -> number of saves and size, of one vault."""
    vault = people.sharers[who].vault.id
    found = people.run(lambda db: db.execute(select(rows).where(rows.c.vault == vault)).all())
    return {bytes(row.slot): (row.rev, len(row.blob)) for row in found}


def test_three_numbers_and_a_seat_stand_in_the_box(six):
    six.share_week(0, FIRST, level=4)
    assert box_of(six) == Tally(frozenset({six.sharers[0].account}), dict.fromkeys(SCALE_IDS, 7500))


def test_a_check_in_alone_adds_nothing(six):
    six.submit_check_in(0, FIRST)
    assert box_of(six) == Tally()


def test_the_mean_of_the_weeks_that_count_is_shared(six):
    six.share_week(0, FIRST, level=4)
    six.share_week(0, SECOND, level=1)
    six.submit_check_in(0, THIRD, level=5)
    assert box_of(six).totals == dict.fromkeys(SCALE_IDS, 3750)


def test_a_week_counts_only_with_all_its_scales(six):
    six.submit_check_in(0, FIRST, level=4)
    six.set_sharing(0, FIRST)
    six.submit_check_in(0, FIRST, level=4, finish="n/a", switch="n/a")
    assert box_of(six) == Tally()


def test_a_corrected_week_amends_the_share(six):
    six.share_week(0, FIRST, level=4)
    six.submit_check_in(0, FIRST, level=2)
    assert box_of(six).totals == dict.fromkeys(SCALE_IDS, 2500)


def test_taken_back_the_box_is_as_if_it_had_never_been(six):
    six.share_week(1, FIRST)
    before = box_of(six)
    six.share_week(0, FIRST)
    six.set_sharing(0, FIRST, yes=False)
    assert box_of(six) == before


def test_who_shares_and_who_does_not_leave_the_same_traces(six):
    """Rows written, numbers of saves, sizes: alike in both vaults, and the box is written too."""
    seen = []
    for who, yes in ((0, True), (1, False)):
        six.submit_check_in(who, FIRST)
        between = bytes(six.run(lambda db: db.execute(select(boxes.c.blob)).scalar_one()))
        six.set_sharing(who, FIRST, yes=yes)
        after = bytes(six.run(lambda db: db.execute(select(boxes.c.blob)).scalar_one()))
        assert between != after
        assert len(between) == len(after)
        seen.append(sorted(stored(six, who).values()))
    assert seen[0] == seen[1]


def test_what_was_shared_before_the_vault_was_replaced_stands(app, six):
    six.share_week(0, FIRST, level=5)
    before = box_of(six)
    old = six.sharers[0]
    fresh = Vault(old.vault.id, b"f" * 32)  # the same account, a vault that knows nothing
    six.run(lambda db: db.execute(rows.delete().where(rows.c.vault == old.vault.id)))
    six.sharers[0] = Sharer(old.account, fresh, old.library, old.keys)
    six.submit_check_in(0, FIRST, level=1)
    six.set_sharing(0, FIRST)
    assert box_of(six) == before


def test_after_a_restore_the_next_check_in_puts_it_back(six):
    six.share_week(0, FIRST, level=4)
    six.run(lambda db: db.execute(boxes.delete()))
    six.submit_check_in(0, SECOND)
    assert box_of(six).totals == dict.fromkeys(SCALE_IDS, 7500)


def test_a_damaged_box_never_costs_the_check_in(six):
    six.share_week(0, FIRST)
    six.run(lambda db: db.execute(boxes.update().values(blob=b"\x01" + bytes(3928))))
    six.submit_check_in(1, FIRST)
    entry = six.run(
        lambda db: vaults.load(db, six.sharers[1].vault, "answers", WEEKLY_ID, str(FIRST))
    )
    assert entry.rev == 1


def test_once_closed_nothing_is_added_and_nothing_taken_back(six):
    six.share_week(0, FOURTH, level=4)
    late = WINDOW.closes_at
    six.set_sharing(0, FOURTH, yes=False, now=late)
    assert box_of(six).totals == dict.fromkeys(SCALE_IDS, 7500)
    six.set_sharing(0, FOURTH, yes=True, now=late - timedelta(seconds=1))
    six.set_sharing(0, FOURTH, yes=False, now=late - timedelta(seconds=1))
    assert box_of(six) == Tally()


def test_a_week_without_answers_cannot_count(six):
    with pytest.raises(NotFound):
        six.set_sharing(0, FIRST)


@pytest.mark.parametrize("case", ["joined late", "leads the team", "ended", "no team"])
def test_who_is_not_in_the_team_through_the_window_shares_nothing(app, six, case):
    sharer = six.sharers[0]
    seat = six.run(lambda db: current_membership(db, sharer.account))

    def leave(db):
        team_repository.end_membership(db, seat, WINDOW.opens_at - timedelta(weeks=1))

    def change(db):
        if case == "joined late":
            leave(db)
            team_repository.add_membership(
                db, six.team, sharer.account, "member", "x", WINDOW.opens_at
            )
        elif case == "leads the team":
            early = WINDOW.opens_at - timedelta(weeks=1)
            team_repository.add_membership(db, six.team, sharer.account, "supervisor", "x", early)
        elif case == "ended":
            from reflect.models import accounts  # noqa: PLC0415

            ended = accounts.update().where(accounts.c.id == sharer.account).values(ended=1)
            db.execute(ended)
        else:
            leave(db)

    six.run(change)
    six.share_week(0, FIRST)
    found = six.run(lambda db: db.execute(select(boxes)).all())
    assert found == [] or box_of(six) == Tally()


def test_who_leaves_can_take_back_until_the_close(six):
    six.share_week(0, FIRST)
    seat = six.run(lambda db: current_membership(db, six.sharers[0].account))
    six.run(lambda db: team_repository.end_membership(db, seat, friday_of(SECOND)))
    assert box_of(six).sharers
    six.set_sharing(0, FIRST, yes=False, now=friday_of(THIRD))
    assert box_of(six) == Tally()


def test_before_an_account_is_erased_everything_open_is_taken_back(six):
    six.share_week(0, FIRST)
    six.share_week(1, FIRST)
    six.run(
        lambda db: contributions.withdraw_all_contributions(db, six.sharers[0], friday_of(SECOND))
    )
    assert box_of(six).sharers == {six.sharers[1].account}


def test_one_team_at_a_time(app, six):
    def join_another(db):
        team = team_repository.add_team(db, "Northgate", friday_of(FIRST))
        team_repository.add_membership(
            db, team.id, six.sharers[0].account, "member", "x", friday_of(FIRST)
        )

    with pytest.raises(
        contributions.repository.PermissionDenied, match="You are in a team already"
    ):
        six.run(join_another)
