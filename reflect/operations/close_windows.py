"""Close the windows that are due: at the first request after a window's end, or by a timer.

Several windows are closed in one transaction, because waiting for the disk takes longer than
closing, and a user waits for a page. Their lines are appended to the releases file after the
commit. A crash between the two leaves windows in the database that the file lacks: the next run
appends these lines before anything else. If the file cannot be written, no more windows are closed.
A window that cannot be closed does not delay other teams. The caller gets counts of windows only:
nothing here knows who shares.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from sqlalchemy import Engine

from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.team_tally import WindowKey
from reflect.core.instruments.library import Library
from reflect.db import reading, retry_transaction, writing
from reflect.teams import window_closing
from reflect.teams.window_closing import ClosedWindow

WINDOWS_PER_TRANSACTION = 20  # a check-in waits for it no longer than for another check-in
ClosingFailures = dict[tuple[str, str], Exception]  # by team and instrument


@dataclass(frozen=True, slots=True)
class ClosingContext:
    """What is needed to close windows of a site."""

    engine: Engine
    library: Library
    keys: SiteKeys
    data: Path  # the folder of the releases file
    rng: Random = field(repr=False)  # `random.SystemRandom()` except in tests


@dataclass(frozen=True, slots=True)
class ClosingReport:
    """The result of one run."""

    windows: int = 0  # closed in this run, shown or not: one for each team and instrument
    damaged: int = 0  # of these, tallies that did not decrypt or were implausible
    failed: tuple[Exception, ...] = ()  # of windows that did not close; the next run tries again


def close_due_windows(context: ClosingContext, now: datetime) -> ClosingReport:
    """Close every window that is over, and create the missing tallies of open ones."""
    releases_path = context.data / window_closing.RELEASES_FILENAME
    with reading(context.engine) as db:
        missing = window_closing.find_missing_release_lines(db, releases_path)
        due = window_closing.find_due_windows(db, context.library, now)
    window_closing.append_release_lines(releases_path, missing)
    closed: list[ClosedWindow] = []
    failed: ClosingFailures = {}
    for first in range(0, len(due), WINDOWS_PER_TRANSACTION):
        done = _close_batch(context, due[first : first + WINDOWS_PER_TRANSACTION], failed)
        lines = [window_closing.format_closed_window(each) for each in done]
        window_closing.append_release_lines(releases_path, lines)
        closed += done
    _create_tallies(context, now)
    return ClosingReport(len(closed), sum(each.damaged for each in closed), tuple(failed.values()))


def _close_batch(
    context: ClosingContext, due: list[WindowKey], failed: ClosingFailures
) -> list[ClosedWindow]:
    """Close these windows together, or one by one if that fails.

    The later windows of a team wait for one that fails: windows are published only in their order.
    """
    batch = [window for window in due if window[:2] not in failed]
    try:
        return _close_together(context, batch) if batch else []
    except Exception as error:
        if len(batch) == 1:
            failed[batch[0][:2]] = error
            return []
    return [done for window in batch for done in _close_batch(context, [window], failed)]


@retry_transaction
def _close_together(context: ClosingContext, due: list[WindowKey]) -> list[ClosedWindow]:
    with writing(context.engine) as db:
        closed = [
            window_closing.close_window(db, context.library, context.keys, window, context.rng)
            for window in due
        ]
    return [each for each in closed if each is not None]


@retry_transaction
def _create_tallies(context: ClosingContext, now: datetime) -> None:
    with writing(context.engine) as db:
        window_closing.create_missing_tallies(db, context.library, context.keys, now)
