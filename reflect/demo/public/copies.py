"""Copies of the demo: each visitor of a public demo has a folder of their own, for an hour.

A copy is a complete demo folder. A request uses the settings and the engine of its copy, so no
other code deals with copies. The folder's name is derived one-way from the visitor's cookie, which
is not stored. The snapshot of the week is hard-linked into the folder, so that a reset of the copy
restores the same week after the demo has replaced its own snapshot with a newer one.

One process holds the list of copies; folders found at start are from an earlier process and are
deleted. An expired copy accepts no request, and its files are deleted after its last request.

A public demo runs for months: each Monday its people get one more week (`refresh_demo_week`). The
new week is prepared in a folder of its own, under the same keys, and its files are moved into place
when it is finished; open copies keep their week.
"""

import ipaddress
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, event, text

from reflect.config import DATABASE_NAME, DEMO_MARK, Settings
from reflect.core.crypto.primitives import derive
from reflect.core.crypto.session_keys import new_token
from reflect.core.errors import ReflectError
from reflect.core.i18n import _
from reflect.core.organisation import model as organisation_model
from reflect.core.weeks import LONDON, Week
from reflect.db import ENGINE_EXTENSION_KEY, open_engine, reading
from reflect.demo.seed import prepare
from reflect.demo.seed.prepare import PASSWORDS_FILE, SNAPSHOT_FILE
from reflect.operations import schema as operations_schema
from reflect.teams import window_closing
from reflect.trends import support_contacts
from reflect.web import logs
from reflect.web.current_site import SETTINGS_EXTENSION_KEY
from reflect.web.periodic_tasks import PERIODIC_TASKS_EXTENSION, PeriodicTaskState

COPY_LIFETIME = timedelta(hours=1)
COPIES_FOLDER = "copies"  # in the data folder
STAGING_FOLDER = "next-week"  # in the data folder; a new week is prepared in it
SQLITE_PAGE_SIZE = 4096  # bytes
MAX_COPY_BYTES = 20 * 1024 * 1024  # size limit of a copy's database
SHARED_FILES = (  # hard-linked into each copy
    SNAPSHOT_FILE,
    PASSWORDS_FILE,
    support_contacts.SUPPORT_CONTACTS_FILE,
    organisation_model.ORGANISATION_FILE,
)
_ROOM = text("SELECT 1 FROM rooms WHERE code = :code")


class CopyLimitReached(ReflectError):
    """No further copy can be created before `until`, which the message gives as `{time}`."""

    def __init__(self, sentence: str, until: datetime) -> None:
        self.until = until
        super().__init__(sentence.format(time=format_time(until + timedelta(minutes=1))))


class NetworkCopyLimitReached(CopyLimitReached):
    """This network has reached the limit of copies in an hour."""


@dataclass(slots=True, eq=False)
class DemoCopy:
    """One visitor's folder, with the settings and engine for its requests."""

    settings: Settings
    engine: Engine
    until: datetime
    network: str = field(repr=False)  # of the visitor who created it
    periodic_tasks: PeriodicTaskState = field(default_factory=PeriodicTaskState)
    codes: set[str] = field(default_factory=set)  # known codes of its workshop rooms
    inside: int = 0  # number of requests that use it now

    @property
    def extensions(self) -> dict[str, object]:
        """What its requests use in place of the app's extensions with these keys."""
        return {
            ENGINE_EXTENSION_KEY: self.engine,
            SETTINGS_EXTENSION_KEY: self.settings,
            PERIODIC_TASKS_EXTENSION: self.periodic_tasks,
        }


