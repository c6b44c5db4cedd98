"""Deletion of all data of a person, by that person.

It is one transaction, so that no account is half deleted. First, what they shared is taken out of
every open tally, while their vault can still be decrypted; then their sealed keys are deleted, and
everything else (`accounts.deletion`). Counters of failed attempts (rate limit) are stored under
keyed hashes: those of this username and network are found and deleted; others do not show whose
they are, and expire within the hour.
"""

from datetime import datetime

from sqlalchemy import Connection

from reflect.accounts import rate_limit
from reflect.accounts import repository as account_repository
from reflect.accounts.deletion import delete_account
from reflect.accounts.repository import Account
from reflect.teams import contributions
from reflect.teams.contributions import Sharer


def delete_personal_data(
    db: Connection, account: Account, sharer: Sharer, network: str, now: datetime
) -> None:
    """Delete an account, its vaults, and every trace of it in the database.

    Raises:
        EditConflict: the person shared from another session at the same time; try again.
    """
    contributions.withdraw_all_contributions(db, sharer, now)
    rate_limit.delete_counters(db, sharer.keys, account.name, network)
    delete_account(db, account.id)


def is_last_organiser(db: Connection, account: str) -> bool:
    """Whether this account is the only one with the role of organiser."""
    return account_repository.load_organiser_ids(db) == {account}
