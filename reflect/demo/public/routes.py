"""A demonstration for anybody, who each work in a copy of their own, for an hour.

One app serves all copies, and each request chooses its own (`visitors`): an app for each visitor
would take three times the memory and a tenth of a second to begin.
"""

import atexit
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask, Response
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from reflect.config import Settings
from reflect.demo.public import next_week, public_routes, visitors
from reflect.demo.public.copies import DemoCopyPool, format_time
from reflect.web import clock, errors, logs

SWEEP_INTERVAL_SECONDS = 20  # seconds between two looks
REFRESH_RETRY_DELAY = timedelta(
    minutes=10
)  # before a week that could not be prepared is tried once more


def init_app(app: Flask, settings: Settings) -> None:
    """Choose a copy for each request, and look after them in between."""
    app.extensions[visitors.COPIES_EXTENSION_KEY] = DemoCopyPool(settings)
    app.register_blueprint(public_routes.bp)
    app.before_request(visitors.select_copy)
    app.teardown_request(visitors.release_request_copy)
    app.after_request(_out_of_search_engines)
    app.context_processor(_until)
    app.register_error_handler(OperationalError, _full)
    if not settings.testing:
        _until_the_end(
            app.extensions[visitors.COPIES_EXTENSION_KEY], app.extensions[clock.CLOCK_EXTENSION]
        )


def _out_of_search_engines(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _until() -> dict[str, str]:
    """What the banner says of the copy."""
    found = visitors.current_copy()
    return {"copy_until": format_time(found.until) if found else ""}


def _full(error: OperationalError) -> ResponseReturnValue:
    """A copy that has reached its ceiling says so; any other error is our own."""
    if visitors.current_copy() and "is full" in str(error.orig):
        return errors.render_error(507)
    return errors.render_database_error(error)


def run_maintenance(copies: DemoCopyPool, now: datetime, not_before: datetime) -> datetime:
    """Delete what is over; prepare the week, when it is another, and not before a moment.

    Returns the moment before which a week is not tried again.
    """
    copies.delete_expired(now)
    if now < not_before or not next_week.is_refresh_due(copies.settings, now):
        return not_before
    try:
        next_week.refresh_demo_week(copies, now)
    except Exception:  # visitors go on with the week that is there
        logs.log_error(sys.exc_info())
        return now + REFRESH_RETRY_DELAY
    logs.log_event("a new week was prepared")
    return not_before


def _until_the_end(copies: DemoCopyPool, moment: Callable[[], datetime]) -> None:
    """Look after them from time to time; when the process is told to stop, delete them."""
    threading.Thread(target=_look_after, args=(copies, moment), daemon=True).start()
    atexit.register(copies.delete_all)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))


def _look_after(copies: DemoCopyPool, moment: Callable[[], datetime]) -> None:
    not_before = moment()
    while True:
        time.sleep(SWEEP_INTERVAL_SECONDS)
        not_before = run_maintenance(copies, moment(), not_before)
