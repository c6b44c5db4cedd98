"""Parse content Markdown into sections, check its links, and export it as a Markdown file.

Raw HTML is shown as text and images are disabled. A link is to a page of this site, to a source, to
a section of the same page, or an http(s), mailto or tel link. Any other link is an error when the
file is loaded, so that its author sees it and no reader finds a dead link. Error messages name the
line in the file and what to write instead.

The export has the text of the page. The front matter becomes lines of text, citations become plain
text with the list of sources below, and links to pages of this site become absolute.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token
from markupsafe import Markup

from reflect.content.guides.model import ContentSection, Guide, SuggestionPair
from reflect.content.markdown import (
    extract_plain_text,
    extract_tables,
    parse_markdown,
    render_tokens,
)
from reflect.content.sources import Source, licence_from_name
from reflect.content.teaching.model import Resource
from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.strict_toml import invalid_at

TRY_LABEL, ASK_LABEL = _l("Try this:"), _l("Ask for this:")  # in bold, at the start of a list item
SOURCE_SCHEME = "source:"
SOURCES_PATH = "/sources"
_CITATION = re.compile(r"\[([^\[\]]*)\]\(source:[^)\s]*\)")
_SITE_LINK = re.compile(r"(\]\()(/(?!/)[^)\s]*\))")
_ALLOWED_LINK = re.compile(r"(?:https?://|mailto:|tel:)\S+|/(?!/)\S*", re.IGNORECASE)
_PAGE_LINK = re.compile(r"/([^/#?]+)/([^/#?]+)")
_ANCHOR = re.compile(r"\s*\{#([a-z][a-z0-9-]*)\}\s*$")


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """The targets that links may have: sources, and all pages below some paths of this site."""

    sources: Collection[str]  # ids
    pages: Mapping[str, Collection[str]] = field(default_factory=dict)  # first path part -> second


@dataclass(frozen=True, slots=True)
class _Part:
    """One heading and the tokens below it, not checked yet."""

    heading: str
    level: int
    anchor: str
    line: int
    body: list[Token]


@dataclass(frozen=True, slots=True)
class ParsedText:
    """The sections of a text, their suggestion pairs, and the sources that it cites."""

    sections: tuple[ContentSection, ...]
    pairs: dict[str, SuggestionPair]  # by anchor; "": the pair of the first section
    cited: frozenset[str]
    opening: Markup  # the text above the first heading


def parse_text(
    markdown: str, first_line: int, targets: LinkTargets, *, is_guide: bool = True
) -> ParsedText:
    """Split a text into its sections; `first_line` is its line number in the file.

    A guide begins with a heading and has suggestion pairs. Any other text may have text above its
    first heading, and is not searched for pairs.

    Raises:
        Invalid: a heading, a link or a pair is not valid; names the line and the remedy.
    """
    tokens = parse_markdown(markdown)
    starts = [n for n, token in enumerate(tokens) if token.type == "heading_open"]
    if not starts or (starts[0] and is_guide):
        fault = _("the text begins with a heading: ## In 60 seconds.")
        raise invalid_at(format_line_number(first_line), fault)
    opening = tokens[: starts[0]]
    parts = list(_split_parts(tokens, starts, first_line))
    anchors = _collect_anchors(parts)
    cited = frozenset(
        name
        for body in (opening, *(part.body for part in parts))
        for token in body
        for name in _check_links(token, first_line, anchors, targets)
    )
    pairs = _collect_pairs(parts) if is_guide else {}
    return ParsedText(tuple(map(_build_section, parts)), pairs, cited, render_tokens(opening))


def render_export(
    page: Guide | Resource, lines: Iterable[str], sources: Sequence[Source], site: str
) -> str:
    """A page as a Markdown file.

    Args:
        page: the guide or resource.
        lines: what it is and who it is for.
        sources: those that it cites.
        site: the URL of this site.
    """
    text = _CITATION.sub(r"\1", page.markdown).strip()
    text = _SITE_LINK.sub(lambda link: link[1] + site.rstrip("/") + link[2], text)
    head = "\n".join(f"{line}  " for line in (*lines, _describe_licence(page.licence)))
    parts = [f"# {page.title}", head.rstrip(), "---", text]
    if sources:
        parts += [f"## {_('Sources')}", "\n".join(_list_sources(sources))]
    return "\n\n".join(parts) + "\n"


def format_line_number(line: int) -> str:
    """The line number for an error message."""
    return _("line {n}").format(n=line)


def describe_incomplete_pair() -> str:
    """The error message for a section without a complete pair."""
    fault = _('below this heading belong one "- **{to_try}** ..." and one "- **{ask}** ...".')
    return fault.format(to_try=TRY_LABEL, ask=ASK_LABEL)


def _split_parts(tokens: list[Token], starts: list[int], first_line: int) -> Iterator[_Part]:
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        heading, line = tokens[start], first_line + _line_offset(tokens[start])
        if heading.tag not in ("h2", "h3") or heading.level:
            fault = _("headings have two or three signs, ## or ###. The title stands on top.")
            raise invalid_at(format_line_number(line), fault)
        text = extract_plain_text(tokens[start + 1])
        match, body = _ANCHOR.search(text), tokens[start + 3 : end]
        anchor = match[1] if match else ""
        yield _Part(_ANCHOR.sub("", text), int(heading.tag[1]), anchor, line, body)


def _collect_anchors(parts: list[_Part]) -> set[str]:
    anchors: set[str] = set()
    for part in parts:
        if part.anchor in anchors:
            fault = _('the anchor "{anchor}" is there twice. Give each section its own.')
            raise invalid_at(format_line_number(part.line), fault.format(anchor=part.anchor))
        anchors |= {part.anchor} - {""}
    return anchors


def _build_section(part: _Part) -> ContentSection:
    html, tables = render_tokens(part.body), extract_tables(part.body)
    return ContentSection(part.heading, part.level, part.anchor, html, tables)


def _collect_pairs(parts: list[_Part]) -> dict[str, SuggestionPair]:
    pairs = {}
    for part in parts:
        pair = _parse_pair(part)
        if pair and (part.anchor or part is parts[0]):
            pairs["" if part is parts[0] else part.anchor] = pair
    return pairs


def _parse_pair(part: _Part) -> SuggestionPair | None:
    """The suggestion pair of a section: one thing to try and one to ask for; None: neither."""
    lines = [extract_plain_text(token) for token in part.body if _begins_in_bold(token)]
    to_try, to_ask = (
        [line.removeprefix(label).strip() for line in lines if line.startswith(label)]
        for label in (str(TRY_LABEL), str(ASK_LABEL))  # in the language of the file
    )
    if not to_try and not to_ask:
        return None
    if len(to_try) != 1 or len(to_ask) != 1:
        raise invalid_at(format_line_number(part.line), describe_incomplete_pair())
    return SuggestionPair(to_try[0], to_ask[0])


def _begins_in_bold(token: Token) -> bool:
    children = [child for child in token.children or [] if child.type != "text" or child.content]
    return bool(children) and children[0].type == "strong_open"


def _check_links(
    token: Token, first_line: int, anchors: Collection[str], targets: LinkTargets
) -> Iterator[str]:
    """Check the links of a token, link citations to the page of sources, and yield their ids."""
    for child in token.children or []:
        if child.type != "link_open":
            continue
        href = str(child.attrGet("href"))
        name = href.removeprefix(SOURCE_SCHEME)
        if href.startswith(SOURCE_SCHEME) and name in targets.sources:
            child.attrSet("href", f"{SOURCES_PATH}#{name}")
            yield name
        elif not (_is_valid_link(href, targets) or (href[:1] == "#" and href[1:] in anchors)):
            line = format_line_number(first_line + _line_offset(token))
            raise invalid_at(line, _describe_invalid_link(href, targets))


def _is_valid_link(href: str, targets: LinkTargets) -> bool:
    """Whether a link is external, or to a page of this site that is not known to be missing."""
    page = _PAGE_LINK.match(href)
    if page and page[1] in targets.pages and page[2] not in targets.pages[page[1]]:
        return False
    return bool(_ALLOWED_LINK.fullmatch(href))


def _describe_invalid_link(href: str, targets: LinkTargets) -> str:
    if href.startswith(SOURCE_SCHEME):
        fault = _('there is no source "{name}". Add it to sources.toml, or use one of: {known}.')
        names = ", ".join(sorted(targets.sources))
        return fault.format(name=href.removeprefix(SOURCE_SCHEME), known=names)
    page = _PAGE_LINK.match(href)
    if page and page[1] in targets.pages:
        fault = _('there is no page "{href}". The name in it is one of: {known}.')
        return fault.format(href=href, known=", ".join(sorted(targets.pages[page[1]])))
    fault = _('the link "{href}" leads nowhere. Write https://..., /page, #section or source:id.')
    return fault.format(href=href)


def _line_offset(token: Token) -> int:
    return token.map[0] if token.map else 0


def _describe_licence(name: str) -> str:
    licence = licence_from_name(name)
    url = f" ({licence.url})" if licence.url else ""
    line = _("Licence: {name}{where}.").format(name=licence.name, where=url)
    return f"{line} {licence.means}".strip()


def _list_sources(sources: Iterable[Source]) -> Iterable[str]:
    for source in sources:
        url = f". {source.url}" if source.url else ""
        yield f"- {source.citation}{url}. {source.certainty_text} {source.limits}".rstrip()
