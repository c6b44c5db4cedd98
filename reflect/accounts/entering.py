"""Coming in: a new cookie, the form that waited, and where to go.

A form that was sent long after the lock is carried along by the sign-in page itself, as JSON in a
hidden field, and stored nowhere before its writer has signed in.
"""

import json
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, redirect, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from reflect.accounts import saved_forms, sessions
from reflect.accounts.login.services import AuthenticatedAccount
from reflect.accounts.saved_forms import FormData
from reflect.accounts.sessions import NewSession
from reflect.core.crypto.session_keys import new_token
from reflect.db import writing
from reflect.policy import Role
from reflect.web import access_control
from reflect.web.clock import now

DEFAULT_PATH = "/check-in"  # where one goes who wanted nothing else
MAX_RESUBMISSION_BYTES = 200_000  # characters that a form may have to be carried along


def start_session(opening: NewSession, carried: str = "") -> str:
    """Begin a session under a new cookie; the path of the form that came back, or nothing."""
    token, found = new_token(), _read(carried)
    with writing() as db:
        path = sessions.rotate_session(db, access_control.browser_token(), token, opening, now())
        if found is not None:
            path = found[0]
            saved_forms.save_form(db, token, opening.account, *found, now())
    access_control.issue_browser_token(token)
    return path


def next_url(signed: AuthenticatedAccount, kept: str, wanted: str) -> str:
    """Where somebody goes who has just signed in; `kept` is the page of a form that came back."""
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
    """Out, with a fresh cookie: nothing is left in the browser for the next person."""
    access_control.issue_browser_token()
    response = redirect(to, 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def safe_next_path(text: str) -> str:
    """`text` if it is the path of a page of ours that can be opened, else nothing."""
    if not text.startswith("/") or urlsplit(text).netloc or urlsplit(text).path != text:
        return ""
    try:
        current_app.url_map.bind("localhost").match(text, method="GET")
    except HTTPException:
        return ""
    return text


def serialise_resubmission(path: str, form: FormData) -> str:
    """A form and its page as the sign-in page carries them; nothing if there is nothing to carry.

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


def _read(text: str) -> tuple[str, FormData] | None:
    """What `carried` wrote, or nothing if it is anything else."""
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
