import pytest

from reflect import vaults
from reflect.core.crypto.vault import unlock_with_code
from reflect.vaults.repository import EMPTY
from tests.support.accounts import NAME, OTHER_PASSWORD, PASSWORD, find_account, open_vault
from tests.support.client import Client
from tests.support.database import count_rows, transaction
from tests.support.page_parsing import mask_tokens

pytestmark = pytest.mark.both_databases


@pytest.fixture
def away(app, signed_in) -> Client:
    with transaction(app) as db:
        vaults.save(db, open_vault(app, signed_in), "journal", ("2026-11",), {"text": "x"}, read=0)
    return signed_in.sign_out()


def recover(browser: Client, code: str, password: str = OTHER_PASSWORD, name: str = NAME) -> Client:
    browser.post("/recovery", {"name": name, "code": code, "password": password})
    return browser


def test_the_code_opens_everything_and_the_old_ways_in_fail(app, away):
    old, key = away.code, open_vault(app, away).dek
    recover(away, old)
    assert away.path == "/recovery-code"
    away.confirm_code()
    assert away.code != old
    vault = open_vault(app, away)
    assert vault.dek == key
    with transaction(app) as db:
        assert vaults.load(db, vault, "journal", "2026-11").value["text"] == "x"
    away.sign_out().sign_in(NAME, PASSWORD)
    assert away.status == 422
    recover(away, old, PASSWORD)
    assert away.status == 422
    away.sign_in(NAME, OTHER_PASSWORD)
    assert away.path.startswith("/check-in")


def test_every_other_session_ends(app, away):
    elsewhere = Client(app).sign_in(NAME, PASSWORD)
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
    assert count_rows(app, "throttle") == 0


def test_the_code_of_somebody_else_and_an_unknown_name_look_alike(app, away, sign_up):
    other = sign_up("joan@example.org", OTHER_PASSWORD).code
    pages = set()
    for name in (NAME, "nobody@example.org"):
        recover(away, other, name=name)
        pages.add((away.status, mask_tokens(away.html).replace(name, "")))
    assert len(pages) == 1
    assert "do not go together" in away.words


def test_guessing_is_throttled_apart_from_signing_in(away, sign_up):
    other = sign_up("joan@example.org", OTHER_PASSWORD).code
    for _ in range(5):
        recover(away, other)
        assert away.status == 422
    recover(away, away.code)
    assert away.status == 429
    away.sign_in(NAME, PASSWORD)
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
    away.sign_in(NAME, PASSWORD)
    elsewhere = Client(app).sign_in(NAME, PASSWORD)
    old = away.code
    away.post("/recovery-code", {"password": "not the right password"})
    assert away.status == 422
    assert "not your password" in away.words
    away.post("/recovery-code", {"password": PASSWORD})
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
    backup, old = find_account(app).record, signed_in.code
    signed_in.post("/recovery-code", {"password": PASSWORD})
    signed_in.confirm_code()
    assert signed_in.code != old
    with transaction(app) as db:
        now = open_vault(app, signed_in)
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
    backup, old = find_account(app).record, signed_in.code
    signed_in.post("/settings/new-key", {"password": PASSWORD, "new_password": OTHER_PASSWORD})
    signed_in.confirm_code()
    with transaction(app) as db:
        now = open_vault(app, signed_in)
        vaults.save(db, now, "journal", ("2026-11",), {"text": "after the change"}, read=0)
        stolen = unlock_with_code(backup, old)
        assert vaults.load(db, stolen, "journal", "2026-11") == EMPTY


def test_with_neither_the_page_is_honest(client):
    client.get("/recovery")
    assert "nobody can open what you wrote. We cannot either." in client.words


def test_the_record_keeps_the_day_of_the_answer_only(app, signed_in):
    assert find_account(app).code_asked % 86_400 == 0
