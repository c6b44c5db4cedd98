"""An empty site, and people on it who have lived some weeks: what a page needs to be shown."""

from datetime import timedelta

from ground import FRIDAY
from visitors import Visitor

from reflect.accounts import invitations, records
from reflect.checkins import service
from reflect.checkins.actions import Planned
from reflect.checkins.service import CheckIn
from reflect.checkins.stored import Sheet
from reflect.config import ours
from reflect.core.library import load_library
from reflect.core.vault import open_with_code
from reflect.core.weeks import Week
from reflect.db import KEY, reading, writing

W48, W47 = Week.parse("2026-W48"), Week.parse("2026-W47")
WEEKLY = load_library(ours("instruments")).latest("weekly-check-in")
WORDS = "Nobody near when the court call came"
ERRORS = {400, 401, 403, 404, 409, 422}


class Stage:
    """What a way may use: an empty site, its clock, and a window of a certain size."""

    def __init__(self, app, clock, visit, sign_up) -> None:
        self.app, self.clock, self.visit, self.sign_up = app, clock, visit, sign_up

    def at(self, path: str, browser=None) -> Visitor:
        one = self.visit(browser, size=(320, 740))
        one.expected |= ERRORS
        return one.go(path)

    def sam(self, path: str) -> Visitor:
        """Somebody who has signed up and done nothing else."""
        return self.at(path, self.sign_up())

    def invited(self, name: str = "noor@example.org", *, reset: bool = False) -> str:
        with writing(self.app.extensions[KEY]) as db:
            if reset:
                return invitations.invite_reset(db, name, self.clock.now)
            return invitations.invite(db, name, frozenset(), self.clock.now)

    def lived(self, weeks: int, last: Week = W48, name: str = "sam@example.org"):
        """Somebody with so many weeks up to `last`: a change, a hard week, weeks away, a gap."""
        browser = self.sign_up(name)
        with reading(self.app.extensions[KEY]) as db:
            vault = open_with_code(records.named(db, name).record, browser.code)
        with writing(self.app.extensions[KEY]) as db:
            for n in range(weeks):
                week, now = last + (n + 1 - weeks), FRIDAY + timedelta(weeks=n + 1 - weeks)
                if n % 11 == 5:
                    service.mark_away(db, vault, Sheet(WEEKLY, week), now)
                elif n % 17 != 13:
                    service.submit(db, vault, Sheet(WEEKLY, week), lived_in(n), f"{n:016}", now)
        return browser


def lived_in(n: int) -> CheckIn:
    """The check-in of the week with this number."""
    low = 2 if n > 40 else 4
    answers = {"reach": low, "sense": 4 - n % 2, "belong": low, "answer": 3, "think": 3 + n % 2}
    answers |= {"care": 1 if n == 30 else 3, "finish": 4, "switch": 3 + n % 3, "time": 4}
    answers |= {"home": 4 + n % 3, "base": 3, "out": n % 3, "held": 1 if n % 5 == 0 else 2}
    texts = {"happened": WORDS}
    return CheckIn(answers, texts, Planned("Ask for a room with a door.", 2, supervision=True))
