"""Deletion of an account: its vaults and every row of any table that contains its id.

Called for the account's owner, and by the clean-up 30 days after an organiser ended the account.
The vault's keys are overwritten first. Published team figures stay, and so do audit log entries,
without a name. A contribution to an open team tally stays too, unless its owner withdrew it before.
"""

from sqlalchemy import Connection, delete, select, update

from reflect.accounts import account_events
from reflect.models import (
    accounts,
    disputes,
    identities,
    invitations,
    lapsed,
    memberships,
    room_answers,
    room_rounds,
    rooms,
    rows,
    sessions,
    vaults,
)


def delete_account(db: Connection, account: str) -> None:
    """Delete an account (its id), its vaults, and everything that refers to it.

    Counters of failed attempts stay: they are stored under keyed hashes, which cannot be linked to
    the account without the site keys, and are deleted within an hour.
    """
    own_vaults = select(vaults.c.id).where(vaults.c.account == account)
    name = select(accounts.c.name).where(accounts.c.id == account).scalar_subquery()
    no_keys = {"wrap_pw": b"", "wrap_rc": b"", "salt": b"", "s2": b"", "ver_hash": b""}
    db.execute(update(vaults).where(vaults.c.account == account).values(**no_keys))
    db.execute(delete(sessions).where(sessions.c.account == account))
    db.execute(delete(rows).where(rows.c.vault.in_(own_vaults)))
    db.execute(delete(vaults).where(vaults.c.account == account))
    for table in (identities, lapsed, memberships):
        db.execute(delete(table).where(table.c.account == account))
    db.execute(update(disputes).where(disputes.c.account == account).values(account=None))
    own_rooms = select(rooms.c.id).where(rooms.c.account == account)
    for table in (room_answers, room_rounds):
        db.execute(delete(table).where(table.c.room.in_(own_rooms)))
    db.execute(delete(rooms).where(rooms.c.account == account))
    account_events.anonymise_events(db, account)
    own_or_same_name = (invitations.c.account == account) | (invitations.c.name == name)
    db.execute(delete(invitations).where(own_or_same_name))
    db.execute(delete(accounts).where(accounts.c.id == account))
