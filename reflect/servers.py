"""Serve the app: waitress by default (Windows too), gunicorn for more than one worker."""

import socket
from collections.abc import Callable
from typing import Any

import waitress
from flask import Flask

from reflect.config import Misconfigured, Settings

LARGEST = 32 * 1024 * 1024  # bytes of a request
THREADS = 12  # a sign-in waits in its thread for its turn to hash; others must go on


def refuse_taken_port(settings: Settings) -> None:
    """See that the port is free.

    Raises:
        Misconfigured: it is not; the sentence says how to take another.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise Misconfigured(
                f"Port {settings.port} on {settings.host} is taken ({error.strerror}). Set "
                "REFLECT_PORT to another, for example 8001."
            ) from error


def serve(create: Callable[[], Flask], settings: Settings) -> None:
    """Serve until stopped."""
    if settings.workers > 1:
        _gunicorn(create, settings)
        return
    waitress.serve(
        create(),
        host=settings.host,
        port=settings.port,
        threads=THREADS,
        ident=None,
        max_request_body_size=LARGEST,
        inbuf_overflow=LARGEST,  # more than this goes to the disk, in clear: so nothing does
        outbuf_overflow=LARGEST,
        clear_untrusted_proxy_headers=False,  # ProxyFix decides, once, in the app
        _quiet=True,
    )


def _gunicorn(create: Callable[[], Flask], settings: Settings) -> None:
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  # not on Windows

    class Served(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        def load_config(self) -> None:
            for name, value in {
                "bind": f"{settings.host}:{settings.port}",
                "workers": settings.workers,
                "worker_class": "gthread",
                "threads": THREADS,
                "loglevel": "warning",
                "control_socket_disable": True,
            }.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return create()

    Served().run()
