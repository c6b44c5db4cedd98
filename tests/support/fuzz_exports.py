"""Fuzz tests of exported files: typed text must not become a formula or a calendar entry.

The calendar file comes from its page and is read by icalendar; a CSV file is read as Excel and
LibreOffice read it; a mutated archive that was imported must break no page.
"""

import csv
import io
from collections.abc import Callable
from functools import partial

from icalendar import Calendar

from reflect.core.csv_cells import FORMULA_PREFIXES
from reflect.mydata.csv_export import build_week_csv
from reflect.mydata.exported_weeks import group_by_week
from tests.support.archives import MULTIPART_TYPE, multipart_body
from tests.support.client import CSRF_TOKEN_PATTERN
from tests.support.fuzz_data import FuzzData
from tests.support.fuzz_files import FileFuzzer
from tests.support.fuzz_users import FuzzUsers
from tests.support.weeks import LIBRARY

ExportChecks = dict[str, Callable[[FuzzData], str]]
PAGES_AFTER_IMPORT = (
    *("/check-in", "/weeks", "/my-picture", "/my-picture/changes", "/notebook", "/notebook/cpd"),
    *("/notebook/cpd/2026-27", "/notebook/journal", "/notebook/month/2026-11", "/notebook/months"),
    *("/notebook/actions", "/notebook/supervision-sheet", "/notebook/supervision", "/settings"),
    *("/my-picture/what-goes-with-what", "/my-picture/2026-W47", "/my-data/stored", "/pause"),
    *("/my-picture/experiment", "/my-picture/experiment/2026-W35"),
    *("/check-in/2026-W48/reflection", "/notebook/months/families", "/notebook/cpd/entry/c1"),
)


def export_checks(users: FuzzUsers, files: FileFuzzer) -> ExportChecks:
    """The checks by name; each makes a file and returns what is wrong with it, or ""."""
    return {
        "calendars": partial(check_calendar, users),
        "spreadsheets": check_spreadsheet,
        "imports": partial(check_import, users, files),
    }


def check_calendar(users: FuzzUsers, data: FuzzData) -> str:
    """A reminder with any title is refused, or is one event with that title."""
    sam = users.people["practitioner"]
    title = data.text().decode("utf-8", "replace")[:70]
    fields = {"weekday": "4", "at": "16:00", "title": title, "alarm": "10", "address": "y"}
    sam.get("/notebook/reminder")
    token = CSRF_TOKEN_PATTERN.search(sam.html).group(1)
    answer = sam.client.post("/notebook/reminder", data={"csrf_token": token, **fields})
    if answer.status_code == 422:
        return ""
    if answer.mimetype != "text/calendar":
        return f"answered {answer.status_code} {answer.mimetype}"
    parsed = Calendar.from_ical(answer.data)
    inside = [part.name for part in parsed.walk()]
    if sorted(inside) != ["DAYLIGHT", "STANDARD", "VALARM", "VCALENDAR", "VEVENT", "VTIMEZONE"]:
        return f"the file has {inside}"
    named = {"VEVENT": "summary", "VALARM": "description"}
    texts = {
        visible_text(str(part[named[part.name]])) for part in parsed.walk() if part.name in named
    }
    return "" if texts == {visible_text(title) or "Notes"} else f"{title!r} is {texts!r}"


def visible_text(text: str) -> str:
    """The visible characters of a text: white space and control characters may change."""
    return "".join(each for each in text if each.isprintable() and not each.isspace())


def check_spreadsheet(data: FuzzData) -> str:
    """A week with any texts is one CSV record, and no cell is a formula."""
    texts = {name: data.text().decode("utf-8", "replace") for name in ("happened", "next", "own")}
    key = {"instrument": "weekly-check-in", "week": "2026-W47"}
    notes = {**key, "version": 1, "saved": "2026-11-20T16:05Z", "texts": texts}
    weeks = group_by_week([("notes", tuple(key.values()), notes)])["weekly-check-in"]
    written = build_week_csv(weeks, LIBRARY).decode("utf-8-sig")
    csv.field_size_limit(10**7)
    head, *lines = csv.reader(io.StringIO(written, newline=""), strict=True)
    if len(lines) != 1 or len(lines[0]) != len(head):
        return f"{len(lines)} lines"
    if formulas := [cell for cell in (*head, *lines[0]) if cell.startswith(FORMULA_PREFIXES)]:
        return f"a formula: {formulas}"
    parsed = dict(zip(head, lines[0], strict=True))
    wrong = [text for name, text in texts.items() if parsed[name] not in (text, f"'{text}")]
    return f"changed: {wrong}" if wrong else ""


def check_import(users: FuzzUsers, files: FileFuzzer, data: FuzzData) -> str:
    """An archive that is imported breaks no page, and can be exported again."""
    users.reset()
    sam = users.people["practitioner"]
    sam.get("/my-data/import")
    token = CSRF_TOKEN_PATTERN.search(sam.html).group(1)
    body = multipart_body(token, "archive", files.any_archive(data), "reflect.json")
    answer = sam.client.post("/my-data/import", data=body, content_type=MULTIPART_TYPE)
    if answer.status_code not in {200, 422}:
        return f"the import answered {answer.status_code}"
    if answer.status_code == 422:
        return ""
    for path in PAGES_AFTER_IMPORT:
        status = sam.client.get(path).status_code
        if status >= 500:
            return f"{path} answered {status}"
    sam.post("/my-data/archive", {"password": sam.password})
    return "" if sam.page.mimetype == "application/zip" else f"saving answered {sam.status}"
