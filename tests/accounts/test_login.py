import threading

import pytest

from reflect.accounts.login import http as login_http
from reflect.accounts.login import services as login_services
from reflect.core.crypto.password_hash import Kdf
from reflect.core.crypto.primitives import SiteKeys
from reflect.core.errors import Busy
from tests.support.accounts import NAME, PASSWORD, find_account, open_vault
from tests.support.client import Client
from tests.support.database import count_rows, transaction
from tests.support.page_parsing import mask_tokens

pytestmark = pytest.mark.both_databases


@pytest.fixture
def away(signed_in) -> Client:
    """Somebody with an account who is not signed in."""
    return signed_in.sign_out()


def test_name_and_password_open_the_way(away):
    away.sign_in(NAME, PASSWORD)
    assert away.path.startswith("/check-in")


def test_the_name_may_be_typed_with_capitals_and_blanks(away):
    away.sign_in(f"  {NAME.upper()} ", PASSWORD)
    assert away.path.startswith("/check-in")


@pytest.mark.parametrize(
    "password", ["four small boats adrifT", "", " four small boats adrift", "x" * 5000]
)
def test_another_password_does_not(away, password):
    away.sign_in(NAME, password)
    assert away.status == 422
    assert away.path == "/sign-in"


def test_the_spelling_of_an_accent_does_not_matter(sign_up):
    browser = sign_up("ren@example.org", "caf\u00e9 under the tall bridge").sign_out()
    browser.sign_in("ren@example.org", "cafe\u0301 under the tall bridge")
    assert browser.path.startswith("/check-in")


def test_an_unknown_name_looks_like_a_wrong_password(away):
    pages = []
    for name in (NAME, "nobody@example.org", "\x00", "n" * 300):
        away.sign_in(name, "not the right password")
        html = mask_tokens(away.html).replace(name, "")
        pages.append((away.status, html if name.isprintable() else html.replace("\x00", "")))
    assert len(set(pages[:2])) == 1
    assert {status for status, _html in pages} == {422}
    assert "do not go together. Try again, or use your recovery code." in away.words


def test_an_unknown_name_costs_a_hash_of_the_same_size(app, away, monkeypatch):
    seen = []
    real = login_http.stretch_password
    monkeypatch.setattr(
        login_http,
        "stretch_password",
        lambda *given: seen.append((given[2], len(given[1]))) or real(*given),
    )
    away.sign_in(NAME, "not the right password")
    away.sign_in("nobody@example.org", "not the right password")
    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_an_unknown_name_writes_as_much_as_a_known_one(app, away):
    counts = []
    for name in (NAME, "nobody@example.org"):
        before = count_rows(app, "throttle")
        away.sign_in(name, "not the right password")
        counts.append(count_rows(app, "throttle") - before)
    assert counts == [3, 2]  # pair and account; the network's counter was there already


@pytest.mark.parametrize("name", [NAME, "nobody@example.org"])
def test_the_sixth_try_waits_whoever_it_is(away, clock, name):
    for _ in range(5):
        away.sign_in(name, "not the right password")
        assert away.status == 422
    away.sign_in(name, PASSWORD)
    assert away.status == 429
    assert "Wait a minute" in away.words
    clock.forward(minutes=1)
    away.sign_in(name, PASSWORD)
    assert away.status == (422 if name != NAME else away.status)
    assert (away.path != "/sign-in") is (name == NAME)


def test_success_clears_the_failures(away):
    for _ in range(3):
        for _ in range(4):
            away.sign_in(NAME, "not the right password")
        away.sign_in(NAME, PASSWORD)
        assert away.path.startswith("/check-in")
        away.sign_out()


def test_a_waiting_try_costs_no_hash(away, monkeypatch):
    for _ in range(5):
        away.sign_in(NAME, "not the right password")
    monkeypatch.setattr(login_http, "stretch_password", lambda *_given: pytest.fail("hashed"))
    away.sign_in(NAME, PASSWORD)
    assert away.status == 429


def test_with_the_queue_full_one_is_told_to_try_again(away, monkeypatch):
    for _ in range(login_http.MAX_CONCURRENT_HASHES + login_http.MAX_QUEUED_HASHES):
        login_http._hash_slots.acquire()
    try:
        away.sign_in(NAME, PASSWORD)
        assert away.status == 503
        assert away.page.headers["Retry-After"] == "5"
    finally:
        for _ in range(login_http.MAX_CONCURRENT_HASHES + login_http.MAX_QUEUED_HASHES):
            login_http._hash_slots.release()
    away.sign_in(NAME, PASSWORD)
    assert away.path.startswith("/check-in")


def test_two_passwords_are_hashed_at_once_and_a_seventh_is_turned_away():
    go, started = threading.Event(), threading.Semaphore(0)

    def slow() -> bool:
        started.release()
        return go.wait(60)

    done: list[bool] = []
    crowd = [
        threading.Thread(target=lambda: done.append(login_http._run_in_queue(slow)))
        for _ in range(login_http.MAX_CONCURRENT_HASHES + login_http.MAX_QUEUED_HASHES)
    ]
    for thread in crowd:
        thread.start()
    for _ in range(login_http.MAX_CONCURRENT_HASHES):
        assert started.acquire(timeout=60)
    assert not started.acquire(timeout=0.05)
    deadline = threading.Event()
    while login_http._hash_slots._value and not deadline.wait(0.01):
        pass
    with pytest.raises(Busy):
        login_http._run_in_queue(lambda: True)
    go.set()
    for thread in crowd:
        thread.join(60)
    assert done == [True] * (login_http.MAX_CONCURRENT_HASHES + login_http.MAX_QUEUED_HASHES)


