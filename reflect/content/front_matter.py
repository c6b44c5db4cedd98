"""A file with a head: TOML between two lines of +++, then Markdown.

Guides and teaching resources are such files. The head is read as strictly as an instrument, and
what it says of its sources has to be what the text cites.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from reflect.content import sections
from reflect.content.placeholders import fill
from reflect.core.errors import Invalid
from reflect.core.organisation.model import NOBODYS, Organisation
from reflect.core.strict_toml import Id, Strict, bytes_of, table, text_of, wrong
from reflect.core.strict_toml import read as tables
from reflect.core.words import _, later

_HEAD = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*\n", re.DOTALL | re.MULTILINE)
TOP = later("top of the file")  # the place of a mistake in the head
T = TypeVar("T")


class _Name(Strict, kw_only=True):
    name: Id


@dataclass(frozen=True, slots=True)
class Headed:
    """A file, cut in two."""

    head: dict[str, Any]
    markdown: str
    first_line: int  # of the Markdown


def load(path: Path, reader: Callable[[str, str], T]) -> T:
    """Read a file; `reader` gets its name without `.md`, which is its id, and what it holds.

    Raises:
        Invalid: a sentence that names the file, the place and the remedy.
    """
    raw = bytes_of(path)
    try:
        table({"name": path.stem}, _Name, _("its name"))
        return reader(path.stem, text_of(raw).replace("\r\n", "\n"))
    except Invalid as error:
        raise Invalid(f"{path}, {error}") from None


def cut(whole: str, organisation: Organisation = NOBODYS) -> Headed:
    """The head and the text of a file, in which the organisation's words are filled in.

    Raises:
        Invalid: there is no head, or it is no TOML; names the place and the remedy.
    """
    found = _HEAD.match(whole)
    if found is None:
        fault = _(
            "the file begins with a line +++, then lines such as title = ..., then +++ again."
        )
        raise wrong(sections.at(1), fault)
    first_line = whole.count("\n", 0, found.end()) + 1
    filled = fill(whole[found.end() :], first_line, organisation)
    return Headed(tables(found.group(1)), filled, first_line)


def look_at_sources(listed: Collection[str], cited: frozenset[str]) -> None:
    """See that the head lists what the text cites.

    Raises:
        Invalid: one has a source that the other lacks; names them.
    """
    if odd := set(listed) ^ cited:
        fault = _('"sources" is what the text cites, no more and no less. Look at: {names}.')
        raise wrong(TOP, fault.format(names=", ".join(sorted(odd))))
