"""One live server and one Chromium for the whole run; the visitors of a test are closed after it.

These tests run on SQLite alone: the databases differ below the pages only. Without a browser they
are skipped, or fail where `CI` is set.
"""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from reflect.app import create_app
from reflect.db import ENGINE_EXTENSION_KEY
from tests.support import processes
from tests.support.browser.request_gate import begin_next_test, serve_app
from tests.support.browser.scenario import Scenario
from tests.support.browser.visitor import Visitor
from tests.support.client import Client
from tests.support.demo_site import copy_demo
from tests.support.site_fixture import WEAK_KDF, Clock, open_site

CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu"]
NO_OTHER_HOSTS = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@pytest.fixture(scope="session")
def site(tmp_path_factory, static) -> Iterator[tuple[Flask, Clock]]:
    """One app for the whole run; its tables are emptied before each test."""
    with open_site(tmp_path_factory.mktemp("browser"), static) as opened:
        yield opened


@pytest.fixture(scope="session")
def server(site) -> Iterator[str]:
    """The address of the app."""
    with serve_app(site[0]) as address:
        yield address


@pytest.fixture(scope="session")
def chromium(server) -> Iterator[Chromium]:
    """The browser, closed before the server."""
    path = processes.find_chromium()
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=path, args=[*CHROMIUM_ARGS, NO_OTHER_HOSTS]
        )
        yield found
        found.close()


@pytest.fixture(scope="session")
def free_visitors() -> list[Visitor]:
    """Visitors that were lent and may be used again."""
    return []


@pytest.fixture
def visit(chromium, server, app, free_visitors) -> Iterator[Callable[..., Visitor]]:
    """Open a browser context: `visit()` without an account, `visit(client)` logged in as there.

    `base` is the address of another site than the default one. A `lent` visitor is used again by
    other tests, so it has one size and no other options. After the test none may have problems.
    """
    opened: list[Visitor] = []
    lent_visitors: list[Visitor] = []

    def open_visitor(
        browser: Client | None = None, base: str = server, *, lent: bool = False, **kwargs
    ) -> Visitor:
        if lent and free_visitors:
            one = free_visitors.pop()
            one.begin()
        else:
            one = Visitor(chromium, base, **kwargs)
        (lent_visitors if lent else opened).append(one)
        if browser is not None:
            one.copy_cookies_from(browser)
        return one

    yield open_visitor
    problems = [problem for one in (*opened, *lent_visitors) for problem in one.problems]
    begin_next_test()
    for one in opened:
        one.close()
    for one in lent_visitors:
        one.reset()
        free_visitors.append(one)
    assert problems == []


@pytest.fixture
def scenario(app, clock, visit, sign_up) -> Scenario:
    """Makes users with weeks and notebooks, and opens pages as them."""
    return Scenario(app, clock, visit, sign_up)


@pytest.fixture(scope="module")
def demo(tmp_path_factory, finished_demo) -> Iterator[str]:
    """The address of a demo."""
    data = copy_demo(finished_demo, tmp_path_factory.mktemp("walk") / "data")
    app = create_app(clock_=Clock(), data=data, kdf=WEAK_KDF, testing=True)
    with serve_app(app) as address:
        yield address
    app.extensions[ENGINE_EXTENSION_KEY].dispose()
