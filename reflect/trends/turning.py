"""Where to turn: what the organisation itself says, from a file in the data folder.

Plain text, so that whoever runs the site needs no code and can put nothing but words on the page.
"""

from pathlib import Path

FILE = "where-to-turn.txt"
MOST = 20_000  # characters


def own_words(data: Path) -> str:
    """The file's text, or nothing: it is not there, or cannot be read."""
    try:
        with (data / FILE).open(encoding="utf-8-sig", errors="replace") as file:
            return file.read(MOST).strip()
    except OSError:
        return ""
