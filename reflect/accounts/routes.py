"""Routes of accounts: front page, login, logout, invitation, recovery, recovery code."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts import (
    account_events,
    credentials,
    http,
    invitations,
    privacy_promises,
    recovery,
    sessions,
)
from reflect.accounts.forms import (
    ConfirmPasswordForm,
    ConfirmRecoveryCodeForm,
    InvitationCodeForm,
    NewPasswordForm,
    RecoveryForm,
    SignInForm,
)
from reflect.accounts.http import (
    bind_form,
    render_form,
    render_form_error,
    render_sign_in,
    sign_in_context,
)
from reflect.accounts.invitations import Invitation
from reflect.accounts.login import http as login_http
from reflect.accounts.rate_limit import TooManyAttempts
from reflect.accounts.sessions import NewSession, SessionIdentity
from reflect.core.crypto.codes import new_recovery_code
from reflect.core.crypto.vault import create_vault
from reflect.core.errors import Invalid
from reflect.core.weeks import london_day
from reflect.db import reading, writing
from reflect.policy import anyone, has_ended_account, is_signed_in
from reflect.web.access_control import actor, allow, browser_token, current_identity
from reflect.web.clock import now
from reflect.web.current_site import current_settings

bp = Blueprint("accounts", __name__)


@bp.app_context_processor
def banners() -> dict[str, bool | date | None]:
    """Template variables: whether an older vault can be restored; the day of an unread reset."""
    identity = _get_session_identity()
    reset_day = london_day(identity.reset) if identity.reset else None
    return {"earlier_records": identity.replaced, "reset_day": reset_day}


def _get_session_identity() -> SessionIdentity:
    identity = current_identity()
    return identity if isinstance(identity, SessionIdentity) else SessionIdentity()


@bp.get("/")
@allow(anyone)
def home() -> ResponseReturnValue:
    """The front page, with the sign-in form."""
    if is_signed_in(actor()):
        return redirect(http.DEFAULT_PATH, 303)
    if current_settings().is_demo:
        return redirect("/demo", 303)
    return render_sign_in(SignInForm(), "home.html")


@bp.route("/sign-in", methods=["GET", "POST"])
@allow(anyone)
def sign_in() -> ResponseReturnValue:
    """Log in, then redirect to the page that was asked for."""
    next_path, form = request.values.get("next", ""), SignInForm(request.form)
    if request.method == "GET":
        if is_signed_in(actor()):
            return redirect(http.safe_next_path(next_path) or http.DEFAULT_PATH, 303)
        return render_sign_in(SignInForm())
    if not form.validate():
        return render_sign_in(form)
    try:
        signed = login_http.authenticate_user(
            form.name.data, form.password.data, form.digits.data or ""
        )
    except (Invalid, TooManyAttempts) as error:
        return render_form_error("sign-in.html", form, "password", error, **sign_in_context())
    opening = NewSession(signed.account.id, signed.vault, signed.strong)
    saved = http.start_session(opening, request.form.get("carried", ""))
    return redirect(http.next_url(signed, saved, next_path), 303)


@bp.post("/sign-out")
@allow(anyone)
def sign_out() -> ResponseReturnValue:
    """Log out, and leave nothing in the browser for the next person."""
    with writing() as db:
        sessions.revoke_session(db, browser_token())
    return http.end_session(url_for("accounts.home"))


@bp.route("/invitation", methods=["GET", "POST"])
@allow(anyone)
def invitation() -> ResponseReturnValue:
    """The code of an invitation, then a password."""
    form = bind_form(InvitationCodeForm)
    if request.method == "GET" or not form.validate():
        return render_form("invitation.html", form)
    try:
        found = login_http.verify_invitation_code(form.code.data)
    except (Invalid, TooManyAttempts) as error:
        return render_form_error("invitation.html", form, "code", error)
    if request.form.get("step") == "password":
        return _accept_invitation(found)
    return render_form(
        "choose-password.html", NewPasswordForm(code=form.code.data), invitation=found
    )


def _accept_invitation(found: Invitation) -> ResponseReturnValue:
    form = NewPasswordForm(request.form)
    if not form.validate():
        return render_form("choose-password.html", form, invitation=found)
    try:
        credentials.validate_new_password(form.password.data, found.name)
        stretched = login_http.hash_new_password(form.password.data)
    except Invalid as error:
        return render_form_error("choose-password.html", form, "password", error, invitation=found)
    code = new_recovery_code()
    vault, record = create_vault("", stretched, code)
    with writing() as db:
        account = invitations.accept_invitation(db, form.code.data, record, now())
    http.start_session(NewSession(account.id, vault, code=code))
    return redirect(url_for("accounts.recovery_code"), 303)


@bp.route("/recovery", methods=["GET", "POST"])
@allow(anyone)
def forgotten() -> ResponseReturnValue:
    """Set a new password with the recovery code."""
    form = bind_form(RecoveryForm)
    if request.method == "GET" or not form.validate():
        return render_form("recovery.html", form)
    field = "password"
    try:
        credentials.validate_new_password(form.password.data, form.name.data)
        field = "code"
        attempt, vault = login_http.verify_recovery_code(form.name.data, form.code.data)
        stretched = login_http.hash_new_password(form.password.data)
    except (Invalid, TooManyAttempts) as error:
        return render_form_error("recovery.html", form, field, error)
    with writing() as db:
        account, code = recovery.recover_account(db, attempt, vault, stretched)
    http.start_session(NewSession(account, vault, code=code))
    return redirect(url_for("accounts.recovery_code"), 303)


@bp.route("/recovery-code", methods=["GET", "POST"])
@allow(is_signed_in)
def recovery_code() -> ResponseReturnValue:
    """Show a new code once and have its last group typed back; or create one."""
    if request.method == "POST" and "password" in request.form:
        return _replace_code()
    form = bind_form(ConfirmRecoveryCodeForm)
    with reading() as db:
        code = sessions.load_pending_code(db, browser_token(), actor().vault)
    if not code:
        return render_form("new-recovery-code.html", ConfirmPasswordForm())
    if request.method == "GET" or not form.validate():
        return render_form("recovery-code.html", form, code=code)
    try:
        with writing() as db:
            recovery.confirm_recovery_code(
                db, browser_token(), actor().vault, form.last_group.data, now()
            )
            offered = account_events.find_offered_team(db, actor().id, now())
    except Invalid as error:
        return render_form_error("recovery-code.html", form, "last_group", error, code=code)
    return redirect(url_for("accounts.who_can_read_what", asked=offered and "1"), 303)


def _replace_code() -> ResponseReturnValue:
    form = ConfirmPasswordForm(request.form)
    if not form.validate():
        return render_form("new-recovery-code.html", form)
    try:
        signed = login_http.reauthenticate_user(form.password.data)
    except (Invalid, TooManyAttempts) as error:
        return render_form_error("new-recovery-code.html", form, "password", error)
    with writing() as db:
        recovery.replace_recovery_code(db, signed.record, signed.vault, browser_token())
    return redirect(url_for("accounts.recovery_code"), 303)


@bp.get("/account-ended")
@allow(has_ended_account)
def ended() -> ResponseReturnValue:
    """For the owner of an ended account: until when they can export their data."""
    moment = _get_session_identity().ended or 0
    until = london_day(moment + sessions.ENDED_ACCOUNT_RETENTION)
    return render_template("accounts/ended.html", ended=london_day(moment), until=until)


@bp.get("/who-can-read-what")
@allow(anyone)
def who_can_read_what() -> ResponseReturnValue:
    """The privacy promises and their limits."""
    return render_template(
        "accounts/who-can-read-what.html", page=privacy_promises, who=privacy_promises
    )
