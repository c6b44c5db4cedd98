"""A data folder of invented people, made through the same services that real people use.

The folder is created again when its weeks are no longer the latest, so that the current week is
always empty. A snapshot of the finished database is stored beside it: `reset_demo` restores it
under the running server, and equal hashes (`hash_database`, `hash_snapshot`) show that every row is
the same again. The passwords are generated here and stored in the folder, because impersonating a
person is a real login.
"""

import hashlib
import json
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from reflect.accounts.repository import Account
from reflect.accounts.settings import preferences
from reflect.config import DATABASE_NAME, DEMO_MARK, Misconfigured, Settings, url_file
from reflect.core.crypto.password_hash import Kdf, StretchedPassword, stretch_new_password
from reflect.core.crypto.vault import Vault
from reflect.core.weeks import Week
from reflect.db import open_engine, reading, writing
from reflect.demo.seed import seed_teams
from reflect.demo.seed.colleagues import DEMO_TEAMS, ROLE_HOLDERS, TEAM_AGE_WEEKS, RoleHolder
from reflect.demo.seed.notebooks import seed_notebook
from reflect.demo.seed.people import PEOPLE, DemoPractitioner
from reflect.demo.seed.seed_person import SeedContext, create_demo_account, seed_practitioner
from reflect.operations import schema as operations_schema
from reflect.operations import site_setup
from reflect.teams import window_closing

PASSWORDS_FILE = "demo-passwords.json"
SNAPSHOT_FILE = "demo-pristine.sqlite"
_REQUIRED_FILES = (DATABASE_NAME, SNAPSHOT_FILE, PASSWORDS_FILE, "keys")
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
Clock = Callable[[], datetime]


def prepare_demo(
    settings: Settings, clock: Clock, say: Callable[[str], None], *, reset: bool
) -> list[str]:
    """Make sure that the folder contains the demo of this week; returns the display names.

    Raises:
        Misconfigured: the folder, database or key file is not a demo's own.
    """
    this_week = Week.of(clock())
    require_demo_folder(settings)
    if reset:
        _restore_snapshot(settings.data)
    if not _is_ready(settings, this_week):
        mark = settings.data / DEMO_MARK
        _clear(settings.data)
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.write_text("", encoding="utf-8")  # an unfinished demo, which may be cleared again
        say("Preparing invented people and their year. This takes some seconds, once a week.")
        site_setup.set_up_site(settings, say)
        url_file(settings.data).unlink()  # the port of the next start may differ
        seed_demo(settings, build_seed_context(settings, this_week))
        shutil.copyfile(settings.data / DATABASE_NAME, settings.data / SNAPSHOT_FILE)
        mark.write_text(str(this_week), encoding="utf-8")
    return [person.shown for person in PEOPLE]


def reset_demo(settings: Settings) -> None:
    """Restore the finished database under the running server; every session ends."""
    with (
        closing(sqlite3.connect(settings.data / SNAPSHOT_FILE)) as source,
        closing(sqlite3.connect(settings.data / DATABASE_NAME, timeout=10)) as target,
    ):
        source.backup(target)


def hash_database(settings: Settings) -> str:
    """A hash of all rows of the database, in hex, whatever their order."""
    return _content_hash(settings.data / DATABASE_NAME)


def hash_snapshot(settings: Settings) -> str:
    """The hash of the database that `reset_demo` restores; empty if there is none."""
    snapshot = settings.data / SNAPSHOT_FILE
    return _content_hash(snapshot) if snapshot.is_file() else ""


def load_demo_password(settings: Settings, name: str) -> str:
    """The password of an invented person.

    Raises:
        KeyError: there is no such person.
    """
    text = (settings.data / PASSWORDS_FILE).read_text(encoding="utf-8")
    return str(json.loads(text)[name])


def require_demo_folder(settings: Settings) -> None:
    """Check that folder, database and key file are a demo's own.

    Raises:
        Misconfigured: one of them is not.
    """
    data = settings.data
    is_used = data.exists() and (not data.is_dir() or any(data.iterdir()))
    if is_used and not settings.is_demo:
        raise Misconfigured(
            f"{data} is not a demo folder, so nothing is touched there. Set REFLECT_DATA to a new "
            "folder."
        )
    if settings.database_url != f"sqlite:///{data / DATABASE_NAME}":
        raise Misconfigured("The demo keeps a database of its own. Unset REFLECT_DATABASE_URL.")
    if settings.key_file != data / "keys":
        raise Misconfigured("The demo keeps a key file of its own. Unset REFLECT_KEY_FILE.")


