"""The one file that is read of an archive, out of a zip that may be anything.

A zip can claim little and unfold to gigabytes. So its list is looked at before it is read, one
entry alone is opened, whatever folder it lies in, and of that no more bytes than may be sent as
they are. Nothing is ever written to a disk.
"""

import io
import struct
import zipfile
import zlib
from typing import Final

from reflect.core.errors import Invalid
from reflect.core.words import _
from reflect.mydata.archive_export import ROWS_FILENAME

MAX_ARCHIVE_BYTES: Final = 20 * 1024 * 1024  # bytes of an archive, and of what is read of it
MAX_ZIP_ENTRIES: Final = 1000
_LIST: Final = 256 * 1024  # bytes of the list of entries
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN: Final = (  # what zipfile raises on bytes that are no zip
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


def extract_rows_file(raw: bytes) -> bytes:
    """`reflect.json`, out of a zip or as it is.

    Raises:
        Invalid: there is none, or it unfolds to too much.
    """
    if not raw.startswith(b"PK"):
        return raw
    try:
        found = _unpacked(raw)
    except _BROKEN:
        raise Invalid(not_an_archive_message()) from None
    if len(found) > MAX_ARCHIVE_BYTES:
        raise Invalid(_("This archive unfolds to more than Reflect takes. Nothing was brought in."))
    return found


def not_an_archive_message() -> str:
    """What is said about any other file."""
    return _(
        "This is no archive of Reflect. Choose the file whose name begins with reflect-archive, "
        "as it was saved."
    )


def _unpacked(raw: bytes) -> bytes:
    _look_at_list(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as folder:
        named = [
            one for one in folder.infolist() if one.filename.rpartition("/")[2] == ROWS_FILENAME
        ]
        if len(named) != 1 or named[0].compress_type not in _METHODS:
            raise ValueError
        with folder.open(named[0]) as entry:
            return entry.read(MAX_ARCHIVE_BYTES + 1)


def _look_at_list(raw: bytes) -> None:
    """Refuse a list of entries that would itself fill the memory.

    Raises:
        ValueError: it is too long, or written in the way that is for longer ones.
        struct.error: it is broken off.
    """
    at = raw.rfind(_END, -(1 << 16) - 22)
    entries, length = (
        struct.unpack_from("<HL", raw, at + 10) if at >= 0 else (MAX_ZIP_ENTRIES + 1, 0)
    )
    if entries > MAX_ZIP_ENTRIES or length > _LIST or raw[max(at - 20, 0) : at].startswith(_END_64):
        raise ValueError
