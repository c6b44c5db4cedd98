"""Actions: grouped, decided about right there, and two numbers a scale without any claim."""

import re
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.charts.series import ChartScale
from reflect.checkins.actions import ActionInput, WeeklyAction, load_actions
from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.notebook.actions import presenters as action_presenters
from reflect.notebook.actions import services as action_services
from reflect.notebook.actions.services import (
    ActionReview,
    BeforeAfterMeans,
    ReviewedAction,
    split_scores_around,
    typical_difference,
)
from tests.support.accounts import open_vault
from tests.support.factories import FULL_ANSWERS, submit_week
from tests.support.weeks import FRIDAY, LIBRARY, W48, WEEKLY

PAGE = "/notebook/actions"
CLAIMS = ("worked", "helped", "improved", "because", "effect", "thanks to", "better", "worse")
WEEKS = range(100, 141)  # numbers
SCORES = st.dictionaries(st.sampled_from(WEEKS), st.integers(0, 12).map(lambda n: n * 25 / 3))


@given(SCORES, st.sampled_from(WEEKS))
def test_the_two_sides_hold_the_answered_weeks_within_four_and_no_others(scores, week):
    pair = split_scores_around(scores, week)
    before = [score for each, score in scores.items() if -4 < each - week <= 0]
    after = [score for each, score in scores.items() if 0 < each - week <= 4]
    if min(len(before), len(after)) < 3:
        assert pair is None
    else:
        assert (sorted(pair[0]), sorted(pair[1])) == (sorted(before), sorted(after))


@given(SCORES, st.integers(-20, 20))
def test_the_yardstick_knows_distances_and_no_direction(scores, shift):
    turned = {week: 100 - score for week, score in scores.items()}
    moved = {week: score + shift for week, score in scores.items()}
    found = typical_difference(scores)
    for other in (turned, moved):
        same = typical_difference(other)
        assert same == found if found is None else same == pytest.approx(found)


def test_the_yardstick_needs_eight_weeks_with_numbers_on_both_sides():
    assert typical_difference(dict.fromkeys(WEEKS[:14], 50.0)) == 0
    assert typical_difference(dict.fromkeys(WEEKS[:8], 50.0)) is None


