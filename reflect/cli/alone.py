"""One demo to a data folder: a second one would make the folder anew under the first.

The folder is held by an open transaction on a small file of its own, because SQLite locks a file on
every system alike, and the lock goes with the process, however that ends.
"""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager

from reflect.config import DEMO_MARK, Misconfigured, Settings
from reflect.demo.seed.prepare import require_demo_folder

LOCK_FILE = "demo-in-use.sqlite"  # empty; whoever locks it has the folder


@contextmanager
def lock_demo_folder(settings: Settings) -> Generator[None]:
    """Hold the folder as long as the block runs; from here on it is a demo's.

    Raises:
        Misconfigured: another demo runs there, or it is no demo's folder.
    """
    require_demo_folder(settings)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    (settings.data / DEMO_MARK).touch()
    with closing(
        sqlite3.connect(settings.data / LOCK_FILE, timeout=0, isolation_level=None)
    ) as held:
        try:
            held.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise Misconfigured(
                f"A demo is running on {settings.data} already. Use that one, or set REFLECT_DATA "
                "to another folder and REFLECT_PORT to another port, for example 8001."
            ) from None
        yield
