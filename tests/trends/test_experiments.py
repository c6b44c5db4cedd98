"""An experiment of one's own, through the pages: planned, run, stopped, and its result."""

import re

import pytest

from reflect.charts.pair_plot import draw_pair_plot
from reflect.charts.series import ChartScale
from reflect.core.experiments import Experiment, ScoredPair
from reflect.core.weeks import Week
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.trends.experiments import services as experiment_services
from tests.support.accounts import open_vault
from tests.support.database import all_rows
from tests.support.factories import (
    FULL_ANSWERS,
    answers_at_level,
    submit_week,
    submit_weeks,
)
from tests.support.page_parsing import form_values, press_button, table_rows
from tests.support.weeks import W48

PATH = "/my-picture/experiment"
PLAN = {"words": " two days  at base", "scale": "connection", "direction": "higher"}
START = {**PLAN, "action": "start", "weeks": "12"}
ENDED = W48 + -13  # the first of twelve weeks that are over, with no week left to answer
ORDER = "tutuut"
IS_TEST = (True, False, False, True, True, False, False, True, False, True, True, False)


def experiments_of(app, browser) -> list[Experiment]:
    vault = open_vault(app, browser)
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return experiment_services.load_experiments(db, vault)


def begin(app, browser, first: Week = ENDED, **changes) -> None:
    """Store an experiment that was started in the week before `first`."""
    fields = {"words": "two days at base", "scale": "connection", "direction": "higher"}
    drawn = Experiment(first, **{**fields, "order": ORDER, **changes})
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        experiment_services.start_experiment(db, open_vault(app, browser), drawn)


def live(app, browser, test: int = 5, usual: int = 3, without: tuple[int, ...] = ()) -> None:
    """Check in for the twelve weeks, with these levels; `without`: numbers of weeks left out."""
    for n, is_test in enumerate(IS_TEST):
        if n not in without:
            level = test if is_test else usual
            submit_week(app, browser, ENDED + n, **{**FULL_ANSWERS, **answers_at_level(level)})


# --- the plan ---


def test_the_chance_of_a_result_is_shown_before_it_starts(app, signed_in):
    submit_weeks(app, signed_in, 12)
    signed_in.get(PATH)
    assert "The rules They are fixed before you start." in signed_in.words
    signed_in.post(PATH, PLAN)
    assert signed_in.status == 200
    assert "For test weeks you plan: two days at base. You expect Connection" in signed_in.words
    for weeks in (12, 16, 20, 24):
        assert re.search(rf"{weeks} weeks: in about \d of 10", signed_in.words)
    assert "In the others there would be too few weeks to tell." in signed_in.words
    assert "ups and downs of about 7 points from week to week" in signed_in.words
    assert experiments_of(app, signed_in) == []


def test_started_it_begins_next_monday_with_its_weeks_drawn(app, signed_in):
    signed_in.post(PATH, START)
    (drawn,) = experiments_of(app, signed_in)
    assert (drawn.week, drawn.words, len(drawn.weeks)) == (W48 + 1, "two days at base", 12)
    assert "Your experiment starts on Monday 30 November" in signed_in.words
    assert "The result comes on Monday 1 March." in signed_in.words
    assert "<table" not in signed_in.html  # no coming week is shown
    assert signed_in.path == PATH


def test_the_plan_can_be_changed_before_it_starts(app, signed_in):
    signed_in.post(PATH, PLAN)
    fields = {name: values[0] for name, values in form_values(signed_in.html).items()}
    signed_in.post(PATH, {**fields, "action": "edit"}, fresh=False)
    assert form_values(signed_in.html)["words"] == ["two days at base"]
    assert "See the chance of a result" in signed_in.words
    assert experiments_of(app, signed_in) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": "  "}, "Write what you will do."),
        ({"words": "x" * 61}, "Use at most 60 letters."),
        ({"scale": "moon"}, "Choose a score."),
        ({"direction": ""}, "Choose higher or lower."),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field(app, signed_in, fields, sentence):
    signed_in.post(PATH, {**START, **fields})
    assert signed_in.status == 422
    assert signed_in.words.count(sentence) == 2  # in the summary, and beside the field
    assert experiments_of(app, signed_in) == []


