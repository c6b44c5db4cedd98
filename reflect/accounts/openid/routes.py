"""Login with the organisation's OpenID Connect provider: redirect, callback, vault password.

Login begins with a link, because `form-action 'self'` stops a form that is redirected to another
host. The callback URL contains a code and a state, so the callback always answers with a redirect
and stays out of the history. It is the one GET that stores something: that a state was used, and
who came back, both under this browser's cookie, for which no other site can make a state.

The rate limit is checked before the provider is asked, with no transaction open. Failures are
counted by network, like wrong invitation codes: an office shares one address, so the mistakes of
one person must not lock out the others.
"""

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from reflect.accounts import http as account_http
from reflect.accounts import rate_limit
from reflect.accounts import repository as account_repository
from reflect.accounts.forms import ConfirmPasswordForm, VaultPasswordForm
from reflect.accounts.http import bind_form, render_form, render_form_error
from reflect.accounts.login import http as login_http
from reflect.accounts.login import services as login_services
from reflect.accounts.openid import identities, pending_logins
from reflect.accounts.openid.client import Provider
from reflect.accounts.openid.errors import OpenidError, error_text
from reflect.accounts.openid.pending_logins import PendingLogin
from reflect.accounts.rate_limit import TooManyAttempts
from reflect.accounts.sessions import NewSession
from reflect.config import OpenidSettings
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.db import reading, writing
from reflect.policy import anyone, is_signed_in
from reflect.web import logs
from reflect.web.access_control import actor, allow, browser_token, is_head_request
from reflect.web.clock import now
from reflect.web.current_site import client_address, current_settings, site_keys

bp = Blueprint("openid", __name__)
TEMPLATE = "openid-password.html"


@bp.before_request
def require_openid() -> None:
    """Answer 404 if no provider is configured."""
    if current_settings().openid is None:
        raise NotFound


@bp.get("/sign-in/organisation")
@allow(anyone)
def begin() -> ResponseReturnValue:
    """Redirect to the provider: to log in or, if logged in, to link the account."""
    wanted = account_http.safe_next_path(request.args.get("next", ""))
    try:
        return redirect(build_authorisation_url(wanted, join=is_signed_in(actor())), 303)
    except OpenidError as error:
        return _redirect_to_error(error.reason)


@bp.get("/sign-in/organisation/back")
@allow(anyone)
def back() -> ResponseReturnValue:
    """The callback: store the pending login and redirect. The code is used up by GET."""
    if is_head_request():
        abort(405)
    try:
        join = handle_callback(request.args.to_dict())
    except OpenidError as error:
        return _redirect_to_error(error.reason)
    return redirect(url_for("openid.own" if join else "openid.password"), 303)


def _redirect_to_error(why: str) -> Response:
    return redirect(url_for("openid.failed", why=why), 303)


@bp.get("/sign-in/organisation/failed")
@allow(anyone)
def failed() -> ResponseReturnValue:
    """What went wrong, and other ways to log in."""
    said = error_text(request.args.get("why", ""))
    return render_template("accounts/openid-failed.html", said=said)


@bp.route("/sign-in/organisation/password", methods=["GET", "POST"])
@allow(anyone)
def password() -> ResponseReturnValue:
    """Complete the login with the vault's password."""
    with reading() as db:
        arrival = pending_logins.load_pending_login(db, browser_token(), now())
        account = identities.find_linked_account(db, arrival.subject_hashes) if arrival else None
        name = account_repository.load_account(db, account).account.name if account else ""
    if arrival is None or arrival.is_linking:
        return redirect(url_for("accounts.sign_in"), 303)
    if account is None:
        return render_template("accounts/openid-unknown.html")
    form = bind_form(VaultPasswordForm)
    if request.method == "GET" or not form.validate():
        return render_form(TEMPLATE, form, hint=login_services.second_factor_hint())
    return _open_vault(form, arrival, name)


