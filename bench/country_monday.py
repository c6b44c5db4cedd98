"""Monday nine o'clock: check-ins a second on a country, what a visit costs, and the sum.

Two workers take check-ins of eight people at once. Then some people make a whole visit each, at the
real cost of a password: sign in, the page after it, every page of the check-in, the picture of
their weeks. What the processors of the site and of PostgreSQL spent on a visit says how many of
them a country needs when everybody comes within an hour; how busy they may be is `BUSY`. The disk
follows from what the rows take here.
"""

import threading
import time
from dataclasses import replace

import floors
from country_cluster import pid_of
from country_people import Country
from country_rows import LIFE
from people import PASSWORD, REAL, Person, Site
from servers import Client, Server, as_person, note, started
from sqlalchemy import text
from submit import FIRST, LAST, STATEMENTS, address
from workers import CLIENTS, send

from reflect.db import reading

WORKERS, SUBMITS, VISITS, HOUR, BUSY = 2, 1200, 8, 3600, 0.7
FIRST_VISITOR, FIRST_SENDER = 20, 40  # real people, by number
COUNTRIES = (100_000, 300_000)
TYPED = {**FIRST, **dict.fromkeys(STATEMENTS, "4"), **LAST}


def monday(country: Country, url: str) -> None:
    """Print rates and sums."""
    postgres = Server(0, pid_of(url))
    _check_ins(country, postgres)
    visit = _visits(country, postgres)
    weekly = _disk(country)
    for people in COUNTRIES:
        note(f"country-{people}-cores-for-an-hour", people * visit / HOUR / BUSY)
        note(f"country-{people}-ten-years-tb", people * weekly * 520 / 1e12)


def _check_ins(country: Country, postgres: Server) -> None:
    on, errors = country.on, []
    people = country.real[FIRST_SENDER : FIRST_SENDER + CLIENTS]
    with started("reflect-gunicorn", on, workers=WORKERS) as server:
        each, path = SUBMITS // CLIENTS, address(on, -1)
        note("country-first-request-s", max(_opened(server, person, path) for person in people))
        browsers = [as_person(server, person) for person in people]
        spent, theirs, began = server.cpu(), postgres.cpu(), time.perf_counter()
        threads = [
            threading.Thread(target=send, args=(browser, path, each, errors))
            for browser in browsers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wall = time.perf_counter() - began
        note("country-submits-per-second", SUBMITS / wall)
        note("country-submit-cpu-ms", (server.cpu() - spent) / SUBMITS * 1e3)
        note("country-submit-postgresql-cpu-ms", (postgres.cpu() - theirs) / SUBMITS * 1e3)
        note("country-submit-errors", len(errors))


def _opened(server: Server, person: Person, path: str) -> float:
    """Seconds for a page; the first request of a process also closes what is due."""
    began = time.perf_counter()
    as_person(server, person).open(path)
    return time.perf_counter() - began


def _visits(country: Country, postgres: Server) -> float:
    """CPU seconds of one visit, of the site and of PostgreSQL together."""
    on = Site(replace(country.on.settings, kdf=REAL), country.on.engine)
    people = country.real[FIRST_VISITOR : FIRST_VISITOR + VISITS]
    with started("reflect", on) as server:
        for person in people:  # their passwords were cheap so far: wrapped anew
            Client(server.port).sign_in(person.name, PASSWORD)
        spent, theirs = server.cpu(), postgres.cpu()
        for person in people:
            _visit(on, Client(server.port), person.name)
        ours = (server.cpu() - spent) / VISITS
        asked = (postgres.cpu() - theirs) / VISITS
    bare = floors.measured(floors.argon2, VISITS).cpu
    note("country-visit-cpu-ms", ours * 1e3, bare * 1e3)
    note("country-visit-postgresql-cpu-ms", asked * 1e3)
    return ours + asked


def _visit(on: Site, browser: Client, name: str) -> None:
    """From the sign-in page to the picture."""
    if browser.sign_in(name, PASSWORD) != 303:
        raise RuntimeError("the sign-in was refused")
    browser.ask("/check-in")
    for number, page in enumerate(on.sheet().layout.pages):
        path = address(on, number)
        browser.open(path)
        browser.send(path, {box: TYPED[box] for box in page.names if box in TYPED})
    browser.open("/my-picture")


def _disk(country: Country) -> float:
    """Bytes of sealed rows, index included, that one person adds in a week."""
    with reading(country.on.engine) as db:
        size = db.execute(text("SELECT pg_total_relation_size('rows')")).scalar_one()
        whole = db.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    note("country-database-gb", whole / 1e9, size / 1e9)
    weekly = float(size) / (country.people * country.weeks)
    note("country-person-year-kb", weekly * 52 / 1e3, LIFE["answered weeks"] * 52)
    return weekly
