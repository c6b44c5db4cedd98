import json

import pytest

from reflect import vaults
from reflect.accounts.settings import preferences
from reflect.core.crypto.primitives import DecryptionError
from reflect.core.errors import NotFound
from reflect.operations.vault_dump import dump_vault
from tests.support.accounts import (
    NAME,
    OTHER_PASSWORD,
    PASSWORD,
    find_account,
    invite_reset,
    open_vault,
)
from tests.support.client import Client
from tests.support.database import count_rows, transaction
from tests.support.reference_vault_reader import dek_by_code, dek_by_password, read_rows

pytestmark = pytest.mark.both_databases

WEEK = ("weekly-check-in", "2026-W47")


@pytest.fixture
def written(app, signed_in) -> Client:
    """Somebody with two rows."""
    keep(app, signed_in, text="from before", saved="2026-11-20T16:00Z")
    return signed_in


def keep(app, browser, *, text: str, saved: str, week=WEEK, read: int = 0) -> None:
    with transaction(app) as db:
        vault = open_vault(app, browser)
        vaults.save(db, vault, "notes", week, {"text": text, "saved": saved}, read=read)
        preferences.update_settings(db, vault, interval=6)


def read(app, browser, week=WEEK) -> str:
    with transaction(app) as db:
        return vaults.load(db, open_vault(app, browser), "notes", *week).value.get("text", "")


def test_another_password_ends_other_sessions_and_keeps_this_one(app, written):
    elsewhere = Client(app).sign_in(NAME, PASSWORD)
    written.post("/settings/password", {"password": PASSWORD, "new_password": OTHER_PASSWORD})
    assert "Your new password is set." in written.words
    elsewhere.get("/settings")
    assert elsewhere.path == "/sign-in"
    assert read(app, written) == "from before"
    written.sign_out().sign_in(NAME, PASSWORD)
    assert written.status == 422
    written.sign_in(NAME, OTHER_PASSWORD)
    assert written.path.startswith("/check-in")


@pytest.mark.parametrize("page", ["/settings/password", "/settings/new-key"])
def test_it_takes_the_password_of_now_and_a_good_new_one(app, written, page):
    before = find_account(app).record
    written.post(page, {"password": "not the right one", "new_password": OTHER_PASSWORD})
    assert written.status == 422
    assert "not your password" in written.words
    written.post(page, {"password": PASSWORD, "new_password": "Manchester2024"})
    assert written.status == 422
    written.post(page, {})
    assert written.status == 422
    assert find_account(app).record == before
    for password in (PASSWORD, OTHER_PASSWORD, "Manchester2024"):
        assert password not in written.html


def test_asking_for_the_password_again_is_throttled_like_signing_in(written):
    for _ in range(5):
        written.post("/settings/password", {"password": "not it", "new_password": OTHER_PASSWORD})
        assert written.status == 422
    written.post("/settings/password", {"password": PASSWORD, "new_password": OTHER_PASSWORD})
    assert written.status == 429


def test_a_password_changed_twice_at_once_is_refused_the_second_time(app, written, monkeypatch):
    from reflect.accounts.login import http as login_http  # noqa: PLC0415

    real = login_http.hash_new_password

    def and_somebody_else_was_quicker(password: str):
        with transaction(app) as db:
            db.exec_driver_sql("UPDATE vaults SET s2 = wrap_pw")
        return real(password)

    monkeypatch.setattr(login_http, "hash_new_password", and_somebody_else_was_quicker)
    written.post("/settings/password", {"password": PASSWORD, "new_password": OTHER_PASSWORD})
    assert written.status == 403
    assert "changed elsewhere" in written.words


def test_a_new_key_seals_everything_anew(app, written):
    old, code = open_vault(app, written), written.code
    elsewhere = Client(app).sign_in(NAME, PASSWORD)
    cookie = written.cookie
    blobs = rows_of(app)
    written.post("/settings/new-key", {"password": PASSWORD, "new_password": OTHER_PASSWORD})
    assert written.path == "/recovery-code"
    assert written.cookie != cookie
    written.confirm_code()
    assert written.code != code
    fresh = open_vault(app, written)
    assert fresh.dek != old.dek
    assert read(app, written) == "from before"
    assert not blobs & rows_of(app)
    assert len(rows_of(app)) == len(blobs)
    elsewhere.get("/settings")
    assert elsewhere.path == "/sign-in"
    with transaction(app) as db, pytest.raises(DecryptionError):
        vaults.load_all(db, old)
    written.sign_out()
    written.post("/recovery", {"name": NAME, "code": code, "password": PASSWORD})
    assert written.status == 422


def test_a_new_key_that_fails_half_way_changes_nothing(app, written):
    with transaction(app) as db:
        db.exec_driver_sql("UPDATE rows SET rev = rev + 1")
    before = find_account(app).record
    written.post("/settings/new-key", {"password": PASSWORD, "new_password": OTHER_PASSWORD})
    assert "could not be opened" in written.words
    assert find_account(app).record == before
    assert len(rows_of(app)) == 2


