import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.accounts.second_factor import services as second_factor_services
from tests.support.accounts import NAME, OTHER_PASSWORD, PASSWORD, open_vault
from tests.support.client import Client
from tests.support.page_parsing import mask_tokens

pytestmark = pytest.mark.both_databases

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890", as in RFC 6238
PAGE = "/settings/second-factor"


def secret_on(browser: Client) -> str:
    browser.get(PAGE)
    return re.search(r"<code>([A-Z2-7 ]+)</code>", browser.html).group(1).replace(" ", "")


def digits(secret: str, clock, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now + timedelta(seconds=30 * steps))


@pytest.fixture
def secured(signed_in, clock) -> tuple[Client, str]:
    """Somebody with a second factor, and its secret."""
    secret = secret_on(signed_in)
    signed_in.post(PAGE, {"digits": digits(secret, clock)})
    assert signed_in.path == "/settings/spare-codes", signed_in.words
    return signed_in, secret


@given(st.integers(10**9, 3 * 10**9), st.integers(-5, 5))
def test_the_step_before_this_and_after_are_taken_and_no_other(seconds, away):
    this = seconds // 30
    typed = pyotp.TOTP(SECRET).at((this + away) * 30)
    found = second_factor_services.match_totp_step(
        SECRET, typed, datetime.fromtimestamp(seconds, UTC), 0
    )
    near = {pyotp.TOTP(SECRET).at((this + step) * 30) for step in (-1, 0, 1)}
    assert (found is not None) == (typed in near)
    assert found is None or abs(found - this) <= 1


@given(st.integers(10**9, 3 * 10**9), st.integers(-1, 3))
def test_a_step_that_was_used_and_those_before_it_are_not_taken(seconds, later):
    this = seconds // 30
    typed = pyotp.TOTP(SECRET).at(this * 30)
    found = second_factor_services.match_totp_step(
        SECRET, typed, datetime.fromtimestamp(seconds, UTC), this + later
    )
    assert found is None or found > this + later


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
    ],
)
def test_the_vectors_of_rfc_6238(seconds, expected):
    moment = datetime.fromtimestamp(seconds, UTC)
    assert second_factor_services.match_totp_step(RFC, expected, moment, 0) == seconds // 30


@pytest.mark.parametrize("typed", ["", "x", "12345", "1234567", "١٢٣٤٥٦", "\ud7ff" * 6, "0" * 5000])
def test_anything_else_is_no_digits(typed):
    moment = datetime.fromtimestamp(59, UTC)
    assert second_factor_services.match_totp_step(RFC, typed, moment, 0) is None


def test_signing_in_asks_for_the_digits(secured, clock):
    browser, secret = secured
    clock.forward(minutes=2)
    browser.sign_out().sign_in(NAME, PASSWORD, digits=digits(secret, clock))
    assert browser.path.startswith("/check-in")


def test_missing_and_wrong_digits_look_like_a_wrong_password(secured, clock):
    browser, secret = secured
    clock.forward(minutes=2)
    browser.sign_out()
    right = digits(secret, clock)
    wrong = f"{(int(right) + 500_000) % 10**6:06}"
    pages = set()
    for password, code in ((PASSWORD, ""), (PASSWORD, wrong), ("wrong wrong wrong", right)):
        browser.sign_in(NAME, password, digits=code)
        html = re.sub(r'value="\d*"', "", mask_tokens(browser.html))
        pages.add((browser.status, html))
    assert [status for status, _html in pages] == [422]


def test_failed_digits_are_counted(secured, clock):
    browser, _secret = secured
    browser.sign_out()
    for _ in range(5):
        browser.sign_in(NAME, PASSWORD, digits="")
    browser.sign_in(NAME, PASSWORD, digits="")
    assert browser.status == 429


def test_digits_work_once(secured, clock):
    browser, secret = secured
    clock.forward(minutes=2)
    seen = digits(secret, clock)
    browser.sign_out().sign_in(NAME, PASSWORD, digits=seen)
    assert browser.path.startswith("/check-in")
    browser.sign_out().sign_in(NAME, PASSWORD, digits=seen)
    assert browser.status == 422
    browser.sign_in(NAME, PASSWORD, digits=digits(secret, clock, -1))
    assert browser.status == 422
    browser.sign_in(NAME, PASSWORD, digits=digits(secret, clock, 1))
    assert browser.path.startswith("/check-in")


def test_the_digits_of_the_set_up_do_not_work_again(secured, clock):
    browser, secret = secured
    browser.sign_out().sign_in(NAME, PASSWORD, digits=digits(secret, clock))
    assert browser.status == 422


def test_digits_without_a_second_factor_do_no_harm(signed_in):
    signed_in.sign_out().sign_in(NAME, PASSWORD, digits="123456")
    assert signed_in.path.startswith("/check-in")


def test_the_picture_holds_the_key_and_no_style(signed_in):
    secret = secret_on(signed_in)
    assert len(secret) == 32
    assert "<svg" in signed_in.html
    assert "style" not in re.search(r"<svg.*?</svg>", signed_in.html, re.DOTALL).group(0)
    assert "<svg" in second_factor_services.render_qr_code(secret, NAME, "Reflect")


def test_the_set_up_wants_to_see_that_the_app_has_the_key(signed_in, clock):
    secret = secret_on(signed_in)
    signed_in.post(PAGE, {"digits": digits(secret, clock, 20)})
    assert signed_in.status == 422
    assert secret_on(signed_in) == secret
    signed_in.sign_out().sign_in(NAME, PASSWORD)
    assert signed_in.path.startswith("/check-in")


def test_looking_at_the_page_keeps_nothing(app, signed_in):
    secret_on(signed_in)
    other = Client(app).sign_in(NAME, PASSWORD)
    assert secret_on(other) != secret_on(signed_in)


def test_removing_it_asks_for_the_password(secured):
    browser, secret = secured
    browser.post(PAGE, {"password": "not the right password"})
    assert browser.status == 422
    browser.post(PAGE, {"password": PASSWORD})
    assert browser.path == "/settings"
    assert secret_on(browser) != secret
    browser.sign_out().sign_in(NAME, PASSWORD)
    assert browser.path.startswith("/check-in")


def test_the_recovery_code_removes_it_too(secured):
    browser, _secret = secured
    browser.sign_out()
    browser.post("/recovery", {"name": NAME, "code": browser.code, "password": OTHER_PASSWORD})
    browser.confirm_code()
    browser.sign_out().sign_in(NAME, OTHER_PASSWORD)
    assert browser.path.startswith("/check-in")


def test_an_organiser_without_it_is_led_to_the_set_up(sign_up, clock):
    browser = sign_up("org@example.org", roles=("organiser",)).sign_out()
    browser.sign_in("org@example.org", PASSWORD)
    assert browser.path == PAGE
    secret = secret_on(browser)
    browser.post(PAGE, {"digits": digits(secret, clock)})
    clock.forward(minutes=2)
    browser.sign_out().sign_in("org@example.org", PASSWORD, digits=digits(secret, clock))
    assert browser.path.startswith("/check-in")


def test_the_secret_lies_sealed(app, secured):
    browser, secret = secured
    folder = app.extensions["reflect.settings"].data
    assert not [path for path in folder.rglob("*.sqlite*") if secret.encode() in path.read_bytes()]
    assert open_vault(app, browser)
