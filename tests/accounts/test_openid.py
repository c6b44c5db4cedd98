"""Sign-in by the organisation's own provider: who somebody is, and never what they wrote."""

import logging
import re
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from joserfc.jwk import KeySet, RSAKey
from sqlalchemy import select

from reflect.accounts import rate_limit
from reflect.accounts.openid import client as openid_client
from reflect.accounts.openid import http_client, identities
from reflect.accounts.openid import routes as openid_routes
from reflect.accounts.settings import preferences
from reflect.core.crypto.primitives import SiteKeys
from reflect.db import ENGINE_EXTENSION_KEY
from reflect.models import arrivals, metadata
from reflect.models import identities as table
from reflect.operations import health_checks
from tests.support.accounts import NAME, OTHER_PASSWORD, PASSWORD, invite_reset, open_vault
from tests.support.client import Client
from tests.support.database import count_rows, transaction
from tests.support.openid_client import (
    BEGIN_PATH,
    CALLBACK_PATH,
    FAILED_PATH,
    PASSWORD_PATH,
    SAM_SUBJECT,
    SETTINGS_PATH,
    RunningProvider,
    enable_openid,
    follow_callback,
    link_account,
    log_in_with_provider,
    run_provider,
    start_login,
)
from tests.support.page_parsing import mask_tokens
from tests.support.processes import free_port


@pytest.fixture(scope="module")
def running() -> Iterator[RunningProvider]:
    with run_provider() as found:
        yield found


@pytest.fixture
def found(app, running, clock) -> Iterator[RunningProvider]:
    """The provider, honest, with the clock of the site; switched on there."""
    running.cheat(now=int(clock.now.timestamp()))
    with enable_openid(app, running):
        yield running


def cheats(found: RunningProvider, clock, **otherwise) -> None:
    found.cheat(now=int(clock.now.timestamp()), **otherwise)


@pytest.fixture
def sam(signed_in, found) -> Client:
    """Somebody whose account is joined, and who has signed out."""
    return link_account(signed_in, found).sign_out()


# off, and on


def test_it_is_off_by_default(app, client, signed_in):
    for path in (BEGIN_PATH, CALLBACK_PATH, FAILED_PATH, PASSWORD_PATH):
        client.get(path)
        assert client.status == 404, path
    signed_in.get(SETTINGS_PATH)
    assert signed_in.status == 404
    for browser, path in ((client, "/sign-in"), (signed_in, "/settings")):
        browser.get(path)
        assert 'organisation"' not in browser.html
        assert "organisation'" not in browser.words


def test_it_begins_with_a_link_and_asks_for_nothing_but_who(client, found):
    client.get("/sign-in")
    assert f'href="{BEGIN_PATH}"' in client.html
    address = start_login(client)
    assert client.status == 303
    assert address.startswith(f"{found.issuer}/authorize?")
    assert "scope=openid&" in address
    assert "code_challenge_method=S256" in address
    assert client.cookie not in address


def test_which_page_was_wanted_is_not_told_to_the_provider(client, found):
    plain, wanted = (
        (client.get(f"{BEGIN_PATH}{more}", follow=False), client.page.location)[1]
        for more in ("", "?next=/notebook/journal")
    )
    assert "journal" not in wanted
    assert len(wanted) == len(plain)


# the journey


def test_the_password_opens_the_vault_after_the_provider_has_said_who(sam, found):
    log_in_with_provider(sam, found)
    assert sam.path == PASSWORD_PATH
    assert NAME not in sam.html
    sam.post(PASSWORD_PATH, {"password": PASSWORD})
    assert sam.path.startswith("/check-in")


def test_one_comes_to_the_page_one_wanted(sam, found):
    sam.get(f"{BEGIN_PATH}?next=/notebook", follow=False)
    follow_callback(sam, found.authorize(sam.page.location, SAM_SUBJECT))
    sam.post(PASSWORD_PATH, {"password": PASSWORD})
    assert sam.path == "/notebook"


