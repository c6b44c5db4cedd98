"""Routes of /settings: preferences, password, vault key, sessions, recovery code, old vault."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts import credentials, recovery, sessions
from reflect.accounts import http as account_http
from reflect.accounts.forms import (
    ChangePasswordForm,
    OldRecoveryCodeForm,
    SettingsForm,
    stage_options,
)
from reflect.accounts.http import bind_form, render_form, render_form_error
from reflect.accounts.login import http as login_http
from reflect.accounts.login.services import AuthenticatedAccount
from reflect.accounts.openid import identities
from reflect.accounts.rate_limit import TooManyAttempts
from reflect.accounts.second_factor import backup_codes
from reflect.accounts.sessions import NewSession
from reflect.accounts.settings import preferences, vault_keys
from reflect.core.crypto.password_hash import StretchedPassword
from reflect.core.errors import Invalid
from reflect.core.i18n import _, ngettext
from reflect.core.organisation.model import Defaults
from reflect.core.weeks import LONDON
from reflect.db import reading, writing
from reflect.policy import is_signed_in, may_export_or_delete
from reflect.web.access_control import (
    actor,
    allow,
    browser_token,
    current_identity,
    load_saved_form,
)
from reflect.web.clock import now
from reflect.web.current_site import current_settings

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
    if request.method == "POST":
        return _save_settings()
    saved_form, done = load_saved_form(), confirmation_text(request.args.get("done", ""))
    with reading() as db:
        settings = preferences.load_settings(db, actor().vault, _default_settings())
        due = recovery.is_code_check_due(db, actor().id, now())
    form = SettingsForm(saved_form, data={**settings, "interval": settings["own_interval"] or None})
    return _render_settings(form, settings, done=done, code_due=due)


def _save_settings() -> ResponseReturnValue:
    form = SettingsForm(request.form)
    if not form.validate():
        with reading() as db:
            settings = preferences.load_settings(db, actor().vault, _default_settings())
        return _render_settings(form, settings, done="", code_due=False)
    with writing() as db:
        preferences.update_settings(
            db,
            actor().vault,
            shown=(form.shown.data or "").strip(),
            stage=form.stage.data,
            interval=form.interval.data or 0,
            first_year=form.first_year.data,
        )
    return redirect_to_settings("saved")


def _default_settings() -> Defaults:
    return current_settings().organisation.defaults


def _render_settings(
    form: SettingsForm, settings: Mapping[str, Any], **more: Any
) -> ResponseReturnValue:
    openid = current_settings().openid is not None
    with reading() as db:
        is_linked = openid and identities.is_linked(db, actor().id)
    return render_form(
        "settings.html",
        form,
        stages=stage_options(_default_settings()),
        in_use=describe_interval(settings),
        has_factor=bool(settings["totp"]),
        spares=backup_codes.summarise_backup_codes(settings["totp"]),
        openid=openid,
        joined=is_linked,
        **more,
    )


@bp.route("/password", methods=["GET", "POST"])
@allow(is_signed_in)
def password() -> ResponseReturnValue:
    """Change the password."""

    def change(signed: AuthenticatedAccount, stretched: StretchedPassword) -> ResponseReturnValue:
        with writing() as db:
            vault_keys.change_password(db, signed.record, signed.vault, stretched, browser_token())
        return redirect_to_settings("password")

    return _handle_new_password("password.html", change)


@bp.route("/new-key", methods=["GET", "POST"])
@allow(is_signed_in)
def new_key() -> ResponseReturnValue:
    """After a suspected theft: re-encrypt everything under a new key."""

    def change(signed: AuthenticatedAccount, stretched: StretchedPassword) -> ResponseReturnValue:
        with writing() as db:
            vault, code = vault_keys.rotate_vault_key(db, signed.record, signed.vault, stretched)
        account_http.start_session(NewSession(actor().id, vault, actor().strong, code))
        return redirect(url_for("accounts.recovery_code"), 303)

    return _handle_new_password("new-key.html", change)


def _handle_new_password(
    template: str, change: Callable[[AuthenticatedAccount, StretchedPassword], ResponseReturnValue]
) -> ResponseReturnValue:
    """Ask for the current password and a new one; call `change` if both are valid."""
    form = bind_form(ChangePasswordForm)
    if request.method == "GET" or not form.validate():
        return render_form(template, form)
    field = "new_password"
    try:
        credentials.validate_new_password(form.new_password.data, actor().name)
        field = "password"
        signed = login_http.reauthenticate_user(form.password.data)
        stretched = login_http.hash_new_password(form.new_password.data)
    except (Invalid, TooManyAttempts) as error:
        return render_form_error(template, form, field, error)
    return change(signed, stretched)


@bp.route("/sessions", methods=["GET", "POST"])
@allow(is_signed_in)
def own_sessions() -> ResponseReturnValue:
    """List the open sessions, and end the others."""
    if request.method == "POST":
        with writing() as db:
            sessions.revoke_other_sessions(db, actor().id, browser_token())
        return redirect_to_settings("sessions")
    with reading() as db:
        listed = sessions.list_open_sessions(db, actor().id, browser_token(), now())
    return render_template("accounts/sessions.html", sessions=listed, clock_time=format_clock_time)


@bp.route("/bring-back", methods=["GET", "POST"])
@allow(may_export_or_delete)
def bring_back() -> ResponseReturnValue:
    """After a reset: restore the earlier vault with the old recovery code."""
    form = bind_form(OldRecoveryCodeForm)
    if request.method == "GET" or not form.validate():
        return render_form("bring-back.html", form)
    try:
        old = login_http.verify_old_recovery_code(form.code.data)
    except (Invalid, TooManyAttempts) as error:
        return render_form_error("bring-back.html", form, "code", error)
    with writing() as db:
        recovery.restore_replaced_vault(db, old, actor().vault)
    return redirect_to_settings("back")


@bp.route("/recovery-code-kept", methods=["GET", "POST"])
@allow(is_signed_in)
def code_kept() -> ResponseReturnValue:
    """Once a year: ask whether the owner still has the recovery code."""
    if request.method == "GET":
        return render_template("accounts/code-kept.html")
    with writing() as db:
        has_it = request.form.get("answer") == "yes"
        recovery.record_code_check(db, actor().vault, now(), has_it=has_it)
    return redirect(account_http.DEFAULT_PATH, 303)


@bp.post("/stay")
@allow(is_signed_in)
def stay() -> ResponseReturnValue:
    """Keep the session from locking: the user is still there."""
    with writing() as db:
        sessions.touch_session(db, current_identity().session, now())
    return {}
