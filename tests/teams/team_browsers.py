"""People of one team in front of the app: signed up through the pages, members since a month."""

import html
import re
from datetime import timedelta

from browsers import Browser

from reflect.accounts import repository as account_repository
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.teams import repository as team_repository

STATEMENTS = ("reach", "sense", "belong", "answer", "think", "care", "finish", "switch", "time")
WEEK = "2026-W48"  # in which the clock of the tests stands
WINDOW = Window.of(Week.parse(WEEK))
MADE = WINDOW.opens_at - timedelta(weeks=2)


def account_of(app, name: str) -> str:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return account_repository.find_account_by_username(db, name).account.id


def team_of(app, names: list[str], leads: str = "", least: int = 5) -> str:
    """A team of those who have signed up under these names, joined two weeks before the window."""
    ids = {name: account_of(app, name) for name in [*names, *([leads] if leads else [])]}
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        team = team_repository.add_team(db, "Mill Lane", MADE, least)
        for name in names:
            shown = name.partition("@")[0].title()
            team_repository.add_membership(
                db, team.id, ids[name], team_repository.MEMBER, shown, MADE
            )
        if leads:
            team_repository.add_membership(
                db, team.id, ids[leads], team_repository.SUPERVISOR, "Helen", MADE
            )
    return team.id


def check_in(browser: Browser, level: int = 3, week: str = WEEK, **more) -> Browser:
    """A whole check-in through its pages."""
    statements = {name: str(level) for name in STATEMENTS}
    browser.post(f"/check-in/{week}/statements", {**statements, **more})
    browser.post(f"/check-in/{week}/reflection", {"happened": "a text"})
    return browser


def link(browser: Browser, words: str) -> str:
    """Where the link that says this leads; what only a screen reader hears is left out."""
    for address, said in re.findall(
        r'<a\b[^>]*href="([^"]+)"[^>]*>(.*?)</a>', browser.html, re.DOTALL
    ):
        if _said(said) == words:
            return html.unescape(address)
    raise AssertionError((words, browser.words))


def press(browser: Browser, words: str, nth: int = 0) -> Browser:
    """Press the button that says this, as a browser without script would."""
    own = {}
    for tag, inside in re.findall(r"<form\b([^>]*)>(.*?)</form>", browser.html, re.DOTALL):
        own |= dict.fromkeys(re.findall(r"<button\b.*?</button>", inside, re.DOTALL), tag)
    buttons = re.findall(r"<button\b.*?</button>", browser.html, re.DOTALL)
    button = [each for each in buttons if _said(each) == words][nth]
    given = dict(re.findall(r'([\w-]+)="([^"]*)"', button[: button.index(">")]))
    action = dict(re.findall(r'([\w-]+)="([^"]*)"', own.get(button, ""))).get("action", "")
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', browser.html)
    fields = {given["name"]: given["value"], **({"seen": seen.group(1)} if seen else {})}
    browser.post(given.get("formaction") or action or browser.path, fields, fresh=False)
    return browser


def _said(tags: str) -> str:
    heard = re.sub(r'<span class="unseen">.*?</span>', "", tags, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", heard)).split())
