"""Content files: front matter as TOML between two lines of +++, then Markdown.

Guides and teaching resources are such files. The front matter is parsed strictly, as instrument
files are, and its sources have to be those that the text cites. An error in a shipped file prevents
the start of the app; an invalid file of the organisation is skipped and reported.

The Markdown may have placeholders for the organisation's own words:
`{organisation|[Name, address]}`. If the organisation has no value, the text after the bar is used,
as a blank to fill in by hand. Values come from `organisation.toml` and are plain text, so Markdown
in them is escaped.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from reflect.content import sections
from reflect.core import strict_toml
from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Contact, Organisation
from reflect.core.stated_numbers import stated_numbers
from reflect.core.strict_toml import FrozenTable, Id

_FRONT_MATTER = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*\n", re.DOTALL | re.MULTILINE)
_PLACEHOLDER_PATTERN = re.compile(r"\{([a-z][a-z-]*)\|([^{}|\n]*)\}")
_MARKDOWN_CHARACTERS = re.compile(r"([\\`*_{}\[\]#<>|~&!])")
_BULLET = re.compile(r"^(?=[-+=])")  # before the marker of a list, or of a heading
_LIST_NUMBER = re.compile(r"^(\d+)(?=[.)])")
P = ParamSpec("P")
T = TypeVar("T")
FrontMatter = TypeVar("FrontMatter", bound=FrozenTable)


class _Name(FrozenTable, frozen=True):
    name: Id


@dataclass(frozen=True, slots=True)
class ContentFault:
    """An invalid file of the organisation's own, which was skipped."""

    file: str
    sentence: str  # file, place and remedy


def load_content_file(
    path: Path, parse: Callable[Concatenate[str, str, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Load a file; `parse` gets its id, which is its name without `.md`, its text, and the rest.

    Raises:
        Invalid: the file is not valid; names the file, the place and the remedy.
    """
    raw = strict_toml.read_file_bytes(path)
    with strict_toml.errors_of_file(path):
        strict_toml.convert_table({"name": path.stem}, _Name, _("its name"))
        text = strict_toml.decode_utf8(raw).replace("\r\n", "\n")
        return parse(path.stem, text, *args, **kwargs)


def load_own_files(
    folder: Path, load: Callable[[Path], T], faults: list[ContentFault]
) -> Iterator[T]:
    """Load the organisation's files in a folder, by name; invalid ones are added to `faults`."""
    for path in sorted(folder.glob("*.md")):
        try:
            yield load(path)
        except Invalid as error:
            faults.append(ContentFault(path.name, str(error)))


def parse_content(
    text: str,
    table: type[FrontMatter],
    targets: sections.LinkTargets,
    organisation: Organisation,
    *,
    is_guide: bool,
) -> tuple[FrontMatter, str, sections.ParsedText]:
    """Parse the text of a file whose front matter has the type `table`, and check its links.

    Returns:
        The front matter, the Markdown below it, and the Markdown parsed.

    Raises:
        Invalid: the text is not valid; names the place and the remedy.
    """
    head, markdown, first_line = split_front_matter(text, organisation)
    front_matter = strict_toml.convert_table(head, table, strict_toml.top_of_file())
    body = sections.parse_text(markdown, first_line, targets, is_guide=is_guide)
    return front_matter, markdown, body


def split_front_matter(
    text: str, organisation: Organisation = DEFAULT_ORGANISATION
) -> tuple[dict[str, Any], str, int]:
    """Split a file into front matter and Markdown, and fill in the organisation's placeholders.

    Returns:
        The front matter, the Markdown, and the line number of the Markdown in the file, from 1.

    Raises:
        Invalid: the front matter is missing or is not TOML; names the place and the remedy.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        fault = _(
            "the file begins with a line +++, then lines such as title = ..., then +++ again."
        )
        raise strict_toml.invalid_at(sections.format_line_number(1), fault)
    first_line = text.count("\n", 0, match.end()) + 1
    markdown = fill_placeholders(text[match.end() :], first_line, organisation)
    return strict_toml.parse_toml(match[1]), markdown, first_line


def check_cited_sources(listed: Collection[str], cited: frozenset[str]) -> None:
    """Check that the front matter lists exactly the sources that the text cites.

    Raises:
        Invalid: they differ; names the sources that are in only one of them.
    """
    if differing := set(listed) ^ cited:
        fault = _('"sources" is what the text cites, no more and no less. Look at: {names}.')
        raise strict_toml.invalid_at(
            strict_toml.top_of_file(), fault.format(names=", ".join(sorted(differing)))
        )


def fill_placeholders(markdown: str, first_line: int, organisation: Organisation) -> str:
    """Replace the placeholders of a text; `first_line` is its line number in the file.

    Raises:
        Invalid: a placeholder is unknown; names the line and the remedy.
    """
    values = get_placeholder_values(organisation)

    def replace(match: re.Match[str]) -> str:
        name, blank = match.groups()
        if name not in values:
            line = sections.format_line_number(first_line + markdown.count("\n", 0, match.start()))
            fault = _('the place "{name}" is not known. Use one of: {listed}.')
            raise strict_toml.invalid_at(line, fault.format(name=name, listed=", ".join(values)))
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
