"""Periodic tasks, run at the start of requests instead of by cron: clean-up, closing windows.

They are not what the user asked for, so they must not fail the request. If the database is full,
locked or unavailable, the request goes on, and the task is tried again a minute later. So users can
still read and export their data while the disk is full.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from reflect.core.windows import Window, open_windows
from reflect.db import CommitUnknown, classify_error, current_extension, writing
from reflect.web import logs
from reflect.web.clock import now

PERIODIC_TASKS_EXTENSION = "reflect.periodic-tasks"
CLEANUP_INTERVAL = 60  # seconds


@dataclass(slots=True)
class PeriodicTaskState:
    """What this process has done last, for one database."""

    cleaned_at: float = 0.0  # epoch seconds
    closed_windows: tuple[Window, ...] = ()  # the open windows when closing last succeeded
    attempted_windows: tuple[Window, ...] = ()  # the open windows when closing was last tried


def run_periodic_tasks(
    clean_up: Callable[[Connection, datetime], None], close_due: Callable[[datetime], None]
) -> None:
    """Run what is due: clean-up once a minute; closing windows when the open windows change.

    In between it costs only a comparison. If closing fails, it is tried again a minute later.
    """
    moment: datetime = now()
    state: PeriodicTaskState = current_extension(PERIODIC_TASKS_EXTENSION)
    is_due = abs(moment.timestamp() - state.cleaned_at) >= CLEANUP_INTERVAL
    if is_due:
        state.cleaned_at = moment.timestamp()
        write_best_effort(lambda db: clean_up(db, moment))
    windows = open_windows(moment)
    if windows != state.closed_windows and (windows != state.attempted_windows or is_due):
        state.attempted_windows = windows
        try:
            close_due(moment)
        except Exception:  # a team's figures must not fail somebody's check-in
            logs.log_error(sys.exc_info())
        else:
            state.closed_windows = windows


def write_best_effort(work: Callable[[Connection], None]) -> None:
    """Run `work` in a transaction; if the database is full, locked or unavailable, only log it."""
    try:
        with writing() as db:
            work(db)
    except CommitUnknown:
        logs.log_error(sys.exc_info())
    except DBAPIError as error:
        if classify_error(error) is None:
            raise
        logs.log_error(sys.exc_info())
