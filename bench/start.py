"""From nothing to the first answer, beside a Python that imports Flask and SQLAlchemy's ORM.

The chart library's package, and the two that it would bring, are never imported to serve pages.
"""

import subprocess
import sys
import time
from collections.abc import Callable

from people import Site, site
from servers import say, started

ROUNDS = 7
FLOOR = "import flask, sqlalchemy.orm"
HEAVY = ("plotly", "numpy", "pandas")
ASK = (
    "import sys; from reflect.app import create_app; "
    "app = create_app(data=sys.argv[1], kdf=sys.argv[2], testing=True); "
    "app.test_client().get('/'); app.test_client().get('/health'); "
    f"print(sum(name in sys.modules for name in {HEAVY}))"
)


def main() -> None:
    """Print the ratio, and how many of the heavy packages were imported."""
    with site() as on:
        ours, floor = [], []
        for _round in range(ROUNDS):
            floor.append(timed(lambda: subprocess.run([sys.executable, "-c", FLOOR], check=True)))
            ours.append(first_answer(on))
        say("start-to-first-answer-s", min(ours), min(floor), 3)
        place = [str(on.settings.data), on.settings.kdf]
        asked = subprocess.run(
            [sys.executable, "-c", ASK, *place], check=True, capture_output=True, text=True
        )
        say("start-heavy-imports", int(asked.stdout), 0, 0)


def first_answer(on: Site) -> float:
    """Seconds until the server has answered; the way to its end does not count."""
    start = time.perf_counter()
    with started("reflect", on):
        return time.perf_counter() - start


def timed(work: Callable[[], object]) -> float:
    """Seconds by the clock on the wall."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
