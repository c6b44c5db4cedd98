"""What organisers did: each action once, for organisers and for whom it concerns."""

from datetime import timedelta

import pytest

from reflect.accounts import deletion
from reflect.admin.audit_log import ENTRIES_PER_PAGE
from reflect.teams import audit_events
from tests.support.accounts import account_id
from tests.support.admin_actions import (
    ORGANISER_NAME,
    audit_entries,
    create_team,
    invite_people,
    join_team,
    make_organiser,
    post_person_action,
    post_team_action,
    renew_team_code,
)
from tests.support.database import run_in_transaction


def lines(app) -> list[tuple[str, str | None]]:
    found = run_in_transaction(app, lambda db: db.execute(audit_events.events.select()).all())
    return [(row.what, row.account) for row in found]


def said_to(browser) -> list[str]:
    browser.get("/what-organisers-did")
    return audit_entries(browser)


def all_of_it(browser) -> list[str]:
    browser.get("/organise/audit")
    return audit_entries(browser)


@pytest.fixture
def sam(sign_up):
    return sign_up()


ON_PEOPLE = {
    "give": (["give"], "gave sam@example.org a role: trainer."),
    "take": (["give", "take"], "took a role from sam@example.org: trainer."),
    "reset": (["reset"], "began a reset for sam@example.org."),
    "end": (["end"], "ended the account sam@example.org."),
    "go-on": (["end", "go-on"], "let the account sam@example.org go on."),
}


@pytest.mark.parametrize("action", ON_PEOPLE)
def test_what_is_done_to_a_person_is_written_once_and_seen_by_them(app, ann, sam, action):
    before, sentence = ON_PEOPLE[action]
    who = account_id(app)
    for each in before[:-1]:
        post_person_action(ann, who, each, role="trainer")
    had, told = lines(app), said_to(sam)
    post_person_action(ann, who, action, role="trainer")
    assert len(lines(app)) == len(had) + 1
    assert (lines(app).count((audit_events.RESET, who)) == 1) == (action == "reset")
    fresh = [each for each in said_to(sam) if each not in told]
    assert fresh == [f"27 November 2026: ann@example.org {sentence}"]
    assert fresh[0] in all_of_it(ann)


def test_what_is_done_about_a_link_is_written_once_and_seen_by_who_has_an_account(app, ann, sam):
    post_person_action(ann, account_id(app), "reset")
    for action in ("anew", "back"):
        had = len(lines(app))
        ann.post("/organise/invitations/open", {"action": action, "name": "sam@example.org"})
        assert len(lines(app)) == had + 1
    assert sorted(each.partition("ann@example.org ")[2] for each in said_to(sam)) == [
        "began a reset for sam@example.org.",
        "began a reset for sam@example.org.",
        "took back a link made for sam@example.org.",
    ]


def test_an_invitation_is_seen_by_who_came_by_it(app, ann, client):
    which = create_team(ann)
    had = len(lines(app))
    code = invite_people(ann, "kit@example.org", roles=["trainer", "organiser"], team=which)[0]
    assert len(lines(app)) == had + 1
    client.accept(code, "seven green lamps at noon").confirm_code()
    assert len(lines(app)) == had + 1
    roles = "Roles: organiser, trainer. Team: Mill Lane."
    assert said_to(client) == [
        f"27 November 2026: ann@example.org invited kit@example.org. {roles}"
    ]


ON_TEAMS = {
    "name": ({"name": "Mill Lane East"}, "gave a team another name: Mill Lane East."),
    "lead": (
        {"account": "sam@example.org", "shown": "Sam Tully"},
        "let Sam Tully lead Mill Lane.",
    ),
    "code": ({}, "made a new code to join Mill Lane."),
    "settle": ({"words": "All have met."}, "settled the roster of Mill Lane: All have met."),
    "dissolve": ({"sure": "1"}, "dissolved the team Mill Lane."),
}


