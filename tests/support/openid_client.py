"""Single sign-on from the side of the client: run the test provider, log in, link an account."""

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
SAM_SUBJECT = "sam-at-the-council-0815"  # the subject that the provider gives to Sam


class _NoRedirects(urllib.request.HTTPErrorProcessor):
    """Returns every response as it is, redirects too."""

    def http_response(self, _request, response):
        return response


class RunningProvider:
    """A client of a running provider."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def cheat(self, **changes) -> None:
        """Set how the provider misbehaves from now on; without arguments, not at all."""
        self._request("/cheat", json.dumps(changes).encode(), {"Content-Type": "application/json"})

    def asked(self) -> list[str]:
        """The paths that were requested since."""
        return json.loads(self._request("/asked"))

    def authorize(self, address: str, who: str) -> str:
        """The redirect after logging in as `who`; with an empty name the login is cancelled."""
        data = urlencode({"who": who}).encode()
        with urllib.request.build_opener(_NoRedirects()).open(address, data, timeout=60) as answer:
            assert answer.status == 303, answer.read()
            return answer.headers["Location"]

    def _request(self, path: str, data: bytes | None = None, headers=None) -> bytes:
        request = urllib.request.Request(self.issuer + path, data, headers or {})
        with urllib.request.urlopen(request, timeout=60) as answer:
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
def enable_openid(app: Flask, provider: RunningProvider, url: str | None = None) -> Iterator[None]:
    """Set the provider in the settings of an app that browsers reach at `url`."""
    before = app.extensions["reflect.settings"]
    openid = OpenidSettings(provider.issuer, CLIENT_ID, CLIENT_SECRET)
    app.extensions["reflect.settings"] = replace(before, openid=openid, url=url or before.url)
    app.extensions.pop(openid_routes.PROVIDER_EXTENSION, None)
    try:
        yield
    finally:
        app.extensions["reflect.settings"] = before


def start_login(browser: Client) -> str:
    """Begin a login; the address at the provider."""
    browser.get(BEGIN_PATH, follow=False)
    return browser.page.location


def follow_callback(browser: Client, address: str) -> Client:
    """Open the callback address, and follow the redirects after it."""
    parts = urlsplit(address)
    browser.get(f"{parts.path}?{parts.query}")
    return browser


def log_in_with_provider(
    browser: Client, provider: RunningProvider, who: str = SAM_SUBJECT
) -> Client:
    """Log in at the provider and return."""
    return follow_callback(browser, provider.authorize(start_login(browser), who))


def link_account(browser: Client, provider: RunningProvider, who: str = SAM_SUBJECT) -> Client:
    """Link the account of a person who is signed in to the provider."""
    log_in_with_provider(browser, provider, who)
    browser.post(SETTINGS_PATH, {"password": browser.password, "step": "join"})
    assert re.search(r"done=joined", browser.page.request.url), browser.words
    return browser
