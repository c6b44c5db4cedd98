"""Everything of a person as one file, made in memory and readable without Reflect.

All rows travel, also of a kind or an instrument that this version does not know by name, since
every text names its own key. Only the secret of a second factor stays, with its spare codes: they
open this site, and whoever finds the file would have half a way in.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins.repository import format_minute
from reflect.core.crypto.vault import ROW_KEYS, RowKind, Vault
from reflect.core.instruments.library import Library
from reflect.core.weeks import LONDON
from reflect.mydata.archive_schema import ARCHIVE_FORMAT, ARCHIVE_VERSION, build_json_schema
from reflect.mydata.codebook import build_codebook
from reflect.mydata.csv_export import build_week_csv, group_by_week
from reflect.vaults.repository import IncomingRow

ROWS_FILENAME: Final = "reflect.json"  # the one file that an import reads
TOTP_SETTING: Final = "totp"  # in the settings, spare codes and all
_ORDER: Final = {kind: at for at, kind in enumerate(ROW_KEYS)}
_line = msgspec.json.Encoder(order="sorted")


def load_archive_rows(
    db: Connection, vault: Vault, closed: list[bytes] | None = None
) -> list[IncomingRow]:
    """Every row, in the order of kinds and keys; for `closed` see `vaults.everything`.

    Raises:
        Damaged: one does not open, and nobody asked which.
    """
    found = [
        (kind, key, remove_totp_secret(kind, kept.value))
        for kind, key, kept in vaults.load_all(db, vault, closed)
    ]
    return sorted(found, key=lambda row: (_ORDER[row[0]], row[1]))


def remove_totp_secret(kind: RowKind, value: dict[str, Any]) -> dict[str, Any]:
    """The value as it may leave."""
    if kind != "settings":
        return value
    return {name: value[name] for name in value if name != TOTP_SETTING}


def build_archive(
    rows: Sequence[IncomingRow], library: Library, page: str, made: datetime
) -> bytes:
    """The archive: what a person reads first, then what programs read; `page` is the readable one.

    The same rows at the same moment give the same bytes.
    """
    tables = {
        f"{name}.csv": build_week_csv(weeks, library) for name, weeks in group_by_week(rows).items()
    }
    files = {
        "read-me.html": page.encode(),
        **tables,
        "codebook.json": build_codebook(rows, library),
        ROWS_FILENAME: serialise_rows(rows, made),
        "schema.json": build_json_schema(),
    }
    return _packed(files, made)


def serialise_rows(rows: Sequence[IncomingRow], made: datetime) -> bytes:
    """`reflect.json`: a line for each row, so that two archives can be compared by eye."""
    head = (
        f'{{"format":"{ARCHIVE_FORMAT}","version":{ARCHIVE_VERSION},'
        f'"made":"{format_minute(made)}","rows":['
    )
    lines = b",\n".join(_line.encode(_named(*row)) for row in rows)
    return head.encode() + b"\n" + lines + b"\n]}\n"


def _named(kind: RowKind, key: tuple[Any, ...], value: dict[str, Any]) -> dict[str, Any]:
    names = ROW_KEYS[kind]
    plain = {name: value[name] for name in value if name not in names}
    return {"kind": kind, "key": dict(zip(names, key, strict=True)), "value": plain}


def _packed(files: Mapping[str, bytes], made: datetime) -> bytes:
    """A zip: the files in their order, all of one time."""
    folder, moment = io.BytesIO(), made.astimezone(LONDON).timetuple()[:6]
    with zipfile.ZipFile(folder, "w", zipfile.ZIP_DEFLATED) as packing:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16  # for its owner alone
            packing.writestr(entry, content)
    return folder.getvalue()
