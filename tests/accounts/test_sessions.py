import json
import re

import pytest

from reflect.accounts import sessions
from tests.support.accounts import NAME, OTHER_PASSWORD, PASSWORD, invite, invite_reset
from tests.support.client import Client
from tests.support.database import count_rows, transaction

pytestmark = pytest.mark.both_databases


def sealed(app) -> int:
    with transaction(app) as db:
        return db.exec_driver_sql(
            "SELECT COUNT(*) FROM sessions WHERE wrap IS NOT NULL"
        ).scalar_one()


def test_the_lock_comes_after_fifteen_quiet_minutes(signed_in, clock):
    signed_in.get("/settings")
    clock.forward(minutes=14, seconds=59)
    signed_in.get("/settings")
    assert signed_in.path == "/settings"
    clock.forward(minutes=16)
    signed_in.get("/settings")
    assert signed_in.path == "/sign-in"
    assert "You were signed out after 15 quiet minutes." in signed_in.words


@pytest.mark.parametrize("second", range(0, 60, 7))
def test_it_never_comes_earlier_and_never_a_minute_late(signed_in, clock, second):
    clock.forward(minutes=3, seconds=second)
    signed_in.get("/settings")
    clock.forward(minutes=14, seconds=59)
    with transaction(signed_in.app) as db:
        token = bytes.fromhex(signed_in.cookie)
        assert sessions.identify_session(db, token, clock.now).actor.unlocked_vault is not None
        clock.forward(seconds=61)
        assert sessions.identify_session(db, token, clock.now).actor.unlocked_vault is None


def test_the_key_is_deleted_at_the_lock_by_whoever_comes_next(app, signed_in, client, clock):
    assert sealed(app) == 1
    clock.forward(minutes=16)
    client.get("/")
    assert sealed(app) == 0
    assert count_rows(app, "sessions") == 1


def test_ten_minutes_later_the_row_is_gone_too(app, signed_in, client, clock):
    clock.forward(minutes=26)
    client.get("/")
    assert count_rows(app, "sessions") == 0


def test_a_session_in_use_ends_after_eight_hours(signed_in, clock):
    for _ in range(8 * 6 - 1):
        clock.forward(minutes=10)
        signed_in.get("/settings")
        assert signed_in.path == "/settings"
    clock.forward(minutes=10)
    signed_in.get("/settings")
    assert signed_in.path == "/sign-in"


def test_the_row_is_touched_at_most_once_a_minute(app, signed_in, clock):
    from tests.support.site_fixture import record_queries  # noqa: PLC0415

    clock.forward(minutes=1)
    with record_queries(app) as seen:
        for _ in range(3):
            signed_in.get("/settings")
    assert sum("UPDATE sessions SET touched" in statement for statement in seen) == 1


def test_times_are_kept_to_the_minute(app, signed_in, clock):
    clock.forward(minutes=2, seconds=17)
    signed_in.get("/settings")
    with transaction(app) as db:
        assert db.exec_driver_sql("SELECT touched FROM sessions").scalar_one() % 60 == 0


def test_staying_keeps_the_session(signed_in, clock):
    signed_in.get("/settings")
    token = re.search(
        r'name="csrf_token"(?: type="hidden")? value="([0-9a-f]+)"', signed_in.html
    ).group(1)
    for _ in range(3):
        clock.forward(minutes=13)
        answer = signed_in.client.post("/settings/stay", headers={"X-Reflect-Token": token})
        assert answer.get_json() == {}
    signed_in.get("/settings")
    assert signed_in.path == "/settings"


def test_a_script_is_told_of_the_lock(signed_in, clock):
    signed_in.get("/settings")
    token = re.search(
        r'name="csrf_token"(?: type="hidden")? value="([0-9a-f]+)"', signed_in.html
    ).group(1)
    clock.forward(minutes=16)
    answer = signed_in.client.post("/settings/stay", headers={"X-Reflect-Token": token})
    assert answer.status_code == 401
    assert answer.get_json() == {"locked": True}


def typed(browser: Client, **fields: str) -> dict[str, str]:
    return {"shown": "Half a thought <b>", "interval": "x1", **fields}


def test_a_form_sent_just_after_the_lock_comes_back_filled_in_and_not_saved(app, signed_in, clock):
    signed_in.get("/settings")
    clock.forward(minutes=17)
    signed_in.post("/settings", typed(signed_in), fresh=False)
    assert signed_in.path == "/sign-in"
    assert "What you typed is kept, sealed." in signed_in.words
    wanted = re.search(r'name="next" value="(.*?)"', signed_in.html).group(1)
    signed_in.post("/sign-in", {"name": NAME, "password": PASSWORD, "next": wanted}, fresh=False)
    assert signed_in.page.request.full_path == "/settings?returned=1"
    assert "Half a thought &lt;b&gt;" in signed_in.html
    assert "x1" in signed_in.html
    signed_in.get("/settings")
    assert "Half a thought" not in signed_in.html


def test_what_lapsed_lies_sealed(app, signed_in, clock):
    signed_in.get("/settings")
    clock.forward(minutes=17)
    signed_in.post("/settings", typed(signed_in), fresh=False)
    with transaction(app) as db:
        blob = bytes(db.exec_driver_sql("SELECT blob FROM lapsed").scalar_one())
    assert b"Half" not in blob
    assert b"settings" not in blob


def test_another_account_does_not_get_it_and_deletes_it(app, signed_in, sign_up, clock):
    sign_up("joan@example.org", OTHER_PASSWORD).sign_out()
    signed_in.get("/settings")
    clock.forward(minutes=17)
    signed_in.post("/settings", typed(signed_in), fresh=False)
    signed_in.post(
        "/sign-in", {"name": "joan@example.org", "password": OTHER_PASSWORD}, fresh=False
    )
    signed_in.get("/settings?returned=1")
    assert signed_in.path == "/settings"
    assert "Half a thought" not in signed_in.html
    assert count_rows(app, "lapsed") == 0