def test_no_other_site_can_be_the_page_one_wanted(sam, found):
    sam.get(f"{BEGIN_PATH}?next=https://evil.example.org/", follow=False)
    follow_callback(sam, found.authorize(sam.page.location, SAM_SUBJECT))
    sam.post(PASSWORD_PATH, {"password": PASSWORD})
    assert sam.path.startswith("/check-in")


@pytest.mark.both_databases
def test_the_cookie_is_another_after_it(sam, found):
    log_in_with_provider(sam, found)
    before = sam.cookie
    sam.post(PASSWORD_PATH, {"password": PASSWORD})
    assert sam.cookie != before
    with transaction(sam.app) as db:  # only that a state was used
        assert {bytes(blob) for blob in db.execute(select(arrivals.c.blob)).scalars()} == {b""}


def test_the_name_and_the_password_still_open_it_when_the_provider_is_away(sam, found, clock):
    cheats(found, clock, answers="no", status=503)
    sam.sign_in(NAME, PASSWORD)
    assert sam.path.startswith("/check-in")


def test_a_second_factor_is_still_asked_for(app, sam, found, clock):
    sam.sign_in(NAME, PASSWORD)
    sam.get("/settings/second-factor")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", sam.html).group(1).replace(" ", "")
    sam.post("/settings/second-factor", {"digits": pyotp.TOTP(secret).at(clock.now)})
    sam.sign_out()
    clock.forward(minutes=2)
    cheats(found, clock)
    log_in_with_provider(sam, found)
    sam.post(PASSWORD_PATH, {"password": PASSWORD})
    assert sam.status == 422
    digits = pyotp.TOTP(secret).at(clock.now)
    sam.post(PASSWORD_PATH, {"password": PASSWORD, "digits": digits})
    assert sam.path.startswith("/check-in")


def test_a_form_that_lapsed_is_back_after_it(sam, found, clock):
    sam.sign_in(NAME, PASSWORD)
    sam.get("/settings")
    clock.forward(minutes=17)
    sam.post("/settings", {"shown": "Sam T.", "interval": "4"}, fresh=False)
    cheats(found, clock)
    log_in_with_provider(sam, found).post(PASSWORD_PATH, {"password": PASSWORD})
    assert sam.path == "/settings"
    assert 'value="Sam T."' in sam.html


# whoever runs the provider


def test_the_provider_s_administrator_sees_a_password_page_and_nothing_else(app, sam, found):
    """They can mint any token for anybody; they do not have the password."""
    admin = log_in_with_provider(Client(app), found, SAM_SUBJECT)
    assert admin.path == PASSWORD_PATH
    assert NAME not in admin.html
    for path in ("/my-picture", "/settings", "/notebook", "/my-data", "/settings/organisation"):
        admin.get(path)
        assert admin.path == "/sign-in", path
    admin.post(PASSWORD_PATH, {"password": "a guess of the administrator"})
    assert (admin.path, admin.status) == (PASSWORD_PATH, 422)
    assert count_rows(app, "sessions") == 0


def test_their_guesses_are_throttled_as_on_the_sign_in_page(app, sam, found):
    admin = log_in_with_provider(Client(app), found, SAM_SUBJECT)
    for guess in range(5):
        admin.post(PASSWORD_PATH, {"password": f"guess number {guess}"})
    admin.post(PASSWORD_PATH, {"password": PASSWORD})
    assert admin.status == 429
    again = Client(app).sign_in(NAME, PASSWORD)
    assert again.status == 429  # one counter for both ways


def test_a_wrong_password_and_missing_digits_look_alike(sam, found, clock):
    with transaction(sam.app) as db:
        preferences.update_settings(
            db, open_vault(sam.app, sam), totp={"secret": "A" * 32, "used": 0}
        )
    log_in_with_provider(sam, found)
    pages = set()
    for typed in (PASSWORD, "wrong wrong wrong"):
        sam.post(PASSWORD_PATH, {"password": typed})
        pages.add((sam.status, mask_tokens(sam.html)))
    assert [status for status, _html in pages] == [422]


