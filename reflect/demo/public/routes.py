"""The public demo: its routes, the copy of each request, and maintenance in a thread.

One app serves all copies, and each request selects its own before access control runs: one app for
each visitor would take three times the memory and a tenth of a second to start.

A visitor without a copy is redirected to a page with a button that creates one, so that crawlers
and link previews create none. A few pages need no copy; they read the demo's own database, which no
visitor writes to. Workshop participants do not have the visitor's cookie: the room code selects the
copy.
"""

import atexit
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from reflect.config import Settings
from reflect.core.crypto.codes import parse_room_code
from reflect.core.errors import Invalid
from reflect.db import SELECTOR_EXTENSION_KEY
from reflect.demo.public.copies import (
    CopyLimitReached,
    DemoCopy,
    DemoCopyPool,
    NetworkCopyLimitReached,
    format_time,
    is_refresh_due,
    refresh_demo_week,
)
from reflect.policy import anyone
from reflect.web import clock, errors, logs
from reflect.web.access_control import LAN_ATTRIBUTE, allow, view_attribute
from reflect.web.clock import now
from reflect.web.current_site import client_address, current_settings

COPIES_EXTENSION_KEY = "reflect.copies"
BEGIN_PATH = "/demo/begin"
ENDPOINTS_WITHOUT_COPY = {
    "accounts.who_can_read_what",
    "exercise.find",
    "exercise.without",
    "guides.index",
    "guides.page",
    "guides.sources",
    "health",
    "public.begin",
    "public.begin_page",
    "teaching.file",
    "teaching.index",
    "teaching.page",
    "teaching.wall",
    "teaching.wall_page",
    "trends.where_to_turn",
    "workshops.paper",
}
SWEEP_INTERVAL_SECONDS = 20  # between two runs of the maintenance
REFRESH_RETRY_DELAY = timedelta(minutes=10)  # after a week could not be prepared

bp = Blueprint("public", __name__, url_prefix="/demo")


def init_app(app: Flask, settings: Settings) -> None:
    """Select a copy for each request, and maintain the copies in a thread."""
    copies = app.extensions[COPIES_EXTENSION_KEY] = DemoCopyPool(settings)
    app.extensions[SELECTOR_EXTENSION_KEY] = _select_extensions
    app.register_blueprint(bp)
    app.before_request(select_copy)
    app.teardown_request(release_request_copy)
    app.after_request(_forbid_indexing)
    app.context_processor(_banner_context)
    app.register_error_handler(OperationalError, _handle_full_copy)
    if not settings.testing:
        _start_maintenance(copies, app.extensions[clock.CLOCK_EXTENSION])


def _select_extensions() -> dict[str, object]:
    """The extensions of the request's copy; none without a copy."""
    copy = current_copy()
    return copy.extensions if copy else {}


def _forbid_indexing(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _banner_context() -> dict[str, str]:
    """Template variable: the time at which the copy expires."""
    copy = current_copy()
    return {"copy_until": format_time(copy.until) if copy else ""}


def _handle_full_copy(error: OperationalError) -> ResponseReturnValue:
    """The error page for a copy that has reached its size limit, or for another database error."""
    if current_copy() and "is full" in str(error.orig):
        return errors.render_error(507)
    return errors.render_database_error(error)


def run_maintenance(copies: DemoCopyPool, now: datetime, not_before: datetime) -> datetime:
    """Delete expired copies; prepare a new week when one is due, but not before `not_before`.

    Returns the time before which no week is prepared again.
    """
    copies.delete_expired(now)
    if now < not_before or not is_refresh_due(copies.settings, now):
        return not_before
    try:
        refresh_demo_week(copies, now)
    except Exception:  # the demo keeps its present week
        logs.log_error(sys.exc_info())
        return now + REFRESH_RETRY_DELAY
    logs.log_event("a new week was prepared")
    return not_before


def _start_maintenance(copies: DemoCopyPool, moment: Callable[[], datetime]) -> None:
    """Run maintenance at intervals; delete all copies when the process is told to stop."""
    threading.Thread(target=_maintain, args=(copies, moment), daemon=True).start()
    atexit.register(copies.delete_all)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))


def _maintain(copies: DemoCopyPool, moment: Callable[[], datetime]) -> None:
    not_before = moment()
    while True:
        time.sleep(SWEEP_INTERVAL_SECONDS)
        not_before = run_maintenance(copies, moment(), not_before)


@bp.get("/begin")
@allow(anyone)
def begin_page() -> ResponseReturnValue:
    """The page that explains the demo, with the button that creates a copy."""
    return redirect(url_for("demo.index"), 303) if current_copy() else _page()


@bp.post("/begin")
@allow(anyone)
def begin() -> ResponseReturnValue:
    """Create a copy for this visitor, or keep the one they have."""
    response = redirect(url_for("demo.index"), 303)
    if current_copy():
        return response
    try:
        token = current_copy_pool().create_copy(client_address(), now())
    except CopyLimitReached as error:
        wait = max(1, int((error.until - now()).total_seconds()))
        status = 429 if isinstance(error, NetworkCopyLimitReached) else 503
        return _page(str(error)), status, {"Retry-After": str(wait)}
    response.set_cookie(
        copy_cookie_name(),
        token.hex(),
        secure=current_settings().is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def _page(problem: str = "") -> str:
    return render_template("demo/begin.html", had_one=bool(read_copy_token()), problem=problem)


def current_copy_pool() -> DemoCopyPool:
    """The copies of this demo."""
    pool: DemoCopyPool = current_app.extensions[COPIES_EXTENSION_KEY]
    return pool


def current_copy() -> DemoCopy | None:
    """The copy of this request."""
    copy: DemoCopy | None = g.get("copy")
    return copy


def copy_cookie_name() -> str:
    """The name of the cookie of a copy."""
    return current_settings().cookie_name("reflect-copy")


def read_copy_token() -> bytes:
    """The token in the visitor's cookie; empty if it is missing or malformed."""
    try:
        token = bytes.fromhex(request.cookies.get(copy_cookie_name(), ""))
    except ValueError:
        return b""
    return token if len(token) == 32 else b""


def select_copy() -> ResponseReturnValue | None:
    """Select the copy of this request, or redirect to the page that creates one."""
    current_copy_pool().delete_expired(now())
    if copy := _copy_of_room() or _copy_of_visitor():
        g.copy = copy
        return None
    is_lan_view = view_attribute(LAN_ATTRIBUTE)  # phones of workshop participants open it
    if request.endpoint is None or request.endpoint in ENDPOINTS_WITHOUT_COPY or is_lan_view:
        return None
    return redirect(BEGIN_PATH, 303)


def release_request_copy(_error: BaseException | None) -> None:
    """Release the copy at the end of the request."""
    if copy := g.pop("copy", None):
        current_copy_pool().release_copy(copy)


def _copy_of_visitor() -> DemoCopy | None:
    token = read_copy_token()
    return current_copy_pool().acquire_copy(token, now()) if token else None


def _copy_of_room() -> DemoCopy | None:
    """The copy of the room whose code is in the URL or the form."""
    if view_attribute(LAN_ATTRIBUTE):
        typed = (request.view_args or {}).get("code") or request.form.get("code", "")
        with suppress(Invalid):
            return current_copy_pool().acquire_copy_by_code(parse_room_code(typed), now())
    return None
