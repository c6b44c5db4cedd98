"""The text of a guide: Markdown, cut at its headings, with every link looked at.

Raw HTML stays text, pictures are not fetched from anywhere, and a link leads to a page of this
site, to a source, to a section of the same page, or by http(s), mail or telephone outside. Anything
else is an error and not a dead link: whoever writes the file hears of it, and no reader does.
A mistake is named by its line in the file, with what to write instead.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from reflect.core.strict_toml import wrong
from reflect.core.words import _
from reflect.guides.values import Section, Twins

TRY, ASK = _("Try this:"), _("Ask for this:")  # in bold, they begin a line of a list
SOURCE = "source:"
SOURCES_PAGE = "/sources"
_OUTSIDE = re.compile(r"(?:https?://|mailto:|tel:)\S+|/(?!/)\S*", re.IGNORECASE)
_ANCHOR = re.compile(r"\s*\{#([a-z][a-z0-9-]*)\}\s*$")


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002  # the name it has there
        """Take in every link, so that `_look_at_links` sees it; some would be left as text."""
        return True


_MARKDOWN = _Markdown("commonmark", {"html": False}).disable(["image"])


@dataclass(frozen=True, slots=True)
class _Part:
    """One heading and what follows it, not yet looked at."""

    heading: str
    level: int
    anchor: str
    line: int
    body: list[Token]


@dataclass(frozen=True, slots=True)
class Text:
    """The sections of a text, their pairs, and the sources that it cites."""

    sections: tuple[Section, ...]
    pairs: dict[str, Twins]  # anchor -> what stands there; "" -> what stands in the first section
    cited: frozenset[str]


def read(markdown: str, first_line: int, sources: Collection[str]) -> Text:
    """Cut a text into its sections; `first_line` is where it begins in its file.

    Raises:
        Invalid: a heading, a link or a pair of twins does not fit; names the line and the remedy.
    """
    parts = list(_parts(_MARKDOWN.parse(markdown), first_line))
    anchors = _anchors(parts)
    cited = {
        name
        for part in parts
        for token in part.body
        for name in _look_at_links(token, first_line, anchors, sources)
    }
    pairs = {}
    for part in parts:
        twins = _twins(part)
        if twins and (part.anchor or part is parts[0]):
            pairs["" if part is parts[0] else part.anchor] = twins
    return Text(tuple(map(_section, parts)), pairs, frozenset(cited))


def at(line: int) -> str:
    """A place in a file."""
    return _("line {n}").format(n=line)


def _parts(tokens: list[Token], first_line: int) -> Iterator[_Part]:
    starts = [n for n, token in enumerate(tokens) if token.type == "heading_open"]
    if not starts or starts[0]:
        raise wrong(at(first_line), _("the text begins with a heading: ## In 60 seconds."))
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        heading, line = tokens[start], first_line + _line(tokens[start])
        if heading.tag not in ("h2", "h3") or heading.level:
            fault = _("headings have two or three signs, ## or ###. The title stands on top.")
            raise wrong(at(line), fault)
        words = _words(tokens[start + 1])
        found = _ANCHOR.search(words)
        yield _Part(
            _ANCHOR.sub("", words),
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
            raise wrong(at(part.line), fault.format(anchor=part.anchor))
        found |= {part.anchor} - {""}
    return found


def _section(part: _Part) -> Section:
    html = _MARKDOWN.renderer.render(part.body, _MARKDOWN.options, {})
    return Section(
        part.heading,
        part.level,
        part.anchor,
        Markup(html),  # noqa: S704  # raw HTML is off, links are looked at
    )


def _twins(part: _Part) -> Twins | None:
    """The pair of a section: as many things to ask for as to try, and one of each at most."""
    said: dict[str, list[str]] = {TRY: [], ASK: []}
    for token in part.body:
        marks = [child for child in token.children or [] if child.type != "text" or child.content]
        if marks and marks[0].type == "strong_open":
            words = _words(token)
            for start, found in said.items():
                if words.startswith(start):
                    found.append(words.removeprefix(start).strip())
    if not said[TRY] and not said[ASK]:
        return None
    if len(said[TRY]) != 1 or len(said[ASK]) != 1:
        raise wrong(at(part.line), needs_both())
    return Twins(said[TRY][0], said[ASK][0])


def needs_both() -> str:
    """What to say where a pair is not complete."""
    fault = _('below this heading belong one "- **{to_try}** ..." and one "- **{ask}** ...".')
    return fault.format(to_try=TRY, ask=ASK)


def _look_at_links(
    token: Token, first_line: int, anchors: Collection[str], sources: Collection[str]
) -> Iterator[str]:
    """Every source that is cited here; links to them lead to the page of sources."""
    for child in token.children or []:
        if child.type != "link_open":
            continue
        href = str(child.attrGet("href"))
        if href.startswith(SOURCE) and (name := href.removeprefix(SOURCE)) in sources:
            child.attrSet("href", f"{SOURCES_PAGE}#{name}")
            yield name
        elif not (href.startswith("#") and href[1:] in anchors) and not _OUTSIDE.fullmatch(href):
            raise wrong(at(first_line + _line(token)), _wrong_link(href, sources))


def _wrong_link(href: str, sources: Collection[str]) -> str:
    if href.startswith(SOURCE):
        fault = _('there is no source "{name}". Add it to sources.toml, or use one of: {known}.')
        return fault.format(name=href.removeprefix(SOURCE), known=", ".join(sorted(sources)))
    return _(
        'the link "{href}" leads nowhere. Write https://..., /page, #section or source:id.'
    ).format(href=href)


def _words(inline: Token) -> str:
    """What stands there without marks."""
    children = inline.children or []
    return "".join(" " if c.type == "softbreak" else c.content for c in children).strip()


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0