def test_the_provider_cannot_join_an_account_to_anybody(app, signed_in, found):
    """Without the password of somebody signed in, nothing is joined."""
    log_in_with_provider(signed_in, found)
    signed_in.post(SETTINGS_PATH, {"password": "not the password at all", "step": "join"})
    assert signed_in.status == 422
    assert count_rows(app, "identities") == 0


@pytest.mark.both_databases
def test_a_reset_leaves_the_provider_with_a_new_empty_vault_s_password_page(app, sam, found):
    code = invite_reset(app)
    Client(app).accept(code, OTHER_PASSWORD).confirm_code()
    log_in_with_provider(sam, found)
    sam.post(PASSWORD_PATH, {"password": PASSWORD})
    assert sam.status == 422
    sam.post(PASSWORD_PATH, {"password": OTHER_PASSWORD})
    assert sam.status == 200


# joining, and ending it


def test_an_unknown_person_is_told_what_to_do(client, found):
    log_in_with_provider(client, found, "somebody else")
    assert "No account is joined to this yet" in client.words
    assert "Sign in with your name and password." in client.words
    assert "<form" not in client.html.split("<main")[1]


def test_ending_it_asks_for_the_password_and_ends_it(app, sam, found):
    sam.sign_in(NAME, PASSWORD)
    sam.post(SETTINGS_PATH, {"password": "not the password at all", "step": "leave"})
    assert sam.status == 422
    sam.post(SETTINGS_PATH, {"password": PASSWORD, "step": "leave"})
    assert "leads to your account no more" in sam.words
    assert count_rows(app, "identities") == 0
    log_in_with_provider(sam.sign_out(), found)
    assert "No account is joined to this yet" in sam.words


@pytest.mark.parametrize("step", ["", "leave ", "remove"])
def test_a_step_that_no_button_sends_ends_nothing(app, sam, step):
    sam.sign_in(NAME, PASSWORD)
    sam.post(SETTINGS_PATH, {"password": PASSWORD, "step": step})
    assert sam.status == 422
    assert "Nothing was changed." in sam.words
    assert count_rows(app, "identities") == 1


def test_a_person_of_the_provider_has_one_account(app, sign_up, sam, found):
    other = log_in_with_provider(sign_up("bo@example.org"), found)
    other.post(SETTINGS_PATH, {"password": PASSWORD, "step": "join"})
    assert other.status == 422
    assert "opens another account here already" in other.words
    assert count_rows(app, "identities") == 1


def test_joining_another_person_takes_the_place_of_the_first(sam, found):
    sam.sign_in(NAME, PASSWORD)
    link_account(sam, found, "somebody new").sign_out()
    assert count_rows(sam.app, "identities") == 1
    assert log_in_with_provider(sam, found, "somebody new").path == PASSWORD_PATH
    assert "No account" in log_in_with_provider(Client(sam.app), found, SAM_SUBJECT).words


def test_too_late_to_join_ends_nothing(app, sam, found, clock):
    sam.sign_in(NAME, PASSWORD)
    log_in_with_provider(sam, found, "somebody new")
    for _ in range(2):  # still at the desk
        clock.forward(minutes=6)
        sam.get("/settings")
    sam.post(SETTINGS_PATH, {"password": PASSWORD, "step": "join"}, fresh=True)
    assert "more than ten minutes" in sam.words
    assert count_rows(app, "identities") == 1


def test_an_arrival_to_join_does_not_sign_in(app, sam, found):
    sam.sign_in(NAME, PASSWORD)
    log_in_with_provider(sam, found)
    sam.get(PASSWORD_PATH)
    assert sam.path.startswith("/check-in")


