"""Routes of the second factor (TOTP) and its backup codes, under /settings."""

from textwrap import wrap
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from reflect.accounts import sessions
from reflect.accounts.forms import ConfirmPasswordForm, SecondFactorForm
from reflect.accounts.http import confirm_password, render_form, submit_form
from reflect.accounts.second_factor import services
from reflect.accounts.settings import preferences
from reflect.accounts.settings.routes import bp as settings_bp
from reflect.accounts.settings.routes import redirect_to_settings
from reflect.db import reading, writing
from reflect.policy import is_signed_in, needs_second_factor
from reflect.web.access_control import actor, allow, browser_token
from reflect.web.clock import now
from reflect.web.current_site import current_settings

bp = settings_bp  # one blueprint for all pages under /settings


@bp.route("/second-factor", methods=["GET", "POST"])
@allow(is_signed_in)
def second_factor_page() -> ResponseReturnValue:
    """Set up the second factor (TOTP), or remove it."""
    with reading() as db:
        is_on = services.has_second_factor(db, actor().vault)
        secret = services.propose_secret(db, browser_token(), actor().vault)
    if is_on:
        return _remove_factor()
    form, token = SecondFactorForm(), browser_token()
    digits = form.digits.data

    def enable() -> bool:
        with writing() as db:
            services.enable_second_factor(db, token, actor().vault, digits, now())
            sessions.mark_second_factor_used(db, token)
        return True

    if submit_form(form, "digits", enable):
        return redirect(url_for("settings.spare_codes_page"), 303)
    return render_form("second-factor.html", form, **_build_set_up_context(secret))


def _build_set_up_context(secret: str) -> dict[str, Any]:
    site = current_settings().organisation.site_title
    svg = services.render_qr_code(secret, actor().name, site)
    return {
        "why": _came_from_admin(),
        "secret": " ".join(wrap(secret, 4)),  # for typing
        "picture": Markup(svg),  # noqa: S704  # nosec B704  # by segno, which escapes
    }


def _remove_factor() -> ResponseReturnValue:
    form = ConfirmPasswordForm()
    if confirm_password(form) is None:
        return render_form("second-factor-off.html", form, why=_came_from_admin())
    with writing() as db:
        services.disable_second_factor(db, actor().vault)
        sessions.clear_second_factor_used(db, actor().id)
    return redirect_to_settings("removed")


@bp.route("/spare-codes", methods=["GET", "POST"])
@allow(is_signed_in)
def spare_codes_page() -> ResponseReturnValue:
    """Backup codes: show new ones until they are hidden; how many are left; create new ones."""
    form = ConfirmPasswordForm()
    if form.is_submitted() and "password" not in form.posted:
        with writing() as db:
            services.hide_backup_codes(db, actor().vault)
        return redirect_to_settings("spares")
    with reading() as db:
        factor = preferences.load_settings(db, actor().vault)["totp"]
        codes = services.reveal_backup_codes(db, browser_token(), actor().vault)
    if not factor:
        return redirect(url_for("settings.second_factor_page"), 303)
    if codes and not form.is_submitted():
        return render_template("accounts/spare-codes.html", codes=codes)
    if confirm_password(form) is None:
        summary = services.summarise_backup_codes(factor)
        return render_form("new-spare-codes.html", form, spares=summary)
    with writing() as db:
        services.create_backup_codes(db, browser_token(), actor().vault)
    return redirect(url_for("settings.spare_codes_page"), 303)


def _came_from_admin() -> bool:
    """Whether an organiser was redirected here from an organiser's page."""
    return "organise" in request.args and needs_second_factor(actor())
