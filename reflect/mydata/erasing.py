"""Everything of one person, deleted at once by its owner.

It is one transaction, so that nobody is left half deleted. What they shared is taken out of every
open box first, while their vault can still be opened; then the seals of their key go, and all the
rest (`accounts.erasing`). Counters of failed tries lie under keyed hashes: those of this name and
network are found and deleted, others hide whose they are and go within the hour.
"""

from datetime import datetime

from sqlalchemy import Connection

from reflect.accounts import records, throttle
from reflect.accounts.erasing import erase_account
from reflect.accounts.records import Account
from reflect.teams import releases
from reflect.teams.releases import Sharer


def erase(db: Connection, account: Account, who: Sharer, network: str, now: datetime) -> None:
    """Delete an account, its vaults, and every trace of it in the database.

    Raises:
        Stale: they shared from elsewhere in this very moment; try again.
    """
    releases.withdraw_all(db, who, now)
    throttle.forget(db, who.keys, account.name, network)
    erase_account(db, account.id)


def is_last_organiser(db: Connection, account: str) -> bool:
    """Whether this account is an organiser's, and no other is."""
    return records.organisers(db) == {account}
