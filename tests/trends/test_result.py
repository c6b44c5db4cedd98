"""One week in words: after a check-in, a week away, a week without answers, a week to come."""

import re

import pytest

from reflect import vaults
from reflect.charts import sentences as charts_sentences
from reflect.checkins.actions import ActionInput
from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.trends import services as trends_services
from tests.support.accounts import open_vault
from tests.support.factories import FULL_ANSWERS, mark_week_away, submit_week, submit_weeks
from tests.support.page_parsing import scale_sentences
from tests.support.weeks import FRIDAY, LIBRARY, W48, WEEKLY

HARD = "A hard week, by your own answers."
QUIET = "If any of this weighs on you, here is where to turn"
PAGE = "/my-picture/2026-W48"


def panels(app, browser):
    vault = open_vault(app, browser)
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return trends_services.load_picture(db, vault, LIBRARY, WEEKLY, FRIDAY).panels


@pytest.mark.parametrize("weeks", [1, 5, 11, 12, 52])
def test_each_scale_says_what_its_panel_says(app, signed_in, weeks):
    submit_weeks(app, signed_in, weeks)
    signed_in.get(PAGE)
    for panel, said in zip(panels(app, signed_in), scale_sentences(signed_in.html), strict=True):
        assert said == f"{panel.scale.title} {charts_sentences.describe_week(panel, W48)}"


def test_what_comes_when_is_said_once(app, signed_in):
    submit_weeks(app, signed_in, 4)
    signed_in.get(PAGE)
    comes = "After six more weeks with answers, Reflect can look for a lasting change."
    assert signed_in.words.count(comes) == 1
    assert "The band" not in signed_in.words


def test_from_the_second_week_on_there_is_a_sentence_with_numbers(app, signed_in):
    submit_week(app, signed_in, W48 + -1, reach=4, sense=4)
    submit_week(app, signed_in, W48)
    signed_in.get(PAGE)
    first, second, _third = scale_sentences(signed_in.html)
    assert "75 in your latest week, the same as the last time." in first
    assert "run from" not in first
    assert "50 in the first week." in second


def test_the_week_has_what_was_written_and_where_one_worked(app, signed_in):
    submit_week(app, signed_in, W48, **{**FULL_ANSWERS, "home": 4}, texts={"happened": "A car."})
    signed_in.get(PAGE)
    assert "What you noted" in signed_in.words
    assert "A car." in signed_in.words
    assert "Half-days: Home 4" in signed_in.words


def test_the_page_after_sending_says_that_it_is_saved(app, signed_in):
    week = "/check-in/2026-W48"
    signed_in.post(f"{week}/places", {"home": "3"})
    signed_in.post(f"{week}/statements", {"reach": "5", "sense": "4", "belong": "4"})
    signed_in.post(f"{week}/reflection", {})
    assert signed_in.path == PAGE
    assert "Saved. Your week of 23 November is on your chart." in signed_in.words
    first, second, _third = scale_sentences(signed_in.html)
    assert first.startswith("Connection 83 in the first week.")
    assert "Not enough answers for this scale this week. Two of three are needed." in second
    assert "Blank is not zero." in second


def test_a_week_without_a_number_is_saved_and_says_so(app, signed_in):
    submit_week(app, signed_in, W48, reach=5)
    signed_in.get(PAGE)
    assert "Saved. Your week of 23 November has too few answers for a number" in signed_in.words
    assert "on your chart" not in signed_in.words


def test_later_it_is_a_week_like_others(app, signed_in, clock):
    submit_week(app, signed_in, W48)
    clock.forward(minutes=3)
    signed_in.get(PAGE)
    assert "Your week of 23 November" in signed_in.words
    assert "Saved." not in signed_in.words


@pytest.mark.parametrize(("given", "is_low"), [(1, True), (2, True), (3, False), ("n/a", False)])
def test_where_to_turn_stands_beside_not_at_all_and_a_little(app, signed_in, given, is_low):
    submit_week(app, signed_in, W48, **{**FULL_ANSWERS, "care": given})
    signed_in.get(PAGE)
    assert (QUIET in signed_in.words) == is_low
    assert HARD not in signed_in.words
    assert 'href="/where-to-turn"' in signed_in.html


@pytest.mark.parametrize(
    ("low", "is_hard"),
    [
        ({"reach": 2, "sense": 1}, True),
        ({"reach": 2, "answer": 2, "finish": 2}, True),
        ({"reach": 1, "answer": 1}, False),
    ],
)
def test_a_week_is_called_hard_from_three_such_answers_or_two_of_one_scale(
    app, signed_in, low, is_hard
):
    submit_week(app, signed_in, W48, **{**FULL_ANSWERS, **low})
    signed_in.get(PAGE)
    said, other = (HARD, QUIET) if is_hard else (QUIET, HARD)
    assert said in signed_in.words
    assert other not in signed_in.words
    assert "here is where to turn ." in signed_in.words


def test_unsuitable_places_alone_are_no_hard_week(app, signed_in):
    submit_week(app, signed_in, W48, **{**FULL_ANSWERS, "place": 1, "contact": 1})
    signed_in.get(PAGE)
    assert HARD not in signed_in.words
    assert QUIET not in signed_in.words
    assert "Communication: When the place did not suit the work" in signed_in.words


