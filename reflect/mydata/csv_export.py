"""CSV export for spreadsheets: a file per instrument, weeks as rows and questions as columns.

The file begins with a byte order mark, without which Excel does not read it as UTF-8.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from reflect.core.crypto.vault import RowKind
from reflect.core.csv_cells import escape_csv_cell
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.instruments.scoring import score_stored
from reflect.core.weeks import Week
from reflect.vaults.repository import IncomingRow

UTF8_BOM: Final = "\ufeff"
_WEEK_COLUMNS: Final = ("week", "monday", "version", "away", "saved")

RowValue = dict[str, Any]
RowsByWeek = dict[str, dict[RowKind, RowValue]]  # week -> its rows by kind


def group_by_week(rows: Sequence[IncomingRow]) -> dict[str, RowsByWeek]:
    """Instrument -> week -> its answers, texts and draft, ordered."""
    grouped: dict[str, RowsByWeek] = {}
    for kind, key, value in rows:
        if kind in {"answers", "notes", "draft"}:
            instrument, week = map(str, key)
            grouped.setdefault(instrument, {}).setdefault(week, {})[kind] = value
    return {instrument: dict(sorted(weeks.items())) for instrument, weeks in grouped.items()}


def build_week_csv(weeks: RowsByWeek, library: Library) -> bytes:
    """The weeks of one instrument as CSV; the codebook explains the numbers."""
    sent = {week: rows for week, rows in weeks.items() if {"answers", "notes"} & rows.keys()}
    items, scales = _list_columns(sent, library)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*_WEEK_COLUMNS, *items, *(f"score:{scale}" for scale in scales)])
    for week, rows in sent.items():
        values, scores = _answers_and_texts(rows), _compute_scores(rows, library)
        writer.writerow(
            [
                *_week_cells(week, rows),
                *(escape_csv_cell(values.get(item)) for item in items),
                *(_format_score(scores.get(scale)) for scale in scales),
            ]
        )
    return (UTF8_BOM + text.getvalue()).encode()


def _list_columns(weeks: RowsByWeek, library: Library) -> tuple[list[str], list[str]]:
    """Questions in the order of the file, then those that no version here has."""
    versions = sorted({key for rows in weeks.values() for key in _list_versions(rows)})
    known = [instrument for key in versions if (instrument := library.versions.get(key))]
    items = dict.fromkeys(item.id for instrument in known for item in instrument.items)
    scales = dict.fromkeys(scale.id for instrument in known for scale in instrument.scales)
    answered = {item for rows in weeks.values() for item in _answers_and_texts(rows)}
    return [*items, *sorted(answered - items.keys())], list(scales)


def _list_versions(rows: Mapping[RowKind, RowValue]) -> set[tuple[str, int]]:
    return {(str(value["instrument"]), value.get("version", 0)) for value in rows.values()}


def _week_cells(week: str, rows: Mapping[RowKind, RowValue]) -> list[object]:
    first = rows.get("answers") or rows["notes"]
    away = "yes" if first.get("away") else ""
    monday = Week.parse(week).monday.isoformat()
    return [week, monday, first.get("version", ""), away, first.get("saved", "")]


def _answers_and_texts(rows: Mapping[RowKind, RowValue]) -> RowValue:
    answers, notes = rows.get("answers", {}), rows.get("notes", {})
    return {**answers.get("answers", {}), **notes.get("texts", {})}


def _compute_scores(rows: Mapping[RowKind, RowValue], library: Library) -> Mapping[str, float]:
    value = rows.get("answers", {})
    instrument = find_instrument(value, library)
    return score_stored(instrument, value.get("answers", {})) if instrument else {}


def find_instrument(value: RowValue, library: Library) -> Instrument | None:
    """The version of the instrument of a row; None if this site lacks it."""
    return library.versions.get((str(value.get("instrument")), value.get("version", 0)))


def _format_score(score: float | None) -> str:
    return "" if score is None else f"{score:.2f}".rstrip("0").rstrip(".")
