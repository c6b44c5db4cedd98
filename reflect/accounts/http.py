"""What the account pages share: rendering forms, login and logout of a session, session hooks.

After login the browser gets a new session cookie, and a form that was sent to a locked session is
submitted again or shown. A form that was sent long after the lock is carried by the sign-in page
itself, as JSON in a hidden field: nothing is stored before its writer has signed in.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response
from wtforms import Form

from reflect.accounts import saved_forms, sessions
from reflect.accounts.forms import SignInForm, list_form_errors
from reflect.accounts.login import services as login_services
from reflect.accounts.login.services import AuthenticatedAccount
from reflect.accounts.rate_limit import TooManyAttempts
from reflect.accounts.saved_forms import FormData
from reflect.accounts.sessions import NewSession
from reflect.core.crypto.session_keys import new_token
from reflect.core.errors import ReflectError
from reflect.db import writing
from reflect.policy import Role
from reflect.web import access_control, errors
from reflect.web.access_control import SessionHooks, current_identity
from reflect.web.clock import now
from reflect.web.current_site import current_settings

F = TypeVar("F", bound=Form)


def bind_form(kind: type[F]) -> F:
    """The form bound to the posted data; an unbound one on GET."""
    form: F = kind(request.form if request.method == "POST" else None)
    return form


def render_form(template: str, form: Form, **more: Any) -> ResponseReturnValue:
    """Render a page with a form; status 422 if the form has errors.

    `template` is one of accounts, or that of another room, named with its folder.
    """
    found, path = list_form_errors(form), template if "/" in template else f"accounts/{template}"
    page = render_template(path, form=form, problems=found, **more)
    return page, 422 if found else 200


def render_form_error(
    template: str, form: Any, field: str, error: ReflectError, **more: Any
) -> ResponseReturnValue:
    """Render the page again with an error beside a field."""
    form[field].errors = [str(error)]
    page, status = _page_and_status(render_form(template, form, **more))
    return page, 429 if isinstance(error, TooManyAttempts) else status


def render_sign_in(form: SignInForm, template: str = "sign-in.html") -> ResponseReturnValue:
    """Render the sign-in page; it says so if the session has just locked."""
    return render_form(template, form, **sign_in_context())


def sign_in_context() -> dict[str, Any]:
    """The template variables of the sign-in page."""
    return {
        "next": safe_next_path(request.values.get("next", "")),
        "carried": request.form.get("carried", ""),
        "locked": bool(current_identity().locked_account),
        "hint": login_services.second_factor_hint(),
        "openid": current_settings().openid is not None,
    }


def ask_to_sign_in(path: str, form: dict[str, list[str]]) -> ResponseReturnValue:
    """Render the sign-in page instead of a page whose form was sent long after the lock."""
    try:
        carried = serialise_resubmission(path, form)
    except OverflowError:  # its long texts are on this page instead
        return errors.render_error(400)
    around = {**sign_in_context(), "next": path, "carried": carried, "locked": bool(carried)}
    page, _status = _page_and_status(render_form("sign-in.html", SignInForm(), **around))
    return page, 401


def _page_and_status(answer: Any) -> tuple[Any, int]:
    page, status = answer
    return page, status


DEFAULT_PATH = "/check-in"  # after login, if no page was asked for
MAX_RESUBMISSION_BYTES = 200_000  # characters that a form may have to be carried along


def start_session(opening: NewSession, carried: str = "") -> str:
    """Log in: start a session under a new cookie; returns the path of a saved form, or nothing."""
    token, found = new_token(), _parse_resubmission(carried)
    with writing() as db:
        path = sessions.rotate_session(db, access_control.browser_token(), token, opening, now())
        if found is not None:
            path = found[0]
            saved_forms.save_form(db, token, opening.account, *found, now())
    access_control.issue_browser_token(token)
    return path


def next_url(signed: AuthenticatedAccount, kept: str, wanted: str) -> str:
    """The URL after login; `kept` is the page of a form that was saved."""
    if kept and safe_next_path(kept):
        return f"{kept}?returned=1"
    if Role.ORGANISER in signed.account.roles and not signed.strong:
        return url_for("settings.second_factor_page")
    if signed.used_backup_code:
        return url_for("settings.spare_codes_page")
    if signed.code_due:
        return url_for("settings.code_kept")
    return safe_next_path(wanted) or DEFAULT_PATH


def end_session(to: str) -> Response:
    """Log out: a new cookie, and the browser's cache and storage are cleared."""
    access_control.issue_browser_token()
    response = redirect(to, 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def safe_next_path(text: str) -> str:
    """`text` if it is the path of a page of this site, else nothing (open-redirect check)."""
    if not text.startswith("/") or urlsplit(text).netloc or urlsplit(text).path != text:
        return ""
    try:
        current_app.url_map.bind("localhost").match(text, method="GET")
    except HTTPException:
        return ""
    return text


def serialise_resubmission(path: str, form: FormData) -> str:
    """A form and its page as JSON for the sign-in page; nothing if the form is empty.

    Raises:
        OverflowError: it is too long.
    """
    kept = saved_forms.remove_secret_fields(form)
    if not any(map(any, kept.values())):
        return ""
    written = json.dumps({"path": path, "form": kept}, ensure_ascii=False)
    if len(written.encode()) > MAX_RESUBMISSION_BYTES:
        raise OverflowError
    return written


def _parse_resubmission(text: str) -> tuple[str, FormData] | None:
    """Parse what `serialise_resubmission` wrote; None if it is anything else."""
    if not text or len(text.encode()) > MAX_RESUBMISSION_BYTES:
        return None
    try:
        found: Any = json.loads(text)
        path, form = str(found["path"]), found["form"]
        json.dumps(found, ensure_ascii=False).encode()  # refuses half characters
        clean = {str(key): [str(each) for each in values] for key, values in form.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return (path, clean) if safe_next_path(path) else None


def build_session_hooks(close_due: Callable[[datetime], None]) -> SessionHooks:
    """The functions of accounts that access control calls."""
    return SessionHooks(
        identify=sessions.identify_session,
        touch=sessions.touch_session,
        save_form=saved_forms.save_form,
        load_form=saved_forms.load_form,
        clean_up=sessions.delete_expired_data,
        close_due_windows=close_due,
        ask_to_sign_in=ask_to_sign_in,
    )
