"""Rubbish into everything that takes something: every form, and every file that is read.

    python bench/fuzz.py forms --cases 1000000 --seed 1 --workers 2
    python bench/fuzz.py archives --cases 100000

What is sent and what must hold stands in tests/support/fuzz_forms.py, fuzz_files.py and
fuzz_exports.py; the suite runs a few hundred cases of the same. A failure is printed with its
seed and number; `--only NUMBER` sends it again from where it was sent. What is bent are
whole files and forms of ours, so most cases come past the first check; `guided.py` looks for a way
in byte by byte.
"""

import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from multiprocessing.util import Finalize
from pathlib import Path

import click
from servers import note, say

MEMORY = Path("/dev/shm")  # where there is one, nothing waits for a disk
sys.path.append(str(Path(__file__).parents[1]))

from reflect.web import assets  # noqa: E402
from tests.support.archives import download_archive  # noqa: E402
from tests.support.fuzz_exports import export_checks  # noqa: E402
from tests.support.fuzz_files import FileFuzzer  # noqa: E402
from tests.support.fuzz_forms import BATCH_SIZE, FormFuzzer, FuzzFailure  # noqa: E402
from tests.support.fuzz_users import FuzzUsers  # noqa: E402
from tests.support.site_fixture import open_site  # noqa: E402

Outcome = tuple[int, dict[int, int], list[FuzzFailure]]  # cases, statuses, failures
MOST_SHOWN = 20
_open = ExitStack()  # the site of this process
_fuzzer: list[FormFuzzer] = []


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
    starts = range(first - first % BATCH_SIZE, first + cases, BATCH_SIZE)
    began, statuses, failures, done = time.monotonic(), Counter(), [], 0
    with click.progressbar(length=len(starts) * BATCH_SIZE, label="Forms") as bar:
        for count, found, failed in outcomes(seed, starts, workers):
            done += count
            statuses.update(found)
            for failure in failed[: max(0, MOST_SHOWN - len(failures))]:
                click.echo(f"\n{failure}")  # at once: such a run may be cut short
            failures += failed
            bar.update(count)
    click.echo("# answers " + " ".join(f"{code}:{n}" for code, n in sorted(statuses.items())))
    note("fuzzed-forms-cases", done)
    note("fuzzed-forms-per-second", done / (time.monotonic() - began))
    say("fuzzed-forms-failures", len(failures), 0, 0)
    sys.exit(bool(failures))


def files(kind: str, cases: int, seed: int, only: int | None) -> None:
    """Files of one kind, nearly right."""
    set_up(seed)
    crowd = _fuzzer[0].crowd
    crowd.reset()
    folder = Path(_open.enter_context(tempfile.TemporaryDirectory(prefix="reflect-fuzz-")))
    found = FileFuzzer(crowd, folder, download_archive(crowd.people["practitioner"]))
    found.kinds |= export_checks(crowd, found)
    began, numbers = time.monotonic(), range(cases) if only is None else [only]
    with click.progressbar(numbers, label=kind.capitalize()) as bar:
        failures = [failed for number in bar if (failed := found.failure(kind, seed, number))]
    for failure in failures[:MOST_SHOWN]:
        click.echo(failure)
    note(f"fuzzed-{kind}-cases", len(numbers))
    note(f"fuzzed-{kind}-per-second", len(numbers) / (time.monotonic() - began))
    say(f"fuzzed-{kind}-failures", len(failures), 0, 0)
    sys.exit(bool(failures))


def command(kind: str, about: str) -> None:
    """A sub-command for one kind of file."""
    options = (
        click.option("--cases", default=1000, show_default=True),
        click.option("--seed", default=1, show_default=True),
        click.option("--only", type=int, help="Try this one again."),
    )
    made: Callable[..., None] = partial(files, kind)
    for option in options:
        made = option(made)
    main.command(kind, help=about)(made)


for each, told in {
    "instruments": "Instrument files: an instrument or a sentence.",
    "archives": "Archives that come in: rows that can be saved again, or a sentence.",
    "imports": "The same through the page, then every page that shows what came.",
    "backups": "Backups that are read: whole, or a sentence.",
    "restores": "The same into an empty database: whole, or as empty as before.",
    "guides": "Guides of an organisation: a page without script, or a sentence.",
    "teaching": "Pages for teaching: likewise.",
    "calendars": "A reminder of any title, read by icalendar: one event.",
    "spreadsheets": "Any texts as CSV: one line, no formula.",
}.items():
    command(each, told)


def outcomes(seed: int, starts: range, workers: int) -> Iterator[Outcome]:
    """What came of each batch, as it comes."""
    if workers == 1:
        set_up(seed)
        yield from map(batch, starts)
        return
    with multiprocessing.get_context("spawn").Pool(workers, set_up, (seed,)) as pool:
        yield from pool.imap_unordered(batch, starts)
        pool.close()
        pool.join()  # else the workers would be ended before they have put their folders away


def set_up(seed: int) -> None:
    """A site with its crowd, for this process."""
    above = MEMORY if MEMORY.is_dir() else None
    made = tempfile.TemporaryDirectory(prefix="reflect-fuzz-", dir=above)
    folder = Path(_open.enter_context(made))
    static = folder / "static"
    assets.build_assets(static)
    app, clock = _open.enter_context(open_site(folder / "site", assets.assets_dir(static)))
    _fuzzer[:] = [FormFuzzer(FuzzUsers(app, clock), seed)]
    Finalize(None, _open.close, exitpriority=1)  # a worker of a pool ends without `atexit`


def batch(start: int) -> Outcome:
    """The cases from this one on."""
    fuzzer = _fuzzer[0]
    fuzzer.statuses.clear()
    failures = fuzzer.batch(start, start + BATCH_SIZE)
    return BATCH_SIZE, dict(fuzzer.statuses), failures


def replay(seed: int, number: int) -> None:
    """One case, and whatever failed before it in its batch."""
    set_up(seed)
    fuzzer = _fuzzer[0]
    for failure in fuzzer.batch(number - number % BATCH_SIZE, number + 1):
        click.echo(failure)
    case = fuzzer.case(number)
    click.echo(f"{case}\n{case.content_type} {case.headers}\n{case.body[:2000]!r}")


if __name__ == "__main__":
    main()
