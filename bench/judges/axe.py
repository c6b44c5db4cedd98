"""axe-core on every page type, all its rules, in four looks: no violation.

The test suite asks the same of many more states of the pages; this prints the figures beside those
of the other judges. It needs what the tests need: `pip install -e .[test]`.
"""

from importlib.metadata import version

import tools
from axe_playwright_python.sync_playwright import Axe
from demo_site import Site, standing
from pages import Page as Asked
from pages import addresses
from playwright.sync_api import Browser, Page, sync_playwright
from table import Verdict

LOOKS = [(width, scheme) for scheme in ("light", "dark") for width in (320, 1280)]
QUIETLY = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
RUN = "() => axe.run({resultTypes: ['violations'], preload: false})"


def main() -> None:
    """Print and keep the figures."""
    verdict = Verdict("axe", version("axe-playwright-python"))
    pages, found = 0, 0
    with standing() as site, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=tools.CHROMIUM, args=QUIETLY)
        for asked, path in addresses(site):
            pages += 1
            found += violations(chromium, site, asked, path)
        chromium.close()
    verdict.add(f"violations on {pages} pages in 4 looks", found, 0)
    verdict.keep()


def violations(chromium: Browser, site: Site, asked: Asked, path: str) -> int:
    """How many there are on one page; each is printed."""
    context = chromium.new_context(base_url=site.base)
    pairs = [pair.partition("=") for pair in site.visitor(asked.who).cookies(path).split("; ")]
    context.add_cookies(
        [{"name": name, "value": value, "url": site.base} for name, _is, value in pairs if name]
    )
    page = context.new_page()
    page.goto(path)
    if asked.button:
        with page.expect_navigation():
            page.locator("main").get_by_role("button", name=asked.button, exact=True).click()
    page.evaluate(Axe().axe_script)
    found = sum(_in_a_look(page, asked.name, *look) for look in LOOKS)
    context.close()
    return found


def _in_a_look(page: Page, name: str, width: int, scheme: str) -> int:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    page.set_viewport_size({"width": width, "height": 900})
    rules = page.evaluate(RUN)["violations"]
    for rule in rules:
        print("  ", name, width, scheme, rule["id"], rule["nodes"][0]["html"][:160])
    return sum(len(rule["nodes"]) for rule in rules)


if __name__ == "__main__":
    main()
