"""Login steps for the routes: rate limit, password hash, counting, each in its own transaction.

Password, recovery code and invitation code are verified in the same three steps: read in a short
transaction, hash in none, record in another. They are combined here so that no route forgets the
rate limit.

A hash gate limits Argon2 to two hashes at once and a short queue, then answers "busy": a hash takes
64 MiB and a fifth of a second, so that many logins at once (or an attacker) would use up the memory
and block every other page. The hashes run in two threads of their own, because each thread that
ever hashed keeps a block of that size in its memory arena.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from reflect.accounts import invitations, rate_limit, recovery
from reflect.accounts.invitations import Invitation
from reflect.accounts.login import services
from reflect.accounts.login.services import (
    AuthenticatedAccount,
    Caller,
    InvalidCredentials,
    LoginAttempt,
)
from reflect.accounts.settings import vault_keys
from reflect.core.crypto.codes import parse_recovery_code, parse_short_code
from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.vault import (
    Kdf,
    StretchedPassword,
    Vault,
    needs_rewrap,
    stretch_new_password,
    stretch_password,
    unlock_with_code,
)
from reflect.core.errors import Busy, Invalid, PermissionDenied
from reflect.core.i18n import _
from reflect.db import reading, writing
from reflect.web.access_control import actor
from reflect.web.clock import now
from reflect.web.current_site import client_address, current_kdf, site_keys


def authenticate_user(
    name: str, password: str, digits: str, otherwise: str = ""
) -> AuthenticatedAccount:
    """Log in with username, password and digits; rehash the password if its cost is outdated.

    `otherwise` is said if they do not, in the place of the sentence of the sign-in page.

    Raises:
        Invalid: they do not go together.
        TooManyAttempts: too many tries failed before.
        Busy: too many people sign in at once.
    """
    signed = _attempt_login(Caller(name, client_address()), password, digits)
    if signed is None:
        raise Invalid(otherwise or services.invalid_credentials_text())
    if needs_rewrap(signed.record, site_keys(), current_kdf()):
        with suppress(Busy, PermissionDenied):  # the next sign-in will do it
            stretched = hash_new_password(password)
            with writing() as db:
                vault_keys.rehash_password(db, signed.record, signed.vault, stretched)
    return signed


def reauthenticate_user(password: str) -> AuthenticatedAccount:
    """Verify the password of somebody who is logged in.

    Raises:
        Invalid: it is another.
        TooManyAttempts: too many tries failed before.
        Busy: too many people sign in at once.
    """
    signed = _attempt_login(Caller(actor().name, client_address()), password, None)
    if signed is None:
        raise Invalid(_("This is not your password. Nothing was changed."))
    return signed


def verify_recovery_code(name: str, code: str) -> tuple[LoginAttempt, Vault]:
    """The vault that a recovery code opens.

    Raises:
        Invalid: a typing error, which is not counted, or name and code do not go together.
        TooManyAttempts: too many tries failed before.
    """
    parse_recovery_code(code)
    caller = Caller(name, client_address())
    with reading() as db:
        attempt = services.prepare_login(
            db, site_keys(), current_kdf(), caller, now(), purpose="recovery"
        )
    vault = unlock_with_code(attempt.record, code)
    if vault is None or attempt.found is None:
        _record_failure(attempt.keys)
        raise Invalid(_("That name and code do not go together. Look at the name once more too."))
    return attempt, vault


def verify_old_recovery_code(code: str) -> Vault:
    """The vault from before a reset that this recovery code opens.

    Raises:
        Invalid: a typing error, which is not counted, or the code of something else.
        TooManyAttempts: too many tries failed before.
    """
    parse_recovery_code(code)
    who = rate_limit.derive_attempt_keys(site_keys(), "bring-back", actor().name, client_address())
    with reading() as db:
        rate_limit.check_limit(db, who, now())
        vault = recovery.unlock_replaced_vault(db, actor().id, code)
    if vault is None:
        _record_failure(who)
        raise Invalid(_("This code does not open your earlier records. It may be a newer one."))
    return vault


def verify_invitation_code(code: str) -> Invitation:
    """The invitation that a code opens.

    Raises:
        Invalid: a typing error, which is not counted, or no open invitation.
        TooManyAttempts: too many tries failed from this network.
    """
    who = rate_limit.derive_attempt_keys(
        site_keys(), "invitation", parse_short_code(code), client_address()
    )
    with reading() as db:
        rate_limit.check_limit(db, who, now())
    try:
        with reading() as db:
            return invitations.find_invitation(db, code, now())
    except Invalid:
        _record_failure(who)
        raise


def hash_new_password(password: str) -> StretchedPassword:
    """Hash a password that will be stored.

    Raises:
        Busy: too many people sign in at once.
    """
    return hash_with_fresh_salt(password, site_keys(), current_kdf())


def _attempt_login(
    caller: Caller, password: str, digits: str | None
) -> AuthenticatedAccount | None:
    with reading() as db:
        attempt = services.prepare_login(db, site_keys(), current_kdf(), caller, now())
    record = attempt.record
    stretched = hash_password(
        password, record.salt, record.kdf, site_keys()[record.site_key_number]
    )
    with writing() as db:
        outcome = services.verify_login(db, attempt, stretched, digits, now())
    return None if isinstance(outcome, InvalidCredentials) else outcome


def _record_failure(who: rate_limit.AttemptKeys) -> None:
    with writing() as db:
        rate_limit.record_failure(db, who, now())


MAX_CONCURRENT_HASHES = 2
MAX_QUEUED_HASHES = 4

R = TypeVar("R")
_threads = ThreadPoolExecutor(MAX_CONCURRENT_HASHES, thread_name_prefix="hashing")
_places = threading.BoundedSemaphore(MAX_CONCURRENT_HASHES + MAX_QUEUED_HASHES)


def hash_password(password: str, salt: bytes, kdf: Kdf, site_key: bytes) -> bytes:
    """Hash a password with a given salt, when the queue allows.

    Raises:
        Busy: the queue is full.
    """
    return _run_in_queue(lambda: stretch_password(password, salt, kdf, site_key))


def hash_with_fresh_salt(password: str, keys: SiteKeys, kdf: Kdf) -> StretchedPassword:
    """Hash a password that will be stored, when the queue allows.

    Raises:
        Busy: the queue is full.
    """
    return _run_in_queue(lambda: stretch_new_password(password, keys, kdf))


def _run_in_queue(work: Callable[[], R]) -> R:
    if not _places.acquire(blocking=False):
        raise Busy(_("Many people are signing in at once. Wait a few seconds, then try again."))
    try:
        return _threads.submit(work).result()
    finally:
        _places.release()
