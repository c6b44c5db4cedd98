"""Closing windows: once for each, whoever comes first, and never again.

Each team, instrument and window is closed in a transaction of its own. Writing the first figure is
the claim: of two workers the second finds it there and leaves. A figure that was withheld is
written too, and looks the same whatever the reason. What was published also goes into a file that
is only ever added to, because a restored database must never draw a window a second time.
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
from reflect.teams import repository
from reflect.teams.contributions import (
    WEEKLY_INSTRUMENT,
    create_tallies,
    figures_from_rows,
    load_extra_instruments,
    load_team_instruments,
    select_running_instruments,
)

RELEASES_FILENAME = "releases.jsonl"  # in the data folder; only ever added to
RELEASE_LINE_FIELDS = {
    "team",
    "instrument",
    "window",
    "values",
    "step",
}  # what each of its lines says
_YEAR = 13  # windows
_BOXES = 500  # that are made at once
_BACK = 2  # windows before the latest of the weekly check-in in which another may have been missed
_CLAIM = text(
    'INSERT INTO releases (team, instrument, "window", scale, value, step) '
    "VALUES (:team, :instrument, :window, :scale, :value, :step) ON CONFLICT DO NOTHING"
)
_AT = (
    boxes.c.team == bindparam("of_team"),
    boxes.c.instrument == bindparam("of_instrument"),
    boxes.c.window == bindparam("in_window"),
)
_BOX = select(boxes.c.site_key, boxes.c.blob).where(*_AT).with_for_update()
_DESTROY = delete(boxes).where(*_AT)


@dataclass(frozen=True, slots=True)
class ClosedWindow:
    """One window that was closed just now."""

    place: WindowKey
    figures: Shown | Withheld
    damaged: bool  # its box could not be opened, or held a sum that cannot be: tell the operator


def find_due_windows(db: Connection, library: Library, now: datetime) -> list[WindowKey]:
    """Every team, instrument and window that is over and not published yet, oldest first."""
    until = open_windows(now)[0].number  # the first that is still open
    latest = _latest(db)
    found, further = [], load_extra_instruments(db)
    for team in repository.load_all_teams(db):
        first = _first(team.made)
        begin = max(first, latest.get((team.id, WEEKLY_INSTRUMENT), first) - _BACK)
        for number in range(begin, until):
            for instrument in select_running_instruments(further.get(team.id, ()), Window(number)):
                is_new = number > latest.get((team.id, instrument), first - 1)
                if is_new and instrument in library.newest:
                    found.append((team.id, instrument, number))
    return sorted(found, key=lambda place: place[2])


def _latest(db: Connection) -> dict[tuple[str, str], int]:
    """The latest window that is published or withheld, of each team and instrument.

    Asked of the key for each of them, because ten years of figures are many.
    """
    weekly = select(teams.c.id, literal(WEEKLY_INSTRUMENT))
    every = weekly.union(select(team_instruments.c.team, team_instruments.c.instrument)).subquery()
    team, instrument = every.c
    found = db.execute(select(team, instrument, _last(team, instrument).label("latest")))
    return {(row[0], row[1]): row.latest for row in found if row.latest is not None}


def _last(team: Any, instrument: Any) -> ScalarSelect[int]:
    here = (releases.c.team == team, releases.c.instrument == instrument)
    return select(func.max(releases.c.window)).where(*here).scalar_subquery()


def find_last_window_closed_for_all(db: Connection, instrument: str) -> int:
    """The latest window that is published or withheld for every team there is."""
    latest = _last(teams.c.id, instrument).label("latest")
    found = db.execute(select(teams.c.made, latest).where(teams.c.dissolved.is_(None)))
    ends = [row.latest if row.latest is not None else _first(row.made) - 1 for row in found]
    return min(ends) if ends else int(db.execute(select(func.max(releases.c.window))).scalar() or 0)


def close_window(
    db: Connection, library: Library, keys: SiteKeys, place: WindowKey, rng: Random
) -> ClosedWindow | None:
    """Publish a window that is over, or withhold it, and delete its box; None: somebody did."""
    team, instrument, number = place
    box = _take_box(db, keys, place)
    figures: Shown | Withheld = Withheld()
    if box is not None:
        window = Window(number)
        figures = team_release.release(
            box.totals,
            shared=len(box.sharers),
            eligible=len(repository.load_eligible_accounts(db, team, window)),
            disputed=repository.is_disputed(db, team),
            rng=rng,
            least=repository.load_min_sharers(db, team, window),
        )
    scales = [scale.id for scale in library.latest(instrument).scales]
    if not _write(db, place, scales, figures):
        return None
    is_odd = box is not None and any(
        not 0 <= total <= team_release.MAX_CONTRIBUTION * len(box.sharers)
        for total in box.totals.values()
    )
    return ClosedWindow(place, figures, damaged=box is None or is_odd)


def withhold_open_windows(
    db: Connection, library: Library, team: str, now: datetime
) -> list[ClosedWindow]:
    """Withhold every window that is not over, and delete its box: a team is dissolved."""
    closed = []
    for window in open_windows(now):
        for instrument in load_team_instruments(db, team, window):
            place = (team, instrument, window.number)
            scales = [scale.id for scale in library.latest(instrument).scales]
            if _write(db, place, scales, Withheld()):
                closed.append(ClosedWindow(place, Withheld(), damaged=False))
    db.execute(delete(boxes).where(boxes.c.team == team))
    return closed


def create_missing_tallies(db: Connection, keys: SiteKeys, now: datetime) -> None:
    """Make the boxes of all open windows, so that none appears with somebody's first check-in."""
    further, windows = load_extra_instruments(db), open_windows(now)
    wanted = {
        (team.id, instrument, window.number)
        for team in repository.load_all_teams(db)
        for window in windows
        for instrument in select_running_instruments(further.get(team.id, ()), window)
    }
    there = db.execute(select(boxes.c.team, boxes.c.instrument, boxes.c.window))
    missing = sorted(wanted - {tuple(row) for row in there})
    for first in range(0, len(missing), _BOXES):
        create_tallies(db, keys, *missing[first : first + _BOXES])


