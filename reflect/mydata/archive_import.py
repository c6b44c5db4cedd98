"""Import of an archive: read from its ZIP file and validated as a whole before a row is saved.

An archive may come from anybody, so nothing in it is trusted: every row must have the form that
Reflect writes, and answers must be options of the instrument they name. Two things are left out: a
week that was answered in a version this site does not have, because it would be read with other
questions or break the chart; and what was shared with a team elsewhere, because it was never shared
with a team here.

A ZIP file can claim to be small and expand to gigabytes. So its directory is checked first, only
one entry is read, in whatever folder it is, and no more bytes of it than an upload may have.
Nothing is written to disk.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

import msgspec

from reflect.checkins import actions
from reflect.core.crypto.primitives import DecryptionError, parse_canonical_json
from reflect.core.crypto.vault import ROW_KEYS, RowKind
from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.instruments.scoring import check_answers
from reflect.core.weeks import Week
from reflect.mydata.archive_export import ROWS_FILENAME, remove_totp_secret
from reflect.mydata.archive_schema import ARCHIVE_FORMAT, ARCHIVE_VERSION, ArchivedRow
from reflect.trends.change_markers import services as change_marker_services
from reflect.trends.experiments.services import parse_experiments
from reflect.vaults.repository import IncomingRow, RowKey

MAX_ARCHIVE_ROWS: Final = 20_000
MAX_NESTING_DEPTH: Final = 12  # of lists and objects
MAX_ARCHIVE_BYTES: Final = 20 * 1024 * 1024  # of an archive, and of its extracted rows file
MAX_ZIP_ENTRIES: Final = 1000
_MAX_DIRECTORY_BYTES: Final = 256 * 1024  # of the ZIP directory
_END_OF_DIRECTORY, _ZIP64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_COMPRESSION_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ZIP_ERRORS: Final = (  # raised by zipfile for bytes that are not a ZIP file
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class ArchiveImport:
    """The rows of an archive that this site can import."""

    rows: tuple[IncomingRow, ...]  # to merge into the vault
    too_new: tuple[RowKey, ...] = ()  # left out: this site lacks the version
    unknown: tuple[str, ...] = ()  # instruments that this site lacks; their rows are imported
    shared: int = 0  # left out: shared with a team elsewhere


def parse_archive(raw: bytes, library: Library) -> ArchiveImport:
    """Parse the rows of an archive: the ZIP file, or the `reflect.json` from it.

    Raises:
        Invalid: not an archive, made by a newer Reflect, or a row is not as Reflect writes it.
    """
    rows = {}
    for number, line in enumerate(_parse_lines(extract_rows_file(raw)), 1):
        try:
            kind, key, value = _parse_row(line, library)
        except (Invalid, msgspec.ValidationError, KeyError, TypeError, ValueError):
            raise Invalid(_invalid_row_text(number)) from None
        if (kind, key) in rows:
            raise Invalid(_invalid_row_text(number))
        rows[kind, key] = value
    shared = {name for name in rows if name[0] == "share"}
    too_new = {name for name, value in rows.items() if _is_too_new(value, library)}
    instruments = {str(value.get("instrument", "")) for value in rows.values()} - {""}
    return ArchiveImport(
        tuple((*name, rows[name]) for name in rows if name not in shared | too_new),
        tuple(sorted(too_new)),
        tuple(sorted(instruments - library.newest.keys())),
        len(shared),
    )


def _parse_lines(raw: bytes) -> list[Any]:
    """The rows of the file, not validated."""
    try:
        archive = parse_canonical_json(raw)
    except DecryptionError:
        raise _not_an_archive() from None
    version, rows = archive.get("version"), archive.get("rows")
    is_ours = archive.get("format") == ARCHIVE_FORMAT
    if not is_ours or not isinstance(version, int) or not isinstance(rows, list):
        raise _not_an_archive()
    if version > ARCHIVE_VERSION or any(_is_of_later_kind(row) for row in rows):
        fault = _(
            "This archive was made by a newer Reflect. Nothing was brought in. Keep it, and bring "
            "it in again once this site is up to date."
        )
        raise Invalid(fault)
    if len(rows) > MAX_ARCHIVE_ROWS:
        raise Invalid(_("This archive has more rows than Reflect takes. Nothing was brought in."))
    return rows


def _invalid_row_text(number: int) -> str:
    text = _("Row {number} of this archive is not as Reflect writes it. Nothing was brought in.")
    return text.format(number=number)


def _is_of_later_kind(row: Any) -> bool:
    kind = row.get("kind") if isinstance(row, dict) else None
    return isinstance(kind, str) and kind not in ROW_KEYS


def _parse_row(line: Any, library: Library) -> IncomingRow:
    """Validate one row.

    Raises:
        Invalid, ValidationError, KeyError, TypeError, ValueError: the row is not valid.
    """
    if not _is_flat(line, MAX_NESTING_DEPTH):
        raise ValueError
    msgspec.convert(line, ArchivedRow)
    msgspec.json.encode(line)  # rejects lone surrogates
    kind = cast("RowKind", line["kind"])
    key = tuple(line["key"][name] for name in ROW_KEYS[kind])
    value = {**remove_totp_secret(kind, line["value"]), **line["key"]}
    check = _CHECKS.get(kind)
    if check:
        check(value, library)
    return kind, key, value


def _is_flat(value: object, left: int) -> bool:
    """Whether lists and objects are nested at most `left` levels deep."""
    if isinstance(value, dict):
        return left > 0 and all(_is_flat(each, left - 1) for each in value.values())
    if isinstance(value, list):
        return left > 0 and all(_is_flat(each, left - 1) for each in value)
    return True


def _check_week(value: Mapping[str, Any], _library: Library) -> None:
    Week.parse(value["week"])


def _check_answers(value: dict[str, Any], library: Library) -> None:
    _check_week(value, library)
    instrument = library.versions.get((value["instrument"], value["version"]))
    if instrument:
        check_answers(instrument, value["answers"])
    if value.get("counts"):  # the person shared it elsewhere, and has not decided so here
        del value["counts"]


def _check_actions(value: Mapping[str, Any], _library: Library) -> None:
    for each in actions.parse_actions(value):
        Week.parse(each.week)


def _check_settings(value: Mapping[str, Any], _library: Library) -> None:
    changes, pauses = value.get("changes", []), value.get("pauses", [])
    kinds = dict(change_marker_services.change_kind_options())
    markers = change_marker_services.parse_change_markers({"changes": changes})
    if any(marker.kind not in kinds for marker in markers):
        raise ValueError
    parse_experiments(value)
    firsts = [value.get(name) for name in ("first_week", "first_set")]
    for week in filter(None, [*firsts, *(end for each in pauses for end in each.values())]):
        Week.parse(week)


_CHECKS: Final[Mapping[RowKind, Callable[[dict[str, Any], Library], None]]] = {
    "answers": _check_answers,
    "notes": _check_week,
    "draft": _check_week,
    "actions": _check_actions,
    "settings": _check_settings,
}


def _is_too_new(value: Mapping[str, Any], library: Library) -> bool:
    """Whether this site has the instrument, but not this version."""
    instrument, version = value.get("instrument"), value.get("version")
    if instrument not in library.newest or version is None:
        return False
    return (instrument, version) not in library.versions


def extract_rows_file(raw: bytes) -> bytes:
    """Extract `reflect.json` from a ZIP file, or take the upload as it is.

    Raises:
        Invalid: there is none, or it is too large.
    """
    if not raw.startswith(b"PK"):
        return raw
    try:
        content = _extract_entry(raw)
    except _ZIP_ERRORS:
        raise _not_an_archive() from None
    if len(content) > MAX_ARCHIVE_BYTES:
        raise Invalid(_("This archive unfolds to more than Reflect takes. Nothing was brought in."))
    return content


def _not_an_archive() -> Invalid:
    text = _(
        "This is no archive of Reflect. Choose the file whose name begins with reflect-archive, "
        "as it was saved."
    )
    return Invalid(text)


def _extract_entry(raw: bytes) -> bytes:
    _check_directory(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        entries = archive.infolist()
        found = [each for each in entries if each.filename.rpartition("/")[2] == ROWS_FILENAME]
        if len(found) != 1 or found[0].compress_type not in _COMPRESSION_METHODS:
            raise ValueError
        with archive.open(found[0]) as file:
            return file.read(MAX_ARCHIVE_BYTES + 1)


def _check_directory(raw: bytes) -> None:
    """Reject a ZIP directory that would itself fill the memory.

    Raises:
        ValueError: it is missing, too long, or a ZIP64 directory.
        struct.error: it is truncated.
    """
    at = raw.rfind(_END_OF_DIRECTORY, -(1 << 16) - 22)
    if at < 0 or raw[max(at - 20, 0) : at].startswith(_ZIP64_LOCATOR):
        raise ValueError
    entries, length = struct.unpack_from("<HL", raw, at + 10)
    if entries > MAX_ZIP_ENTRIES or length > _MAX_DIRECTORY_BYTES:
        raise ValueError
