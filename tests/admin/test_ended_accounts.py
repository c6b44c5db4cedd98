"""An account that an organiser ended: 30 days to take one's records along, then it is gone."""

import pytest
from sqlalchemy import select

from reflect.accounts.deletion import delete_account
from reflect.core.crypto.vault import Vault
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.models import accounts, memberships, metadata, vaults
from reflect.policy import is_signed_in, may_export_or_delete, may_reflect
from reflect.teams import audit_events
from reflect.teams import repository as team_repository
from reflect.vaults import repository as vaults_repository
from reflect.web import access_control
from tests.support.accounts import PASSWORD, account_id, open_vault
from tests.support.admin_actions import (
    create_team,
    join_team,
    make_organiser,
    post_person_action,
    post_team_action,
    renew_team_code,
    sign_in_with_second_factor,
)
from tests.support.client import Client
from tests.support.database import run_in_transaction
from tests.support.routes import URL_VALUES

pytestmark = pytest.mark.both_databases

SENTENCE = "An organiser ended it on 27 November 2026. Until 27 December 2026 you can take"


@pytest.fixture
def sam(app, ann, sign_up):
    """Somebody whose account was ended while they were signed in."""
    browser = sign_up()
    post_person_action(ann, account_id(app), "end")
    return browser


def paths(app, wanted) -> list[str]:
    return [
        rule.build({name: URL_VALUES[name] for name in rule.arguments})[1]
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and access_control.find_rule(app, rule.endpoint) is wanted
    ]


def test_every_page_for_reflecting_says_so_instead(app, sam):
    for path in paths(app, may_reflect):
        sam.get(path)
        assert (sam.status, sam.path) == (200, "/account-ended"), path
        assert SENTENCE in sam.words
        assert 'href="/my-data"' in sam.html


def test_the_way_in_and_ones_records_stay_open(app, sam):
    off = {"/settings/organisation"}  # there is no provider here
    for path in {*paths(app, is_signed_in), *paths(app, may_export_or_delete)} - off:
        sam.get(path)
        assert sam.path != "/account-ended", path
        assert sam.status == 200, path


def test_signing_in_works_and_leads_there(app, sam):
    sam.sign_out().sign_in("sam@example.org", PASSWORD)
    assert sam.path == "/account-ended"
    sam.get("/")
    assert sam.path == "/account-ended"


def test_what_was_typed_when_it_ended_stands_on_the_page(app, ann, sign_up):
    sam, words = sign_up(), "Nobody near when the court call came"
    sam.get("/check-in/2026-W48/reflection")
    post_person_action(ann, account_id(app), "end")
    sam.post("/check-in/2026-W48/reflection", {"happened": words}, fresh=False)
    assert sam.status == 403
    assert words in sam.html
    assert "ended by an organiser" in sam.words


def test_the_page_is_not_there_for_anybody_else(ann, signed_in):
    for browser in (ann, signed_in):
        browser.get("/account-ended")
        assert browser.status == 404


def test_an_ended_organiser_organises_nothing(app, ann, clock):
    bo = make_organiser(app, clock, "bo@example.org")
    post_person_action(ann, account_id(app, "bo@example.org"), "end")
    bo.get("/organise")
    assert bo.path == "/account-ended"
    assert 'href="/organise"' not in bo.html


def test_a_password_that_was_lost_is_no_reason_to_lose_the_records(sam):
    sam.sign_out()
    fields = {"name": "sam@example.org", "code": sam.code, "password": "seven green lamps at noon"}
    sam.post("/recovery", fields)
    sam.confirm_code()
    sam.get("/check-in")
    assert sam.path == "/account-ended"


def test_its_places_on_rosters_end_with_it_and_the_team_is_told(app, ann, sign_up):
    which = create_team(ann)
    sam = join_team(sign_up(), renew_team_code(ann, which), "Sam Tully")
    tom = join_team(sign_up("tom@example.org"), renew_team_code(ann, which), "Tom")
    post_team_action(
        ann, create_team(ann, "Northgate"), "lead", account="sam@example.org", shown="Sam Tully"
    )
    post_person_action(ann, account_id(app), "end")
    tom.get(f"/teams/{which}/roster")
    assert "Sam Tully left. It counts from the next window." in tom.words
    sam.get(f"/teams/{which}")
    assert sam.path == "/account-ended"
    ann.get("/organise/teams")
    assert "Northgate Nobody leads it." in ann.words
    assert "Mill Lane Nobody leads it. One on the roster." in ann.words


def test_taken_back_the_person_goes_on_in_the_same_places(app, ann, sign_up, clock):
    which, second = create_team(ann), create_team(ann, "Northgate")
    sam = join_team(sign_up(), renew_team_code(ann, which), "Sam Tully")
    post_team_action(ann, second, "lead", account="sam@example.org", shown="Sam Tully")
    who = account_id(app)
    post_person_action(ann, who, "end")
    clock.forward(minutes=3)
    post_person_action(ann, who, "go-on")
    sam.get("/check-in")
    assert sam.path.startswith("/check-in")
    found = run_in_transaction(app, lambda db: team_repository.load_account_memberships(db, who))
    assert {(seat.team, seat.kind) for seat in found} == {(which, "member"), (second, "supervisor")}
    this = Window.of(Week.of(clock.now))
    assert {seat.first_window for seat in found} == {this.number + 1}
    sam.get(f"/teams/{which}/roster")
    assert sam.words.count("Sam Tully joined.") == 2


