"""A second language: what it costs each page, and what reading its catalogue costs the start.

The same pages of the same person, from a site in English alone (the floor) and from one in English
and Welsh, there in either language. Both servers are of this run and are measured in turn.
"""

import subprocess
import sys
import time

from people import join, live, site
from servers import Client, Cost, Server, as_person, compared, cost, note, say, started
from submit import address

ROUNDS = 7
MOST = 1.15  # times the page in English alone
READ = "from reflect.core.i18n import catalogue; catalogue('cy')"


def main() -> None:
    """Print all of them."""
    with site() as plain, site() as both:
        (both.settings.data / "organisation.toml").write_text('languages = ["en", "cy"]\n')
        people = [join(on, 1)[0] for on in (plain, both)]
        for on, person in zip((plain, both), people, strict=True):
            live(on, person, 52)
        with started("reflect", plain) as one, started("reflect", both) as two:
            alone, english, welsh = (
                as_person(server, person)
                for server, person in ((one, people[0]), (two, people[1]), (two, people[1]))
            )
            welsh.cookie += f"; language-{two.port}=cy"
            for name, path in (("form", address(plain, 1)), ("picture", "/my-picture")):
                floor, in_english, in_welsh = compared(
                    ROUNDS,
                    Getting(one, alone, path),
                    Getting(two, english, path),
                    Getting(two, welsh, path),
                )
                say(f"languages-{name}-english-cpu-ms", in_english.cpu * 1e3, floor.cpu * 1e3, MOST)
                say(f"languages-{name}-welsh-cpu-ms", in_welsh.cpu * 1e3, floor.cpu * 1e3, MOST)
    note("languages-catalogue-read-s", min(reading() for _time in range(3)))


class Getting:
    """One page, fifty times; called, it says what each costs."""

    def __init__(self, server: Server, browser: Client, path: str) -> None:
        self.server, self.browser, self.path = server, browser, path
        browser.open(path)

    def __call__(self) -> Cost:
        """What one costs."""
        return cost(self.server, 50, lambda _at: self.browser.open(self.path))


def reading() -> float:
    """Seconds from an empty process to a catalogue, less those to an empty process."""
    with_it, without = (_seconds(code) for code in (READ, "import gettext"))
    return with_it - without


def _seconds(code: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
