"""People, teams and weeks for tests, made through the services and pages that real people use."""

import html
import re
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
from reflect.checkins.repository import Questionnaire
from reflect.checkins.services import CheckIn
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
from tests.support.accounts import NAME, PASSWORD, account_id, open_vault
from tests.support.checkin_forms import make_questionnaire, make_vault
from tests.support.client import SESSION_COOKIE, Client
from tests.support.page_parsing import mask_tokens
from tests.support.weeks import EVEN_ANSWERS, FRIDAY, LIBRARY, W48, WEEKLY

WINDOW = Window(37)  # of 2026-W47, 23 November being in its second week
TEAM_MADE = WINDOW.opens_at - timedelta(weeks=2)  # in the window before: members count in this one


SITE_KEYS = SiteKeys({1: b"s" * 32})


WEEKLY_ID = "weekly-check-in"


SCALE_IDS = ("connection", "supervision", "balance")


def answers_at_level(level: int) -> dict[str, int]:
    """Every statement with the same label, so that all three scales are (level - 1) * 25."""
    items = ("reach", "sense", "belong", "answer", "think", "care", "finish", "switch", "time")
    return dict.fromkeys(items, level)


def current_membership(db, account: str) -> team_repository.Membership:
    """The place of somebody who is a member of a team now."""
    return next(
        seat
        for seat in team_repository.load_account_memberships(db, account)
        if seat.kind == team_repository.MEMBER
    )


def friday_of(week: Week) -> datetime:
    return datetime(*week.days[4].timetuple()[:3], 16, 5, tzinfo=UTC)