@pytest.mark.both_databases
def test_deleting_the_account_deletes_it(app, sam, found):
    sam.sign_in(NAME, PASSWORD)
    sam.post("/my-data/delete", {"password": PASSWORD, "really": "1"})
    assert sam.path == "/my-data/gone", sam.words
    assert count_rows(app, "identities") == 0


@pytest.mark.both_databases
def test_an_older_site_key_can_go_after_the_next_sign_in(app, sam, found):
    keys = app.extensions["reflect.keys"]
    app.extensions["reflect.keys"] = SiteKeys(
        {**keys.by_number, keys.current_number + 1: bytes(32)}
    )
    try:
        log_in_with_provider(sam, found).post(PASSWORD_PATH, {"password": PASSWORD})
        assert sam.path.startswith("/check-in")
        with transaction(app) as db:
            assert db.execute(select(table.c.site_key)).scalar_one() == keys.current_number + 1
        app.extensions["reflect.keys"] = SiteKeys({keys.current_number + 1: bytes(32)})
        assert log_in_with_provider(Client(app), found).path == PASSWORD_PATH
    finally:
        app.extensions["reflect.keys"] = keys


# what is kept and what is told


def test_what_the_provider_calls_somebody_is_stored_nowhere(app, sam, found):
    log_in_with_provider(sam, found)
    with transaction(app) as db:
        held = {
            t.name: [tuple(row) for row in db.execute(t.select())] for t in metadata.sorted_tables
        }
    for name, rows in held.items():
        for value in (value for row in rows for value in row):
            written = value if isinstance(value, bytes) else str(value).encode()
            assert SAM_SUBJECT.encode() not in written, name
            assert b"Sam Tully" not in written, name


def test_without_the_key_file_names_cannot_be_tried(app, sam):
    keys, issuer = app.extensions["reflect.keys"], app.extensions["reflect.settings"].openid.issuer
    with transaction(app) as db:
        kept = bytes(db.execute(select(table.c.id)).scalar_one())
    assert kept in identities.hash_subject(keys, issuer, SAM_SUBJECT).values()
    other = SiteKeys({keys.current_number: bytes(32)})
    assert kept not in identities.hash_subject(other, issuer, SAM_SUBJECT).values()
    assert (
        kept not in identities.hash_subject(keys, "https://other.example.org", SAM_SUBJECT).values()
    )


def test_the_address_of_the_way_back_answers_with_a_redirect_to_a_plain_one(client, found):
    parts = found.authorize(start_login(client), SAM_SUBJECT).partition(CALLBACK_PATH)
    client.get(CALLBACK_PATH + parts[2], follow=False)
    assert (client.status, client.page.location) == (303, PASSWORD_PATH)


def test_no_code_or_claim_is_in_a_log_or_a_cookie(app, sam, found, caplog, capfd, clock):
    caplog.set_level(logging.DEBUG)
    address = found.authorize(start_login(sam), SAM_SUBJECT)
    code = re.search(r"code=([^&]+)", address).group(1)
    follow_callback(sam, address)
    cheats(found, clock, claims={"aud": "another"})
    log_in_with_provider(sam, found)
    said = caplog.text + "".join(capfd.readouterr())
    assert "sign-in by the provider failed" in said
    for needle in (code, SAM_SUBJECT, "Sam Tully", "eyJ"):
        assert needle not in said
        assert all(needle not in cookie.value for cookie in sam.client._cookies.values())


# answers that are not used, each ending in a sentence


def said_of(browser: Client) -> str:
    assert (browser.path, browser.status) == (FAILED_PATH, 200), browser.words
    return browser.words


FUTURE, PAST = timedelta(minutes=5), timedelta(minutes=30)


