"""A person's weeks for exports: what the rows of one instrument and week say together.

The table (`csv_export`) and the readable page (`readable_export`) show a week from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reflect.core.crypto.vault import RowKind
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.instruments.scoring import score_stored
from reflect.vaults.repository import IncomingRow

RowValue = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ExportedWeek:
    """The rows of one instrument in one week; empty: there is no such row."""

    week: str  # as 2026-W48
    answers: RowValue
    notes: RowValue
    draft: RowValue

    @property
    def sent(self) -> RowValue:
        """The row that was sent: the answers or, without any, the texts."""
        return self.answers or self.notes

    @property
    def answers_and_texts(self) -> RowValue:
        """Item -> answer or text."""
        return {**self.answers.get("answers", {}), **self.notes.get("texts", {})}

    def scores(self, library: Library) -> dict[str, float]:
        """Scale -> score; empty if this site lacks the version of the instrument."""
        instrument = find_instrument(self.answers, library)
        return score_stored(instrument, self.answers["answers"]) if instrument else {}


def group_by_week(rows: Sequence[IncomingRow]) -> dict[str, list[ExportedWeek]]:
    """Instrument -> its weeks with answers, texts or a draft, oldest first."""
    grouped: dict[str, dict[str, dict[RowKind, RowValue]]] = {}
    for kind, key, value in rows:
        if kind in {"answers", "notes", "draft"}:
            instrument, week = map(str, key)
            grouped.setdefault(instrument, {}).setdefault(week, {})[kind] = value
    return {
        instrument: [
            ExportedWeek(week, own.get("answers", {}), own.get("notes", {}), own.get("draft", {}))
            for week, own in sorted(weeks.items())
        ]
        for instrument, weeks in grouped.items()
    }


def find_instrument(value: RowValue, library: Library) -> Instrument | None:
    """The version of the instrument of a row; None if this site lacks it."""
    return library.versions.get((str(value.get("instrument")), value.get("version", 0)))
