"""An app behind the real server, in a thread of the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import waitress
from flask import Flask

from reflect.servers import waitress_options


@contextmanager
def serve_in_thread(app: Flask, **other) -> Iterator[int]:
    """The port at which it is served, in the way of `reflect run` but for `other`."""
    found = waitress.create_server(
        app, **{"host": "127.0.0.1", "port": 0, **waitress_options(), **other}
    )
    thread = Thread(target=found.run)
    thread.start()
    try:
        yield found.effective_port
    finally:
        found.trigger.pull_trigger(found.close)  # in the server's own thread
        found.task_dispatcher.shutdown()
        thread.join(60)
