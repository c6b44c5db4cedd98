"""Periodic tasks (like cron), run beside requests: clean-up, closing windows, session times.

They are not what the person asked for, so they must not fail the request: where the database has no
space, is locked or away, the request goes on, and the task is tried again a minute later. So people
can still read and export what they have while the disk is full.
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
    """What this process did last, for the database of a request."""

    cleaned_at: float = 0.0  # when, in epoch seconds
    closed_windows: tuple[Window, ...] = ()  # the open windows before which everything is closed
    attempted_windows: tuple[Window, ...] = ()  # the same, where closing was tried last


def run_periodic_tasks(
    clean_up: Callable[[Connection, datetime], None], close_due: Callable[[datetime], None]
) -> None:
    """Run what is due (like cron): clean-up once a minute; closing when the open windows change.

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
    """Write something that no request asked for, if the database accepts it now."""
    try:
        with writing() as db:
            work(db)
    except CommitUnknown:
        logs.log_error(sys.exc_info())
    except DBAPIError as error:
        if classify_error(error) is None:
            raise
        logs.log_error(sys.exc_info())
