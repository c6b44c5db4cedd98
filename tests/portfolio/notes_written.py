"""Somebody with notes behind the pages: written through the services, as a check-in would."""

from datetime import UTC, datetime, timedelta

from reflect import vaults
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
REVIEW = LIBRARY.latest("leader-review")
W48, W47, W46, W45 = (Week.parse(f"2026-W{number}") for number in (48, 47, 46, 45))
NOW = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)  # Friday of W48
NAME = "sam@example.org"
JOURNAL = "/notebook/journal"
SEARCH = "/notebook/journal/search"
MONTH = "/notebook/month/2026-11"
ENTRY = "/notebook/journal/2026-W48/weekly-check-in"


def vault_of(app, browser, name: str = NAME) -> Vault:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return unlock_with_code(
            account_repository.find_account_by_username(db, name).record, browser.code
        )


def write(app, vault: Vault, week: Week = W48, action: str = "", instrument=WEEKLY, **texts):
    """Send a check-in with these texts, on the Friday of its week."""
    friday = NOW + timedelta(weeks=week - W48)
    check_in = CheckIn({"home": 3} if instrument is WEEKLY else {}, texts, ActionInput(action))
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        checkin_services.save_check_in(
            db, vault, Questionnaire(instrument, week), check_in, "f" * 16, friday
        )


def kept(app, vault: Vault, kind: str, *key: str):
    """What a row holds."""
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return vaults.load(db, vault, kind, *key).value


def notes(app, vault: Vault, week: Week = W48):
    return kept(app, vault, "notes", WEEKLY.id, str(week))
