"""An organiser with a second factor, and what they do on their pages."""

import html
import re

import pyotp

from tests.support.account_cache import restore_or_make
from tests.support.accounts import PASSWORD
from tests.support.client import Client

ORGANISER_NAME = "ann@example.org"


INVITATION_LINK_PATTERN = re.compile(r"/invitation#((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})")


TEAM_CODE_PATTERN = re.compile(r'class="code">((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})<')


def enable_second_factor(browser: Client, clock) -> Client:
    """The same person, with a second factor that was used in this session."""
    browser.get("/settings/second-factor")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", browser.html).group(1).replace(" ", "")
    browser.post("/settings/second-factor", {"digits": pyotp.TOTP(secret).at(clock.now)})
    assert browser.path == "/settings/spare-codes", browser.words
    browser.secret = secret
    return browser


def make_organiser(app, clock, name: str = ORGANISER_NAME) -> Client:
    """An organiser, signed in with a second factor: by their pages once, and then copied."""

    def made() -> Client:
        return enable_second_factor(
            Client(app).sign_up(name, PASSWORD, ("organiser",)), clock
        ).keep_cookies()

    walked = restore_or_make(app, ("strong", name, clock.now), made)
    found = Client(app).like(walked)
    found.secret = walked.secret
    return found


def sign_in_with_second_factor(browser: Client, clock, name: str = ORGANISER_NAME) -> Client:
    """The same organiser signs in another time, with six digits."""
    browser.sign_in(name, PASSWORD, digits=pyotp.TOTP(browser.secret).at(clock.now))
    assert browser.path != "/sign-in", browser.words
    return browser


def invitation_codes(browser: Client) -> list[str]:
    """The codes behind the links on the page, in their order."""
    slips = browser.html.partition('class="slips"')[2].partition("</ul>")[0]
    return INVITATION_LINK_PATTERN.findall(html.unescape(slips))


def invite_people(browser: Client, names: str, **more) -> list[str]:
    browser.post("/organise/invitations", {"names": names, **more})
    return invitation_codes(browser)


def create_team(browser: Client, name: str = "Mill Lane") -> str:
    """A new team's id."""
    browser.post("/organise/teams", {"name": name})
    assert browser.path.startswith("/organise/teams/"), browser.words
    return browser.path.rpartition("/")[2]


def post_team_action(browser: Client, which: str, action: str, **fields) -> Client:
    browser.post(f"/organise/teams/{which}", {"action": action, **fields})
    return browser


def post_person_action(browser: Client, account: str, action: str, **fields) -> Client:
    browser.post(f"/organise/people/{account}", {"action": action, **fields})
    return browser


def renew_team_code(browser: Client, which: str) -> str:
    return TEAM_CODE_PATTERN.search(post_team_action(browser, which, "code").html).group(1)


def join_team(browser: Client, code: str, shown: str) -> Client:
    browser.post("/teams/join", {"code": code})
    browser.post("/teams/join", {"code": code, "step": "join", "shown": shown}, fresh=False)
    assert re.fullmatch(r"/teams/[0-9a-f]{32}", browser.path), browser.words
    return browser


def audit_entries(browser: Client) -> list[str]:
    """What organisers did, as the list on the page in front says it."""
    main = browser.html.partition("<main")[2].partition("</main>")[0]
    found = re.findall(r"<li>(\d+ \w+ \d{4}: .*?)</li>", main, re.DOTALL)
    return [html.unescape(each) for each in found]
