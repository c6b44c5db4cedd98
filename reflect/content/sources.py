"""Where the content comes from, and how well we know it.

Of most sources we saw the abstract or the page and not the whole. The page of sources says so:
a reader who argues with one at work should know how far it carries.

What a reader may do with a text: the licence in its head, in words.

Our own texts are open, so that a trainer may change them for a room of their own. The program has
another licence, and what an organisation writes for itself may have any.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.instruments.model import Instrument
from reflect.core.strict_toml import (
    Id,
    StrictTable,
    Text,
    convert_table,
    decode_utf8,
    invalid_at,
    parse_toml,
    read_file_bytes,
)

Certainty = Literal["seen", "second-hand", "idea"]
CERTAINTY_TEXTS: Mapping[Certainty, str] = {
    "seen": _l("Seen: its abstract or its page."),
    "second-hand": _l("Second-hand: reported by others."),
    "idea": _l("An idea in common use. The words are ours."),
}


class SourceTable(StrictTable, kw_only=True):
    """A source in the file; its heading is its id."""

    citation: Text
    used_for: Text
    certain: Certainty
    doi: Text = ""
    url: Text = ""
    limits: Text = ""
    named: Text = ""


class _Heading(StrictTable, kw_only=True):
    heading: Id


@dataclass(frozen=True, slots=True)
class Source:
    """One source."""

    id: str
    citation: str
    used_for: str
    certain: Certainty
    url: str = ""  # empty: none known
    doi: str = ""
    limits: str = ""  # how many people, and the like
    named: str = ""  # how instrument files name it; empty: they do not

    @property
    def certainty_text(self) -> str:
        """How well we know it, as a sentence."""
        return CERTAINTY_TEXTS[self.certain]


def load_sources(path: Path) -> dict[str, Source]:
    """The sources of a file, by id.

    Raises:
        Invalid: a sentence that names the file, the place and the remedy.
    """
    raw = read_file_bytes(path)
    try:
        return {name: _source(name, found) for name, found in parse_toml(decode_utf8(raw)).items()}
    except Invalid as error:
        raise Invalid(f"{path}, {error}") from None


def find_named_sources(instrument: Instrument, sources: Mapping[str, Source]) -> set[str]:
    """The sources that an instrument names: in its passport, its prompts and its statements."""
    said = " ".join(
        (
            instrument.source,
            instrument.note,
            *(prompt.text for prompt in instrument.prompts),
            *(item.idea for item in instrument.items),
        )
    )
    return {name for name, source in sources.items() if source.named and source.named in said}


def _source(name: str, raw: object) -> Source:
    where = f'"{name}"'
    convert_table({"heading": name}, _Heading, where)
    if not isinstance(raw, dict):
        raise invalid_at(where, _("a source is a table. Write its lines below [its-id]."))
    found = convert_table(raw, SourceTable, where)
    url = f"https://doi.org/{found.doi}" if found.doi else found.url
    if url and not url.startswith("https://"):
        raise invalid_at(where, _('"url" does not fit. It begins with https://.'))
    return Source(
        id=name,
        citation=found.citation,
        used_for=found.used_for,
        certain=found.certain,
        url=url,
        doi=found.doi,
        limits=found.limits,
        named=found.named,
    )


CC_BY = "CC BY 4.0"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence; of one that we do not know, only its name."""

    name: str
    means: str = ""  # what it lets one do, in a sentence or two
    url: str = ""


OPEN_LICENCE = Licence(
    CC_BY,
    _l(
        "You may copy, change and pass on this text, for any purpose. Say that it comes from "
        "Reflect, give this licence with its address, and say what you changed."
    ),
    "https://creativecommons.org/licenses/by/4.0/",
)


def licence_from_name(name: str) -> Licence:
    """The licence that a head names."""
    return OPEN_LICENCE if name == CC_BY else Licence(name)
