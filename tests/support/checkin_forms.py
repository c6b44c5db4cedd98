"""Values for check-in tests: paths, questionnaires, submissions, a vault without a password."""

from reflect.checkins.fields import Submission
from reflect.checkins.repository import Questionnaire
from reflect.core.crypto.vault import Vault
from reflect.core.weeks import Week
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.models import accounts, vaults
from tests.support.weeks import W48, WEEKLY

BARE_VAULT = Vault("a1" * 16, b"k" * 32)


def checkin_url(page: str, week: str = "2026-W48") -> str:
    return f"/check-in/{week}/{page}"


def make_questionnaire(week: Week = W48) -> Questionnaire:
    return Questionnaire(WEEKLY, week)


def make_submission(
    page: str, edition: str | None = None, fresh: str = "f" * 16, **fields
) -> Submission:
    return Submission(page, fields, edition, fresh)


def make_vault(app, vault: Vault = BARE_VAULT) -> Vault:
    """Store a vault with meaningless values in its record, for tests of services."""
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
