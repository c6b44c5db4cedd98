import pytest
from browsers import Browser
from vault_tools import GOOD, NAME, OTHER, count, found, same_but_for_tokens, unit, vault_of

from reflect import vaults
from reflect.core.crypto.vault import unlock_with_code
from reflect.vaults.repository import EMPTY

pytestmark = pytest.mark.both_databases


@pytest.fixture
def away(app, signed_in) -> Browser:
    with unit(app) as db:
        vaults.save(db, vault_of(app, signed_in), "journal", ("2026-11",), {"text": "x"}, read=0)
    return signed_in.sign_out()


def recover(browser: Browser, code: str, password: str = OTHER, name: str = NAME) -> Browser:
    browser.post("/recovery", {"name": name, "code": code, "password": password})
    return browser


def test_the_code_opens_everything_and_the_old_ways_in_fail(app, away):
    old, key = away.code, vault_of(app, away).dek
    recover(away, old)
    assert away.path == "/recovery-code"
    away.confirm_code()
    assert away.code != old
    vault = vault_of(app, away)
    assert vault.dek == key
    with unit(app) as db:
        assert vaults.load(db, vault, "journal", "2026-11").value["text"] == "x"
    away.sign_out().sign_in(NAME, GOOD)
    assert away.status == 422
    recover(away, old, GOOD)
    assert away.status == 422
    away.sign_in(NAME, OTHER)
    assert away.path.startswith("/check-in")


def test_every_other_session_ends(app, away):
    elsewhere = Browser(app).sign_in(NAME, GOOD)
    recover(away, away.code)
    elsewhere.get("/settings")
    assert elsewhere.path == "/sign-in"


def test_before_the_new_code_is_typed_back_nothing_is_written(away):
    recover(away, away.code)
    away.get("/check-in")
    assert away.path == "/recovery-code"


def test_a_code_is_read_however_it_was_typed(away):
    recover(away, away.code.lower().replace("-", " ").replace("1", "l").replace("0", "o"))
    assert away.path == "/recovery-code"


def test_a_typing_error_is_told_from_a_wrong_code_and_not_counted(app, away):
    wrong = "0" if away.code[0] != "0" else "1"
    recover(away, wrong + away.code[1:])
    assert away.status == 422
    assert "mistyped" in away.words
    assert count(app, "throttle") == 0


def test_the_code_of_somebody_else_and_an_unknown_name_look_alike(app, away, sign_up):
    other = sign_up("joan@example.org", OTHER).code
    pages = set()
    for name in (NAME, "nobody@example.org"):
        recover(away, other, name=name)
        pages.add((away.status, same_but_for_tokens(away.html).replace(name, "")))
    assert len(pages) == 1
    assert "do not go together" in away.words


def test_guessing_is_throttled_apart_from_signing_in(away, sign_up):
    other = sign_up("joan@example.org", OTHER).code
    for _ in range(5):
        recover(away, other)
        assert away.status == 422
    recover(away, away.code)
    assert away.status == 429
    away.sign_in(NAME, GOOD)
    assert away.path.startswith("/check-in")


def test_failed_passwords_leave_the_code_as_a_way_in(away):
    for _ in range(6):
        away.sign_in(NAME, "not the right password")
    assert away.status == 429
    recover(away, away.code)
    assert away.path == "/recovery-code"


def test_an_easy_password_is_refused_and_the_code_stays_good(away):
    recover(away, away.code, "Manchester2024")
    assert away.status == 422
    assert "easy to guess" in away.words
    assert "Manchester2024" not in away.html
    recover(away, away.code)
    assert away.path == "/recovery-code"


def test_a_new_code_asks_for_the_password_and_ends_the_old_one(app, away):
    away.sign_in(NAME, GOOD)
    elsewhere = Browser(app).sign_in(NAME, GOOD)
    old = away.code
    away.post("/recovery-code", {"password": "not the right password"})
    assert away.status == 422
    assert "not your password" in away.words
    away.post("/recovery-code", {"password": GOOD})
    away.confirm_code()
    elsewhere.get("/settings")
    assert elsewhere.path == "/sign-in"
    away.sign_out()
    recover(away, old)
    assert away.status == 422
    recover(away, away.code)
    assert away.path == "/recovery-code"


@pytest.mark.parametrize("page", ["/settings/password", "/recovery-code", "/recovery"])
def test_what_an_old_backup_still_opens_is_said_where_a_lock_is_changed(app, signed_in, page):
    """An old record and an old code give the key, with which later rows open as well."""
    backup, old = found(app).record, signed_in.code
    signed_in.post("/recovery-code", {"password": GOOD})
    signed_in.confirm_code()
    assert signed_in.code != old
    with unit(app) as db:
        now = vault_of(app, signed_in)
        vaults.save(db, now, "journal", ("2026-11",), {"text": "after the change"}, read=0)
        stolen = unlock_with_code(backup, old)
        assert vaults.load(db, stolen, "journal", "2026-11").value["text"] == "after the change"
    signed_in.get(page)
    assert "This does not change the key to what you wrote." in signed_in.words
    assert "can open it with your old code" in signed_in.words
    assert 'href="/settings/new-key"' in signed_in.html
    assert "opens nothing from then on" not in signed_in.words


def test_after_a_new_key_an_old_backup_opens_nothing_that_is_written_later(app, signed_in):
    """As the page of the new key says."""
    backup, old = found(app).record, signed_in.code
    signed_in.post("/settings/new-key", {"password": GOOD, "new_password": OTHER})
    signed_in.confirm_code()
    with unit(app) as db:
        now = vault_of(app, signed_in)
        vaults.save(db, now, "journal", ("2026-11",), {"text": "after the change"}, read=0)
        stolen = unlock_with_code(backup, old)
        assert vaults.load(db, stolen, "journal", "2026-11") == EMPTY


def test_with_neither_the_page_is_honest(client):
    client.get("/recovery")
    assert "nobody can open what you wrote. We cannot either." in client.words


def test_the_record_keeps_the_day_of_the_answer_only(app, signed_in):
    assert found(app).code_asked % 86_400 == 0
