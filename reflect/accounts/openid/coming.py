"""There and back again, step by step: throttle first, then the provider, with no transaction open.

What fails is counted by network, as wrong codes of invitations are: an office shares one address,
so a single person's slips do not shut out the others.
"""

from flask import current_app, url_for
from sqlalchemy import Connection

from reflect.accounts import rate_limit
from reflect.accounts.openid import identities, pending_logins, trips
from reflect.accounts.openid.client import Provider
from reflect.accounts.openid.errors import OpenidError
from reflect.accounts.openid.pending_logins import PendingLogin
from reflect.config import OpenidSettings
from reflect.core.errors import NotFound, PermissionDenied
from reflect.core.words import _
from reflect.db import reading, writing
from reflect.web import logs
from reflect.web.access_control import actor, browser_token
from reflect.web.clock import now
from reflect.web.current_site import client_address, current_settings, site_keys

PROVIDER_EXTENSION = "reflect.openid"


def build_authorisation_url(wanted: str, *, join: bool) -> str:
    """The address at the provider where a trip begins.

    Raises:
        NotLetIn: too many failed from this network, or the provider does not say where.
    """
    trip = trips.create_authorisation_request(browser_token(), wanted, now(), join=join)
    _let_through(trip.state)
    return current_provider().authorisation_url(trip, redirect_uri())


def handle_callback(answer: dict[str, str]) -> bool:
    """Keep who has come back, as the provider's answer says; whether they want to join.

    Raises:
        NotLetIn: says why they have not.
    """
    trip = trips.authorisation_request_from_state(browser_token(), answer.get("state", ""), now())
    _let_through(trip.state)
    with writing() as db:
        pending_logins.mark_state_used(db, browser_token(), trip, now())
    try:
        subject = current_provider().fetch_subject(answer, trip, redirect_uri(), now())
    except OpenidError as error:
        logs.log_warning("sign-in by the provider failed", type=error.reason)
        with writing() as db:
            rate_limit.record_failure(db, _tries(trip.state), now())
        raise
    who = identities.hash_subject(site_keys(), _openid().issuer, subject)
    with writing() as db:
        pending_logins.save_pending_login(
            db, browser_token(), PendingLogin(who, trip.is_linking, trip.next_path), now()
        )
    return trip.is_linking


def update_account_link(db: Connection, arrival: PendingLogin | None, *, join: bool) -> str:
    """Join the account to who has come, or to nobody; the word for what was done.

    Raises:
        Refused: that person is joined to another account, or it took too long.
    """
    if not join:
        identities.unlink_account(db, actor().id)
        return "left"
    if arrival is None:
        raise PermissionDenied(
            _("That took more than ten minutes. Go to your organisation's sign-in anew.")
        )
    identities.link_account(db, arrival.subject_hashes, actor().id)
    pending_logins.delete_pending_login(db, browser_token())
    return "joined"


def current_provider() -> Provider:
    """The provider, as this process knows it."""
    found: Provider | None = current_app.extensions.get(PROVIDER_EXTENSION)
    if found is None or found.openid != _openid():
        found = current_app.extensions[PROVIDER_EXTENSION] = Provider(_openid())
    return found


def redirect_uri() -> str:
    """The address of the way back, as the provider has it written down."""
    return current_settings().url + url_for("openid.back")


def _openid() -> OpenidSettings:
    found = current_settings().openid
    if found is None:
        raise NotFound
    return found


def _let_through(state: str) -> None:
    try:
        with reading() as db:
            rate_limit.check_limit(db, _tries(state), now())
    except rate_limit.TooManyAttempts:
        raise OpenidError("later") from None


def _tries(state: str) -> rate_limit.AttemptKeys:
    """The counters of a network; those of a name belong to this trip alone."""
    return rate_limit.derive_attempt_keys(site_keys(), "openid", state, client_address())
