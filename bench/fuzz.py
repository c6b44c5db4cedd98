"""Rubbish into everything that takes something: every form, and every file that is read.

    python bench/fuzz.py forms --cases 1000000 --seed 1 --workers 2

What is sent and what must hold stands in tests/fuzzing_forms.py, where the suite runs a few hundred
cases of the same. A failure is printed with its seed and number; `--only NUMBER` sends it again
from where it was sent, and prints it whole.
"""

import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from multiprocessing.util import Finalize
from pathlib import Path

import click
from servers import note, say

TESTS = Path(__file__).parents[1] / "tests"
MEMORY = Path("/dev/shm")  # where there is one, nothing waits for a disk
sys.path[:0] = [
    str(TESTS),
    *(str(TESTS / room) for room in ("checkins", "mydata", "organisers", "teams", "workshops")),
]

from crowd import Crowd  # noqa: E402
from fuzzing_forms import BATCH, Failure, Fuzzer  # noqa: E402
from ground import open_site  # noqa: E402

from reflect.web import assets  # noqa: E402

Outcome = tuple[int, dict[int, int], list[Failure]]  # cases, statuses, failures
MOST_SHOWN = 20
_open = ExitStack()  # the site of this process
_fuzzer: list[Fuzzer] = []


@click.group()
def main() -> None:
    """Send rubbish, and count what does not hold."""


@main.command()
@click.option("--cases", default=10_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--first", default=0, help="Number of the first case.")
@click.option("--only", type=int, help="Send this case again, after those before it in its batch.")
@click.option("--workers", default=1, show_default=True)
def forms(cases: int, seed: int, first: int, only: int | None, workers: int) -> None:
    """Every form, and every page with a query, as everybody who may stand in front of the app."""
    if only is not None:
        replay(seed, only)
        return
    starts = range(first - first % BATCH, first + cases, BATCH)
    began, statuses, failures, done = time.monotonic(), Counter(), [], 0
    with click.progressbar(length=len(starts) * BATCH, label="Forms") as bar:
        for count, found, failed in outcomes(seed, starts, workers):
            done += count
            statuses.update(found)
            failures += failed
            bar.update(count)
    for failure in failures[:MOST_SHOWN]:
        click.echo(failure)
    click.echo("# answers " + " ".join(f"{code}:{n}" for code, n in sorted(statuses.items())))
    note("fuzzed-forms-cases", done)
    note("fuzzed-forms-per-second", done / (time.monotonic() - began))
    say("fuzzed-forms-failures", len(failures), 0, 0)
    sys.exit(bool(failures))


def outcomes(seed: int, starts: range, workers: int) -> Iterator[Outcome]:
    """What came of each batch, as it comes."""
    if workers == 1:
        set_up(seed)
        yield from map(batch, starts)
        return
    with multiprocessing.get_context("spawn").Pool(workers, set_up, (seed,)) as pool:
        yield from pool.imap_unordered(batch, starts)


def set_up(seed: int) -> None:
    """A site with its crowd, for this process."""
    above = MEMORY if MEMORY.is_dir() else None
    made = tempfile.TemporaryDirectory(prefix="reflect-fuzz-", dir=above)
    folder = Path(_open.enter_context(made))
    static = folder / "static"
    assets.prepare(static)
    app, clock = _open.enter_context(open_site(folder / "site", assets.folder(static)))
    _fuzzer[:] = [Fuzzer(Crowd(app, clock), seed)]
    Finalize(None, _open.close, exitpriority=1)  # a worker of a pool ends without `atexit`


def batch(start: int) -> Outcome:
    """The cases from this one on."""
    fuzzer = _fuzzer[0]
    fuzzer.statuses.clear()
    failures = fuzzer.batch(start, start + BATCH)
    return BATCH, dict(fuzzer.statuses), failures


def replay(seed: int, number: int) -> None:
    """One case, and whatever failed before it in its batch."""
    set_up(seed)
    fuzzer = _fuzzer[0]
    for failure in fuzzer.batch(number - number % BATCH, number + 1):
        click.echo(failure)
    case = fuzzer.case(number)
    click.echo(f"{case}\n{case.content_type} {case.headers}\n{case.body[:2000]!r}")


if __name__ == "__main__":
    main()
