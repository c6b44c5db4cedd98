"""A site's data folder: set it up, find its keys, see that its database fits."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, select

from reflect.config import Misconfigured, Settings, packaged_data_dir, url_file
from reflect.content.guides import library as guides_library
from reflect.content.teaching import library as teaching_library
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
        Misconfigured: the folder holds a database but its key file is gone.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    url_file(settings.data).write_text(settings.url + "\n", encoding="utf-8")
    for name in (
        "instruments",
        guides_library.OWN_GUIDES_FOLDER,
        teaching_library.OWN_RESOURCES_FOLDER,
    ):
        (settings.data / name).mkdir(exist_ok=True)
    if not (words := settings.data / ORGANISATION_FILE).exists():
        shutil.copyfile(Path(__file__).parent / ORGANISATION_FILE, words)  # every line a comment
    engine = open_engine(settings.database_url)
    with reading(engine) as db:
        has_data = bool(schema.read_schema_version(db))
    if not settings.key_file.exists():
        if has_data:
            raise Misconfigured(_key_is_gone(settings.key_file))
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
        Invalid: a file of either is wrong, or the arrangement.
    """
    found = load_library(packaged_data_dir("instruments"), settings.data / "instruments")
    own = settings.organisation
    arranged = found.with_selection(own.switched_off.instruments, own.defaults.monthly_sets)
    for_teams = [
        one.id
        for one in arranged.list_offered()
        if one.team and one.scales and one.id != WEEKLY_INSTRUMENT_ID
    ]
    for name in own.defaults.instruments:
        if name not in for_teams:
            raise Invalid(
                f'{ORGANISATION_FILE}, [defaults]: "{name}" does not fit in "instruments". '
                "Teams can run: "
                f"{', '.join(for_teams)}."
            )
    return arranged


def load_site_keys(settings: Settings) -> SiteKeys:
    """The site's keys.

    Raises:
        Misconfigured: the key file is missing or damaged; the sentence says what to do.
    """
    if not settings.key_file.is_file():
        raise Misconfigured(_key_is_gone(settings.key_file))
    try:
        return read_key_file(settings.key_file)
    except (ReflectError, OSError, ValueError) as error:
        raise Misconfigured(f"The key file {settings.key_file} cannot be used: {error}") from error


def load_matching_keys(settings: Settings) -> SiteKeys:
    """The keys of a site that can be served: its schema is current, its key file is its own.

    Raises:
        Misconfigured: there is no site, or one of the two does not fit.
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
        found = schema.read_schema_version(db)
    engine.dispose()
    if not found:
        raise Misconfigured("There is no site here yet. Run `reflect init` first.")
    return found


def database_file_size(engine: Engine) -> int:
    """The size of an SQLite file in bytes; 0 if the database is not a local file."""
    is_file = engine.dialect.name == "sqlite" and engine.url.database
    return Path(engine.url.database or "").stat().st_size if is_file else 0


def require_current_schema(settings: Settings) -> None:
    """Raise unless the schema is current.

    Raises:
        Misconfigured: it is empty, older or newer.
    """
    if (found := read_site_schema(settings)) != SCHEMA_VERSION:
        raise Misconfigured(
            f"The database has schema {found}, this Reflect needs {SCHEMA_VERSION}. Run `reflect "
            "upgrade`: it makes a backup first."
        )


def require_matching_keys(settings: Settings, keys: SiteKeys) -> None:
    """Raise unless the key file is that of this database: with another, windows are withheld.

    Told by the teams' boxes, which the site's key alone opens. One may be damaged, which stops
    nothing; where none of several opens, it is the key.

    Raises:
        Misconfigured: it is another site's.
    """
    engine = open_engine(settings.database_url)
    with reading(engine) as db:
        sealed = db.execute(select(boxes).limit(BOXES_TRIED)).all()
    engine.dispose()
    if len(sealed) > 1 and not any(_opens(box, keys) for box in sealed):
        raise Misconfigured(
            f"The key file {settings.key_file} is not the one of this database: it opens none of "
            "the teams' boxes. Nothing was changed. Put the site's own key file there, or set "
            "REFLECT_KEY_FILE to where it lies."
        )


def _opens(box: Row[Any], keys: SiteKeys) -> bool:
    place = (box.team, box.instrument, box.window)
    try:
        unseal_tally(keys[box.site_key], place, bytes(box.blob))
    except DecryptionError:
        return False
    return True


def read_last_backup_time(data: Path) -> datetime | None:
    """When `reflect backup` last succeeded."""
    try:
        return datetime.fromisoformat(
            (data / BACKUP_TIME_FILENAME).read_text(encoding="ascii").strip()
        )
    except (OSError, ValueError):
        return None


def record_backup_time(data: Path, moment: datetime) -> None:
    """Record that `reflect backup` succeeded."""
    (data / BACKUP_TIME_FILENAME).write_text(
        f"{moment.isoformat(timespec='seconds')}\n", encoding="ascii"
    )


def _key_is_gone(path: Path) -> str:
    return (
        f"The key file {path} is not there. Without it no password opens anything (recovery codes "
        "still do). Put it back, or set REFLECT_KEY_FILE to where it lies; for a new site run "
        "`reflect init`."
    )
