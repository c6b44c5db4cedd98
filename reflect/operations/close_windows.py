"""Whatever is due is closed: at the first request after a window's end, or by a timer.

Some windows at a time are closed in one transaction, because waiting for the disk costs more than
closing does, and somebody waits for a page. Their lines go into the file of releases after the
commit. A crash between the two leaves windows that the database has and the file lacks: the next
run adds the lines before it does anything else. Where the file cannot be written, nothing more is
closed. A window that cannot be closed holds up no other team. The caller is told counts of windows:
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

WINDOWS_PER_TRANSACTION = (
    20  # windows in one transaction: a check-in waits for it no longer than for another
)
ClosingFailures = dict[tuple[str, str], Exception]  # by team and instrument


@dataclass(frozen=True, slots=True)
class ClosingContext:
    """What is needed to close windows of a site."""

    engine: Engine
    library: Library
    keys: SiteKeys
    data: Path  # the folder of the releases file
    rng: Random = field(repr=False)  # `random.SystemRandom()` but in tests

    @property
    def releases_path(self) -> Path:
        """The path of the releases file."""
        return self.data / window_closing.RELEASES_FILENAME


@dataclass(frozen=True, slots=True)
class ClosingReport:
    """The result of one run."""

    windows: int = 0  # closed just now, shown or not: one for each team and instrument
    damaged: int = 0  # of these, tallies that did not decrypt or were implausible
    failed: tuple[Exception, ...] = ()  # where a window did not close, and will be tried again


def close_due_windows(means: ClosingContext, now: datetime) -> ClosingReport:
    """Close every window that is over, and create the missing tallies of open ones."""
    with reading(means.engine) as db:
        lost = window_closing.find_missing_release_lines(db, means.releases_path)
        places = window_closing.find_due_windows(db, means.library, now)
    window_closing.append_release_lines(means.releases_path, lost)
    closed: list[ClosedWindow] = []
    failed: ClosingFailures = {}
    for first in range(0, len(places), WINDOWS_PER_TRANSACTION):
        done = _close(means, places[first : first + WINDOWS_PER_TRANSACTION], failed)
        window_closing.append_release_lines(
            means.releases_path, [window_closing.format_closed_window(each) for each in done]
        )
        closed += done
    _make_boxes(means, now)
    return ClosingReport(len(closed), sum(each.damaged for each in closed), tuple(failed.values()))


def _close(
    means: ClosingContext, places: list[WindowKey], failed: ClosingFailures
) -> list[ClosedWindow]:
    """Close these windows together, or one by one if that fails.

    A team's later windows wait for one that fails: windows are only ever published in their order.
    """
    ready = [place for place in places if place[:2] not in failed]
    try:
        return _publish(means, ready) if ready else []
    except Exception as error:
        if len(ready) == 1:
            failed[ready[0][:2]] = error
            return []
    return [done for place in ready for done in _close(means, [place], failed)]


@retry_transaction
def _publish(means: ClosingContext, places: list[WindowKey]) -> list[ClosedWindow]:
    with writing(means.engine) as db:
        closed = [
            window_closing.close_window(db, means.library, means.keys, place, means.rng)
            for place in places
        ]
    return [each for each in closed if each is not None]


@retry_transaction
def _make_boxes(means: ClosingContext, now: datetime) -> None:
    with writing(means.engine) as db:
        window_closing.create_missing_tallies(db, means.keys, now)
