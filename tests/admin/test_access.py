"""The organisers' pages: open with a second factor, and to everybody else like none at all."""

import re

import pytest

from reflect.policy import Role
from tests.support.accounts import PASSWORD, account_id
from tests.support.admin_actions import (
    ORGANISER_NAME,
    audit_entries,
    create_team,
    enable_second_factor,
    invite_people,
    make_organiser,
    post_person_action,
    post_team_action,
    sign_in_with_second_factor,
)
from tests.support.client import Client
from tests.support.routes import organiser_paths


def bare(browser: Client) -> tuple[int, str]:
    return browser.status, re.sub(r"[0-9a-f]{128}", "", browser.html)


@pytest.mark.parametrize("roles", [(), ("trainer",), ("leader",), ("trainer", "leader")])
def test_to_everybody_else_a_page_of_organisers_is_the_page_that_is_not_there(
    app, ann, sign_up, roles
):
    ids = {"account": account_id(app, ORGANISER_NAME), "team": create_team(ann)}
    other = sign_up(roles=roles)
    other.get("/nothing-here")
    missing = bare(other)
    assert missing[0] == 404
    for path in organiser_paths(app, **ids):
        other.get(path, follow=False)
        assert bare(other) == missing, path
    for path in organiser_paths(app, method="POST", **ids):
        other.get("/settings")
        other.post(path, {"action": "end", "names": "x", "name": "x"}, fresh=False, follow=False)
        assert bare(other) == missing, path


def test_a_supervisor_has_none_of_them_either(app, ann, sign_up):
    helen, which = sign_up("helen@example.org"), create_team(ann)
    post_team_action(ann, which, "lead", account="helen@example.org", shown="Helen Marsh")
    for path in organiser_paths(app, team=which):
        helen.get(path)
        assert helen.status == 404, path


def test_who_has_not_signed_in_is_asked_to(app, client):
    for path in organiser_paths(app):
        client.get(path, follow=False)
        assert (client.status, client.page.location) == (303, f"/sign-in?next={path}")


def test_an_organiser_without_a_second_factor_is_led_to_set_it_up(app, sign_up, clock):
    weak = sign_up(ORGANISER_NAME, roles=("organiser",))
    for path in organiser_paths(app):
        weak.get(path)
        assert weak.path == "/settings/second-factor", path
        assert "open once you have a second factor" in weak.words
    weak.post("/organise/teams", {"name": "Mill Lane"})
    enable_second_factor(weak, clock).get("/organise/teams")
    assert "Mill Lane" not in weak.words


def test_to_somebody_else_that_page_says_nothing_about_organisers(signed_in):
    signed_in.get("/settings/second-factor?organise=1")
    assert "open once" not in signed_in.words


def test_another_session_from_before_the_second_factor_is_told_to_sign_in_anew(app, ann, clock):
    with_factor = ann.secret
    clock.forward(minutes=2)
    ann.post("/settings/second-factor", {"password": PASSWORD})
    before = Client(app).sign_in(ORGANISER_NAME, PASSWORD)
    enable_second_factor(ann, clock)
    assert ann.secret != with_factor
    before.get("/organise")
    assert before.path == "/settings/second-factor"
    assert "Sign out, then sign in with them" in before.words
    clock.forward(minutes=2)
    before.sign_out().secret = ann.secret
    sign_in_with_second_factor(before, clock).get("/organise")
    assert before.path == "/organise"


def test_without_the_second_factor_the_pages_close_at_once(app, ann, clock):
    ann.get("/organise")
    assert ann.path == "/organise"
    ann.post("/settings/second-factor", {"password": PASSWORD})
    ann.get("/organise")
    assert ann.path == "/settings/second-factor"


def test_before_the_recovery_code_is_safe_there_is_nothing_to_organise(app, client, ann):
    code = invite_people(ann, "bo@example.org", roles="organiser")[0]
    client.accept(code, PASSWORD)
    client.get("/organise")
    assert client.path == "/recovery-code"


def test_a_role_that_was_taken_closes_the_pages_at_once(app, ann, clock):
    bo = make_organiser(app, clock, "bo@example.org")
    bo.get("/organise")
    assert bo.status == 200
    post_person_action(ann, account_id(app, "bo@example.org"), "take", role="organiser")
    bo.get("/organise")
    assert bo.status == 404


def test_organisers_find_the_pages_from_theirs_and_nobody_else_does(ann, signed_in):
    ann.get("/settings")
    assert ann.html.count('href="/organise"') == 2
    signed_in.get("/settings")
    assert 'href="/organise"' not in signed_in.html


@pytest.mark.parametrize("action", ["", "delete", "give"])
def test_what_no_page_offers_is_not_done(app, ann, sign_up, action):
    sign_up()
    post_person_action(ann, account_id(app), action, role="emperor")
    assert ann.status == 422
    post_team_action(ann, create_team(ann), action)
    assert ann.status == 422
    ann.get("/organise/audit")
    assert [each.partition(" set up ")[1] for each in audit_entries(ann)] == [" set up "]


def test_every_role_there_is_has_a_name_and_a_sentence(app, ann, sign_up):
    sign_up()
    ann.get(f"/organise/people/{account_id(app)}")
    for role in Role:
        assert f"<strong>{role.value.capitalize()}</strong>" in ann.html
