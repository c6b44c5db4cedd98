"""Placeholders in content files for an organisation's own words: `{organisation|[Name, address]}`.

If the organisation has no value, the text after the bar is used, as a blank to fill in by hand.
Values come from `organisation.toml` and are plain text, so Markdown in them is escaped. The numbers
that the code obeys are placeholders too: `{idle-minutes|}`.
"""

import re
from collections.abc import Mapping

from reflect.content.sections import format_line_number
from reflect.core.i18n import _
from reflect.core.organisation.model import Contact, Organisation
from reflect.core.stated_numbers import stated_numbers
from reflect.core.strict_toml import invalid_at

_PLACEHOLDER_PATTERN = re.compile(r"\{([a-z][a-z-]*)\|([^{}|\n]*)\}")
_MARKDOWN_CHARACTERS = re.compile(r"([\\`*_{}\[\]#<>|~&!])")
_BULLET = re.compile(r"^(?=[-+=])")  # before the marker of a list, or of a heading
_LIST_NUMBER = re.compile(r"^(\d+)(?=[.)])")


def fill_placeholders(markdown: str, first_line: int, organisation: Organisation) -> str:
    """Replace the placeholders of a text; `first_line` is its line number in the file.

    Raises:
        Invalid: a placeholder is unknown; names the line and the remedy.
    """
    values = get_placeholder_values(organisation)

    def replace(match: re.Match[str]) -> str:
        name, blank = match.groups()
        if name not in values:
            line = format_line_number(first_line + markdown.count("\n", 0, match.start()))
            fault = _('the place "{name}" is not known. Use one of: {listed}.')
            raise invalid_at(line, fault.format(name=name, listed=", ".join(values)))
        return escape_markdown(values[name]) or blank

    return _PLACEHOLDER_PATTERN.sub(replace, markdown)


def escape_markdown(text: str) -> str:
    """Escape plain text, so that nothing in it is Markdown."""
    escaped = _MARKDOWN_CHARACTERS.sub(r"\\\1", text)
    return _LIST_NUMBER.sub(r"\1\\", _BULLET.sub(r"\\", escaped))


def get_placeholder_values(organisation: Organisation) -> Mapping[str, str]:
    """The value of each placeholder; empty if the organisation has none."""
    contacts = {name: _format_contact(each) for name, each in organisation.contacts.by_name()}
    own = {"organisation": organisation.name, "short-name": organisation.display_name}
    numbers = {name.replace("_", "-"): str(n) for name, n in stated_numbers().items()}
    return own | {"regulator": organisation.regulator.name} | contacts | numbers


def _format_contact(contact: Contact | None) -> str:
    if contact is None:
        return ""
    return ", ".join(filter(None, (contact.label, contact.email, contact.phone, contact.page)))
