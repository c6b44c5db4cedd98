"""Search files for a text that must be in none of them."""

import gzip
from pathlib import Path


def files_containing(folder: Path, text: str) -> list[Path]:
    """Files at any depth that have the text, in UTF-8 or UTF-16, also inside .gz files."""
    needles, found = (text.encode(), text.encode("utf-16-le")), []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content)
            if any(needle in content for needle in needles):
                found.append(path)
    return found
