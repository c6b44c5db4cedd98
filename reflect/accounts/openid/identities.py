"""Links between accounts and subjects (users) of the OpenID provider, made by the users themselves.

The subject itself is not stored, only its hash under the site key: nobody without the key file can
try names against it. A subject is linked to one account at most. After a change of the site key,
the hash is replaced at the next login.
"""

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from reflect.core.crypto.primitives import SiteKeys, derive
from reflect.core.errors import PermissionDenied
from reflect.core.i18n import lazy_gettext as _l
from reflect.models import identities

SubjectHashes = dict[int, bytes]  # of one subject, by the number of the site key
ALREADY_LINKED = _l(
    "Your organisation's sign-in opens another account here already. End that one first."
)


def hash_subject(keys: SiteKeys, issuer: str, subject: str) -> SubjectHashes:
    """The keyed hashes under which a subject may be stored, by site key."""
    return {n: derive(key, "identity", issuer, subject) for n, key in keys.by_number.items()}


def find_linked_account(db: Connection, hashes: SubjectHashes) -> str | None:
    """The account linked to this subject, if any."""
    statement = select(identities.c.account).where(identities.c.id.in_(hashes.values()))
    return db.execute(statement).scalar()


def is_linked(db: Connection, account: str) -> bool:
    """Whether an account is linked to a subject."""
    statement = select(identities.c.site_key).where(identities.c.account == account)
    return db.execute(statement).first() is not None


def link_account(db: Connection, hashes: SubjectHashes, account: str) -> None:
    """Link an account to a subject, replacing an earlier link.

    Raises:
        PermissionDenied: the subject is linked to another account.
    """
    if find_linked_account(db, hashes) not in {None, account}:
        raise PermissionDenied(ALREADY_LINKED)
    unlink_account(db, account)
    newest = max(hashes)
    try:
        db.execute(insert(identities).values(id=hashes[newest], account=account, site_key=newest))
    except IntegrityError:  # linked to another account by a concurrent request
        raise PermissionDenied(ALREADY_LINKED) from None


def unlink_account(db: Connection, account: str) -> None:
    """Remove the link of an account."""
    db.execute(delete(identities).where(identities.c.account == account))


def update_identity_key(db: Connection, hashes: SubjectHashes, account: str) -> None:
    """Store the subject's hash under the newest site key, so that older keys can be removed."""
    newest = max(hashes)
    old = (identities.c.account == account, identities.c.site_key != newest)
    db.execute(update(identities).where(*old).values(id=hashes[newest], site_key=newest))
