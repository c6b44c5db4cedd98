"""The ground of a country: who lives there, and how much of everything there is for each.

It is laid down with COPY, table by table (`country_tables`, `country_rows`). How much of a life
there is beside the sealed rows (moves between teams, invitations, sessions on a Monday morning) is
written down in `LIFE`, and nowhere else.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime

from people import Site, now

from reflect.core.windows import Window

MEMBERS, SHARED, YEARS, WINDOWS = 8, 6, 10, 13  # windows in a year
LIFE = {  # how many of each there are for one person
    "answered weeks": 0.76,
    "notes to an answered week": 0.6,
    "moves between teams in ten years": 3,
    "sessions on Monday at nine": 0.4,
    "counters of failed tries": 0.1,
    "open invitations": 0.01,
    "invitations in the books that nobody used": 0.1,
    "resets in the books": 0.2,
    "vaults that a reset replaced less than 90 days ago": 0.005,
    "accounts that were ended less than 30 days ago": 0.002,
    "forms that lapsed in the last ten minutes": 0.001,
}


@dataclass(slots=True)
class Ground:
    """Who lives in a country, by number."""

    on: Site
    people: int
    weeks: int
    real: int = 0  # of these, people whom the services made: the first
    moment: datetime = field(default_factory=now)
    accounts: list[str] = field(default_factory=list)
    vaults: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    rng: random.Random = field(default_factory=lambda: random.Random(38))

    @property
    def now(self) -> int:
        """Epoch seconds."""
        return int(self.moment.timestamp())

    @property
    def first(self) -> Window:
        """The window in which it all began."""
        return Window.of(self.moment) + -YEARS * WINDOWS

    def count(self, what: str) -> int:
        """How many there are of something in `LIFE`."""
        return int(self.people * LIFE[what])

    def ago(self, seconds: int) -> int:
        """A moment within so many seconds before this one."""
        return self.now - self.rng.randrange(1, seconds)

    def anybody(self) -> str:
        """An account."""
        return self.rng.choice(self.accounts)