def test_a_number_of_weeks_that_is_not_offered_starts_nothing(app, signed_in):
    signed_in.post(PATH, {**START, "weeks": "4"})
    assert signed_in.status == 422
    assert experiments_of(app, signed_in) == []


def test_one_runs_at_a_time_so_a_double_click_starts_one(app, signed_in):
    for _click in range(2):
        signed_in.post(PATH, START)
    assert len(experiments_of(app, signed_in)) == 1
    signed_in.get(f"{PATH}?new=")
    assert "Your experiment starts" in signed_in.words


# --- while it runs ---


def test_the_page_says_what_this_week_is_and_nothing_of_later_weeks_or_scores(app, signed_in):
    begin(app, signed_in, W48 + -2, order="tutuut")
    submit_weeks(app, signed_in, 3)
    signed_in.get(PATH)
    assert "Week 3 of 12: a usual week" in signed_in.words
    assert "Leave out what you planned for test weeks: two days at base." in signed_in.words
    assert table_rows(signed_in.html) == [
        ["9 Nov", "test week"],
        ["16 Nov", "usual week"],
        ["23 Nov", "usual week"],
    ]
    assert "higher in" not in signed_in.words


def test_a_week_that_was_not_kept_to_is_noted_and_can_be_taken_back(app, signed_in):
    begin(app, signed_in, W48)
    signed_in.get(PATH)
    assert "Week 1 of 12: a test week" in signed_in.words
    press_button(signed_in, "I did not keep to it this week")
    assert table_rows(signed_in.html) == [["23 Nov", "test week, not kept to"]]
    press_button(signed_in, "I kept to it this week after all")
    assert table_rows(signed_in.html) == [["23 Nov", "test week"]]


def test_after_the_last_week_the_result_waits_until_it_cannot_be_answered(app, signed_in):
    begin(app, signed_in, ENDED + 1)
    live(app, signed_in)
    signed_in.get(PATH)
    assert "All 12 weeks are over" in signed_in.words
    assert "The result comes on Monday 30 November." in signed_in.words
    assert "I did not keep to it" not in signed_in.words


def test_stopped_it_stays_without_a_result_and_another_can_be_planned(app, signed_in):
    begin(app, signed_in, W48)
    signed_in.get(PATH)
    press_button(signed_in, "Stop it for good")
    assert "See the chance of a result" in signed_in.words
    assert "From 23 November 2026: two days at base (stopped)" in signed_in.words
    signed_in.get(f"{PATH}/{W48}")
    assert "You stopped this experiment" in signed_in.words
    signed_in.post(f"{PATH}/{W48}", {"action": "depart"}, fresh=False)  # too late
    assert not experiments_of(app, signed_in)[0].departures


def test_stopped_before_its_first_week_it_leaves_nothing(app, signed_in):
    signed_in.post(PATH, START)
    press_button(signed_in, "Stop it for good")
    assert experiments_of(app, signed_in) == []


# --- the result ---


def test_a_clear_difference_is_told_first_with_its_span(app, signed_in):
    begin(app, signed_in)
    live(app, signed_in)
    signed_in.get(PATH)
    assert "<h1>Connection was higher in your test weeks, by about 50 points</h1>" in signed_in.html
    assert "Connection was higher in the test week in 6 of 6 complete pairs." in signed_in.words
    assert "Luck alone would do this, or more, about once in 64 experiments." in signed_in.words
    assert "likely to be from +50 to +50 points" in signed_in.words
    assert signed_in.html.count('class="wide"') == signed_in.html.count('class="narrow"') == 1
    assert table_rows(signed_in.html)[:2] == [
        ["24 Aug", "test week", "100"],
        ["31 Aug", "usual week", "50"],
    ]


def test_lower_is_told_if_lower_was_expected(app, signed_in):
    begin(app, signed_in, direction="lower", scale="balance")
    live(app, signed_in, test=2, usual=4)
    signed_in.get(PATH)
    assert "Work-life balance was lower in your test weeks, by about 50 points" in signed_in.words
    assert "likely to be from \N{MINUS SIGN}50 to \N{MINUS SIGN}50 points" in signed_in.words


def test_a_difference_against_the_expectation_is_too_few_to_tell(app, signed_in):
    begin(app, signed_in)
    live(app, signed_in, test=2, usual=4)
    signed_in.get(PATH)
    assert "<h1>Too few weeks to tell</h1>" in signed_in.html
    assert "higher in the test week in 0 of 6 complete pairs." in signed_in.words
    assert "in at least 4 of 10 experiments." in signed_in.words


