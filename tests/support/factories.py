"""People's weeks, teams and notebooks for tests, made through the services that the pages use.

First weeks (`submit_...`, sent as check-ins on the Friday of their week), then people and teams
(`make_...`), then what a notebook holds. `submit_check_in` alone sends the forms of the pages.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from reflect import vaults
from reflect.accounts import sessions
from reflect.accounts.sessions import NewSession
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import ActionInput
from reflect.checkins.fields import CheckIn
from reflect.checkins.repository import Questionnaire
from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.vault import Vault
from reflect.core.week_entries import (
    SUPERVISION_HELD,
    SUPERVISION_NOT_DUE,
    SupervisionMeeting,
    WeekEntry,
)
from reflect.core.weeks import Week, weeks_between
from reflect.core.windows import Window
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.models import accounts
from reflect.notebook.supervision.services import SupervisionHistory, build_supervision_history
from reflect.teams import contributions, window_closing
from reflect.teams import repository as team_repository
from reflect.teams.contributions import Sharer
from reflect.web.clock import CLOCK_EXTENSION
from tests.support.accounts import account_id, open_vault
from tests.support.checkin_forms import make_questionnaire, make_vault
from tests.support.client import SESSION_COOKIE, Client
from tests.support.weeks import EVEN_ANSWERS, FRIDAY, LIBRARY, W48, WEEKLY

# Weeks

WEEKLY_ID = "weekly-check-in"
STATEMENTS = ("reach", "sense", "belong", "answer", "think", "care", "finish", "switch", "time")
FULL_ANSWERS = {**EVEN_ANSWERS, "finish": 4, "switch": 4, "time": 4, "home": 5, "held": 1}


def friday_of(week: Week) -> datetime:
    """Friday of a week, 16:05 UTC: the time at which the tests send check-ins."""
    return datetime(*week.days[4].timetuple()[:3], 16, 5, tzinfo=UTC)


def answers_at_level(level: int) -> dict[str, int]:
    """The same answer (1 to 5) to each statement: all three scales are (level - 1) * 25."""
    return dict.fromkeys(STATEMENTS, level)


def submit_week(
    app,
    browser: Client,
    week: Week,
    planned: ActionInput | None = None,
    outcome: str = "",
    /,
    texts: Mapping[str, str] | None = None,
    **answers,
) -> None:
    """Send a week's check-in, by default with `FULL_ANSWERS` and without texts.

    `planned` is the action for the coming week, `outcome` what became of the last one.
    """
    check_in = CheckIn(answers or FULL_ANSWERS, texts or {}, planned or ActionInput(), outcome)
    _save_check_in(app, open_vault(app, browser), Questionnaire(WEEKLY, week), check_in)


def submit_weeks(app, browser: Client, weeks: int, last: Week = W48) -> None:
    """Send `weeks` check-ins up to `last`, which differ in the last statement only."""
    for n in range(weeks):
        submit_week(app, browser, last + (n + 1 - weeks), **{**FULL_ANSWERS, "time": 3 + n % 3})


def submit_monthly_set(app, browser: Client, name: str, week: str, answers: dict) -> None:
    """Answer a monthly set in a week, such as "2026-W45"."""
    questionnaire = Questionnaire(LIBRARY.latest(name), Week.parse(week))
    _save_check_in(app, open_vault(app, browser), questionnaire, CheckIn(answers))


def submit_texts(app, vault: Vault, week: Week = W48, action: str = "", instrument=WEEKLY, **texts):
    """Send a check-in with these texts."""
    check_in = CheckIn({"home": 3} if instrument is WEEKLY else {}, texts, ActionInput(action))
    _save_check_in(app, vault, Questionnaire(instrument, week), check_in)


def _save_check_in(app, vault: Vault, questionnaire: Questionnaire, check_in: CheckIn) -> None:
    """Save a check-in on the Friday of its week."""
    week = questionnaire.week
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        checkin_services.save_check_in(
            db, vault, questionnaire, check_in, f"{week.number:016x}", friday_of(week)
        )


def submit_check_in(browser: Client, level: int = 3, week: Week = W48, **more) -> Client:
    """Send a check-in through its pages, with each statement at `level`."""
    statements = {name: str(answer) for name, answer in answers_at_level(level).items()}
    browser.post(f"/check-in/{week}/statements", {**statements, **more})
    browser.post(f"/check-in/{week}/reflection", {"happened": "a text"})
    return browser


def mark_week_away(app, browser: Client, week: Week) -> None:
    vault = open_vault(app, browser)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        checkin_services.mark_away(db, vault, Questionnaire(WEEKLY, week), FRIDAY)


# People and teams

WINDOW = Window(37)  # of 2026-W47; 23 November is in its second week
TEAM_MADE = WINDOW.opens_at - timedelta(weeks=2)  # in the window before: members count in this one
SITE_KEYS = SiteKeys({1: b"s" * 32})
SCALE_IDS = ("connection", "supervision", "balance")
MEMBER_NAMES = (
    *("Amy Reid", "Ben Osei", "Chloe Hart", "Dev Rao"),
    *("Eve Lund", "Fay Moss", "Gil Katz", "Ida"),
)


def make_person(app, number: int, *roles: str, strong: bool = False) -> Client:
    """The browser of a person with a vault and these roles, in no team, signed in."""
    return sign_in_with_vault(app, make_vault(app, _numbered_vault(number)), *roles, strong=strong)


def sign_in_with_vault(app, vault: Vault, *roles: str, strong: bool = False) -> Client:
    """The browser of a person with a bare vault, signed in; `strong`: with a second factor."""
    token, now = secrets.token_bytes(32), app.extensions[CLOCK_EXTENSION]()
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        sessions.create_session(db, token, NewSession(vault.id, vault, strong), now)
        if roles:
            account = accounts.update().where(accounts.c.id == vault.id)
            db.execute(account.values(roles=" ".join(sorted(roles))))
    browser = Client(app)
    browser.client.set_cookie(SESSION_COOKIE, token.hex())
    return browser


def _numbered_vault(number: int) -> Vault:
    return Vault(f"{number:032x}", bytes([number]) * 32)


@dataclass
class TeamPeople:
    """A team whose members, by their numbers from 0, check in and share through the services."""

    app: object
    team: str
    sharers: list[Sharer]

    def run(self, work):
        """What `work` returns for a connection, in a transaction of its own."""
        with writing(self.app.extensions[ENGINE_EXTENSION_KEY]) as db:
            return work(db)

    def submit_check_in(self, number: int, week: Week, level: int = 3, **more) -> None:
        """Save a check-in and its contribution in one transaction, as the route does."""
        sharer, now = self.sharers[number], friday_of(week)
        check_in = CheckIn({**answers_at_level(level), **more})

        def work(db):
            checkin_services.save_check_in(
                db, sharer.vault, make_questionnaire(week), check_in, "e" * 16, now
            )
            contributions.update_contribution(db, sharer, WEEKLY_ID, week, now)

        self.run(work)

    def set_sharing(self, number: int, week: Week, *, yes=True, now: datetime | None = None):
        """Share a week, or take it back; on its Friday if `now` is not given."""
        sharer, now = self.sharers[number], now or friday_of(week)
        return self.run(
            lambda db: contributions.set_week_sharing(db, sharer, WEEKLY_ID, week, now, counts=yes)
        )

    def share_week(self, number: int, week: Week, level: int = 3) -> None:
        self.submit_check_in(number, week, level)
        self.set_sharing(number, week)

    def close_windows(
        self, rng: Random, now: datetime | None = None
    ) -> list[window_closing.ClosedWindow]:
        """Close all windows that are due at `now`, by default the end of `WINDOW`."""
        now = now or WINDOW.closes_at
        due = self.run(lambda db: window_closing.find_due_windows(db, LIBRARY, now))
        keys = self.sharers[0].keys
        closed = [
            self.run(lambda db, at=tally: window_closing.close_window(db, LIBRARY, keys, at, rng))
            for tally in due
        ]
        return [each for each in closed if each]

    def published_figures(self, window: Window = WINDOW):
        """The released figures of a window, None where it has not been closed."""
        windows = self.run(lambda db: contributions.load_published_windows(db, self.team))
        return next((each.figures for each in windows if each.window == window), None)


def make_team(
    app,
    members: int,
    least: int = 5,
    *,
    keys: SiteKeys = SITE_KEYS,
    first: int = 1,
    name: str = "Mill Lane",
    made: datetime = TEAM_MADE,
) -> TeamPeople:
    """A team of people with bare vaults, who joined when it was made, before `WINDOW`.

    The vaults are numbered from `first`, so that a second team has other people.
    """
    team_vaults = [make_vault(app, _numbered_vault(n)) for n in range(first, first + members)]
    shown_names = {vault.id: vault.id[-2:] for vault in team_vaults}
    team = _add_team(app, name, made, least, shown_names)
    return TeamPeople(app, team, [Sharer(v.id, v, LIBRARY, keys) for v in team_vaults])


def make_team_of_users(app, names: list[str]) -> str:
    """The id of a team of people who signed up with these usernames."""
    shown_names = {account_id(app, name): name.partition("@")[0].title() for name in names}
    return _add_team(app, "Mill Lane", TEAM_MADE, 5, shown_names)


def _add_team(app, name: str, made: datetime, least: int, members: Mapping[str, str]) -> str:
    """Store a team; `members` has their names as shown in it, by account."""
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        team = team_repository.add_team(db, name, made, least)
        for account, shown in members.items():
            kind = team_repository.MEMBER
            team_repository.add_membership(db, team.id, account, kind, shown, made)
    return team.id


def current_membership(db, account: str) -> team_repository.Membership:
    """The membership of an account that is a member of one team now."""
    memberships = team_repository.load_account_memberships(db, account)
    return next(each for each in memberships if each.kind == team_repository.MEMBER)


class Team:
    """A team with a supervisor, Helen, and the browsers of its people."""

    def __init__(
        self, app, members: int = 7, *, first: int = 1, made: datetime = TEAM_MADE, **more
    ):
        self.app = app
        keys = app.extensions["reflect.keys"]
        self.people: TeamPeople = make_team(app, members, keys=keys, first=first, made=made, **more)
        self.id = self.people.team
        self.helen = make_vault(app, _numbered_vault(first + members))
        with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            team_repository.add_membership(
                db, self.id, self.helen.id, team_repository.SUPERVISOR, "Helen Marsh", made
            )
            table = team_repository.memberships
            for membership, name in zip(self.memberships(db), MEMBER_NAMES, strict=False):
                row = table.update().where(table.c.id == membership.id)
                db.execute(row.values(shown=name))

    def memberships(self, db) -> list[team_repository.Membership]:
        """Those of its members, without the supervisor."""
        memberships = team_repository.load_team_memberships(db, self.id)
        return [each for each in memberships if each.kind == team_repository.MEMBER]

    def path(self, page: str = "") -> str:
        return f"/teams/{self.id}{page}"

    def member(self, number: int = 0) -> Client:
        return sign_in_with_vault(self.app, self.people.sharers[number].vault)

    def supervisor(self) -> Client:
        return sign_in_with_vault(self.app, self.helen)

    def share(self, *levels: int, window: Window = WINDOW) -> None:
        """Let the first members share a window's first week, each at one of the levels."""
        for number, level in enumerate(levels):
            self.people.share_week(number, window.first, level)

    def close(self, window: Window = WINDOW, seed: int = 1) -> None:
        """Close all windows that have ended when this one ends, with random numbers from `seed`."""
        self.people.close_windows(Random(seed), window.closes_at)

    def share_and_close(self, levels: list[tuple[int, ...]], last: Window = WINDOW) -> None:
        """Share and close one window after the other up to `last`, each with its levels."""
        for ago, window_levels in zip(range(len(levels) - 1, -1, -1), levels, strict=True):
            window = last + -ago
            self.share(*window_levels, window=window)
            self.close(window)


