"""/settings/second-factor and the spare codes that come with it."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from reflect.accounts import sessions
from reflect.accounts.forms import Digits, PasswordAgain
from reflect.accounts.http import posted, refused, shown
from reflect.accounts.login import http as login_http
from reflect.accounts.rate_limit import TooMany
from reflect.accounts.second_factor import backup_codes, services
from reflect.accounts.settings import preferences
from reflect.accounts.settings.routes import bp as settings_bp
from reflect.accounts.settings.routes import go
from reflect.core.errors import Invalid
from reflect.db import reading, writing
from reflect.policy import is_signed_in, needs_second_factor
from reflect.web.access_control import actor, allow, token
from reflect.web.clock import now
from reflect.web.current_site import settings as site_settings

bp = settings_bp  # more pages of the same


@bp.route("/second-factor", methods=["GET", "POST"])
@allow(is_signed_in)
def second_factor_page() -> ResponseReturnValue:
    """Set up six digits from an app, or do without them again."""
    with reading() as db:
        is_on = services.is_on(db, actor().vault)
        secret = services.proposed(db, token(), actor().vault)
    if is_on:
        return _remove_factor()
    form = posted(Digits)
    drawn = services.picture(secret, actor().name, site_settings().organisation.site)
    around = {
        "why": _why(),
        "secret": services.in_groups(secret),
        "picture": Markup(drawn),  # noqa: S704  # nosec B704  # segno's
    }
    if request.method == "GET" or not form.validate():
        return shown("second-factor.html", form, **around)
    try:
        with writing() as db:
            services.set_up(db, token(), actor().vault, form.digits.data, now())
            sessions.strengthen(db, token())
    except Invalid as error:
        return refused("second-factor.html", form, "digits", error, **around)
    return redirect(url_for("settings.spare_codes_page"), 303)


def _remove_factor() -> ResponseReturnValue:
    form, around = posted(PasswordAgain), {"why": _why()}
    if request.method == "GET" or not form.validate():
        return shown("second-factor-off.html", form, **around)
    try:
        login_http.password_again(form.password.data)
    except (Invalid, TooMany) as error:
        return refused("second-factor-off.html", form, "password", error, **around)
    with writing() as db:
        services.remove(db, actor().vault)
        sessions.weaken(db, actor().id)
    return go("removed")


@bp.route("/spare-codes", methods=["GET", "POST"])
@allow(is_signed_in)
def spare_codes_page() -> ResponseReturnValue:
    """Ten codes for the day the phone is lost: shown once; how many are left; new ones."""
    if request.method == "POST" and "password" not in request.form:
        with writing() as db:
            backup_codes.put_away(db, actor().vault)
        return go("spares")
    with reading() as db:
        factor = preferences.read(db, actor().vault)["totp"]
        codes = backup_codes.shown(db, token(), actor().vault)
    if not factor:
        return redirect(url_for("settings.second_factor_page"), 303)
    if request.method == "POST":
        return _new_spare_codes(backup_codes.said(factor))
    if codes:
        return render_template("accounts/spare-codes.html", codes=codes)
    return shown("new-spare-codes.html", PasswordAgain(), spares=backup_codes.said(factor))


def _new_spare_codes(said: Mapping[str, Any]) -> ResponseReturnValue:
    form = PasswordAgain(request.form)
    if not form.validate():
        return shown("new-spare-codes.html", form, spares=said)
    try:
        login_http.password_again(form.password.data)
    except (Invalid, TooMany) as error:
        return refused("new-spare-codes.html", form, "password", error, spares=said)
    with writing() as db:
        backup_codes.make(db, token(), actor().vault)
    return redirect(url_for("settings.spare_codes_page"), 303)


def _why() -> bool:
    """Whether an organiser was led here from a page of theirs."""
    return "organise" in request.args and needs_second_factor(actor())
