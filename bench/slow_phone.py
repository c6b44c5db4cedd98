"""My picture on a slow phone: how soon the chart stands there, and whether anything jumps.

Chromium at a quarter of the processor and 9 Mbit/s, 360 pixels wide, nothing in its cache; a year
of weeks. The chart stands there at the first paint after its drawing came. Plotly, which somebody
asks for who wants to look closer, is timed in the same browser: it is why the server draws first.
"""

import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager

from people import Person, join, live, site
from playwright.sync_api import Browser, Page, sync_playwright
from servers import Server, note, say, started

WEEKS, TIMES = 52, 5
SPEED = 9e6 / 8  # bytes a second
LATENCY = 40  # milliseconds
LOOK = """
() => new Promise((done) => {
  let shift = 0, last = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) shift += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => { for (const one of list.getEntries()) last = one.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  const paint = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  setTimeout(() => done([Math.max(paint, last), shift]), 500);
})
"""


def main() -> None:
    """Print seconds in the middle of some visits, and the largest shift."""
    with site() as on, started("reflect", on) as server, sync_playwright() as play:
        (person,) = join(on, 1)
        live(on, person, WEEKS)
        chromium = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        visits = [visit(chromium, server, person) for _time in range(TIMES)]
        say("phone-chart-visible-s", statistics.median(seen for seen, _s in visits) / 1e3, 0, 0.5)
        say("phone-layout-shift", max(shift for _seen, shift in visits), 0, 0)
        note("phone-plotly-s", closer(chromium, server, person))
        chromium.close()


def visit(chromium: Browser, server: Server, person: Person) -> tuple[float, float]:
    """Milliseconds to the paint with the chart, and how far things jumped."""
    with slow_page(chromium, server, person) as page:
        page.goto(f"http://127.0.0.1:{server.port}/my-picture")
        page.locator("svg").first.wait_for()
        seen, shift = page.evaluate(LOOK)
        return float(seen), float(shift)


def closer(chromium: Browser, server: Server, person: Person) -> float:
    """Seconds until Plotly has drawn the same."""
    with slow_page(chromium, server, person) as page:
        page.goto(f"http://127.0.0.1:{server.port}/my-picture")
        began = page.evaluate("performance.now()")
        page.get_by_role("link", name="Look closer").or_(
            page.get_by_role("button", name="Look closer")
        ).first.click()
        page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=60_000)
        return float(page.evaluate("performance.now()") - began) / 1e3


@contextmanager
def slow_page(chromium: Browser, server: Server, person: Person) -> Iterator[Page]:
    """A page on a slow phone, of somebody who is signed in."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    here = f"http://127.0.0.1:{server.port}"
    name = f"reflect-{server.port}"
    context.add_cookies([{"name": name, "value": person.token.hex(), "url": here}])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    limits = {"offline": False, "latency": LATENCY}
    wire.send("Network.enable")
    wire.send(
        "Network.emulateNetworkConditions",
        {**limits, "downloadThroughput": SPEED, "uploadThroughput": SPEED},
    )
    yield page
    context.close()


if __name__ == "__main__":
    main()
