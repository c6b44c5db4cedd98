"""The clock of the app: all code gets the time from here, so that a test can replace it."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import Flask, current_app

from reflect.core.weeks import LONDON

CLOCK_EXTENSION = "reflect.clock"


def system_clock() -> datetime:
    """The current moment, UTC."""
    return datetime.now(UTC)


def init_app(app: Flask, clock: Callable[[], datetime] | None) -> None:
    """Use `clock`, or the system clock if it is None."""
    app.extensions[CLOCK_EXTENSION] = clock or system_clock


def now() -> datetime:
    """The current moment, UTC, by the app's clock."""
    moment: datetime = current_app.extensions[CLOCK_EXTENSION]()
    return moment


def today() -> date:
    """The current day in London."""
    return now().astimezone(LONDON).date()
