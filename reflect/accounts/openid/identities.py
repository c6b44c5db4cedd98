"""Which account a person of the provider is joined to, by their own wish.

What the provider calls a person is not kept: only a hash of it under the site's key, which nobody
without the key file can try names against. One person, one account. A newer site key takes over at
the next sign-in.
"""

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from reflect.core.crypto.primitives import SiteKeys, derive
from reflect.core.errors import PermissionDenied
from reflect.core.i18n import _
from reflect.models import identities

SubjectHashes = dict[int, bytes]  # of one person, by the numbers of the site keys


def hash_subject(keys: SiteKeys, issuer: str, subject: str) -> SubjectHashes:
    """The keyed hashes under which a subject may be stored, by site key."""
    return {n: derive(key, "identity", issuer, subject) for n, key in keys.by_number.items()}


def find_linked_account(db: Connection, who: SubjectHashes) -> str | None:
    """The account linked to this subject, if any."""
    mine = select(identities.c.account).where(identities.c.id.in_(who.values()))
    return db.execute(mine).scalar()


def is_linked(db: Connection, account: str) -> bool:
    """Whether an account is linked to a subject."""
    mine = select(identities.c.site_key).where(identities.c.account == account)
    return db.execute(mine).first() is not None


def link_account(db: Connection, who: SubjectHashes, account: str) -> None:
    """Link an account to a subject, replacing an earlier link.

    Raises:
        PermissionDenied: this person is joined to another account.
    """
    if find_linked_account(db, who) not in {None, account}:
        raise PermissionDenied(_already_linked_text())
    unlink_account(db, account)
    last = max(who)
    try:
        db.execute(insert(identities).values(id=who[last], account=account, site_key=last))
    except IntegrityError:  # at the same moment, from another account
        raise PermissionDenied(_already_linked_text()) from None


def unlink_account(db: Connection, account: str) -> None:
    """Remove the link of an account."""
    db.execute(delete(identities).where(identities.c.account == account))


def update_identity_key(db: Connection, who: SubjectHashes, account: str) -> None:
    """Store this subject under the newest site key, so that an older one can be removed."""
    last = max(who)
    old = (identities.c.account == account, identities.c.site_key != last)
    db.execute(update(identities).where(*old).values(id=who[last], site_key=last))


def _already_linked_text() -> str:
    return _("Your organisation's sign-in opens another account here already. End that one first.")
