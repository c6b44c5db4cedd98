"""Closing windows: publish or withhold the figures of a window, exactly once.

Inserting the figures claims a window (team, instrument, number): of two workers, the second finds
the rows and does nothing. Withheld figures are inserted too, and look the same for every reason.
Closed windows are also appended to a file (`releases.jsonl`) that is never rewritten: after a
database is restored from a backup, no window may be decided a second time.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, ScalarSelect, bindparam, delete, func, literal, select, text

from reflect.core.crypto.primitives import DecryptionError, SiteKeys
from reflect.core.crypto.team_tally import Tally, WindowKey, unseal_tally
from reflect.core.disclosure import team_release
from reflect.core.disclosure.team_release import Shown, Withheld
from reflect.core.instruments.library import Library
from reflect.core.weeks import london_day
from reflect.core.windows import Window, open_windows
from reflect.models import boxes, releases, team_instruments, teams
from reflect.teams import contributions, repository
from reflect.teams.contributions import KEY_COLUMNS, WEEKLY_INSTRUMENT, Figures, key_columns

RELEASES_FILENAME = "releases.jsonl"  # in the data folder; append-only
RELEASE_LINE_FIELDS = {"team", "instrument", "window", "values", "step"}  # keys of each line
_WINDOWS_PER_YEAR = 13
_TALLIES_PER_INSERT = 500
_LOOKBACK = 2  # windows before the latest weekly one that another instrument may not have yet
_INSERT_RELEASE = text(
    'INSERT INTO releases (team, instrument, "window", scale, value, step, version) '
    "VALUES (:team, :instrument, :window, :scale, :value, :step, :version) ON CONFLICT DO NOTHING"
)
_HAS_KEY = [boxes.c[name] == bindparam(name) for name in KEY_COLUMNS]
_SELECT_TALLY = select(boxes.c.site_key, boxes.c.blob).where(*_HAS_KEY).with_for_update()
_DELETE_TALLY = delete(boxes).where(*_HAS_KEY)


@dataclass(frozen=True, slots=True)
class ClosedWindow:
    """One window that was just closed."""

    place: WindowKey
    figures: Figures
    version: int  # of the questionnaire
    damaged: bool  # its tally did not decrypt or had an impossible total; for the operator


def find_due_windows(db: Connection, library: Library, now: datetime) -> list[WindowKey]:
    """The windows that are over and neither published nor withheld yet, oldest first."""
    until = open_windows(now)[0].number  # the first that is still open
    latest, extra = _load_latest_windows(db), contributions.load_extra_instruments(db)
    due = []
    for team in repository.load_all_teams(db):
        first = _first_window_number(team.made)
        begin = max(first, latest.get((team.id, WEEKLY_INSTRUMENT), first) - _LOOKBACK)
        own = extra.get(team.id, ())
        for number in range(begin, until):
            for instrument in contributions.select_running_instruments(own, Window(number)):
                is_new = number > latest.get((team.id, instrument), first - 1)
                if is_new and instrument in library.newest:
                    due.append((team.id, instrument, number))
    return sorted(due, key=lambda key: key[2])


def _load_latest_windows(db: Connection) -> dict[tuple[str, str], int]:
    """The latest published or withheld window, by (team, instrument).

    Each is one index look-up, because a scan over ten years of figures would be slow.
    """
    weekly = select(teams.c.id, literal(WEEKLY_INSTRUMENT))
    every = weekly.union(select(team_instruments.c.team, team_instruments.c.instrument)).subquery()
    team, instrument = every.c
    rows = db.execute(select(team, instrument, _latest_window(team, instrument).label("latest")))
    return {(row[0], row[1]): row.latest for row in rows if row.latest is not None}


def _latest_window(team: Any, instrument: Any) -> ScalarSelect[int]:
    own = (releases.c.team == team, releases.c.instrument == instrument)
    return select(func.max(releases.c.window)).where(*own).scalar_subquery()


def find_last_window_closed_for_all(db: Connection, instrument: str) -> int:
    """The number of the latest window that is published or withheld for every active team."""
    latest = _latest_window(teams.c.id, instrument).label("latest")
    rows = db.execute(select(teams.c.made, latest).where(teams.c.dissolved.is_(None))).all()
    if not rows:
        return int(db.execute(select(func.max(releases.c.window))).scalar() or 0)
    return min(
        row.latest if row.latest is not None else _first_window_number(row.made) - 1 for row in rows
    )


def close_window(
    db: Connection, library: Library, keys: SiteKeys, key: WindowKey, rng: Random
) -> ClosedWindow | None:
    """Publish or withhold a window that is over, delete its tally; None: it was closed before."""
    team, _instrument, number = key
    version = contributions.load_counted_version(db, library, key)
    tally = _take_tally(db, keys, key)
    figures: Figures = Withheld()
    if tally is not None:
        window = Window(number)
        figures = team_release.release(
            tally.totals,
            shared=len(tally.sharers),
            eligible=len(repository.load_eligible_accounts(db, team, window)),
            disputed=repository.is_disputed(db, team),
            rng=rng,
            least=repository.load_min_sharers(db, team, window),
        )
    if not _insert_figures(db, library, key, figures, version):
        return None
    is_damaged = tally is None or any(
        not 0 <= total <= team_release.MAX_CONTRIBUTION * len(tally.sharers)
        for total in tally.totals.values()
    )
    return ClosedWindow(key, figures, version, damaged=is_damaged)


def withhold_open_windows(
    db: Connection, library: Library, team: str, now: datetime
) -> list[ClosedWindow]:
    """Withhold the open windows of a team that is dissolved, and delete its tallies."""
    closed = []
    for window in open_windows(now):
        for instrument in contributions.load_team_instruments(db, team, window):
            key = (team, instrument, window.number)
            version = contributions.load_counted_version(db, library, key)
            if _insert_figures(db, library, key, Withheld(), version):
                closed.append(ClosedWindow(key, Withheld(), version, damaged=False))
    db.execute(delete(boxes).where(boxes.c.team == team))
    return closed


def create_missing_tallies(db: Connection, library: Library, keys: SiteKeys, now: datetime) -> None:
    """Create the tallies of all open windows, so that their creation reveals no first check-in."""
    extra, windows = contributions.load_extra_instruments(db), open_windows(now)
    expected = {
        (team.id, instrument, window.number)
        for team in repository.load_all_teams(db)
        for window in windows
        for instrument in contributions.select_running_instruments(extra.get(team.id, ()), window)
        if instrument in library.newest
    }
    existing = db.execute(select(boxes.c.team, boxes.c.instrument, boxes.c.window))
    missing = sorted(expected - {tuple(row) for row in existing})
    for first in range(0, len(missing), _TALLIES_PER_INSERT):
        some = missing[first : first + _TALLIES_PER_INSERT]
        contributions.create_tallies(db, keys, library, *some)


def format_closed_window(closed: ClosedWindow) -> str:
    """The line of a closed window for the releases file, without a line break."""
    values, step = _values_and_step(closed.figures)
    fields = {"values": values, "step": step, "version": closed.version}
    return format_release_line({**key_columns(closed.place), **fields})


def format_release_line(fields: Mapping[str, Any]) -> str:
    """A line of the releases file: JSON with sorted keys, without a line break."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"))


