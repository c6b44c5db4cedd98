"""Setup of a site: create the data folder, load keys and instruments, check schema and keys."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, select

from reflect.config import Misconfigured, Settings, packaged_data_dir, url_file
from reflect.content.library import OWN_CONTENT_FOLDERS
from reflect.core.crypto.primitives import DecryptionError, SiteKeys, read_key_file, write_key_file
from reflect.core.crypto.team_tally import unseal_tally
from reflect.core.errors import Invalid, ReflectError
from reflect.core.instruments.library import WEEKLY_INSTRUMENT_ID, Library, load_library
from reflect.core.organisation.model import ORGANISATION_FILE
from reflect.db import open_engine, reading
from reflect.models import SCHEMA_VERSION, boxes
from reflect.operations import schema
from reflect.web import assets

BACKUP_TIME_FILENAME = "backed-up"  # a file of this name says when
MessageCallback = Callable[[str], None]
BOXES_TRIED = 50


def set_up_site(settings: Settings, say: MessageCallback) -> None:
    """Create data folder, key file, schema and static files, unless they exist.

    Raises:
        Misconfigured: there is a database, but its key file is missing.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    url_file(settings.data).write_text(settings.url + "\n", encoding="utf-8")
    for name in ("instruments", *OWN_CONTENT_FOLDERS):
        (settings.data / name).mkdir(exist_ok=True)
    if not (target := settings.data / ORGANISATION_FILE).exists():
        shutil.copyfile(Path(__file__).parent / ORGANISATION_FILE, target)  # only comments in it
    engine = open_engine(settings.database_url)
    with reading(engine) as db:
        has_data = bool(schema.read_schema_version(db))
    if not settings.key_file.exists():
        if has_data:
            raise Misconfigured(_missing_key_file_text(settings.key_file))
        settings.key_file.parent.mkdir(parents=True, exist_ok=True)
        write_key_file(settings.key_file)
        say(f"key file: {settings.key_file}")
    schema.migrate_schema(engine)
    say("database: ready")
    engine.dispose()
    assets.build_assets(settings.data, lambda name: say(f"static file: {name}"))


def load_site_library(settings: Settings) -> Library:
    """The instruments of a site: shipped and own, with the organisation's selection.

    Raises:
        Invalid: an instrument file or the selection is wrong.
    """
    shipped = load_library(packaged_data_dir("instruments"), settings.data / "instruments")
    own = settings.organisation
    library = shipped.with_selection(own.switched_off.instruments, own.defaults.monthly_sets)
    for_teams = [
        each.id
        for each in library.list_offered()
        if each.team and each.scales and each.id != WEEKLY_INSTRUMENT_ID
    ]
    for name in own.defaults.instruments:
        if name not in for_teams:
            raise Invalid(
                f'{ORGANISATION_FILE}, [defaults]: "{name}" does not fit in "instruments". '
                f"Teams can run: {', '.join(for_teams)}."
            )
    return library


def load_site_keys(settings: Settings) -> SiteKeys:
    """The site's keys.

    Raises:
        Misconfigured: the key file is missing or damaged; the message says what to do.
    """
    if not settings.key_file.is_file():
        raise Misconfigured(_missing_key_file_text(settings.key_file))
    try:
        return read_key_file(settings.key_file)
    except (ReflectError, OSError, ValueError) as error:
        raise Misconfigured(f"The key file {settings.key_file} cannot be used: {error}") from error


def load_matching_keys(settings: Settings) -> SiteKeys:
    """The keys of a site that can be served: its schema is current, its key file is its own.

    Raises:
        Misconfigured: there is no site, or the schema or the key file does not match.
    """
    keys = load_site_keys(settings)
    require_current_schema(settings)
    require_matching_keys(settings, keys)
    return keys


def read_site_schema(settings: Settings) -> str:
    """The schema of the site's database.

    Raises:
        Misconfigured: there is no site.
    """
    engine = open_engine(settings.database_url)
    with reading(engine) as db:
        version = schema.read_schema_version(db)
    engine.dispose()
    if not version:
        raise Misconfigured("There is no site here yet. Run `reflect init` first.")
    return version


def database_file_size(engine: Engine) -> int:
    """The size of an SQLite file in bytes; 0 if the database is not a local file."""
    is_file = engine.dialect.name == "sqlite" and engine.url.database
    return Path(engine.url.database or "").stat().st_size if is_file else 0


def require_current_schema(settings: Settings) -> None:
    """Raise unless the schema is current.

    Raises:
        Misconfigured: the database is empty, older or newer.
    """
    if (version := read_site_schema(settings)) != SCHEMA_VERSION:
        raise Misconfigured(
            f"The database has schema {version}, this Reflect needs {SCHEMA_VERSION}. Run `reflect "
            "upgrade`: it makes a backup first."
        )


def require_matching_keys(settings: Settings, keys: SiteKeys) -> None:
    """Raise unless the key file is that of this database: with another, windows are withheld.

    Tallies of teams are unsealed as a test, because only the site's key opens them. A single one
    may be damaged, which is tolerated; if none of several opens, the key is wrong.

    Raises:
        Misconfigured: the key file belongs to another site.
    """
    engine = open_engine(settings.database_url)
    with reading(engine) as db:
        sealed = db.execute(select(boxes).limit(BOXES_TRIED)).all()
    engine.dispose()
    if len(sealed) > 1 and not any(_can_unseal(box, keys) for box in sealed):
        raise Misconfigured(
            f"The key file {settings.key_file} is not the one of this database: it opens none of "
            "the teams' boxes. Nothing was changed. Put the site's own key file there, or set "
            "REFLECT_KEY_FILE to where it lies."
        )


def _can_unseal(box: Row[Any], keys: SiteKeys) -> bool:
    window = (box.team, box.instrument, box.window)
    try:
        unseal_tally(keys[box.site_key], window, bytes(box.blob))
    except DecryptionError:
        return False
    return True


def read_last_backup_time(data: Path) -> datetime | None:
    """The time at which `reflect backup` last succeeded; None if unknown."""
    try:
        text = (data / BACKUP_TIME_FILENAME).read_text(encoding="ascii")
        return datetime.fromisoformat(text.strip())
    except (OSError, ValueError):
        return None


def record_backup_time(data: Path, moment: datetime) -> None:
    """Record that `reflect backup` succeeded."""
    text = f"{moment.isoformat(timespec='seconds')}\n"
    (data / BACKUP_TIME_FILENAME).write_text(text, encoding="ascii")


def _missing_key_file_text(path: Path) -> str:
    return (
        f"The key file {path} is not there. Without it no password opens anything (recovery codes "
        "still do). Put it back, or set REFLECT_KEY_FILE to where it lies; for a new site run "
        "`reflect init`."
    )