def test_five_pairs_can_be_a_result_and_four_never(app, signed_in):
    begin(app, signed_in)
    live(app, signed_in, without=(0,))
    signed_in.get(PATH)
    assert "in 5 of 5 complete pairs. Luck alone would do this, or more, about once in 32" in (
        signed_in.words
    )
    half = {**answers_at_level(5), "reach": "n/a"}  # a score, but not of all statements
    submit_week(app, signed_in, ENDED + 4, **half)
    signed_in.get(PATH)
    assert "<h1>Too few weeks to tell</h1>" in signed_in.html
    assert "in 4 of 4 complete pairs. A result needs at least 5 complete pairs." in signed_in.words
    kinds = [row[2] for row in table_rows(signed_in.html)]
    assert (kinds[0], kinds[4]) == ("not complete", "not complete")


def test_without_any_check_in_there_is_no_drawing(app, signed_in):
    begin(app, signed_in)
    signed_in.get(PATH)
    assert "in 0 of 0 complete pairs" in signed_in.words
    assert "<figure" not in signed_in.html


def test_weeks_not_kept_to_count_and_are_told(app, signed_in):
    begin(app, signed_in, departures=frozenset({ENDED, ENDED + 3}))
    live(app, signed_in)
    signed_in.get(PATH)
    assert "in 6 of 6 complete pairs" in signed_in.words
    assert "You did not keep to the plan in 2 of 12 weeks." in signed_in.words
    assert table_rows(signed_in.html)[0] == ["24 Aug", "test week, not kept to", "100"]


def test_a_week_corrected_later_changes_the_result(app, signed_in):
    begin(app, signed_in)
    live(app, signed_in)
    submit_week(app, signed_in, ENDED, **answers_at_level(1))
    signed_in.get(PATH)
    assert "in 5 of 6 complete pairs" in signed_in.words


def test_after_the_result_another_can_be_planned_and_the_first_stays(app, signed_in):
    begin(app, signed_in)
    live(app, signed_in)
    signed_in.get(PATH)
    assert f'href="{PATH}?new="' in signed_in.html
    assert 'href="/notebook/supervision-sheet"' in signed_in.html
    signed_in.get(f"{PATH}?new=")
    assert f'<a href="{PATH}/{ENDED}">From 24 August 2026: two days at base</a>' in signed_in.html
    signed_in.post(PATH, START, fresh=False)
    assert "Your experiment starts" in signed_in.words
    signed_in.get(f"{PATH}/{ENDED}")
    assert "Connection was higher in your test weeks" in signed_in.words


def test_the_drawing_has_a_line_for_each_pair_that_counts():
    pairs = [ScoredPair(W48, 75, 50), ScoredPair(W48 + 6, 25, 100)]
    for is_wide, width in ((True, 640), (False, 344)):
        drawn = draw_pair_plot(ChartScale("connection", "Connection"), pairs, "t", is_wide=is_wide)
        assert re.findall(r">([^<>]+)</text>", drawn) == ["0", "50", "100", "23 Nov", "4 Jan"]
        assert drawn.count('class="point marked"') == 2
        ends = [float(x) for x in re.findall(r'<text x="([\d.]+)"', drawn)]
        assert max(ends) < width


# --- whose it is ---


def test_own_words_are_sealed_and_in_no_address_or_title(app, signed_in):
    signed_in.post(PATH, {**START, "words": "Zanzibar"}, follow=False)
    assert (signed_in.status, signed_in.page.location) == (303, PATH)
    assert "Zanzibar" not in str(all_rows(app))
    signed_in.get(PATH)
    assert "Zanzibar" in signed_in.words
    assert "Zanzibar" not in re.search(r"<title>(.*?)</title>", signed_in.html, re.DOTALL).group(1)


def test_another_persons_experiment_looks_like_none(app, signed_in, sign_up):
    begin(app, signed_in)
    beth = sign_up("beth@example.org")
    beth.get(f"{PATH}/{ENDED}")
    assert beth.status == 404
    beth.post(f"{PATH}/{ENDED}", {"action": "stop"}, fresh=False)
    assert beth.status == 404
    assert not experiments_of(app, signed_in)[0].is_stopped