def test_after_ten_minutes_it_is_gone(app, signed_in, client, clock):
    signed_in.get("/settings")
    clock.forward(minutes=17)
    signed_in.post("/settings", typed(signed_in), fresh=False)
    clock.forward(minutes=10)
    client.get("/")
    assert count_rows(app, "lapsed") == 0
    signed_in.sign_in(NAME, PASSWORD).get("/settings?returned=1")
    assert "Half a thought" not in signed_in.html


def test_later_still_the_sign_in_page_carries_it_along_and_nothing_keeps_it(
    app, signed_in, client, clock
):
    signed_in.get("/settings")
    clock.forward(hours=3)
    client.get("/")
    signed_in.post("/settings", typed(signed_in), fresh=False)
    assert signed_in.status == 401
    assert count_rows(app, "lapsed") == 0
    carried = re.search(r'name="carried" value="(.*?)"', signed_in.html).group(1)
    carried = carried.replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">")
    assert json.loads(carried)["path"] == "/settings"
    fields = {"name": NAME, "password": "wrong wrong wrong", "carried": carried}
    signed_in.post("/sign-in", fields, fresh=False)
    assert signed_in.status == 422
    assert 'name="carried"' in signed_in.html
    signed_in.post("/sign-in", {**fields, "password": PASSWORD}, fresh=False)
    assert signed_in.page.request.full_path == "/settings?returned=1"
    assert "Half a thought &lt;b&gt;" in signed_in.html


@pytest.mark.parametrize(
    "carried",
    [
        "x",
        "[]",
        '{"path": "/settings"}',
        '{"path": "//example.org", "form": {}}',
        '{"path": "/settings", "form": [1]}',
        '{"path": "/settings", "form": {"a": 1}}',
        '{"path": "/settings", "form": {"a": ["\\ud800"]}}',
        "[" * 50_000,
    ],
)
def test_what_is_no_carried_form_is_dropped(app, signed_in, carried):
    signed_in.sign_out()
    signed_in.post(
        "/sign-in", {"name": NAME, "password": PASSWORD, "carried": carried}, follow=False
    )
    assert signed_in.page.location == "/check-in"
    assert count_rows(app, "lapsed") == 0


def test_a_form_too_long_to_carry_stands_on_the_page(signed_in, clock):
    signed_in.get("/settings")
    clock.forward(hours=3)
    signed_in.post("/settings", {"shown": "long words " * 19_000}, fresh=False)
    assert signed_in.status == 400
    assert "long words long words" in signed_in.html


def test_passwords_and_codes_are_never_kept_with_a_form(app, signed_in, clock):
    signed_in.get("/settings/password")
    clock.forward(minutes=17)
    signed_in.post(
        "/settings/password", {"password": PASSWORD, "new_password": OTHER_PASSWORD}, fresh=False
    )
    signed_in.post("/sign-in", {"name": NAME, "password": PASSWORD}, fresh=False)
    assert signed_in.path == "/settings/password"
    assert OTHER_PASSWORD not in signed_in.html
    clock.forward(hours=3)
    signed_in.post(
        "/settings/password", {"password": PASSWORD, "new_password": OTHER_PASSWORD}, fresh=False
    )
    assert signed_in.status == 401
    assert OTHER_PASSWORD not in signed_in.html
    assert PASSWORD not in signed_in.html


def test_one_sees_where_one_is_signed_in_and_ends_it(app, signed_in):
    elsewhere = Client(app).sign_in(NAME, PASSWORD)
    signed_in.get("/settings/sessions")
    assert signed_in.words.count("Signed in at 16:05") == 2
    assert signed_in.words.count("This is the one you are using.") == 1
    signed_in.post("/settings/sessions")
    assert "Your other sessions have ended." in signed_in.words
    elsewhere.get("/settings")
    assert elsewhere.path == "/sign-in"
    signed_in.get("/settings")
    assert signed_in.path == "/settings"


def test_ending_ones_own_sessions_leaves_those_of_others(app, signed_in, sign_up):
    joan = sign_up("joan@example.org", OTHER_PASSWORD)
    signed_in.post("/settings/sessions")
    joan.get("/settings")
    assert joan.path == "/settings"


def test_the_database_holds_no_cookie(app, signed_in):
    cookie = signed_in.cookie
    with transaction(app) as db:
        row = db.exec_driver_sql("SELECT id, wrap FROM sessions").one()
    assert bytes.fromhex(cookie) not in bytes(row.id) + bytes(row.wrap)


def test_recognising_takes_one_query(app, signed_in):
    from tests.support.site_fixture import record_queries  # noqa: PLC0415

    token = bytes.fromhex(signed_in.cookie)
    with transaction(app) as db, record_queries(app) as seen:
        sessions.identify_session(db, token, app.extensions["reflect.clock"]())
    assert len(seen) == 1


def test_the_clean_up_takes_what_is_over_and_nothing_else(app, signed_in, clock):
    invite(app, "late@example.org")
    code = invite_reset(app)
    Client(app).accept(code, OTHER_PASSWORD)
    clock.forward(days=8)
    with transaction(app) as db:
        sessions.delete_expired_data(db, clock.now)
    assert count_rows(app, "invitations") == 0
    assert count_rows(app, "sessions") == 0
    assert count_rows(app, "accounts") == 1
    assert count_rows(app, "vaults") == 2
    clock.forward(days=82)
    with transaction(app) as db:
        sessions.delete_expired_data(db, clock.now)
    assert count_rows(app, "vaults") == 1
