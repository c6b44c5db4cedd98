"""Parse and render Markdown: raw HTML is off; tables and checklists get classes for the CSS.

markdown-it would align columns with `style` attributes, which the Content-Security-Policy forbids.
So tables get classes. A table with many columns is in a scrolling region; one with long texts is
shown as blocks on a narrow screen, where each cell is labelled with its column. A list of `- [ ]`
becomes a checklist with empty boxes, and straight quotation marks become curly.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from reflect.core.i18n import _

TableRows = tuple[tuple[str, ...], ...]  # plain text; the first row has the names of the columns
CHECKBOX_MARK = "[ ] "
MAX_NARROW_COLUMNS = 4  # a table with more is wider than a phone
MAX_NARROW_ROW_LENGTH = 60  # characters, summed over the longest cell of each column: fits a phone


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002  # overrides markdown-it
        """Accept every link, so that `sections` checks it and none remains plain text."""
        return True


def _open_table(self: RendererHTML, tokens: Sequence[Token], index: int, *rest: Any) -> str:
    table = self.renderToken(tokens, index, *rest)
    label = tokens[index].meta.get("label")
    if not label:
        return table
    region = '<div class="in-a-box" tabindex="0" role="region" aria-label="{}">\n'
    return region.format(escape(label)) + table


def _close_table(self: RendererHTML, tokens: Sequence[Token], index: int, *rest: Any) -> str:
    table = self.renderToken(tokens, index, *rest)
    return f"{table}</div>\n" if tokens[index].meta.get("label") else table


_MARKDOWN = _Markdown("commonmark", {"html": False, "typographer": True})
_MARKDOWN.enable(["table", "smartquotes"]).disable("image")
_MARKDOWN.add_render_rule("table_open", _open_table)
_MARKDOWN.add_render_rule("table_close", _close_table)


def parse_markdown(markdown: str) -> list[Token]:
    """Parse a text into tokens, with classes and labels on tables and checklists."""
    tokens = _MARKDOWN.parse(markdown)
    for part in _find_blocks(tokens, "bullet_list"):
        _mark_checklist(part)
    for part in _find_blocks(tokens, "table"):
        _mark_table(part)
    return tokens


def render_tokens(tokens: Sequence[Token]) -> Markup:
    """Render tokens as HTML."""
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Markup(html)  # noqa: S704  # nosec B704  # raw HTML is off; the caller checks links


def extract_plain_text(inline: Token) -> str:
    """The text of an inline token without Markdown."""
    children = inline.children or []
    return "".join(" " if c.type == "softbreak" else c.content for c in children).strip()


def extract_tables(tokens: Sequence[Token]) -> tuple[TableRows, ...]:
    """The tables among the tokens, as plain text."""
    return tuple(map(_extract_rows, _find_blocks(tokens, "table")))


def _find_blocks(tokens: Sequence[Token], name: str) -> Iterator[Sequence[Token]]:
    """The token ranges from each opening token of this name to its closing token, inclusive."""
    places = [(token.type, token.level) for token in tokens]
    for start, (kind, level) in enumerate(places):
        if kind == f"{name}_open":
            end = places.index((f"{name}_close", level), start)
            yield tokens[start : end + 1]


def _mark_checklist(part: Sequence[Token]) -> None:
    """Mark a list as a checklist if every item begins with `[ ]`."""
    level = part[0].level + 3  # list, item, paragraph
    after_items = [part[n + 2] for n, token in enumerate(part) if token.type == "list_item_open"]
    lines = [token for token in after_items if token.level == level]
    texts = [line.children[0] for line in lines if line.children]
    is_checklist = all(text.content.startswith(CHECKBOX_MARK) for text in texts)
    if lines and len(texts) == len(lines) and is_checklist:
        part[0].attrSet("class", "tick")
        for text in texts:
            text.content = text.content.removeprefix(CHECKBOX_MARK)


def _extract_rows(part: Sequence[Token]) -> TableRows:
    cells: list[list[str]] = []
    for token in part:
        if token.type == "tr_open":
            cells.append([])
        elif token.type == "inline":
            cells[-1].append(extract_plain_text(token))
    return tuple(map(tuple, cells))


def _mark_table(part: Sequence[Token]) -> None:
    rows = _extract_rows(part)
    columns = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if len(columns) > MAX_NARROW_COLUMNS:
        label = _("Table: {columns}").format(columns=", ".join(filter(None, rows[0])))
        part[0].meta["label"] = part[-1].meta["label"] = label
    elif sum(columns) > MAX_NARROW_ROW_LENGTH:
        part[0].attrSet("class", "in-blocks")
    cells = [token for token in part if token.type in ("th_open", "td_open")]
    ends = [token for token in part if token.type in ("th_close", "td_close")]
    for n, (start, end) in enumerate(zip(cells, ends, strict=True)):
        _mark_cell(start, end, rows[0][n % len(columns)])


def _mark_cell(start: Token, end: Token, column: str) -> None:
    if "right" in str(start.attrs.pop("style", "")):
        start.attrSet("class", "number")
    if start.type == "td_open":
        start.attrSet("data-column", column)
    elif column:
        start.attrSet("scope", "col")
    else:
        start.tag = end.tag = "td"  # a column without a name has no header cell
