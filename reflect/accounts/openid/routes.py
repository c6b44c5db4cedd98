"""Login with the organisation's OpenID Connect provider: redirect, callback, vault password.

Login begins with a link, because `form-action 'self'` blocks a form that is redirected to another
host. The callback URL contains a code and a state, so the callback always answers with a redirect
and stays out of the history. It is the only GET that stores something (the used state, the pending
login). Both are stored under this browser's cookie, for which no other site can make a state.

The rate limit is checked before a request to the provider, with no transaction open. Failures are
counted by network, like wrong invitation codes: an office shares one address, so the mistakes of
one user must not lock out the others.
"""

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from reflect.accounts import http as account_http
from reflect.accounts import rate_limit
from reflect.accounts import repository as account_repository
from reflect.accounts.forms import AccountLinkForm, ConfirmPasswordForm, VaultPasswordForm
from reflect.accounts.http import render_form, submit_form
from reflect.accounts.login import http as login_http
from reflect.accounts.login import services as login_services
from reflect.accounts.openid import identities, pending_logins
from reflect.accounts.openid.client import Provider
from reflect.accounts.openid.errors import ERROR_TEXTS, OpenidError
from reflect.accounts.openid.pending_logins import PendingLogin
from reflect.accounts.sessions import NewSession
from reflect.config import OpenidSettings
from reflect.core.errors import NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.db import reading, writing
from reflect.policy import anyone, is_signed_in
from reflect.web import logs
from reflect.web.access_control import actor, allow, browser_token, is_head_request
from reflect.web.clock import now
from reflect.web.current_site import client_address, current_settings, site_keys
from reflect.web.safe_paths import safe_path

bp = Blueprint("openid", __name__)
PROVIDER_EXTENSION = "reflect.openid"


@bp.before_request
def require_openid() -> None:
    """Answer 404 if no provider is configured."""
    _openid_settings()


@bp.errorhandler(OpenidError)
def show_error(error: OpenidError) -> ResponseReturnValue:
    """Redirect to the error page, whose URL has no code or state."""
    return redirect(url_for("openid.failed", why=error.reason), 303)


@bp.get("/sign-in/organisation")
@allow(anyone)
def begin() -> ResponseReturnValue:
    """Redirect to the provider: to log in or, if logged in, to link the account."""
    next_path = safe_path(request.args.get("next", ""), page_only=True)
    started = pending_logins.create_authorisation_request(
        browser_token(), next_path, now(), is_linking=is_signed_in(actor())
    )
    _check_limit(started.state)
    return redirect(current_provider().authorisation_url(started, redirect_uri()), 303)


@bp.get("/sign-in/organisation/back")
@allow(anyone)
def back() -> ResponseReturnValue:
    """The callback: store the pending login and redirect. Not for HEAD: the code works once."""
    if is_head_request():
        abort(405)
    is_linking = handle_callback(request.args.to_dict())
    return redirect(url_for("openid.own" if is_linking else "openid.password"), 303)


@bp.get("/sign-in/organisation/failed")
@allow(anyone)
def failed() -> ResponseReturnValue:
    """The error page: what went wrong, and other ways to log in."""
    message = ERROR_TEXTS.get(request.args.get("why", ""), ERROR_TEXTS["answer"])
    return render_template("accounts/openid-failed.html", said=message)


@bp.route("/sign-in/organisation/password", methods=["GET", "POST"])
@allow(anyone)
def password() -> ResponseReturnValue:
    """Complete the login with the vault's password."""
    with reading() as db:
        pending = pending_logins.load_pending_login(db, browser_token(), now())
        account = identities.find_linked_account(db, pending.subject_hashes) if pending else None
        name = account_repository.load_account(db, account).account.name if account else ""
    if pending is None or pending.is_linking:
        return redirect(url_for("accounts.sign_in"), 303)
    if account is None:
        return render_template("accounts/openid-unknown.html")
    return _complete_login(pending, name)


