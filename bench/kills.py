"""kill -9 of the running server under load: nothing that was received may be lost.

The same as `tests/faults/test_kills.py`, many times: `kills.py 10000` kills `reflect run` so often,
each time at a moment that nobody chose, while eight people send. `kills.py 200 2` serves with two
workers, all of which die in one moment. Prints what was lost and what SQLite finds wrong with the
file; a check-in whose text and answers do not belong together ends the run.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from servers import note, say

sys.path.append(str(Path(__file__).parents[1]))

from reflect.db import open_engine
from tests.support.crash_testing import CrashReport, kill_repeatedly  # as the tests do it
from tests.support.http_client import make_load_users
from tests.support.site_fixture import make_site

PEOPLE, ROUND = 8, 50  # people of a site; kills after which a new site begins


def main(kills: int, workers: int) -> None:
    """Print what was lost."""
    start, seed, found = time.perf_counter(), int.from_bytes(os.urandom(4), "big"), CrashReport()
    print(f"# seed {seed}", flush=True)
    for at in range(0, kills, ROUND):
        add(found, one_site(min(ROUND, kills - at), workers, seed + at))
        print(f"# {found.kills} kills, {len(found.lost)} lost", flush=True)
    say("kills-lost", len(found.lost), 0, 0)
    say("kills-integrity-faults", len(found.faults), 0, 0)
    say("kills-refused", len(found.refused), 0, 0)
    note("kills", found.kills)
    note("kills-check-ins-received", found.received)
    note("kills-seconds-each", (time.perf_counter() - start) / kills)
    for sentence in [*found.lost, *found.faults, *map(str, found.refused)][:10]:
        print(f"# {sentence}")


def one_site(kills: int, workers: int, seed: int) -> CrashReport:
    """A new site, killed so often."""
    with tempfile.TemporaryDirectory(prefix="reflect-bench-") as folder:
        settings = make_site(Path(folder), None)
        engine = open_engine(settings.database_url)
        people = make_load_users(settings, engine, PEOPLE)
        engine.dispose()
        more = {"REFLECT_WORKERS": str(workers)}
        return kill_repeatedly(settings.data, people, kills, seed=seed, **more)


def add(found: CrashReport, more: CrashReport) -> None:
    """Count what one site showed with the others."""
    found.kills += more.kills
    found.received += more.received
    found.lost += more.lost
    found.faults += more.faults
    found.refused += more.refused


if __name__ == "__main__":
    main(*map(int, (sys.argv[1:] + ["200", "1"][len(sys.argv) - 1 :])[:2]))
