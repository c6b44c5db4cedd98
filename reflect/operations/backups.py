"""Backup of a site: one file with its tables and its own texts, for SQLite and PostgreSQL alike.

The file is a ZIP without compression, because what people wrote is sealed and does not compress.
The rows of a table are in MessagePack, each preceded by its length, ordered by primary key. The
manifest is last; it has the row count and the SHA-256 of every table. Left out are the key file,
the tallies of open windows, and data kept for hours: sessions, saved forms, rooms, rate limits.
Invitations are left out too: one that was used after the backup would work a second time.
"""

import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import msgspec
from sqlalchemy import Connection, MetaData, Table, func, select

from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.operations import schema

BACKUP_FORMAT: Final = 1
MANIFEST_FILENAME: Final = "manifest.json"
EXCLUDED_TABLES: Final = frozenset(
    {
        "arrivals",
        "boxes",
        "invitations",
        "lapsed",
        "room_answers",
        "room_rounds",
        "rooms",
        "sessions",
        "throttle",
    }
)
_FILES_PREFIX: Final = "files/"
_LENGTH_BYTES: Final = 4  # bytes before each row
_MAX_ROW_BYTES: Final = 64 * 1024 * 1024  # far more than any row of Reflect
_READ_ERRORS: Final = (  # raised by zipfile and msgspec for damaged backups
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    msgspec.MsgspecError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,  # from a seek to an impossible offset
    OverflowError,
    RuntimeError,
    ValueError,
)
ProgressCallback = Callable[[int], None]  # gets the number of rows that are done


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    columns: tuple[str, ...]
    rows: int
    sha256: str


class Manifest(msgspec.Struct, forbid_unknown_fields=True):
    """The manifest of a backup."""

    reflect: int  # the format
    schema: str
    made: str  # as 2026-11-27T16:05:00Z
    tables: dict[str, _Table]  # in an order in which they can be filled

    @property
    def row_count(self) -> int:
        """The number of rows of all tables."""
        return sum(table.rows for table in self.tables.values())


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is open for reading."""

    archive: zipfile.ZipFile
    manifest: Manifest

    def read_rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The rows of a table, by column.

        Raises:
            Invalid: the table was truncated or changed; raised after its last row.
        """
        table = self.manifest.tables[name]
        digest, count = hashlib.sha256(), 0
        for raw, values in _read_rows(self.archive, name):
            digest.update(raw)
            count += 1
            if len(values) != len(table.columns):
                raise damaged_backup_error(name)
            yield dict(zip(table.columns, values, strict=True))
        if (count, digest.hexdigest()) != (table.rows, table.sha256):
            raise damaged_backup_error(name)

    def list_file_paths(self) -> list[str]:
        """The paths of the site's own texts, relative to the data folder."""
        names = self.archive.namelist()
        return [
            each.removeprefix(_FILES_PREFIX) for each in names if each.startswith(_FILES_PREFIX)
        ]

    def read_files(self) -> Iterator[tuple[str, bytes]]:
        """The site's own texts, path and content.

        Raises:
            Invalid: a file was truncated or changed.
        """
        for name in self.list_file_paths():
            try:
                content = self.archive.read(f"{_FILES_PREFIX}{name}")
            except _READ_ERRORS as error:
                raise damaged_backup_error(name) from error
            yield name, content


def list_tables(db: Connection) -> list[Table]:
    """The tables that a backup contains, in an order in which they can be filled."""
    stored = MetaData()
    stored.reflect(db)
    excluded = EXCLUDED_TABLES | {schema.VERSION_TABLE}
    return [table for table in stored.sorted_tables if table.name not in excluded]


def count_rows(db: Connection) -> dict[str, int]:
    """The number of rows that a backup will contain, by table."""
    return {
        table.name: db.execute(select(func.count()).select_from(table)).scalar_one()
        for table in list_tables(db)
    }


