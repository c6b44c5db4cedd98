"""WSGI servers: waitress by default (also on Windows), gunicorn for more than one worker."""

import logging
import socket
from collections.abc import Callable
from typing import Any

import waitress
from flask import Flask

from reflect.config import Misconfigured, Settings
from reflect.web.logs import LogfmtFormatter

MAX_REQUEST_BYTES = 32 * 1024 * 1024
THREADS = 12  # a login waits in its thread for its turn to hash; other requests must go on
MAX_CONNECTIONS = 1000  # open at a time
RESERVED_FILE_DESCRIPTORS = 50  # for everything but connections


def refuse_taken_port(settings: Settings) -> None:
    """Check that the port is free.

    Raises:
        Misconfigured: it is not; the message says how to choose another.
    """
    if trouble := _find_listener(settings) or _find_bind_error(settings):
        raise Misconfigured(
            f"Port {settings.port} on {settings.host} is taken ({trouble}). Set REFLECT_PORT to "
            "another, for example 8001."
        )


def _find_listener(settings: Settings) -> str:
    """A message if a program answers on the port: Windows and macOS would let both bind."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104  # nosec B104  # connected to, not bound
    with socket.socket(_address_family(host), socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return "" if probe.connect_ex((host, settings.port)) else "another program answers there"


def _find_bind_error(settings: Settings) -> str:
    with socket.socket(_address_family(settings.host), socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            return error.strerror or str(error)
        return ""


def _address_family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def serve(create: Callable[[], Flask], settings: Settings) -> None:
    """Serve the app until the process is stopped."""
    if settings.workers > 1:
        _gunicorn(create, settings)
        return
    # one line for each request that waits a moment; a room of phones would log hundreds
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    waitress.serve(
        create(), host=settings.host, port=settings.port, _quiet=True, **waitress_options()
    )


def waitress_options() -> dict[str, Any]:
    """Options for `waitress.serve`.

    A phone in a workshop keeps two or three connections open while it polls. Waitress' own limit is
    100 connections: the forty-first phone would wait for minutes until others disconnect.
    """
    return {
        "threads": THREADS,
        "ident": None,
        "connection_limit": connection_limit(),
        "asyncore_use_poll": True,  # select() is limited to 1024 files
        "max_request_body_size": MAX_REQUEST_BYTES,
        "inbuf_overflow": MAX_REQUEST_BYTES,  # a longer body would be written to disk, unencrypted
        "outbuf_overflow": MAX_REQUEST_BYTES,
        "clear_untrusted_proxy_headers": False,  # ProxyFix in the app decides which to trust
    }


def connection_limit() -> int:
    """How many connections may be open; raises the process's limit of open files if needed."""
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return 512 - RESERVED_FILE_DESCRIPTORS  # the limit of select() on Windows
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + RESERVED_FILE_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return min(MAX_CONNECTIONS, soft - RESERVED_FILE_DESCRIPTORS)


def _gunicorn(create: Callable[[], Flask], settings: Settings) -> None:
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  # not on Windows
    from gunicorn.glogging import Logger  # noqa: PLC0415

    class LogfmtLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
        def setup(self, cfg: Any) -> None:
            super().setup(cfg)
            for handler in self.error_log.handlers:
                # gunicorn's own would quote an invalid request and its sender's address
                handler.setFormatter(LogfmtFormatter())

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        def load_config(self) -> None:
            for name, value in {
                "bind": f"{settings.host}:{settings.port}",
                "workers": settings.workers,
                "worker_class": "gthread",
                "threads": THREADS,
                "loglevel": "warning",
                "logger_class": LogfmtLogger,
                "control_socket_disable": True,
            }.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return create()

    Server().run()
