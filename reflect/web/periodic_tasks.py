"""What a site does by itself, at a request but not for it: the clean-up, the closing, the touch.

None of it is what the person asked for, so none of it may stand in their way: where the database
has no room, is locked or away, the request goes on, and it is tried again a minute later. On a full
disk people can so read what they have and take it along.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from reflect.core.windows import Window, open_windows
from reflect.db import CommitUnknown, classify_error, writing
from reflect.web import logs
from reflect.web.clock import now

PERIODIC_TASKS_EXTENSION = "reflect.by-the-clock"
CLEANUP_INTERVAL = 60  # seconds


@dataclass(slots=True)
class PeriodicTaskState:
    """What was done last without being asked, by this process, on the database of a request."""

    cleaned_at: float = 0.0  # when, in epoch seconds
    closed_windows: tuple[Window, ...] = ()  # the open windows before which everything is closed
    attempted_windows: tuple[Window, ...] = ()  # the same, where closing was tried last


def run_periodic_tasks(
    clean_up: Callable[[Connection, datetime], None], close_due: Callable[[datetime], None]
) -> None:
    """What the clock asks for: the clean-up once a minute; closing once the open windows change.

    All it costs in between is a comparison. Where closing fails, the request goes on, and it is
    tried again a minute later.
    """
    moment, done = now(), g.get("by_the_clock", current_app.extensions[PERIODIC_TASKS_EXTENSION])
    is_minute = abs(moment.timestamp() - done.cleaned_at) >= CLEANUP_INTERVAL
    if is_minute:
        done.cleaned_at = moment.timestamp()
        write_best_effort(lambda db: clean_up(db, moment))
    windows = open_windows(moment)
    if windows != done.closed_windows and (windows != done.attempted_windows or is_minute):
        done.attempted_windows = windows
        try:
            close_due(moment)
        except Exception:  # nobody's check-in is lost for a team's figures
            logs.log_error(sys.exc_info())
        else:
            done.closed_windows = windows


def write_best_effort(work: Callable[[Connection], None]) -> None:
    """Write what nobody asked for, if the database can take it now."""
    try:
        with writing() as db:
            work(db)
    except CommitUnknown:
        logs.log_error(sys.exc_info())
    except DBAPIError as error:
        if classify_error(error) is None:
            raise
        logs.log_error(sys.exc_info())
