"""Everything of one person, deleted at once by its owner.

It is one transaction, so that nobody is left half deleted. What they shared is taken out of every
open box first, while their vault can still be opened; then the seals of their key go, and all the
rest (`accounts.erasing`). Counters of failed tries lie under keyed hashes: those of this name and
network are found and deleted, others hide whose they are and go within the hour.
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
    db: Connection, account: Account, who: Sharer, network: str, now: datetime
) -> None:
    """Delete an account, its vaults, and every trace of it in the database.

    Raises:
        EditConflict: they shared from elsewhere in this very moment; try again.
    """
    contributions.withdraw_all_contributions(db, who, now)
    rate_limit.delete_counters(db, who.keys, account.name, network)
    delete_account(db, account.id)


def is_last_organiser(db: Connection, account: str) -> bool:
    """Whether this account is the only one of an organiser."""
    return account_repository.load_organiser_ids(db) == {account}
