"""The sources of the content with their certainty, and the licences of the texts.

Of most sources the authors of Reflect saw only the abstract or the web page. The page of sources
says so, because a reader who cites one at work should know how reliable it is.

The shipped texts have an open licence, so that trainers may adapt them. The program has another
licence, and an organisation's own texts may have any.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from msgspec.structs import asdict

from reflect.core import strict_toml
from reflect.core.i18n import DisplayText, LazyString, _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.instruments.model import Instrument
from reflect.core.strict_toml import FrozenTable, Text

Certainty = Literal["seen", "second-hand", "idea"]
CERTAINTY_TEXTS: Mapping[Certainty, LazyString] = {
    "seen": _l("Seen: its abstract or its page."),
    "second-hand": _l("Second-hand: reported by others."),
    "idea": _l("An idea in common use. The words are ours."),
}


class SourceTable(FrozenTable, kw_only=True, frozen=True):
    """A source in the file, below a heading that is its id."""

    citation: Text
    used_for: Text
    certain: Certainty
    doi: Text = ""
    url: Text = ""  # empty: none known
    limits: Text = ""  # such as the number of people
    named: Text = ""  # its name in instrument files; empty: they do not name it


class Source(SourceTable, kw_only=True, frozen=True):
    """One source."""

    id: str

    @property
    def certainty_text(self) -> str:
        """The certainty as a sentence."""
        return str(CERTAINTY_TEXTS[self.certain])


CC_BY = "CC BY 4.0"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence; an unknown one has only a name."""

    name: str
    means: DisplayText = ""  # what readers may do, in a sentence or two
    url: str = ""


OPEN_LICENCE = Licence(
    CC_BY,
    _l(
        "You may copy, change and pass on this text, for any purpose. Say that it comes from "
        "Reflect, give this licence with its address, and say what you changed."
    ),
    "https://creativecommons.org/licenses/by/4.0/",
)


def load_sources(path: Path) -> dict[str, Source]:
    """Load the sources of a file, by id.

    Raises:
        Invalid: the file is not valid; names the file, the place and the remedy.
    """
    raw = strict_toml.read_file_bytes(path)
    with strict_toml.errors_of_file(path):
        tables = strict_toml.parse_toml(strict_toml.decode_utf8(raw))
        return {name: _parse_source(name, table) for name, table in tables.items()}


def find_named_sources(instrument: Instrument, sources: Mapping[str, Source]) -> set[str]:
    """The ids of the sources that an instrument names in its metadata, prompts and statements."""
    prompts = [prompt.text for prompt in instrument.prompts]
    ideas = [item.idea for item in instrument.items]
    text = " ".join([instrument.source, instrument.note, *prompts, *ideas])
    return {name for name, source in sources.items() if source.named and source.named in text}


def licence_from_name(name: str) -> Licence:
    """The licence with this name in the front matter."""
    return OPEN_LICENCE if name == CC_BY else Licence(name)


def _parse_source(name: str, raw: object) -> Source:
    where = f'"{name}"'
    strict_toml.convert_table({"heading": name}, strict_toml.HeadingTable, where)
    if not isinstance(raw, dict):
        fault = _("a source is a table. Write its lines below [its-id].")
        raise strict_toml.invalid_at(where, fault)
    table = strict_toml.convert_table(raw, SourceTable, where)
    url = f"https://doi.org/{table.doi}" if table.doi else table.url
    if url and not url.startswith("https://"):
        raise strict_toml.invalid_at(where, _('"url" does not fit. It begins with https://.'))
    return Source(id=name, **asdict(table) | {"url": url})