def test_the_yardstick_worked_by_hand():
    """A step of 30 in the middle of even weeks: most weeks in turn differ by nothing."""
    scores = {week: 40.0 if n < 20 else 70.0 for n, week in enumerate(WEEKS)}
    assert typical_difference(scores) == 0
    saw = {week: 40.0 if n // 4 % 2 else 70.0 for n, week in enumerate(WEEKS)}
    pairs = [pair for week in WEEKS if (pair := split_scores_around(saw, week))]
    distances = sorted(abs(fmean(after) - fmean(before)) for before, after in pairs)
    assert typical_difference(saw) == distances[len(distances) // 2]


def kept(outcome="done", week=W48, meanwhile=(), **more) -> ReviewedAction:
    action = WeeklyAction(
        f"id-{week}", str(week), "2026-11-27", "Ask Beth", outcome=outcome, **more
    )
    return ReviewedAction(action, week, meanwhile)


@pytest.mark.parametrize(
    ("outcome", "group"),
    [("", "open"), ("open", "open"), ("carried", "carried"), ("done", "done"), ("let_go",) * 2],
)
def test_every_outcome_has_its_group_and_what_can_be_said_of_it(outcome, group):
    found = action_presenters.build_action_groups(ActionReview((kept(outcome),), ()), "all")
    assert [one.id for one in found if one.items] == [group]
    offered = {one.id: [name for name, _label in one.decisions] for one in found}
    is_settled = group in {"done", "let_go"}
    assert offered[group] == (["open"] if is_settled else ["done", "let_go"])


def test_numbers_are_of_answered_weeks_and_no_claim():
    scale = ChartScale("connection", "Connection")
    meanwhile = (BeforeAfterMeans(scale, 54.2, 4, 60.5, 3),)
    [item] = action_presenters.build_action_groups(
        ActionReview((kept(meanwhile=meanwhile),), ()), "done"
    )[0].items
    assert item.meanwhile == (
        ("connection", "Connection", "54 in the four weeks before, 61 in the three after"),
    )


# Through the page


def test_without_actions_it_says_where_they_come_from(signed_in):
    signed_in.get(PAGE)
    empty = "No open actions. You can add one at the end of a check-in, if you like."
    assert empty in signed_in.words
    assert "Carried over" not in signed_in.words


def live(app, browser, outcome: str, after: int = 4) -> None:
    """Four weeks, an action in the last of them, then some weeks that differ."""
    first = W48 + -(3 + after)
    for n in range(4 + after):
        at, later = first + n, n > 3
        planned = ActionInput("Agree on <Wednesdays>", 2, True) if n == 3 else None
        answers = {**FULL_ANSWERS, "reach": 5, "sense": 5} if later else FULL_ANSWERS
        is_asked = n == 4 or (n > 4 and outcome == "carried")
        submit_week(app, browser, at, planned, outcome if is_asked else "", **answers)


def test_it_is_listed_with_its_week_and_whose_move_it_is(app, signed_in):
    live(app, signed_in, "")
    signed_in.get(PAGE)
    assert "Agree on &lt;Wednesdays&gt;" in signed_in.html
    assert (
        "Week of 26 October 2026 . Whose move: my team's. To be taken to supervision."
        in signed_in.words
    )
    assert "That may be chance." not in signed_in.words
    assert "What the numbers are" not in signed_in.words


@pytest.mark.parametrize("outcome", ["done", "carried"])
def test_beside_what_was_tried_stand_the_weeks_before_and_after(app, signed_in, outcome):
    live(app, signed_in, outcome)
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        [one] = action_services.load_action_review(
            db, open_vault(app, signed_in), LIBRARY, WEEKLY, FRIDAY
        ).reviewed
    assert one.action.outcome == outcome
    first = one.meanwhile[0]
    assert (first.before, first.weeks_before, first.weeks_after) == (75, 4, 4)
    assert first.after == pytest.approx(275 / 3)


@pytest.mark.parametrize("outcome", ["", "let_go"])
def test_what_was_not_tried_has_no_numbers_and_opens_no_week(app, signed_in, outcome, monkeypatch):
    live(app, signed_in, outcome)
    monkeypatch.setattr("reflect.notebook.actions.services.load_picture", None)
    signed_in.get(PAGE)
    assert signed_in.status == 200
    assert "weeks before" not in signed_in.words


def test_the_page_says_the_numbers_and_that_they_may_be_chance(app, signed_in):
    live(app, signed_in, "done")
    signed_in.get(PAGE)
    assert (
        "Connection : 75 in the four weeks before, 92 in the four after. Supervision and support "
        ": 50 in the four weeks before, 50 in the four after." in signed_in.words
    )
    assert "That may be chance." in signed_in.words
    assert not [claim for claim in CLAIMS if claim in signed_in.words.lower()]


@pytest.mark.parametrize("after", [2, 3])
def test_two_weeks_after_are_too_few_for_numbers(app, signed_in, after):
    live(app, signed_in, "done", after)
    signed_in.get(PAGE)
    assert ("in the four weeks before, 92 in the three after" in signed_in.words) == (after == 3)
    assert ("What the numbers are" in signed_in.words) == (after == 3)


def test_the_yardstick_stands_there_once_there_are_weeks_enough(app, signed_in):
    live(app, signed_in, "done", after=12)
    signed_in.get(PAGE)
    said = "Half of the differences were larger than this: Connection"
    assert said in signed_in.words


def identity(browser) -> str:
    return re.search(r'name="(?:done|open)" value="(\w+)"', browser.html).group(1)


def decide(browser, decision: str, show: str = "all", **kwargs) -> None:
    browser.get(PAGE)
    browser.post(PAGE, {decision: identity(browser), "show": show}, **kwargs)


def test_what_became_of_it_can_be_said_right_there_and_taken_back(app, signed_in):
    live(app, signed_in, "")
    for decision, outcome in (("done", "done"), ("open", "open"), ("let_go", "let_go")):
        decide(signed_in, decision, show="open")
        assert signed_in.path == PAGE
        assert signed_in.page.request.args["show"] == "open"
        assert "Noted." in signed_in.words
        with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            [action] = load_actions(db, open_vault(app, signed_in))
        assert action.outcome == outcome


def test_the_check_in_that_asked_shows_what_was_decided_here(app, signed_in):
    live(app, signed_in, "", after=1)
    decide(signed_in, "done")
    signed_in.get("/check-in/2026-W48/reflection")
    assert re.search(r'name="last_action" value="done" checked', signed_in.html)


def test_the_next_check_in_does_not_ask_about_what_is_settled(app, signed_in):
    submit_week(app, signed_in, W48 + -1, ActionInput("Ask Beth"))
    signed_in.get("/check-in/2026-W48/reflection")
    assert "What became of it?" in signed_in.words
    decide(signed_in, "let_go")
    signed_in.get("/check-in/2026-W48/reflection")
    assert "What became of it?" not in signed_in.words
    decide(signed_in, "open")
    signed_in.get("/check-in/2026-W48/reflection")
    assert "What became of it?" in signed_in.words


@pytest.mark.parametrize("show", ["open", "carried", "done", "let_go"])
def test_plain_links_show_one_group(app, signed_in, show):
    live(app, signed_in, "done")
    signed_in.get(f"{PAGE}?show={show}")
    assert ("Agree on" in signed_in.words) == (show == "done")
    title = action_presenters.get_action_group_titles()[show]
    assert f'<strong aria-current="page">{title}</strong>' in signed_in.html
    assert len(re.findall(r"<h2>(?:Open|Carried over|Done|Let go)</h2>", signed_in.html)) == 1


def test_an_unknown_group_is_all_of_them(app, signed_in):
    live(app, signed_in, "done")
    signed_in.get(f"{PAGE}?show=<script>")
    assert '<strong aria-current="page">All</strong>' in signed_in.html
    assert "script>" not in signed_in.words


def test_another_persons_action_looks_like_none(app, signed_in, sign_up):
    live(app, signed_in, "")
    signed_in.get(PAGE)
    theirs = identity(signed_in)
    other = sign_up("other@example.org")
    other.post(PAGE, {"done": theirs})
    assert other.status == 404
    assert "There is no such action." in other.words
