"""Actions: grouped by what became of them, decided about right there, and without any number."""

import re

import pytest

from reflect.checkins.actions import ActionInput, WeeklyAction, load_actions
from reflect.core.crypto.vault import Vault
from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.notebook.actions import presenters as action_presenters
from tests.support.accounts import open_vault
from tests.support.factories import FULL_ANSWERS, submit_week
from tests.support.weeks import W48

PAGE = "/notebook/actions"
CLAIMS = ("worked", "helped", "improved", "because", "effect", "thanks to", "better", "worse")


def kept(outcome) -> WeeklyAction:
    return WeeklyAction("id", str(W48), "2026-11-27", "Ask Beth", outcome=outcome)


@pytest.mark.parametrize(
    ("outcome", "group"),
    [("", "open"), ("open", "open"), ("carried", "carried"), ("done", "done"), ("let_go",) * 2],
)
def test_every_outcome_has_its_group_and_what_can_be_said_of_it(outcome, group):
    found = action_presenters.build_action_groups([kept(outcome)], "all")
    assert [one.id for one in found if one.items] == [group]
    offered = {one.id: [name for name, _label in one.decisions] for one in found}
    is_settled = group in {"done", "let_go"}
    assert offered[group] == (["open"] if is_settled else ["done", "let_go"])


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


@pytest.mark.parametrize("outcome", ["", "done", "carried", "let_go"])
def test_nothing_is_said_of_what_it_did_and_no_week_is_opened(app, signed_in, outcome, monkeypatch):
    """A few weeks before and after cannot tell: the page leads to an experiment instead."""
    live(app, signed_in, outcome)
    opened, really = set(), Vault.unseal_row

    def seen(self, kind, *rest):
        opened.add(kind)
        return really(self, kind, *rest)

    monkeypatch.setattr(Vault, "unseal_row", seen)
    signed_in.get(PAGE)
    assert "answers" not in opened
    assert not [claim for claim in CLAIMS if claim in signed_in.words.lower()]
    assert 'href="/my-picture/experiment"' in signed_in.html


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
