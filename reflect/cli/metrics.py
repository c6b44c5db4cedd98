"""`reflect figures`: metrics for monitoring, printed once or served over HTTP on this machine."""

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

LOOPBACK_HOST: Final = "127.0.0.1"
METRICS_CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@click.command("figures")
@click.option("--port", type=click.IntRange(1, 65535), help="Answer here, to this machine alone.")
def print_metrics(port: int | None) -> None:
    """Print figures for a monitor: none of them is about people."""
    settings = read_settings(environment())
    engine = open_engine(settings.database_url)
    library = site_setup.load_site_library(settings)

    def collect() -> str:
        values = metrics.collect_metrics(settings, engine, library, system_clock())
        return metrics.format_metrics(values)

    if port is None:
        click.echo(collect(), nl=False)
        return
    refuse_taken_port(replace(settings, host=LOOPBACK_HOST, port=port))
    click.echo(f"Figures at http://{LOOPBACK_HOST}:{port}/metrics")
    app = create_metrics_app(collect)
    waitress.serve(app, host=LOOPBACK_HOST, port=port, threads=2, ident=None, _quiet=True)


def create_metrics_app(
    collect: Callable[[], str],
) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """A WSGI app with one page, `/metrics`."""

    def app(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/metrics":
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"The figures are at /metrics\n"]
        start("200 OK", [("Content-Type", METRICS_CONTENT_TYPE), ("Cache-Control", "no-store")])
        return [collect().encode()]

    return app
