"""Everything of one person, deleted at once: what nobody can open any more goes first.

It is one transaction, so that nobody is left half deleted. In it the seals of the key are blanked
before anything else, then rows, sessions and all that names the account. Counters of failed tries
lie under keyed hashes: those of this name and network are found and deleted, others, from other
networks, hide whose they are and go within the hour.
"""

from sqlalchemy import Connection, delete, select, update

from reflect.accounts import records, throttle
from reflect.accounts.records import Account
from reflect.core.keys import SiteKeys
from reflect.models import accounts, invitations, lapsed, rows, sessions, vaults
from reflect.policy import Role


def erase(db: Connection, account: Account, keys: SiteKeys, network: str) -> None:
    """Delete an account, its vaults, and every trace of it in the database.

    Teams, once there are any, are told here first: a share is taken out of an open box while the
    vault can still be opened.
    """
    mine = select(vaults.c.id).where(vaults.c.account == account.id)
    blank = {"wrap_pw": b"", "wrap_rc": b"", "salt": b"", "s2": b"", "ver_hash": b""}
    db.execute(update(vaults).where(vaults.c.account == account.id).values(**blank))
    db.execute(delete(sessions).where(sessions.c.account == account.id))
    db.execute(delete(rows).where(rows.c.vault.in_(mine)))
    db.execute(delete(vaults).where(vaults.c.account == account.id))
    db.execute(delete(lapsed).where(lapsed.c.account == account.id))
    named = (invitations.c.account == account.id) | (invitations.c.name == account.name)
    db.execute(delete(invitations).where(named))
    throttle.forget(db, keys, account.name, network)
    db.execute(delete(accounts).where(accounts.c.id == account.id))


def is_last_organiser(db: Connection, account: str) -> bool:
    """Whether this account is an organiser's, and no other is."""
    found = db.execute(select(accounts.c.id, accounts.c.roles)).all()
    organisers = {row.id for row in found if Role.ORGANISER in records.roles_of(row.roles)}
    return organisers == {account}
