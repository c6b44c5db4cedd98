"""Maintenance commands: `reflect backup`, `restore`, `upgrade`, `check` and `keys`.

A backup can be restored into either database: to move a site from SQLite to PostgreSQL, or back,
restore its backup with the other `REFLECT_DATABASE_URL`.
"""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from random import SystemRandom
from typing import Final

import click
from sqlalchemy import Engine

from reflect.config import Misconfigured, Settings, environment, read_settings
from reflect.content.library import OWN_CONTENT_FOLDERS
from reflect.core.crypto.primitives import add_site_key, write_key_file
from reflect.core.errors import Invalid
from reflect.core.organisation import model as organisation_model
from reflect.db import open_engine, reading, snapshot
from reflect.models import SCHEMA_VERSION
from reflect.operations import backups, health_checks, site_setup, vault_dump
from reflect.operations import restore as operations_restore
from reflect.operations import upgrade as operations_upgrade
from reflect.operations.backups import Backup
from reflect.operations.close_windows import ClosingContext, close_due_windows
from reflect.teams.window_closing import RELEASES_FILENAME
from reflect.trends import support_contacts
from reflect.web.clock import system_clock

BACKUP_FOLDERS = ("instruments", *OWN_CONTENT_FOLDERS)
BACKUP_FILES = (  # in the data folder itself
    RELEASES_FILENAME,
    support_contacts.SUPPORT_CONTACTS_FILE,
    organisation_model.ORGANISATION_FILE,
)


