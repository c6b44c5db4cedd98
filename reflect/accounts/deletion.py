"""An account and all that names it, deleted at once: what nobody can open any more goes first.

Here every table that holds an account's id is dealt with, whoever asks for it: the clean-up, 30
days after an organiser ended the account, or its owner. What was published stays, and so does what
happened, without a name; a share in an open box stands, unless its owner took it out before.
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

    Failed tries are counted under keyed hashes, which only somebody with the keys could find; they
    go within the hour.
    """
    mine = select(vaults.c.id).where(vaults.c.account == account)
    name = select(accounts.c.name).where(accounts.c.id == account).scalar_subquery()
    blank = {"wrap_pw": b"", "wrap_rc": b"", "salt": b"", "s2": b"", "ver_hash": b""}
    db.execute(update(vaults).where(vaults.c.account == account).values(**blank))
    db.execute(delete(sessions).where(sessions.c.account == account))
    db.execute(delete(rows).where(rows.c.vault.in_(mine)))
    db.execute(delete(vaults).where(vaults.c.account == account))
    db.execute(delete(identities).where(identities.c.account == account))
    db.execute(delete(lapsed).where(lapsed.c.account == account))
    db.execute(delete(memberships).where(memberships.c.account == account))
    db.execute(update(disputes).where(disputes.c.account == account).values(account=None))
    own_rooms = select(rooms.c.id).where(rooms.c.account == account)
    for part in (room_answers, room_rounds):
        db.execute(delete(part).where(part.c.room.in_(own_rooms)))
    db.execute(delete(rooms).where(rooms.c.account == account))
    account_events.anonymise_events(db, account)
    named = (invitations.c.account == account) | (invitations.c.name == name)
    db.execute(delete(invitations).where(named))
    db.execute(delete(accounts).where(accounts.c.id == account))