def rows_of(app) -> set[bytes]:
    with transaction(app) as db:
        return {
            bytes(row.slot) + bytes(row.blob)
            for row in db.exec_driver_sql("SELECT slot, blob FROM rows")
        }


@pytest.fixture
def begun_again(app, written) -> tuple[Client, str]:
    """Somebody who lost everything and has a new, empty vault; and the old code, found again."""
    fresh = Client(app)
    fresh.accept(invite_reset(app), OTHER_PASSWORD).confirm_code()
    return fresh, written.code


def test_a_reset_gives_an_empty_vault_under_the_same_account(app, written):
    account = find_account(app).account
    fresh = Client(app)
    fresh.post("/invitation", {"code": invite_reset(app)})
    fresh.accept(invite_reset(app), OTHER_PASSWORD).confirm_code()
    assert find_account(app).account == account
    assert read(app, fresh) == ""
    written.get("/settings")
    assert written.path == "/sign-in"
    written.sign_in(NAME, PASSWORD)
    assert written.status == 422


def test_a_banner_stands_while_the_earlier_records_wait(begun_again, sign_up):
    fresh, _code = begun_again
    fresh.get("/settings")
    assert "Your earlier records are still here, sealed." in fresh.words
    joan = sign_up("joan@example.org", OTHER_PASSWORD)
    joan.get("/settings")
    assert "earlier records" not in joan.words


def test_the_old_code_brings_them_back(app, begun_again):
    fresh, code = begun_again
    fresh.post("/settings/bring-back", {"code": code.lower()})
    assert "Your earlier records are back." in fresh.words
    assert read(app, fresh) == "from before"
    assert count_rows(app, "vaults") == 1
    assert "still here, sealed" not in fresh.words
    with transaction(app) as db:
        assert preferences.load_settings(db, open_vault(app, fresh))["interval"] == 6


@pytest.mark.parametrize(
    ("saved", "stays"), [("2026-11-19T16:00Z", "from before"), ("2026-11-21T16:00Z", "new")]
)
def test_the_newer_of_two_answers_to_a_week_stays(app, begun_again, saved, stays):
    fresh, code = begun_again
    keep(app, fresh, text="new", saved=saved)
    fresh.post("/settings/bring-back", {"code": code})
    assert read(app, fresh) == stays


def test_another_code_brings_nothing_back(app, begun_again, sign_up):
    fresh, _code = begun_again
    for code in (fresh.code, sign_up("joan@example.org", OTHER_PASSWORD).code):
        fresh.post("/settings/bring-back", {"code": code})
        assert fresh.status == 422
        assert "does not open your earlier records" in fresh.words
    assert count_rows(app, "vaults") == 3


def test_a_second_factor_from_before_does_not_come_back(app, written):
    with transaction(app) as db:
        preferences.update_settings(
            db, open_vault(app, written), totp={"secret": "A" * 32, "used": 0}
        )
    fresh = Client(app)
    fresh.accept(invite_reset(app), OTHER_PASSWORD).confirm_code()
    fresh.post("/settings/bring-back", {"code": written.code})
    fresh.sign_out().sign_in(NAME, OTHER_PASSWORD)
    assert fresh.path.startswith("/check-in")


def test_after_ninety_days_they_are_gone(app, begun_again, clock):
    fresh, code = begun_again
    clock.forward(days=90)
    fresh.sign_in(NAME, OTHER_PASSWORD)
    assert count_rows(app, "vaults") == 1
    assert count_rows(app, "rows") == 0
    fresh.post("/settings/bring-back", {"code": code})
    assert fresh.status == 422


def test_a_second_reader_opens_a_dumped_vault_by_password_and_by_code(app, sign_up, monkeypatch):
    from reflect.core.crypto.password_hash import Kdf  # noqa: PLC0415
    from reflect.web import current_site  # noqa: PLC0415

    monkeypatch.setattr(current_site, "current_kdf", lambda: Kdf(8192, 3, 1))
    monkeypatch.setattr("reflect.accounts.login.http.current_kdf", lambda: Kdf(8192, 3, 1))
    browser = sign_up("kim@example.org")
    with transaction(app) as db:
        vault = open_vault(app, browser, "kim@example.org")
        vaults.save(db, vault, "notes", WEEK, {"text": "seen", "saved": ""}, read=0)
        dumped = json.loads(json.dumps(dump_vault(db, " KIM@example.org")))
    site_key = app.extensions["reflect.keys"][dumped["record"]["site_key_number"]]
    dek = dek_by_password(dumped["record"], site_key, PASSWORD)
    assert dek == dek_by_code(dumped["record"], browser.code) == vault.dek
    assert [(kind, text["text"]) for kind, text in read_rows(dumped, dek)] == [("notes", "seen")]


def test_nobody_elses_vault_is_dumped(app, signed_in):
    with transaction(app) as db:
        assert dump_vault(db, NAME)["rows"] == []
        with pytest.raises(NotFound):
            dump_vault(db, "nobody@example.org")