def parse_release_lines(lines: Iterable[str]) -> Iterator[tuple[WindowKey, dict[str, Any]]]:
    """Each valid line with its window; a partial line, as after a crash, is skipped."""
    for each in lines:
        line = None
        with suppress(ValueError):
            line = json.loads(each)
        if isinstance(line, dict) and line.keys() >= RELEASE_LINE_FIELDS:
            yield (line["team"], line["instrument"], line["window"]), line


def append_release_lines(path: Path, lines: list[str]) -> None:
    """Append lines to the releases file and sync it to disk.

    After a crash left the last line partial, the first new line starts with a line break.
    """
    if not lines:
        return
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab+") as file:
        is_complete = file.tell() == 0 or os.pread(file.fileno(), 1, file.tell() - 1) == b"\n"
        text = "".join(f"{line}\n" for line in lines)
        file.write((text if is_complete else f"\n{text}").encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def find_missing_release_lines(db: Connection, path: Path) -> list[str]:
    """The lines of published windows that the file lacks, as after a crash.

    Crashes are repaired at the next run, so only the latest year of windows is compared.
    """
    latest = db.execute(select(func.max(releases.c.window))).scalar()
    since = (latest or 0) - _WINDOWS_PER_YEAR
    written = _read_written_keys(path, since)
    keys = select(releases.c.team, releases.c.instrument, releases.c.window).distinct()
    rows = db.execute(keys.where(releases.c.window > since).execution_options(yield_per=1000))
    missing = {tuple(row) for row in rows} - written
    if not missing:
        return []
    published = _iterate_published(db, since)
    return [format_closed_window(each) for each in published if each.place in missing]


def _read_written_keys(path: Path, since: int) -> set[WindowKey]:
    if not path.is_file():
        return set()
    with path.open(encoding="ascii") as lines:
        late = (line for line in lines if _may_be_after(line, since))
        return {key for key, _line in parse_release_lines(late) if key[2] > since}


def _may_be_after(line: str, since: int) -> bool:
    """Whether a line must be parsed: its last key, `window`, is after `since` or not readable."""
    last = line.rpartition('"window":')[2].rstrip("}\n")
    return not last.lstrip("-").isdecimal() or int(last) > since


def _iterate_published(db: Connection, since: int) -> Iterator[ClosedWindow]:
    order = (releases.c.window, releases.c.team, releases.c.instrument, releases.c.scale)
    statement = select(releases).where(releases.c.window > since).order_by(*order)
    rows = db.execute(statement.execution_options(yield_per=1000))
    for key, scales in groupby(rows, key=lambda row: (row.team, row.instrument, row.window)):
        rows_of_window = list(scales)
        figures = contributions.figures_from_rows(rows_of_window)
        yield ClosedWindow(key, figures, rows_of_window[0].version, damaged=False)


def _first_window_number(made: int) -> int:
    """The window in which a team was created (epoch seconds): the first that is closed for it."""
    return Window.of(london_day(made)).number


def _take_tally(db: Connection, keys: SiteKeys, key: WindowKey) -> Tally | None:
    """Lock, decrypt and delete a tally; empty if there is none; None: it does not decrypt."""
    row = db.execute(_SELECT_TALLY, key_columns(key)).one_or_none()
    if row is None:
        return Tally()
    db.execute(_DELETE_TALLY, key_columns(key))
    try:
        return unseal_tally(keys[row.site_key], key, bytes(row.blob))
    except DecryptionError:
        return None


def _insert_figures(
    db: Connection, library: Library, key: WindowKey, figures: Figures, version: int
) -> bool:
    """Insert a row for every scale, shown or withheld; False: the window has rows already."""
    _team, instrument, _number = key
    values, step = _values_and_step(figures)
    rows = [
        {
            **key_columns(key),
            "scale": scale,
            "value": values.get(scale),
            "step": step if scale in values else None,
            "version": version,
        }
        for scale in sorted({*values, *(each.id for each in library.latest(instrument).scales)})
    ]
    return bool(db.execute(_INSERT_RELEASE, rows).rowcount)


def _values_and_step(figures: Figures) -> tuple[Mapping[str, int], int | None]:
    return (figures.values, figures.step) if isinstance(figures, Shown) else ({}, None)
