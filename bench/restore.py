"""Ten thousand vaults, a year each: backed up while the site runs, and brought back elsewhere.

What people wrote is sealed, so random bytes of the sizes that sealed rows have stand for it. The
commands are run as an operator types them. A restored site has to hold the same rows, all of them.
`restore.py 1000` takes so many vaults.
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from people import Site, site
from servers import note, say
from sqlalchemy import insert, select

from reflect.config import read_settings
from reflect.core.crypto.password_hash import Kdf
from reflect.db import open_engine, reading, writing
from reflect.models import accounts, rows, vaults

VAULTS, SHEETS, MOST = 10_000, 66, 60  # rows of a year, as the demonstration's people have them
SIZES = (256, 900, 900, 900)  # padded bytes of a row; in the mean what a year takes there
OVERHEAD = 29
COMMAND = [sys.executable, "-c", "from reflect.cli import main; main()"]


def main(count: int) -> None:
    """Print seconds, and how many rows differ."""
    with site() as on, TemporaryDirectory(prefix="reflect-bench-") as folder:
        fill(on, count)
        target, elsewhere = Path(folder) / "one.backup", Path(folder) / "elsewhere"
        elsewhere.mkdir()
        keys = str(on.settings.key_file)
        saved = timed(on.settings.data, keys, "backup", str(target))
        back = timed(elsewhere, keys, "restore", str(target))
        note(f"backup-{count}-vaults-s", saved)
        note("backup-mb", target.stat().st_size / 1e6)
        say(f"restore-{count}-vaults-s", back, 0, MOST)
        there = open_engine(read_settings({}, data=elsewhere).database_url)
        say("restore-differences", differences(on, there), 0, 0)
        there.dispose()


def fill(on: Site, count: int) -> None:
    """Accounts, records and rows, as large as real ones."""
    for begin in range(0, count, 500):
        some = [secrets.token_hex(16) for _at in range(min(500, count - begin))]
        with writing(on.engine) as db:
            db.execute(
                insert(accounts),
                [{"id": each, "name": f"{each}@example.org", "roles": ""} for each in some],
            )
            db.execute(insert(vaults), [record(each) for each in some])
            db.execute(insert(rows), [row for each in some for row in year(each)])


def record(identity: str) -> dict[str, object]:
    """What stands of a vault, without a vault."""
    lengths = {"salt": 16, "ver_hash": 32, "wrap_pw": 61, "s2": 16, "wrap_rc": 61}
    return {
        "id": identity,
        "account": identity,
        "site_key": 1,
        "kdf": str(Kdf.current),
        "code_checked": 1,
        "code_asked": 0,
        **{name: os.urandom(length) for name, length in lengths.items()},
    }


def year(identity: str) -> Iterator[dict[str, object]]:
    """The rows of a year."""
    for at in range(SHEETS):
        blob = os.urandom(OVERHEAD + SIZES[at % len(SIZES)])
        yield {"vault": identity, "slot": os.urandom(16), "rev": 1, "blob": blob}


def timed(data: Path, keys: str, *words: str) -> float:
    """Seconds that a command takes, start of Python included.

    Raises:
        CalledProcessError: it failed.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REFLECT_")}
    given = {**kept, "REFLECT_DATA": str(data), "REFLECT_KEY_FILE": keys}
    began = time.perf_counter()
    subprocess.run([*COMMAND, *words], env=given, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def differences(on: Site, there: object) -> int:
    """Rows that are not the same on both sides."""
    different = 0
    for table in (accounts, vaults, rows):
        ordered = select(table).order_by(*table.primary_key.columns)
        with reading(on.engine) as one, reading(there) as two:
            both = zip(
                one.execute(ordered.execution_options(yield_per=1000)),
                two.execute(ordered.execution_options(yield_per=1000)),
                strict=True,
            )
            different += sum(tuple(ours) != tuple(theirs) for ours, theirs in both)
    return different


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else VAULTS)
