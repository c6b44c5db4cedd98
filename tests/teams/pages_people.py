"""Teams whose people stand in front of the app: who has a seat opens its pages."""

import re
import secrets
from datetime import datetime, timedelta
from random import Random

from browsers import COOKIE, Browser
from checkin_pages import make_vault
from team_people import MADE, WINDOW, People, people

from reflect.accounts import sessions
from reflect.accounts.sessions import NewSession
from reflect.core.crypto.vault import Vault
from reflect.core.windows import Window
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.models import accounts
from reflect.teams import repository as team_repository
from reflect.web.clock import CLOCK_EXTENSION

NAMES = ("Amy Reid", "Ben Osei", "Chloe Hart", "Dev Rao", "Eve Lund", "Fay Moss", "Gil Katz", "Ida")
PAGES = ("", "/meeting", "/roster")  # of everybody in a team
LEAD_PAGES = ("/agreed", "/talking", "/settings")


def opens(app, vault: Vault, *roles: str, strong: bool = False) -> Browser:
    """The browser of somebody with a bare vault, signed in now."""
    token, moment = secrets.token_bytes(32), app.extensions[CLOCK_EXTENSION]()
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        sessions.create_session(db, token, NewSession(vault.id, vault, strong), moment)
        if roles:
            mine = accounts.update().where(accounts.c.id == vault.id)
            db.execute(mine.values(roles=" ".join(sorted(roles))))
    browser = Browser(app)
    browser.client.set_cookie(COOKIE, token.hex())
    return browser


def somebody(app, number: int, *roles: str, strong: bool = False) -> Browser:
    """Somebody with an account and in no team."""
    return opens(app, make_vault(app, Vault(f"{number:032x}", bytes([number]) * 32)), *roles)


class Team:
    """A team with a supervisor, Helen, and its people's browsers."""

    def __init__(self, app, members: int = 7, *, first: int = 1, made: datetime = MADE, **more):
        self.app = app
        keys = app.extensions["reflect.keys"]
        self.people: People = people(app, members, keys=keys, first=first, made=made, **more)
        self.id, number = self.people.team, first + members
        self.helen = make_vault(app, Vault(f"{number:032x}", bytes([number]) * 32))
        with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            team_repository.add_membership(
                db, self.id, self.helen.id, "supervisor", "Helen Marsh", made
            )
            for seat, name in zip(self.seats(db), NAMES, strict=False):
                table = team_repository.memberships
                db.execute(table.update().where(table.c.id == seat.id).values(shown=name))

    def seats(self, db) -> list[team_repository.Membership]:
        return [
            seat
            for seat in team_repository.load_team_memberships(db, self.id)
            if seat.kind == team_repository.MEMBER
        ]

    def path(self, page: str = "") -> str:
        return f"/teams/{self.id}{page}"

    def member(self, number: int = 0) -> Browser:
        return opens(self.app, self.people.sharers[number].vault)

    def supervisor(self) -> Browser:
        return opens(self.app, self.helen)

    def share(self, *levels: int, window: Window = WINDOW) -> None:
        """The first members share, each at a level of their own, in the window's first week."""
        for who, level in enumerate(levels):
            self.people.shares(who, window.first, level)

    def close(self, window: Window = WINDOW, seed: int = 1) -> None:
        """Everything that is over at the close of a window, drawn from a seed."""
        self.people.closes(Random(seed), window.closes_at)

    def lives(self, levels: list[tuple[int, ...]], last: Window = WINDOW) -> None:
        """One window after the other, up to `last`: the levels of those who share."""
        for ago, shared in zip(range(len(levels) - 1, -1, -1), levels, strict=True):
            window = last + -ago
            self.share(*shared, window=window)
            self.close(window)


def year(app, **more) -> Team:
    """A team of eight with thirteen windows behind it, two of them not shown."""
    made = (WINDOW + -13).opens_at - timedelta(weeks=2)
    team, rng = Team(app, 8, made=made, **more), Random(4)
    for n in range(13):
        window = WINDOW + (n - 13)
        for who in range(3 if n in {4, 9} else 6 + n % 3):
            given = {name: _about(2.6 + n / 9, rng) for name in ("reach", "sense", "belong")}
            given |= {name: _about(3.4 - n / 14, rng) for name in ("answer", "think", "care")}
            given |= {name: _about(2.9, rng) for name in ("finish", "switch", "time")}
            team.people.answers_week(who, window.first, **given)
            team.people.counts(who, window.first)
        team.close(window)
    return team


def _about(middle: float, rng: Random) -> int:
    return min(5, max(1, round(rng.gauss(middle, 0.9))))


def same_but_for_tokens(html: str) -> str:
    """A page without what differs each time it is made: the masked form tokens."""
    return re.sub(r"\b[0-9a-f]{128}\b", "token", html)


def main_part(browser: Browser) -> str:
    """What must be the same for everybody in the team."""
    found = re.search(r"<section[^>]*data-same-for-all>(.*?)</section>", browser.html, re.DOTALL)
    return found.group(1)


def snapshot(browser: Browser, *paths: str) -> list[tuple]:
    """Status, headers and body of pages, with the form tokens masked."""
    seen = []
    for path in paths:
        answer = browser.get(path, follow=False)
        body = same_but_for_tokens(answer.get_data(as_text=True))
        seen.append((answer.status_code, sorted(answer.headers.items()), body))
    return seen