@pytest.mark.parametrize(
    ("cheat", "says"),
    [
        ({"claims": {"iss": "https://other.example.org"}}, "another sign-in than your"),
        ({"claims": {"aud": "another-site"}}, "made for another site"),
        ({"claims": {"aud": ["reflect", "another"], "azp": "another"}}, "made for another site"),
        ({"claims": {"nonce": "0" * 64}}, "belongs to another sign-in"),
        ({"claims": {"nonce": None}}, "belongs to another sign-in"),
        ({"claims": {"at_hash": "A" * 22}}, "cannot read"),
        ({"claims": {"sub": None}}, "cannot read"),
        ({"claims": {"sub": ""}}, "cannot read"),
        ({"claims": {"sub": ["x"]}}, "cannot read"),
        ({"claims": {"iat": None}}, "cannot read"),
        ({"claims": {"iat": "yesterday"}}, "cannot read"),
        ({"claims": {"exp": "never"}}, "cannot read"),
        ({"signed": "none"}, "was not signed"),
        ({"signed": "HS256"}, "was not signed"),
        ({"signed": "another key"}, "was not signed"),
        ({"token": "{}"}, "cannot read"),
        ({"token": "<p>not JSON"}, "cannot read"),
        ({"token": "[" * 200_000}, "cannot read"),
        ({"token": '{"id_token": "' + "x" * 300_000 + '"}'}, "cannot read"),
        ({"token": '{"id_token": "a.b.c"}'}, "was not signed"),
        ({"token": "no", "status": 500}, "does not answer"),
        ({"token": "no", "status": 302}, "does not answer"),
        ({"token": "no", "status": 400}, "took its answer back"),
        ({"back": {"iss": "https://other.example.org"}}, "another sign-in than your"),
        ({"back": {"code": ""}}, "cannot read"),
        ({"back": {"code": "made-up"}}, "took its answer back"),
        ({"back": {"error": "server_error"}}, "did not let you in"),
        ({"back": {"state": "made-up"}}, "begun in another browser"),
        ({"back": {"state": "é" * 9}}, "begun in another browser"),
        ({"description": {"issuer": "https://other.example.org"}}, "another sign-in than your"),
    ],
)
def test_an_answer_that_does_not_fit_lets_nobody_in(app, sam, found, clock, cheat, says):
    cheats(found, clock, **cheat)
    app.extensions.pop(openid_routes.PROVIDER_EXTENSION)  # as if it were started now
    browser = Client(app)
    browser.get(BEGIN_PATH, follow=False)
    if browser.page.location.startswith("/"):
        browser.get(browser.page.location)
    else:
        follow_callback(browser, found.authorize(browser.page.location, SAM_SUBJECT))
    assert says in said_of(browser)
    browser.get(PASSWORD_PATH)
    assert browser.path == "/sign-in"


@pytest.mark.parametrize(
    ("off", "says"), [(-PAST, "too old"), (FUTURE, "dated ahead"), (-timedelta(seconds=50), "")]
)
def test_a_clock_that_is_off_by_more_than_a_minute_is_said(client, sam, found, clock, off, says):
    found.cheat(now=int((clock.now + off).timestamp()))
    log_in_with_provider(client, found)
    if says:
        assert says in said_of(client)
    else:
        assert client.path == PASSWORD_PATH


def test_one_that_holds_for_years_is_too_old_all_the_same(client, sam, found, clock):
    moment = int(clock.now.timestamp())
    cheats(found, clock, claims={"iat": moment - 3600, "exp": moment + 10**9})
    log_in_with_provider(client, found)
    assert "too old" in said_of(client)


def test_turning_back_at_the_provider_is_no_error(client, found):
    log_in_with_provider(client, found, "")
    assert "did not let you in, or you turned back" in said_of(client)


def test_the_way_back_of_another_browser_is_not_taken(app, client, sam, found, clock):
    cheats(found, clock)
    address = found.authorize(start_login(client), SAM_SUBJECT)
    follow_callback(Client(app), address)
    other = Client(app)
    start_login(other)
    assert "another browser" in said_of(follow_callback(other, address))
    assert found.asked().count("/token") == 0


