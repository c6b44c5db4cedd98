"""Serve the app: waitress by default (Windows too), gunicorn for more than one worker."""

import logging
import socket
from collections.abc import Callable
from typing import Any

import waitress
from flask import Flask

from reflect.config import Misconfigured, Settings
from reflect.web.logs import LogfmtFormatter

MAX_REQUEST_BYTES = 32 * 1024 * 1024  # bytes of a request
THREADS = 12  # a sign-in waits in its thread for its turn to hash; others must go on
MAX_CONNECTIONS = 1000  # that are open at a time
RESERVED_FILE_DESCRIPTORS = 50  # that are open besides


def refuse_taken_port(settings: Settings) -> None:
    """See that the port is free.

    Raises:
        Misconfigured: it is not; the sentence says how to take another.
    """
    if trouble := _answered(settings) or _not_to_bind(settings):
        raise Misconfigured(
            f"Port {settings.port} on {settings.host} is taken ({trouble}). Set REFLECT_PORT to "
            "another, for example 8001."
        )


def _answered(settings: Settings) -> str:
    """What is known of somebody who answers there; Windows and macOS would let both bind."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104  # nosec B104  # asked, never bound
    with socket.socket(_family(host), socket.SOCK_STREAM) as caller:
        caller.settimeout(0.5)
        return "" if caller.connect_ex((host, settings.port)) else "another program answers there"


def _not_to_bind(settings: Settings) -> str:
    with socket.socket(_family(settings.host), socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            return error.strerror or str(error)
        return ""


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def serve(create: Callable[[], Flask], settings: Settings) -> None:
    """Serve until stopped."""
    if settings.workers > 1:
        _gunicorn(create, settings)
        return
    # each request that waits a moment would be a line, in a room of phones hundreds
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    waitress.serve(
        create(),
        host=settings.host,
        port=settings.port,
        _quiet=True,
        **waitress_options(),
    )


def waitress_options() -> dict[str, Any]:
    """How waitress serves.

    A phone in a room keeps two or three connections open as long as it polls. Waitress answers a
    hundred by itself: the forty-first phone would wait for minutes until others have gone.
    """
    return {
        "threads": THREADS,
        "ident": None,
        "connection_limit": connection_limit(),
        "asyncore_use_poll": True,  # where there is poll: select ends at 1024 files
        "max_request_body_size": MAX_REQUEST_BYTES,
        "inbuf_overflow": MAX_REQUEST_BYTES,  # more would go to the disk, in clear
        "outbuf_overflow": MAX_REQUEST_BYTES,
        "clear_untrusted_proxy_headers": False,  # ProxyFix decides, once, in the app
    }


def connection_limit() -> int:
    """How many connections this machine lets us hold; asks it for enough where it can be asked."""
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return 512 - RESERVED_FILE_DESCRIPTORS  # what select takes there
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + RESERVED_FILE_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return (
        MAX_CONNECTIONS
        if soft == resource.RLIM_INFINITY
        else min(MAX_CONNECTIONS, soft - RESERVED_FILE_DESCRIPTORS)
    )


def _gunicorn(create: Callable[[], Flask], settings: Settings) -> None:
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  # not on Windows
    from gunicorn.glogging import Logger  # noqa: PLC0415

    class Quiet(Logger):  # type: ignore[misc]  # gunicorn has no types
        def setup(self, cfg: Any) -> None:
            super().setup(cfg)
            for handler in self.error_log.handlers:
                handler.setFormatter(
                    LogfmtFormatter()
                )  # an odd request would be quoted, with its sender

    class Served(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        def load_config(self) -> None:
            for name, value in {
                "bind": f"{settings.host}:{settings.port}",
                "workers": settings.workers,
                "worker_class": "gthread",
                "threads": THREADS,
                "loglevel": "warning",
                "logger_class": Quiet,
                "control_socket_disable": True,
            }.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return create()

    Served().run()
