"""Health checks of a site: each fault or note is a sentence that says what to do about it.

Faults make `reflect check` exit with 1, so that a timer can alert somebody; notes do not. Nothing
that a person wrote is decrypted: only its owner can see whether a vault opens.
"""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine, func, inspect, select, text
from sqlalchemy.exc import DatabaseError

from reflect.accounts.openid import client as openid_client
from reflect.accounts.openid.errors import OpenidError
from reflect.config import Misconfigured, Settings
from reflect.content.library import load_content
from reflect.content.teaching.library import ACCESSIBILITY_PAGE_ID
from reflect.core.crypto.primitives import SiteKeys, is_private
from reflect.core.errors import Invalid
from reflect.core.i18n import ENGLISH
from reflect.core.organisation.model import ORGANISATION_FILE
from reflect.db import reading
from reflect.models import (
    SCHEMA_VERSION,
    boxes,
    events,
    identities,
    metadata,
    rooms,
    sessions,
    vaults,
)
from reflect.operations import site_setup, translations
from reflect.teams import window_closing

MIN_FREE_BYTES: Final = 500 * 1024 * 1024  # of disk space
MAX_CLOCK_DIFFERENCE: Final = timedelta(minutes=2)


def find_faults(settings: Settings, engine: Engine, keys: SiteKeys, now: datetime) -> Iterator[str]:
    """The faults that the operator has to repair, a sentence each."""
    yield from _check_permissions(settings)
    with reading(engine) as db:
        if broken := list(check_database(db)):
            yield from broken
            return  # further checks would read wrong values
        yield from check_clock(db, now)
        missing = missing_keys(db, keys)
        releases = settings.data / window_closing.RELEASES_FILENAME
        lost = len(window_closing.find_missing_release_lines(db, releases))
    for number in missing:
        yield (
            f"The key file lacks key {number}, and something here was sealed under it. Add its "
            "line from your copy of the key file."
        )
    if not missing:
        try:
            site_setup.require_matching_keys(settings, keys)
        except Misconfigured as error:
            yield str(error)
    if lost:
        yield (
            f"{window_closing.RELEASES_FILENAME} lacks {lost} windows that were published. "
            "Run: reflect close-windows"
        )
    yield from _check_disk(settings, engine)
    yield from check_organisation_texts(settings)
    for code in settings.organisation.languages:
        if code != ENGLISH:
            yield from translations.find_translation_faults(code)
    yield from check_provider(settings)


def find_notes(settings: Settings, engine: Engine, keys: SiteKeys, now: datetime) -> Iterator[str]:
    """Notes about the site that are not faults, a sentence each."""
    with reading(engine) as db:
        unused = set(keys.by_number) - {keys.current_number} - _keys_in_use(db)
    for number in sorted(unused):
        yield (
            f"Key {number} is used by nothing here any more. Its line in {settings.key_file} can "
            "go, once no backup is left from when it was in use."
        )
    last = site_setup.read_last_backup_time(settings.data)
    if last is None:
        yield "No backup was made yet by `reflect backup`."
    elif now - last > timedelta(days=8):
        yield f"The last `reflect backup` is {(now - last).days} days old."


def check_database(db: Connection) -> Iterator[str]:
    """Faults of a database itself: broken pages, dangling references, another schema."""
    if db.dialect.name == "sqlite":
        if damage := _find_damage(db):
            yield f"The database is damaged ({damage}). Stop Reflect and restore a backup."
            return
        orphaned = {row[0] for row in db.execute(text("PRAGMA foreign_key_check"))}
        for name in sorted(orphaned):
            yield f"Rows of the table {name} belong to nothing that is there. Restore a backup."
    inspector = inspect(db)
    names = set(inspector.get_table_names())
    for table in metadata.sorted_tables:
        if table.name not in names:
            yield f"The table {table.name} is missing. Restore a backup."
            continue
        columns = {column["name"] for column in inspector.get_columns(table.name)}
        if columns != set(table.columns.keys()):
            yield f"The table {table.name} has other columns than schema {SCHEMA_VERSION}."


def _find_damage(db: Connection) -> str:
    try:
        result = str(db.execute(text("PRAGMA integrity_check(1)")).scalar_one())
    except DatabaseError as error:
        return str(error.orig)
    return "" if result == "ok" else " ".join(result.split())


