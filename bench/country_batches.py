"""What is done for a whole country at once: closing all teams' windows, and a backup.

Closing is done once with nothing due, as every process does it at its first request, and once with
a window of every team over. It is taken back afterwards, so that the databases can be used again. A
backup reads every row in the order of the key; what it takes is worked out from its first part.
"""

import time
from random import Random

from country_people import Country
from country_watch import Seen, Watch
from people import now
from servers import note
from sqlalchemy import delete, func, select

from reflect.config import packaged_data_dir
from reflect.core.instruments.library import load_library
from reflect.core.windows import Window
from reflect.db import open_engine, reading, snapshot, writing
from reflect.models import boxes, releases, rows, teams
from reflect.operations import close_windows, site_setup
from reflect.teams import window_closing

PART = 50_000  # rows of a backup


def batches(country: Country) -> list[Seen]:
    """Looked at, largest last; what it takes on the clock on the wall is printed."""
    on, engine = country.on, open_engine(country.on.settings.database_url)
    library = load_library(packaged_data_dir("instruments"), on.settings.data / "instruments")
    keys, watch = site_setup.load_site_keys(on.settings), Watch(engine)
    means = close_windows.ClosingContext(engine, library, keys, on.settings.data, Random(1))
    with reading(engine) as db:
        count = db.execute(select(func.count()).select_from(teams)).scalar_one()
        latest = db.execute(select(func.max(releases.c.window))).scalar_one()
    found = [watch.look("all-nothing-due", lambda: close_windows.close_due_windows(means, now()))]
    over = Window.of(now())
    began = time.perf_counter()
    found.append(
        watch.once(
            "all-close-a-window", lambda: close_windows.close_due_windows(means, over.closes_at)
        )
    )
    note(f"country-{country.people}-close-ms-a-team", 1e3 * (time.perf_counter() - began) / count)
    _open_again(country, latest)
    _backup(country)
    engine.dispose()
    return found


def _open_again(country: Country, latest: int) -> None:
    """As it was before; boxes are empty now."""
    on = country.on
    keys = site_setup.load_site_keys(on.settings)
    library = load_library(packaged_data_dir("instruments"), on.settings.data / "instruments")
    with writing(on.engine) as db:
        db.execute(delete(releases).where(releases.c.window > latest))
        db.execute(delete(boxes))
        window_closing.create_missing_tallies(db, library, keys, now())
    file = on.settings.data / window_closing.RELEASES_FILENAME
    kept = [
        line
        for place, line in window_closing.parse_release_lines(file.open())
        if place[2] <= latest
    ]
    file.unlink()
    window_closing.append_release_lines(
        file, [window_closing.format_release_line(line) for line in kept]
    )


def _backup(country: Country) -> None:
    """Rows per second of the first part, as `reflect backup` reads them; and how long for all."""
    ordered = select(rows).order_by(*rows.primary_key.columns)
    with snapshot(country.on.engine) as db:
        total = db.execute(select(func.count()).select_from(rows)).scalar_one()
        began, read = time.perf_counter(), 0
        for part in db.execute(ordered.execution_options(yield_per=1000)).partitions():
            read += len(part)
            if read >= PART:
                break
        spent = time.perf_counter() - began
    note(f"country-{country.people}-rows-million", total / 1e6)
    note(f"country-{country.people}-backup-read-minutes", spent / read * total / 60)
