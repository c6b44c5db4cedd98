import pytest

from reflect.accounts import invitations
from reflect.core.errors import Invalid, NotFound
from reflect.policy import Role
from tests.support.accounts import NAME, PASSWORD, find_account, invite, open_vault
from tests.support.database import count_rows, transaction

pytestmark = pytest.mark.both_databases


def test_an_invitation_leads_over_password_and_code_to_the_first_check_in(app, client):
    code = invite(app)
    client.post("/invitation", {"code": code})
    assert NAME in client.html
    assert 'autocomplete="username"' in client.html
    assert 'autocomplete="new-password"' in client.html
    client.accept(code, PASSWORD).confirm_code()
    assert client.path == "/who-can-read-what"
    assert find_account(app).account.roles == frozenset()


def test_the_code_stands_behind_a_hash_that_no_server_sees():
    link = invitations.invitation_url("https://reflect.example.org", "AAAA-BBBB-CCCC-DDDD")
    assert link == "https://reflect.example.org/invitation#AAAA-BBBB-CCCC-DDDD"


def test_the_code_itself_is_nowhere_in_the_database(app, db):
    code = invitations.create_invitation(db, NAME, frozenset(), app.extensions["reflect.clock"]())
    row = db.exec_driver_sql("SELECT code_hash, name, roles FROM invitations").one()
    assert code.encode() not in bytes(row.code_hash)
    assert code.replace("-", "").encode() not in bytes(row.code_hash)


def test_it_works_once(app, client, sign_up):
    code = invite(app)
    client.accept(code, PASSWORD)
    client.post("/sign-out", fresh=False)
    client.post("/invitation", {"code": code})
    assert client.status == 422
    assert "does not open anything" in client.words
    client.post(
        "/invitation", {"code": code, "password": PASSWORD, "step": "password"}, fresh=False
    )
    assert client.status == 422
    assert count_rows(app, "accounts") == 1


def test_a_step_that_no_page_sends_is_refused(app, client):
    code = invite(app)
    client.post("/invitation", {"code": code, "password": PASSWORD, "step": "account"})
    assert client.status == 422
    assert "Nothing was changed." in client.words
    assert count_rows(app, "accounts") == 0
    client.accept(code, PASSWORD)


@pytest.mark.parametrize(("span", "status"), [({"days": 6, "hours": 23}, 200), ({"days": 7}, 422)])
def test_it_works_for_seven_days(app, client, clock, span, status):
    code = invite(app)
    clock.forward(**span)
    client.post("/invitation", {"code": code})
    assert client.status == status


def test_a_code_that_is_wrong_used_or_over_gets_the_same_page(app, client, clock):
    used, over = invite(app), invite(app, "joan@example.org")
    client.accept(used, PASSWORD)
    client.post("/sign-out", fresh=False)
    clock.forward(days=7)
    pages = set()
    for code in (used, over, "AAAA-BBBB-CCCC-DDDD"):
        client.post("/invitation", {"code": code})
        pages.add((client.status, client.words.replace(code, "")))
    assert len(pages) == 1


def test_a_code_is_read_however_it_was_typed(app, client):
    code = invite(app)
    client.post("/invitation", {"code": code.lower().replace("-", " ").replace("0", "o")})
    assert client.status == 200
    assert NAME in client.html


def test_a_typing_error_is_told_from_a_wrong_code_and_not_counted(app, client):
    client.post("/invitation", {"code": "AAAA-BBBB"})
    assert client.status == 422
    assert "16 letters and figures" in client.words
    assert count_rows(app, "throttle") == 0


def test_guessing_codes_is_throttled_by_network(app, client):
    symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    for number in range(100):
        pair = symbols[number // 32] + symbols[number % 32]
        client.post("/invitation", {"code": pair * 8}, fresh=number == 0)
        assert client.status == 422
    client.post("/invitation", {"code": invite(app)})
    assert client.status == 429
    assert "Wait" in client.words


def test_a_new_invitation_for_the_same_name_replaces_the_open_one(app, client):
    first, second = invite(app), invite(app, "  SAM@example.org")
    client.post("/invitation", {"code": first})
    assert client.status == 422
    client.post("/invitation", {"code": second})
    assert client.status == 200


def test_a_name_with_an_account_is_not_invited_again(app, signed_in):
    with pytest.raises(Invalid), transaction(app) as db:
        invitations.create_invitation(
            db, NAME.upper(), frozenset(), app.extensions["reflect.clock"]()
        )


def test_nobody_is_given_a_reset_who_has_no_account(app):
    with pytest.raises(NotFound), transaction(app) as db:
        invitations.create_reset_invitation(db, "nobody", app.extensions["reflect.clock"]())


def test_roles_come_with_the_invitation(app, client):
    client.accept(invite(app, NAME, "organiser", "trainer"), PASSWORD)
    assert find_account(app).account.roles == {Role.ORGANISER, Role.TRAINER}


def test_an_easy_password_is_refused_and_the_code_stays_good(app, client):
    code = invite(app)
    client.post("/invitation", {"code": code})
    client.post(
        "/invitation", {"code": code, "password": "Manchester2024", "step": "password"}, fresh=False
    )
    assert client.status == 422
    assert "easy to guess" in client.words
    assert "<title>Check:" in client.html
    assert "Manchester2024" not in client.html
    client.accept(code, PASSWORD)


def test_the_recovery_code_is_shown_once_and_typed_back_before_anything_is_written(app, client):
    client.accept(invite(app), PASSWORD)
    client.get("/check-in")
    assert client.path == "/recovery-code"
    shown = client.html
    client.post("/recovery-code", {"last_group": "0000"})
    assert client.status == 422
    assert "not the last group" in client.words
    client.confirm_code()
    assert client.code in shown
    client.get("/recovery-code")
    assert client.code not in client.html


def test_the_last_group_is_read_however_it_was_typed(app, client):
    client.accept(invite(app), PASSWORD)
    group = client.words.split("Print it now, or write it down. ")[1].split()[0][-4:]
    client.post("/recovery-code", {"last_group": f" {group.lower()} "})
    assert client.path == "/who-can-read-what"


def test_a_code_that_was_not_typed_back_is_gone_with_its_session(app, client):
    client.accept(invite(app), PASSWORD)
    first = client.words.split("Print it now, or write it down. ")[1].split()[0]
    client.post("/sign-out", fresh=False)
    client.sign_in(NAME, PASSWORD)
    assert client.path == "/recovery-code"
    assert first not in client.html
    client.post("/recovery-code", {"password": PASSWORD})
    client.confirm_code()
    assert client.code != first
    assert open_vault(app, client)
    client.post("/sign-out")
    client.post("/recovery", {"name": NAME, "code": first, "password": "seven green lamps at noon"})
    assert client.status == 422


def test_the_pending_code_lies_sealed(app, client):
    client.accept(invite(app), PASSWORD)
    code = client.words.split("Print it now, or write it down. ")[1].split()[0]
    with transaction(app) as db:
        sealed = bytes(db.exec_driver_sql("SELECT pending FROM sessions").scalar_one())
    assert code.encode() not in sealed
    client.confirm_code()
    with transaction(app) as db:
        assert db.exec_driver_sql("SELECT pending FROM sessions").scalar_one() is None
