"""The organisation's provider running beside the app, and people who come in through it."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from browsers import Browser
from flask import Flask
from identity_provider import CLIENT, SECRET
from processes import free_port, wait_for

from reflect.accounts.openid import routes as openid_routes
from reflect.config import OpenidSettings

BEGIN = "/sign-in/organisation"
BACK = f"{BEGIN}/back"
FAILED = f"{BEGIN}/failed"
OWN_PASSWORD = f"{BEGIN}/password"
SETTINGS = "/settings/organisation"
SAM = "sam-at-the-council-0815"  # as the provider calls somebody


class _Stay(urllib.request.HTTPErrorProcessor):
    """Looks at an answer as it is, and goes nowhere."""

    def http_response(self, _request, response):
        return response


class Council:
    """A running provider."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def cheat(self, **otherwise) -> None:
        """From now on it does something otherwise; nothing: it is honest."""
        self._ask("/cheat", json.dumps(otherwise).encode(), {"Content-Type": "application/json"})

    def asked(self) -> list[str]:
        """The paths that it was asked for since."""
        return json.loads(self._ask("/asked"))

    def lets_in(self, address: str, who: str) -> str:
        """Where somebody is sent who signs in there as `who`; nobody: they turn back."""
        data = urlencode({"who": who}).encode()
        with urllib.request.build_opener(_Stay()).open(address, data, timeout=60) as answer:
            assert answer.status == 303, answer.read()
            return answer.headers["Location"]

    def _ask(self, path: str, data: bytes | None = None, headers=None) -> bytes:
        asked = urllib.request.Request(self.issuer + path, data, headers or {})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.read()


@contextmanager
def council() -> Iterator[Council]:
    """A provider as a process of its own."""
    port, file = free_port(), Path(__file__).with_name("identity_provider.py")
    running = subprocess.Popen(
        [sys.executable, str(file), str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    issuer = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{issuer}/keys", running)
        yield Council(issuer)
    finally:
        running.terminate()
        running.communicate(timeout=60)


@contextmanager
def switched_on(app: Flask, found: Council, url: str | None = None) -> Iterator[None]:
    """Sign-in by the provider is set for this app, which browsers reach at `url`."""
    before = app.extensions["reflect.settings"]
    openid = OpenidSettings(found.issuer, CLIENT, SECRET)
    app.extensions["reflect.settings"] = replace(before, openid=openid, url=url or before.url)
    app.extensions.pop(openid_routes.PROVIDER_EXTENSION, None)
    try:
        yield
    finally:
        app.extensions["reflect.settings"] = before


def begun(browser: Browser) -> str:
    """The address that the link leads to."""
    browser.get(BEGIN, follow=False)
    return browser.page.location


def come_back(browser: Browser, address: str) -> Browser:
    """Follow the provider's redirect, and what comes then."""
    parts = urlsplit(address)
    browser.get(f"{parts.path}?{parts.query}")
    return browser


def through(browser: Browser, found: Council, who: str = SAM) -> Browser:
    """There and back again."""
    return come_back(browser, found.lets_in(begun(browser), who))


def joined(browser: Browser, found: Council, who: str = SAM) -> Browser:
    """Somebody signed in joins their account."""
    through(browser, found, who)
    browser.post(SETTINGS, {"password": browser.password, "step": "join"})
    assert re.search(r"done=joined", browser.page.request.url), browser.words
    return browser
