"""Two workers on one SQLite file: no submit may fail, and two may not be slower than one.

Eight browsers of eight people send their check-in again and again, each time with another text.
`workers.py 10000` sends that many.
"""

import sys
import threading
import time

from people import Person, Site, join, site
from servers import Client, Server, as_person, note, say, started
from submit import LAST, address

CLIENTS = 8


def main(submits: int) -> None:
    """Print errors and rates."""
    rates: dict[int, float] = {}
    errors: list[str] = []
    for workers in (1, 2):
        with site() as on:
            people = join(on, CLIENTS)
            with started("reflect-gunicorn", on, workers=workers) as server:
                rates[workers] = together(on, server, people, submits, errors)
    say("two-workers-errors", len(errors), 0, 0)
    say("two-workers-rate", rates[2], rates[1], 0.9, least_is=True)
    note("two-workers-submits", submits)
    for error in errors[:5]:
        print(f"# {error}")


def together(
    on: Site, server: Server, people: list[Person], submits: int, errors: list[str]
) -> float:
    """All people at once; submits per second."""
    url, each = address(on, -1), submits // CLIENTS
    threads = [
        threading.Thread(target=send, args=(as_person(server, person), url, each, errors))
        for person in people
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return submits / (time.perf_counter() - start)


def send(browser: Client, url: str, times: int, errors: list[str]) -> None:
    """One person, so many check-ins."""
    browser.open(url)
    for at in range(times):
        try:
            browser.send(url, {**LAST, "happened": f"The {at}th time."})
        except (RuntimeError, OSError) as error:
            errors.append(str(error))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
