"""What a worker keeps of the machine's memory, after a morning and after many days.

A thousand mixed requests and fifty sign-ins at the real cost of a password, then more of both
(`memory.py 5000`: five thousand; otherwise a thousand, and the growth is reckoned up to 5,000).
"""

import sys

from people import PASSWORD, REAL, join, live, site
from servers import Client, Server, as_person, note, say, started
from submit import LAST, address

MORNING, SIGN_INS, OWED = 1000, 50, 5000


def main(more: int) -> None:
    """Print resident megabytes."""
    with site(kdf=REAL) as on, started("reflect", on) as server:
        people = join(on, 4)
        for at, person in enumerate(people):
            live(on, person, (12, 52, 104, 260)[at])
        browsers = [as_person(server, person) for person in people]
        paths = [address(on, at) for at in range(3)]
        paths += ["/my-picture", "/weeks", "/settings", "/who-can-read-what"]
        note("memory-at-start-mb", resident(server))
        for at in range(SIGN_INS):
            Client(server.port).sign_in(people[at % 4].name, PASSWORD)
        mixed(browsers, paths, MORNING)
        morning = resident(server)
        say("memory-after-1000-mb", morning, 0, 90)
        mixed(browsers, paths, more)
        say("memory-growth-5000-mb", (resident(server) - morning) * OWED / more, 0, 5)
        note("memory-more-requests", more)


def mixed(browsers: list[Client], paths: list[str], times: int) -> None:
    """Pages of all kinds, and every tenth time a check-in."""
    for at in range(times):
        browser = browsers[at % len(browsers)]
        browser.open(paths[at // len(browsers) % len(paths)])
        if at % 10 == 0:
            browser.open(paths[2])
            browser.send(paths[2], {**LAST, "happened": f"The {at}th time."})


def resident(server: Server) -> float:
    """MB of all its processes."""
    return sum(server.memory().values())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