def test_a_place_that_was_left_before_is_not_taken_again(app, ann, sign_up, clock):
    which = create_team(ann)
    sam, who = join_team(sign_up(), renew_team_code(ann, which), "Sam Tully"), account_id(app)
    sam.post(f"/teams/{which}/roster", {"action": "leave"})
    clock.forward(minutes=1)
    post_person_action(ann, who, "end")
    post_person_action(ann, who, "go-on")
    assert (
        run_in_transaction(app, lambda db: team_repository.load_account_memberships(db, who)) == []
    )


def test_neither_is_one_in_a_team_that_is_gone_or_full(app, ann, sign_up):
    gone, full = create_team(ann), create_team(ann, "Northgate")
    for which, name in ((gone, "sam@example.org"), (full, "tom@example.org")):
        join_team(sign_up(name), renew_team_code(ann, which), "Somebody")
        post_person_action(ann, account_id(app, name), "end")
    post_team_action(ann, gone, "dissolve", sure="1")
    fill(app, full, 64)
    for name in ("sam@example.org", "tom@example.org"):
        post_person_action(ann, account_id(app, name), "go-on")
        assert ann.status == 200
        who = account_id(app, name)
        assert (
            run_in_transaction(
                app, lambda db, a=who: team_repository.load_account_memberships(db, a)
            )
            == []
        )


def fill(app, which: str, count: int) -> None:
    now = app.extensions["reflect.clock"]()

    def work(db):
        ids = [f"{n:032x}" for n in range(count)]
        db.execute(accounts.insert(), [{"id": i, "name": i, "roles": ""} for i in ids])
        for each in ids:
            team_repository.add_membership(db, which, each, team_repository.MEMBER, each, now)

    run_in_transaction(app, work)


def test_thirty_days_later_everything_is_gone(app, ann, sam, client, clock):
    name, vault = "sam@example.org", open_vault(app, sam)
    run_in_transaction(
        app,
        lambda db: vaults_repository.save(
            db, vault, "journal", ("2026-11",), {"text": "x"}, read=0
        ),
    )
    clock.forward(days=29, hours=23)
    Client(app).get("/")
    assert account_id(app)
    clock.forward(hours=1, minutes=2)
    client.get("/")
    assert run_in_transaction(app, lambda db: records_of(db, vault)) == []
    client.sign_in(name, PASSWORD)
    assert client.status == 422
    sign_in_with_second_factor(ann, clock).get("/organise/people")
    assert name not in ann.words


def records_of(db, vault: Vault) -> list:
    own = db.execute(select(metadata.tables["rows"])).all()
    named = db.execute(select(accounts).where(accounts.c.name == "sam@example.org")).all()
    return [row for row in own if row.vault == vault.id] + named


def test_no_table_keeps_the_id_or_the_name_of_an_account_that_was_erased(app, ann, sign_up):
    which = create_team(ann)
    sam = join_team(sign_up(), renew_team_code(ann, which), "Sam Tully")
    sam.post(f"/teams/{which}/roster", {"action": "doubt"})
    who, vault = account_id(app), open_vault(app, sam).id
    post_person_action(ann, who, "give", role="trainer")
    post_person_action(ann, who, "reset")
    assert any(traces(app, word) for word in (who, vault, "sam@example.org", "Sam Tully"))
    run_in_transaction(app, lambda db: delete_account(db, who))
    for word in (who, vault, "sam@example.org", "Sam Tully"):
        assert traces(app, word) == [], word
    sam.get("/check-in")
    assert sam.path == "/sign-in"
    ann.get(f"/organise/teams/{which}")
    assert "Somebody whose account is gone said so on 27 November 2026." in ann.words
    ann.get("/organise/audit")
    assert ann.status == 200


def traces(app, word: str) -> list[str]:
    """The tables in which a word stands in clear."""
    return run_in_transaction(
        app,
        lambda db: [
            table.name
            for table in metadata.sorted_tables
            if any(word in str(value) for row in db.execute(table.select()) for value in row)
        ],
    )


def test_what_others_have_stays_when_somebody_is_erased(app, ann, sign_up):
    which = create_team(ann)
    join_team(sign_up(), renew_team_code(ann, which), "Sam Tully")
    tom = join_team(sign_up("tom@example.org"), renew_team_code(ann, which), "Tom")
    run_in_transaction(app, lambda db: delete_account(db, account_id(app)))
    tom.get(f"/teams/{which}/roster")
    assert "somebody whose account is gone joined" in tom.words
    assert "Tom joined" in tom.words
    assert len(run_in_transaction(app, lambda db: db.execute(memberships.select()).all())) == 1
    assert len(run_in_transaction(app, lambda db: db.execute(vaults.select()).all())) == 2


def test_erasing_covers_every_table_that_points_to_an_account_or_a_vault():
    """A new table that names an account fails here until erasing knows it."""
    pointing = {
        table.name
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in {"accounts", "vaults"}
    }
    covered = {"vaults", "rows", "sessions", "lapsed", "memberships", "disputes", "events"}
    assert pointing == covered | {"identities", "invitations", "rooms"}


def test_ending_is_no_event_of_the_team_beyond_leaving(app, ann, sam):
    what = run_in_transaction(
        app, lambda db: [row.what for row in db.execute(audit_events.events.select())]
    )
    assert what == [audit_events.ACCOUNT_ENDED]
