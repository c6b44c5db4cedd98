"""Accounts on the organisers' pages: found by name, roles, resets, the end of one."""

from threading import Barrier, Thread

import pytest

from reflect.accounts import repository as account_repository
from reflect.admin.people import services as people_services
from reflect.core.crypto.vault import Vault
from reflect.core.errors import PermissionDenied
from reflect.models import accounts
from reflect.policy import Actor, Role
from tests.support.accounts import NAME, account_id
from tests.support.admin_actions import (
    ORGANISER_NAME,
    audit_entries,
    create_team,
    invitation_codes,
    invite_people,
    join_team,
    make_organiser,
    post_person_action,
    post_team_action,
    renew_team_code,
)
from tests.support.database import run_in_transaction
from tests.support.site_fixture import record_queries

pytestmark = pytest.mark.both_databases


def many(app, count: int) -> None:
    rows = [
        {"id": f"{n:032x}", "name": f"person{n:04}@example.org", "roles": ""} for n in range(count)
    ]
    run_in_transaction(app, lambda db: db.execute(accounts.insert(), rows))


def told(browser, account: str) -> list[str]:
    browser.get(f"/organise/people/{account}")
    return audit_entries(browser)


def test_everybody_with_an_account_is_listed_with_roles_and_team(app, ann, sign_up):
    sam, which = sign_up(roles=("trainer", "leader")), create_team(ann)
    sign_up("helen@example.org")
    join_team(sam, renew_team_code(ann, which), "Sam Tully")
    post_team_action(ann, which, "lead", account="helen@example.org", shown="Helen Marsh")
    ann.get("/organise/people")
    assert "ann@example.org Organiser." in ann.words
    assert "helen@example.org Leads Mill Lane." in ann.words
    assert "sam@example.org Leader, trainer. In Mill Lane." in ann.words
    assert "Sam Tully" not in ann.words


def test_a_thousand_accounts_come_fifty_a_page(app, ann):
    many(app, 1000)
    ann.get("/organise/people")
    assert ann.html.count('href="/organise/people/') == 50
    assert "Page 1 of 21" in ann.words
    ann.get("/organise/people?page=21")
    assert ann.html.count('href="/organise/people/') == 1
    assert "person0999@example.org" in ann.words
    for wrong in ("22", "0", "99999"):
        ann.get(f"/organise/people?page={wrong}")
        assert ann.status == 404
    for odd in ("x", "-1", "", "²", "9" * 5000):
        ann.get("/organise/people", query_string={"page": odd})
        assert "Page 1 of 21" in ann.words


def test_a_page_of_people_costs_the_same_few_queries_however_many_there_are(app, ann):
    counts = []
    for size in (3, 300):
        run_in_transaction(
            app, lambda db: db.execute(accounts.delete().where(accounts.c.name != ORGANISER_NAME))
        )
        many(app, size)
        ann.get("/organise/people")
        with record_queries(app) as seen:
            ann.get("/organise/people")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6


def test_a_name_is_found_by_some_letters_and_stands_in_no_address(app, ann):
    many(app, 70)
    ann.post("/organise/people", {"name": " PERSON000"})
    assert ann.status == 200
    assert "Ten names." in ann.words
    assert "name" not in ann.page.request.url
    ann.post("/organise/people", {"name": "person"})
    assert "There are more than these." in ann.words
    for none in ("nobody", "%", "_", "\u200b", "x" * 5000):
        ann.post("/organise/people", {"name": none})
        assert ann.html.count('href="/organise/people/') == 0, none
    ann.post("/organise/people", {"name": " "})
    assert "Page 1 of 2" in ann.words


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_given_and_taken_and_both_are_told(app, ann, sign_up, role):
    sam, who = sign_up(), account_id(app)
    post_person_action(ann, who, "give", role=role.value)
    assert held(app) == {role}
    post_person_action(ann, who, "take", role=role.value)
    assert held(app) == set()
    said = [
        f"27 November 2026: ann@example.org took a role from sam@example.org: {role.value}.",
        f"27 November 2026: ann@example.org gave sam@example.org a role: {role.value}.",
    ]
    assert sorted(told(ann, who)) == sorted(said)
    sam.get("/what-organisers-did")
    assert sorted(audit_entries(sam)) == sorted(said)


def held(app, name: str = NAME) -> set[Role]:
    return set(
        run_in_transaction(
            app, lambda db: account_repository.find_account_by_username(db, name)
        ).account.roles
    )


def test_what_is_so_already_is_said_and_changes_nothing(app, ann, sign_up):
    sign_up(roles=("trainer",))
    who = account_id(app)
    post_person_action(ann, who, "give", role="trainer")
    assert (ann.status, "They have this role already." in ann.words) == (422, True)
    post_person_action(ann, who, "take", role="leader")
    assert (ann.status, "They do not have this role." in ann.words) == (422, True)
    assert told(ann, who) == []


def test_the_last_organiser_cannot_take_their_own_role_away(app, ann, sign_up, clock):
    me = account_id(app, ORGANISER_NAME)
    post_person_action(ann, me, "take", role="organiser")
    assert ann.status == 422
    assert "You are the last organiser." in ann.words
    sign_up("bo@example.org", roles=("organiser",))
    post_person_action(ann, me, "take", role="organiser")
    assert held(app, ORGANISER_NAME) == set()
    assert ann.path == "/settings"


