"""Look behind the pages: units of work, and a person's vault opened by their recovery code."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, select

from reflect.accounts import invitations
from reflect.accounts import repository as account_repository
from reflect.accounts.repository import AccountWithVault
from reflect.core.crypto.vault import Vault, unlock_with_code
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.models import metadata
from reflect.policy import Role
from reflect.web.clock import CLOCK_EXTENSION

NAME = "sam@example.org"
PASSWORD = "four small boats adrift"


def open_vault(app, browser, name: str = NAME) -> Vault:
    vault = unlock_with_code(find_account(app, name).record, browser.code)
    assert vault is not None
    return vault


def account_id(app, name: str = NAME) -> str:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return account_repository.find_account_by_username(db, name).account.id


def find_account(app, name: str = NAME) -> AccountWithVault:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        result = account_repository.find_account_by_username(db, name)
    assert result is not None
    return result


OTHER_PASSWORD = "seven green lamps at noon"


@contextmanager
def transaction(app) -> Iterator[Connection]:
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        yield db


def invite(app, name: str = NAME, *roles: str) -> str:
    with transaction(app) as db:
        return invitations.create_invitation(
            db, name, frozenset(map(Role, roles)), app.extensions[CLOCK_EXTENSION]()
        )


def invite_reset(app, name: str = NAME) -> str:
    with transaction(app) as db:
        return invitations.create_reset_invitation(db, name, app.extensions[CLOCK_EXTENSION]())


def count_rows(app, table: str) -> int:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return db.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()
