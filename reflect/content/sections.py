"""The text of a guide, or of another page like it: Markdown, cut at its headings, links looked at.

Raw HTML stays text, pictures are not fetched from anywhere, and a link leads to a page of this
site, to a source, to a section of the same page, or by http(s), mail or telephone outside. Anything
else is an error and not a dead link: whoever writes the file hears of it, and no reader does.
A mistake is named by its line in the file, with what to write instead.

A text to take away: one Markdown file that stands alone, for somebody to adapt.

The text is the very one of the page. Its head becomes lines to read, citations become plain words
with the whole list of sources below, and links to pages of this site get the site's address.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from markdown_it.token import Token
from markupsafe import Markup

from reflect.content.guides.model import ContentSection, SuggestionPair
from reflect.content.markdown import (
    extract_plain_text,
    extract_tables,
    parse_markdown,
    render_tokens,
)
from reflect.content.sources import Source, licence_from_name
from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.strict_toml import invalid_at

TRY_LABEL, ASK_LABEL = _l("Try this:"), _l("Ask for this:")  # in bold, they begin a line of a list
SOURCE_SCHEME = "source:"
SOURCES_PATH = "/sources"
_OUTSIDE = re.compile(r"(?:https?://|mailto:|tel:)\S+|/(?!/)\S*", re.IGNORECASE)
_PAGE = re.compile(r"/([^/#?]+)/([^/#?]+)")
_ANCHOR = re.compile(r"\s*\{#([a-z][a-z0-9-]*)\}\s*$")


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """What a text may lead to: sources, and of some rooms of this site all pages."""

    sources: Collection[str]
    rooms: Mapping[str, Collection[str]] = field(default_factory=dict)  # first part -> the second


@dataclass(frozen=True, slots=True)
class _Part:
    """One heading and what follows it, not yet looked at."""

    heading: str
    level: int
    anchor: str
    line: int
    body: list[Token]


@dataclass(frozen=True, slots=True)
class ParsedText:
    """The sections of a text, their pairs, and the sources that it cites."""

    sections: tuple[ContentSection, ...]
    pairs: dict[
        str, SuggestionPair
    ]  # anchor -> what stands there; "" -> what stands in the first section
    cited: frozenset[str]
    opening: Markup  # what stands above the first heading


def parse_text(
    markdown: str, first_line: int, known: LinkTargets, *, is_guide: bool = True
) -> ParsedText:
    """Cut a text into its sections; `first_line` is where it begins in its file.

    A guide begins with a heading and has pairs. Another text may have words above its first
    heading, and no pairs are looked for.

    Raises:
        Invalid: a heading, a link or a pair of twins does not fit; names the line and the remedy.
    """
    tokens = parse_markdown(markdown)
    starts = [n for n, token in enumerate(tokens) if token.type == "heading_open"]
    if not starts or (starts[0] and is_guide):
        raise invalid_at(
            format_line_number(first_line), _("the text begins with a heading: ## In 60 seconds.")
        )
    opening = tokens[: starts[0]]
    parts = list(_parts(tokens, starts, first_line))
    anchors = _anchors(parts)
    cited = {
        name
        for body in (opening, *(part.body for part in parts))
        for token in body
        for name in _look_at_links(token, first_line, anchors, known)
    }
    pairs = _pairs(parts) if is_guide else {}
    return ParsedText(tuple(map(_section, parts)), pairs, frozenset(cited), render_tokens(opening))


def format_line_number(line: int) -> str:
    """A place in a file."""
    return _("line {n}").format(n=line)


def _parts(tokens: list[Token], starts: list[int], first_line: int) -> Iterator[_Part]:
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        heading, line = tokens[start], first_line + _line(tokens[start])
        if heading.tag not in ("h2", "h3") or heading.level:
            fault = _("headings have two or three signs, ## or ###. The title stands on top.")
            raise invalid_at(format_line_number(line), fault)
        said = extract_plain_text(tokens[start + 1])
        found = _ANCHOR.search(said)
        yield _Part(
            _ANCHOR.sub("", said),
            int(heading.tag[1]),
            found.group(1) if found else "",
            line,
            tokens[start + 3 : end],
        )


def _anchors(parts: list[_Part]) -> set[str]:
    found: set[str] = set()
    for part in parts:
        if part.anchor in found:
            fault = _('the anchor "{anchor}" is there twice. Give each section its own.')
            raise invalid_at(format_line_number(part.line), fault.format(anchor=part.anchor))
        found |= {part.anchor} - {""}
    return found


def _section(part: _Part) -> ContentSection:
    return ContentSection(
        part.heading, part.level, part.anchor, render_tokens(part.body), extract_tables(part.body)
    )


def _pairs(parts: list[_Part]) -> dict[str, SuggestionPair]:
    found = {}
    for part in parts:
        twins = _twins(part)
        if twins and (part.anchor or part is parts[0]):
            found["" if part is parts[0] else part.anchor] = twins
    return found


def _twins(part: _Part) -> SuggestionPair | None:
    """The pair of a section: as many things to ask for as to try, and one of each at most."""
    to_try, ask = str(TRY_LABEL), str(ASK_LABEL)  # in the language of the file
    said: dict[str, list[str]] = {to_try: [], ask: []}
    for token in part.body:
        marks = [child for child in token.children or [] if child.type != "text" or child.content]
        if marks and marks[0].type == "strong_open":
            line = extract_plain_text(token)
            for start, found in said.items():
                if line.startswith(start):
                    found.append(line.removeprefix(start).strip())
    if not said[to_try] and not said[ask]:
        return None
    if len(said[to_try]) != 1 or len(said[ask]) != 1:
        raise invalid_at(format_line_number(part.line), describe_incomplete_pair())
    return SuggestionPair(said[to_try][0], said[ask][0])


def describe_incomplete_pair() -> str:
    """What to say where a pair is not complete."""
    fault = _('below this heading belong one "- **{to_try}** ..." and one "- **{ask}** ...".')
    return fault.format(to_try=TRY_LABEL, ask=ASK_LABEL)


def _look_at_links(
    token: Token, first_line: int, anchors: Collection[str], known: LinkTargets
) -> Iterator[str]:
    """Every source that is cited here; links to them lead to the page of sources."""
    for child in token.children or []:
        if child.type != "link_open":
            continue
        href = str(child.attrGet("href"))
        if (
            href.startswith(SOURCE_SCHEME)
            and (name := href.removeprefix(SOURCE_SCHEME)) in known.sources
        ):
            child.attrSet("href", f"{SOURCES_PATH}#{name}")
            yield name
        elif not (href.startswith("#") and href[1:] in anchors) and not _leads(href, known):
            raise invalid_at(
                format_line_number(first_line + _line(token)), _wrong_link(href, known)
            )


def _leads(href: str, known: LinkTargets) -> bool:
    """Whether a link leads outside, or to a page of this site that is there as far as we know."""
    page = _PAGE.match(href)
    if page and page.group(1) in known.rooms and page.group(2) not in known.rooms[page.group(1)]:
        return False
    return bool(_OUTSIDE.fullmatch(href))


def _wrong_link(href: str, known: LinkTargets) -> str:
    if href.startswith(SOURCE_SCHEME):
        fault = _('there is no source "{name}". Add it to sources.toml, or use one of: {known}.')
        names = ", ".join(sorted(known.sources))
        return fault.format(name=href.removeprefix(SOURCE_SCHEME), known=names)
    page = _PAGE.match(href)
    if page and page.group(1) in known.rooms:
        fault = _('there is no page "{href}". The name in it is one of: {known}.')
        return fault.format(href=href, known=", ".join(sorted(known.rooms[page.group(1)])))
    return _(
        'the link "{href}" leads nowhere. Write https://..., /page, #section or source:id.'
    ).format(href=href)


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0


MARKDOWN_CONTENT_TYPE = "text/markdown"
_CITATION = re.compile(r"\[([^\[\]]*)\]\(source:[^)\s]*\)")
_HERE = re.compile(r"(\]\()(/(?!/)[^)\s]*\))")


@dataclass(frozen=True, slots=True)
class ContentExport:
    """What goes into the file."""

    title: str
    lines: tuple[str, ...]  # what it is and for whom
    licence: str  # as the head names it
    markdown: str
    sources: tuple[Source, ...]


def render_export(taken: ContentExport, site: str) -> str:
    """The file's text; `site` is the address of this site."""
    text = _CITATION.sub(r"\1", taken.markdown).strip()
    text = _HERE.sub(lambda link: link.group(1) + site.rstrip("/") + link.group(2), text)
    head = "\n".join(f"{line}  " for line in (*taken.lines, _permission(taken.licence)))
    parts = [f"# {taken.title}", head.rstrip(), "---", text]
    if taken.sources:
        parts += [f"## {_('Sources')}", "\n".join(_cited(taken.sources))]
    return "\n\n".join(parts) + "\n"


def _permission(name: str) -> str:
    found = licence_from_name(name)
    where = f" ({found.url})" if found.url else ""
    line = _("Licence: {name}{where}.").format(name=found.name, where=where)
    return f"{line} {found.means}".strip()


def _cited(sources: Iterable[Source]) -> Iterable[str]:
    for source in sources:
        where = f". {source.url}" if source.url else ""
        yield f"- {source.citation}{where}. {source.certainty_text} {source.limits}".rstrip()
