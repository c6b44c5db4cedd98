"""Closing a window for a thousand teams, and the page of one team among ten thousand.

The floor of closing reads the same boxes, each in a transaction of its own, and opens them. Closing
decides, writes a row for each scale, deletes the box and adds a line to the file of releases; what
waiting for the disk costs is in the rate on the wall, not in the CPU. Teams, rosters, boxes and a
year of figures are laid down directly: making them is not what is measured.
"""

import secrets
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import floors
from people import Person, Site, join, site
from people import now as this_moment
from servers import Cost, compared, note, say
from sqlalchemy import delete, event, insert, select

from reflect.app import create_app
from reflect.config import packaged_data_dir
from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.team_tally import Tally, WindowKey, seal_tally, unseal_tally
from reflect.core.instruments.library import Library, load_library
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.models import (
    accounts,
    boxes,
    events,
    memberships,
    releases,
    team_rules,
    teams,
)
from reflect.operations import close_windows, site_setup
from reflect.teams import window_closing
from reflect.web.current_site import WEEKLY_INSTRUMENT_ID

TEAMS, FEW, MANY = 1000, 100, 10_000
MEMBERS, YEAR, ROUNDS = 8, 13, 5
SCALES = ("balance", "connection", "supervision")
MB = 1_000_000
THIS = Window.of(Week.of(this_moment()))
OVER = THIS + 1  # closed by a clock that has passed its end


def main() -> None:
    """Print all of them."""
    with site() as on:
        lay_down(on, TEAMS)
        closed(on)
    with site() as small, site() as large:
        page(small, large)


def closed(on: Site) -> None:
    """CPU and memory of one window's closing for all teams, beside reading its boxes."""
    keys, library, moment = site_setup.load_site_keys(on.settings), library_of(on), OVER.closes_at
    means = close_windows.ClosingContext(on.engine, library, keys, on.settings.data, Random(1))
    with reading(on.engine) as db:
        window_closing.append_release_lines(
            means.releases_path, window_closing.find_missing_release_lines(db, means.releases_path)
        )

    def read(places: list[WindowKey]) -> None:
        for place in places:
            team, instrument, number = place
            at = (boxes.c.team == team, boxes.c.instrument == instrument, boxes.c.window == number)
            with reading(on.engine) as db:
                row = db.execute(select(boxes.c.site_key, boxes.c.blob).where(*at)).one()
            unseal_tally(keys[row.site_key], place, bytes(row.blob))

    def bare() -> Cost:
        places = sealed(on, keys)
        return floors.measured(lambda: read(places), 1)

    def close() -> Cost:
        sealed(on, keys)
        cost = floors.measured(lambda: close_windows.close_due_windows(means, moment), 1)
        with writing(on.engine) as db:
            count = db.execute(select(releases.c.team).where(releases.c.window == OVER.number))
            if len(count.all()) != TEAMS * len(SCALES):
                raise RuntimeError("not everything was closed")
        return cost

    least, found = compared(ROUNDS, bare, close)
    say("close-1000-cpu-ms", found.cpu * 1e3, least.cpu * 1e3, 3)
    note("close-1000-wall-ms", found.wall * 1e3, least.wall * 1e3)
    sealed(on, keys)
    tracemalloc.start()
    close_windows.close_due_windows(means, moment)
    say("close-1000-memory-mb", tracemalloc.get_traced_memory()[1] / MB, 0, 5)
    tracemalloc.stop()


def sealed(on: Site, keys: SiteKeys) -> list[WindowKey]:
    """A box for each team in which six have shared, in a window that is not published."""
    with writing(on.engine) as db:
        db.execute(delete(releases).where(releases.c.window >= OVER.number))
        db.execute(delete(boxes))
        places = []
        seats: dict[str, set[str]] = {}
        for row in db.execute(select(memberships.c.team, memberships.c.account)):
            seats.setdefault(row.team, set()).add(row.account)
        for team, here in seats.items():
            place = (team, WEEKLY_INSTRUMENT_ID, OVER.number)
            box = Tally(frozenset(sorted(here)[:6]), dict.fromkeys(SCALES, 6 * 5120))
            blob = seal_tally(keys[keys.current_number], place, box)
            values = dict(zip(("team", "instrument", "window"), place, strict=True))
            db.execute(insert(boxes).values(**values, site_key=keys.current_number, blob=blob))
            places.append(place)
        window_closing.create_missing_tallies(db, library_of(on), keys, OVER.closes_at)
    return places


