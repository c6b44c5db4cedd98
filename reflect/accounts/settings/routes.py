"""Routes of /settings: preferences, password, vault key, sessions, recovery code, old vault."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts import http as account_http
from reflect.accounts import recovery, sessions
from reflect.accounts.forms import (
    ChangePasswordForm,
    CodeKeptForm,
    OldRecoveryCodeForm,
    SettingsForm,
    stage_options,
)
from reflect.accounts.http import render_form, submit_form
from reflect.accounts.login import http as login_http
from reflect.accounts.login.services import AuthenticatedAccount
from reflect.accounts.openid import identities
from reflect.accounts.second_factor import services as second_factor_services
from reflect.accounts.sessions import NewSession
from reflect.accounts.settings import preferences
from reflect.core.crypto.password_hash import StretchedPassword
from reflect.core.i18n import _, ngettext
from reflect.core.weeks import LONDON
from reflect.db import reading, writing
from reflect.policy import is_signed_in, may_export_or_delete
from reflect.web.access_control import actor, allow, browser_token, current_identity
from reflect.web.clock import now
from reflect.web.current_site import current_settings
from reflect.web.forms import PageForm

bp = Blueprint("settings", __name__, url_prefix="/settings")


def confirmation_text(what: str) -> str:
    """The confirmation of an action; "" for an unknown key."""
    sentences = {
        "saved": _("Saved."),
        "password": _("Your new password is set. Your other sessions have ended."),
        "spares": _("Noted. Each spare code works once, where the six digits are asked."),
        "removed": _("Your second factor is off."),
        "joined": _("Joined. You can sign in with your organisation from now on."),
        "left": _("Ended. Your organisation's sign-in leads to your account no more."),
        "sessions": _("Your other sessions have ended."),
        "kept": _("Noted. You are asked again when the time comes."),
        "back": _("Your earlier records are back. They are with your new ones."),
    }
    return sentences.get(what, "")


def format_clock_time(moment: datetime) -> str:
    """A time of day in London, as in 16:05."""
    return moment.astimezone(LONDON).strftime("%H:%M")


def describe_interval(settings: Mapping[str, Any]) -> str:
    """The interval between formal supervisions that applies, and why."""
    weeks = ngettext("{n} week", "{n} weeks", settings["interval"]).format(n=settings["interval"])
    sentence = _("Now in use: {weeks}, until you choose.")
    if settings["own_interval"]:
        sentence = _("Now in use: {weeks}, the number you set.")
    elif settings["stage"]:
        sentence = _("Now in use: {weeks}, from your stage.")
    return sentence.format(weeks=weeks)


def redirect_to_settings(what: str) -> ResponseReturnValue:
    """Redirect to the settings with a confirmation."""
    return redirect(url_for("settings.index", done=what), 303)


@bp.route("", methods=["GET", "POST"])
@allow(is_signed_in)
def index() -> ResponseReturnValue:
    """The preferences, and links to the other settings."""
    form = SettingsForm()
    if form.validate_on_submit():
        with writing() as db:
            preferences.update_settings(db, actor().vault, **form.to_settings())
        return redirect_to_settings("saved")
    return _render_settings(form, posted=form.is_submitted())


def _render_settings(form: SettingsForm, *, posted: bool) -> ResponseReturnValue:
    site = current_settings()
    with reading() as db:
        settings = preferences.load_settings(db, actor().vault, site.organisation.defaults)
        code_due = not posted and recovery.is_code_check_due(db, actor().id, now())
        is_linked = site.openid is not None and identities.is_linked(db, actor().id)
    if not posted:
        own = {**settings, "interval": settings["own_interval"] or None}
        form.process(form.posted or None, data=own)
    return render_form(
        "settings.html",
        form,
        done="" if posted else confirmation_text(request.args.get("done", "")),
        code_due=code_due,
        stages=stage_options(site.organisation.defaults),
        in_use=describe_interval(settings),
        has_factor=bool(settings["totp"]),
        spares=second_factor_services.summarise_backup_codes(settings["totp"]),
        openid=site.openid is not None,
        joined=is_linked,
    )


@bp.route("/password", methods=["GET", "POST"])
@allow(is_signed_in)
def password() -> ResponseReturnValue:
    """Change the password."""
    form = ChangePasswordForm()
    checked = _check_passwords(form)
    if checked is None:
        return render_form("password.html", form)
    signed, stretched = checked
    with writing() as db:
        recovery.change_password(db, signed.record, signed.vault, stretched, browser_token())
    return redirect_to_settings("password")


@bp.route("/new-key", methods=["GET", "POST"])
@allow(is_signed_in)
def new_key() -> ResponseReturnValue:
    """After a suspected theft: re-encrypt everything under a new key."""
    form = ChangePasswordForm()
    checked = _check_passwords(form)
    if checked is None:
        return render_form("new-key.html", form)
    signed, stretched = checked
    with writing() as db:
        vault, code = recovery.rotate_vault_key(db, signed.record, signed.vault, stretched)
    account_http.start_session(NewSession(actor().id, vault, actor().strong, code))
    return redirect(url_for("accounts.recovery_code"), 303)


def _check_passwords(
    form: ChangePasswordForm,
) -> tuple[AuthenticatedAccount, StretchedPassword] | None:
    current = form.password.data
    return account_http.check_new_password(
        form,
        actor().name,
        "new_password",
        "password",
        lambda: login_http.reauthenticate_user(current),
    )


@bp.route("/sessions", methods=["GET", "POST"])
@allow(is_signed_in)
def own_sessions() -> ResponseReturnValue:
    """List the open sessions, and end the others."""
    form = PageForm()
    if form.validate_on_submit():
        with writing() as db:
            sessions.revoke_other_sessions(db, actor().id, browser_token())
        return redirect_to_settings("sessions")
    with reading() as db:
        listed = sessions.list_open_sessions(db, actor().id, browser_token(), now())
    context = {"sessions": listed, "clock_time": format_clock_time}
    return render_form("sessions.html", form, **context)


@bp.route("/bring-back", methods=["GET", "POST"])
@allow(may_export_or_delete)
def bring_back() -> ResponseReturnValue:
    """After a reset: restore the earlier vault with the old recovery code."""
    form = OldRecoveryCodeForm()
    code = form.code.data
    old = submit_form(form, "code", lambda: login_http.verify_old_recovery_code(code))
    if old is None:
        return render_form("bring-back.html", form)
    with writing() as db:
        recovery.restore_replaced_vault(db, old, actor().vault)
    return redirect_to_settings("back")


@bp.route("/recovery-code-kept", methods=["GET", "POST"])
@allow(is_signed_in)
def code_kept() -> ResponseReturnValue:
    """Once a year: ask whether the owner still has the recovery code."""
    form = CodeKeptForm()
    if not form.is_submitted():
        return render_form("code-kept.html", form)
    form.require_valid()
    with writing() as db:
        has_it = form.answer.data == "yes"
        recovery.record_code_check(db, actor().vault, now(), has_it=has_it)
    return redirect(account_http.DEFAULT_PATH, 303)


@bp.post("/stay")
@allow(is_signed_in)
def stay() -> ResponseReturnValue:
    """Keep the session from locking: the user is still there."""
    with writing() as db:
        sessions.touch_session(db, current_identity().session, now())
    return {}