class DemoCopyPool:
    """The copies that this process holds."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lock = threading.RLock()  # held while the list changes or a copy is created
        self.folder = settings.data / COPIES_FOLDER
        self._open: dict[str, DemoCopy] = {}  # by the folder's name
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(mode=0o700)

    def create_copy(self, address: str, now: datetime) -> bytes:
        """Create a copy for a visitor with this client address, and return its token.

        Raises:
            CopyLimitReached: the limit of all copies, or of this network's, is reached.
        """
        token, network = new_token(), network_from_address(address)
        folder = self.folder / _folder_name(token)
        with self.lock:
            self._check_limits(network)
            settings = _create_folder(self.settings, folder)
            engine = open_engine(settings.database_url)
            event.listen(engine, "connect", _limit_size)
            self._open[folder.name] = DemoCopy(settings, engine, now + COPY_LIFETIME, network)
        logs.log_event("copy begun", copies=len(self._open))
        return token

    def acquire_copy(self, token: bytes, now: datetime) -> DemoCopy | None:
        """The visitor's copy, until `release_copy`; None if it has expired or never existed."""
        with self.lock:
            copy = self._open.get(_folder_name(token))
            return self._acquire(copy, now) if copy else None

    def acquire_copy_by_code(self, code: str, now: datetime) -> DemoCopy | None:
        """The copy with the workshop room that has this code (as stored), until `release_copy`.

        Participants' phones do not have the visitor's cookie. None if no copy has such a room, or
        if several have, because nobody may join a stranger's room.
        """
        with self.lock:
            known = next((copy for copy in self._open.values() if code in copy.codes), None)
            if known:
                return self._acquire(known, now)
        with self._acquire_all(now) as copies:
            matches = [copy for copy in copies if _has_room(copy, code)]
            if len(matches) != 1:
                return None
            with self.lock:
                matches[0].codes.add(code)
                return self._acquire(matches[0], now)

    def release_copy(self, copy: DemoCopy) -> None:
        """End a request's use of a copy."""
        with self.lock:
            copy.inside -= 1

    def delete_expired(self, now: datetime) -> None:
        """Delete the expired copies that no request uses, from the list and from disk."""
        with self.lock:
            for name, copy in list(self._open.items()):
                if now < copy.until or copy.inside:
                    continue
                copy.engine.dispose()
                shutil.rmtree(self.folder / name, ignore_errors=True)
                if (self.folder / name).exists():
                    logs.log_alert("a copy could not be deleted")
                else:
                    del self._open[name]

    def delete_all(self) -> None:
        """Delete all copies, before the process stops."""
        for copy in self._open.values():
            copy.engine.dispose()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _acquire(self, copy: DemoCopy, now: datetime) -> DemoCopy | None:
        if now >= copy.until:
            return None
        copy.inside += 1
        return copy

    @contextmanager
    def _acquire_all(self, now: datetime) -> Iterator[list[DemoCopy]]:
        """Acquire all open copies, so that none of them is deleted meanwhile."""
        with self.lock:
            copies = [copy for copy in self._open.values() if self._acquire(copy, now)]
        try:
            yield copies
        finally:
            for copy in copies:
                self.release_copy(copy)

    def _check_limits(self, network: str) -> None:
        """Reject a copy over the limits; copies that exist were created within the last hour."""
        copies = self._open.values()
        ends_in_network = [copy.until for copy in copies if copy.network == network]
        if len(ends_in_network) >= self.settings.copies_per_network:
            message = _(
                "Your network has as many copies as one may. From {time} there is room again."
            )
            raise NetworkCopyLimitReached(message, min(ends_in_network))
        if len(copies) >= self.settings.copies:
            message = _("All copies are in use just now. From {time} there is room again.")
            raise CopyLimitReached(message, min(copy.until for copy in copies))


def settings_for_folder(settings: Settings, folder: Path) -> Settings:
    """The settings of the same demo in another folder, with the same keys."""
    return replace(settings, data=folder, database_url=f"sqlite:///{folder / DATABASE_NAME}")


def format_time(moment: datetime) -> str:
    """Hours and minutes, in London."""
    return moment.astimezone(LONDON).strftime("%H:%M")


def network_from_address(address: str) -> str:
    """The network whose copies are counted: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address) and not ip.ipv4_mapped:
        return str(ipaddress.ip_network((ip.packed, 64), strict=False))
    return address


def _folder_name(token: bytes) -> str:
    return derive(token, "demo/copy").hex()


def _create_folder(settings: Settings, folder: Path) -> Settings:
    """Create a visitor's folder; it is deleted again if that fails."""
    folder.mkdir(mode=0o700)
    try:
        for name in SHARED_FILES:
            if (settings.data / name).is_file():
                _link(settings.data / name, folder / name)
        (folder / DEMO_MARK).touch()
        shutil.copyfile(folder / SNAPSHOT_FILE, folder / DATABASE_NAME)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return settings_for_folder(settings, folder)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # the file system has no hard links
        shutil.copyfile(source, target)


def _limit_size(connection: object, _record: object) -> None:
    """Limit the size of the database file with SQLite's `max_page_count`."""
    cursor = connection.cursor()  # type: ignore[attr-defined]  # the driver's own
    cursor.execute(f"PRAGMA max_page_count={MAX_COPY_BYTES // SQLITE_PAGE_SIZE}")
    cursor.close()


def _has_room(copy: DemoCopy, code: str) -> bool:
    with reading(copy.engine) as db:
        return db.execute(_ROOM, {"code": code}).first() is not None


def is_refresh_due(settings: Settings, now: datetime) -> bool:
    """Whether the demo was prepared for an earlier week than the current one."""
    mark = (settings.data / DEMO_MARK).read_text(encoding="utf-8")
    return mark.strip() != str(Week.of(now))


def refresh_demo_week(copies: DemoCopyPool, now: datetime) -> None:
    """Prepare the current week, and use it for new visitors; takes some seconds."""
    settings, week = copies.settings, Week.of(now)
    staging = settings_for_folder(settings, settings.data / STAGING_FOLDER)
    if staging.data.exists():  # the last attempt was interrupted
        shutil.rmtree(staging.data)
    staging.data.mkdir(mode=0o700)
    engine = open_engine(staging.database_url)
    operations_schema.migrate_schema(engine)
    engine.dispose()
    prepare.seed_demo(staging, prepare.build_seed_context(settings, week), quietly=True)
    mark = settings.data / DEMO_MARK
    with copies.lock:  # so that no copy has files of both weeks
        mark.write_text("", encoding="utf-8")  # if this is interrupted, the next start seeds again
        (staging.data / DATABASE_NAME).replace(settings.data / SNAPSHOT_FILE)
        for name in (PASSWORDS_FILE, window_closing.RELEASES_FILENAME):
            (staging.data / name).replace(settings.data / name)
    prepare.reset_demo(settings)
    mark.write_text(str(week), encoding="utf-8")
    shutil.rmtree(staging.data)
