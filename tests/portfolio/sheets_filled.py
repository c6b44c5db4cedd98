"""People with some weeks and CPD entries; what a page's boxes hold, read back."""

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

NAME, PASSWORD = "sam@example.org", "four small boats adrift"
WEEKLY = load_library(packaged_data_dir("instruments")).latest("weekly-check-in")
W48 = Week.parse("2026-W48")  # the week in which the clock of the tests stands
NOW = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)
EVEN = {"reach": 4, "sense": 4, "belong": 4, "answer": 3, "think": 3, "care": 3}
ALL = {**EVEN, "finish": 4, "switch": 4, "time": 4, "home": 5}


def vault_of(app, browser, name: str = NAME) -> Vault:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return unlock_with_code(
            account_repository.find_account_by_username(db, name).record, browser.code
        )


def live(app, browser, ago: int, texts=None, planned=None, outcome="", **answers) -> None:
    """Send the check-in of so many weeks ago, on its Friday."""
    check_in = CheckIn(answers or ALL, texts or {}, planned or ActionInput(), outcome)
    week, friday = W48 + -ago, NOW - timedelta(weeks=ago)
    vault = vault_of(app, browser)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        checkin_services.save_check_in(
            db, vault, Questionnaire(WEEKLY, week), check_in, f"{ago:016x}", friday
        )


def boxes(page: str) -> dict[str, list[str]]:
    """Every box of a page, with what stands in it or is chosen; line ends as a browser has them."""
    page = page.replace("\r\n", "\n")
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        chosen = given.get("type") not in {"radio", "checkbox"} or re.search(r"\bchecked\b", tag)
        if "name" in given and chosen:
            found.setdefault(given["name"], []).append(html.unescape(given.get("value", "")))
    for name, text in re.findall(
        r'<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL
    ):
        found.setdefault(name, []).append(html.unescape(text).removeprefix("\n"))
    return found


def box(browser, name: str) -> str:
    return "".join(boxes(browser.html).get(name, []))


def locked(browser, clock, path: str, fields) -> None:
    """The form is sent after the lock; its writer signs in again."""
    clock.forward(minutes=17)
    browser.post(path, fields, fresh=False)
    assert browser.path == "/sign-in", browser.words
    wanted = re.search(r'name="next" value="(.*?)"', browser.html).group(1)
    fields = {"name": NAME, "password": PASSWORD, "next": wanted}
    browser.post("/sign-in", fields, fresh=False)
