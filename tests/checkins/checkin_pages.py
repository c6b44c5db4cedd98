"""What the tests of the check-in have in common: addresses, a page's boxes, a bare vault."""

import html
import re
from datetime import UTC, datetime
from pathlib import Path

from reflect.checkins.drafts import Submission
from reflect.checkins.repository import Questionnaire
from reflect.core.crypto.vault import Vault
from reflect.core.instruments.library import load_library
from reflect.core.weeks import Week
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.models import accounts, vaults

LIBRARY = load_library(Path(__file__).parents[2] / "instruments")
WEEKLY = LIBRARY.latest("weekly-check-in")
W48, W47, W46 = Week.parse("2026-W48"), Week.parse("2026-W47"), Week.parse("2026-W46")
NOW = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)  # Friday of W48
VAULT = Vault("a1" * 16, b"k" * 32)


def url(page: str, week: str = "2026-W48") -> str:
    return f"/check-in/{week}/{page}"


def sheet(week: Week = W48) -> Questionnaire:
    return Questionnaire(WEEKLY, week)


def typed(page: str, edition: str | None = None, fresh: str = "f" * 16, **fields) -> Submission:
    return Submission(page, fields, edition, fresh)


def boxes(page: str) -> dict[str, list[str]]:
    """Every box of a page's main form, with what stands in it or is chosen."""
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


def edition(browser) -> str:
    return box(browser, "edition")


def make_vault(app, vault: Vault = VAULT) -> Vault:
    """A vault without an account's password, for tests of services."""
    samples = {int: 1, str: "x", bytes: b"x"}
    record = {
        column.name: samples[column.type.python_type]
        for column in vaults.columns
        if not column.nullable
    }
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        db.execute(accounts.insert(), {"id": vault.id, "name": vault.id, "roles": ""})
        db.execute(vaults.insert(), {**record, "id": vault.id, "account": vault.id})
    return vault
