"""Copies of the demo: each visitor of a public demo has a folder of their own, for an hour.

A copy is a whole demo folder. A request uses the settings and the engine of its copy, so nothing
else has to know about copies. The folder's name is derived one-way from the visitor's cookie, which
is not stored. The finished database of the week has a second name in the folder (a hard link), so
that a reset restores the same week after a newer one has taken the first name.

One process holds the list of copies; folders found at start were left by another process and are
deleted. An expired copy accepts no request, and its files are deleted after its last request.

A public demo runs for months: each Monday its people get one week more (`refresh_demo_week`). The
new week is prepared beside the old one, under the same keys, and renamed when it is finished; open
copies keep their week.
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
from reflect.db import open_engine, reading
from reflect.demo.seed import prepare
from reflect.demo.seed.prepare import PASSWORDS_FILE, SNAPSHOT_FILE
from reflect.operations import schema as operations_schema
from reflect.teams import window_closing
from reflect.trends import support_contacts
from reflect.web import logs
from reflect.web.periodic_tasks import PeriodicTaskState

COPY_LIFETIME = timedelta(hours=1)
COPIES_FOLDER = "copies"  # in the data folder
SQLITE_PAGE_SIZE, MAX_COPY_BYTES = (
    4096,
    20 * 1024 * 1024,
)  # bytes: a page of SQLite, and the most a copy may hold
SHARED_FILES = (
    SNAPSHOT_FILE,
    PASSWORDS_FILE,
    support_contacts.SUPPORT_CONTACTS_FILE,
    organisation_model.ORGANISATION_FILE,
)  # files of which a copy has the same
_ROOM = text("SELECT 1 FROM rooms WHERE code = :code")


class CopyLimitReached(ReflectError):
    """No further copy can be created before a moment; `{time}` in the sentence."""

    def __init__(self, sentence: str, until: datetime) -> None:
        self.until = until
        super().__init__(sentence.format(time=format_time(until + timedelta(minutes=1))))


class NetworkCopyLimitReached(CopyLimitReached):
    """One network has created as many copies as it may in an hour."""


@dataclass(slots=True, eq=False)
class DemoCopy:
    """One visitor's folder, with the settings and engine for its requests."""

    settings: Settings
    engine: Engine
    until: datetime
    network: str = field(repr=False)  # from which it was begun
    by_the_clock: PeriodicTaskState = field(default_factory=PeriodicTaskState)
    codes: set[str] = field(default_factory=set)  # of workshop rooms found in it
    inside: int = 0  # requests at work in it now


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

    def create_copy(self, network: str, now: datetime) -> bytes:
        """Make a copy for a visitor who comes from a network, and return what leads to it.

        Raises:
            CopyLimitReached: there are as many as there may be, at once or from this network.
        """
        token, near = new_token(), network_from_address(network)
        folder = self.folder / _name(token)
        with self.lock:
            self._refuse_too_many(near)
            inside = _create_folder(self.settings, folder)
            engine = open_engine(inside.database_url)
            event.listen(engine, "connect", _set_ceiling)
            self._open[folder.name] = DemoCopy(inside, engine, now + COPY_LIFETIME, near)
        logs.log_event("copy begun", copies=len(self._open))
        return token

    def acquire_copy(self, token: bytes, now: datetime) -> DemoCopy | None:
        """The visitor's copy, until `leave`; none after its hour, or where there never was one."""
        with self.lock:
            found = self._open.get(_name(token))
            return self._let_in(found, now) if found else None

    def acquire_copy_by_code(self, code: str, now: datetime) -> DemoCopy | None:
        """The copy that holds a workshop's room with this code (as kept), until `leave`.

        Phones in a room have no cookie of the visitor's. None: in no copy, or in several, because
        nobody shall land in a stranger's room.
        """
        with self.lock:
            known = next((copy for copy in self._open.values() if code in copy.codes), None)
            if known:
                return self._let_in(known, now)
        with self._all_inside(now) as copies:
            found = [copy for copy in copies if _has_room(copy, code)]
            if len(found) != 1:
                return None
            with self.lock:
                found[0].codes.add(code)
                return self._let_in(found[0], now)

    def release_copy(self, copy: DemoCopy) -> None:
        """End a request's use of a copy."""
        with self.lock:
            copy.inside -= 1

    def delete_expired(self, now: datetime) -> None:
        """Delete the copies whose hour is over, from the list and from disk."""
        with self.lock:
            all_open = self._open.items()
            over = [name for name, copy in all_open if now >= copy.until and not copy.inside]
            for name in over:
                self._open[name].engine.dispose()
                shutil.rmtree(self.folder / name, ignore_errors=True)
                if (self.folder / name).exists():
                    logs.log_alert("a copy could not be deleted")
                else:
                    del self._open[name]

    def delete_all(self) -> None:
        """Delete all copies: the process stops."""
        for copy in self._open.values():
            copy.engine.dispose()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _let_in(self, copy: DemoCopy, now: datetime) -> DemoCopy | None:
        if now >= copy.until:
            return None
        copy.inside += 1
        return copy

    @contextmanager
    def _all_inside(self, now: datetime) -> Iterator[list[DemoCopy]]:
        """Acquire all open copies, so that none of them is deleted meanwhile."""
        with self.lock:
            copies = [copy for copy in self._open.values() if self._let_in(copy, now)]
        try:
            yield copies
        finally:
            for copy in copies:
                self.release_copy(copy)

    def _refuse_too_many(self, network: str) -> None:
        """Reject a copy over the limits; copies that exist were created within the last hour."""
        near = [copy.until for copy in self._open.values() if copy.network == network]
        if len(near) >= self.settings.copies_per_network:
            raise NetworkCopyLimitReached(
                _("Your network has as many copies as one may. From {time} there is room again."),
                min(near),
            )
        if len(self._open) >= self.settings.copies:
            raise CopyLimitReached(
                _("All copies are in use just now. From {time} there is room again."),
                min(copy.until for copy in self._open.values()),
            )