@dataclass
class TeamPeople:
    """A team, and what its members do."""

    app: object
    team: str
    sharers: list[Sharer]

    def unit(self, work):
        with writing(self.app.extensions[ENGINE_EXTENSION_KEY]) as db:
            return work(db)

    def answers_week(self, who: int, week: Week, level: int = 3, **more) -> None:
        """A check-in, in one transaction with the box, as the route does it."""
        sharer, now = self.sharers[who], friday_of(week)

        def work(db):
            told = CheckIn({**answers_at_level(level), **more})
            checkin_services.save_check_in(
                db, sharer.vault, make_questionnaire(week), told, "e" * 16, now
            )
            contributions.update_contribution(db, sharer, WEEKLY_ID, week, now)

        self.unit(work)

    def counts(self, who: int, week: Week, *, yes: bool = True, now: datetime | None = None):
        moment = now or friday_of(week)
        return self.unit(
            lambda db: contributions.set_week_sharing(
                db, self.sharers[who], WEEKLY_ID, week, moment, counts=yes
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
    return TeamPeople(app, team.id, [Sharer(v.id, v, LIBRARY, keys) for v in vaults])


STATEMENTS = ("reach", "sense", "belong", "answer", "think", "care", "finish", "switch", "time")


WEEK_ID = "2026-W48"  # in which the clock of the tests stands


def make_team_of(app, names: list[str], leads: str = "", least: int = 5) -> str:
    """A team of those who have signed up under these names, joined two weeks before the window."""
    ids = {name: account_id(app, name) for name in [*names, *([leads] if leads else [])]}
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        team = team_repository.add_team(db, "Mill Lane", TEAM_MADE, least)
        for name in names:
            shown = name.partition("@")[0].title()
            team_repository.add_membership(
                db, team.id, ids[name], team_repository.MEMBER, shown, TEAM_MADE
            )
        if leads:
            team_repository.add_membership(
                db, team.id, ids[leads], team_repository.SUPERVISOR, "Helen", TEAM_MADE
            )
    return team.id


def submit_check_in(browser: Client, level: int = 3, week: str = WEEK_ID, **more) -> Client:
    """A whole check-in through its pages."""
    statements = {name: str(level) for name in STATEMENTS}
    browser.post(f"/check-in/{week}/statements", {**statements, **more})
    browser.post(f"/check-in/{week}/reflection", {"happened": "a text"})
    return browser


def link_address(browser: Client, words: str) -> str:
    """Where the link that says this leads; what only a screen reader hears is left out."""
    for address, said in re.findall(
        r'<a\b[^>]*href="([^"]+)"[^>]*>(.*?)</a>', browser.html, re.DOTALL
    ):
        if _said(said) == words:
            return html.unescape(address)
    raise AssertionError((words, browser.words))


def press_button(browser: Client, words: str, nth: int = 0) -> Client:
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


MEMBER_NAMES = (
    "Amy Reid",
    "Ben Osei",
    "Chloe Hart",
    "Dev Rao",
    "Eve Lund",
    "Fay Moss",
    "Gil Katz",
    "Ida",
)


MEMBER_PAGES = ("", "/meeting", "/roster")  # of everybody in a team


SUPERVISOR_PAGES = ("/agreed", "/talking", "/settings")


def sign_in_with_vault(app, vault: Vault, *roles: str, strong: bool = False) -> Client:
    """The browser of somebody with a bare vault, signed in now."""
    token, moment = secrets.token_bytes(32), app.extensions[CLOCK_EXTENSION]()
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        sessions.create_session(db, token, NewSession(vault.id, vault, strong), moment)
        if roles:
            mine = accounts.update().where(accounts.c.id == vault.id)
            db.execute(mine.values(roles=" ".join(sorted(roles))))
    browser = Client(app)
    browser.client.set_cookie(SESSION_COOKIE, token.hex())
    return browser


def make_person(app, number: int, *roles: str, strong: bool = False) -> Client:
    """Somebody with an account and in no team."""
    return sign_in_with_vault(
        app, make_vault(app, Vault(f"{number:032x}", bytes([number]) * 32)), *roles
    )


class Team:
    """A team with a supervisor, Helen, and its people's browsers."""

    def __init__(
        self, app, members: int = 7, *, first: int = 1, made: datetime = TEAM_MADE, **more
    ):
        self.app = app
        keys = app.extensions["reflect.keys"]
        self.people: TeamPeople = make_team(app, members, keys=keys, first=first, made=made, **more)
        self.id, number = self.people.team, first + members
        self.helen = make_vault(app, Vault(f"{number:032x}", bytes([number]) * 32))
        with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            team_repository.add_membership(
                db, self.id, self.helen.id, "supervisor", "Helen Marsh", made
            )
            for seat, name in zip(self.seats(db), MEMBER_NAMES, strict=False):
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

    def member(self, number: int = 0) -> Client:
        return sign_in_with_vault(self.app, self.people.sharers[number].vault)

    def supervisor(self) -> Client:
        return sign_in_with_vault(self.app, self.helen)

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


def make_team_with_year(app, **more) -> Team:
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


def shared_section(browser: Client) -> str:
    """What must be the same for everybody in the team."""
    found = re.search(r"<section[^>]*data-same-for-all>(.*?)</section>", browser.html, re.DOTALL)
    return found.group(1)


def response_snapshot(browser: Client, *paths: str) -> list[tuple]:
    """Status, headers and body of pages, with the form tokens masked."""
    seen = []
    for path in paths:
        answer = browser.get(path, follow=False)
        body = mask_tokens(answer.get_data(as_text=True))
        seen.append((answer.status_code, sorted(answer.headers.items()), body))
    return seen


FULL_ANSWERS = {**EVEN_ANSWERS, "finish": 4, "switch": 4, "time": 4, "home": 5, "held": 1}


def submit_week(app, browser, week: Week, planned: ActionInput | None = None, /, **answers) -> None:
    """Send a week's check-in, on the Friday of that week."""
    check_in = CheckIn(answers or FULL_ANSWERS, {"happened": "a text"}, planned or ActionInput())
    friday = FRIDAY + timedelta(weeks=week - W48)
    vault = open_vault(app, browser)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        checkin_services.save_check_in(
            db, vault, Questionnaire(WEEKLY, week), check_in, "f" * 16, friday
        )


def submit_weeks(app, browser, weeks: int, last: Week = W48) -> None:
    """So many weeks up to `last`, like each other but for the last statement."""
    for n in range(weeks):
        submit_week(app, browser, last + (n + 1 - weeks), **{**FULL_ANSWERS, "time": 3 + n % 3})


def mark_week_away(app, browser, week: Week) -> None:
    vault = open_vault(app, browser)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        checkin_services.mark_away(db, vault, Questionnaire(WEEKLY, week), FRIDAY)


def submit_monthly_set(app, browser, name: str, week: str, answers: dict) -> None:
    """Answer a monthly set in a week."""
    found, vault = Week.parse(week), open_vault(app, browser)
    friday = FRIDAY + timedelta(weeks=found - W48)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        sheet = Questionnaire(LIBRARY.latest(name), found)
        checkin_services.save_check_in(db, vault, sheet, CheckIn(answers), "f" * 16, friday)


def table_rows(page: str) -> list[list[str]]:
    """The body of the table, cell by cell."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL).group(1)
    return [
        [html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", body)
    ]


def scale_sentences(page: str) -> list[str]:
    """What stands beside each scale, without tags."""
    listed = re.search(r'<ul class="said">(.*?)</ul>', page, re.DOTALL).group(1)
    spoken = re.sub(r"<[^>]+>", " ", listed.replace("</li>", "\n\n"))
    return [" ".join(html.unescape(one).split()) for one in spoken.split("\n\n") if one.strip()]


LEADER_REVIEW = LIBRARY.latest("leader-review")


JOURNAL_PATH = "/notebook/journal"


SEARCH_PATH = "/notebook/journal/search"


MONTH_PATH = "/notebook/month/2026-11"


ENTRY_PATH = "/notebook/journal/2026-W48/weekly-check-in"


def submit_texts(app, vault: Vault, week: Week = W48, action: str = "", instrument=WEEKLY, **texts):
    """Send a check-in with these texts, on the Friday of its week."""
    friday = FRIDAY + timedelta(weeks=week - W48)
    check_in = CheckIn({"home": 3} if instrument is WEEKLY else {}, texts, ActionInput(action))
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        checkin_services.save_check_in(
            db, vault, Questionnaire(instrument, week), check_in, "f" * 16, friday
        )


def load_value(app, vault: Vault, kind: str, *key: str):
    """What a row holds."""
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return vaults.load(db, vault, kind, *key).value


def load_notes(app, vault: Vault, week: Week = W48):
    return load_value(app, vault, "notes", WEEKLY.id, str(week))


ANSWERS_WITH_HOME = {**EVEN_ANSWERS, "finish": 4, "switch": 4, "time": 4, "home": 5}


def submit_week_ago(
    app, browser, ago: int, texts=None, planned=None, outcome="", **answers
) -> None:
    """Send the check-in of so many weeks ago, on its Friday."""
    check_in = CheckIn(answers or ANSWERS_WITH_HOME, texts or {}, planned or ActionInput(), outcome)
    week, friday = W48 + -ago, FRIDAY - timedelta(weeks=ago)
    vault = open_vault(app, browser)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        checkin_services.save_check_in(
            db, vault, Questionnaire(WEEKLY, week), check_in, f"{ago:016x}", friday
        )


def submit_after_lock(browser, clock, path: str, fields) -> None:
    """The form is sent after the lock; its writer signs in again."""
    clock.forward(minutes=17)
    browser.post(path, fields, fresh=False)
    assert browser.path == "/sign-in", browser.words
    wanted = re.search(r'name="next" value="(.*?)"', browser.html).group(1)
    fields = {"name": NAME, "password": PASSWORD, "next": wanted}
    browser.post("/sign-in", fields, fresh=False)


SCORED_ANSWERS = {**EVEN_ANSWERS, "finish": 4, "switch": 4, "time": 4}


FOUR_WEEKLY_SETTINGS = {"shown": "", "interval": 4, "own_interval": 4, "stage": ""}


def make_supervision_year(
    held: Mapping[int, SupervisionMeeting] | tuple[int, ...],
    weeks: int = 52,
    own: Mapping[str, object] = FOUR_WEEKLY_SETTINGS,
    **more: int | str | None,
) -> SupervisionHistory:
    """So many weeks up to W48; `held` counts weeks ago, as do `w3=3`: answers, "away" or None."""
    meetings = held if isinstance(held, Mapping) else dict.fromkeys(held, SupervisionMeeting())
    other = {int(name[1:]): value for name, value in more.items()}
    entries = {}
    for week in weeks_between(W48 + (1 - weeks), W48):
        ago = W48 - week
        said = other.get(ago, SUPERVISION_HELD if ago in meetings else SUPERVISION_NOT_DUE)
        if said == "away":
            entries[week] = WeekEntry(week, away=True)
        elif said is not None:
            entries[week] = WeekEntry(week, held=said, meeting=meetings.get(ago))
    return build_supervision_history(entries, W48 + (1 - weeks), W48, own)


def submit_planned_week(
    app, browser, week: Week, planned: ActionInput | None = None, outcome="", /, **answers
):
    """A week's check-in, on the Friday of that week."""
    check_in = CheckIn(answers or SCORED_ANSWERS, {}, planned or ActionInput(), outcome)
    friday = FRIDAY + timedelta(weeks=week - W48)
    vault = open_vault(app, browser)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        fresh = f"{week.number:016}"
        checkin_services.save_check_in(
            db, vault, Questionnaire(WEEKLY, week), check_in, fresh, friday
        )
