"""One live server and one Chromium for the whole run; every visitor of a test is closed after it.

These tests run on SQLite alone: what differs between the databases is below any page. A browser
that is not there is a reason to skip on somebody's laptop, and a failure where `CI` is set.
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

QUIETLY = ["--no-sandbox", "--disable-gpu"]
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # no site but ours exists


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
    """It goes before the server does."""
    path = processes.find_chromium()
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=[*QUIETLY, NOWHERE])
        yield found
        found.close()


@pytest.fixture(scope="session")
def windows() -> list[Visitor]:
    """Windows that were lent and are free again."""
    return []


@pytest.fixture
def visit(chromium, server, app, windows) -> Iterator[Callable[..., Visitor]]:
    """Open a window: `visit()` for a stranger, `visit(browser)` for who has signed in there.

    `base` is the address of another site than the usual one; a window that is `lent` has no other
    wishes than one size. After the test no window may have anything to complain about.
    """
    opened: list[Visitor] = []
    given_back: list[Visitor] = []

    def made(
        browser: Client | None = None, base: str = server, *, lent: bool = False, **kwargs
    ) -> Visitor:
        if lent and windows:
            one = windows.pop()
            one.begin()
        else:
            one = Visitor(chromium, base, **kwargs)
        (given_back if lent else opened).append(one)
        if browser is not None:
            one.copy_cookies_from(browser)
        return one

    yield made
    problems = [problem for one in (*opened, *given_back) for problem in one.problems]
    begin_next_test()
    for one in opened:
        one.close()
    for one in given_back:
        one.reset()
        windows.append(one)
    assert problems == []


@pytest.fixture
def scenario(app, clock, visit, sign_up) -> Scenario:
    """People on the site who have lived some weeks."""
    return Scenario(app, clock, visit, sign_up)


@pytest.fixture(scope="module")
def demo(tmp_path_factory, lived_demo) -> Iterator[str]:
    """The address of a demo whose people have lived their year."""
    data = copy_demo(lived_demo, tmp_path_factory.mktemp("walk") / "data")
    app = create_app(clock_=Clock(), data=data, kdf=WEAK_KDF, testing=True)
    with serve_app(app) as address:
        yield address
    app.extensions[ENGINE_EXTENSION_KEY].dispose()