@pytest.mark.both_databases
def test_a_way_back_works_once(client, sam, found, clock):
    cheats(found, clock)
    address = found.authorize(start_login(client), SAM_SUBJECT)
    assert follow_callback(client, address).path == PASSWORD_PATH
    assert "used already" in said_of(follow_callback(client, address))
    assert found.asked().count("/token") == 1


def test_a_scanner_that_asks_for_headers_does_not_use_up_the_way_back(client, found, clock):
    cheats(found, clock)
    address = found.authorize(start_login(client), SAM_SUBJECT)
    path = address.removeprefix(client.app.extensions["reflect.settings"].url)
    assert client.client.head(path).status_code == 405
    assert follow_callback(client, address).path == PASSWORD_PATH


def test_a_way_back_works_for_ten_minutes(client, sam, found, clock):
    cheats(found, clock)
    address = found.authorize(start_login(client), SAM_SUBJECT)
    clock.forward(minutes=11)
    assert "long ago" in said_of(follow_callback(client, address))
    assert found.asked().count("/token") == 0


def test_who_has_come_back_is_known_for_ten_minutes(client, sam, found, clock):
    log_in_with_provider(client, found)
    clock.forward(minutes=11)
    client.post(PASSWORD_PATH, {"password": PASSWORD})
    assert client.path == "/sign-in"


@pytest.mark.both_databases
def test_what_is_kept_of_it_goes_with_the_clean_up(app, client, found, clock):
    log_in_with_provider(client, found)
    clock.forward(minutes=21)
    client.get("/sign-in")
    with transaction(app) as db:
        assert db.execute(select(arrivals)).all() == []


def test_a_code_of_somebody_else_s_trip_does_not_fit_the_verifier(app, client, sam, found):
    """Whoever gets hold of a code cannot use it in a trip of their own (PKCE)."""
    stolen = re.search(r"code=([^&]+)", found.authorize(start_login(client), SAM_SUBJECT)).group(1)
    thief = Client(app)
    address = found.authorize(start_login(thief), "thief")
    follow_callback(thief, re.sub(r"code=[^&]+", f"code={stolen}", address))
    assert "took its answer back" in said_of(thief)


def test_a_word_that_is_no_failure_says_nothing_of_its_own(client, found):
    client.get(f"{FAILED_PATH}?why=<b>Call+this+number</b>")
    assert "gave an answer that Reflect cannot read" in said_of(client)
    assert "number" not in client.html.split("<main")[1]


# requests to the provider


def test_where_to_go_there_is_asked_once_an_hour(app, found):
    for _ in range(3):
        start_login(Client(app))
    assert found.asked() == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_no_address_on_another_host_is_believed(client, found, clock, name):
    for elsewhere in ("https://evil.example.org/x", "http://127.0.0.1:1/x", "file:///etc/passwd"):
        cheats(found, clock, description={name: elsewhere})
        client.app.extensions.pop(openid_routes.PROVIDER_EXTENSION, None)
        client.get(BEGIN_PATH)
        assert "another sign-in than your" in said_of(client)


def test_a_provider_that_is_away_is_said_within_seconds(app, client, found, monkeypatch):
    monkeypatch.setattr(http_client, "SOCKET_TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes calls, and says nothing
        quiet = RunningProvider(f"http://127.0.0.1:{silent.getsockname()[1]}")
        with enable_openid(app, quiet):
            client.get(BEGIN_PATH)
            assert "does not answer now" in said_of(client)


def test_one_that_sends_a_byte_now_and_then_is_cut_off(monkeypatch):
    monkeypatch.setattr(http_client, "TOTAL_TIMEOUT", 0.5)
    over = threading.Event()

    def drip(server):
        caller, _address = server.accept()
        with caller:
            while not over.wait(0.05):
                try:
                    caller.sendall(b"H")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=[server])
        thread.start()
        here = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(http_client.OpenidError) as refused:
            http_client.send_request(here, here)
        over.set()
        thread.join(10)
    assert refused.value.reason == "away"


