"""People with weeks and notebooks on an empty site, for the browser tests that open its pages."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection

from reflect.accounts import invitations
from reflect.accounts import repository as account_repository
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import ActionInput
from reflect.checkins.fields import CheckIn
from reflect.checkins.repository import Questionnaire
from reflect.core.crypto.vault import Vault, unlock_with_code
from reflect.core.weeks import Week
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from tests.support.browser.notebook_factory import fill_notebook
from tests.support.browser.visitor import Visitor
from tests.support.client import Client
from tests.support.weeks import FRIDAY, W48, WEEKLY

WEEK_TEXT = "Nobody near when the court call came"
EXPECTED_STATUSES = {400, 401, 403, 409, 422}  # 404 is named by the pages that expect it


class Scenario:
    """An empty site and its clock; opens narrow windows and makes the users who need them."""

    def __init__(self, app, clock, visit, sign_up) -> None:
        self.app, self.clock, self.visit, self.sign_up = app, clock, visit, sign_up

    def open(self, path: str, browser=None) -> Visitor:
        """Open a page in a window of 320 by 740 pixels, logged in as `browser` is."""
        one = self.visit(browser, size=(320, 740), lent=True)
        one.expected |= EXPECTED_STATUSES
        return one.go(path)

    def open_as_new_user(self, path: str) -> Visitor:
        """Open a page as a person who signed up and has written nothing."""
        return self.open(path, self.sign_up())

    def invite(self, name: str = "noor@example.org", *, reset: bool = False) -> str:
        """The code of an invitation, or of one that resets an account."""
        with writing(self.app.extensions[ENGINE_EXTENSION_KEY]) as db:
            if reset:
                return invitations.create_reset_invitation(db, name, self.clock.now)
            return invitations.create_invitation(db, name, frozenset(), self.clock.now)

    def user_with_weeks(
        self, weeks: int, last: Week = W48, name: str = "sam@example.org"
    ) -> Client:
        """A person with weeks up to `last`: a change of level, a hard week, weeks away, a gap."""
        browser = self.sign_up(name)
        self.run_in_vault(browser, lambda db, vault: submit_weeks(db, vault, weeks, last), name)
        return browser

    def user_with_notebook(self, weeks: int = 52) -> Client:
        """The same, with one of everything that a notebook can hold."""
        browser = self.user_with_weeks(weeks)
        self.run_in_vault(browser, fill_notebook)
        return browser

    def run_in_vault(
        self,
        browser: Client,
        work: Callable[[Connection, Vault], object],
        name: str = "sam@example.org",
    ) -> None:
        """Call `work` with a connection and the vault of the person, in one transaction."""
        with reading(self.app.extensions[ENGINE_EXTENSION_KEY]) as db:
            vault = unlock_with_code(
                account_repository.find_account_by_username(db, name).record, browser.code
            )
        with writing(self.app.extensions[ENGINE_EXTENSION_KEY]) as db:
            work(db, vault)


def submit_weeks(db: Connection, vault: Vault, weeks: int, last: Week) -> None:
    """Send check-ins for these weeks, each on its Friday; some weeks are away or left out."""
    for n in range(weeks):
        week, now = last + (n + 1 - weeks), FRIDAY + timedelta(weeks=n + 1 - weeks)
        if n % 11 == 5:
            checkin_services.mark_away(db, vault, Questionnaire(WEEKLY, week), now)
        elif n % 17 != 13:
            checkin_services.save_check_in(
                db, vault, Questionnaire(WEEKLY, week), make_check_in(n), f"{n:016}", now
            )


def make_check_in(n: int) -> CheckIn:
    """The check-in of the nth week."""
    low = 2 if n > 40 else 4
    answers = {"reach": low, "sense": 4 - n % 2, "belong": low, "answer": 3, "think": 3 + n % 2}
    answers |= {"care": 1 if n == 30 else 3, "finish": 4, "switch": 3 + n % 3, "time": 4}
    answers |= {"home": 4 + n % 3, "base": 3, "out": n % 3, "held": 1 if n % 5 == 0 else 2}
    texts = {"happened": WEEK_TEXT}
    return CheckIn(answers, texts, ActionInput("Ask for a room with a door.", 2, supervision=True))