@click.command()
@click.argument("target", metavar="FILE_OR_FOLDER", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Write all that is worth keeping into one file, while people go on working."""
    settings = read_settings(environment())
    site_setup.require_current_schema(settings)
    moment = system_clock()
    if target.is_dir():
        target /= f"reflect-{moment:%Y-%m-%d-%H%M}.backup"
    engine = open_engine(settings.database_url)
    _write_backup(engine, settings.data, target, moment)
    engine.dispose()
    click.echo("The key file is not in it: keep that apart. Try it: reflect restore, elsewhere.")


@click.command()
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--releases",
    "release_paths",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="Another releases.jsonl, of the host that was lost.",
)
@click.option("--new-key", is_flag=True, help="The key file is lost: make another.")
def restore(source: Path, release_paths: tuple[Path, ...], new_key: bool) -> None:
    """Bring a backup back, into an empty data folder and database."""
    settings = read_settings(environment())
    engine = open_engine(settings.database_url)
    if not operations_restore.is_database_empty(engine):
        raise Misconfigured(
            f"There is a site in {settings.database_url} already. It was left as it is. Set "
            "REFLECT_DATA to an empty folder, or REFLECT_DATABASE_URL to an empty database."
        )
    stored = backups.open_backup(source)
    _check_file_names(stored)
    keys = write_key_file(settings.key_file) if new_key else site_setup.load_site_keys(settings)
    progress = click.progressbar(length=stored.manifest.row_count, label="Restoring")
    with stored.archive, operations_restore.all_or_nothing(engine), progress as bar:
        operations_restore.restore_tables(engine, stored, bar.update)
        _write_files(settings, stored)
        library = site_setup.load_site_library(settings)
        contents = [content for name, content in stored.read_files() if name == RELEASES_FILENAME]
        contents += [path.read_bytes() for path in release_paths]
        file = settings.data / RELEASES_FILENAME
        merged = operations_restore.merge_releases(engine, library, file, contents)
    site_setup.set_up_site(settings, lambda _line: None)
    context = ClosingContext(engine, library, keys, settings.data, SystemRandom())
    close_due_windows(context, system_clock())
    with reading(engine) as db:
        missing, count = health_checks.missing_keys(db, keys), operations_restore.count_vaults(db)
    engine.dispose()
    click.echo(f"{count} vaults are back, as of {stored.manifest.made}. {merged} windows merged.")
    if new_key:
        click.echo("Passwords open nothing under the new key. Recovery codes do.", err=True)
    elif missing:
        numbers = ", ".join(map(str, missing))
        click.echo(
            f"The key file lacks the key {numbers}: passwords behind it open nothing until the key "
            "file of that time is at REFLECT_KEY_FILE. Recovery codes do.",
            err=True,
        )
    click.echo("Everyone signs in anew; open invitations have to be sent again. Next: reflect run")


@click.command()
def upgrade() -> None:
    """Bring a site to this version, after a backup; whatever goes wrong, nothing has changed."""
    settings, moment = read_settings(environment()), system_clock()
    site_setup.load_site_keys(settings)
    version = site_setup.read_site_schema(settings)
    if version > SCHEMA_VERSION:
        raise Misconfigured(
            f"The database has schema {version}, and this Reflect knows {SCHEMA_VERSION} at most. "
            "Install the version that you had, or a later one."
        )
    if version < SCHEMA_VERSION:
        engine = open_engine(settings.database_url)
        target = settings.data / f"before-{SCHEMA_VERSION}-{moment:%Y-%m-%d-%H%M%S}.backup"
        _write_backup(engine, settings.data, target, moment)
        operations_upgrade.upgrade_database(engine)
        engine.dispose()
        click.echo(
            f"The schema was {version} and is {SCHEMA_VERSION}. Nothing was lost on the way."
        )
        click.echo(f"Delete {target.name} when you have seen that all is well.")
    site_setup.set_up_site(settings, click.echo)
    click.echo("Up to date. Next: reflect check, then reflect run")


@click.command()
@click.option("--dump-vault", metavar="NAME", help="Print a vault as it lies: sealed, in hex.")
def check(dump_vault: str | None) -> None:
    """Say what is not as it should be; ends with 1 if something has to be mended."""
    settings, moment = read_settings(environment()), system_clock()
    keys = site_setup.load_site_keys(settings)
    site_setup.require_current_schema(settings)
    engine = open_engine(settings.database_url)
    if dump_vault is not None:
        with reading(engine) as db:
            click.echo(json.dumps(vault_dump.dump_vault(db, dump_vault), indent=1))
        return
    faults = list(health_checks.find_faults(settings, engine, keys, moment))
    for sentence in faults:
        click.echo(sentence)
    for sentence in health_checks.find_notes(settings, engine, keys, moment):
        click.echo(f"Note: {sentence}")
    engine.dispose()
    click.echo(
        f"Schema {SCHEMA_VERSION}, {len(keys.by_number)} in the key file. "
        + (f"To mend: {len(faults)}." if faults else "All is as it should be.")
    )
    sys.exit(1 if faults else 0)


@click.group("keys")
def key_file() -> None:
    """Look after the key file."""


@key_file.command("add")
def add_key() -> None:
    """Add a fresh key: from now on it seals, and the older ones still open."""
    settings = read_settings(environment())
    site_setup.load_site_keys(settings)
    added = add_site_key(settings.key_file)
    click.echo(
        f"Key {added.current_number} was added to {settings.key_file}. Copy the file anew, apart "
        "from the data, and restart Reflect. Keep the older lines: what is sealed under them needs "
        "them."
    )


UPKEEP_COMMANDS: Final = (backup, restore, upgrade, check, key_file)


def _write_backup(engine: Engine, data: Path, target: Path, moment: datetime) -> None:
    made = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    with snapshot(engine) as db:
        total = sum(backups.count_rows(db).values())
        with click.progressbar(length=total, label="Copying") as bar:
            manifest = backups.write_backup(db, target, _list_own_files(data), made, bar.update)
    site_setup.record_backup_time(data, moment)
    click.echo(f"{target}: {manifest.row_count} rows, {target.stat().st_size // 1024} KiB.")


def _list_own_files(data: Path) -> Iterator[tuple[str, Path]]:
    """The organisation's files in the data folder, and those of Reflect beside the database."""
    folders = (sorted((data / folder).glob("*")) for folder in BACKUP_FOLDERS)
    for path in (*(data / name for name in BACKUP_FILES), *chain(*folders)):
        if path.is_file():
            yield path.relative_to(data).as_posix(), path


def _check_file_names(stored: Backup) -> None:
    """Check that a backup writes only to paths of backed up files (no path traversal).

    Raises:
        Invalid: a file has another path.
    """
    for name in stored.list_file_paths():
        folder, _slash, file = name.rpartition("/")
        is_odd = file in {"", ".", ".."} or "\\" in file
        if name not in BACKUP_FILES and (folder not in BACKUP_FOLDERS or is_odd):
            raise Invalid(f"The backup holds a file of an unknown name, {name!r}.")


def _write_files(settings: Settings, stored: Backup) -> None:
    """Write the files that do not exist; the releases file is merged later."""
    for name, content in stored.read_files():
        target = settings.data / name
        if name != RELEASES_FILENAME and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
