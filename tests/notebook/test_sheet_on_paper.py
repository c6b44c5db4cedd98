"""The sheet on A4, printed by a real Chromium: one page, and nothing on it but the sheet.

The page is printed as the app sends it, with its stylesheet put inside, so no server is needed.
"""

import re
import subprocess
from pathlib import Path

import pytest

from reflect.notebook.supervision_sheet import presenters as supervision_sheet_presenters
from reflect.notebook.supervision_sheet.services import SheetItem, SupervisionSheet
from tests.support.processes import find_chromium
from tests.support.weeks import FRIDAY

URL = "/notebook/supervision-sheet"
CSS = Path(__file__).parents[2] / "reflect" / "static" / "reflect.css"
LINE = "I noticed that I had stopped asking questions by the second visit."
NOTE = f"Support. From my week of {FRIDAY.day} November."
A4 = (595, 842)  # points


def printed(folder: Path, page: str) -> tuple[int, set[tuple[int, int]]]:
    """How many pages, and of which sizes."""
    (folder / "page.html").write_text(page, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'me'}"]
    target = f"--print-to-pdf={folder / 'page.pdf'}"
    url = (folder / "page.html").as_uri()
    subprocess.run(
        [find_chromium(), *options, target, url], check=True, capture_output=True, timeout=60
    )
    found = (folder / "page.pdf").read_bytes()
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", found)
    return len(re.findall(rb"/Type */Page\b", found)), {
        (round(float(wide)), round(float(high))) for wide, high in boxes
    }


def with_style(page: str) -> str:
    style = f"<style>{CSS.read_text(encoding='utf-8')}</style>"
    return re.sub(r'<link rel="stylesheet"[^>]*>', lambda _hit: style, page)


@pytest.mark.parametrize(
    ("kind", "lines", "pages"), [("anew", 9, 1), ("anew", 20, 2), ("page", 9, 1)]
)
def test_what_is_said_to_fit_fits_on_one_page(signed_in, tmp_path, kind, lines, pages):
    fields = {"bring": [LINE] * lines, "note": [NOTE] * lines, "seen": [LINE] * 3, "make": kind}
    signed_in.post(URL, {**fields, "shown": "Sam Adeyemi", "when": "Thursday, 90 minutes"})
    assert printed(tmp_path, with_style(signed_in.html)) == (pages, {A4})
    brought = tuple(SheetItem(LINE, NOTE) for _line in range(lines))
    assert supervision_sheet_presenters.is_one_page(
        SupervisionSheet(brought=brought, seen=(LINE,) * 3)
    ) == (pages == 1)
