"""Routes of accounts: front page, login, logout, invitation, recovery, recovery code."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts import account_events, http, invitations, privacy_promises, recovery, sessions
from reflect.accounts.forms import (
    ConfirmPasswordForm,
    ConfirmRecoveryCodeForm,
    InvitationCodeForm,
    InvitationStepForm,
    NewPasswordForm,
    RecoveryForm,
    SignInForm,
)
from reflect.accounts.http import render_form, render_sign_in, submit_form
from reflect.accounts.invitations import Invitation
from reflect.accounts.login import http as login_http
from reflect.accounts.sessions import NewSession, SessionIdentity
from reflect.core.crypto.codes import new_recovery_code
from reflect.core.crypto.vault import create_vault
from reflect.core.weeks import london_day
from reflect.db import reading, writing
from reflect.policy import anyone, has_ended_account, is_signed_in
from reflect.web.access_control import actor, allow, browser_token, current_identity
from reflect.web.clock import now
from reflect.web.current_site import current_settings
from reflect.web.safe_paths import safe_path

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
    form = SignInForm()
    next_path = form.next.data or request.args.get("next", "")
    if is_signed_in(actor()) and not form.is_submitted():
        return redirect(safe_path(next_path, page_only=True) or http.DEFAULT_PATH, 303)
    name, password, digits = form.name.data, form.password.data, form.digits.data or ""
    signed = submit_form(
        form, "password", lambda: login_http.authenticate_user(name, password, digits)
    )
    if signed is None:
        return render_sign_in(form)
    opening = NewSession(signed.account.id, signed.vault, signed.strong)
    saved = http.start_session(opening, form.carried.data or "")
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
    form, step = InvitationCodeForm(), InvitationStepForm()
    step.require_valid()
    code = form.code.data
    found = submit_form(form, "code", lambda: login_http.verify_invitation_code(code))
    if found is None:
        return render_form("invitation.html", form)
    if step.step.data:
        return _accept_invitation(found)
    blank = NewPasswordForm(formdata=None, code=code)
    return render_form("choose-password.html", blank, invitation=found)


def _accept_invitation(found: Invitation) -> ResponseReturnValue:
    form = NewPasswordForm()
    checked = http.check_new_password(form, found.name, "password", "code", lambda: found)
    if checked is None:
        return render_form("choose-password.html", form, invitation=found)
    stretched, code = checked[1], new_recovery_code()
    vault, record = create_vault("", stretched, code)
    with writing() as db:
        account = invitations.accept_invitation(db, form.code.data, record, now())
    http.start_session(NewSession(account.id, vault, code=code))
    return redirect(url_for("accounts.recovery_code"), 303)


@bp.route("/recovery", methods=["GET", "POST"])
@allow(anyone)
def forgotten() -> ResponseReturnValue:
    """Set a new password with the recovery code."""
    form = RecoveryForm()
    name, typed = form.name.data, form.code.data
    checked = http.check_new_password(
        form, name, "password", "code", lambda: login_http.verify_recovery_code(name, typed)
    )
    if checked is None:
        return render_form("recovery.html", form)
    (attempt, vault), stretched = checked
    with writing() as db:
        account, code = recovery.recover_account(db, attempt, vault, stretched)
    http.start_session(NewSession(account, vault, code=code))
    return redirect(url_for("accounts.recovery_code"), 303)


@bp.route("/recovery-code", methods=["GET", "POST"])
@allow(is_signed_in)
def recovery_code() -> ResponseReturnValue:
    """Show a new code once and have its last group typed back; or create one."""
    form = ConfirmRecoveryCodeForm()
    if form.is_submitted() and "password" in form.posted:
        return _replace_code()
    user, token, typed = actor(), browser_token(), form.last_group.data
    with reading() as db:
        code = sessions.load_pending_code(db, token, user.vault)
    if not code:
        return render_form("new-recovery-code.html", ConfirmPasswordForm(formdata=None))

    def confirm() -> str:
        with writing() as db:
            recovery.confirm_recovery_code(db, token, user.vault, typed, now())
            return account_events.find_offered_team(db, user.id, now()) or ""

    offered = submit_form(form, "last_group", confirm)
    if offered is None:
        return render_form("recovery-code.html", form, code=code)
    return redirect(url_for("accounts.who_can_read_what", asked="1" if offered else None), 303)


def _replace_code() -> ResponseReturnValue:
    form = ConfirmPasswordForm()
    signed = http.confirm_password(form)
    if signed is None:
        return render_form("new-recovery-code.html", form)
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
