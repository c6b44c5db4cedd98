"""What has to be shown before a door opens: password, recovery code, invitation.

Each takes steps: look, with a short transaction; hash, with none; count, with another. Here they
are put together for the routes, so that no page forgets the throttle.
"""

from contextlib import suppress

from reflect.accounts import invitations, rate_limit, recovery
from reflect.accounts.invitations import Invitation
from reflect.accounts.login import hashing, services
from reflect.accounts.login.services import Attempt, Caller, SignedIn, Wrong
from reflect.accounts.settings import vault_keys
from reflect.core.crypto.codes import read_code, read_short_code
from reflect.core.crypto.password_hash import Stretched
from reflect.core.crypto.vault import Vault, is_outdated, open_with_code
from reflect.core.errors import Busy, Invalid, Refused
from reflect.core.words import _
from reflect.db import reading, writing
from reflect.web.access_control import actor
from reflect.web.clock import now
from reflect.web.current_site import kdf, keys, network


def sign_in_with(name: str, password: str, digits: str, otherwise: str = "") -> SignedIn:
    """The account that name, password and digits open; wrapped anew where its cost is outdated.

    `otherwise` is said if they do not, in the place of the sentence of the sign-in page.

    Raises:
        Invalid: they do not go together.
        TooMany: too many tries failed before.
        Busy: too many people sign in at once.
    """
    signed = _tried(Caller(name, network()), password, digits)
    if signed is None:
        raise Invalid(otherwise or services.sentence())
    if is_outdated(signed.record, keys(), kdf()):
        with suppress(Busy, Refused):  # the next sign-in will do it
            stretched = new_password(password)
            with writing() as db:
                vault_keys.wrap_anew(db, signed.record, signed.vault, stretched)
    return signed


def password_again(password: str) -> SignedIn:
    """Ask somebody who is signed in for their password once more.

    Raises:
        Invalid: it is another.
        TooMany: too many tries failed before.
        Busy: too many people sign in at once.
    """
    signed = _tried(Caller(actor().name, network()), password, None)
    if signed is None:
        raise Invalid(_("This is not your password. Nothing was changed."))
    return signed


def recovery_code(name: str, code: str) -> tuple[Attempt, Vault]:
    """The vault that a recovery code opens.

    Raises:
        Invalid: a typing error, which is not counted, or name and code do not go together.
        TooMany: too many tries failed before.
    """
    read_code(code)
    caller = Caller(name, network())
    with reading() as db:
        attempt = services.begin(db, keys(), kdf(), caller, now(), purpose="recovery")
    vault = open_with_code(attempt.record, code)
    if vault is None or attempt.found is None:
        _count(attempt.who)
        raise Invalid(_("That name and code do not go together. Look at the name once more too."))
    return attempt, vault


def old_code(code: str) -> Vault:
    """The vault from before a reset that this code of its owner opens.

    Raises:
        Invalid: a typing error, which is not counted, or the code of something else.
        TooMany: too many tries failed before.
    """
    read_code(code)
    who = rate_limit.tries(keys(), "bring-back", actor().name, network())
    with reading() as db:
        rate_limit.check(db, who, now())
        vault = recovery.open_replaced(db, actor().id, code)
    if vault is None:
        _count(who)
        raise Invalid(_("This code does not open your earlier records. It may be a newer one."))
    return vault


def invitation(code: str) -> Invitation:
    """The invitation that a code opens.

    Raises:
        Invalid: a typing error, which is not counted, or no open invitation.
        TooMany: too many tries failed from this network.
    """
    who = rate_limit.tries(keys(), "invitation", read_short_code(code), network())
    with reading() as db:
        rate_limit.check(db, who, now())
    try:
        with reading() as db:
            return invitations.find(db, code, now())
    except Invalid:
        _count(who)
        raise


def new_password(password: str) -> Stretched:
    """A password that shall be kept, after the slow work.

    Raises:
        Busy: too many people sign in at once.
    """
    return hashing.hashed_new(password, keys(), kdf())


def _tried(caller: Caller, password: str, digits: str | None) -> SignedIn | None:
    with reading() as db:
        attempt = services.begin(db, keys(), kdf(), caller, now())
    record = attempt.record
    stretched = hashing.hashed(password, record.salt, record.kdf, keys()[record.site_key_number])
    with writing() as db:
        outcome = services.finish(db, attempt, stretched, digits, now())
    return None if isinstance(outcome, Wrong) else outcome


def _count(who: rate_limit.Tries) -> None:
    with writing() as db:
        rate_limit.failed(db, who, now())
