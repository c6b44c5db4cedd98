"""Places in a text that an organisation's own words fill: `{organisation|[Organisation, address]}`.

What stands after the bar is for whoever has not said: a blank to fill in by hand. The words come
from `organisation.toml` and are plain text, so that nothing in them is taken for Markdown.
"""

import re
from collections.abc import Mapping

from reflect.content import sections
from reflect.core.i18n import _
from reflect.core.organisation.model import Contact, Organisation
from reflect.core.strict_toml import invalid_at

_PLACE = re.compile(r"\{([a-z][a-z-]*)\|([^{}|\n]*)\}")
_MARKS = re.compile(r"([\\`*_{}\[\]#<>|~&!])")
_BEGINS = re.compile(r"^([-+=]|\d+(?=[.)]))")  # at the start of a line, these begin a list


def fill_placeholders(markdown: str, first_line: int, organisation: Organisation) -> str:
    """The text with its places filled; `first_line` is where it begins in its file.

    Raises:
        Invalid: a place has a name that is not known; names the line and the remedy.
    """
    words = get_placeholder_values(organisation)

    def put(found: re.Match[str]) -> str:
        name, blank = found.groups()
        if name not in words:
            line = first_line + markdown.count("\n", 0, found.start())
            fault = _('the place "{name}" is not known. Use one of: {listed}.')
            raise invalid_at(
                sections.format_line_number(line), fault.format(name=name, listed=", ".join(words))
            )
        return escape_markdown(words[name]) or blank

    return _PLACE.sub(put, markdown)


def escape_markdown(words: str) -> str:
    """Words in which nothing is Markdown."""
    escaped = _MARKS.sub(r"\\\1", words)
    return _BEGINS.sub(_stopped, escaped)


def _stopped(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def get_placeholder_values(organisation: Organisation) -> Mapping[str, str]:
    """Each place and its words; empty: the organisation did not say."""
    contacts = {name: _said(one) for name, one in organisation.contacts.by_name()}
    own = {"organisation": organisation.name, "short-name": organisation.display_name}
    return own | {"regulator": organisation.regulator.name} | contacts


def _said(contact: Contact | None) -> str:
    if contact is None:
        return ""
    ways = (contact.label, contact.email, contact.phone, contact.page)
    return ", ".join(way for way in ways if way)
