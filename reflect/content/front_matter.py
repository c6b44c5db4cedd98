"""Content files: TOML front matter between two lines of +++, then Markdown.

Guides and teaching resources are such files, and both are read here. Front matter is read as
strictly as an instrument, and the sources that it lists have to be those that the text cites. A
mistake in a file that comes with Reflect stops the start; a mistake in a file of the organisation
costs that file alone.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from reflect.content import sections
from reflect.content.placeholders import fill_placeholders
from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Organisation
from reflect.core.strict_toml import (
    Id,
    StrictTable,
    convert_table,
    decode_utf8,
    invalid_at,
    parse_toml,
    read_file_bytes,
)

_HEAD = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*\n", re.DOTALL | re.MULTILINE)
TOP_OF_FILE = _l("top of the file")  # the place of a mistake in the head
T = TypeVar("T")
FrontMatter = TypeVar("FrontMatter", bound=StrictTable)


class _Name(StrictTable, kw_only=True):
    name: Id


@dataclass(frozen=True, slots=True)
class ContentFault:
    """A file of the organisation that was left out, and why."""

    file: str
    sentence: str  # file, place and remedy


@dataclass(frozen=True, slots=True)
class ContentFile(Generic[FrontMatter]):
    """A content file: its front matter, its Markdown, and the Markdown parsed."""

    front_matter: FrontMatter
    markdown: str
    body: sections.ParsedText


@dataclass(frozen=True, slots=True)
class FrontMatterFile:
    """A file, cut in two."""

    head: dict[str, Any]
    markdown: str
    first_line: int  # of the Markdown


def load_content_file(path: Path, reader: Callable[[str, str], T]) -> T:
    """Read a file; `reader` gets its name without `.md`, which is its id, and what it holds.

    Raises:
        Invalid: a sentence that names the file, the place and the remedy.
    """
    raw = read_file_bytes(path)
    try:
        convert_table({"name": path.stem}, _Name, _("its name"))
        return reader(path.stem, decode_utf8(raw).replace("\r\n", "\n"))
    except Invalid as error:
        raise Invalid(f"{path}, {error}") from None


def load_own_files(
    folder: Path, load: Callable[[Path], T], faults: list[ContentFault]
) -> Iterator[T]:
    """The organisation's files in a folder, by name; those with a mistake are added to `faults`."""
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
) -> ContentFile[FrontMatter]:
    """The text of a content file, with front matter of the type `table` and its links checked.

    Raises:
        Invalid: names the place and the remedy.
    """
    found = split_front_matter(text, organisation)
    head = convert_table(found.head, table, TOP_OF_FILE)
    body = sections.parse_text(found.markdown, found.first_line, targets, is_guide=is_guide)
    return ContentFile(head, found.markdown, body)


def split_front_matter(
    whole: str, organisation: Organisation = DEFAULT_ORGANISATION
) -> FrontMatterFile:
    """The head and the text of a file, in which the organisation's words are filled in.

    Raises:
        Invalid: there is no head, or it is no TOML; names the place and the remedy.
    """
    found = _HEAD.match(whole)
    if found is None:
        fault = _(
            "the file begins with a line +++, then lines such as title = ..., then +++ again."
        )
        raise invalid_at(sections.format_line_number(1), fault)
    first_line = whole.count("\n", 0, found.end()) + 1
    filled = fill_placeholders(whole[found.end() :], first_line, organisation)
    return FrontMatterFile(parse_toml(found.group(1)), filled, first_line)


def check_cited_sources(listed: Collection[str], cited: frozenset[str]) -> None:
    """See that the head lists what the text cites.

    Raises:
        Invalid: one has a source that the other lacks; names them.
    """
    if odd := set(listed) ^ cited:
        fault = _('"sources" is what the text cites, no more and no less. Look at: {names}.')
        raise invalid_at(TOP_OF_FILE, fault.format(names=", ".join(sorted(odd))))
