"""An organiser with a second factor, and what they do on their pages."""

import html
import re

import pyotp
from browsers import Browser
from signed_up import copied

from reflect.accounts import repository as account_repository
from reflect.core.crypto.vault import Vault, unlock_with_code
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing

GOOD = "four small boats adrift"
NAME = "sam@example.org"
ANN = "ann@example.org"
LINK = re.compile(r"/invitation#((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})")
TEAM_CODE = re.compile(r'class="code">((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})<')


def strong(browser: Browser, clock) -> Browser:
    """The same person, with a second factor that was used in this session."""
    browser.get("/settings/second-factor")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", browser.html).group(1).replace(" ", "")
    browser.post("/settings/second-factor", {"digits": pyotp.TOTP(secret).at(clock.now)})
    assert browser.path == "/settings/spare-codes", browser.words
    browser.secret = secret
    return browser


def organiser(app, clock, name: str = ANN) -> Browser:
    """An organiser, signed in with a second factor: by their pages once, and then copied."""

    def made() -> Browser:
        return strong(Browser(app).sign_up(name, GOOD, ("organiser",)), clock).keep_cookies()

    walked = copied(app, ("strong", name, clock.now), made)
    found = Browser(app).like(walked)
    found.secret = walked.secret
    return found


def again(browser: Browser, clock, name: str = ANN) -> Browser:
    """The same organiser signs in another time, with six digits."""
    browser.sign_in(name, GOOD, digits=pyotp.TOTP(browser.secret).at(clock.now))
    assert browser.path != "/sign-in", browser.words
    return browser


def account_of(app, name: str = NAME) -> str:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return account_repository.find_account_by_username(db, name).account.id


def vault_of(app, browser: Browser, name: str = NAME) -> Vault:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return unlock_with_code(
            account_repository.find_account_by_username(db, name).record, browser.code
        )


def unit(app, work):
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return work(db)


def links(browser: Browser) -> list[str]:
    """The codes behind the links on the page, in their order."""
    slips = browser.html.partition('class="slips"')[2].partition("</ul>")[0]
    return LINK.findall(html.unescape(slips))


def invite(browser: Browser, names: str, **more) -> list[str]:
    browser.post("/organise/invitations", {"names": names, **more})
    return links(browser)


def team(browser: Browser, name: str = "Mill Lane") -> str:
    """A new team's id."""
    browser.post("/organise/teams", {"name": name})
    assert browser.path.startswith("/organise/teams/"), browser.words
    return browser.path.rpartition("/")[2]


def in_team(browser: Browser, which: str, action: str, **fields) -> Browser:
    browser.post(f"/organise/teams/{which}", {"action": action, **fields})
    return browser


def to_person(browser: Browser, account: str, action: str, **fields) -> Browser:
    browser.post(f"/organise/people/{account}", {"action": action, **fields})
    return browser


def team_code(browser: Browser, which: str) -> str:
    return TEAM_CODE.search(in_team(browser, which, "code").html).group(1)


def joins(browser: Browser, code: str, shown: str) -> Browser:
    browser.post("/teams/join", {"code": code})
    browser.post("/teams/join", {"code": code, "step": "join", "shown": shown}, fresh=False)
    assert re.fullmatch(r"/teams/[0-9a-f]{32}", browser.path), browser.words
    return browser


def did(browser: Browser) -> list[str]:
    """What organisers did, as the list on the page in front says it."""
    main = browser.html.partition("<main")[2].partition("</main>")[0]
    found = re.findall(r"<li>(\d+ \w+ \d{4}: .*?)</li>", main, re.DOTALL)
    return [html.unescape(each) for each in found]
