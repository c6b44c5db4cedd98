"""Authentication for routes: rate limit, password hash, counting, each in its own transaction.

Password, recovery code and invitation code are verified in the same three steps: read in a short
transaction, hash outside any transaction, record the outcome in another. They are combined here so
that no route forgets the rate limit.

A queue limits Argon2 to two hashes at once and four waiting, and rejects more as busy. A hash takes
64 MiB and a fifth of a second, so many logins at once (or an attacker) would use up the memory and
block every other page. The hashes run in two threads of their own, because every thread that has
hashed keeps a block of that size in its memory arena.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from reflect.accounts import invitations, rate_limit, recovery
from reflect.accounts.invitations import Invitation
from reflect.accounts.login import services
from reflect.accounts.login.services import AuthenticatedAccount, Caller, LoginAttempt
from reflect.accounts.repository import update_vault
from reflect.core.crypto.codes import parse_recovery_code, parse_short_code
from reflect.core.crypto.password_hash import (
    StretchedPassword,
    stretch_new_password,
    stretch_password,
)
from reflect.core.crypto.vault import Vault, needs_rewrap, unlock_with_code, with_new_password
from reflect.core.errors import Busy, Invalid, PermissionDenied
from reflect.core.i18n import _
from reflect.db import reading, writing
from reflect.web.access_control import actor
from reflect.web.clock import now
from reflect.web.current_site import client_address, current_kdf, site_keys

MAX_CONCURRENT_HASHES = 2
MAX_QUEUED_HASHES = 4

R = TypeVar("R")
_hash_threads = ThreadPoolExecutor(MAX_CONCURRENT_HASHES, thread_name_prefix="hashing")
_hash_slots = threading.BoundedSemaphore(MAX_CONCURRENT_HASHES + MAX_QUEUED_HASHES)


def authenticate_user(
    name: str, password: str, digits: str, error_message: str = ""
) -> AuthenticatedAccount:
    """Authenticate by username, password and digits; rehash the password if its cost is outdated.

    `error_message` replaces that of the sign-in page.

    Raises:
        Invalid: they do not match.
        TooManyAttempts: too many attempts failed before.
        Busy: the hash queue is full.
    """
    signed = _attempt_login(Caller(name, client_address()), password, digits)
    if signed is None:
        raise Invalid(error_message or services.INVALID_CREDENTIALS)
    if needs_rewrap(signed.record, site_keys(), current_kdf()):
        with suppress(Busy, PermissionDenied):  # the next login will do it
            rehashed = with_new_password(signed.record, signed.vault, hash_new_password(password))
            with writing() as db:
                update_vault(db, rehashed, signed.record)
    return signed


def reauthenticate_user(password: str) -> AuthenticatedAccount:
    """Verify the password of the current user.

    Raises:
        Invalid: it is wrong.
        TooManyAttempts: too many attempts failed before.
        Busy: the hash queue is full.
    """
    signed = _attempt_login(Caller(actor().name, client_address()), password, None)
    if signed is None:
        raise Invalid(_("This is not your password. Nothing was changed."))
    return signed


def verify_recovery_code(name: str, code: str) -> tuple[LoginAttempt, Vault]:
    """The attempt, and the vault that the recovery code unlocks.

    Raises:
        Invalid: the code has a typing error (not counted), or name and code do not match.
        TooManyAttempts: too many attempts failed before.
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
    """The vault from before a reset that this recovery code unlocks.

    Raises:
        Invalid: the code has a typing error (not counted), or unlocks no such vault.
        TooManyAttempts: too many attempts failed before.
    """
    parse_recovery_code(code)
    keys = rate_limit.derive_attempt_keys(site_keys(), "bring-back", actor().name, client_address())
    with reading() as db:
        rate_limit.check_limit(db, keys, now())
        vault = recovery.unlock_replaced_vault(db, actor().id, code)
    if vault is None:
        _record_failure(keys)
        raise Invalid(_("This code does not open your earlier records. It may be a newer one."))
    return vault


def verify_invitation_code(code: str) -> Invitation:
    """The open invitation with this code.

    Raises:
        Invalid: the code has a typing error (not counted), or there is no such invitation.
        TooManyAttempts: too many attempts failed from this network.
    """
    name = parse_short_code(code)
    keys = rate_limit.derive_attempt_keys(site_keys(), "invitation", name, client_address())
    try:
        with reading() as db:
            rate_limit.check_limit(db, keys, now())
            return invitations.find_invitation(db, code, now())
    except Invalid:
        _record_failure(keys)
        raise


def hash_new_password(password: str) -> StretchedPassword:
    """Hash a password that will be stored, with this site's keys and cost.

    Raises:
        Busy: the hash queue is full.
    """
    keys, kdf = site_keys(), current_kdf()
    return _run_in_queue(lambda: stretch_new_password(password, keys, kdf))


def _attempt_login(
    caller: Caller, password: str, digits: str | None
) -> AuthenticatedAccount | None:
    with reading() as db:
        attempt = services.prepare_login(db, site_keys(), current_kdf(), caller, now())
    record = attempt.record
    site_key = site_keys()[record.site_key_number]
    stretched = _run_in_queue(lambda: stretch_password(password, record.salt, record.kdf, site_key))
    with writing() as db:
        return services.verify_login(db, attempt, stretched, digits, now())


def _record_failure(keys: rate_limit.AttemptKeys) -> None:
    with writing() as db:
        rate_limit.record_failure(db, keys, now())


def _run_in_queue(work: Callable[[], R]) -> R:
    """What `work` returns; it runs in a thread without the request.

    Raises:
        Busy: the hash queue is full.
    """
    if not _hash_slots.acquire(blocking=False):
        raise Busy(_("Many people are signing in at once. Wait a few seconds, then try again."))
    try:
        return _hash_threads.submit(work).result()
    finally:
        _hash_slots.release()
