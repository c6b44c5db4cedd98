"""A week away: one tap, undone as easily, and never over answers unasked."""

from datetime import timedelta

import pytest

from reflect import vaults
from reflect.checkins import drafts
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import ActionInput, load_actions
from reflect.checkins.fields import CheckIn
from reflect.checkins.repository import load_week
from reflect.core.errors import NotFound
from reflect.core.weeks import Week
from reflect.vaults.repository import EMPTY
from tests.support.checkin_forms import checkin_url, make_questionnaire, make_submission, make_vault
from tests.support.page_parsing import form_edition, form_value
from tests.support.weeks import FRIDAY, W46, W47, W48

pytestmark = pytest.mark.both_databases


@pytest.fixture
def vault(app):
    return make_vault(app)


def answer(db, vault, week=W48, **answers):
    told = CheckIn(answers or {"reach": 5}, {"happened": "text"}, ActionInput("Ask Beth"))
    checkin_services.save_check_in(db, vault, make_questionnaire(week), told, "e" * 16, FRIDAY)


def delete(db, vault, of=None):
    """As from a page that was opened just before."""
    of = of or make_questionnaire()
    return checkin_services.delete_and_mark_away(
        db, vault, of, load_week(db, vault, of).revision, FRIDAY
    )


def test_a_week_away_is_kept_without_a_reason(db, vault):
    assert checkin_services.mark_away(db, vault, make_questionnaire(), FRIDAY)
    assert vaults.load(db, vault, "answers", *make_questionnaire().key).value == {
        "answers": {},
        "away": True,
        "counts": False,
        "instrument": "weekly-check-in",
        "saved": "2026-11-27T16:05Z",
        "version": 1,
        "week": "2026-W48",
    }
    assert vaults.load(db, vault, "settings").value == {"first_week": "2026-W48"}


def test_a_second_tap_changes_nothing(db, vault):
    checkin_services.mark_away(db, vault, make_questionnaire(), FRIDAY)
    before = vaults.load_all(db, vault)
    assert checkin_services.mark_away(db, vault, make_questionnaire(), FRIDAY)
    delete(db, vault)
    assert vaults.load_all(db, vault) == before


def test_answers_are_not_touched_by_the_one_tap(db, vault):
    answer(db, vault)
    before = vaults.load_all(db, vault)
    assert not checkin_services.mark_away(db, vault, make_questionnaire(), FRIDAY)
    assert vaults.load_all(db, vault) == before


def test_deleting_takes_answers_texts_and_draft_and_leaves_the_actions(db, vault):
    answer(db, vault)
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("places", "answers-1", "a" * 16, home="3"),
        FRIDAY,
    )
    delete(db, vault)
    kept = {kind: row.value for kind, _key, row in vaults.load_all(db, vault)}
    assert kept.keys() == {"answers", "actions", "settings"}
    assert kept["answers"]["away"] is True
    assert kept["answers"]["answers"] == {}
    assert [action.text for action in load_actions(db, vault)] == ["Ask Beth"]


def test_undoing_leaves_nothing_of_it_and_answers_alone(db, vault):
    checkin_services.mark_away(db, vault, make_questionnaire(), FRIDAY)
    checkin_services.undo_away(db, vault, make_questionnaire())
    assert vaults.load(db, vault, "answers", *make_questionnaire().key) == EMPTY
    answer(db, vault)
    checkin_services.undo_away(db, vault, make_questionnaire())
    assert vaults.load(db, vault, "answers", *make_questionnaire().key).rev == 1


def test_what_was_typed_before_is_there_again_after_undoing(db, vault):
    drafts.save_page(
        db,
        vault,
        make_questionnaire(),
        make_submission("places", "new", "a" * 16, home="3"),
        FRIDAY,
    )
    checkin_services.mark_away(db, vault, make_questionnaire(), FRIDAY + timedelta(minutes=5))
    checkin_services.undo_away(db, vault, make_questionnaire())
    stored = load_week(db, vault, make_questionnaire())
    assert stored.fields == {"home": "3"}
    assert stored.edition == "a" * 16


def test_a_tab_sent_over_a_week_away_is_kept_as_a_draft_and_the_mark_stays(db, vault):
    checkin_services.mark_away(db, vault, make_questionnaire(), FRIDAY)
    form = make_submission("reflection", "new", "a" * 16, happened="text")
    done = checkin_services.send_check_in(db, vault, make_questionnaire(), form, FRIDAY)
    assert done == checkin_services.Away()
    stored = load_week(db, vault, make_questionnaire())
    assert stored.is_away
    assert stored.fields == {"happened": "text"}


