"""Where to turn: what the organisation itself says, from two files in the data folder.

Plain text, so that whoever runs the site needs no code and can put nothing but words on the page.
Addresses, mail and telephone numbers in it can be clicked: somebody who needs one is tired.
"""

import re
from pathlib import Path

from markupsafe import Markup, escape
from msgspec.structs import asdict

from reflect.core.organisation.model import WhereToTurn

SUPPORT_CONTACTS_FILE = "where-to-turn.txt"
MAX_FILE_CHARACTERS = 20_000  # characters
_LINK = re.compile(
    r"""(?P<web>https?://[^\s<>"']*[^\s<>"'.,;:!?)\]])
    |(?P<mail>[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\b)
    |(?P<phone>(?<![\w.+-])(?:(?:\+|00)[1-9]|0)(?:[ -]?\(?\d\)?){8,13}(?![\w-])
        |(?<![\w.+-])(?:116[ ]?\d{3}|111|112|999)(?![\w-]))""",
    re.IGNORECASE | re.VERBOSE,
)


def load_contacts_text(data: Path) -> Markup:
    """The text of the file with links; empty if it is missing or unreadable."""
    try:
        with (data / SUPPORT_CONTACTS_FILE).open(encoding="utf-8-sig", errors="replace") as file:
            return linkify(file.read(MAX_FILE_CHARACTERS).strip())
    except OSError:
        return Markup()


def format_contact_lines(lines: WhereToTurn) -> dict[str, list[Markup]]:
    """The lines of each part of the page, with links: the organisation's, or the defaults."""
    return {part: [linkify(str(line)) for line in found] for part, found in asdict(lines).items()}


def linkify(text: str) -> Markup:
    """Escape the text, and make links of URLs, e-mail addresses and telephone numbers."""
    parts, done = [], 0
    for found in _LINK.finditer(text):
        parts += [escape(text[done : found.start()]), _link_match(found)]
        done = found.end()
    return Markup().join([*parts, escape(text[done:])])


def _link_match(found: re.Match[str]) -> Markup:
    said = found.group()
    if found["web"]:
        href = said
    elif found["mail"]:
        href = f"mailto:{said}"
    else:
        abroad = said.startswith("+")
        digits = re.sub(r"\D", "", said.replace("(0)", "") if abroad else said)
        href = f"tel:+{digits}" if abroad else f"tel:{digits}"
    return Markup('<a href="{}">{}</a>').format(href, said)
