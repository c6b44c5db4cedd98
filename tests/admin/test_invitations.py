"""Inviting one or a list, open invitations, new links, taking back."""

import csv
import html
import io
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.accounts import repository as account_repository
from reflect.admin.http import InvitationLinkRow, format_links_csv
from reflect.admin.invitations.services import MAX_NAMES_AT_ONCE
from reflect.policy import Role
from tests.support.accounts import PASSWORD, account_id
from tests.support.admin_actions import (
    audit_entries,
    create_team,
    invitation_codes,
    invite_people,
    make_organiser,
    post_person_action,
    sign_in_with_second_factor,
)
from tests.support.client import Client
from tests.support.database import run_in_transaction

PAGE = "/organise/invitations"


def box(browser) -> str:
    found = re.search(r'<textarea id="names".*?>\n?(.*?)</textarea>', browser.html, re.DOTALL)
    return html.unescape(found.group(1)).strip()


def still_open(browser) -> list[str]:
    browser.get(PAGE)
    return re.findall(r'<strong class="name">(.*?)</strong>', browser.html)


def test_one_name_gives_one_link_that_opens_an_account(app, ann, client):
    codes = invite_people(ann, " Kit@Example.org ", roles=["leader", "trainer"])
    assert ann.status == 200
    assert "Works once, until 4 December 2026." in ann.words
    client.accept(codes[0], PASSWORD).confirm_code()
    with_roles = run_in_transaction(
        app, lambda db: account_repository.find_account_by_username(db, "kit@example.org")
    ).account.roles
    assert with_roles == {Role.LEADER, Role.TRAINER}


def test_of_a_mixed_list_what_fits_is_invited_and_the_rest_is_said_and_kept(app, ann, sign_up):
    sign_up()
    invite_people(ann, "open@example.org")
    names = ["kit@example.org", "sam@example.org", "", "KIT@example.org", "x" * 255]
    codes = invite_people(
        ann, "\n".join([*names, "open@example.org", "lee@example.org"]), roles="trainer"
    )
    assert len(codes) == 2
    assert "Two links to hand over" in ann.words
    said = ann.words
    assert "sam@example.org : Somebody has an account with this name already." in said
    assert "KIT@example.org : This name stands twice in your list." in said
    assert "open@example.org : There is an open invitation for this name." in said
    assert "A name to sign in with has 1 to 254 letters" in said
    assert box(ann).split("\n") == [
        "sam@example.org",
        "KIT@example.org",
        "x" * 255,
        "open@example.org",
    ]
    assert '<input type="hidden" name="roles" value="trainer">' in ann.html
    assert set(still_open(ann)) == {"kit@example.org", "lee@example.org", "open@example.org"}


def test_of_a_list_in_which_nothing_fits_nothing_typed_is_lost(app, ann, sign_up):
    sign_up()
    which = create_team(ann)
    invite_people(ann, "sam@example.org\r\nsam@example.org", roles="leader", team=which)
    assert ann.status == 422
    assert "<title>Check:" in ann.html
    assert "Two things to look at" in ann.words
    assert box(ann) == "sam@example.org\r\nsam@example.org"
    assert 'value="leader" checked' in ann.html
    assert f'<option value="{which}" selected' in ann.html


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"names": " \n\n"}, "Type a name, or several, each on a line of its own."),
        ({"names": "kit\n" * (MAX_NAMES_AT_ONCE + 1)}, "200 names at once are the most."),
        ({"names": "kit", "team": "f" * 32}, "Choose one of the teams."),
        ({"names": "kit", "roles": "emperor"}, "There is no such role."),
    ],
)
def test_what_does_not_fit_as_a_whole_is_said_and_nobody_is_invited(ann, fields, sentence):
    ann.post(PAGE, fields)
    assert ann.status == 422
    assert sentence in ann.words
    assert box(ann) == fields["names"].strip()
    assert still_open(ann) == []


def test_two_hundred_at_once_each_get_their_own(app, ann):
    codes = invite_people(
        ann, "\n".join(f"person{n}@example.org" for n in range(MAX_NAMES_AT_ONCE))
    )
    assert len(set(codes)) == MAX_NAMES_AT_ONCE


def test_the_links_are_shown_once_and_lie_nowhere(app, ann):
    code = invite_people(ann, "kit@example.org")[0]
    for path in (PAGE, "/organise", "/organise/audit"):
        ann.get(path)
        assert code not in ann.html
    dump = run_in_transaction(
        app, lambda db: str(db.exec_driver_sql("SELECT * FROM invitations").all())
    )
    assert code not in dump
    assert code.replace("-", "") not in dump


