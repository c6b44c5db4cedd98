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

from flask import Flask

from reflect.accounts.openid import routes as openid_routes
from reflect.config import OpenidSettings
from tests.support.client import Client
from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET
from tests.support.processes import free_port, wait_until_up

BEGIN_PATH = "/sign-in/organisation"
CALLBACK_PATH = f"{BEGIN_PATH}/back"
FAILED_PATH = f"{BEGIN_PATH}/failed"
PASSWORD_PATH = f"{BEGIN_PATH}/password"
SETTINGS_PATH = "/settings/organisation"
SAM_SUBJECT = "sam-at-the-council-0815"  # as the provider calls somebody


class _Stay(urllib.request.HTTPErrorProcessor):
    """Looks at an answer as it is, and goes nowhere."""

    def http_response(self, _request, response):
        return response


class RunningProvider:
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
def run_provider() -> Iterator[RunningProvider]:
    """A provider as a process of its own."""
    port, file = free_port(), Path(__file__).with_name("identity_provider.py")
    running = subprocess.Popen(
        [sys.executable, str(file), str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    issuer = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(f"{issuer}/keys", running)
        yield RunningProvider(issuer)
    finally:
        running.terminate()
        running.communicate(timeout=60)


@contextmanager
def enable_openid(app: Flask, found: RunningProvider, url: str | None = None) -> Iterator[None]:
    """Sign-in by the provider is set for this app, which browsers reach at `url`."""
    before = app.extensions["reflect.settings"]
    openid = OpenidSettings(found.issuer, CLIENT_ID, CLIENT_SECRET)
    app.extensions["reflect.settings"] = replace(before, openid=openid, url=url or before.url)
    app.extensions.pop(openid_routes.PROVIDER_EXTENSION, None)
    try:
        yield
    finally:
        app.extensions["reflect.settings"] = before


def start_login(browser: Client) -> str:
    """The address that the link leads to."""
    browser.get(BEGIN_PATH, follow=False)
    return browser.page.location


def follow_callback(browser: Client, address: str) -> Client:
    """Follow the provider's redirect, and what comes then."""
    parts = urlsplit(address)
    browser.get(f"{parts.path}?{parts.query}")
    return browser


def log_in_with_provider(browser: Client, found: RunningProvider, who: str = SAM_SUBJECT) -> Client:
    """There and back again."""
    return follow_callback(browser, found.lets_in(start_login(browser), who))


def link_account(browser: Client, found: RunningProvider, who: str = SAM_SUBJECT) -> Client:
    """Somebody signed in joins their account."""
    log_in_with_provider(browser, found, who)
    browser.post(SETTINGS_PATH, {"password": browser.password, "step": "join"})
    assert re.search(r"done=joined", browser.page.request.url), browser.words
    return browser
