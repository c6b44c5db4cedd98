"""What is typed is found in no file: canaries planted through the pages, searched as bytes."""

import gzip
import logging
from pathlib import Path

import pytest

from reflect.config import read_settings

CANARY = "heron-over-the-quarry-4711"
PASSWORD = "canary password 90210 drift"


def traces(folder: Path, needle: str) -> list[Path]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content)
            if any(n in content for n in (needle.encode(), needle.encode("utf-16-le"))):
                found.append(path)
    return found


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
        assert traces(folder, needle) == []


def test_the_search_would_have_found_it(app, written):
    folder = app.extensions["reflect.settings"].data.parent
    planted = folder / "planted.txt"
    planted.write_text(CANARY)
    try:
        assert traces(folder, CANARY) == [planted]
    finally:
        planted.unlink()


def test_no_log_holds_it(written, caplog, capfd):
    said = caplog.text + "".join(capfd.readouterr())
    for needle in (CANARY, PASSWORD, written.code, "canary@example.org"):
        assert needle not in said


def test_an_error_of_ours_tells_neither_log_nor_page(app, written, caplog, capfd, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError(CANARY)

    monkeypatch.setattr("reflect.vaults.service.fetch", broken)
    monkeypatch.setattr("reflect.vaults.service.fetch_many", broken)
    monkeypatch.setattr("reflect.core.vault.Vault.open_row", broken)
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


def test_over_https_the_cookie_is_bound_to_this_host(tmp_path):
    settings = read_settings({}, data=tmp_path, url="https://reflect.example.org")
    assert settings.secure
