"""People of one team in front of the app: signed up through the pages, members since a month."""

from datetime import timedelta

from browsers import Browser

from reflect.accounts import records as accounts
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.db import KEY, reading, writing
from reflect.teams import records

STATEMENTS = ("reach", "sense", "belong", "answer", "think", "care", "finish", "switch", "time")
WEEK = "2026-W48"  # in which the clock of the tests stands
WINDOW = Window.of(Week.parse(WEEK))
MADE = WINDOW.opens - timedelta(weeks=2)


def account_of(app, name: str) -> str:
    with reading(app.extensions[KEY]) as db:
        return accounts.named(db, name).account.id


def team_of(app, names: list[str], leads: str = "", least: int = 5) -> str:
    """A team of those who have signed up under these names, joined two weeks before the window."""
    ids = {name: account_of(app, name) for name in [*names, *([leads] if leads else [])]}
    with writing(app.extensions[KEY]) as db:
        team = records.add_team(db, "Mill Lane", MADE, least)
        for name in names:
            shown = name.partition("@")[0].title()
            records.take_seat(db, team.id, ids[name], records.MEMBER, shown, MADE)
        if leads:
            records.take_seat(db, team.id, ids[leads], records.SUPERVISOR, "Helen", MADE)
    return team.id


def check_in(browser: Browser, level: int = 3, week: str = WEEK, **more) -> Browser:
    """A whole check-in through its pages."""
    statements = {name: str(level) for name in STATEMENTS}
    browser.post(f"/check-in/{week}/statements", {**statements, **more})
    browser.post(f"/check-in/{week}/reflection", {"happened": "a text"})
    return browser
