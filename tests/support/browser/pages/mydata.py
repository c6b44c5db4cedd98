"""Pages of one's own data: take it along, bring it in, see what is stored, delete it."""

import json

from tests.support.browser.pages.registry import (
    PASSWORD,
    empty_form_page,
    expect_error_summary,
    full_notebook_page,
    new_user_page,
    press_button,
    register_page,
    register_pages,
)
from tests.support.browser.scenario import Scenario
from tests.support.browser.visitor import Visitor

SAVED = "2026-11-28T10:00Z"
WEEKS = [("weekly-check-in", week, version) for week, version in (("W47", 1), ("W46", 9))]

register_pages(
    {
        "my-data": new_user_page("/my-data"),
        "archive": new_user_page("/my-data/archive"),
        "archive-error": empty_form_page("/my-data/archive", "Save my archive"),
        "bring-in": new_user_page("/my-data/import"),
        "bring-in-error": empty_form_page("/my-data/import", "Bring it in"),
        "stored-nothing": new_user_page("/my-data/stored"),
        "stored": full_notebook_page("/my-data/stored"),
        "stored-row": full_notebook_page("/my-data/stored?row=3"),
        "delete": new_user_page("/my-data/delete"),
        "delete-error": empty_form_page("/my-data/delete", "Delete everything now"),
    }
)


def import_rows(stage: Scenario, rows: list[dict]) -> Visitor:
    """The answer to an archive of these rows."""
    head = {"format": "reflect-archive", "version": 1, "made": SAVED}
    content = json.dumps({**head, "rows": rows}).encode()
    sam = stage.at("/my-data/import", stage.lived(2))
    file = {"name": "reflect.json", "mimeType": "application/json", "buffer": content}
    sam.page.get_by_label("The archive").set_input_files(file)
    return press_button(sam, "Bring it in")


@register_page("brought-in")
def brought_in_of_all_kinds(stage: Scenario) -> Visitor:
    """Newer weeks, weeks that are left out, and a questionnaire that is not here."""
    asked = [*WEEKS, ("of-our-council", "W45", 1)]
    rows = [_answers(name, f"2026-{week}", version) for name, week, version in asked]
    team = {"team": "0" * 32, "instrument": "weekly-check-in", "window": 3}
    rows.append({"kind": "share", "key": team, "value": {"connection": 7500}})
    sam = import_rows(stage, rows)
    for heading in ("had later", "left out", "does not have"):
        sam.page.get_by_role("heading", name=heading).wait_for()
    return sam


@register_page("brought-in-nothing")
def brought_in_nothing(stage: Scenario) -> Visitor:
    sam = import_rows(stage, [])
    sam.expect_text("There was nothing in this archive for you to bring in.")
    return sam


@register_page("bring-in-strange-error")
def bring_in_strange(stage: Scenario) -> Visitor:
    return expect_error_summary(import_rows(stage, [{"kind": "answers"}]))


@register_page("gone")
def gone(stage: Scenario) -> Visitor:
    sam = stage.sam("/my-data/delete")
    sam.write("password", PASSWORD)
    sam.press("Delete everything now")
    sam.expect_heading("It is gone")
    return sam


def _answers(instrument: str, week: str, version: int) -> dict:
    value = {"version": version, "saved": SAVED, "answers": {"reach": 4}, "counts": False}
    return {"kind": "answers", "key": {"instrument": instrument, "week": week}, "value": value}
