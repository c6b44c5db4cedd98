import re
from datetime import timedelta

import pyotp
import pytest

from reflect.accounts.second_factor import services as second_factor_services
from reflect.accounts.settings import preferences
from reflect.core.errors import PermissionDenied
from reflect.db import ENGINE_EXTENSION_KEY, reading
from tests.support.accounts import NAME, OTHER_PASSWORD, PASSWORD, open_vault
from tests.support.client import Client
from tests.support.database import transaction
from tests.support.page_parsing import mask_tokens

FACTOR, PAGE = "/settings/second-factor", "/settings/spare-codes"
CODE = re.compile(r"<code>(\d{4}-\d{4}-\d{4})</code>")


def set_up(browser: Client, clock) -> list[str]:
    """A second factor; the spare codes that were shown with it."""
    browser.get(FACTOR)
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", browser.html).group(1).replace(" ", "")
    browser.post(FACTOR, {"digits": pyotp.TOTP(secret).at(clock.now)})
    browser.secret = secret
    return CODE.findall(browser.html)


def factor_of(app, browser) -> dict:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return preferences.load_settings(db, open_vault(app, browser))["totp"]


def tried(browser: Client, code: str, password: str = PASSWORD) -> int:
    """Sign in with a code in the place of the digits; the status."""
    browser.sign_out().sign_in(NAME, password, digits=code)
    return browser.status


@pytest.fixture
def codes(signed_in, clock) -> list[str]:
    return set_up(signed_in, clock)


def test_setting_up_a_second_factor_shows_ten_codes_that_differ(signed_in, codes):
    assert signed_in.path == PAGE
    assert len(set(codes)) == 10


def test_each_code_opens_the_door_once(signed_in, codes):
    for code in codes[:3]:
        assert tried(signed_in, code) == 200
        assert signed_in.path == PAGE
        assert "You last signed in with a spare code." in signed_in.words
    assert tried(signed_in, codes[0]) == 422
    assert tried(signed_in, codes[9]) == 200


@pytest.mark.parametrize(
    "written", [lambda c: c, lambda c: c.replace("-", ""), lambda c: f" {c.replace('-', ' - ')} "]
)
def test_blanks_and_hyphens_are_forgiven(signed_in, codes, written):
    assert tried(signed_in, written(codes[4])) == 200


def test_with_one_digit_wrong_or_missing_it_is_no_code(signed_in, codes):
    other = str((int(codes[0][-1]) + 1) % 10)
    for wrong in (codes[0][:-1], codes[0][:-1] + other, codes[0] + "0"):
        assert tried(signed_in, wrong) == 422, wrong


def test_a_wrong_code_looks_like_wrong_digits_and_a_wrong_password(signed_in, codes):
    pages = set()
    for password, code in (
        (PASSWORD, "000000000000"),
        (PASSWORD, "123456"),
        ("wrong wrong wrong", codes[0]),
    ):
        status = tried(signed_in, code, password)
        html = re.sub(r'value="[\d-]*"', "", mask_tokens(signed_in.html))
        pages.add((status, html))
    assert [status for status, _html in pages] == [422]


def test_a_wrong_password_does_not_use_a_code_up(signed_in, codes):
    tried(signed_in, codes[0], "wrong wrong wrong")
    assert tried(signed_in, codes[0]) == 200


def test_guesses_are_counted(signed_in, codes):
    for _ in range(5):
        tried(signed_in, "000000000000")
    assert tried(signed_in, codes[0]) == 429


def test_an_organiser_without_their_phone_can_still_organise(sign_up, clock):
    browser = sign_up("org@example.org", roles=("organiser",))
    (first, *_rest) = set_up(browser, clock)
    browser.sign_out().sign_in("org@example.org", PASSWORD, digits=first)
    browser.get("/organise")
    assert (browser.path, browser.status) == ("/organise", 200)


def test_they_are_shown_until_their_owner_has_them(signed_in, codes):
    signed_in.get(PAGE)
    assert CODE.findall(signed_in.html) == codes
    signed_in.post(PAGE)
    assert signed_in.path == "/settings"
    signed_in.get(PAGE)
    assert CODE.findall(signed_in.html) == []
    assert tried(signed_in, codes[0]) == 200


