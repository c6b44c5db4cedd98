"""The pages of the check-in, without script: what they ask, and what they let one do."""

import re
from datetime import UTC, date, datetime

import pytest

from reflect.charts.dates import format_week, format_week_heading
from reflect.checkins.page_layout import ACTION_FIELDS, layout_of
from reflect.core.weeks import Week
from tests.support.checkin_forms import checkin_url
from tests.support.page_parsing import form_edition, form_value, form_values
from tests.support.weeks import W48, WEEKLY


def test_the_week_is_named_in_words_with_both_months_where_it_spans_two():
    assert format_week(Week.parse("2026-W10")) == "Monday 2 to Sunday 8 March"
    assert format_week(Week.parse("2026-W49")) == "Monday 30 November to Sunday 6 December"


def test_before_sunday_it_says_so_far():
    assert format_week_heading(W48, date(2026, 11, 28)) == "Monday 23 to Sunday 29 November, so far"
    assert format_week_heading(W48, date(2026, 11, 29)) == "Monday 23 to Sunday 29 November"


def test_every_question_stands_on_a_page_under_a_name_of_its_own():
    names = [name for page in layout_of(WEEKLY).pages for name in page.names]
    assert sorted(names) == sorted({item.id for item in WEEKLY.items} | set(ACTION_FIELDS))
    assert len(names) == len(set(names))


@pytest.mark.parametrize("page", ["places", "statements", "reflection"])
def test_nothing_is_chosen_in_advance(signed_in, page):
    signed_in.get(checkin_url(page))
    assert signed_in.status == 200
    sent = form_values(signed_in.html)
    assert {name for name, values in sent.items() if "".join(values)} - {"action"} == {
        "csrf_token",
        "edition",
        "page",
    }
    for name in layout_of(WEEKLY).page(page).names:
        if name != "last_action":
            assert f'name="{name}"' in signed_in.html


def test_the_pages_say_where_one_is(signed_in):
    signed_in.get(checkin_url("statements"))
    assert "Step 2 of 3, your week, Monday 23 to Sunday 29 November, so far" in signed_in.words
    signed_in.get(checkin_url("statements", "2026-W47"))
    assert "Step 2 of 3, your week, Monday 16 to Sunday 22 November" in signed_in.words
    assert "so far" not in signed_in.words


def test_the_statements_have_their_stem_once_and_in_each_legend(signed_in):
    signed_in.get(checkin_url("statements"))
    assert "If it did not come up, choose Does not apply." in signed_in.words
    assert len(re.findall("How true was this for you", signed_in.html)) == 11


def test_the_fields_after_yes_stand_in_a_part_of_their_own(signed_in):
    signed_in.get(checkin_url("reflection"))
    follows = re.search(
        r'<div class="follows">.*?name="minutes".*?</div>', signed_in.html, re.DOTALL
    )
    assert follows
    assert signed_in.html.index('id="held"') < follows.start()


def test_the_prompt_of_the_week_and_what_one_might_ask_for(signed_in):
    signed_in.get(checkin_url("reflection"))
    assert "Time alone was sometimes wanted" in signed_in.words
    assert "You might ask for: a morning without meetings." in signed_in.words
    assert "Leave out names and case details." in signed_in.words


@pytest.mark.parametrize("week", ["2026-W49", "2026-W46", "2026-W99", "nonsense", "9999-W52"])
def test_a_week_that_cannot_be_filled_in_is_not_found(signed_in, week):
    signed_in.get(checkin_url("places", week))
    assert signed_in.status == 404
    signed_in.get(checkin_url("places"))
    signed_in.post(checkin_url("places", week), {"home": "1"}, fresh=False)
    assert signed_in.status == 404


def test_a_page_that_is_not_there_is_not_found(signed_in):
    signed_in.get(checkin_url("nowhere"))
    assert signed_in.status == 404


def test_sunday_night_in_london_is_still_this_week(signed_in, clock):
    clock.now = datetime(2026, 11, 29, 23, 59, tzinfo=UTC)
    signed_in.sign_in("sam@example.org", signed_in.password)
    signed_in.get("/check-in")
    assert signed_in.path == checkin_url("places")
    clock.forward(minutes=1)
    signed_in.get("/check-in")
    assert signed_in.path == checkin_url("places", "2026-W49")


def test_an_answered_week_offers_to_see_and_correct_it(signed_in):
    signed_in.post(checkin_url("reflection", "2026-W47"), {"held": "2"})
    signed_in.get("/check-in")
    assert signed_in.path == checkin_url("places")
    signed_in.post(checkin_url("reflection"), {"held": "2"})
    signed_in.get("/check-in")
    assert "This week is answered" in signed_in.words
    assert 'href="/my-picture/2026-W48"' in signed_in.html
    assert f'href="{checkin_url("places")}"' in signed_in.html
    assert "still open" not in signed_in.words


