"""A country: everybody in it, ten years, Monday nine o'clock, and what each request asks of it.

Three databases are laid down that differ in nothing but the number of people: a hundredth, a tenth,
and all. Everything but the sealed rows covers ten years; of those, as many weeks as the disk is
given room for. Then every kind of request is made and each of its statements explained
(`country_watch`). The largest is held against the one with a tenth of the people: a request may
touch half as many pages again (an index is deeper), and may read no table from end to end. What is
about everybody does, and so does what the clock asks for: both are printed without a target. The
plans go into `country_plans.md`.

    country.py --people 100000 --years 10 --gigabytes 25 --keep FOLDER

`--keep` leaves the databases there and takes them from there the next time. Options can also be
given to `all.py`, as `COUNTRY_PEOPLE=100000` and so on.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import click
from country_batches import batches
from country_cluster import cluster
from country_monday import monday
from country_pages import written
from country_people import country
from country_requests import BY_ALL, requests
from country_rows import fitting_weeks
from country_watch import Seen
from servers import note, say

PLANS = Path(__file__).parent / "country_plans.md"
DEEPER, FEW = 1.5, 1000  # times as many pages; rows read one after the other
CRON = ("clean-up", "reflect-check")


@click.command()
@click.option(
    "--people",
    default=10_000,
    help="In the largest database; with less than 10,000, ratios say nothing.",
)
@click.option("--years", default=1.0, help="Of sealed rows.")
@click.option("--gigabytes", default=2.0, help="That the sealed rows may take on the disk.")
@click.option("--keep", type=click.Path(path_type=Path), help="Where the databases stay.")
@click.option("--plans", type=click.Path(path_type=Path), default=PLANS)
def main(people: int, years: float, gigabytes: float, keep: Path | None, plans: Path) -> None:
    """Lay down, ask, compare."""
    sizes = (people // 100, people // 10, people)
    weeks = fitting_weeks(sizes, years, gigabytes)
    found: dict[int, list[Seen]] = {}
    with TemporaryDirectory(prefix="reflect-bench-") as own, cluster(keep) as url:
        for size in sizes:
            label = f"{size} people, {weeks} weeks"
            with (
                click.progressbar(length=size * weeks, label=label) as bar,
                country(url, keep or Path(own), size, weeks, bar.update) as there,
            ):
                click.echo()
                found[size] = list(requests(there))
                if size == people:
                    monday(there, url)
                found[size] += batches(there)
    told(found)
    plans.write_text(written(found, weeks), encoding="utf-8")


def told(found: dict[int, list[Seen]]) -> None:
    """The lines: the largest beside the one before, as in the smallest a table is a page or two."""
    least, most = sorted(found)[-2:]
    for small, large in zip(found[least], found[most], strict=True):
        name = f"country-{large.name}"
        is_asked_by_all = large.name in BY_ALL or large.name.startswith("all-")
        if is_asked_by_all or large.name in CRON:
            note(f"{name}-pages", large.buffers, small.buffers)
        else:
            say(f"{name}-pages", large.buffers, small.buffers, DEEPER)
        if is_asked_by_all or large.name in CRON:
            note(f"{name}-rows-scanned", large.scanned, small.scanned)
        else:
            say(f"{name}-rows-scanned", large.scanned, 0, FEW)
        note(f"{name}-ms", large.seconds * 1e3, small.seconds * 1e3)


if __name__ == "__main__":
    main(auto_envvar_prefix="COUNTRY")