def _is_ready(settings: Settings, this_week: Week) -> bool:
    """Whether the folder was finished, for this week and this schema."""
    mark = settings.data / DEMO_MARK
    if not mark.is_file() or mark.read_text(encoding="utf-8").strip() != str(this_week):
        return False
    if not all((settings.data / name).is_file() for name in _REQUIRED_FILES):
        return False
    engine = open_engine(settings.database_url)
    with reading(engine) as db:
        is_current = operations_schema.is_schema_current(db)
    engine.dispose()
    return is_current


def _content_hash(path: Path) -> str:
    """The hash of all tables of a file, whatever the order of their rows."""
    content = hashlib.sha256()
    uri = f"{path.as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)) as db:
        db.execute("BEGIN")  # one snapshot of all tables
        for (name,) in db.execute(_TABLES).fetchall():
            rows = db.execute(f'SELECT * FROM "{name}"')  # noqa: S608  # nosec B608  # the database's own name
            hashes = sorted(hashlib.sha256(repr(row).encode()).digest() for row in rows)
            content.update(repr((name, hashes)).encode())
    return content.hexdigest()


def _restore_snapshot(data: Path) -> None:
    """Restore the finished database while no server runs."""
    if (data / SNAPSHOT_FILE).is_file():
        (data / f"{DATABASE_NAME}-journal").unlink(missing_ok=True)
        shutil.copyfile(data / SNAPSHOT_FILE, data / DATABASE_NAME)


def _clear(data: Path) -> None:
    """Delete the files of the last demo but not its mark, so that a retry may delete the rest."""
    others = (f"{DATABASE_NAME}-journal", window_closing.RELEASES_FILENAME)
    for name in (*_REQUIRED_FILES, *others):
        (data / name).unlink(missing_ok=True)


def build_seed_context(settings: Settings, this_week: Week) -> SeedContext:
    """The keys and instruments of the demo, for a week."""
    keys, library = site_setup.load_site_keys(settings), site_setup.load_site_library(settings)
    return SeedContext(keys, library, this_week)


def seed_demo(settings: Settings, context: SeedContext, *, quietly: bool = False) -> None:
    """Fill an empty database with invented people; write their passwords and releases beside it."""
    kdf = Kdf.parse(settings.kdf) if settings.kdf else Kdf.current
    passwords, accounts, engine = {}, {}, open_engine(settings.database_url)
    users: list[DemoPractitioner | RoleHolder] = [*PEOPLE, *ROLE_HOLDERS]
    options: dict[str, Any] = {
        "hidden": quietly,
        "item_show_func": lambda item: item and getattr(item, "shown", item.name),
    }
    with click.progressbar(users, label="People", **options) as people:
        for person in people:
            passwords[person.name] = secrets.token_urlsafe(18)
            stretched = stretch_new_password(passwords[person.name], context.keys, kdf)
            with writing(engine) as db:
                accounts[person.name] = _seed_person(db, context, person, stretched)
    with click.progressbar(DEMO_TEAMS, label="Teams", **options) as teams:
        for team in teams:
            with writing(engine) as db:
                seed_teams.seed_team(db, context, team, accounts)
    with writing(engine) as db:
        lines = seed_teams.close_demo_windows(db, context)
    engine.dispose()
    window_closing.append_release_lines(settings.data / window_closing.RELEASES_FILENAME, lines)
    path = settings.data / PASSWORDS_FILE
    path.touch(mode=0o600)
    path.write_text(json.dumps(passwords), encoding="utf-8")


def _seed_person(
    db: Connection,
    context: SeedContext,
    person: DemoPractitioner | RoleHolder,
    password: StretchedPassword,
) -> tuple[Account, Vault]:
    """Create one person that visitors can impersonate, with all their weeks or none."""
    if isinstance(person, RoleHolder):
        since, roles = TEAM_AGE_WEEKS, person.roles
        return create_demo_account(db, context, person.name, password, since=since, roles=roles)
    account, vault = seed_practitioner(db, context, person, password)
    preferences.update_settings(db, vault, shown=person.shown, interval=person.interval)
    seed_notebook(db, vault, context, person)
    return account, vault
