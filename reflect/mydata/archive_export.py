"""Export of a person's data: one ZIP file, made in memory and readable without Reflect.

All rows are exported, also of a kind or an instrument that this version does not know, because
every row contains its own key. Only the TOTP secret and its backup codes are left out: they open
this site, and a finder of the file would have half of a login.

The codebook explains what the numbers mean. It repeats the wording of each version that was
answered; instrument files are not part of an archive, because an organisation may only share what
it has a licence for.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins.actions import outcome_options, whose_options
from reflect.checkins.repository import format_minute
from reflect.core.crypto.vault import ROW_KEYS, RowKind, Vault
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import NOT_APPLICABLE, Instrument, Item, Scale
from reflect.core.weeks import LONDON
from reflect.mydata.archive_schema import ARCHIVE_FORMAT, ARCHIVE_VERSION, build_json_schema
from reflect.mydata.csv_export import build_week_csv
from reflect.mydata.exported_weeks import group_by_week
from reflect.trends.change_markers.services import change_kind_options
from reflect.vaults.repository import IncomingRow

ROWS_FILENAME: Final = "reflect.json"  # the one file that an import reads
CODEBOOK_FORMAT = "reflect-codebook"
TOTP_SETTING: Final = "totp"  # key in the settings: the secret and its backup codes
_KIND_ORDER: Final = {kind: at for at, kind in enumerate(ROW_KEYS)}
_row_encoder = msgspec.json.Encoder(order="sorted")


def load_archive_rows(
    db: Connection, vault: Vault, closed: list[bytes] | None = None
) -> list[IncomingRow]:
    """Every row, ordered by kind and key.

    Slots of rows that do not decrypt are appended to `closed`, if given.

    Raises:
        DecryptionError: a row does not decrypt, and `closed` was not given.
    """
    stored = sorted(
        vaults.load_all(db, vault, closed), key=lambda row: (_KIND_ORDER[row[0]], row[1])
    )
    return [(kind, key, remove_totp_secret(kind, row.value)) for kind, key, row in stored]


def remove_totp_secret(kind: RowKind, value: dict[str, Any]) -> dict[str, Any]:
    """The value of a row; settings without the TOTP secret and its backup codes."""
    if kind != "settings":
        return value
    return {name: value[name] for name in value if name != TOTP_SETTING}


def build_archive(
    rows: Sequence[IncomingRow], library: Library, page: str, made: datetime
) -> bytes:
    """The archive: the readable page first, then the files for programs.

    The same rows at the same moment give the same bytes.
    """
    tables = group_by_week(rows).items()
    files = {
        "read-me.html": page.encode(),
        **{f"{name}.csv": build_week_csv(weeks, library) for name, weeks in tables},
        "codebook.json": build_codebook(rows, library),
        ROWS_FILENAME: serialise_rows(rows, made),
        "schema.json": build_json_schema(),
    }
    return _zip_files(files, made)


def serialise_rows(rows: Sequence[IncomingRow], made: datetime) -> bytes:
    """`reflect.json`, with one row a line, so that two archives can be compared by eye."""
    head = (
        f'{{"format":"{ARCHIVE_FORMAT}","version":{ARCHIVE_VERSION},'
        f'"made":"{format_minute(made)}","rows":['
    )
    lines = b",\n".join(_row_encoder.encode(_row_as_json(*row)) for row in rows)
    return head.encode() + b"\n" + lines + b"\n]}\n"


def _row_as_json(kind: RowKind, key: tuple[Any, ...], value: dict[str, Any]) -> dict[str, Any]:
    names = ROW_KEYS[kind]
    plain = {name: value[name] for name in value if name not in names}
    return {"kind": kind, "key": dict(zip(names, key, strict=True)), "value": plain}


def _zip_files(files: Mapping[str, bytes], made: datetime) -> bytes:
    """A ZIP file of the files in their order, all with one timestamp."""
    buffer, moment = io.BytesIO(), made.astimezone(LONDON).timetuple()[:6]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16  # readable only for its owner
            archive.writestr(entry, content)
    return buffer.getvalue()


def build_codebook(rows: Sequence[IncomingRow], library: Library) -> bytes:
    """`codebook.json`, for every version of every instrument in `rows`."""
    used = sorted({(v["instrument"], v["version"]) for _kind, _key, v in rows if "version" in v})
    known = [instrument for key in used if (instrument := library.versions.get(key))]
    codebook = {
        "format": CODEBOOK_FORMAT,
        "version": 1,
        "rows": describe_kinds(),
        "actions": {"whose": dict(whose_options()), "outcome": dict(outcome_options())},
        "changes": dict(change_kind_options()),
        "instruments": [_instrument_entry(instrument) for instrument in known],
        "not_known_here": [list(key) for key in used if key not in library.versions],
    }
    return msgspec.json.format(msgspec.json.encode(codebook), indent=1)


def describe_kinds() -> dict[str, str]:
    """Kind of row -> description."""
    return {
        "answers": _(
            "The ticks and numbers of one week. 1 is the first label of a question, 2 the second. "
            "A list stands for several labels. n/a means that it did not apply. What was not "
            "answered is not there. away marks a week away; counts lets the week count for a team."
        ),
        "notes": _("The texts of one week, and the number of the prompt that stood beside them."),
        "draft": _("A check-in that was begun and not sent, as it was typed."),
        "share": _("What was shared with a team, in hundredths of a point."),
        "cpd": _("The CPD entries of one registration year."),
        "journal": _("The journal of one month."),
        "actions": _("The one thing of each week, whose move it was, and what became of it."),
        "settings": _(
            "What you set, your first week, marked changes and experiments. In the order of an "
            "experiment, t is a pair with the test week first, and u one with the usual week first."
        ),
    }


def _instrument_entry(instrument: Instrument) -> dict[str, Any]:
    return {
        "id": instrument.id,
        "version": instrument.version,
        "title": instrument.title,
        "asks_about": instrument.recall,
        "what_it_is": instrument.standing,
        "source": instrument.source,
        "licence": instrument.licence,
        "stem": instrument.stem,
        "items": [_without_empty(_item_entry(item)) for item in instrument.items],
        "scales": [_without_empty(_scale_entry(scale)) for scale in instrument.scales],
        "prompts": {str(n): prompt.text for n, prompt in enumerate(instrument.prompts, 1)},
    }


def _item_entry(item: Item) -> dict[str, Any]:
    is_number = item.kind == "number"
    first = item.low if is_number else 1  # answer value that the first of the points belongs to
    return {
        "id": item.id,
        "kind": item.kind,
        "text": item.text,
        "hint": item.hint,
        "labels": _labels(item),
        "points": {str(value): points for value, points in enumerate(item.points, first)},
        "range": [item.low, item.high] if is_number else None,
        "unit": item.unit,
        "follows": [item.follows.item, item.follows.answer] if item.follows else None,
    }


def _labels(item: Item) -> dict[str, str]:
    labels = {str(at): label for at, label in enumerate(item.labels, 1)}
    return {**labels, NOT_APPLICABLE: item.does_not_apply} if item.does_not_apply else labels


def _scale_entry(scale: Scale) -> dict[str, Any]:
    return {
        "id": scale.id,
        "title": scale.title,
        "items": list(scale.items),
        "combine": scale.combine,
        "factor": scale.factor,
        "lookup": [list(pair) for pair in scale.lookup],
        "answers_needed": scale.minimum,
        "range": [scale.low, scale.high],
        "direction": scale.direction,
        "rule": scale.rule,
    }


def _without_empty(table: dict[str, Any]) -> dict[str, Any]:
    """The mapping without empty values."""
    return {name: value for name, value in table.items() if value not in ("", None, [], {})}
