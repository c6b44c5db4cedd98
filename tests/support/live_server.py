"""An app behind waitress, the real server, in a thread of the test process."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import waitress
from flask import Flask

from reflect.servers import waitress_options


@contextmanager
def serve_in_thread(app: Flask, **options) -> Iterator[int]:
    """The port of the server, which has the options of `reflect run` but for `options`."""
    server = waitress.create_server(
        app, **{"host": "127.0.0.1", "port": 0, **waitress_options(), **options}
    )
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.trigger.pull_trigger(server.close)  # in the thread of the server
        server.task_dispatcher.shutdown()
        thread.join(60)