def _check_permissions(settings: Settings) -> Iterator[str]:
    path, data = settings.key_file, settings.data
    if not is_private(path):
        yield f"The key file {path} can be read by others on this machine. Run: chmod 600 {path}"
    if path.is_relative_to(data) and not settings.is_demo:
        yield (
            "The key file lies in the data folder, so whoever copies the folder has both. Move it "
            "to another disk and set REFLECT_KEY_FILE."
        )
    if os.name == "posix" and data.stat().st_mode & 0o077:
        yield f"The data folder {data} can be opened by others here. Run: chmod 700 {data}"
    if not os.access(data, os.W_OK):
        yield f"The data folder {data} cannot be written to by this user."


def check_clock(db: Connection, now: datetime) -> Iterator[str]:
    """Whether `now` is plausible, compared with the last write and the database's clock."""
    last = [
        db.execute(select(func.max(each))).scalar() or 0
        for each in (sessions.c.touched, rooms.c.opened, events.c.at)
    ]
    behind = max(last) - now.timestamp()
    if behind > MAX_CLOCK_DIFFERENCE.total_seconds():
        yield (
            f"The clock is {round(behind / 60)} minutes behind what was written last. Set it "
            "before anybody checks in: weeks and windows go by it."
        )
    if db.dialect.name == "postgresql":
        query = text("SELECT extract(epoch FROM clock_timestamp())")
        database_time = float(db.execute(query).scalar_one())
        difference = abs(database_time - now.timestamp())
        if difference > MAX_CLOCK_DIFFERENCE.total_seconds():
            minutes = round(difference / 60)
            yield f"The clocks of this machine and of PostgreSQL are {minutes} minutes apart."


def missing_keys(db: Connection, keys: SiteKeys) -> list[int]:
    """The numbers of site keys that are in use and missing from the key file, sorted."""
    return sorted(_keys_in_use(db) - set(keys.by_number))


def _keys_in_use(db: Connection) -> set[int]:
    """The numbers of the site keys behind passwords, linked identities, open windows and rooms."""
    numbers: set[int] = set()
    for table in (vaults, boxes, rooms, identities):
        numbers.update(db.execute(select(table.c.site_key).distinct()).scalars())
    return numbers


def _check_disk(settings: Settings, engine: Engine) -> Iterator[str]:
    needed = max(MIN_FREE_BYTES, 2 * site_setup.database_file_size(engine))
    free = shutil.disk_usage(settings.data).free
    if free < needed:
        yield (
            f"Only {free // 1024**2} MB are free where {settings.data} lies; {needed // 1024**2} "
            "MB are good to have. When the disk is full nobody can check in."
        )


def check_provider(settings: Settings) -> Iterator[str]:
    """Faults of the organisation's OpenID provider, as far as its metadata show them."""
    if settings.openid is None:
        return
    try:
        openid_client.fetch_metadata(settings.openid)
    except OpenidError as error:
        yield (
            f"Your organisation's sign-in cannot be used now. {error.operator_message} Look at "
            "REFLECT_OPENID_ISSUER and at the network; passwords still work."
        )


def check_organisation_choices(settings: Settings) -> Iterator[str]:
    """Ids in the organisation's file that do not exist: a mistyped id would do nothing."""
    own = settings.organisation
    try:
        site_setup.load_site_library(settings)
    except Invalid as error:
        yield f"An instrument of your own does not fit, and Reflect does not start. {error}"
    guides, resources = load_content(settings.data)
    optional = resources.by_id.keys() - {ACCESSIBILITY_PAGE_ID}
    yield from _check_ids("guides", own.switched_off.guides, guides.by_id)
    yield from _check_ids("teaching", own.switched_off.teaching, optional)


def _check_ids(key: str, names: Iterable[str], known: Collection[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            listed = ", ".join(sorted(known))
            yield (
                f'{ORGANISATION_FILE}, [switched_off]: "{name}" is not in "{key}". '
                f"Use some of: {listed}."
            )


def check_organisation_texts(settings: Settings) -> Iterator[str]:
    """Faults of the organisation's own texts, instruments, guides and teaching pages."""
    yield from check_organisation_choices(settings)
    guides, resources = load_content(settings.data, settings.organisation)
    for fault in guides.faults:
        yield f"A guide of your own was left out. {fault.sentence}"
    for fault in resources.faults:
        yield f"A teaching resource of your own was left out. {fault.sentence}"