def _complete_login(pending: PendingLogin, name: str) -> ResponseReturnValue:
    """Rate limit, password hash and second factor, as on the sign-in page."""
    form, message = VaultPasswordForm(), str(login_services.INVALID_VAULT_PASSWORD)
    password, digits = form.password.data, form.digits.data or ""
    signed = submit_form(
        form, "password", lambda: login_http.authenticate_user(name, password, digits, message)
    )
    if signed is None:
        hint = login_services.SECOND_FACTOR_HINT
        return render_form("openid-password.html", form, hint=hint)
    with writing() as db:
        pending_logins.delete_pending_login(db, browser_token())
        identities.update_identity_key(db, pending.subject_hashes, signed.account.id)
    saved = account_http.start_session(NewSession(signed.account.id, signed.vault, signed.strong))
    return redirect(account_http.next_url(signed, saved, pending.next_path), 303)


@bp.route("/settings/organisation", methods=["GET", "POST"])
@allow(is_signed_in)
def own() -> ResponseReturnValue:
    """Link the account to the organisation's provider, or remove the link."""
    with reading() as db:
        pending = pending_logins.load_pending_login(db, browser_token(), now())
        is_linked = identities.is_linked(db, actor().id)
    pending = pending if pending is not None and pending.is_linking else None
    form, pressed = ConfirmPasswordForm(), AccountLinkForm()
    if pressed.is_submitted():
        pressed.require_valid()
    password, join = form.password.data, pressed.step.data == "join"

    def update_link() -> str:
        login_http.reauthenticate_user(password)
        with writing() as db:
            return update_account_link(db, pending, join=join)

    done = submit_form(form, "password", update_link)
    if done is None:
        arrived = pending is not None
        return render_form("openid-own.html", form, joined=is_linked, arrived=arrived)
    return redirect(url_for("settings.index", done=done), 303)


def handle_callback(query: dict[str, str]) -> bool:
    """Store the pending login of a callback; returns whether it is for linking.

    Raises:
        OpenidError: the login failed; `reason` says why.
    """
    token, state = browser_token(), query.get("state", "")
    started = pending_logins.authorisation_request_from_state(token, state, now())
    _check_limit(state)
    with writing() as db:
        pending_logins.mark_state_used(db, token, state, now())
    try:
        subject = current_provider().fetch_subject(query, started, redirect_uri(), now())
    except OpenidError as error:
        logs.log_warning("sign-in by the provider failed", type=error.reason)
        with writing() as db:
            rate_limit.record_failure(db, _attempt_keys(state), now())
        raise
    hashes = identities.hash_subject(site_keys(), _openid_settings().issuer, subject)
    pending = PendingLogin(hashes, started.is_linking, started.next_path)
    with writing() as db:
        pending_logins.save_pending_login(db, token, pending, now())
    return started.is_linking


def update_account_link(db: Connection, pending: PendingLogin | None, *, join: bool) -> str:
    """Link or unlink the account; returns the key of the confirmation in the settings.

    Raises:
        PermissionDenied: the subject is linked to another account, or the login has expired.
    """
    if not join:
        identities.unlink_account(db, actor().id)
        return "left"
    if pending is None:
        raise PermissionDenied(
            _("That took more than ten minutes. Go to your organisation's sign-in anew.")
        )
    identities.link_account(db, pending.subject_hashes, actor().id)
    pending_logins.delete_pending_login(db, browser_token())
    return "joined"


def current_provider() -> Provider:
    """The provider, with the caches of this process."""
    provider: Provider | None = current_app.extensions.get(PROVIDER_EXTENSION)
    if provider is None or provider.openid != _openid_settings():
        provider = current_app.extensions[PROVIDER_EXTENSION] = Provider(_openid_settings())
    return provider


def redirect_uri() -> str:
    """The callback URL that is registered with the provider."""
    return current_settings().url + url_for("openid.back")


def _openid_settings() -> OpenidSettings:
    settings = current_settings().openid
    if settings is None:
        raise NotFound
    return settings


def _check_limit(state: str) -> None:
    try:
        with reading() as db:
            rate_limit.check_limit(db, _attempt_keys(state), now())
    except rate_limit.TooManyAttempts:
        raise OpenidError("later") from None


def _attempt_keys(state: str) -> rate_limit.AttemptKeys:
    """The keys of the rate-limit counters: the network's; the state in place of a username."""
    return rate_limit.derive_attempt_keys(site_keys(), "openid", state, client_address())