def test_a_redirect_is_not_followed(client, found, clock):
    cheats(found, clock, answers="", status=302)
    client.get(BEGIN_PATH)
    assert "does not answer now" in said_of(client)
    assert found.asked() == ["/.well-known/openid-configuration"]


def test_more_than_a_few_requests_at_once_are_told_to_wait(client, found, monkeypatch):
    monkeypatch.setattr(http_client, "_request_slots", threading.BoundedSemaphore(1))
    with http_client._request_slots:
        client.get(BEGIN_PATH)
    assert "Wait a few seconds" in said_of(client)
    assert found.asked() == []


def test_a_network_that_failed_a_hundred_times_asks_the_provider_no_more(app, client, found, clock):
    keys, moment = app.extensions["reflect.keys"], clock.now
    with transaction(app) as db:
        for number in range(rate_limit.MAX_NETWORK_FAILURES):
            rate_limit.record_failure(
                db, rate_limit.derive_attempt_keys(keys, "openid", str(number), "127.0.0.1"), moment
            )
    client.get(BEGIN_PATH)
    assert "quarter of an hour" in said_of(client)
    assert found.asked() == []


def test_no_transaction_is_open_while_the_provider_is_asked(app, client, found, monkeypatch):
    seen = []
    plain = openid_client.send_request

    def watched(*given, **more):
        seen.append(app.extensions[ENGINE_EXTENSION_KEY].pool.checkedout())
        return plain(*given, **more)

    monkeypatch.setattr(openid_client, "send_request", watched)
    log_in_with_provider(client, found)
    assert seen == [0, 0, 0]  # what it says of itself, the code, the keys


def test_a_key_that_the_provider_changed_is_asked_for_again(app, client, found, monkeypatch):
    log_in_with_provider(client, found)
    known = app.extensions[openid_routes.PROVIDER_EXTENSION]
    known._keys = None
    monkeypatch.setattr(openid_client, "RETRY_INTERVAL", 0)
    known._keys = KeySet([RSAKey.generate_key(2048, {"kid": "old"})])
    log_in_with_provider(client, found)
    assert client.path == PASSWORD_PATH
    assert found.asked().count("/keys") == 2


# what `reflect check` says


def test_the_check_has_nothing_to_say_of_a_provider_that_answers(app, found):
    assert list(health_checks.check_provider(app.extensions["reflect.settings"])) == []
    assert found.asked() == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    ("cheat", "says"),
    [
        ({"answers": "", "status": 404}, "answers with status 404"),
        ({"answers": "<p>Welcome to the council"}, "gives no JSON that can be read"),
        ({"answers": "[1]"}, "gives no JSON that can be read"),
        ({"description": {"issuer": "https://other.example.org"}}, "names another issuer"),
        ({"description": {"jwks_uri": "https://x.example.org"}}, "jwks_uri is missing, or not on"),
        ({"description": {"response_types_supported": ["id_token"]}}, "does not have code"),
        ({"description": {"code_challenge_methods_supported": ["plain"]}}, "not have S256"),
        (
            {"description": {"token_endpoint_auth_methods_supported": ["private_key_jwt"]}},
            "takes no client secret",
        ),
    ],
)
def test_the_check_says_in_a_sentence_what_is_wrong_with_a_provider(app, found, clock, cheat, says):
    cheats(found, clock, **cheat)
    (sentence,) = health_checks.check_provider(app.extensions["reflect.settings"])
    assert says in sentence
    assert "passwords still work" in sentence


def test_the_check_says_of_one_that_is_not_there_that_it_does_not_answer(app):
    nobody = RunningProvider(f"http://127.0.0.1:{free_port()}")
    with enable_openid(app, nobody):
        (sentence,) = health_checks.check_provider(app.extensions["reflect.settings"])
    assert "127.0.0.1 does not answer (ConnectionRefusedError)" in sentence


def test_without_a_provider_the_check_asks_nobody(app):
    assert list(health_checks.check_provider(app.extensions["reflect.settings"])) == []
