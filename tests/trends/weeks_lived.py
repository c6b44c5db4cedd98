"""People who have answered some weeks, behind the pages; what a page says, read back."""

import html
import re
from datetime import UTC, datetime, timedelta

from reflect.accounts import repository as account_repository
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import ActionInput
from reflect.checkins.repository import Questionnaire
from reflect.checkins.services import CheckIn
from reflect.config import packaged_data_dir
from reflect.core.crypto.vault import Vault, unlock_with_code
from reflect.core.instruments.library import load_library
from reflect.core.weeks import Week
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing

LIBRARY = load_library(packaged_data_dir("instruments"))
WEEKLY = LIBRARY.latest("weekly-check-in")
W48 = Week.parse("2026-W48")  # the week in which the clock of the tests stands
NOW = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)
EVEN = {"reach": 4, "sense": 4, "belong": 4, "answer": 3, "think": 3, "care": 3}
ALL = {**EVEN, "finish": 4, "switch": 4, "time": 4, "home": 5, "held": 1}


def vault_of(app, browser, name: str = "sam@example.org") -> Vault:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return unlock_with_code(
            account_repository.find_account_by_username(db, name).record, browser.code
        )


def answer(app, browser, week: Week, planned: ActionInput | None = None, /, **answers) -> None:
    """Send a week's check-in, on the Friday of that week."""
    check_in = CheckIn(answers or ALL, {"happened": "a text"}, planned or ActionInput())
    friday = NOW + timedelta(weeks=week - W48)
    vault = vault_of(app, browser)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        checkin_services.save_check_in(
            db, vault, Questionnaire(WEEKLY, week), check_in, "f" * 16, friday
        )


def live(app, browser, weeks: int, last: Week = W48) -> None:
    """So many weeks up to `last`, like each other but for the last statement."""
    for n in range(weeks):
        answer(app, browser, last + (n + 1 - weeks), **{**ALL, "time": 3 + n % 3})


def away(app, browser, week: Week) -> None:
    vault = vault_of(app, browser)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        checkin_services.mark_away(db, vault, Questionnaire(WEEKLY, week), NOW)


def tell(app, browser, name: str, week: str, answers: dict) -> None:
    """Answer a monthly set in a week."""
    found, vault = Week.parse(week), vault_of(app, browser)
    friday = NOW + timedelta(weeks=found - W48)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        sheet = Questionnaire(LIBRARY.latest(name), found)
        checkin_services.save_check_in(db, vault, sheet, CheckIn(answers), "f" * 16, friday)


def rows_of(page: str) -> list[list[str]]:
    """The body of the table, cell by cell."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL).group(1)
    return [
        [html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", body)
    ]


def sentences(page: str) -> list[str]:
    """What stands beside each scale, without tags."""
    listed = re.search(r'<ul class="said">(.*?)</ul>', page, re.DOTALL).group(1)
    spoken = re.sub(r"<[^>]+>", " ", listed.replace("</li>", "\n\n"))
    return [" ".join(html.unescape(one).split()) for one in spoken.split("\n\n") if one.strip()]
