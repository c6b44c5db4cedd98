"""Content files: front matter as TOML between two lines of +++, then Markdown.

Guides and teaching resources are such files. The front matter is parsed as strictly as an
instrument file, and its sources have to be those that the text cites.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

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

_FRONT_MATTER_PATTERN = re.compile(
    r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*\n", re.DOTALL | re.MULTILINE
)
TOP_OF_FILE = _l("top of the file")  # the place of an error in the front matter
T = TypeVar("T")


class _Name(StrictTable, kw_only=True):
    name: Id


@dataclass(frozen=True, slots=True)
class FrontMatterFile:
    """The two parts of a content file."""

    head: dict[str, Any]
    markdown: str
    first_line: int  # line number of the Markdown in the file, from 1


def load_content_file(path: Path, reader: Callable[[str, str], T]) -> T:
    """Load a file; `reader` gets its id, which is its name without `.md`, and its text.

    Raises:
        Invalid: the file is not valid; names the file, the place and the remedy.
    """
    raw = read_file_bytes(path)
    try:
        convert_table({"name": path.stem}, _Name, _("its name"))
        return reader(path.stem, decode_utf8(raw).replace("\r\n", "\n"))
    except Invalid as error:
        raise Invalid(f"{path}, {error}") from None


def split_front_matter(
    whole: str, organisation: Organisation = DEFAULT_ORGANISATION
) -> FrontMatterFile:
    """Split a file into front matter and Markdown, and fill in the organisation's placeholders.

    Raises:
        Invalid: the front matter is missing or is not TOML; names the place and the remedy.
    """
    hit = _FRONT_MATTER_PATTERN.match(whole)
    if hit is None:
        fault = _(
            "the file begins with a line +++, then lines such as title = ..., then +++ again."
        )
        raise invalid_at(sections.format_line_number(1), fault)
    first_line = whole.count("\n", 0, hit.end()) + 1
    filled = fill_placeholders(whole[hit.end() :], first_line, organisation)
    return FrontMatterFile(parse_toml(hit.group(1)), filled, first_line)


def check_cited_sources(listed: Collection[str], cited: frozenset[str]) -> None:
    """Check that the front matter lists exactly the sources that the text cites.

    Raises:
        Invalid: they differ; names the sources that are in only one of them.
    """
    if differing := set(listed) ^ cited:
        fault = _('"sources" is what the text cites, no more and no less. Look at: {names}.')
        raise invalid_at(TOP_OF_FILE, fault.format(names=", ".join(sorted(differing))))
