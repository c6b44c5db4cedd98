"""A pause counts its unanswered weeks as away, asks for no reason, and changes nothing else."""

from datetime import timedelta

import pytest

from reflect import vaults
from reflect.accounts.settings import preferences
from reflect.checkins import history
from reflect.checkins import services as checkin_services
from reflect.checkins.fields import CheckIn
from reflect.checkins.pauses import services as pause_services
from reflect.checkins.repository import parse_pauses
from reflect.core.crypto.vault import Vault
from reflect.core.errors import Invalid
from reflect.core.weeks import Week
from reflect.db import ENGINE_EXTENSION_KEY, writing
from tests.support.checkin_forms import make_questionnaire, make_vault
from tests.support.weeks import FRIDAY, LIBRARY, W46, W47, W48

ID = "weekly-check-in"
W40, W44, W45 = (Week.parse(f"2026-W{n}") for n in (40, 44, 45))


@pytest.fixture
def vault(app):
    return make_vault(app)


def answer(db, vault, week):
    checkin_services.save_check_in(
        db, vault, make_questionnaire(week), CheckIn({"reach": 5, "sense": 5}), "e" * 16, FRIDAY
    )


def kept(db, vault):
    return parse_pauses(preferences.load_settings(db, vault))


def away(db, vault, first, last=W48):
    found, _closed = history.load_week_entries(
        db, vault, LIBRARY, ID, (first, last), kept(db, vault)
    )
    return [entry.week for entry in found if entry.away]


def test_weeks_without_answers_are_away_from_its_first_on(db, vault):
    answer(db, vault, W44)
    pause_services.begin_pause(db, vault, W46, FRIDAY)
    assert away(db, vault, W44) == [W46, W47, W48]


def test_a_week_answered_in_it_counts_and_the_pause_goes_on(db, vault):
    pause_services.begin_pause(db, vault, W45, FRIDAY)
    answer(db, vault, W47)
    assert away(db, vault, W44) == [W45, W46, W48]


def test_once_ended_this_week_is_open_again(db, vault):
    pause_services.begin_pause(db, vault, W46, FRIDAY)
    pause_services.end_pause(db, vault, FRIDAY)
    assert away(db, vault, W44) == [W46, W47]
    assert pause_services.find_open_pause(kept(db, vault)) is None


def test_ended_in_the_week_in_which_it_began_nothing_is_left_of_it(db, vault):
    pause_services.begin_pause(db, vault, W48, FRIDAY)
    pause_services.end_pause(db, vault, FRIDAY)
    assert kept(db, vault) == []


def test_a_second_click_changes_nothing(db, vault):
    pause_services.begin_pause(db, vault, W46, FRIDAY)
    before = vaults.load_all(db, vault)
    pause_services.begin_pause(db, vault, W45, FRIDAY)
    assert vaults.load_all(db, vault) == before
    pause_services.end_pause(db, vault, FRIDAY)
    before = vaults.load_all(db, vault)
    pause_services.end_pause(db, vault, FRIDAY)
    pause_services.delete_pause(db, vault, W40)
    assert vaults.load_all(db, vault) == before


def test_taken_back_it_has_never_been(db, vault):
    pause_services.begin_pause(db, vault, W46, FRIDAY)
    pause_services.delete_pause(db, vault, W46)
    assert away(db, vault, W44) == []


def test_a_second_pause_leaves_the_first(db, vault):
    pause_services.begin_pause(db, vault, W44, FRIDAY - timedelta(weeks=3))
    pause_services.end_pause(db, vault, FRIDAY - timedelta(weeks=2))
    pause_services.begin_pause(db, vault, W48, FRIDAY)
    assert kept(db, vault) == [pause_services.Pause(W44, W45), pause_services.Pause(W48)]


def test_one_that_begins_earlier_takes_in_the_later(db, vault):
    pause_services.begin_pause(db, vault, W47, FRIDAY)
    pause_services.end_pause(db, vault, FRIDAY)
    pause_services.begin_pause(db, vault, W46, FRIDAY)
    assert kept(db, vault) == [pause_services.Pause(W46)]


@pytest.mark.parametrize("week", [W48 + 1, W48 + -27])
def test_it_begins_in_no_week_to_come_and_not_long_ago(db, vault, week):
    with pytest.raises(Invalid):
        pause_services.begin_pause(db, vault, week, FRIDAY)


def test_no_reason_is_kept(db, vault):
    pause_services.begin_pause(db, vault, W46, FRIDAY)
    assert vaults.load(db, vault, "settings").value == {
        "pauses": [{"week": "2026-W46", "until": ""}]
    }


# Through the pages


def paused(signed_in, week="2026-W46"):
    signed_in.get("/pause")
    signed_in.post("/pause", {"action": "begin", "week": week}, fresh=False)
    return signed_in


def test_the_page_says_since_when_and_ends_it(signed_in):
    paused(signed_in)
    assert "Your pause goes on since the week of 9 November 2026." in signed_in.words
    signed_in.post("/pause", {"action": "end"})
    assert "Your pause has ended. This week is no longer part of it." in signed_in.words
    assert "From the week of 9 November 2026 to the week of 16 November 2026" in signed_in.words
    signed_in.post("/pause", {"action": "take-back", "week": "2026-W46"})
    assert "You took the pause back. Its weeks without answers no longer count" in signed_in.words
    assert "Earlier pauses" not in signed_in.words


@pytest.mark.parametrize("done", ["begin", "x", "<b>"])
def test_an_address_that_says_something_else_was_done_says_nothing(signed_in, done):
    signed_in.get("/pause", query_string={"done": done})
    assert signed_in.status == 200
    assert 'class="notice"' not in signed_in.html


def test_this_week_asks_nothing_of_somebody_who_paused(signed_in):
    paused(signed_in).get("/check-in")
    assert "You have paused" in signed_in.words
    signed_in.get("/my-picture/2026-W48")
    assert "This week lies in your pause." in signed_in.words


def test_a_check_in_can_be_sent_all_the_same(signed_in):
    paused(signed_in)
    signed_in.post("/check-in/2026-W48/reflection", {"happened": "Back for a day"})
    assert signed_in.path == "/my-picture/2026-W48"
    signed_in.get("/check-in")
    assert "This week is answered" in signed_in.words


def test_the_list_says_which_weeks_are_in_it(signed_in):
    paused(signed_in).get("/weeks")
    assert signed_in.words.count("In your pause, so it counts as away") == 2
    assert "I was away in the week" not in signed_in.words


@pytest.mark.parametrize("week", ["", "2026-W49", "2020-W01", "yesterday"])
def test_a_week_that_does_not_fit_is_said_beside_the_box(signed_in, week):
    paused(signed_in, week)
    assert signed_in.status == 422
    assert "Choose the week with which the pause begins." in signed_in.words


def test_both_lists_stay_when_old_records_come_back(app, vault):
    new = make_vault(app, Vault("b2" * 16, b"n" * 32))
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        pause_services.begin_pause(db, vault, W44, FRIDAY - timedelta(weeks=3))
        pause_services.end_pause(db, vault, FRIDAY)
        pause_services.begin_pause(db, new, W48, FRIDAY)
        vaults.reencrypt_all(db, vault, new)
        assert [pause.first for pause in kept(db, new)] == [W44, W48]
