"""Pages of one's own data: take it along, bring it in, see what is stored, delete it."""

import json

from stages import Stage
from visitors import Visitor
from ways import PASSWORD, add, in_trouble, kept, own, pressed, sent, way

SAVED = "2026-11-28T10:00Z"
WEEKS = [("weekly-check-in", week, version) for week, version in (("W47", 1), ("W46", 9))]

add(
    {
        "my-data": own("/my-data"),
        "archive": own("/my-data/archive"),
        "archive-error": sent("/my-data/archive", "Save my archive"),
        "bring-in": own("/my-data/import"),
        "bring-in-error": sent("/my-data/import", "Bring it in"),
        "stored-nothing": own("/my-data/stored"),
        "stored": kept("/my-data/stored"),
        "stored-row": kept("/my-data/stored?row=3"),
        "delete": own("/my-data/delete"),
        "delete-error": sent("/my-data/delete", "Delete everything now"),
    }
)


def brought_in(stage: Stage, rows: list[dict]) -> Visitor:
    """The answer to an archive of these rows."""
    head = {"format": "reflect-archive", "version": 1, "made": SAVED}
    content = json.dumps({**head, "rows": rows}).encode()
    sam = stage.at("/my-data/import", stage.lived(2))
    file = {"name": "reflect.json", "mimeType": "application/json", "buffer": content}
    sam.page.get_by_label("The archive").set_input_files(file)
    return pressed(sam, "Bring it in")


@way("brought-in")
def brought_in_of_all_kinds(stage: Stage) -> Visitor:
    """Newer weeks, weeks that are left out, and a questionnaire that is not here."""
    asked = [*WEEKS, ("of-our-council", "W45", 1)]
    rows = [_answers(name, f"2026-{week}", version) for name, week, version in asked]
    team = {"team": "0" * 32, "instrument": "weekly-check-in", "window": 3}
    rows.append({"kind": "share", "key": team, "value": {"connection": 7500}})
    sam = brought_in(stage, rows)
    for heading in ("had later", "left out", "does not have"):
        sam.page.get_by_role("heading", name=heading).wait_for()
    return sam


@way("brought-in-nothing")
def brought_in_nothing(stage: Stage) -> Visitor:
    sam = brought_in(stage, [])
    sam.sees("There was nothing in this archive for you to bring in.")
    return sam


@way("bring-in-strange-error")
def bring_in_strange(stage: Stage) -> Visitor:
    return in_trouble(brought_in(stage, [{"kind": "answers"}]))


@way("gone")
def gone(stage: Stage) -> Visitor:
    sam = stage.sam("/my-data/delete")
    sam.write("password", PASSWORD)
    sam.press("Delete everything now")
    sam.reads_as_heading("It is gone")
    return sam


def _answers(instrument: str, week: str, version: int) -> dict:
    value = {"version": version, "saved": SAVED, "answers": {"reach": 4}, "counts": False}
    return {"kind": "answers", "key": {"instrument": instrument, "week": week}, "value": value}
