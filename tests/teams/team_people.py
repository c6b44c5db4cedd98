"""Teams of people with bare vaults, who answer weeks and let them count; for tests of services."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from checkin_pages import LIBRARY, make_vault, sheet

from reflect.checkins import services as checkin_services
from reflect.checkins.services import CheckIn
from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.vault import Vault
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.teams import contributions, window_closing
from reflect.teams import repository as team_repository
from reflect.teams.contributions import Sharer

KEYS = SiteKeys({1: b"s" * 32})
WEEKLY = "weekly-check-in"
WINDOW = Window(37)  # of 2026-W47, 23 November being in its second week
MADE = WINDOW.opens_at - timedelta(weeks=2)  # in the window before: members count in this one
SCORES = ("connection", "supervision", "balance")


def answers(level: int) -> dict[str, int]:
    """Every statement with the same label, so that all three scales are (level - 1) * 25."""
    items = ("reach", "sense", "belong", "answer", "think", "care", "finish", "switch", "time")
    return dict.fromkeys(items, level)


def member_seat(db, account: str) -> team_repository.Membership:
    """The place of somebody who is a member of a team now."""
    return next(
        seat
        for seat in team_repository.load_account_memberships(db, account)
        if seat.kind == team_repository.MEMBER
    )


def friday(week: Week) -> datetime:
    return datetime(*week.days[4].timetuple()[:3], 16, 5, tzinfo=UTC)


@dataclass
class People:
    """A team, and what its members do."""

    app: object
    team: str
    sharers: list[Sharer]

    def unit(self, work):
        with writing(self.app.extensions[ENGINE_EXTENSION_KEY]) as db:
            return work(db)

    def answers_week(self, who: int, week: Week, level: int = 3, **more) -> None:
        """A check-in, in one transaction with the box, as the route does it."""
        sharer, now = self.sharers[who], friday(week)

        def work(db):
            told = CheckIn({**answers(level), **more})
            checkin_services.save_check_in(db, sharer.vault, sheet(week), told, "e" * 16, now)
            contributions.update_contribution(db, sharer, WEEKLY, week, now)

        self.unit(work)

    def counts(self, who: int, week: Week, *, yes: bool = True, now: datetime | None = None):
        moment = now or friday(week)
        return self.unit(
            lambda db: contributions.set_week_sharing(
                db, self.sharers[who], WEEKLY, week, moment, counts=yes
            )
        )

    def shares(self, who: int, week: Week, level: int = 3) -> None:
        self.answers_week(who, week, level)
        self.counts(who, week)

    def closes(self, rng, now: datetime | None = None) -> list[window_closing.ClosedWindow]:
        """Everything that is due."""
        moment = now or WINDOW.closes_at
        places = self.unit(lambda db: window_closing.find_due_windows(db, LIBRARY, moment))
        return [
            done
            for place in places
            if (done := self.unit(lambda db, at=place: self.close(db, at, rng)))
        ]

    def close(self, db, place, rng) -> window_closing.ClosedWindow | None:
        return window_closing.close_window(db, LIBRARY, self.sharers[0].keys, place, rng)

    def published(self, window: Window = WINDOW):
        found = self.unit(lambda db: contributions.load_published_windows(db, self.team))
        return next((each.figures for each in found if each.window == window), None)


def people(
    app,
    members: int,
    least: int = 5,
    *,
    keys: SiteKeys = KEYS,
    first: int = 1,
    name: str = "Mill Lane",
    made: datetime = MADE,
) -> People:
    """A team of so many members, who joined in the window before `WINDOW`.

    The vaults are numbered from `first`, so that a second team has people of its own.
    """
    numbers = range(first, first + members)
    vaults = [make_vault(app, Vault(f"{n:032x}", bytes([n]) * 32)) for n in numbers]
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        team = team_repository.add_team(db, name, made, least)
        for vault in vaults:
            team_repository.add_membership(
                db, team.id, vault.id, team_repository.MEMBER, vault.id[-2:], made
            )
    return People(app, team.id, [Sharer(v.id, v, LIBRARY, keys) for v in vaults])
