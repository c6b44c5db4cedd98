"""The pages that are opened most: what they cost the server, and what they weigh on the wire.

The form page is compared with a Flask app that says hello; My picture with its floor, the least
that any such page needs: SELECT, decrypt and read the JSON of as many rows. The same page through
Plotly's `go.Figure` is what one would have without drawings of our own.
"""

from collections.abc import Mapping
from pathlib import Path

import floors
from people import Person, Site, join, live, now, site
from servers import Client, Cost, Server, as_person, compared, cost, note, say, started
from submit import address

from reflect import vaults
from reflect.charts.series import Picture
from reflect.config import packaged_data_dir
from reflect.core.instruments.library import load_library
from reflect.db import reading
from reflect.trends import services as trends_services
from reflect.web import assets

WEEKS = (52, 260, 520, 1040)
COMPRESSED = {"Accept-Encoding": "gzip, deflate, br"}
ROUNDS = 7
KB = 1000


def main() -> None:
    """Print all of them."""
    with site() as on, started("reflect", on) as server, started("hello") as hello:
        people = dict(zip(WEEKS, join(on, len(WEEKS)), strict=True))
        for weeks, person in people.items():
            live(on, person, weeks)
        browsers = {weeks: as_person(server, person) for weeks, person in people.items()}
        form_page(on, server, hello, browsers[52])
        picture(on, server, browsers, people[520])
        weights(on, browsers)


def form_page(on: Site, server: Server, hello: Server, browser: Client) -> None:
    """CPU of the pages of the form beside hello."""
    floor = Client(hello.port)
    ids = [page.id for page in on.sheet().layout.pages]
    plain = [Getting(server, browser, address(on, at), 100) for at in range(len(ids))]
    pressed = [Getting(server, browser, each.path, 100, COMPRESSED) for each in plain]
    said = Getting(hello, floor, "/hello", 300)
    *found, least = compared(ROUNDS, *plain, *pressed, said)
    for at, name in enumerate(ids):
        say(f"form-page-{name}-cpu-ms", found[at].cpu * 1e3, least.cpu * 1e3, 4)
        note(f"form-page-{name}-compressed", found[len(ids) + at].cpu * 1e3, least.cpu * 1e3)


class Getting:
    """One page, so many times; called, it says what each costs."""

    def __init__(
        self,
        server: Server,
        browser: Client,
        path: str,
        times: int,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.server, self.browser, self.path, self.times = server, browser, path, times
        self.headers = headers or {}

    def __call__(self) -> Cost:
        """What one costs."""
        self.browser.headers = self.headers
        return cost(self.server, self.times, lambda _at: self.browser.open(self.path))


def picture(on: Site, server: Server, browsers: Mapping[int, Client], longest: Person) -> None:
    """My picture: over its floor, beside Plotly's objects, and how it grows."""
    key = floors.sealed_rows(on.engine, rows_of(on, longest))
    works = [Getting(server, browsers[weeks], "/my-picture", 8) for weeks in WEEKS[1:]]
    least, half, whole, twice = compared(
        ROUNDS, lambda: floors.measured(lambda: floors.opened(on.engine, key), 8), *works
    )
    say("my-picture-520-cpu-ms", whole.cpu * 1e3, least.cpu * 1e3, 2.7)
    say("my-picture-520-of-260", whole.cpu * 1e3, half.cpu * 1e3, 2.3)
    say("my-picture-1040-of-520", twice.cpu * 1e3, whole.cpu * 1e3, 2.3)
    by_plotly(on, whole, longest)


def rows_of(on: Site, person: Person) -> list[dict[str, object]]:
    """What the rows of somebody's answers hold."""
    with reading(on.engine) as db:
        found = vaults.load_all(db, person.vault)
    return [kept.value for kind, _key, kept in found if kind == "answers"]


def by_plotly(on: Site, page: Cost, person: Person) -> None:
    """The same picture as three figures made of Plotly's objects, beside the whole of our page."""
    import plotly.graph_objects as go  # noqa: PLC0415  # slow to import: nothing else needs it

    library = load_library(packaged_data_dir("instruments"), on.settings.data / "instruments")

    def drawn() -> list[str]:
        with reading(on.engine) as db:
            whole = trends_services.load_picture(db, person.vault, library, on.weekly, now())
        return [go.Figure(each).to_json() for each in figures(whole)]

    drawn()
    (theirs,) = compared(ROUNDS, lambda: floors.measured(drawn, 1))
    say("my-picture-520-of-plotly", page.cpu * 1e3, theirs.cpu * 1e3, 0.5)


def figures(whole: Picture) -> list[dict[str, object]]:
    """Our own plots of the three scales, without what `go.Figure` does not take."""
    from reflect.charts import plotly_figure  # noqa: PLC0415  # beside the rest of the yardstick

    made = (plotly_figure.build_scale_figure(panel, whole, dark=False) for panel in whole.panels)
    return [{"data": each["data"], "layout": each["layout"]} for each in made]


def weights(on: Site, browsers: Mapping[int, Client]) -> None:
    """Bytes over the wire with brotli, and what a first visit needs besides the page."""
    first = address(on, 0)
    form, static = weighed(browsers[52], first)
    say("weight-form-first-kb", (form + static) / KB, 0, 30)
    heaviest = max(weighed(browsers[52], address(on, at))[0] for at in range(3))
    say("weight-form-after-kb", heaviest / KB, 0, 5)
    page, static = weighed(browsers[52], "/my-picture")
    say("weight-my-picture-52-first-kb", (page + static) / KB, 0, 40)
    note("weight-my-picture-52-after-kb", page / KB)
    page, static = weighed(browsers[520], "/my-picture")
    say("weight-my-picture-520-first-kb", (page + static) / KB, 0, 40)
    say("weight-my-picture-520-after-kb", page / KB, 0, 10)
    laid = Path(assets.assets_dir(on.settings.data))
    for ending, target in ((".br", 1200), (".gz", 1500)):
        size = (laid / (assets.hashed_name(assets.PLOTLY) + ending)).stat().st_size
        say(f"weight-plotly{ending.replace('.', '-')}-kb", size / KB, 0, target)


def weighed(browser: Client, path: str) -> tuple[int, int]:
    """Bytes of a page, and of the static files that it names, headers included."""
    plain = Client(browser.port, browser.cookie)
    names = set(assets_in(plain.ask(path)[2].decode()))
    fast = Client(browser.port, browser.cookie, COMPRESSED)
    return on_the_wire(fast, path), sum(on_the_wire(fast, name) for name in names)


def on_the_wire(browser: Client, path: str) -> int:
    """Bytes of one answer: its headers and its body as sent."""
    _status, headers, body = browser.ask(path)
    return len(str(headers)) + len(body) + len("HTTP/1.1 200 OK\r\n")


def assets_in(page: str) -> list[str]:
    """The static files that a browser fetches for a page."""
    parts = page.replace("'", '"').split('"')
    return [part for part in parts if part.startswith("/static/")]


if __name__ == "__main__":
    main()