def write_backup(
    db: Connection,
    target: Path,
    files: Iterable[tuple[str, Path]],
    made: str,
    step: ProgressCallback,
) -> Manifest:
    """Write a backup of what `db` sees; the file appears under its name only when it is whole.

    Args:
        db: a snapshot of the database.
        target: path of the backup.
        files: path in the backup and path on disk, of each text.
        made: the time, as in the manifest.
        step: called with the number of rows after each batch.

    Raises:
        Invalid: a file of this name exists, or it cannot be written.
    """
    if target.exists():
        text = _("There is a file {path} already. It was left as it is.")
        raise Invalid(text.format(path=target))
    partial = target.with_name(f"{target.name}.part")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            manifest = _write_archive(db, file, files, made, step)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        text = _("The backup cannot be written to {path}: {why}.")
        raise Invalid(text.format(path=target, why=error.strerror or error)) from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def open_backup(path: Path) -> Backup:
    """Open a backup and read its manifest; the caller closes `archive`.

    Raises:
        Invalid: it is not a backup of Reflect, or was truncated.
    """
    try:
        path.open("rb").close()
    except OSError as error:
        text = _("{path} cannot be read: {why}.")
        raise Invalid(text.format(path=path, why=error.strerror or error)) from error
    try:
        archive = zipfile.ZipFile(path)
        manifest = msgspec.json.decode(archive.read(MANIFEST_FILENAME), type=Manifest)
    except _READ_ERRORS as error:
        raise Invalid(_("{path} is no whole backup of Reflect.").format(path=path)) from error
    if manifest.reflect != BACKUP_FORMAT:
        raise Invalid(_("{path} was made by a later version of Reflect.").format(path=path))
    return Backup(archive, manifest)


def _write_archive(
    db: Connection,
    file: IO[bytes],
    files: Iterable[tuple[str, Path]],
    made: str,
    step: ProgressCallback,
) -> Manifest:
    tables: dict[str, _Table] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for table in list_tables(db):
            digest, rows = hashlib.sha256(), 0
            ordered = select(table).order_by(*table.primary_key.columns)
            with archive.open(_entry_name(table.name), "w", force_zip64=True) as sink:
                for part in db.execute(ordered.execution_options(yield_per=1000)).partitions():
                    for row in part:
                        raw = msgspec.msgpack.encode(tuple(row))
                        digest.update(raw)
                        sink.write(len(raw).to_bytes(_LENGTH_BYTES, "big") + raw)
                    rows += len(part)
                    step(len(part))
            columns = tuple(str(column.name) for column in table.columns)
            tables[str(table.name)] = _Table(columns, rows, digest.hexdigest())
        for name, path in files:
            archive.write(path, f"{_FILES_PREFIX}{name}")
        manifest = Manifest(BACKUP_FORMAT, schema.read_schema_version(db), made, tables)
        archive.writestr(MANIFEST_FILENAME, json.dumps(msgspec.to_builtins(manifest), indent=1))
    return manifest


def _entry_name(table: str) -> str:
    return f"tables/{table}.msgpack"


def _read_rows(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[bytes, list[Any]]]:
    """The rows of a table, as they were written and decoded."""
    try:
        with archive.open(_entry_name(name)) as source:
            while length := source.read(_LENGTH_BYTES):
                size = int.from_bytes(length, "big")
                raw = source.read(size) if size <= _MAX_ROW_BYTES else b""
                if len(length) != _LENGTH_BYTES or len(raw) != size:
                    raise damaged_backup_error(name)
                yield raw, msgspec.msgpack.decode(raw, type=list[Any])
    except _READ_ERRORS as error:
        raise damaged_backup_error(name) from error


def damaged_backup_error(name: str) -> Invalid:
    """The error for a table or file that was changed or truncated."""
    return Invalid(
        _("The backup is damaged in {table}. Nothing was restored: take another one.").format(
            table=name
        )
    )