def test_an_organiser_whose_account_was_ended_does_not_count_as_one_more(app, ann, sign_up):
    sign_up("bo@example.org", roles=("organiser",))
    post_person_action(ann, account_id(app, "bo@example.org"), "end")
    post_person_action(ann, account_id(app, ORGANISER_NAME), "take", role="organiser")
    assert "You are the last organiser." in ann.words


def test_of_two_who_take_each_others_role_at_once_one_stays(app, ann, sign_up):
    sign_up("bo@example.org", roles=("organiser",))
    ids = [account_id(app, name) for name in (ORGANISER_NAME, "bo@example.org")]
    key, outcomes, together = Vault("a1" * 16, b"k" * 32), [], Barrier(2)

    def takes(actor: str, other: str) -> None:
        who = Actor(actor, "x", frozenset({Role.ORGANISER}), key, code_checked=True, strong=True)
        together.wait()
        try:
            run_in_transaction(
                app,
                lambda db: people_services.revoke_role(
                    db, who, other, Role.ORGANISER, app_now(app)
                ),
            )
            outcomes.append("taken")
        except PermissionDenied:
            outcomes.append("refused")

    threads = [Thread(target=takes, args=pair) for pair in (ids, ids[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "taken"]


def app_now(app):
    return app.extensions["reflect.clock"]()


def test_nobody_ends_their_own_account_here(app, ann):
    me = account_id(app, ORGANISER_NAME)
    ann.get(f"/organise/people/{me}")
    assert "End this account" not in ann.words
    post_person_action(ann, me, "end")
    assert ann.status == 422
    assert "cannot end your own account here" in ann.words


def test_a_reset_link_is_shown_once_and_opens_an_empty_space(app, ann, sign_up, client):
    sam = sign_up()
    sam.post("/settings", {"shown": "Sam Tully", "interval": "6"})
    post_person_action(ann, account_id(app), "reset")
    assert "One link to hand over" in ann.words
    code = invitation_codes(ann)[0]
    ann.get("/organise/invitations")
    assert code not in ann.html
    assert "Reset." in ann.words
    client.accept(code, "seven green lamps at noon").confirm_code()
    client.get("/settings")
    assert "Sam Tully" not in client.html
    sam.get("/settings")
    assert sam.path == "/sign-in"


def test_an_account_that_is_not_there_looks_like_no_page(ann):
    ann.get(f"/organise/people/{'e' * 32}")
    assert ann.status == 404
    for action in ("give", "take", "reset", "end", "go-on"):
        ann.get("/organise")
        ann.post(f"/organise/people/{'e' * 32}", {"action": action, "role": "trainer"}, fresh=False)
        assert ann.status == 404, action


def test_nothing_is_done_to_an_account_that_was_ended_but_letting_it_go_on(app, ann, sign_up):
    sign_up()
    who = account_id(app)
    post_person_action(ann, who, "end")
    assert "Make a reset link" not in ann.words
    for action in ("give", "take", "reset", "end"):
        post_person_action(ann, who, action, role="trainer")
        assert (ann.status, "This account was ended." in ann.words) == (422, True), action
    post_person_action(ann, who, "go-on")
    assert ann.status == 200
    post_person_action(ann, who, "go-on")
    assert (ann.status, "This account was not ended." in ann.words) == (422, True)


def test_leaders_are_announced_to_every_team_whoever_made_them_so(app, ann, sign_up, client):
    sam, which = sign_up(), create_team(ann)
    join_team(sam, renew_team_code(ann, which), "Sam Tully")
    code = invite_people(ann, "lee@example.org", roles="leader")[0]
    sam.get(f"/teams/{which}/roster")
    assert "a role: leader" not in sam.words
    client.accept(code, "seven green lamps at noon").confirm_code()
    sam.get(f"/teams/{which}/roster")
    assert "An organiser gave lee@example.org a role: leader." in sam.words
    post_person_action(ann, account_id(app, "lee@example.org"), "take", role="leader")
    sam.get(f"/teams/{which}/roster")
    assert "An organiser took a role from lee@example.org: leader." in sam.words
    post_person_action(ann, account_id(app, "lee@example.org"), "give", role="trainer")
    sam.get(f"/teams/{which}/roster")
    assert "trainer" not in sam.words


def test_a_leader_invited_from_the_command_line_is_announced_too(app, ann, sign_up):
    sam, which = sign_up(), create_team(ann)
    join_team(sam, renew_team_code(ann, which), "Sam Tully")
    sign_up("lee@example.org", roles=("leader",))
    sam.get(f"/teams/{which}/roster")
    assert "gave lee@example.org a role: leader." in sam.words
    ann.get("/organise/audit")
    assert "The operator, or an organiser who is gone, gave lee@example.org a role" in ann.words


def test_a_second_organiser_does_the_same(app, ann, sign_up, clock):
    bo = make_organiser(app, clock, "bo@example.org")
    sign_up()
    post_person_action(bo, account_id(app), "give", role="trainer")
    ann.get("/organise/audit")
    assert any("bo@example.org gave sam@example.org" in each for each in audit_entries(ann))
