"""Signing in at the real cost of a password: what it costs, what it gives away, what it disturbs.

A worker with two processors' worth of hashing on it must still answer other pages. What a name
costs must not tell whether it exists: known and unknown names are tried in turn with a wrong
password, each few enough that no throttle speaks.
"""

import statistics
import threading
import time
from functools import partial

import floors
from people import PASSWORD, REAL, Person, Site, join, site
from servers import Client, Cost, Server, as_person, compared, cost, note, percentile, say, started
from sqlalchemy import text
from submit import address

from reflect.db import writing

HASHES, PAGES, NAMES, HAMMERS, CALM = 8, 150, 20, 4, 0.02


def main() -> None:
    """Print all of them."""
    with site(kdf=REAL) as on, started("reflect", on) as server:
        people = join(on, NAMES)
        price(server, people[0])
        names(on, server, people)
        crowd(on, server, people)


def price(server: Server, person: Person) -> None:
    """CPU of a sign-in, its page included, beside a bare hash."""
    browser = Client(server.port)

    def enter(_at: int) -> None:
        if browser.sign_in(person.name, PASSWORD) != 303:
            raise RuntimeError("the sign-in was refused")

    def bare() -> Cost:
        return floors.measured(floors.argon2, HASHES)

    signed, least = compared(5, lambda: cost(server, HASHES, enter), bare)
    say("sign-in-cpu-ms", signed.cpu * 1e3, least.cpu * 1e3, 1.15)


def names(on: Site, server: Server, people: list[Person]) -> None:
    """Medians for a name that exists and one that does not, with a wrong password."""
    known: list[Cost] = []
    unknown: list[Cost] = []
    browser = Client(server.port)
    for at, person in enumerate(people):
        for costs, name in ((known, person.name), (unknown, f"nobody{at}@example.org")):
            browser.cookie = ""
            browser.open("/sign-in")
            costs.append(cost(server, 1, partial(refused, browser, name)))
    for name, costs in (("known", known), ("unknown", unknown)):
        note(f"sign-in-{name}-name-ms", statistics.median(each.wall for each in costs) * 1e3)
    apart = [statistics.median(each.cpu for each in costs) for costs in (known, unknown)]
    say("sign-in-names-apart-cpu-ms", abs(apart[0] - apart[1]) * 1e3, 0, 5)
    with writing(on.engine) as db:
        db.execute(text("DELETE FROM throttle"))


def refused(browser: Client, name: str, _at: int) -> None:
    """A wrong password."""
    status, _headers, _page = browser.ask("/sign-in", {"name": name, "password": "wrong"})
    if status != 422:
        raise RuntimeError(f"a wrong password gave {status}")


def crowd(on: Site, server: Server, people: list[Person]) -> None:
    """Other pages, idle and while sign-ins hammer the one worker."""
    browser, url = as_person(server, people[0]), address(on, 0)
    idle = waits(browser, url)
    ended, entered, busy = threading.Event(), [0], [0]
    hammers = [
        threading.Thread(target=hammer, args=(server, people[at + 1].name, ended, entered, busy))
        for at in range(HAMMERS)
    ]
    for each in hammers:
        each.start()
    time.sleep(0.5)
    pressed = waits(browser, url)
    ended.set()
    for each in hammers:
        each.join()
    say("page-under-sign-ins-median-ms", ms(pressed, 50), ms(idle, 50), 5)
    hash_ms = min(floors.measured(floors.argon2, 3).wall for _round in range(3)) * 1e3
    say("page-under-sign-ins-p99-ms", ms(pressed, 99), ms(idle, 99) + 3 * hash_ms, 1)
    note("page-idle-p99-ms", ms(idle, 99))
    note("sign-ins-meanwhile", entered[0])
    note("sign-ins-told-busy", busy[0])


def waits(browser: Client, url: str) -> list[float]:
    """Seconds that each of many pages took, one after the other with a breath between."""
    found = []
    for _page in range(PAGES):
        start = time.perf_counter()
        browser.open(url)
        found.append(time.perf_counter() - start)
        time.sleep(CALM)
    return found


def hammer(
    server: Server, name: str, ended: threading.Event, entered: list[int], busy: list[int]
) -> None:
    """Sign in again and again."""
    browser = Client(server.port)
    while not ended.is_set():
        status = browser.sign_in(name, PASSWORD)
        (entered if status == 303 else busy)[0] += 1
    browser.close()


def ms(times: list[float], per_cent: int) -> float:
    """A percentile in milliseconds."""
    return percentile(times, per_cent) * 1e3


if __name__ == "__main__":
    main()