def page(small: Site, large: Site) -> None:
    """Time in the database for one team's page, and how many questions it asks."""
    lay_down(small, FEW)
    lay_down(large, MANY)
    with asked(small) as few, asked(large) as many:
        least, found = compared(ROUNDS, few, many)
        say("team-page-10000-database-ms", found.wall * 1e3, least.wall * 1e3, 1.5)
        say("team-page-queries", many.queries, 0, 6)


class Asking:
    """A member's page of their team; called, it says how long the database took for each."""

    def __init__(self, on: Site, person: Person, team: str) -> None:
        self.app = create_app(data=on.settings.data, kdf=on.settings.kdf, testing=True)
        self.client = self.app.test_client()
        self.client.set_cookie(on.settings.cookie_name("reflect"), person.token.hex())
        self.path, self.spent, self.queries, self.began = f"/teams/{team}", 0.0, 0, 0.0
        engine = self.app.extensions[ENGINE_EXTENSION_KEY]
        event.listen(engine, "before_cursor_execute", self.before)
        event.listen(engine, "after_cursor_execute", self.after)

    def before(self, *_of_the_query: object) -> None:
        """A question begins."""
        self.began = time.perf_counter()

    def after(self, *_of_the_query: object) -> None:
        """It was answered."""
        self.spent += time.perf_counter() - self.began
        self.queries += 1

    def __call__(self, times: int = 50) -> Cost:
        """What one page costs."""
        self.spent, self.queries = 0.0, 0
        for _time in range(times):
            answer = self.client.get(self.path)
            if answer.status_code != 200:
                raise RuntimeError(f"{self.path}: {answer.status_code}")
        self.queries //= times
        return Cost(0, self.spent / times)


@contextmanager
def asked(on: Site) -> Iterator[Asking]:
    """Somebody who joined a team in the middle of all, in front of its page."""
    person = join(on, 1)[0]
    with writing(on.engine) as db:
        all_teams = db.execute(select(teams.c.id).order_by(teams.c.id)).scalars().all()
        team = all_teams[len(all_teams) // 2]
        account = db.execute(select(accounts.c.id).where(accounts.c.name == person.name)).scalar()
        db.execute(insert(memberships), [seat_of(team, str(account))])
    asking = Asking(on, person, team)
    asking(1)
    yield asking
    asking.app.extensions[ENGINE_EXTENSION_KEY].dispose()


def lay_down(on: Site, count: int) -> None:
    """So many teams of eight with a year of figures and a few changes each."""
    moment = int((THIS + -YEAR).opens_at.timestamp())
    for first in range(0, count, 500):
        ids = [secrets.token_hex(16) for _team in range(min(500, count - first))]
        people = {team: [secrets.token_hex(16) for _n in range(MEMBERS)] for team in ids}
        everybody = [one for here in people.values() for one in here]
        windows = [(THIS + -ago).number for ago in range(YEAR, -1, -1)]
        with writing(on.engine) as db:
            named = [{"id": team, "name": f"Team {team[:6]}", "made": moment} for team in ids]
            db.execute(insert(teams), named)
            rule = {"first_window": windows[0], "least": 5}
            db.execute(insert(team_rules), [{"team": team, **rule} for team in ids])
            db.execute(
                insert(accounts), [{"id": one, "name": one, "roles": ""} for one in everybody]
            )
            db.execute(
                insert(memberships),
                [seat_of(team, one) for team, here in people.items() for one in here],
            )
            db.execute(insert(events), [joined(team, moment) for team in ids for _n in range(10)])
            db.execute(
                insert(releases),
                [figure(team, n, scale) for team in ids for n in windows for scale in SCALES],
            )


def seat_of(team: str, account: str) -> dict[str, object]:
    """A membership since a year."""
    began, first = int((THIS + -YEAR).opens_at.timestamp()), (THIS + -YEAR + 1).number
    row = {"id": secrets.token_hex(16), "team": team, "account": account, "kind": "member"}
    return {**row, "shown": account[:8], "began": began, "first_window": first}


def joined(team: str, at: int) -> dict[str, object]:
    """A change of the roster."""
    row = {"id": secrets.token_hex(16), "at": at, "team": team, "what": "joined"}
    return {**row, "name": "somebody", "words": ""}


def figure(team: str, window: int, scale: str) -> dict[str, object]:
    """A published figure."""
    row = {"team": team, "instrument": WEEKLY_INSTRUMENT_ID, "window": window, "scale": scale}
    return {**row, "value": 10 * (1 + (window + len(scale)) % 9), "step": 10}


def library_of(on: Site) -> Library:
    """The instruments of the site."""
    return load_library(packaged_data_dir("instruments"), on.settings.data / "instruments")


if __name__ == "__main__":
    main()
