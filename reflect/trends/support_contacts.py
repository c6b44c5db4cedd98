"""Where to turn: the organisation's own text, from two files in the data folder.

The text is plain, so that operators need no HTML and cannot insert any into the page. URLs, e-mail
addresses and telephone numbers become links: people who need them are tired and should not type.
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
    return {part: [linkify(str(line)) for line in own] for part, own in asdict(lines).items()}


def linkify(text: str) -> Markup:
    """Escape the text, and make links of URLs, e-mail addresses and telephone numbers."""
    parts, end = [], 0
    for match in _LINK.finditer(text):
        parts += [escape(text[end : match.start()]), _link_match(match)]
        end = match.end()
    return Markup().join([*parts, escape(text[end:])])


def _link_match(match: re.Match[str]) -> Markup:
    text = match.group()
    if match["web"]:
        href = text
    elif match["mail"]:
        href = f"mailto:{text}"
    elif text.startswith("+"):
        href = "tel:+" + re.sub(r"\D", "", text.replace("(0)", ""))  # not dialled from abroad
    else:
        href = "tel:" + re.sub(r"\D", "", text)
    return Markup('<a href="{}">{}</a>').format(href, text)
