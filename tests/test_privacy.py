"""No typed text is in a file, log, table name or error page: canaries are searched for as bytes."""

import logging

import pytest

from reflect.app import create_app
from reflect.db import ENGINE_EXTENSION_KEY
from tests.support.file_search import files_containing

pytestmark = pytest.mark.both_databases

CANARY = "heron-over-the-quarry-4711"
PASSWORD = "canary password 90210 drift"


@pytest.fixture
def written(app, sign_up, caplog):
    caplog.set_level(logging.DEBUG)
    browser = sign_up("canary@example.org", PASSWORD)
    week = "/check-in/2026-W48"
    browser.post(f"{week}/places", {"home": "3", "contact": "1"})
    browser.post(f"{week}/statements", {"reach": "5", "sense": "4", "belong": "4"})
    browser.post(f"{week}/reflection", {"happened": CANARY, "action": CANARY + " action"})
    assert browser.path == "/my-picture/2026-W48", browser.words
    browser.post(f"{week}/reflection", {"happened": CANARY + " draft", "minutes": "x", "held": "1"})
    return browser


def test_no_file_holds_what_was_written(app, written):
    folder = app.extensions["reflect.settings"].data.parent
    for needle in (CANARY, PASSWORD, written.code, written.code.replace("-", "")):
        assert files_containing(folder, needle) == []


def test_the_search_would_have_found_it(app, written):
    folder = app.extensions["reflect.settings"].data.parent
    planted = folder / "planted.txt"
    planted.write_text(CANARY)
    try:
        assert files_containing(folder, CANARY) == [planted]
    finally:
        planted.unlink()


def test_no_log_holds_it(written, caplog, capfd):
    said = caplog.text + "".join(capfd.readouterr())
    for needle in (CANARY, PASSWORD, written.code, "canary@example.org"):
        assert needle not in said


def test_an_error_of_ours_tells_neither_log_nor_page(app, written, caplog, capfd, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError(CANARY)

    monkeypatch.setattr("reflect.vaults.load", broken)
    monkeypatch.setattr("reflect.vaults.load_many", broken)
    monkeypatch.setattr("reflect.core.crypto.vault.Vault.unseal_row", broken)
    written.get("/my-picture")
    assert written.status == 500
    assert CANARY not in written.html
    said = caplog.text + "".join(capfd.readouterr())
    assert CANARY not in said
    assert "RuntimeError" in said


def test_the_tables_hold_no_name_of_week_kind_or_instrument(app, written, db):
    for row in db.exec_driver_sql("SELECT slot, blob FROM rows").all():
        for needle in (b"2026", b"weekly", b"answers", b"notes"):
            assert needle not in bytes(row.slot) + bytes(row.blob)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client):
    cookie = client.get("/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_https_the_cookie_is_bound_to_this_host(app):
    settings = app.extensions["reflect.settings"]
    url = "https://reflect.example.org"
    secure = create_app(
        data=settings.data, database_url=settings.database_url, url=url, testing=True
    )
    with secure.test_client() as client:
        answer = client.get("/", base_url=url)
    secure.extensions[ENGINE_EXTENSION_KEY].dispose()
    assert answer.headers["Set-Cookie"].startswith("__Host-reflect=")
    assert "; Secure" in answer.headers["Set-Cookie"]
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


def test_another_host_name_is_not_answered(app):
    answer = app.test_client().get("/", base_url="http://evil.example.org")
    assert answer.status_code == 400
    assert "evil" not in answer.get_data(as_text=True)


def test_a_body_that_is_too_large_is_refused_and_the_text_stays_where_it_was(signed_in):
    signed_in.post("/check-in/2026-W48/reflection", {"happened": "x" * 300_000})
    assert signed_in.status == 413
    assert "Too much at once" in signed_in.words