def settings_for_folder(settings: Settings, folder: Path) -> Settings:
    """The settings of the same demo in another folder, with the same keys."""
    return replace(settings, data=folder, database_url=f"sqlite:///{folder / DATABASE_NAME}")


def format_time(moment: datetime) -> str:
    """Hours and minutes, in London."""
    return moment.astimezone(LONDON).strftime("%H:%M")


def network_from_address(address: str) -> str:
    """The network that is counted: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and not found.ipv4_mapped:
        return str(ipaddress.ip_network((found.packed, 64), strict=False))
    return address


def _name(token: bytes) -> str:
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
    except OSError:  # not on every disk
        shutil.copyfile(source, target)


def _set_ceiling(connection: object, _record: object) -> None:
    """Limit the size of the file with SQLite's own `max_page_count`."""
    cursor = connection.cursor()  # type: ignore[attr-defined]  # the driver's own
    cursor.execute(f"PRAGMA max_page_count={MAX_COPY_BYTES // SQLITE_PAGE_SIZE}")
    cursor.close()


def _has_room(copy: DemoCopy, code: str) -> bool:
    with reading(copy.engine) as db:
        return db.execute(_ROOM, {"code": code}).first() is not None


STAGING_FOLDER = "next-week"  # the folder in which it is prepared


def is_refresh_due(settings: Settings, now: datetime) -> bool:
    """Whether the demo's last week is no longer the latest one."""
    mark = (settings.data / DEMO_MARK).read_text(encoding="utf-8")
    return mark.strip() != str(Week.of(now))


def refresh_demo_week(copies: DemoCopyPool, now: datetime) -> None:
    """Prepare the current week, and use it for new visitors; takes some seconds."""
    settings, week = copies.settings, Week.of(now)
    beside = settings_for_folder(settings, settings.data / STAGING_FOLDER)
    if beside.data.exists():  # the last try broke off
        shutil.rmtree(beside.data)
    beside.data.mkdir(mode=0o700)
    engine = open_engine(beside.database_url)
    operations_schema.migrate_schema(engine)
    engine.dispose()
    prepare.seed_demo(beside, prepare.build_seed_context(settings, week), quietly=True)
    mark = settings.data / DEMO_MARK
    with copies.lock:  # so that no copy mixes both weeks
        mark.write_text("", encoding="utf-8")  # if this is interrupted, the next start seeds again
        (beside.data / DATABASE_NAME).replace(settings.data / SNAPSHOT_FILE)
        for name in (PASSWORDS_FILE, window_closing.RELEASES_FILENAME):
            (beside.data / name).replace(settings.data / name)
    prepare.reset_demo(settings)
    mark.write_text(str(week), encoding="utf-8")
    shutil.rmtree(beside.data)
