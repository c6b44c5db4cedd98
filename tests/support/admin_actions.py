"""An organiser (admin) with a second factor, and actions on the admin pages."""

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
    """Set up a second factor; from then on this session is one with a second factor."""
    browser.get("/settings/second-factor")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", browser.html).group(1).replace(" ", "")
    browser.post("/settings/second-factor", {"digits": pyotp.TOTP(secret).at(clock.now)})
    assert browser.path == "/settings/spare-codes", browser.words
    browser.secret = secret
    return browser


def make_organiser(app, clock, name: str = ORGANISER_NAME) -> Client:
    """An organiser signed in with a second factor, through the pages or as a copy."""

    def make() -> Client:
        browser = Client(app).sign_up(name, PASSWORD, ("organiser",))
        return enable_second_factor(browser, clock).save_cookies()

    original = restore_or_make(app, ("strong", name, clock.now), make)
    browser = Client(app).copy_from(original)
    browser.secret = original.secret
    return browser


def sign_in_with_second_factor(browser: Client, clock, name: str = ORGANISER_NAME) -> Client:
    """Sign in with password and one-time code (TOTP)."""
    browser.sign_in(name, PASSWORD, digits=pyotp.TOTP(browser.secret).at(clock.now))
    assert browser.path != "/sign-in", browser.words
    return browser


def invitation_codes(browser: Client) -> list[str]:
    """The codes in the invitation links on the page, in their order."""
    links = browser.html.partition('class="slips"')[2].partition("</ul>")[0]
    return INVITATION_LINK_PATTERN.findall(html.unescape(links))


def invite_people(browser: Client, names: str, **more) -> list[str]:
    browser.post("/organise/invitations", {"names": names, **more})
    return invitation_codes(browser)


def create_team(browser: Client, name: str = "Mill Lane") -> str:
    """Create a team; its id."""
    browser.post("/organise/teams", {"name": name})
    assert browser.path.startswith("/organise/teams/"), browser.words
    return browser.path.rpartition("/")[2]


def post_team_action(browser: Client, team: str, action: str, **fields) -> Client:
    browser.post(f"/organise/teams/{team}", {"action": action, **fields})
    return browser


def post_person_action(browser: Client, account: str, action: str, **fields) -> Client:
    browser.post(f"/organise/people/{account}", {"action": action, **fields})
    return browser


def renew_team_code(browser: Client, team: str) -> str:
    return TEAM_CODE_PATTERN.search(post_team_action(browser, team, "code").html).group(1)


def join_team(browser: Client, code: str, shown: str) -> Client:
    browser.post("/teams/join", {"code": code})
    browser.post("/teams/join", {"code": code, "step": "join", "shown": shown}, fresh=False)
    assert re.fullmatch(r"/teams/[0-9a-f]{32}", browser.path), browser.words
    return browser


def audit_entries(browser: Client) -> list[str]:
    """The entries of the audit log on the page that is open."""
    main = browser.html.partition("<main")[2].partition("</main>")[0]
    entries = re.findall(r"<li>(\d+ \w+ \d{4}: .*?)</li>", main, re.DOTALL)
    return [html.unescape(each) for each in entries]