def test_a_begun_correction_is_gone_on_with(signed_in):
    signed_in.post(checkin_url("reflection"), {"held": "2"})
    signed_in.post(checkin_url("places"), {"edition": "answers-1", "home": "3"})
    signed_in.get("/check-in")
    assert signed_in.path == checkin_url("places")
    assert form_value(signed_in, "home") == "3"


def test_last_week_is_offered_while_it_is_open(signed_in, clock):
    signed_in.get(checkin_url("places"))
    assert "still open" not in signed_in.words  # a first check-in has no week before it
    signed_in.post(checkin_url("reflection", "2026-W47"), {"held": "2"})
    clock.forward(weeks=2)
    signed_in.sign_in("sam@example.org", signed_in.password)
    signed_in.get("/check-in")
    assert "Your week of 30 November is still open." in signed_in.words
    assert f'href="{checkin_url("places", "2026-W49")}"' in signed_in.html
    signed_in.post(checkin_url("reflection", "2026-W50"), {"held": "2"})
    signed_in.get("/check-in")
    assert "Your week of 30 November is still open." in signed_in.words


# Same as last week


def test_same_as_last_week_fills_the_places_and_keeps_what_was_typed(signed_in):
    signed_in.post(checkin_url("places", "2026-W47"), {"home": "6", "out": "2", "contact": "3"})
    signed_in.post(checkin_url("reflection", "2026-W47"), {"held": "2"})
    signed_in.get(checkin_url("places"))
    assert "Same as last week" in signed_in.words
    sent = {"edition": form_edition(signed_in), "contact": "1", "base": "1", "copy": "1"}
    signed_in.post(checkin_url("places"), sent)
    assert signed_in.path == checkin_url("places")
    assert "Filled in from your week of 16 November." in signed_in.words
    shown = {name: form_value(signed_in, name) for name in ("home", "base", "out", "contact")}
    assert shown == {"home": "6", "base": "0", "out": "2", "contact": "1"}


def test_same_as_last_week_is_not_offered_before_there_is_one(signed_in):
    signed_in.get(checkin_url("places"))
    assert "Same as last week" not in signed_in.words


def test_same_as_last_week_without_places_says_so_and_keeps_what_was_typed(signed_in):
    signed_in.post(checkin_url("places"), {"contact": "1", "copy": "1"})
    assert "No earlier week has places to take over." in signed_in.words
    assert form_value(signed_in, "contact") == "1"


def test_same_as_last_week_over_another_tab_asks_first(signed_in):
    signed_in.post(checkin_url("places"), {"edition": "new", "home": "1"})
    signed_in.post(checkin_url("places"), {"edition": "new", "home": "2", "copy": "1"})
    assert signed_in.status == 409


def test_a_made_up_address_says_nothing_untrue(signed_in):
    signed_in.get(checkin_url("places") + "?copied=nonsense")
    assert signed_in.status == 200
    assert "Filled in" not in signed_in.words


# My weeks


def test_before_the_first_check_in_the_list_says_where_it_goes(signed_in):
    signed_in.get("/weeks")
    assert "Your first check-in goes here. It takes about three minutes." in signed_in.words


def test_the_list_tells_the_states_of_the_weeks(signed_in):
    signed_in.post(checkin_url("reflection", "2026-W47"), {"held": "2"})
    signed_in.post(checkin_url("places"), {"home": "1"})
    signed_in.get("/weeks")
    assert re.search(r"Monday 23 .*? Begun, not saved yet Go on", signed_in.words)
    assert re.search(r"Monday 16 .*? Answered See .*? Correct", signed_in.words)
    signed_in.post(checkin_url("places", "2026-W47"), {"edition": "answers-1", "home": "1"})
    signed_in.get("/weeks")
    assert "Answered, with changes not saved yet" in signed_in.words
    assert "Your first check-in" not in signed_in.words


def test_the_list_goes_on_with_earlier_weeks(signed_in, clock):
    signed_in.post(checkin_url("reflection"), {"held": "2"})
    clock.forward(weeks=60)
    signed_in.sign_in("sam@example.org", signed_in.password)
    signed_in.get("/weeks")
    assert "Answered" not in signed_in.words
    (until,) = re.findall(r'href="(/weeks\?until=[^"]+)"', signed_in.html)
    signed_in.get(until)
    assert "Answered" in signed_in.words
    signed_in.get("/weeks?until=nonsense")
    assert signed_in.status == 404


def test_no_title_says_what_was_answered(signed_in):
    for path in (
        "/weeks",
        checkin_url("places"),
        checkin_url("statements"),
        checkin_url("reflection"),
        checkin_url("away"),
    ):
        signed_in.get(path)
        title = re.search(r"<title>(.*?)</title>", signed_in.html, re.DOTALL).group(1)
        assert "November" not in title
        assert len(re.findall(r"<h1\b", signed_in.html)) == 1
