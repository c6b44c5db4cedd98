"""Access control before every view: session cookie, CSRF check, and the rule of the route.

The app does not start if a route has no rule. Before a view runs, the identity of the session
cookie is loaded, the CSRF token of a posted form is verified, and the route's rule is applied.
A GET stores nothing that its sender decides. A few steps here write, each in its own transaction:
the time of the session's last use, a form posted after the lock, the clean-up, and the closing of
windows that are over. `app` passes in the functions of accounts (`SessionHooks`), so that this
module depends on no feature.

Uploads stay in memory: Flask would write a large file to disk, unencrypted, before a view could
seal it.
"""

import io
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any, TypeVar

from flask import Flask, Request, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from reflect.config import Settings
from reflect.core.crypto.session_keys import derive_csrf_token, is_valid_csrf_token, mask_csrf_token
from reflect.core.errors import NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.db import reading, writing
from reflect.policy import Actor, Identity, may_export_or_delete
from reflect.web import periodic_tasks
from reflect.web.clock import now
from reflect.web.periodic_tasks import PeriodicTaskState, run_periodic_tasks, write_best_effort

Rule = Callable[[Actor], bool]
View = TypeVar("View", bound=Callable[..., object])
FormData = dict[str, list[str]]
RULE_ATTRIBUTE, MAX_BODY_ATTRIBUTE = "reflect_rule", "reflect_body"
POLLING_ATTRIBUTE, LAN_ATTRIBUTE = "reflect_quiet", "reflect_nearby"
CSRF_FIELD = "csrf_token"


@dataclass(frozen=True, slots=True)
class SessionHooks:
    """What access control calls in accounts: identify, touch, save forms, clean up."""

    identify: Callable[[Connection, bytes, datetime], Identity]
    touch: Callable[[Connection, bytes, datetime], None]
    save_form: Callable[[Connection, bytes, str, str, FormData, datetime], None]
    load_form: Callable[[Connection, bytes, str, str, datetime], FormData | None]
    clean_up: Callable[[Connection, datetime], None]
    close_due_windows: Callable[[datetime], None]  # opens transactions of its own
    ask_to_sign_in: Callable[[str, FormData], ResponseReturnValue]  # a page that contains the form


class InMemoryRequest(Request):
    """A request whose uploads are never written to disk, and whose method is GET for HEAD.

    Flask routes HEAD to every view that has GET. A view that tests for GET would handle HEAD as a
    POST that has passed the CSRF check. Werkzeug still omits the body, because it reads `environ`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method = "GET" if self.method == "HEAD" else self.method

    def _get_file_stream(self, *_size_and_name: object, **_more: object) -> IO[bytes]:
        return io.BytesIO()


def allow(
    rule: Rule, *, body: int = 0, quiet: bool = False, nearby: bool = False
) -> Callable[[View], View]:
    """Mark a view with the rule that an actor must meet before it runs.

    `body`: maximum bytes of a request, if more than a form's; only for actors whom the rule admits.
    `quiet`: pages poll it by script, which is no user activity: the session cookie is not read, and
    the idle timeout goes on.
    `nearby`: a workshop page for participants; with `reflect demo --lan`, other machines may open
    these pages and no others.
    """

    def mark(view: View) -> View:
        vars(view).update(
            {
                RULE_ATTRIBUTE: rule,
                MAX_BODY_ATTRIBUTE: body,
                POLLING_ATTRIBUTE: quiet,
                LAN_ATTRIBUTE: nearby,
            }
        )
        return view

    return mark


def actor() -> Actor:
    """The user of this request."""
    return current_identity().actor


def current_identity() -> Identity:
    """The identity of the session cookie."""
    identity: Identity = g.get("identity", Identity())
    return identity


def browser_token() -> bytes:
    """The session cookie of this browser: 32 bytes, new for a browser without one."""
    token: bytes = g.token
    return token


def issue_browser_token(fresh: bytes | None = None) -> bytes:
    """Set a new session cookie with the response (at login, against session fixation)."""
    g.token, g.fresh = fresh or secrets.token_bytes(32), True
    g.pop("csrf", None)
    return browser_token()


def is_head_request() -> bool:
    """Whether the request is HEAD, which must not change anything."""
    return bool(request.environ["REQUEST_METHOD"] == "HEAD")


def load_saved_form() -> MultiDict[str, str] | None:
    """The form saved for this page after the lock or a change of the language, or None."""
    if "returned" not in request.args or actor().unlocked_vault is None:
        return None
    with reading() as db:
        form = _hooks().load_form(db, browser_token(), actor().id, request.path, now())
    return MultiDict(form) if form is not None else None


def save_form_for_path(path: str) -> bool:
    """Save the posted form for the page `path`, to which the user is redirected next.

    Returns False if the form is empty or nobody is signed in.
    """
    form = _posted_form()
    if not form or actor().unlocked_vault is None:
        return False
    with writing() as db:
        _hooks().save_form(db, browser_token(), actor().id, path, form, now())
    return True


def init_app(app: Flask, hooks: SessionHooks, settings: Settings) -> None:
    """Check access before every request."""
    app.request_class = InMemoryRequest
    app.extensions["reflect.session-hooks"] = hooks
    app.extensions[periodic_tasks.PERIODIC_TASKS_EXTENSION] = PeriodicTaskState()
    app.jinja_env.globals.update(csrf=_csrf_field, csrf_value=csrf_value, opens=can_open)
    name = settings.cookie_name("reflect")

    @app.before_request
    def check() -> ResponseReturnValue | None:
        return None if request.endpoint == "health" else _check_access(name)

    @app.after_request
    def send_token(response: Response) -> Response:
        if g.get("fresh"):
            response.set_cookie(
                name,
                browser_token().hex(),
                secure=settings.is_https,
                httponly=True,
                samesite="Lax",
                path="/",
            )
        return response


def check_every_route(app: Flask) -> None:
    """Refuse to start if a route has no rule.

    Raises:
        KeyError: names the endpoint.
    """
    for endpoint in app.view_functions:
        find_rule(app, endpoint)


def find_rule(app: Flask, endpoint: str) -> Rule:
    """The rule of a route.

    Raises:
        KeyError: it has none; names the endpoint.
    """
    rules: dict[str, Rule] = vars(app.view_functions[endpoint])
    if RULE_ATTRIBUTE not in rules:
        raise KeyError(f"{endpoint} has no @allow")
    return rules[RULE_ATTRIBUTE]


def can_open(endpoint: str) -> bool:
    """Whether the actor may open a page, at once or after the step of `_redirect_to_step`."""
    rule = find_rule(current_app, endpoint)
    return rule(replace(actor(), code_checked=True, strong=True, ended=False))


def view_attribute(name: str) -> Any:
    """The value with which `allow` has marked the view of this request; None without a view."""
    view = current_app.view_functions.get(request.endpoint or "")
    return None if view is None else vars(view).get(name)


def _check_access(cookie: str) -> ResponseReturnValue | None:
    """All steps before a view; a returned response replaces the view's."""
    _read_token(cookie)
    is_head = is_head_request()
    if not is_head:
        run_periodic_tasks(_hooks().clean_up, _hooks().close_due_windows)
    if not view_attribute(POLLING_ATTRIBUTE):
        with reading() as db:
            g.identity = _hooks().identify(db, browser_token(), now())
    is_posted = request.method not in {"GET", "OPTIONS"}
    if is_posted:
        if (response := _raise_body_limit()) is not None:
            return response
        _check_csrf()
    if current_identity().needs_touch and not is_head:  # HEAD: a link checker, not the user
        write_best_effort(lambda db: _hooks().touch(db, current_identity().session, now()))
    # without an endpoint, Flask answers 404 next, on a page that still knows the user
    return None if request.endpoint is None else _apply_rule(is_posted)


