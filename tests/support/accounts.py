"""Accounts of the app under test: invitations, and vaults opened with a recovery code."""

import re

from reflect.accounts import invitations
from reflect.accounts import repository as account_repository
from reflect.accounts.repository import AccountWithVault
from reflect.core.crypto.vault import Vault, unlock_with_code
from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.policy import Role
from reflect.web.clock import CLOCK_EXTENSION
from tests.support.database import transaction

NAME = "sam@example.org"
PASSWORD = "four small boats adrift"
OTHER_PASSWORD = "seven green lamps at noon"


def invite(app, name: str = NAME, *roles: str) -> str:
    """The code of an invitation."""
    now = app.extensions[CLOCK_EXTENSION]()
    with transaction(app) as db:
        return invitations.create_invitation(db, name, frozenset(map(Role, roles)), now)


def invite_reset(app, name: str = NAME) -> str:
    """The code of an invitation that resets an account."""
    with transaction(app) as db:
        return invitations.create_reset_invitation(db, name, app.extensions[CLOCK_EXTENSION]())


def find_account(app, name: str = NAME) -> AccountWithVault:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        result = account_repository.find_account_by_username(db, name)
    assert result is not None
    return result


def account_id(app, name: str = NAME) -> str:
    return find_account(app, name).account.id


def open_vault(app, browser, name: str = NAME) -> Vault:
    """The vault of a person who signed up in this browser, opened with the recovery code."""
    vault = unlock_with_code(find_account(app, name).record, browser.code)
    assert vault is not None
    return vault


def submit_after_lock(browser, clock, path: str, fields) -> None:
    """Send a form after the idle lock, and sign in again on the page that asks for it."""
    clock.forward(minutes=17)
    browser.post(path, fields, fresh=False)
    assert browser.path == "/sign-in", browser.words
    next_path = re.search(r'name="next" value="(.*?)"', browser.html).group(1)
    browser.post("/sign-in", {"name": NAME, "password": PASSWORD, "next": next_path}, fresh=False)
