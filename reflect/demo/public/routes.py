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
from reflect.demo.public.copies import Copies, clock_time
from reflect.web import clock, errors, logs

EVERY = 20  # seconds between two looks
AGAIN = timedelta(minutes=10)  # before a week that could not be prepared is tried once more


def init_app(app: Flask, settings: Settings) -> None:
    """Choose a copy for each request, and look after them in between."""
    app.extensions[visitors.KEY] = Copies(settings)
    app.register_blueprint(public_routes.bp)
    app.before_request(visitors.choose)
    app.teardown_request(visitors.leave)
    app.after_request(_out_of_search_engines)
    app.context_processor(_until)
    app.register_error_handler(OperationalError, _full)
    if not settings.testing:
        _until_the_end(app.extensions[visitors.KEY], app.extensions[clock.KEY])


def _out_of_search_engines(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _until() -> dict[str, str]:
    """What the banner says of the copy."""
    found = visitors.own_copy()
    return {"copy_until": clock_time(found.until) if found else ""}


def _full(error: OperationalError) -> ResponseReturnValue:
    """A copy that has reached its ceiling says so; any other error is our own."""
    if visitors.own_copy() and "is full" in str(error.orig):
        return errors.show(507)
    return errors.of_the_database(error)


def look(copies: Copies, now: datetime, not_before: datetime) -> datetime:
    """Delete what is over; prepare the week, when it is another, and not before a moment.

    Returns the moment before which a week is not tried again.
    """
    copies.sweep(now)
    if now < not_before or not next_week.is_due(copies.settings, now):
        return not_before
    try:
        next_week.renew(copies, now)
    except Exception:  # visitors go on with the week that is there
        logs.log_error(sys.exc_info())
        return now + AGAIN
    logs.event("a new week was prepared")
    return not_before


def _until_the_end(copies: Copies, moment: Callable[[], datetime]) -> None:
    """Look after them from time to time; when the process is told to stop, delete them."""
    threading.Thread(target=_look_after, args=(copies, moment), daemon=True).start()
    atexit.register(copies.end)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))


def _look_after(copies: Copies, moment: Callable[[], datetime]) -> None:
    not_before = moment()
    while True:
        time.sleep(EVERY)
        not_before = look(copies, moment(), not_before)
