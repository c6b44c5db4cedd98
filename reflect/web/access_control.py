"""Access control: identity, CSRF check and the rule of every route, before the view runs.

A route without a rule stops the start. Before a view runs, the identity of the session cookie is
read, a posted form is checked to be made by one of our pages for this browser, and the route's rule
is applied. A GET changes nothing that its sender decides; a few steps here write on their own, each
in its own transaction: the time of the session's last use, a form that came after the lock, the
clean-up, and closing windows that are over. `app` passes in the functions of accounts
(`SessionHooks`), so that this module depends on no feature.

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
RULE_ATTRIBUTE, MAX_BODY_ATTRIBUTE, POLLING_ATTRIBUTE, LAN_ATTRIBUTE = (
    "reflect_rule",
    "reflect_body",
    "reflect_quiet",
    "reflect_nearby",
)
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
    ask_to_sign_in: Callable[
        [str, FormData], ResponseReturnValue
    ]  # the sign-in page, carrying a form along


class InMemoryRequest(Request):
    """A request whose files are never written to the disk, and where HEAD is read as GET.

    Flask gives HEAD to every route of a page. A view that asks for the method would take it for a
    POST whose token was checked. Werkzeug leaves the body out: it looks at `environ`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method = "GET" if self.method == "HEAD" else self.method

    def _get_file_stream(self, *_size_and_name: object, **_more: object) -> IO[bytes]:
        return io.BytesIO()


def allow(
    rule: Rule, *, body: int = 0, quiet: bool = False, nearby: bool = False
) -> Callable[[View], View]:
    """Mark a view with the rule that must hold before it runs.

    `body`: bytes that may be sent to it, where that is more than a form; only by whom it lets in.
    `quiet`: a page asks for it again and again by itself, so it is no sign that somebody is there:
    nobody is recognised and no session is kept awake by it.
    `nearby`: a page of a workshop for those in the room: a demonstration on a laptop answers it to
    other machines too, and nothing else.
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
    """The person of this request."""
    return current_identity().actor


def current_identity() -> Identity:
    """The identity of the session cookie."""
    found: Identity = g.get("recognised", Identity())
    return found


def browser_token() -> bytes:
    """The cookie of this browser: 32 bytes, new for a browser without one."""
    found: bytes = g.token
    return found


def issue_browser_token(fresh: bytes | None = None) -> bytes:
    """Set a new cookie with the response (a login never keeps the old one)."""
    g.token, g.fresh = fresh or secrets.token_bytes(32), True
    g.pop("csrf", None)
    return browser_token()


def is_head_request() -> bool:
    """Whether the request is HEAD, which changes nothing."""
    return bool(request.environ["REQUEST_METHOD"] == "HEAD")


def load_saved_form() -> MultiDict[str, str] | None:
    """The form that was posted to this page after the lock, or when the language was changed."""
    if "returned" not in request.args:
        return None
    with reading() as db:
        form = _door().load_form(db, browser_token(), actor().id, request.path, now())
    return MultiDict(form) if form is not None else None


def save_form_for_path(path: str) -> bool:
    """Save the posted form for the page `path`, to which its writer is sent next.

    False: nothing was typed, or nobody is signed in.
    """
    form = _typed()
    if not form or actor().unlocked_vault is None:
        return False
    with writing() as db:
        _door().save_form(db, browser_token(), actor().id, path, form, now())
    return True


def init_app(app: Flask, door: SessionHooks, settings: Settings) -> None:
    """Check access before every request; no view is open by default."""
    app.request_class = InMemoryRequest
    app.extensions["reflect.door"] = door
    app.extensions[periodic_tasks.PERIODIC_TASKS_EXTENSION] = PeriodicTaskState()
    app.jinja_env.globals.update(csrf=_csrf_field, csrf_value=_csrf_value, opens=can_open)
    name = settings.cookie_name("reflect")

    @app.before_request
    def check() -> ResponseReturnValue | None:
        return None if request.endpoint == "health" else _at_the_door(name)

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


def _at_the_door(cookie: str) -> ResponseReturnValue | None:
    """Everything before a view; a returned response replaces the view's."""
    _read_token(cookie)
    if not is_head_request():
        run_periodic_tasks(_door().clean_up, _door().close_due_windows)
    posted = request.method not in {"GET", "OPTIONS"}
    if not _is_quiet():
        with reading() as db:
            g.recognised = _door().identify(db, browser_token(), now())
    if posted:
        if (locked_out := _open_wider()) is not None:
            return locked_out
        _refuse_foreign()
    if (
        current_identity().needs_touch and not is_head_request()
    ):  # a checker of links is not the person
        write_best_effort(lambda db: _door().touch(db, current_identity().session, now()))
    # None: there is no such page, as Flask says next, to somebody who may well be signed in
    return None if request.endpoint is None else _apply_rule(posted)


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
        KeyError: it has none.
    """
    rules: dict[str, Rule] = vars(app.view_functions[endpoint])
    if RULE_ATTRIBUTE not in rules:
        raise KeyError(f"{endpoint} has no @allow")
    return rules[RULE_ATTRIBUTE]


def can_open(endpoint: str) -> bool:
    """Whether the rule of a page admits this person, at once or after the step in `_first`."""
    rule = find_rule(current_app, endpoint)
    return rule(replace(actor(), code_checked=True, strong=True, ended=False))


def _door() -> SessionHooks:
    door: SessionHooks = current_app.extensions["reflect.door"]
    return door


def _read_token(name: str) -> None:
    try:
        found = bytes.fromhex(request.cookies.get(name, ""))
    except ValueError:
        found = b""
    if len(found) == 32:
        g.token = found
    else:
        issue_browser_token()


def _is_quiet() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and bool(vars(view).get(POLLING_ATTRIBUTE))


def _open_wider() -> ResponseReturnValue | None:
    """Accept a larger body where the view says so, from people it admits; others log in first."""
    view = current_app.view_functions.get(request.endpoint or "")
    most: int = vars(view).get(MAX_BODY_ATTRIBUTE, 0) if view else 0
    if most and actor().unlocked_vault is None:
        return redirect(url_for("accounts.sign_in", next=request.path), 303)
    if most and find_rule(current_app, request.endpoint or "")(actor()):
        request.max_content_length = most
    return None


def _refuse_foreign() -> None:
    """CSRF check: a form must come from one of our own pages, made for this browser."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(403)
    given = request.headers.get("X-Reflect-Token") or request.form.get(CSRF_FIELD, "")
    if not is_valid_csrf_token(derive_csrf_token(browser_token()), given):
        abort(400)