@pytest.mark.parametrize("action", ON_TEAMS)
def test_what_is_done_to_a_team_is_written_once_and_seen_on_its_roster(
    app, ann, sam, sign_up, action
):
    fields, sentence = ON_TEAMS[action]
    which = create_team(ann)
    tom = join_team(sign_up("tom@example.org"), renew_team_code(ann, which), "Tom")
    tom.post(f"/teams/{which}/roster", {"action": "doubt"})
    tom.get(f"/teams/{which}/roster")
    had, seen = len(lines(app)), len(audit_entries(tom))
    post_team_action(ann, which, action, **fields)
    assert len(lines(app)) == had + 1
    tom.get(f"/teams/{which}/roster")
    assert len(audit_entries(tom)) == seen + 1
    assert f"27 November 2026: ann@example.org {sentence}" in all_of_it(ann)
    assert len(said_to(sam)) == (action == "lead")
    assert said_to(tom) == []


def test_setting_up_and_letting_a_supervisor_go_are_written_once(app, ann, sam):
    which = create_team(ann)
    assert len(lines(app)) == 1
    post_team_action(ann, which, "lead", account="sam@example.org", shown="Sam Tully")
    post_team_action(ann, which, "stop", account=account_id(app))
    assert len(lines(app)) == 3
    assert "27 November 2026: ann@example.org ended that Sam Tully leads Mill Lane." in said_to(sam)
    assert "27 November 2026: ann@example.org set up the team Mill Lane." in all_of_it(ann)


def test_what_is_refused_is_not_written(app, ann, sam):
    post_person_action(ann, account_id(app), "take", role="trainer")
    post_person_action(ann, account_id(app, ORGANISER_NAME), "end")
    invite_people(ann, "sam@example.org")
    post_team_action(ann, "f" * 32, "code")
    assert lines(app) == []


@pytest.mark.both_databases
def test_what_a_supervisor_does_is_in_no_audit(ann, sam):
    which = create_team(ann)
    post_team_action(ann, which, "lead", account="sam@example.org", shown="Sam Tully")
    before = all_of_it(ann)
    assert len(before) == 2
    sam.post(f"/teams/{which}/settings", {"action": "name", "name": "Mill Lane West"})
    sam.post(f"/teams/{which}/settings", {"action": "least", "least": "7"})
    assert len(all_of_it(ann)) == len(before)


def test_nobody_sees_what_was_done_to_somebody_else(app, ann, sam, sign_up):
    post_person_action(ann, account_id(app), "give", role="trainer")
    assert said_to(sign_up("tom@example.org")) == []
    tom_page = sign_up("joan@example.org")
    tom_page.get("/what-organisers-did")
    assert "Nothing so far." in tom_page.words


def test_a_long_list_is_turned_page_by_page(app, ann):
    for n in range(ENTRIES_PER_PAGE + 5):
        at = app.extensions["reflect.clock"]() - timedelta(days=n)
        run_in_transaction(
            app,
            lambda db, m=at: audit_events.record_event(
                db, m, audit_events.INSTRUMENT_ALLOWED, words="team-check"
            ),
        )
    assert len(all_of_it(ann)) == ENTRIES_PER_PAGE
    assert "?page=2" in ann.html
    ann.get("/organise/audit?page=2")
    assert len(audit_entries(ann)) == 5
    assert "?page=3" not in ann.html
    ann.get("/organise/audit?page=3")
    assert "Nothing here." in ann.words


def test_what_an_organiser_did_outlives_their_account(app, ann, sam, clock):
    bo = make_organiser(app, clock, "bo@example.org")
    post_person_action(bo, account_id(app), "give", role="trainer")
    run_in_transaction(
        app, lambda db: deletion.delete_account(db, account_id(app, "bo@example.org"))
    )
    expected = (
        "27 November 2026: The operator, or an organiser who is gone, "
        "gave sam@example.org a role: trainer."
    )
    assert said_to(sam) == all_of_it(ann) == [expected]


def test_every_kind_of_event_has_its_sentence(app, ann):
    which = create_team(ann)
    kinds = {
        value
        for name, value in vars(audit_events).items()
        if name.isupper() and isinstance(value, str)
    }
    moment, more = (
        app.extensions["reflect.clock"](),
        {"team": which, "by": account_id(app, ORGANISER_NAME)},
    )

    def work(db):
        for kind in kinds:
            words = "trainer" if kind == audit_events.INVITED else ""
            audit_events.record_event(db, moment, kind, name="Sam", words=words, **more)

    run_in_transaction(app, work)
    assert len(all_of_it(ann)) == len(kinds) + 1
    ann.get("/organise/audit")
    assert ann.status == 200
