"""Pages of personal data: export, import, stored rows, deletion."""

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

SAVED_AT = "2026-11-28T10:00Z"
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


def import_rows(scenario: Scenario, rows: list[dict]) -> Visitor:
    """The page after importing an archive of these rows."""
    head = {"format": "reflect-archive", "version": 1, "made": SAVED_AT}
    content = json.dumps({**head, "rows": rows}).encode()
    sam = scenario.open("/my-data/import", scenario.user_with_weeks(2))
    file = {"name": "reflect.json", "mimeType": "application/json", "buffer": content}
    sam.page.get_by_label("The archive").set_input_files(file)
    return press_button(sam, "Bring it in")


@register_page("brought-in")
def brought_in_of_all_kinds(scenario: Scenario) -> Visitor:
    """Weeks newer here, weeks left out, and a questionnaire that the site does not have."""
    instruments = [*WEEKS, ("of-our-council", "W45", 1)]
    rows = [_make_row(name, f"2026-{week}", version) for name, week, version in instruments]
    team = {"team": "0" * 32, "instrument": "weekly-check-in", "window": 3}
    rows.append({"kind": "share", "key": team, "value": {"connection": 7500}})
    sam = import_rows(scenario, rows)
    for heading in ("had later", "left out", "does not have"):
        sam.page.get_by_role("heading", name=heading).wait_for()
    return sam


@register_page("brought-in-nothing")
def brought_in_nothing(scenario: Scenario) -> Visitor:
    sam = import_rows(scenario, [])
    sam.expect_text("There was nothing in this archive for you to bring in.")
    return sam


@register_page("bring-in-strange-error")
def bring_in_strange(scenario: Scenario) -> Visitor:
    return expect_error_summary(import_rows(scenario, [{"kind": "answers"}]))


@register_page("gone")
def gone(scenario: Scenario) -> Visitor:
    sam = scenario.open_as_new_user("/my-data/delete")
    sam.write("password", PASSWORD)
    sam.press("Delete everything now")
    sam.expect_heading("It is gone")
    return sam


def _make_row(instrument: str, week: str, version: int) -> dict:
    value = {"version": version, "saved": SAVED_AT, "answers": {"reach": 4}, "counts": False}
    return {"kind": "answers", "key": {"instrument": instrument, "week": week}, "value": value}