def test_no_transaction_is_open_while_a_password_is_hashed(app, away, monkeypatch):
    real = login_http.stretch_password

    def hashed_while_another_writes(*given) -> bytes:
        with transaction(app) as db:
            db.exec_driver_sql("DELETE FROM invitations")
        return real(*given)

    monkeypatch.setattr(login_http, "stretch_password", hashed_while_another_writes)
    away.sign_in(NAME, PASSWORD)
    assert away.path.startswith("/check-in")


def test_signing_in_gives_a_new_cookie(away):
    away.get("/sign-in")
    before = away.cookie
    away.sign_in(NAME, PASSWORD)
    assert away.cookie != before


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/settings", "/settings"),
        ("https://example.org/", "/check-in"),
        ("//example.org/settings", "/check-in"),
        ("/\\example.org", "/check-in"),
        ("/settings?next=//example.org", "/check-in"),
        ("/nothing-here", "/check-in"),
        ("/settings/stay", "/check-in"),
        ("settings", "/check-in"),
    ],
)
def test_one_goes_on_to_pages_of_our_own_only(away, wanted, path):
    away.get(f"/sign-in?next={wanted}")
    away.post("/sign-in", {"name": NAME, "password": PASSWORD, "next": wanted}, follow=False)
    assert away.page.location == path


def test_signed_in_the_front_page_leads_to_the_check_in(signed_in):
    signed_in.get("/", follow=False)
    assert signed_in.page.location == "/check-in"
    signed_in.get("/sign-in?next=/settings", follow=False)
    assert signed_in.page.location == "/settings"


def test_signing_out_leaves_nothing_in_the_browser(signed_in):
    signed_in.get("/settings")
    signed_in.post("/sign-out", fresh=False, follow=False)
    assert signed_in.page.headers["Clear-Site-Data"] == '"cache", "storage"'
    signed_in.get("/settings")
    assert signed_in.path == "/sign-in"


def test_a_hash_that_has_become_too_cheap_is_wrapped_anew(app, away):
    with transaction(app) as db:
        assert db.exec_driver_sql("SELECT kdf FROM vaults").scalar_one() == "argon2id,19,8,1,1"
    before, key = find_account(app).record, open_vault(app, away).dek
    app.extensions["reflect.settings"], old = (
        replace_kdf(app.extensions["reflect.settings"], "argon2id,19,16,1,1"),
        app.extensions["reflect.settings"],
    )
    try:
        away.sign_in(NAME, PASSWORD)
    finally:
        app.extensions["reflect.settings"] = old
    after = find_account(app).record
    assert after.kdf == Kdf(16, 1, 1)
    assert after.salt != before.salt
    assert after.wrap_rc == before.wrap_rc
    assert open_vault(app, away).dek == key
    away.sign_out().sign_in(NAME, PASSWORD)
    assert away.path.startswith("/check-in")


def replace_kdf(settings, kdf: str):
    from dataclasses import replace  # noqa: PLC0415

    return replace(settings, kdf=kdf)


def test_an_old_site_key_still_opens_and_is_left_behind(app, away):
    keys = app.extensions["reflect.keys"]
    app.extensions["reflect.keys"] = SiteKeys({**keys.by_number, 2: b"\7" * 32})
    try:
        away.sign_in(NAME, PASSWORD)
        assert away.path.startswith("/check-in")
        assert find_account(app).record.site_key_number == 2
        away.sign_out().sign_in(NAME, PASSWORD)
        assert away.path.startswith("/check-in")
    finally:
        app.extensions["reflect.keys"] = keys


def test_a_year_after_the_code_was_last_seen_one_is_asked(away, clock):
    clock.forward(days=364)
    away.sign_in(NAME, PASSWORD)
    assert away.path.startswith("/check-in")
    clock.forward(days=2)
    away.sign_in(NAME, PASSWORD)
    assert away.path == "/settings/recovery-code-kept"
    away.post("/settings/recovery-code-kept", {"answer": "later"})
    clock.forward(days=29)
    away.sign_in(NAME, PASSWORD)
    assert away.path.startswith("/check-in")
    clock.forward(days=2)
    away.sign_in(NAME, PASSWORD)
    away.get("/settings")
    assert "It is a year" in away.words
    away.post("/settings/recovery-code-kept", {"answer": "yes"})
    away.get("/settings")
    assert "It is a year" not in away.words


@pytest.mark.parametrize("answer", ["", "no", "YES"])
def test_another_answer_to_the_yearly_question_is_refused(away, clock, answer):
    clock.forward(days=366)
    away.sign_in(NAME, PASSWORD)
    away.post("/settings/recovery-code-kept", {"answer": answer})
    assert away.status == 422
    away.get("/settings")
    assert "It is a year" in away.words


def test_a_decoy_opens_with_nothing(app):
    keys = app.extensions["reflect.keys"]
    decoy = login_services._build_dummy_record(keys, Kdf(8, 1, 1))
    assert login_services.unlock_with_password(decoy, b"\0" * 32) is None
