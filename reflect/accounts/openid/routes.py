"""The way in through the organisation's own provider: there, back, and the vault's own password.

It begins with a link, since `form-action 'self'` stops a form that is redirected elsewhere. The
address of the way back holds a code and a state, so that it answers with a redirect whatever comes,
and stays in no history. It is the one GET that keeps something: that a state was used, and who has
come, both under this browser's own cookie, which no other site can make up a state for.
"""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from reflect.accounts import entering
from reflect.accounts import repository as account_repository
from reflect.accounts.forms import ConfirmPasswordForm, VaultPasswordForm
from reflect.accounts.http import bind_form, render_form, render_form_error
from reflect.accounts.login import http as login_http
from reflect.accounts.login import services as login_services
from reflect.accounts.openid import coming, identities, pending_logins
from reflect.accounts.openid.errors import OpenidError, error_text
from reflect.accounts.openid.pending_logins import PendingLogin
from reflect.accounts.rate_limit import TooManyAttempts
from reflect.accounts.sessions import NewSession
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.db import reading, writing
from reflect.policy import anyone, is_signed_in
from reflect.web.access_control import actor, allow, browser_token, is_head_request
from reflect.web.clock import now
from reflect.web.current_site import current_settings

bp = Blueprint("openid", __name__)
TEMPLATE = "openid-password.html"


@bp.before_request
def require_openid() -> None:
    """Without a provider there are no such pages."""
    if current_settings().openid is None:
        raise NotFound


@bp.get("/sign-in/organisation")
@allow(anyone)
def begin() -> ResponseReturnValue:
    """Off to the provider: to sign in, or, signed in already, to join the account to it."""
    wanted = entering.safe_next_path(request.args.get("next", ""))
    try:
        return redirect(coming.build_authorisation_url(wanted, join=is_signed_in(actor())), 303)
    except OpenidError as error:
        return _failed(error.reason)


@bp.get("/sign-in/organisation/back")
@allow(anyone)
def back() -> ResponseReturnValue:
    """Back from the provider; on at once, to a plain address. Its code is used up by GET alone."""
    if is_head_request():
        abort(405)
    try:
        join = coming.handle_callback(request.args.to_dict())
    except OpenidError as error:
        return _failed(error.reason)
    return redirect(url_for("openid.own" if join else "openid.password"), 303)


def _failed(why: str) -> Response:
    return redirect(url_for("openid.failed", why=why), 303)


@bp.get("/sign-in/organisation/failed")
@allow(anyone)
def failed() -> ResponseReturnValue:
    """What went wrong, and the other ways in."""
    said = error_text(request.args.get("why", ""))
    return render_template("accounts/openid-failed.html", said=said)


@bp.route("/sign-in/organisation/password", methods=["GET", "POST"])
@allow(anyone)
def password() -> ResponseReturnValue:
    """The provider has said who this is; what opens the vault is typed here."""
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
    return _open(form, arrival, name)


def _open(form: VaultPasswordForm, arrival: PendingLogin, name: str) -> ResponseReturnValue:
    """The same throttle, hash and second factor as on the sign-in page."""
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
    kept = entering.start_session(NewSession(signed.account.id, signed.vault, signed.strong))
    return redirect(entering.next_url(signed, kept, arrival.next_path), 303)


@bp.route("/settings/organisation", methods=["GET", "POST"])
@allow(is_signed_in)
def own() -> ResponseReturnValue:
    """Join one's account to the organisation's sign-in, or end that; both ask for the password."""
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
            done = coming.update_account_link(db, arrival, join=request.form.get("step") == "join")
    except (Invalid, TooManyAttempts, PermissionDenied) as error:
        return render_form_error("openid-own.html", form, "password", error, **around)
    return redirect(url_for("settings.index", done=done), 303)