def _open_vault(form: VaultPasswordForm, arrival: PendingLogin, name: str) -> ResponseReturnValue:
    """Rate limit, hash and second factor as on the sign-in page."""
    otherwise = login_services.invalid_vault_password_text()
    try:
        signed = login_http.authenticate_user(
            name, form.password.data, form.digits.data or "", otherwise
        )
    except (Invalid, TooManyAttempts) as error:
        return render_form_error(
            TEMPLATE, form, "password", error, hint=login_services.second_factor_hint()
        )
    with writing() as db:
        pending_logins.delete_pending_login(db, browser_token())
        identities.update_identity_key(db, arrival.subject_hashes, signed.account.id)
    kept = account_http.start_session(NewSession(signed.account.id, signed.vault, signed.strong))
    return redirect(account_http.next_url(signed, kept, arrival.next_path), 303)


@bp.route("/settings/organisation", methods=["GET", "POST"])
@allow(is_signed_in)
def own() -> ResponseReturnValue:
    """Link one's account to the organisation's provider, or remove the link."""
    with reading() as db:
        arrival = pending_logins.load_pending_login(db, browser_token(), now())
        joined = identities.is_linked(db, actor().id)
    arrival = arrival if arrival is not None and arrival.is_linking else None
    around = {"joined": joined, "arrived": arrival is not None}
    form = bind_form(ConfirmPasswordForm)
    if request.method == "GET" or not form.validate():
        return render_form("openid-own.html", form, **around)
    try:
        login_http.reauthenticate_user(form.password.data)
        with writing() as db:
            done = update_account_link(db, arrival, join=request.form.get("step") == "join")
    except (Invalid, TooManyAttempts, PermissionDenied) as error:
        return render_form_error("openid-own.html", form, "password", error, **around)
    return redirect(url_for("settings.index", done=done), 303)


PROVIDER_EXTENSION = "reflect.openid"


def build_authorisation_url(wanted: str, *, join: bool) -> str:
    """The provider's URL where login begins.

    Raises:
        OpenidError: too many failed from this network, or the provider does not say where.
    """
    trip = pending_logins.create_authorisation_request(browser_token(), wanted, now(), join=join)
    _check_limit(trip.state)
    return current_provider().authorisation_url(trip, redirect_uri())


def handle_callback(answer: dict[str, str]) -> bool:
    """Store the pending login from the provider's answer; whether it is for linking.

    Raises:
        OpenidError: says why they have not.
    """
    trip = pending_logins.authorisation_request_from_state(
        browser_token(), answer.get("state", ""), now()
    )
    _check_limit(trip.state)
    with writing() as db:
        pending_logins.mark_state_used(db, browser_token(), trip, now())
    try:
        subject = current_provider().fetch_subject(answer, trip, redirect_uri(), now())
    except OpenidError as error:
        logs.log_warning("sign-in by the provider failed", type=error.reason)
        with writing() as db:
            rate_limit.record_failure(db, _attempt_keys(trip.state), now())
        raise
    who = identities.hash_subject(site_keys(), _openid_settings().issuer, subject)
    with writing() as db:
        pending_logins.save_pending_login(
            db, browser_token(), PendingLogin(who, trip.is_linking, trip.next_path), now()
        )
    return trip.is_linking


def update_account_link(db: Connection, arrival: PendingLogin | None, *, join: bool) -> str:
    """Link or unlink the account; returns the word for what was done.

    Raises:
        PermissionDenied: that person is joined to another account, or it took too long.
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
    """The provider of this process."""
    found: Provider | None = current_app.extensions.get(PROVIDER_EXTENSION)
    if found is None or found.openid != _openid_settings():
        found = current_app.extensions[PROVIDER_EXTENSION] = Provider(_openid_settings())
    return found


def redirect_uri() -> str:
    """The callback URL that is registered with the provider."""
    return current_settings().url + url_for("openid.back")


def _openid_settings() -> OpenidSettings:
    found = current_settings().openid
    if found is None:
        raise NotFound
    return found


def _check_limit(state: str) -> None:
    try:
        with reading() as db:
            rate_limit.check_limit(db, _attempt_keys(state), now())
    except rate_limit.TooManyAttempts:
        raise OpenidError("later") from None


def _attempt_keys(state: str) -> rate_limit.AttemptKeys:
    """The rate-limit counters of a network; the username's are of this request only."""
    return rate_limit.derive_attempt_keys(site_keys(), "openid", state, client_address())
