"""After a reset its owner is told on every page, until they have read about it."""

import pytest

from reflect.accounts import invitations
from tests.support.accounts import PASSWORD, account_id
from tests.support.admin_actions import invitation_codes, post_person_action
from tests.support.database import run_in_transaction
from tests.support.site_fixture import record_queries

pytestmark = pytest.mark.both_databases

SENTENCE = "An organiser began a reset of your account on 27 November 2026."
PAGES = (
    "/check-in",
    "/my-picture",
    "/weeks",
    "/settings",
    "/teams",
    "/who-can-read-what",
    "/nothing",
)


@pytest.fixture
def code(app, ann, sign_up):
    sign_up()
    post_person_action(ann, account_id(app), "reset")
    return invitation_codes(ann)[0]


def test_it_stands_on_every_page_until_it_is_put_away(client, code):
    client.accept(code, PASSWORD).confirm_code()
    for path in PAGES:
        client.get(path)
        assert SENTENCE in client.words, path
    client.post("/what-organisers-did")
    assert "ann@example.org began a reset for sam@example.org." in client.words
    for path in (*PAGES, "/what-organisers-did"):
        client.get(path)
        assert SENTENCE not in client.words, path


def test_looking_alone_does_not_put_it_away(client, code):
    client.accept(code, PASSWORD).confirm_code()
    client.get("/what-organisers-did")
    client.get("/check-in")
    assert SENTENCE in client.words


def test_who_still_has_a_way_in_is_told_before_the_link_is_used(client, code):
    client.sign_in("sam@example.org", PASSWORD)
    assert SENTENCE in client.words


def test_a_second_reset_is_told_again(app, ann, client, code, clock):
    client.accept(code, PASSWORD).confirm_code()
    client.post("/what-organisers-did")
    clock.forward(minutes=5)
    post_person_action(ann, account_id(app), "reset")
    client.get("/check-in")
    assert SENTENCE in client.words


def test_it_is_told_to_nobody_else(ann, client, code, sign_up):
    for other in (ann, sign_up("tom@example.org")):
        other.get("/check-in")
        assert "began a reset of your account" not in other.words


def test_a_reset_from_the_command_line_is_told_too(app, client, sign_up):
    sign_up()
    moment = app.extensions["reflect.clock"]()
    made = run_in_transaction(
        app, lambda db: invitations.create_reset_invitation(db, "sam@example.org", moment)
    )
    client.accept(made, PASSWORD).confirm_code()
    assert SENTENCE in client.words
    client.post("/what-organisers-did")
    assert "The operator, or an organiser who is gone, began a reset" in client.words


def test_putting_it_away_is_seen_on_no_page_of_organisers(app, ann, client, code):
    def seen():
        found = []
        for path in ("/organise", "/organise/audit", f"/organise/people/{account_id(app)}"):
            ann.get(path)
            found.append(ann.words)
        return found

    before = seen()
    client.sign_in("sam@example.org", PASSWORD)
    client.post("/what-organisers-did")
    assert seen() == before


def test_it_costs_no_query(app, client, code, sign_up):
    sign_up("tom@example.org").get("/who-can-read-what")
    tom = sign_up("joan@example.org")
    client.accept(code, PASSWORD).confirm_code()
    counts = []
    for browser in (tom, client):
        browser.get("/who-can-read-what")
        with record_queries(app) as made:
            browser.get("/who-can-read-what")
        counts.append(len(made))
    assert counts[0] == counts[1]