def format_closed_window(closed: ClosedWindow) -> str:
    """The line of the file of releases: JSON, sorted, without a line's end."""
    team, instrument, number = closed.place
    figures = closed.figures
    values: Mapping[str, int] = figures.values if isinstance(figures, Shown) else {}
    step = figures.step if isinstance(figures, Shown) else None
    line = {"team": team, "instrument": instrument, "window": number, "values": values}
    return format_release_line({**line, "step": step})


def format_release_line(told: Mapping[str, Any]) -> str:
    """What was told of a window as a line, without its end."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def parse_release_lines(lines: Iterable[str]) -> Iterator[tuple[WindowKey, dict[str, Any]]]:
    """Each whole line, with its place; half a line, as after a crash, is left out."""
    for each in lines:
        line = None
        with suppress(ValueError):
            line = json.loads(each)
        if isinstance(line, dict) and line.keys() >= RELEASE_LINE_FIELDS:
            yield (line["team"], line["instrument"], line["window"]), line


def append_release_lines(path: Path, lines: list[str]) -> None:
    """Add lines to the file of releases, and wait until they lie on the disk.

    Where a crash left the last line half written, the first one begins on a line of its own.
    """
    if not lines:
        return
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab+") as file:
        is_whole = file.tell() == 0 or os.pread(file.fileno(), 1, file.tell() - 1) == b"\n"
        text = "".join(f"{line}\n" for line in lines)
        file.write((text if is_whole else f"\n{text}").encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def find_missing_release_lines(db: Connection, path: Path) -> list[str]:
    """Lines that the file lacks although their windows were published, as after a crash.

    A crash is noticed at the next run; so it is enough to look at the latest year of windows.
    """
    latest = db.execute(select(func.max(releases.c.window))).scalar()
    since = (latest or 0) - _YEAR
    there = _places_in(path, since)
    places = select(releases.c.team, releases.c.instrument, releases.c.window).distinct()
    found = db.execute(places.where(releases.c.window > since).execution_options(yield_per=1000))
    lost = {place for row in found if (place := tuple(row)) not in there}
    return (
        [format_closed_window(each) for each in _published(db, since) if each.place in lost]
        if lost
        else []
    )


def _places_in(path: Path, since: int) -> set[WindowKey]:
    if not path.is_file():
        return set()
    with path.open(encoding="ascii") as lines:
        late = (line for line in lines if _may_be_after(line, since))
        return {place for place, _line in parse_release_lines(late) if place[2] > since}


def _may_be_after(line: str, since: int) -> bool:
    """Whether a line has to be read at all: as they are written, the window is its last word."""
    last = line.rpartition('"window":')[2].rstrip("}\n")
    return not last.lstrip("-").isdecimal() or int(last) > since


def _published(db: Connection, since: int) -> Iterator[ClosedWindow]:
    order = (releases.c.window, releases.c.team, releases.c.instrument, releases.c.scale)
    statement = select(releases).where(releases.c.window > since).order_by(*order)
    found = db.execute(statement.execution_options(yield_per=1000))
    for place, rows in groupby(found, key=lambda row: (row.team, row.instrument, row.window)):
        yield ClosedWindow(place, figures_from_rows(list(rows)), damaged=False)


def _first(made: int) -> int:
    """The number of the window in which a team was made: the first to be published, or withheld."""
    return Window.of(london_day(made)).number


def _take_box(db: Connection, keys: SiteKeys, place: WindowKey) -> Tally | None:
    """Lock, open and delete the box; empty where there was none; None: it does not open."""
    at = dict(zip(("of_team", "of_instrument", "in_window"), place, strict=True))
    row = db.execute(_BOX, at).one_or_none()
    if row is None:
        return Tally()
    db.execute(_DESTROY, at)
    try:
        return unseal_tally(keys[row.site_key], place, bytes(row.blob))
    except DecryptionError:
        return None


def _write(db: Connection, place: WindowKey, scales: list[str], figures: Shown | Withheld) -> bool:
    """A row for every scale, shown or withheld; False: they are there already."""
    team, instrument, number = place
    values = figures.values if isinstance(figures, Shown) else {}
    step = figures.step if isinstance(figures, Shown) else None
    rows = [
        {
            "team": team,
            "instrument": instrument,
            "window": number,
            "scale": scale,
            "value": values.get(scale),
            "step": step if scale in values else None,
        }
        for scale in sorted(scales)
    ]
    return bool(db.execute(_CLAIM, rows).rowcount)
