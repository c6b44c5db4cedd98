"""CSV export for spreadsheets: a file per instrument, weeks as rows and questions as columns.

The file begins with a byte order mark, without which Excel does not read it as UTF-8.
"""

import csv
import io
from collections.abc import Sequence

from reflect.core.csv_cells import escape_csv_cell
from reflect.core.instruments.library import Library
from reflect.core.weeks import Week
from reflect.mydata.exported_weeks import ExportedWeek


def build_week_csv(weeks: Sequence[ExportedWeek], library: Library) -> bytes:
    """The weeks of one instrument as CSV; the codebook explains the numbers."""
    sent = [week for week in weeks if week.sent]
    items, scales = _list_columns(sent, library)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    scores = [f"score:{scale}" for scale in scales]
    writer.writerow(["week", "monday", "version", "away", "saved", *items, *scores])
    for week in sent:
        values, points = week.answers_and_texts, week.scores(library)
        row = [
            week.week,
            Week.parse(week.week).monday.isoformat(),
            week.sent.get("version", ""),
            "yes" if week.sent.get("away") else "",
            week.sent.get("saved", ""),
            *(escape_csv_cell(values.get(item)) for item in items),
            *(_format_score(points.get(scale)) for scale in scales),
        ]
        writer.writerow(row)
    return text.getvalue().encode("utf-8-sig")


def _list_columns(weeks: Sequence[ExportedWeek], library: Library) -> tuple[list[str], list[str]]:
    """Questions in the order of the file, then those that no version here has; scales."""
    rows = (row for week in weeks for row in (week.answers, week.notes, week.draft) if row)
    versions = sorted({(str(row["instrument"]), row.get("version", 0)) for row in rows})
    known = [instrument for key in versions if (instrument := library.versions.get(key))]
    items = dict.fromkeys(item.id for instrument in known for item in instrument.items)
    scales = dict.fromkeys(scale.id for instrument in known for scale in instrument.scales)
    answered = {item for week in weeks for item in week.answers_and_texts}
    return [*items, *sorted(answered - items.keys())], list(scales)


def _format_score(score: float | None) -> str:
    return "" if score is None else f"{score:.2f}".rstrip("0").rstrip(".")
