"""PostgreSQL on a disk with no room left: nothing is half kept, and it goes on by itself.

The rows lie on a small disk of their own, in memory, made for this; whoever may not mount one
cannot run it. What PostgreSQL needs for its log lies elsewhere: with that full it stops, which is
the same as being away.
"""

import contextlib
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from reflect.db import ENGINE_EXTENSION_KEY, reading
from tests.support.checkin_forms import checkin_url
from tests.support.client import Client
from tests.support.page_parsing import form_edition, form_value
from tests.support.postgresql import run_postgresql
from tests.support.site_fixture import open_site

BEFORE, NOTE = "A week that was kept before.", "What went well, in many words. " * 60
FILL = text(
    "INSERT INTO rows (vault, slot, rev, blob) SELECT (SELECT min(id) FROM vaults),"
    " decode(md5(random()::text), 'hex'), 1, decode(repeat(md5(random()::text), 50), 'hex')"
)


@contextlib.contextmanager
def small_disk():
    """A folder with little room, which belongs to nobody's tests but these."""
    with TemporaryDirectory(prefix="reflect-small-", ignore_cleanup_errors=True) as folder:
        command = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=0777", "tmpfs", folder]
        if os.name != "posix" or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("making a small disk needs the right to mount one")
        Path(folder).parent.chmod(Path(folder).parent.stat().st_mode | 0o001)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture(scope="module")
def small(tmp_path_factory, static):
    """A site whose rows lie on the small disk, and somebody who has sent a check-in."""
    with small_disk() as disk, run_postgresql() as cluster:
        engine = create_engine(cluster.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            owner = Path(db.execute(text("SHOW data_directory")).scalar_one()).stat()
            os.chown(disk, owner.st_uid, owner.st_gid)
            db.execute(text(f"CREATE TABLESPACE small LOCATION '{disk}'"))
        with open_site(tmp_path_factory.mktemp("full"), static, cluster) as (app, clock):
            with app.extensions[ENGINE_EXTENSION_KEY].begin() as db:
                db.execute(text("ALTER TABLE rows SET TABLESPACE small"))
            sam = Client(app).sign_up("sam@example.org", "four small boats adrift")
            sam.post(checkin_url("reflection"), {"edition": "new", "happened": BEFORE})
            yield app, clock, sam, disk
            engine.dispose()


def kept(app) -> list[tuple]:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        found = db.execute(text("SELECT slot, rev, blob FROM rows ORDER BY slot")).all()
    return [(bytes(row.slot), row.rev, bytes(row.blob)) for row in found]


def fill(app) -> None:
    """Rows of other people until there is no room for one more."""
    with pytest.raises(OperationalError, match="No space left on device"):
        for _row in range(100_000):
            with app.extensions[ENGINE_EXTENSION_KEY].begin() as db:
                db.execute(FILL)


def test_nothing_is_half_kept_what_was_typed_is_on_the_page_and_it_goes_on(small):
    app, clock, sam, disk = small
    fill(app)
    sam.get(checkin_url("reflection"))
    sent, before = {"edition": form_edition(sam), "happened": NOTE}, kept(app)
    clock.forward(minutes=2)  # the clean-up and the touch are due as well
    sam.post(checkin_url("reflection"), sent, fresh=False)
    assert (sam.status, kept(app)) == (507, before)
    assert "No room left to save" in sam.words
    assert NOTE.strip() in sam.words
    sam.get("/weeks")
    assert sam.status == 200
    sam.get(checkin_url("reflection"))
    assert form_value(sam, "happened") == BEFORE
    subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)  # somebody made room
    sam.post(checkin_url("reflection"), sent)
    assert sam.path == "/my-picture/2026-W48"