def make_team_with_year(app, **more) -> Team:
    """A team of eight with thirteen closed windows, two of which are not shown."""
    made = (WINDOW + -13).opens_at - timedelta(weeks=2)
    team, rng = Team(app, 8, made=made, **more), Random(4)
    for n in range(13):
        window = WINDOW + (n - 13)
        for number in range(3 if n in {4, 9} else 6 + n % 3):
            means = (2.6 + n / 9, 3.4 - n / 14, 2.9)  # of the three scales, three statements each
            answers = {
                name: _draw_answer(means[at // 3], rng) for at, name in enumerate(STATEMENTS)
            }
            team.people.submit_check_in(number, window.first, **answers)
            team.people.set_sharing(number, window.first)
        team.close(window)
    return team


def _draw_answer(mean: float, rng: Random) -> int:
    return min(5, max(1, round(rng.gauss(mean, 0.9))))


# Notebooks

FOUR_WEEKLY_SETTINGS = {"shown": "", "interval": 4, "own_interval": 4, "stage": ""}


def load_value(app, vault: Vault, kind: str, *key: str):
    """The value of a sealed row."""
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return vaults.load(db, vault, kind, *key).value


def load_notes(app, vault: Vault, week: Week = W48):
    return load_value(app, vault, "notes", WEEKLY.id, str(week))


def make_supervision_year(
    held: Mapping[int, SupervisionMeeting] | tuple[int, ...],
    weeks: int = 52,
    own: Mapping[str, object] = FOUR_WEEKLY_SETTINGS,
    **others: int | str | None,
) -> SupervisionHistory:
    """The supervision of `weeks` weeks up to W48, of a person with the settings `own`.

    `held` has the weeks with a meeting, counted back from W48. `others` has other weeks, as in
    `w3=`: an answer to "held", "away", or None for a week without a check-in.
    """
    meetings = held if isinstance(held, Mapping) else dict.fromkeys(held, SupervisionMeeting())
    answers = {int(name[1:]): value for name, value in others.items()}
    entries = {}
    for week in weeks_between(W48 + (1 - weeks), W48):
        ago = W48 - week
        answer = answers.get(ago, SUPERVISION_HELD if ago in meetings else SUPERVISION_NOT_DUE)
        if answer == "away":
            entries[week] = WeekEntry(week, away=True)
        elif answer is not None:
            entries[week] = WeekEntry(week, held=answer, meeting=meetings.get(ago))
    return build_supervision_history(entries, W48 + (1 - weeks), W48, own)