def test_another_browser_and_a_later_session_are_not_shown_them(app, signed_in, codes, clock):
    clock.forward(minutes=2)
    other = Client(app)
    other.sign_in(NAME, PASSWORD, digits=pyotp.TOTP(signed_in.secret).at(clock.now))
    other.get(PAGE)
    assert other.status == 200
    assert CODE.findall(other.html) == []


def test_the_settings_say_how_many_are_left_and_whether_one_was_used(signed_in, codes, clock):
    signed_in.get("/settings")
    assert "10 spare codes are left." in signed_in.words
    assert "You last signed in with one" not in signed_in.words
    tried(signed_in, codes[0])
    signed_in.get("/settings")
    assert "9 spare codes are left. You last signed in with one." in signed_in.words
    clock.now += timedelta(minutes=2)
    tried(signed_in, pyotp.TOTP(signed_in.secret).at(clock.now))
    signed_in.get("/settings")
    assert "9 spare codes are left." in signed_in.words
    assert "You last signed in with one" not in signed_in.words


def test_new_ones_are_urged_when_two_are_left(signed_in, codes):
    for code in codes[:7]:
        tried(signed_in, code)
    assert "Make ten new ones now." not in signed_in.words
    tried(signed_in, codes[7])
    assert "2 spare codes are left. Make ten new ones now." in signed_in.words
    signed_in.get("/settings")
    assert "Make ten new ones now." in signed_in.words


def test_new_ones_ask_for_the_password_and_end_the_old(signed_in, codes):
    signed_in.post(PAGE)
    signed_in.post(PAGE, {"password": "not the right password"})
    assert signed_in.status == 422
    signed_in.post(PAGE, {"password": PASSWORD})
    fresh = CODE.findall(signed_in.html)
    assert len(set(fresh) - set(codes)) == 10
    assert tried(signed_in, codes[0]) == 422
    assert tried(signed_in, fresh[0]) == 200


def test_removing_the_second_factor_removes_them(app, signed_in, codes, clock):
    signed_in.post(FACTOR, {"password": PASSWORD})
    assert factor_of(app, signed_in) == {}
    signed_in.get(PAGE)
    assert signed_in.path == FACTOR
    fresh = set_up(signed_in, clock)
    assert not set(fresh) & set(codes)
    assert tried(signed_in, codes[0]) == 422


def test_the_recovery_code_removes_them_too(app, signed_in, codes):
    signed_in.sign_out()
    signed_in.post("/recovery", {"name": NAME, "code": signed_in.code, "password": OTHER_PASSWORD})
    signed_in.confirm_code()
    assert factor_of(app, signed_in) == {}


def test_a_new_key_leaves_them_as_they_are(signed_in, codes):
    signed_in.post("/settings/new-key", {"password": PASSWORD, "new_password": OTHER_PASSWORD})
    signed_in.confirm_code()
    assert tried(signed_in, codes[0], OTHER_PASSWORD) == 200


def test_without_a_second_factor_there_are_none(app, signed_in):
    signed_in.get(PAGE)
    assert signed_in.path == FACTOR
    with pytest.raises(PermissionDenied), transaction(app) as db:
        second_factor_services.create_backup_codes(db, bytes(32), open_vault(app, signed_in))


def test_a_second_factor_from_before_there_were_any_has_none_and_gets_some(app, signed_in, codes):
    with transaction(app) as db:
        secret = {"secret": signed_in.secret, "used": 0}
        preferences.update_settings(db, open_vault(app, signed_in), totp=secret)
    signed_in.get("/settings")
    assert "No spare code is left." in signed_in.words
    assert tried(signed_in, codes[0]) == 422
    with transaction(app) as db:
        second_factor_services.create_backup_codes(db, bytes(32), open_vault(app, signed_in))
    assert len(factor_of(app, signed_in)["spares"]) == 10


def test_the_vault_holds_no_code_only_hashes(app, signed_in, codes):
    kept = factor_of(app, signed_in)
    assert len(kept["spares"]) == 10
    written = str(kept)
    for code in codes:
        assert code not in written
        assert code.replace("-", "") not in written


def test_they_are_on_no_page_of_ones_own_data(signed_in, codes):
    signed_in.get("/my-data/stored")
    assert "spares" not in signed_in.words
    signed_in.post("/my-data/archive", {"password": PASSWORD})
    assert b"spares" not in signed_in.page.data
