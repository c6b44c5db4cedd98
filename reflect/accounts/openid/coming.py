"""There and back again, step by step: throttle first, then the provider, with no transaction open.

What fails is counted by network, as wrong codes of invitations are: an office shares one address,
so a single person's slips do not shut out the others.
"""

from flask import current_app, url_for
from sqlalchemy import Connection

from reflect.accounts import rate_limit
from reflect.accounts.openid import identities, pending_logins, trips
from reflect.accounts.openid.client import Provider
from reflect.accounts.openid.errors import NotLetIn
from reflect.accounts.openid.pending_logins import Arrival
from reflect.config import Openid
from reflect.core.errors import NotFound, Refused
from reflect.core.words import _
from reflect.db import reading, writing
from reflect.web import logs
from reflect.web.access_control import actor, token
from reflect.web.clock import now
from reflect.web.current_site import keys, network, settings

KEY = "reflect.openid"


def way_there(wanted: str, *, join: bool) -> str:
    """The address at the provider where a trip begins.

    Raises:
        NotLetIn: too many failed from this network, or the provider does not say where.
    """
    trip = trips.begin(token(), wanted, now(), join=join)
    _let_through(trip.state)
    return provider().address(trip, redirect_uri())


def came_back(answer: dict[str, str]) -> bool:
    """Keep who has come back, as the provider's answer says; whether they want to join.

    Raises:
        NotLetIn: says why they have not.
    """
    trip = trips.back(token(), answer.get("state", ""), now())
    _let_through(trip.state)
    with writing() as db:
        pending_logins.use_up(db, token(), trip, now())
    try:
        subject = provider().subject(answer, trip, redirect_uri(), now())
    except NotLetIn as error:
        logs.trouble("sign-in by the provider failed", type=error.why)
        with writing() as db:
            rate_limit.failed(db, _tries(trip.state), now())
        raise
    who = identities.hashes(keys(), _openid().issuer, subject)
    with writing() as db:
        pending_logins.keep(db, token(), Arrival(who, trip.join, trip.wanted), now())
    return trip.join


def settle(db: Connection, arrival: Arrival | None, *, join: bool) -> str:
    """Join the account to who has come, or to nobody; the word for what was done.

    Raises:
        Refused: that person is joined to another account, or it took too long.
    """
    if not join:
        identities.leave(db, actor().id)
        return "left"
    if arrival is None:
        raise Refused(_("That took more than ten minutes. Go to your organisation's sign-in anew."))
    identities.join(db, arrival.hashes, actor().id)
    pending_logins.drop(db, token())
    return "joined"


def provider() -> Provider:
    """The provider, as this process knows it."""
    found: Provider | None = current_app.extensions.get(KEY)
    if found is None or found.openid != _openid():
        found = current_app.extensions[KEY] = Provider(_openid())
    return found


def redirect_uri() -> str:
    """The address of the way back, as the provider has it written down."""
    return settings().url + url_for("openid.back")


def _openid() -> Openid:
    found = settings().openid
    if found is None:
        raise NotFound
    return found


def _let_through(state: str) -> None:
    try:
        with reading() as db:
            rate_limit.check(db, _tries(state), now())
    except rate_limit.TooMany:
        raise NotLetIn("later") from None


def _tries(state: str) -> rate_limit.Tries:
    """The counters of a network; those of a name belong to this trip alone."""
    return rate_limit.tries(keys(), "openid", state, network())
