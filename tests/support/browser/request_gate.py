"""What stands before an app that browsers are tested with: one test at a time, and two files.

A page that is closed may still send what was typed, or sign out. That would meet the next test,
which stands on the same tables, and whose copied account has the same cookie. So each window says
of which test it is, and what comes after its test is not let in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from tests.support.live_server import serve_in_thread

AXE_PATH = "/axe.js"  # as a file it is compiled once for all pages of a window
EMPTY_PATH = "/empty.html"  # where a window waits; at about:blank it would lose its process
_FILES = {
    AXE_PATH: ("text/javascript", Axe().axe_script.encode()),
    EMPTY_PATH: ("text/html", b"<!doctype html><title>-</title>"),
}
_changed = Condition()
_test = _busy = 0  # the number of the running test; how many of its requests are being answered


def request_headers() -> dict[str, str]:
    """What a window of the running test sends with each request."""
    return {"X-Test": str(_test)}


def begin_next_test() -> None:
    """From now on nothing of the last one is let in, and nothing of it is at work any more."""
    global _test  # noqa: PLW0603  # of the process, as the app and its tables are
    with _changed:
        _test += 1
        assert _changed.wait_for(lambda: _busy == 0, timeout=60), "a request has no end"


@contextmanager
def _let_in(environ: dict) -> Iterator[bool]:
    global _busy  # noqa: PLW0603
    with _changed:
        is_in_time = environ.get("HTTP_X_TEST", str(_test)) == str(_test)
        _busy += is_in_time
    try:
        yield is_in_time
    finally:
        with _changed:
            _busy -= is_in_time
            _changed.notify_all()


@contextmanager
def serve_app(app: Flask) -> Iterator[str]:
    """The address of an app, served as `reflect run` serves it."""

    def answer(environ, start):
        if environ["PATH_INFO"] in _FILES:
            kind, content = _FILES[environ["PATH_INFO"]]
            start("200 OK", [("Content-Type", kind), ("Cache-Control", "max-age=86400")])
            return [content]
        with _let_in(environ) as is_in_time:
            if is_in_time:
                return app(environ, start)
            start("204 No Content", [])
            return []

    with serve_in_thread(answer) as port:
        yield f"http://127.0.0.1:{port}"
