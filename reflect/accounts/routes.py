"""The way in and out: front page, sign-in, invitation, recovery, recovery code."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts import (
    account_events,
    entering,
    invitations,
    passwords,
    privacy_promises,
    readers,
    recovery,
    sessions,
)
from reflect.accounts.forms import InvitationCode, LastGroup, NewPassword, PasswordAgain, SignIn
from reflect.accounts.forms import Recovery as RecoveryForm
from reflect.accounts.http import around_sign_in, posted, refused, shown, sign_in_page
from reflect.accounts.invitations import Invitation
from reflect.accounts.login import http as login_http
from reflect.accounts.rate_limit import TooMany
from reflect.accounts.sessions import Opening, Seen
from reflect.core.crypto.codes import new_code
from reflect.core.crypto.vault import create
from reflect.core.errors import Invalid
from reflect.core.weeks import london_day
from reflect.db import reading, writing
from reflect.policy import anyone, is_signed_in, was_ended
from reflect.web.access_control import actor, allow, recognised, token
from reflect.web.clock import now
from reflect.web.current_site import settings

bp = Blueprint("accounts", __name__)


@bp.app_context_processor
def banners() -> dict[str, bool | date | None]:
    """Whether an older vault of this person still waits, sealed; the day of a reset, until read."""
    seen = _seen()
    reset_day = london_day(seen.reset) if seen.reset else None
    return {"earlier_records": seen.replaced, "reset_day": reset_day}


def _seen() -> Seen:
    found = recognised()
    return found if isinstance(found, Seen) else Seen()


@bp.get("/")
@allow(anyone)
def home() -> ResponseReturnValue:
    """The front page, with the way in."""
    if is_signed_in(actor()):
        return redirect(entering.FIRST, 303)
    if settings().is_demo:
        return redirect("/demo", 303)
    return sign_in_page(SignIn(), "home.html")


@bp.route("/sign-in", methods=["GET", "POST"])
@allow(anyone)
def sign_in() -> ResponseReturnValue:
    """Name and password; then on to where one wanted to go."""
    wanted, form = request.values.get("next", ""), SignIn(request.form)
    if request.method == "GET":
        if is_signed_in(actor()):
            return redirect(entering.own_path(wanted) or entering.FIRST, 303)
        return sign_in_page(SignIn())
    if not form.validate():
        return sign_in_page(form)
    try:
        signed = login_http.sign_in_with(form.name.data, form.password.data, form.digits.data or "")
    except (Invalid, TooMany) as error:
        return refused("sign-in.html", form, "password", error, **around_sign_in())
    opening = Opening(signed.account.id, signed.vault, signed.strong)
    kept = entering.enter(opening, request.form.get("carried", ""))
    return redirect(entering.way_on(signed, kept, wanted), 303)


@bp.post("/sign-out")
@allow(anyone)
def sign_out() -> ResponseReturnValue:
    """End the session, and leave nothing in the browser for the next person."""
    with writing() as db:
        sessions.end(db, token())
    return entering.leave(url_for("accounts.home"))


@bp.route("/invitation", methods=["GET", "POST"])
@allow(anyone)
def invitation() -> ResponseReturnValue:
    """The code of an invitation, then a password."""
    form = posted(InvitationCode)
    if request.method == "GET" or not form.validate():
        return shown("invitation.html", form)
    try:
        found = login_http.invitation(form.code.data)
    except (Invalid, TooMany) as error:
        return refused("invitation.html", form, "code", error)
    if request.form.get("step") == "password":
        return _accept(found)
    return shown("choose-password.html", NewPassword(code=form.code.data), invitation=found)


def _accept(found: Invitation) -> ResponseReturnValue:
    form = NewPassword(request.form)
    if not form.validate():
        return shown("choose-password.html", form, invitation=found)
    try:
        passwords.check(form.password.data, found.name)
        stretched = login_http.new_password(form.password.data)
    except Invalid as error:
        return refused("choose-password.html", form, "password", error, invitation=found)
    code = new_code()
    vault, record = create("", stretched, code)
    with writing() as db:
        account = invitations.accept(db, form.code.data, record, now())
    entering.enter(Opening(account.id, vault, code=code))
    return redirect(url_for("accounts.recovery_code"), 303)


@bp.route("/recovery", methods=["GET", "POST"])
@allow(anyone)
def forgotten() -> ResponseReturnValue:
    """The recovery code opens everything and sets a new password."""
    form = posted(RecoveryForm)
    if request.method == "GET" or not form.validate():
        return shown("recovery.html", form)
    field = "password"
    try:
        passwords.check(form.password.data, form.name.data)
        field = "code"
        attempt, vault = login_http.recovery_code(form.name.data, form.code.data)
        stretched = login_http.new_password(form.password.data)
    except (Invalid, TooMany) as error:
        return refused("recovery.html", form, field, error)
    with writing() as db:
        account, code = recovery.recover(db, attempt, vault, stretched)
    entering.enter(Opening(account, vault, code=code))
    return redirect(url_for("accounts.recovery_code"), 303)


@bp.route("/recovery-code", methods=["GET", "POST"])
@allow(is_signed_in)
def recovery_code() -> ResponseReturnValue:
    """Show a fresh code once, and have its last group typed back; or make a new one."""
    if request.method == "POST" and "password" in request.form:
        return _new_code()
    form = posted(LastGroup)
    with reading() as db:
        code = sessions.pending(db, token(), actor().vault)
    if not code:
        return shown("new-recovery-code.html", PasswordAgain())
    if request.method == "GET" or not form.validate():
        return shown("recovery-code.html", form, code=code)
    try:
        with writing() as db:
            recovery.confirm(db, token(), actor().vault, form.last_group.data, now())
            asked = account_events.asked_to_join(db, actor().id, now())
    except Invalid as error:
        return refused("recovery-code.html", form, "last_group", error, code=code)
    return redirect(url_for("accounts.who_can_read_what", asked=asked and "1"), 303)


def _new_code() -> ResponseReturnValue:
    form = PasswordAgain(request.form)
    if not form.validate():
        return shown("new-recovery-code.html", form)
    try:
        signed = login_http.password_again(form.password.data)
    except (Invalid, TooMany) as error:
        return refused("new-recovery-code.html", form, "password", error)
    with writing() as db:
        recovery.change_code(db, signed.record, signed.vault, token())
    return redirect(url_for("accounts.recovery_code"), 303)


@bp.get("/account-ended")
@allow(was_ended)
def ended() -> ResponseReturnValue:
    """For somebody whose account was ended: until when they can take their records along."""
    moment = _seen().ended or 0
    until = london_day(moment + sessions.ENDED)
    return render_template("accounts/ended.html", ended=london_day(moment), until=until)


@bp.get("/who-can-read-what")
@allow(anyone)
def who_can_read_what() -> ResponseReturnValue:
    """The promise, and its limits."""
    return render_template("accounts/who-can-read-what.html", page=privacy_promises, who=readers)
