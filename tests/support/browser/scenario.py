"""An empty site, and people on it who have lived some weeks: what a page needs to be shown."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection

from reflect.accounts import invitations
from reflect.accounts import repository as account_repository
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import ActionInput
from reflect.checkins.repository import Questionnaire
from reflect.checkins.services import CheckIn
from reflect.core.crypto.vault import Vault, unlock_with_code
from reflect.core.weeks import Week
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from tests.support.browser.notebook_factory import W48, WEEKLY, fill_notebook
from tests.support.browser.visitor import Visitor
from tests.support.client import Client
from tests.support.site_fixture import FRIDAY

WEEK_TEXT = "Nobody near when the court call came"
EXPECTED_STATUSES = {400, 401, 403, 409, 422}  # a page that is not there is no page of its own kind


class Scenario:
    """What a way may use: an empty site, its clock, and a window of a certain size."""

    def __init__(self, app, clock, visit, sign_up) -> None:
        self.app, self.clock, self.visit, self.sign_up = app, clock, visit, sign_up

    def at(self, path: str, browser=None) -> Visitor:
        one = self.visit(browser, size=(320, 740), lent=True)
        one.expected |= EXPECTED_STATUSES
        return one.go(path)

    def sam(self, path: str) -> Visitor:
        """Somebody who has signed up and done nothing else."""
        return self.at(path, self.sign_up())

    def invited(self, name: str = "noor@example.org", *, reset: bool = False) -> str:
        with writing(self.app.extensions[ENGINE_EXTENSION_KEY]) as db:
            if reset:
                return invitations.create_reset_invitation(db, name, self.clock.now)
            return invitations.create_invitation(db, name, frozenset(), self.clock.now)

    def lived(self, weeks: int, last: Week = W48, name: str = "sam@example.org") -> Client:
        """Somebody with so many weeks up to `last`: a change, a hard week, weeks away, a gap."""
        browser = self.sign_up(name)
        self.keep(browser, lambda db, vault: submit_weeks(db, vault, weeks, last), name)
        return browser

    def kept(self, weeks: int = 52) -> Client:
        """The same, who also keeps one of everything else."""
        browser = self.lived(weeks)
        self.keep(browser, fill_notebook)
        return browser

    def keep(
        self,
        browser: Client,
        work: Callable[[Connection, Vault], object],
        name: str = "sam@example.org",
    ) -> None:
        """Let somebody keep something."""
        with reading(self.app.extensions[ENGINE_EXTENSION_KEY]) as db:
            vault = unlock_with_code(
                account_repository.find_account_by_username(db, name).record, browser.code
            )
        with writing(self.app.extensions[ENGINE_EXTENSION_KEY]) as db:
            work(db, vault)


def submit_weeks(db: Connection, vault: Vault, weeks: int, last: Week) -> None:
    """So many weeks, each on its Friday."""
    for n in range(weeks):
        week, now = last + (n + 1 - weeks), FRIDAY + timedelta(weeks=n + 1 - weeks)
        if n % 11 == 5:
            checkin_services.mark_away(db, vault, Questionnaire(WEEKLY, week), now)
        elif n % 17 != 13:
            checkin_services.save_check_in(
                db, vault, Questionnaire(WEEKLY, week), check_in_of_week(n), f"{n:016}", now
            )


def check_in_of_week(n: int) -> CheckIn:
    """The check-in of the week with this number."""
    low = 2 if n > 40 else 4
    answers = {"reach": low, "sense": 4 - n % 2, "belong": low, "answer": 3, "think": 3 + n % 2}
    answers |= {"care": 1 if n == 30 else 3, "finish": 4, "switch": 3 + n % 3, "time": 4}
    answers |= {"home": 4 + n % 3, "base": 3, "out": n % 3, "held": 1 if n % 5 == 0 else 2}
    texts = {"happened": WEEK_TEXT}
    return CheckIn(answers, texts, ActionInput("Ask for a room with a door.", 2, supervision=True))
