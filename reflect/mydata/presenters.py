"""Values for the templates: the result of an import, and the stored rows."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reflect.charts.dates import format_day, format_days
from reflect.charts.team import format_window
from reflect.core.crypto.primitives import KeyPart, canonical_json
from reflect.core.crypto.vault import ROW_KEYS, RowKind
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.mydata.archive_import import ArchiveImport
from reflect.mydata.readable_export import format_week_of
from reflect.mydata.stored_data import SealedRow
from reflect.vaults.repository import MergeResult, RowKey


@dataclass(frozen=True, slots=True)
class ImportReportView:
    """The result of an import."""

    kinds: tuple[tuple[str, str], ...]  # each kind of row, and what was imported of it
    is_new: bool  # added, or newer than the stored row
    weeks: str  # first and last day
    changed: str  # weeks whose answers were newer in the archive
    too_new: str  # weeks that were left out
    unknown: str  # instruments that this site lacks
    shared: bool  # something was shared with a team elsewhere


@dataclass(frozen=True, slots=True)
class SealedKindView:
    """The sealed rows of one kind."""

    title: str
    count: int
    sealed: int  # bytes
    rows: tuple[tuple[int, str], ...]  # number and name, newest first


@dataclass(frozen=True, slots=True)
class SealedRowView:
    """One row, sealed and decrypted."""

    row: SealedRow
    title: str
    plain: str
    written: int  # bytes, as text


def build_import_report(archive: ArchiveImport, merged: MergeResult) -> ImportReportView:
    """The result of an import, as text."""
    weeks = sorted({str(key[1]) for kind, key, _value in archive.rows if kind == "answers"})
    kinds = {kind for kind, _key, _value in archive.rows}
    return ImportReportView(
        kinds=tuple((format_kind(k), _format_result(k, merged)) for k in ROW_KEYS if k in kinds),
        is_new=bool(merged.added or merged.changed),
        weeks=_format_span(weeks),
        changed=_format_weeks(merged.changed),
        too_new=_format_weeks(archive.too_new),
        unknown=", ".join(archive.unknown),
        shared=archive.shared > 0,
    )


def format_kind(kind: RowKind) -> str:
    """The name of a kind of row."""
    return {
        "answers": _("Check-ins: ticks and numbers"),
        "notes": _("Check-ins: texts"),
        "draft": _("Check-ins begun and not sent"),
        "share": _("Shared with a team"),
        "cpd": _("CPD, by registration year"),
        "journal": _("Journal, by month"),
        "actions": _("Actions, all in one"),
        "settings": _("Settings, all in one"),
    }[kind]


def build_sealed_kinds(rows: Sequence[SealedRow], library: Library) -> list[SealedKindView]:
    """The sealed rows by kind, each with a link."""
    return [
        SealedKindView(
            format_kind(kind),
            len(own),
            sum(len(row.blob) for row in own),
            tuple((row.number, _format_key(row, library)) for row in own),
        )
        for kind in ROW_KEYS
        if (own := _newest_first(rows, kind))
    ]


def list_shared_windows(rows: Sequence[SealedRow], library: Library) -> list[tuple[str, str]]:
    """The contributions of this vault to teams: four weeks, and values by scale; newest first."""
    windows = []
    for row in _newest_first(rows, "share"):
        share = row.value.get("share", {})
        numbers = [
            f"{scale.title} {share[scale.id] / 100:g}"
            for scale in library.latest(row.value["instrument"]).scales
            if scale.id in share
        ]
        windows.append((format_window(Window(row.value["window"])), ", ".join(numbers)))
    return windows


def select_sealed_row(
    rows: Sequence[SealedRow], picked: str, library: Library
) -> SealedRowView | None:
    """The row with this number, or the first; None if there are none."""
    number = int(picked) if picked.isascii() and picked.isdecimal() and len(picked) < 9 else 0
    row = next(iter(rows[number : number + 1] or rows[:1]), None)
    if row is None:
        return None
    title = f"{format_kind(row.kind)}. {_format_key(row, library)}".rstrip(". ")
    plain = json.dumps(row.value, ensure_ascii=False, indent=2, sort_keys=True)
    return SealedRowView(row, title, plain, len(canonical_json(row.value)))


def _format_span(weeks: list[str]) -> str:
    """From the first to the last day of these weeks."""
    if not weeks:
        return ""
    return _("From {first} to {last}.").format(
        first=format_day(Week.parse(weeks[0]).monday, year=True),
        last=format_day(Week.parse(weeks[-1]).sunday, year=True),
    )


def _format_result(kind: RowKind, merged: MergeResult) -> str:
    """Such as `12 added, 2 newer in the archive or joined`."""
    results = (
        (merged.added, _("{count} added")),
        (merged.changed, _("{count} newer in the archive, or joined")),
        (merged.unchanged, _("{count} the same here, or newer here")),
    )
    texts = [
        text.format(count=count)
        for keys, text in results
        if (count := sum(key[0] == kind for key in keys))
    ]
    return ", ".join(texts)


def _format_weeks(keys: Iterable[RowKey]) -> str:
    """The Mondays of the weeks of these rows."""
    weeks = {str(key[1]) for kind, key in keys if kind in {"answers", "notes"}}
    return format_days([Week.parse(week).monday for week in sorted(weeks)], year=True)


def _newest_first(rows: Sequence[SealedRow], kind: RowKind) -> list[SealedRow]:
    """The rows of one kind, in falling order of their keys."""
    own = (row for row in rows if row.kind == kind)
    return sorted(own, key=lambda row: [row.value[n] for n in ROW_KEYS[kind]], reverse=True)


def _format_key(row: SealedRow, library: Library) -> str:
    return ", ".join(
        _format_key_part(name, row.value[name], library) for name in ROW_KEYS[row.kind]
    )


def _format_key_part(name: str, part: KeyPart, library: Library) -> str:
    if name == "instrument" and part in library.newest:
        return library.newest[str(part)].title
    return format_week_of(str(part)) if name == "week" else str(part)
