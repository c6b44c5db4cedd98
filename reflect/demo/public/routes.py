"""The public demo: its routes, the copy of each request, and maintenance in a thread.

One app serves all copies, and each request selects its own before access control runs: one app for
each visitor would take three times the memory and a tenth of a second to start.

A visitor without a copy is sent to a page with a button that creates one, so that crawlers and link
previews create none. A few pages need no copy; they read the demo's own database, which no visitor
writes to. Participants of a workshop come without the visitor's cookie: the room code selects the
copy.
"""

import atexit
import signal
import sys
import threading
import time
import unicodedata
from collections.abc import Callable
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

from reflect import db
from reflect.config import Settings
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
from reflect.web import access_control, clock, current_site, errors, logs
from reflect.web.access_control import allow
from reflect.web.clock import now
from reflect.web.current_site import client_address, current_settings

SWEEP_INTERVAL_SECONDS = 20  # seconds between two looks
REFRESH_RETRY_DELAY = timedelta(
    minutes=10
)  # before a week that could not be prepared is tried once more


def init_app(app: Flask, settings: Settings) -> None:
    """Select a copy for each request, and maintain the copies in a thread."""
    app.extensions[COPIES_EXTENSION_KEY] = DemoCopyPool(settings)
    app.register_blueprint(bp)
    app.before_request(select_copy)
    app.teardown_request(release_request_copy)
    app.after_request(_out_of_search_engines)
    app.context_processor(_banner_context)
    app.register_error_handler(OperationalError, _handle_full_copy)
    if not settings.testing:
        _start_maintenance(
            app.extensions[COPIES_EXTENSION_KEY], app.extensions[clock.CLOCK_EXTENSION]
        )


def _out_of_search_engines(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _banner_context() -> dict[str, str]:
    """Template variable: until when the copy lasts."""
    found = current_copy()
    return {"copy_until": format_time(found.until) if found else ""}


def _handle_full_copy(error: OperationalError) -> ResponseReturnValue:
    """Say that a copy has reached its size limit; any other database error is our own."""
    if current_copy() and "is full" in str(error.orig):
        return errors.render_error(507)
    return errors.render_database_error(error)


def run_maintenance(copies: DemoCopyPool, now: datetime, not_before: datetime) -> datetime:
    """Delete expired copies; prepare a new week when one is due, but not before `not_before`.

    Returns the moment before which a week is not tried again.
    """
    copies.delete_expired(now)
    if now < not_before or not is_refresh_due(copies.settings, now):
        return not_before
    try:
        refresh_demo_week(copies, now)
    except Exception:  # visitors keep the present week
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


bp = Blueprint("public", __name__, url_prefix="/demo")


@bp.get("/begin")
@allow(anyone)
def begin_page() -> ResponseReturnValue:
    """Explain the demo, with one button."""
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


COPIES_EXTENSION_KEY = "reflect.copies"
BEGIN_PATH = "/demo/begin"
ENDPOINTS_WITHOUT_COPY = {  # endpoints that need no copy
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


def current_copy_pool() -> DemoCopyPool:
    """The copies of this demo."""
    found: DemoCopyPool = current_app.extensions[COPIES_EXTENSION_KEY]
    return found


def current_copy() -> DemoCopy | None:
    """The copy of this request."""
    found: DemoCopy | None = g.get("copy")
    return found


def copy_cookie_name() -> str:
    """The name of the cookie of a copy."""
    found = current_site.current_settings()
    return found.cookie_name("reflect-copy")


def read_copy_token() -> bytes:
    """The token in the visitor's cookie; empty if it cannot be one."""
    try:
        found = bytes.fromhex(request.cookies.get(copy_cookie_name(), ""))
    except ValueError:
        return b""
    return found if len(found) == 32 else b""


def select_copy() -> ResponseReturnValue | None:
    """Select the copy of this request, or redirect to the page that creates one."""
    current_copy_pool().delete_expired(now())
    if found := _copy_of_room() or _copy_of_visitor():
        g.copy, g.by_the_clock = found, found.by_the_clock
        db.use_engine(found.engine)
        current_site.use_settings(found.settings)
        return None
    if request.endpoint is None or request.endpoint in ENDPOINTS_WITHOUT_COPY or _is_nearby():
        return None
    return redirect(BEGIN_PATH, 303)


def release_request_copy(_error: BaseException | None) -> None:
    """Release the copy at the end of the request."""
    if found := g.pop("copy", None):
        current_copy_pool().release_copy(found)


def _copy_of_visitor() -> DemoCopy | None:
    token = read_copy_token()
    return current_copy_pool().acquire_copy(token, now()) if token else None


def _copy_of_room() -> DemoCopy | None:
    """The copy of the room whose code is in the URL or was typed."""
    if not _is_nearby():
        return None
    typed = (request.view_args or {}).get("code") or request.form.get("code", "")
    folded = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(symbol for symbol in folded if symbol.isalnum())
    return current_copy_pool().acquire_copy_by_code(code, now()) if code else None


def _is_nearby() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and bool(vars(view).get(access_control.LAN_ATTRIBUTE))
