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
from reflect.checkins.repository import minute
from reflect.core.crypto.vault import KINDS, Kind, Vault
from reflect.core.instruments.library import Library
from reflect.core.weeks import LONDON
from reflect.mydata.archive_schema import FORMAT, VERSION, schema
from reflect.mydata.codebook import codebook
from reflect.mydata.csv_export import by_week, table
from reflect.vaults.repository import Given

ROWS: Final = "reflect.json"  # the one file that an import reads
STAYS: Final = "totp"  # in the settings, spare codes and all
_ORDER: Final = {kind: at for at, kind in enumerate(KINDS)}
_line = msgspec.json.Encoder(order="sorted")


def contents(db: Connection, vault: Vault, closed: list[bytes] | None = None) -> list[Given]:
    """Every row, in the order of kinds and keys; for `closed` see `vaults.everything`.

    Raises:
        Damaged: one does not open, and nobody asked which.
    """
    found = [
        (kind, key, without_secret(kind, kept.value))
        for kind, key, kept in vaults.everything(db, vault, closed)
    ]
    return sorted(found, key=lambda row: (_ORDER[row[0]], row[1]))


def without_secret(kind: Kind, value: dict[str, Any]) -> dict[str, Any]:
    """The value as it may leave."""
    if kind != "settings":
        return value
    return {name: value[name] for name in value if name != STAYS}


def whole(rows: Sequence[Given], library: Library, page: str, made: datetime) -> bytes:
    """The archive: what a person reads first, then what programs read; `page` is the readable one.

    The same rows at the same moment give the same bytes.
    """
    tables = {f"{name}.csv": table(weeks, library) for name, weeks in by_week(rows).items()}
    files = {
        "read-me.html": page.encode(),
        **tables,
        "codebook.json": codebook(rows, library),
        ROWS: written(rows, made),
        "schema.json": schema(),
    }
    return _packed(files, made)


def written(rows: Sequence[Given], made: datetime) -> bytes:
    """`reflect.json`: a line for each row, so that two archives can be compared by eye."""
    head = f'{{"format":"{FORMAT}","version":{VERSION},"made":"{minute(made)}","rows":['
    lines = b",\n".join(_line.encode(_named(*row)) for row in rows)
    return head.encode() + b"\n" + lines + b"\n]}\n"


def _named(kind: Kind, key: tuple[Any, ...], value: dict[str, Any]) -> dict[str, Any]:
    names = KINDS[kind]
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