def _hooks() -> SessionHooks:
    hooks: SessionHooks = current_app.extensions["reflect.session-hooks"]
    return hooks


def _read_token(name: str) -> None:
    """Take the token of the session cookie, or issue a new one."""
    try:
        token = bytes.fromhex(request.cookies.get(name, ""))
    except ValueError:
        token = b""
    if len(token) == 32:
        g.token = token
    else:
        issue_browser_token()


def _raise_body_limit() -> ResponseReturnValue | None:
    """Accept a larger body if the view allows it; a user who is not signed in is redirected."""
    limit: int = view_attribute(MAX_BODY_ATTRIBUTE) or 0
    if limit and actor().unlocked_vault is None:
        return redirect(url_for("accounts.sign_in", next=request.path), 303)
    if limit and find_rule(current_app, request.endpoint or "")(actor()):
        request.max_content_length = limit
    return None


def _check_csrf() -> None:
    """CSRF check: a form must come from one of our own pages, rendered for this browser."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(403)
    token = request.headers.get("X-Reflect-Token") or request.form.get(CSRF_FIELD, "")
    if not is_valid_csrf_token(derive_csrf_token(browser_token()), token):
        abort(400)


def _apply_rule(is_posted: bool) -> ResponseReturnValue | None:
    rule = find_rule(current_app, request.endpoint or "")
    if rule(actor()):
        return None
    if actor().unlocked_vault is None:
        return _ask_to_sign_in(is_posted)
    if not can_open(request.endpoint or ""):
        raise NotFound  # a forbidden page looks like one that does not exist
    return _redirect_to_step(is_posted, actor())


def _redirect_to_step(is_posted: bool, user: Actor) -> ResponseReturnValue:
    """Redirect to the step that is missing: recovery code or second factor; or to the notice.

    The step is one after which the page that was asked for opens. The notice is for ended accounts.
    """
    if user.ended and is_posted:  # the error page shows the texts that were posted
        raise PermissionDenied(_("Your account was ended by an organiser. Nothing was changed."))
    if user.ended and may_export_or_delete(user):
        return redirect(url_for("accounts.ended"), 303)
    if not user.code_checked:
        return redirect(url_for("accounts.recovery_code"), 303)
    return redirect(url_for("settings.second_factor_page", organise="1"), 303)


def _ask_to_sign_in(is_posted: bool) -> ResponseReturnValue:
    """Redirect to the sign-in page; a form that was posted after the lock is saved."""
    if request.headers.get("X-Reflect-Token"):  # a script, which shows it on the page
        return {"locked": True}, 401
    form, account = _posted_form(), current_identity().locked_account
    if is_posted and not account:
        return _hooks().ask_to_sign_in(request.path, form)
    if is_posted:
        with writing() as db:
            _hooks().save_form(db, browser_token(), account, request.path, form, now())
    return redirect(url_for("accounts.sign_in", next=request.path), 303)


def _posted_form() -> FormData:
    return {key: request.form.getlist(key) for key in request.form if key != CSRF_FIELD}


def csrf_value() -> str:
    """The CSRF token of this page, masked once for all its forms."""
    if "csrf" not in g:
        g.csrf = mask_csrf_token(derive_csrf_token(browser_token()))
    token: str = g.csrf
    return token


def _csrf_field() -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, csrf_value())
