"""Shared by account routes: form rendering, session start (login) and end (logout), session hooks.

After login the browser gets a new session cookie, and a form that was posted to a locked session is
shown again. If it was posted long after the lock, the sign-in page itself contains it, as JSON in a
hidden field (`carried`): nothing is stored before its writer has signed in.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import Form

from reflect.accounts import credentials, saved_forms, sessions
from reflect.accounts.forms import ConfirmPasswordForm, SignInForm, list_form_errors
from reflect.accounts.login import http as login_http
from reflect.accounts.login import services as login_services
from reflect.accounts.login.services import AuthenticatedAccount
from reflect.accounts.rate_limit import TooManyAttempts
from reflect.accounts.saved_forms import FormData
from reflect.accounts.sessions import NewSession
from reflect.core.crypto.password_hash import StretchedPassword
from reflect.core.crypto.session_keys import new_token
from reflect.core.errors import Invalid, PermissionDenied
from reflect.db import writing
from reflect.policy import Role
from reflect.web import access_control, errors
from reflect.web.access_control import SessionHooks, current_identity
from reflect.web.clock import now
from reflect.web.current_site import current_settings
from reflect.web.safe_paths import safe_path

R = TypeVar("R")
DEFAULT_PATH = "/check-in"  # after login, if no page was asked for
MAX_RESUBMISSION_BYTES = 200_000  # of a form in a hidden field


def render_form(template: str, form: Form, **more: Any) -> tuple[str, int]:
    """Render a page with a form; status 422 if the form has errors, 429 after too many attempts.

    A `template` without a folder is in `accounts/`.
    """
    path = template if "/" in template else f"accounts/{template}"
    problems = list_form_errors(form)
    page = render_template(path, form=form, problems=problems, **more)
    if any(isinstance(error, TooManyAttempts) for field in form for error in field.errors):
        return page, 429
    return page, 422 if problems else 200


def submit_form(form: Any, field: str, act: Callable[[], R]) -> R | None:
    """What `act` returns, if the form was posted and is valid; an error is put beside a field.

    None: the page is to be rendered, for the first time or again.
    """
    if not form.validate_on_submit():
        return None
    try:
        return act()
    except (Invalid, TooManyAttempts, PermissionDenied) as error:
        form[field].errors = [error]
        return None


def check_new_password(
    form: Any, username: str, new: str, secret: str, verify: Callable[[], R]
) -> tuple[R, StretchedPassword] | None:
    """Check the new password in the field `new`, then what permits it in the field `secret`.

    Returns what `verify` returns for the secret, and the hash of the new password; else None, as
    `submit_form`.
    """
    if not form.validate_on_submit():
        return None
    field = new
    try:
        credentials.validate_new_password(form[new].data, username)
        field = secret
        verified = verify()
    except (Invalid, TooManyAttempts) as error:
        form[field].errors = [error]
        return None
    return verified, login_http.hash_new_password(form[new].data)


def confirm_password(form: ConfirmPasswordForm) -> AuthenticatedAccount | None:
    """The current user, if the form was posted with their password; as `submit_form`."""
    password = form.password
    return submit_form(form, "password", lambda: login_http.reauthenticate_user(password.data))


def render_sign_in(form: SignInForm, template: str = "sign-in.html") -> tuple[str, int]:
    """Render the sign-in page; it says if the session has just locked."""
    return render_form(template, form, **_sign_in_context(form))


def _sign_in_context(form: SignInForm) -> dict[str, Any]:
    return {
        "next": safe_path(form.next.data or request.args.get("next", ""), page_only=True),
        "carried": form.carried.data or "",
        "locked": bool(current_identity().locked_account),
        "hint": login_services.SECOND_FACTOR_HINT,
        "openid": current_settings().openid is not None,
    }


def ask_to_sign_in(path: str, form: dict[str, list[str]]) -> ResponseReturnValue:
    """Render the sign-in page after a form was posted to `path` long after the lock."""
    fields = saved_forms.remove_secret_fields(form)
    is_empty = not any(map(any, fields.values()))
    content = {"path": path, "form": fields}
    carried = "" if is_empty else json.dumps(content, ensure_ascii=False)
    if len(carried.encode()) > MAX_RESUBMISSION_BYTES:
        return errors.render_error(400)  # this page shows the long texts of the form
    blank = SignInForm(formdata=None)
    context = {**_sign_in_context(blank), "next": path, "carried": carried}
    page, _status = render_form("sign-in.html", blank, **{**context, "locked": bool(carried)})
    return page, 401


def start_session(opening: NewSession, carried: str = "") -> str:
    """Log in: start a session under a new cookie; returns the path of a saved form, or ""."""
    token, resubmission = new_token(), _parse_resubmission(carried)
    with writing() as db:
        path = sessions.rotate_session(db, access_control.browser_token(), token, opening, now())
        if resubmission is not None:
            path, form = resubmission
            saved_forms.save_form(db, token, opening.account, path, form, now())
    access_control.issue_browser_token(token)
    return path


def next_url(signed: AuthenticatedAccount, saved_path: str, next_path: str) -> str:
    """The URL after login; `saved_path`: the page of a saved form, or ""."""
    if safe_path(saved_path, page_only=True):
        return f"{saved_path}?returned=1"
    if Role.ORGANISER in signed.account.roles and not signed.strong:
        return url_for("settings.second_factor_page")
    if signed.used_backup_code:
        return url_for("settings.spare_codes_page")
    if signed.code_due:
        return url_for("settings.code_kept")
    return safe_path(next_path, page_only=True) or DEFAULT_PATH


def end_session(to: str) -> Response:
    """Log out: issue a new cookie, and have the browser clear its cache and storage."""
    access_control.issue_browser_token()
    response = redirect(to, 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _parse_resubmission(text: str) -> tuple[str, FormData] | None:
    """Parse the JSON that `ask_to_sign_in` made; None if it is not valid."""
    if not text or len(text.encode()) > MAX_RESUBMISSION_BYTES:
        return None
    try:
        value: Any = json.loads(text)
        path, form = str(value["path"]), value["form"]
        json.dumps(value, ensure_ascii=False).encode()  # rejects lone surrogates
        clean = {str(key): [str(each) for each in values] for key, values in form.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return (path, clean) if safe_path(path, page_only=True) else None


def build_session_hooks(close_due: Callable[[datetime], None]) -> SessionHooks:
    """The functions of accounts that access control calls; `close_due` closes due windows."""
    return SessionHooks(
        identify=sessions.identify_session,
        touch=sessions.touch_session,
        save_form=saved_forms.save_form,
        load_form=saved_forms.load_form,
        clean_up=sessions.delete_expired_data,
        close_due_windows=close_due,
        ask_to_sign_in=ask_to_sign_in,
    )
