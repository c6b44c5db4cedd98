"""A WSGI filter before the app under test: rejects late requests of earlier tests.

A page that is closed may still send a draft or log out. Such a request would change the next test,
which uses the same tables, and whose copied account has the same cookie. So each browser context
sends the number of its test, and requests of a finished test get an empty response.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from tests.support.live_server import serve_in_thread

AXE_PATH = "/axe.js"  # as a file it is compiled once for all pages of a context
EMPTY_PATH = "/empty.html"  # for unused contexts; at about:blank one would lose its process
_FILES = {
    AXE_PATH: ("text/javascript", Axe().axe_script.encode()),
    EMPTY_PATH: ("text/html", b"<!doctype html><title>-</title>"),
}
_changed = Condition()
_test = _busy = 0  # the number of the running test; how many of its requests are in progress


def request_headers() -> dict[str, str]:
    """The headers that a browser context of the running test sends with each request."""
    return {"X-Test": str(_test)}


def begin_next_test() -> None:
    """Reject requests of the last test from now on, and wait for those in progress."""
    global _test  # noqa: PLW0603  # one per process, as the app and its tables are
    with _changed:
        _test += 1
        assert _changed.wait_for(lambda: _busy == 0, timeout=60), "a request does not end"


@contextmanager
def _admit_request(environ: dict) -> Iterator[bool]:
    global _busy  # noqa: PLW0603
    with _changed:
        is_current = environ.get("HTTP_X_TEST", str(_test)) == str(_test)
        _busy += is_current
    try:
        yield is_current
    finally:
        with _changed:
            _busy -= is_current
            _changed.notify_all()


@contextmanager
def serve_app(app: Flask) -> Iterator[str]:
    """The address of an app, served as by `reflect run`."""

    def answer(environ, start):
        if environ["PATH_INFO"] in _FILES:
            kind, content = _FILES[environ["PATH_INFO"]]
            start("200 OK", [("Content-Type", kind), ("Cache-Control", "max-age=86400")])
            return [content]
        with _admit_request(environ) as is_current:
            if is_current:
                return app(environ, start)
            start("204 No Content", [])
            return []

    with serve_in_thread(answer) as port:
        yield f"http://127.0.0.1:{port}"
