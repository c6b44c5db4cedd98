"""`reflect figures`: what a monitor asks for, printed once or answered on this machine."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

import click
import waitress

from reflect.config import environment, read_settings
from reflect.db import open_engine
from reflect.operations import metrics, site_setup
from reflect.servers import refuse_taken_port
from reflect.web.clock import system_clock

LOOPBACK: Final = "127.0.0.1"
TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"


@click.command("figures")
@click.option("--port", type=click.IntRange(1, 65535), help="Answer here, to this machine alone.")
def print_figures(port: int | None) -> None:
    """Print figures for a monitor: none of them is about people."""
    settings = read_settings(environment())
    engine = open_engine(settings.database_url)
    library = site_setup.library_of(settings)

    def now() -> str:
        return metrics.as_text(metrics.figures(settings, engine, library, system_clock()))

    if port is None:
        click.echo(now(), nl=False)
        return
    refuse_taken_port(replace(settings, host=LOOPBACK, port=port))
    click.echo(f"Figures at http://{LOOPBACK}:{port}/metrics")
    waitress.serve(answering(now), host=LOOPBACK, port=port, threads=2, ident=None, _quiet=True)


def answering(now: Callable[[], str]) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """An app of one page (WSGI)."""

    def app(asked: dict[str, Any], start: Any) -> Iterable[bytes]:
        if asked["PATH_INFO"] != "/metrics":
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"The figures are at /metrics\n"]
        start("200 OK", [("Content-Type", TEXT), ("Cache-Control", "no-store")])
        return [now().encode()]

    return app