def test_beside_a_hard_statement_stand_a_pair_and_its_section(app, signed_in):
    submit_week(app, signed_in, W48, **{**FULL_ANSWERS, "switch": 1})
    signed_in.get(PAGE)
    ways = signed_in.words.split("From here")[1]
    assert ways.index("To try End each day the same way") < ways.index("To ask of your")
    assert 'href="/guides/self-care#switch">Self-care: When you could not' in signed_in.html
    assert ways.count("To try") == ways.count("To ask of your organisation") == 1


def test_the_action_stands_there_as_it_was_written(app, signed_in):
    planned = ActionInput("Ask <Beth> & Marek", whose=2, supervision=True)
    submit_week(app, signed_in, W48, planned)
    signed_in.get(PAGE)
    assert "Ask &lt;Beth&gt; &amp; Marek" in signed_in.html
    assert "Whose move it is: My team's" in signed_in.words
    assert "To be taken to supervision." in signed_in.words


def test_without_an_action_nothing_is_missed(app, signed_in):
    submit_week(app, signed_in, W48)
    signed_in.get(PAGE)
    assert "Nothing planned. You can add one thing, if you like." in signed_in.words
    assert "To be taken to supervision." not in signed_in.words


def test_a_way_on_names_something_to_ask_of_the_organisation(app, signed_in):
    submit_week(app, signed_in, W48)
    signed_in.get(PAGE)
    prompt = WEEKLY.prompts[W48.number % len(WEEKLY.prompts)]
    assert prompt.text in signed_in.words
    assert f"To ask of your organisation {prompt.ask[0].upper()}{prompt.ask[1:]}." in (
        signed_in.words
    )


def test_the_week_can_be_corrected_from_here(app, signed_in):
    submit_weeks(app, signed_in, 4)
    signed_in.get("/my-picture/2026-W45")
    link = re.search(r'href="([^"]+)">Correct this week<', signed_in.html).group(1)
    signed_in.get(link)
    assert signed_in.status == 200
    assert "2 to Sunday 8 November" in signed_in.words


def test_the_first_week_back_is_welcomed(app, signed_in):
    submit_week(app, signed_in, W48 + -4)
    submit_week(app, signed_in, W48)
    signed_in.get(PAGE)
    assert "Welcome back. Three weeks have no answers." in signed_in.words


def test_a_week_away_is_calm(app, signed_in):
    mark_week_away(app, signed_in, W48)
    signed_in.get(PAGE)
    assert signed_in.status == 200
    assert "It counts for nothing, good or bad." in signed_in.words
    assert "Not enough answers" not in signed_in.words
    assert 'href="/check-in/2026-W48/away"' in signed_in.html


@pytest.mark.parametrize("week", ["2026-W48", "2026-W47"])
def test_this_week_and_the_last_can_be_filled_in_from_here(signed_in, week):
    signed_in.get(f"/my-picture/{week}")
    assert "This week has no answers." in signed_in.words
    link = re.search(r'href="([^"]+)">Fill in this week<', signed_in.html).group(1)
    assert signed_in.get(link).status_code == 200


@pytest.mark.parametrize("week", ["2026-W46", "2020-W01"])
def test_an_older_week_without_answers_is_calm(signed_in, week):
    signed_in.get(f"/my-picture/{week}")
    assert signed_in.status == 200
    assert "This week has no answers." in signed_in.words
    assert "Fill in this week" not in signed_in.words


@pytest.mark.parametrize("week", ["2026-W49", "2199-W01", "2026-W60", "2026", "W48", "0001-W01"])
def test_a_week_to_come_or_none_at_all_is_not_found(signed_in, week):
    signed_in.get(f"/my-picture/{week}")
    assert signed_in.status == 404


def test_the_week_turns_at_midnight_in_london(app, signed_in, clock):
    clock.forward(days=2, hours=7, minutes=54)  # Sunday 23:59
    signed_in.sign_in("sam@example.org", signed_in.password)
    assert signed_in.get("/my-picture/2026-W49").status_code == 404
    clock.forward(minutes=1)
    assert signed_in.get("/my-picture/2026-W49").status_code == 200
    assert "Your week of 30 November" in signed_in.words


def test_the_marks_of_old_weeks_stay_with_their_week(app, signed_in):
    for n in range(12):
        submit_week(app, signed_in, W48 + (n - 13), **{**FULL_ANSWERS, "reach": 4 + n % 2})
    submit_week(app, signed_in, W48 + -1, **{**FULL_ANSWERS, "reach": 1, "sense": 1, "belong": 1})
    submit_week(app, signed_in, W48)
    signed_in.get("/my-picture/2026-W47")
    assert scale_sentences(signed_in.html)[0].endswith(
        "This week stood out. One week alone says little."
    )
    signed_in.get(PAGE)
    assert "stood out" not in scale_sentences(signed_in.html)[0]


@pytest.mark.parametrize(
    "path",
    [
        "/my-picture",
        "/my-picture/2026-W47",  # a week without answers
        "/my-picture/what-goes-with-what",
        "/notebook/supervision",
        "/notebook/supervision-sheet",
    ],
)
def test_a_page_decrypts_the_settings_once(app, signed_in, monkeypatch, path):
    submit_week(app, signed_in, W48)
    kinds, load = [], vaults.load

    def count(db, vault, kind, *key):
        kinds.append(kind)
        return load(db, vault, kind, *key)

    monkeypatch.setattr(vaults, "load", count)
    signed_in.get(path)
    assert signed_in.status == 200
    assert kinds.count("settings") == 1