def _apply_rule(posted: bool) -> ResponseReturnValue | None:
    rule = find_rule(current_app, request.endpoint or "")
    if rule(actor()):
        return None
    if actor().unlocked_vault is None:
        return _ask_to_sign_in(posted)
    if not can_open(request.endpoint or ""):
        raise NotFound  # not theirs looks like not there
    return _first(posted, actor())


def _first(posted: bool, who: Actor) -> ResponseReturnValue:
    """The page to which a person is sent first, if the page opens after it."""
    if who.ended and posted:  # what they typed is on this page
        raise PermissionDenied(_("Your account was ended by an organiser. Nothing was changed."))
    if who.ended and may_export_or_delete(who):
        return redirect(url_for("accounts.ended"), 303)
    if not who.code_checked:
        return redirect(url_for("accounts.recovery_code"), 303)
    return redirect(url_for("settings.second_factor_page", organise="1"), 303)


def _ask_to_sign_in(posted: bool) -> ResponseReturnValue:
    """Redirect to the sign-in page; a form that was posted after the lock is saved."""
    if request.headers.get("X-Reflect-Token"):  # asked by a script, which shows it on the page
        return {"locked": True}, 401
    form = _typed()
    if posted and not current_identity().locked_account:
        return _door().ask_to_sign_in(request.path, form)
    if posted:
        with writing() as db:
            _door().save_form(
                db, browser_token(), current_identity().locked_account, request.path, form, now()
            )
    return redirect(url_for("accounts.sign_in", next=request.path), 303)


def _typed() -> FormData:
    return {key: request.form.getlist(key) for key in request.form if key != CSRF_FIELD}


def _csrf_value() -> str:
    """The CSRF token of this page, masked once for all its forms."""
    if "csrf" not in g:
        g.csrf = mask_csrf_token(derive_csrf_token(browser_token()))
    found: str = g.csrf
    return found


def _csrf_field() -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, _csrf_value())