def test_the_same_stands_there_as_a_list_for_a_spreadsheet(ann):
    codes = invite_people(ann, 'kit@example.org\n=1+1\nlast, first "x"')
    text = re.search(r'<textarea id="list".*?>\n?(.*?)</textarea>', ann.html, re.DOTALL).group(1)
    rows = list(csv.reader(io.StringIO(html.unescape(text))))
    assert [row[0] for row in rows] == ["kit@example.org", "'=1+1", 'last, first "x"']
    assert [row[1].rpartition("#")[2] for row in rows] == codes
    assert {row[2] for row in rows} == {"2026-12-04"}


@given(st.lists(st.text(max_size=30), max_size=5))
def test_no_cell_of_it_begins_like_a_formula(names):
    text = format_links_csv(
        InvitationLinkRow(name, "https://x", date(2026, 12, 4)) for name in names
    )
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_new_link_makes_the_old_one_worthless_and_keeps_what_was_said(app, ann, client, clock):
    which = create_team(ann)
    old = invite_people(ann, "kit@example.org", roles="leader", team=which)[0]
    clock.forward(days=5)
    sign_in_with_second_factor(ann, clock)
    ann.post(f"{PAGE}/open", {"action": "anew", "name": "kit@example.org"})
    new = invitation_codes(ann)[0]
    assert new != old
    client.post("/invitation", {"code": old})
    assert client.status == 422
    client.accept(new, PASSWORD).confirm_code()
    assert "You were asked to join a team." in client.words
    assert run_in_transaction(
        app, lambda db: account_repository.find_account_by_username(db, "kit@example.org")
    ).account.roles == {Role.LEADER}


def test_a_reset_is_renewed_as_a_reset(app, ann, sign_up, client):
    sign_up()
    post_person_action(ann, account_id(app), "reset")
    ann.post(f"{PAGE}/open", {"action": "anew", "name": "sam@example.org"})
    client.accept(invitation_codes(ann)[0], "seven green lamps at noon").confirm_code()
    assert "Your earlier records are still here, sealed." in client.words


def test_an_invitation_is_taken_back(app, ann, client):
    code = invite_people(ann, "kit@example.org")[0]
    ann.post(f"{PAGE}/open", {"action": "back", "name": "kit@example.org"})
    assert (ann.path, still_open(ann)) == (PAGE, [])
    client.post("/invitation", {"code": code})
    assert client.status == 422
    for action in ("back", "anew"):
        ann.post(f"{PAGE}/open", {"action": action, "name": "kit@example.org"})
        assert ann.status == 404
        assert "This invitation is no longer open." in ann.words


def test_the_front_page_names_the_links_that_lapse_within_two_days(app, ann, clock):
    invite_people(ann, "kit@example.org")
    ann.get("/organise")
    assert "Nothing waits." in ann.words
    clock.forward(days=5)
    sign_in_with_second_factor(ann, clock).get("/organise")
    assert "The link for kit@example.org lapses on 4 December." in ann.words
    clock.forward(days=2, minutes=1)
    sign_in_with_second_factor(ann, clock).get("/organise")
    assert "Nothing waits." in ann.words
    assert still_open(ann) == []


def test_the_name_of_somebody_who_never_came_is_forgotten(app, ann, clock):
    invite_people(ann, "kit@example.org\nlee@example.org")
    ann.post(f"{PAGE}/open", {"action": "back", "name": "lee@example.org"})
    ann.get("/organise/audit")
    assert (
        len([each for each in audit_entries(ann) if "@example.org" in each.partition("ann@")[2]])
        == 3
    )
    clock.forward(days=7, minutes=1)
    sign_in_with_second_factor(ann, clock).get("/organise/audit")
    assert [each.partition("ann@example.org ")[2] for each in audit_entries(ann)].count(
        "invited somebody who has no account."
    ) == 2
    dump = run_in_transaction(app, lambda db: str(db.exec_driver_sql("SELECT * FROM events").all()))
    assert "kit@" not in dump
    assert "lee@" not in dump


def test_a_list_that_was_typed_when_the_session_locked_comes_back(app, ann, clock):
    ann.get(PAGE)
    clock.forward(minutes=17)
    ann.post(PAGE, {"names": "kit@example.org", "roles": "trainer"}, fresh=False)
    sign_in_with_second_factor(ann, clock)
    assert ann.path == PAGE
    assert box(ann) == "kit@example.org"
    assert 'value="trainer" checked' in ann.html
    assert still_open(ann) == []
    assert Client(app).get(PAGE).request.path == "/sign-in"


def test_another_organiser_sees_the_same_open_ones(app, ann, clock):
    invite_people(ann, "kit@example.org")
    bo = make_organiser(app, clock, "bo@example.org")
    assert still_open(bo) == ["kit@example.org"]
