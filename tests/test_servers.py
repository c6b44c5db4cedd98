"""The number of connections that the servers accept."""

import contextlib
import http.client
import resource
import socket

import pytest
from flask import Flask

from reflect.servers import MAX_CONNECTIONS, RESERVED_FILE_DESCRIPTORS, connection_limit
from tests.support.live_server import serve_in_thread


@pytest.fixture
def port():
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    with serve_in_thread(app) as found:
        yield found


def test_a_hundred_phones_with_two_connections_each_leave_room_for_another(port):
    """Each phone holds its connections open as long as it polls."""
    with contextlib.ExitStack() as held:
        for _phone in range(200):
            held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
        late = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        held.callback(late.close)
        late.request("GET", "/")
        assert late.getresponse().read() == b"hello"


@pytest.mark.parametrize(
    ("soft", "hard", "taken"),
    [
        (256, 4096, MAX_CONNECTIONS),
        (256, 256, 256 - RESERVED_FILE_DESCRIPTORS),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, MAX_CONNECTIONS),
        (1024, resource.RLIM_INFINITY, MAX_CONNECTIONS),
        (1040, 1040, 1040 - RESERVED_FILE_DESCRIPTORS),
    ],
)
def test_as_many_as_the_machine_lets_us_hold(monkeypatch, soft, hard, taken):
    asked = []
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _which, limits: asked.append(limits))
    assert connection_limit() == taken
    assert all(new <= hard or hard == resource.RLIM_INFINITY for new, _hard in asked)