@pytest.mark.parametrize(
    ("weeks_ago", "first", "may"),
    [
        (-1, 300, False),  # to come
        (0, None, True),
        (1, None, True),
        (2, None, False),  # before the first week
        (2, 2, True),
        (3, 2, False),
        (104, 300, True),
        (105, 300, False),  # more than two years back
    ],
)
def test_any_week_since_the_first_and_two_years_back_can_be_marked(
    db, vault, weeks_ago, first, may
):
    if first is not None:
        vaults.save(db, vault, "settings", (), {"first_week": str(W48 + -first)}, read=0)
    week = make_questionnaire(W48 + -weeks_ago)
    if may:
        assert checkin_services.mark_away(db, vault, week, FRIDAY)
        return
    with pytest.raises(NotFound):
        checkin_services.mark_away(db, vault, week, FRIDAY)
    with pytest.raises(NotFound):
        delete(db, vault, week)


# Through the pages


def test_one_tap_on_the_first_page_and_one_to_undo(signed_in):
    signed_in.get(checkin_url("places"))
    assert "I was away this week" in signed_in.words
    assert f'action="{checkin_url("away")}"' in signed_in.html
    signed_in.post(checkin_url("away"), {"action": "away"}, fresh=False)
    assert (
        "Marked as a week away. Your chart leaves a gap. It counts for nothing, good or bad."
        in signed_in.words
    )
    signed_in.get("/check-in")
    assert "You marked this week as away" in signed_in.words
    signed_in.get(checkin_url("statements"))
    assert signed_in.path == checkin_url("away")
    signed_in.post(checkin_url("away"), {"action": "undo"}, fresh=False)
    assert "Marked as a week away" not in signed_in.words
    signed_in.get("/check-in")
    assert signed_in.path == checkin_url("places")


def test_over_answers_it_asks_with_two_buttons_and_nothing_chosen(signed_in):
    signed_in.post(checkin_url("reflection"), {"happened": "text", "held": "2"})
    signed_in.post(checkin_url("away"), {"action": "away"})
    question = "This week has answers. Keep them, or mark the week as away and delete them?"
    assert question in signed_in.words
    assert 'type="radio"' not in signed_in.html
    assert "Keep my answers" in signed_in.words
    signed_in.post(checkin_url("away"), {"action": "keep"}, fresh=False)
    assert signed_in.path == "/weeks"
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "happened") == "text"
    signed_in.get(checkin_url("away"))
    sent = {"action": "delete", "edition": form_edition(signed_in)}
    signed_in.post(checkin_url("away"), sent, fresh=False)
    assert "Marked as a week away" in signed_in.words
    signed_in.post(checkin_url("away"), {"action": "undo"})
    signed_in.get(checkin_url("reflection"))
    assert form_value(signed_in, "happened") == ""
    assert form_edition(signed_in) == "new"


def test_a_past_week_is_marked_from_the_list(signed_in):
    signed_in.post(checkin_url("places", "2026-W47"), {"home": "1"})
    signed_in.get("/weeks")
    assert "I was away in the week of 16 November" in signed_in.words
    assert f'formaction="{checkin_url("away", "2026-W47")}"' in signed_in.html
    signed_in.post(checkin_url("away", "2026-W47"), {"action": "away"}, fresh=False)
    assert "Marked as a week away" in signed_in.words
    assert "What you had typed for this week is kept." in signed_in.words
    signed_in.get("/weeks")
    assert "Away" in signed_in.words


@pytest.mark.parametrize("action", ["nonsense", "", "Undo"])
def test_an_unknown_action_is_refused_and_changes_nothing(signed_in, action):
    signed_in.post(checkin_url("away"), {"action": action})
    assert signed_in.status == 422
    signed_in.get(checkin_url("away"))
    assert "I was away in the week of 23 November" in signed_in.words


@pytest.mark.parametrize("week", ["2026-W49", "2026-W30", "2026-W99", "nonsense", "0001-W01"])
def test_a_week_that_cannot_be_marked_is_not_found(signed_in, week):
    signed_in.get(checkin_url("away", week))
    assert signed_in.status == 404
    signed_in.get(checkin_url("places"))
    signed_in.post(checkin_url("away", week), {"action": "away"}, fresh=False)
    assert signed_in.status == 404


def test_the_weeks_of_this_test_are_what_they_say():
    assert [str(week) for week in (W46, W47, W48)] == ["2026-W46", "2026-W47", "2026-W48"]
    assert Week.of(FRIDAY) == W48
