"""Metrics for monitoring (Prometheus text format): whether the site answers, database, disk space.

A monitor asks every minute, so no metric counts people or what they do: on a small site, *one
session at eleven at night* would be about one person. `reflect figures` prints the metrics, or
serves them on a port of this machine. No page of the site has them, so no proxy can expose them.
"""

import http.client
import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from reflect.config import Settings
from reflect.core.instruments.library import Library
from reflect.db import reading
from reflect.operations import schema, site_setup
from reflect.teams import window_closing

RESPONSE_TIMEOUT: Final = 10  # seconds that a site may take to answer
Metric = tuple[str, str, float]  # name, meaning, value


def collect_metrics(
    settings: Settings, engine: Engine, library: Library, now: datetime
) -> Iterator[Metric]:
    """All metrics that are available; fewer while the database does not answer."""
    began = time.monotonic()
    answers = _site_answers(settings)
    yield "reflect_site_answers", "1: the site answers at its port", float(answers)
    if answers:
        yield "reflect_site_seconds", "how long that took", time.monotonic() - began
    yield from _database_metrics(engine, library, now)
    if size := site_setup.database_file_size(engine):
        yield "reflect_database_bytes", "size of the database", size
    free = shutil.disk_usage(settings.data).free
    yield "reflect_disk_free_bytes", "free where the data folder lies", free
    if (last := site_setup.read_last_backup_time(settings.data)) is not None:
        age = (now - last).total_seconds()
        yield "reflect_backup_age_seconds", "since the last reflect backup", age


def format_metrics(values: Iterator[Metric]) -> str:
    """The metrics in Prometheus's text format."""
    return "".join(
        f"# HELP {name} {meaning}\n# TYPE {name} gauge\n{name} {value:.17g}\n"
        for name, meaning, value in values
    )


def _site_answers(settings: Settings) -> bool:
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=RESPONSE_TIMEOUT)
    try:
        connection.request("GET", "/health", headers={"Host": urlsplit(settings.url).netloc})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _database_metrics(engine: Engine, library: Library, now: datetime) -> Iterator[Metric]:
    meaning = "1: the database answers"
    try:
        with reading(engine) as db:
            fits = schema.is_schema_current(db)
            overdue = len(window_closing.find_due_windows(db, library, now)) if fits else None
            size = (
                db.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
                if engine.dialect.name == "postgresql"
                else None
            )
    except DBAPIError:
        yield "reflect_database_answers", meaning, 0
        return
    yield "reflect_database_answers", meaning, 1
    yield "reflect_schema_fits", "1: it has the schema of this version", float(fits)
    if overdue is not None:
        yield "reflect_windows_overdue", "teams' windows that are over and not closed", overdue
    if size is not None:
        yield "reflect_database_bytes", "size of the database", size
