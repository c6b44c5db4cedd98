"""Export archives: fill a vault, download its archive, read it, import it, make one by hand."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

from reflect import vaults
from reflect.accounts.settings import preferences
from reflect.charts import plotly_figure, sentences, svg_chart, table
from reflect.checkins import drafts
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import ActionInput
from reflect.checkins.fields import CheckIn, Submission
from reflect.checkins.repository import Questionnaire
from reflect.core.crypto.vault import Vault
from reflect.core.weeks import Week
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.trends import services as trends_services
from tests.support.client import CSRF_TOKEN_PATTERN
from tests.support.weeks import FRIDAY, LIBRARY, W48, WEEKLY

FAMILIES = LIBRARY.latest("families")
MULTIPART_TYPE = "multipart/form-data; boundary=edge"
WEEK_TEXT = "Zoë said: =HYPERLINK is no formula.\nTwo lines."
CHANGE_MARKER = {
    "week": "2026-W40",
    "kind": "office",
    "words": "No base any more",
    "baseline": True,
}
EXPERIMENT = {
    "week": "2026-W35",
    "words": "Two days at base",
    "scale": "connection",
    "direction": "higher",
    "order": "tutuut",
    "is_stopped": False,
    "departures": ["2026-W37"],
}
SAVED_AT = "2026-11-02T10:00Z"
JOURNAL_VALUE = {
    "texts": {"feelings": "Walked to the visit."},
    "themes": ["place"],
    "saved": SAVED_AT,
}
CPD_ENTRY = {
    "id": "c1",
    "type": "Court skills",
    "standards": ["4.2"],
    "draft": False,
    "saved": SAVED_AT,
}
CPD_VALUE = {"entries": [CPD_ENTRY], "saved": SAVED_AT}


def fill_vault(app, vault: Vault, weeks: int, last: Week = W48) -> None:
    """Weeks up to `last` (some away or left out), a draft, and a row of every other kind."""
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        for n in range(weeks):
            week, now = last + (n + 1 - weeks), FRIDAY + timedelta(weeks=last - W48 + n + 1 - weeks)
            if n % 11 == 5:
                checkin_services.mark_away(db, vault, Questionnaire(WEEKLY, week), now)
            elif n % 7 != 6:
                checkin_services.save_check_in(
                    db, vault, Questionnaire(WEEKLY, week), make_check_in(n), f"{n:016}", now
                )
        draft = Submission("reflection", {"happened": WEEK_TEXT + " draft"}, None, "d" * 16)
        drafts.save_page(db, vault, Questionnaire(WEEKLY, last), draft, FRIDAY)
        preferences.update_settings(
            db,
            vault,
            shown="Sam Tully",
            interval=6,
            changes=[CHANGE_MARKER],
            experiments=[EXPERIMENT],
        )
        preferences.update_settings(db, vault, totp={"secret": "JBSWY3DPEHPK3PXP", "used": 0})
        month = {"version": 1, "saved": SAVED_AT}
        answers = {"face": 4, "fit": "n/a", "enough": 2, "found": 3, "choice": 5}
        monthly = {**month, "answers": answers, "counts": False}
        vaults.save(db, vault, "answers", ("families", "2026-W45"), monthly, read=0)
        unknown = {**month, "version": 3, "answers": {"own": 2}, "counts": False}
        vaults.save(db, vault, "answers", ("of-our-council", "2026-W45"), unknown, read=0)
        vaults.save(db, vault, "journal", ("2026-11",), JOURNAL_VALUE, read=0)
        vaults.save(db, vault, "cpd", ("2026-27",), CPD_VALUE, read=0)


def make_check_in(n: int) -> CheckIn:
    """The check-in of the nth week."""
    answers = {"reach": 1 + n % 5, "sense": 4, "belong": "n/a", "answer": 3, "think": 3 + n % 2}
    answers |= {"care": 2, "finish": 4, "switch": 3 + n % 3, "time": 4, "missing": [1, 3]}
    answers |= {"home": 4 + n % 3, "base": 3, "other": 0, "out": n % 3, "between": 1, "held": 2}
    if n % 5 == 0:
        answers |= {"held": 1, "minutes": 60, "how": 1, "who": 1}
    planned = (
        ActionInput("Ask for a room with a door.", 2, supervision=True) if n % 4 == 0 else None
    )
    texts = {"happened": f"{WEEK_TEXT} {n}", "next": "+44 is no sum"} if n % 3 else {}
    return CheckIn(answers, texts, planned or ActionInput(), "carried" if n % 4 == 1 else "")


def download_archive(browser, password: str | None = None) -> bytes:
    """Download the archive from its page."""
    browser.post("/my-data/archive", {"password": password or browser.password})
    assert browser.page.mimetype == "application/zip", browser.words
    return browser.page.data


def archive_files(archive: bytes) -> dict[str, bytes]:
    """The files in an archive, by name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


def archive_rows(archive: bytes) -> list[dict[str, Any]]:
    return json.loads(archive_files(archive)["reflect.json"])["rows"]


def import_archive(browser, content: bytes, name: str = "reflect-archive.zip"):
    browser.get("/my-data/import")
    body = multipart_body(
        CSRF_TOKEN_PATTERN.search(browser.html).group(1), "archive", content, name
    )
    browser.page = browser.client.post("/my-data/import", data=body, content_type=MULTIPART_TYPE)
    return browser


def multipart_body(token: str, name: str, value: bytes, filename: str = "") -> bytes:
    """A multipart form with the CSRF token and one field; the test client would use files."""
    head = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename else "")
    fields = (('form-data; name="csrf_token"', token.encode()), (head, value))
    parts = [
        f"--edge\r\nContent-Disposition: {head}\r\n\r\n".encode() + content
        for head, content in fields
    ]
    return b"\r\n".join([*parts, b"--edge--\r\n"])


def make_archive(*rows: dict[str, Any], **head: Any) -> bytes:
    """A `reflect.json` of these rows."""
    content = {"format": "reflect-archive", "version": 1, "made": "2026-11-27T16:05Z", "rows": rows}
    return json.dumps({**content, **head}).encode()


def make_answers_row(week: str = "2026-W47", saved: str = "2026-11-20T16:05Z", **answers: Any):
    """A row of answers in the format of an archive."""
    value = {"version": 1, "saved": saved, "answers": answers or {"reach": 4}, "counts": False}
    return {
        "kind": "answers",
        "key": {"instrument": "weekly-check-in", "week": week},
        "value": value,
    }


def chart_bytes(app, vault: Vault, now=FRIDAY) -> list[bytes]:
    """The whole output of a chart as bytes: SVG, table, Plotly figures, sentences."""
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        library = app.extensions["reflect.library"]
        picture = trends_services.load_picture(
            db, vault, library, library.latest("weekly-check-in"), now
        )
    figures = [
        plotly_figure.build_scale_figure(panel, picture, dark=dark)
        for panel in picture.panels
        for dark in (0, 1)
    ]
    figures.append(plotly_figure.build_overlay_figure(picture, dark=False))
    texts = [
        sentences.summarise_weeks(picture),
        sentences.build_caption(picture),
        *map(sentences.describe_scale, picture.panels),
    ]
    return [
        svg_chart.draw_chart(picture, is_wide=True).encode(),
        svg_chart.draw_chart(picture, is_wide=False).encode(),
        repr(table.build_week_rows(picture)).encode(),
        json.dumps(figures, sort_keys=True).encode(),
        "\n".join(texts).encode(),
    ]
