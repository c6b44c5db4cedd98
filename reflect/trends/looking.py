"""What two pages need from files: plotly's own style mark, and an organisation's contacts.

plotly.js lays a `<style>` for its maps into the page unless an element with a certain id is there
already; the content policy forbids that. The id changes with each release, so it is read from
the script itself, once.
"""

import re
from functools import cache
from pathlib import Path

from reflect.web.assets import PLOTLY, sources

_MARK = re.compile(r'getElementById\("([0-9a-f]{64})"\)')
CONTACTS = "where-to-turn.txt"


@cache
def map_style() -> str:
    """The id that keeps plotly.js from adding a style for maps; empty if it has none."""
    found = _MARK.search(sources()[PLOTLY].read_text(encoding="utf-8"))
    return found.group(1) if found else ""


def own_contacts(data: Path) -> list[str]:
    """The organisation's own lines from its data folder; none if there is no file."""
    try:
        text = (data / CONTACTS).read_text(encoding="utf-8")
    except OSError:
        return []
    return [line.strip() for line in text.splitlines() if line.strip()]
