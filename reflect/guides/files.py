"""A guide's file: TOML between two lines of +++, then Markdown.

The head is read as strictly as an instrument. What head and text say to each other is looked at
too: every source in the head is cited and every cited one is in the head, sixty seconds hold a pair
of twins, and each statement that leads here finds a section of its id with a pair.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from msgspec import Meta, field

from reflect.core.errors import Invalid
from reflect.core.strict_toml import Id, Strict, Text, bytes_of, table, text_of, wrong
from reflect.core.strict_toml import read as tables
from reflect.core.words import _
from reflect.guides import text
from reflect.guides.sources import Source
from reflect.guides.values import Audience, Guide, Theme

_HEAD = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*\n", re.DOTALL | re.MULTILINE)


class HeadTable(Strict, kw_only=True):
    """What stands between the two lines of +++."""

    title: Text
    about: Text
    theme: Theme
    audience: Annotated[tuple[Audience, ...], Meta(min_length=1)]
    review: date
    licence: Text
    sources: tuple[Id, ...] = ()
    scales: dict[Id, tuple[Id, ...]] = field(default_factory=dict)
    statements: dict[Id, tuple[Id, ...]] = field(default_factory=dict)


class _Name(Strict, kw_only=True):
    name: Id


def load(path: Path, sources: Mapping[str, Source]) -> Guide:
    """Read a guide's file; its name without `.md` is the guide's id.

    Raises:
        Invalid: a sentence that names the file, the place and the remedy.
    """
    raw = bytes_of(path)
    try:
        table({"name": path.stem}, _Name, _("its name"))
        return read(path.stem, text_of(raw).replace("\r\n", "\n"), sources)
    except Invalid as error:
        raise Invalid(f"{path}, {error}") from None


def read(name: str, whole: str, sources: Mapping[str, Source]) -> Guide:
    """The guide in the text of a file.

    Raises:
        Invalid: names the place and the remedy.
    """
    found = _HEAD.match(whole)
    if found is None:
        fault = _(
            "the file begins with a line +++, then lines such as title = ..., then +++ again."
        )
        raise wrong(text.at(1), fault)
    head = table(tables(found.group(1)), HeadTable, _("top of the file"))
    first_line = whole.count("\n", 0, found.end()) + 1
    body = text.read(whole[found.end() :], first_line, sources)
    guide = Guide(
        id=name,
        title=head.title,
        about=head.about,
        theme=head.theme,
        audience=head.audience,
        review=head.review,
        licence=head.licence,
        sources=head.sources,
        sixty=body.sections[0],
        sections=body.sections[1:],
        pairs=body.pairs,
        scales=head.scales,
        statements=head.statements,
    )
    _check(guide, body.cited)
    return guide


def _check(guide: Guide, cited: frozenset[str]) -> None:
    top = _("top of the file")
    if "" not in guide.pairs:
        raise wrong(f'"{guide.sixty.heading}"', text.needs_both())
    if odd := set(guide.sources) ^ cited:
        fault = _('"sources" is what the text cites, no more and no less. Look at: {names}.')
        raise wrong(top, fault.format(names=", ".join(sorted(odd))))
    for statement in (name for names in guide.statements.values() for name in names):
        if statement not in guide.pairs:
            fault = _(
                '"{name}" leads to no section. Write a heading that ends with {{#{name}}}, and '
                "below it one thing to try and one to ask for."
            )
            raise wrong(top, fault.format(name=statement))
